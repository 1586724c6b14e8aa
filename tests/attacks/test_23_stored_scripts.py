"""Attack 23: what somebody writes is obeyed by the browser of whoever reads it.

Three hundred payloads go into every text field of every form, public and staff, and into every part of mails; then
Chromium opens every page that was met, with scripts on. tests/hotline/test_hostile.py looks at the same in the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from functools import partial
from itertools import chain, count, cycle, islice
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import Route

from tests.e2e.harness import HOTLINE, Program
from tests.e2e.screens import Screens, need_chromium, open_screens
from tests.e2e.walker import Walker
from tests.e2e.web import Browser, Field, Form, Page
from tests.hotline.hostile import PAYLOADS
from waystation.casework.forms import WORDS

pytestmark = [pytest.mark.browser, pytest.mark.long]

SOURCES = Path(__file__).resolve().parents[2] / "src" / "waystation"
MAKES_MARKUP = "web/badges.py"  # around words that it escapes: tests/web/test_fields.py gives it hostile ones
AT_ONCE = 60  # payloads in one long text
SHORTEST_TEXT = 2_000  # characters that every text of several lines takes, unless it says how many
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", event => window.violations.push(event.violatedDirective));
"""
FOUND = """() => {
    const all = [...document.querySelectorAll("*")];
    const origin = location.origin + "/";
    return {
        violations: window.violations,
        scripts: [...document.scripts].filter(one => !(one.src.startsWith(origin) && one.integrity)).length,
        elements: document.querySelectorAll(
            "iframe, object, embed, base, style, img, video, meta[http-equiv], svg animate, template, math").length,
        handlers: all.filter(one => one.getAttributeNames().some(name => /^(on|style$|srcdoc$)/.test(name))).length,
        targets: all.filter(one => ["href", "src", "action", "formaction"].some(
            name => /^(javascript|data|\\/\\/|vbscript)/i.test((one.getAttribute(name) || "").trim()))).length,
    };
}"""
Met = dict[str, Page]
NOTHING = {"violations": [], "scripts": 0, "elements": 0, "handlers": 0, "targets": 0}


class Hostile(Walker):
    """Fills every text field with payloads, as many as there is room for, and remembers every page."""

    payloads = cycle(PAYLOADS)
    numbers = count()
    used: set[str] = set()
    fields: set[str] = set()

    def __init__(self, browser: Browser) -> None:
        super().__init__(browser, "no word is marked here")
        self.pages: dict[str, Page] = {}

    def look(self, page: Page) -> Page:
        """What was refused is no address to go to: the page itself is kept."""
        self.pages[page.url] = page
        return super().look(page)

    def _value(self, form: Form, control: Field) -> str:
        if not control.is_text or control.name == "currency":
            return super()._value(form, control)
        self.fields.add(control.name)
        if control.name == "pseudonym":  # a case comes of one that is taken, and no two are called alike
            return f"<img src=x{next(self.numbers)} onerror=alert(1)>"
        many, room = 1, control.limit or WORDS
        if control.type == "textarea" and not control.limit:
            many, room = AT_ONCE, SHORTEST_TEXT
        chosen: list[str] = []
        while len(chosen) < many and (left := room - len("\n".join([*chosen, ""]))) > 0:
            chosen.append(self._next(left))
            self.used.update({chosen[-1]} & set(PAYLOADS))
        return "\n".join(chosen)

    def _next(self, room: int) -> str:
        """A payload that there is room for: a long one that was not used yet, else the next, else a beginning."""
        unused = (each for each in PAYLOADS if WORDS < len(each) <= room and each not in self.used)
        fitting = (each for each in islice(self.payloads, len(PAYLOADS)) if len(each) <= room)
        return next(chain(unused, fitting), PAYLOADS[0][:room])


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    need_chromium()
    program = Program(tmp_path_factory.mktemp("hostile")).start()
    yield program
    program.kill()


@pytest.fixture(scope="module")
def met(program: Program) -> dict[str, Met]:
    """Everything was filled in; the addresses that callers and staff met on the way."""
    for number in range(0, len(PAYLOADS), 30):
        assert program.smtp(_letter(PAYLOADS[number : number + 30])) == 250
    caller = Hostile(program.browser())
    form = caller.browser.get("/en/write").form("text")
    words = re.findall(r"<li[^>]*>([a-z]+)</li>", caller.browser.submit(form, **caller.filled(form)).text)
    form = caller.browser.get("/en/return").form("phrase")
    assert caller.browser.submit(form, phrase=" ".join(words)).url.startswith("/en/thread")
    caller.walk("/en/thread", "/en/")
    staff = {name: Hostile(program.signed_in(name)) for name in ("lev", "dina", "adam")}
    for name in ("lev", "dina", "lev", "adam"):
        starts = ("/staff/", "/staff/requests/", "/staff/places/new", "/staff/places/new?again", "/staff/helpers/new")
        staff[name].walk(*starts)
    program.facts["words"] = " ".join(words)
    return {"caller": caller.pages, **{name: walker.pages for name, walker in staff.items()}}


