"""The day: two organisations that run, and the windows of those who take part. Everything is found by its words."""

from __future__ import annotations

import io
import os
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Locator, Page

from tests.e2e.harness import Program
from tests.e2e.screens import Screens, open_screens, width_of
from tests.tutorial.book import DOCS, Step, plain

HERE, THERE = "http://127.0.0.1:8000", "http://localhost:8001"  # as the tutorial calls the two
WIDE, NARROW = {"width": 1100, "height": 760}, {"width": 360, "height": 700}
QUALITY = 55  # of the pictures, from 0 to 100


@dataclass
class Day:
    """Who takes part, what stood on the pages and was typed in the present step, and what is kept for later ones."""

    here: Program
    there: Program
    screens: Screens  # of ours
    others: Screens  # of the partner's
    step: Step | None = None
    seen: set[str] = field(default_factory=set)
    typed: set[str] = field(default_factory=set)
    pictures: list[str] = field(default_factory=list)
    kept: dict[str, Any] = field(default_factory=dict)
    _windows: dict[str, Window] = field(default_factory=dict)

    def begin(self, step: Step) -> None:
        """A new step."""
        self.step = step
        self.seen.clear()
        self.typed.clear()
        self.pictures.clear()

    def missing(self) -> list[str]:
        """What the tutorial says of this step and what was not so."""
        assert self.step
        unseen = [f"not seen: {each}" for each in self.step.words if not any(each in text for text in self.seen)]
        untyped = [f"not typed: {each}" for each in self.step.typed if each not in self.typed]
        shown = [name for name, _alt in self.step.pictures]
        return unseen + untyped + ([] if shown == self.pictures else [f"pictures: {shown}, taken: {self.pictures}"])

    def wrong(self) -> list[str]:
        """What no page may do, of both organisations."""
        return [*self.screens.wrong, *self.others.wrong]

    def said(self, begins: str) -> str:
        """What this step has one type that begins so, where it is long."""
        assert self.step
        (found,) = [each for each in self.step.typed if each.startswith(begins)]
        return found

    @property
    def lev(self) -> Window:
        """The coordinator whose day it is."""
        return self._window("lev", self.screens, WIDE)

    @property
    def dina(self) -> Window:
        """A colleague who answers."""
        return self._window("dina", self.screens, WIDE)

    @property
    def phone(self) -> Window:
        """The one who needs help."""
        return self._window("phone", self.screens, NARROW)

    @property
    def partner(self) -> Window:
        """The coordinator of the other organisation."""
        return self._window("partner", self.others, WIDE)

    def _window(self, name: str, screens: Screens, size: dict[str, int]) -> Window:
        if name not in self._windows:
            page = screens.caller() if name == "phone" else screens.tab()  # a telephone without scripts
            page.set_viewport_size(size)  # type: ignore[arg-type]
            self._windows[name] = Window(self, page)
        return self._windows[name]

    def address(self, text: str) -> str:
        """Where what the tutorial calls so really is."""
        for said, screens in ((HERE, self.screens), (THERE, self.others)):
            if text.startswith(said):
                return screens.address + text.removeprefix(said)
        raise AssertionError(f"{text} is neither of the two")

    def at_case(self, window: Window) -> None:
        """The page of the case whose day it is."""
        window.page.goto(self.kept["case"])
        window.look()