def _letter(payloads: list[str]) -> bytes:
    """Payloads in each part of a mail; what no header may hold is left out of headers."""
    line = " ".join(re.sub(r"[\x00-\x1f\u200b\u202e]", " ", payloads[0]).split())[:150]
    letter = EmailMessage(policy=SMTP)
    letter["From"] = f'"{line.replace(chr(92), "").replace(chr(34), chr(39))}" <"{line[:20]}"@evil.example>'
    letter["To"], letter["Subject"] = HOTLINE, line
    letter.set_content("\n".join(payloads))
    letter.add_alternative("<p>Look:</p>" + "<br>".join(payloads), subtype="html")
    for payload in payloads[:5]:
        letter.add_attachment(b"x", maintype="image", subtype="svg+xml", filename=payload[:60])
    return letter.as_bytes()


@pytest.fixture
def screens(program: Program) -> Iterator[Screens]:
    with open_screens(program.facts["public"]) as screens:
        yield screens


def watched(screens: Screens, tab: Tab) -> Tab:
    """A tab that notes whatever a payload might get done."""
    tab.add_init_script(WATCH)
    tab.on("dialog", lambda dialog: screens.wrong.append("dialog"))
    tab.on("request", lambda request: screens.wrong.extend(_elsewhere(screens, request.url)))
    tab.on("popup", lambda popup: screens.wrong.append("popup"))
    return tab


def _elsewhere(screens: Screens, url: str) -> list[str]:
    return [] if url.startswith(screens.address) else [f"asked: {url}"]


def opened(screens: Screens, tab: Tab, pages: Met) -> dict[str, Any]:
    """What is wrong on which page."""
    wrong = {}
    for path, page in pages.items():
        address = f"{screens.address}{path}"
        if page.status != 200:
            headers = {name: page.headers[name] for name in ("content-type", "content-security-policy")}
            tab.route(address, partial(Route.fulfill, headers=headers, body=page.body))
        tab.goto(address)
        found = tab.evaluate(FOUND)
        if found != NOTHING:
            wrong[path] = found
    return wrong


def test_every_payload_went_in(met: dict[str, Met]) -> None:
    assert len(Hostile.used) >= 0.95 * len(PAYLOADS)  # a few are longer than any short field and come by mail
    assert {"text", "name", "note", "next_action", "pseudonym", "name_text_0", "medicines"} <= Hostile.fields
    assert len(met["lev"]) > 40


@pytest.mark.parametrize("name", ["lev", "dina", "adam"])
def test_no_staff_page_obeys(program: Program, met: dict[str, Met], screens: Screens, name: str) -> None:
    tab = watched(screens, screens.staff(name, program.passphrase(name)))
    assert opened(screens, tab, met[name]) == {}
    assert screens.wrong == []


def test_no_public_page_obeys(program: Program, met: dict[str, Met], screens: Screens) -> None:
    tab = watched(screens, screens.tab())
    tab.goto(f"{screens.address}/en/return")
    tab.fill("[name=phrase]", program.facts["words"])
    tab.click("main form button")
    assert "onerror=" in tab.inner_text(".thread")
    assert opened(screens, tab, met["caller"]) == {}
    assert screens.wrong == []


def test_the_watch_sees_a_page_that_obeys(program: Program, met: dict[str, Met], screens: Screens) -> None:
    """The same, with a page into which a payload came as markup."""
    tab = watched(screens, screens.tab())
    page = program.browser().get("/en/help")
    for payload in ("<img src=//evil.example/x onerror=alert(1)>", "<script>alert(1)</script>"):
        tab.route("**/en/help", partial(_put, payload))
        assert opened(screens, tab, {"/en/help": page})


def _put(payload: str, route: Route) -> None:
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace("</main>", payload + "</main>"))


@pytest.mark.parametrize("word", ["mark_safe", "SafeString", "SafeText", "|safe", "autoescape off", "format_html"])
def test_no_source_calls_text_safe(word: str) -> None:
    files = [*SOURCES.rglob("*.py"), *SOURCES.rglob("*.html")]
    found = [path.relative_to(SOURCES).as_posix() for path in files if word in path.read_text()]
    assert found == ([MAKES_MARKUP] if word in ("mark_safe", "SafeString", "format_html") else [])