class Window:
    """A browser window in which somebody does what the tutorial says."""

    def __init__(self, day: Day, page: Page) -> None:
        self.day, self.page = day, page

    def open(self, address: str) -> None:
        """Types an address as it stands in the tutorial."""
        self.day.typed.add(address)
        self.page.goto(self.day.address(address))
        self.look()

    def sign_in(self, name: str, program: Program) -> None:
        self.type("Sign-in name", name)
        self.field("Passphrase").fill(program.passphrase(name))
        self.press("Sign in")

    def follow(self, words: str, near: str = "") -> None:
        """Follows the link that begins with these words."""
        self._go(self._named("link", words, near))

    def press(self, words: str, near: str = "") -> None:
        """Presses the button that begins with these words."""
        self._go(self._named("button", words, near))

    def take(self, words: str) -> bytes:
        """The file that a button gives."""
        with self.page.expect_download() as waiting:
            self._named("button", words, "").click()
        return Path(waiting.value.path()).read_bytes()

    def search(self, words: str) -> None:
        """Looks for words in the list of cases."""
        self.follow("Cases")
        self.type("Search", words)
        self.press("Search")

    def find(self, words: str, case: str) -> None:
        """Looks for words in the list of cases, and opens one."""
        self.search(words)
        self.follow(case)

    def type(self, label: str, text: str) -> None:
        self.day.typed.add(text)
        self.field(label).fill(text)

    def choose(self, label: str, words: str) -> None:
        """Chooses from a list."""
        field = self.field(label)
        options = field.locator("option").all_inner_texts()
        found = [each for each in options if each == words] or [each for each in options if words in each]
        assert found, f"{words!r} is not among {options}"
        field.select_option(label=found[0])

    def tick(self, *words: str) -> None:
        """Ticks boxes and marks answers by what stands beside them."""
        for each in words:
            self.field(each).check()

    def untick(self, words: str) -> None:
        self.field(words).uncheck()

    def upload(self, label: str, name: str, data: bytes) -> None:
        self.day.typed.add(name)
        self.field(label).set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": data})

    def field(self, label: str) -> Locator:
        """A field by its label, or by how its label begins."""
        self._begin()
        exact = self.page.locator("main").get_by_label(label, exact=True)
        if not exact.count():
            exact = self.page.locator("main").get_by_label(re.compile(rf"^\s*{re.escape(label)}"))
        assert exact.count(), f"no field {label!r} on {self.page.url}"
        return exact.first

    def sees(self, *words: str) -> None:
        """What stands there now."""
        text = self.look()
        for each in words:
            assert plain(each) in text, f"{each!r} does not stand on {self.page.url}: {text[-3000:]}"

    def waits_for(self, words: str, seconds: float = 30) -> None:
        """Asks for the page again until these words stand there: what the program does by itself takes its time."""
        until = time.monotonic() + seconds
        while plain(words) not in self.look():
            assert time.monotonic() < until, f"{words!r} did not come to stand on {self.page.url}"
            time.sleep(0.3)
            self.page.reload()

    def sees_not(self, *words: str) -> None:
        text = self.look()
        assert not [each for each in words if plain(each) in text]

    def picture(self, name: str, at: str = "", *, menu: bool = False) -> None:
        """Keeps a picture, from the heading `at` on and with the menu or not, where WAYSTATION_PICTURES asks for it."""
        self.day.pictures.append(name)
        self.fits_a_telephone()
        if not os.environ.get("WAYSTATION_PICTURES"):
            return
        if at:
            self.page.get_by_role("heading", name=at).first.evaluate(
                "e => scrollTo(0, (e.closest('section') || e).getBoundingClientRect().top + scrollY - 12)"
            )
        left = self.page.locator("main").bounding_box()
        assert left
        drawn = Image.open(io.BytesIO(self.page.screenshot()))
        if not menu:
            drawn = drawn.crop((int(left["x"]), 0, *drawn.size))
        drawn.convert("RGB").save(DOCS / "pictures" / f"{name}.webp", quality=QUALITY, method=6)

    def fits_a_telephone(self) -> None:
        """The page is no wider than a small screen, whatever is opened on it."""
        before = self.page.viewport_size
        assert before
        shut = "each => each.removeAttribute('open')"
        self.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        opened = self.page.locator("main details:not([open])").element_handles()
        self._begin()
        assert width_of(self.page) <= NARROW["width"], self.page.url
        for each in opened:
            each.evaluate(shut)
        self.page.set_viewport_size(before)

    def _named(self, role: Any, words: str, near: str) -> Locator:
        self._begin()
        place = self._near(near) if near else self.page.locator("body")
        for name in (re.compile(rf"^\s*{re.escape(words)}\s*$"), re.compile(rf"^\s*{re.escape(words)}")):
            found = place.get_by_role(role, name=name).filter(visible=True)
            if found.count():
                return found.first
        raise AssertionError(f"no {role} {words!r} near {near!r} on {self.page.url}")

    def _near(self, words: str) -> Locator:
        """The smallest part of the page that has a heading, a row or a notice with these words."""
        heading = self.page.get_by_role("heading", name=words, exact=True)
        if heading.count():
            return heading.first.locator("xpath=ancestor::section[1]")
        parts = (
            self.page.locator("main").locator("tr, .notice, dl > div, li, fieldset, p.row, form").filter(has_text=words)
        )
        assert parts.count(), f"nothing with {words!r} on {self.page.url}"
        return parts.last

    def _go(self, what: Locator) -> None:
        with self.page.expect_navigation():
            what.click()
        self.look()

    def _begin(self) -> None:
        self.look()
        self.page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")

    def look(self) -> str:
        """Notes what stands on the page."""
        text = plain(self.page.locator("body").text_content() or "")
        self.day.seen.add(text)
        return text


@contextmanager
def begun(base: Path) -> Iterator[Day]:
    """Both organisations, freshly founded: ours with its people, the partner's with none yet."""
    with ExitStack() as ending:
        here = Program(base / "here", ("demo", "--json", "--port", "0", "--mail-port", "0"))
        there = Program(base / "there")
        for program in (there, here):
            ending.callback(program.kill)
        with ThreadPoolExecutor() as both:
            list(both.map(lambda each: each.start(600), (there, here)))
        screens = ending.enter_context(open_screens(here.facts["public"]))
        yield Day(here, there, screens, screens.beside(there.facts["public"].replace("127.0.0.1", "localhost")))
