"""The page of a plan in a browser: nothing of WCAG 2.2 A and AA is broken, nothing is loaded, nothing is too wide."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from tests.e2e.screens import ARGUMENTS, CHROMIUM, DESK, PHONE, need_chromium, width_of
from tests.e2e.test_axe import AXE, RUN, TAGS, need_axe
from tests.planning.test_drawing import BOTH, TWO, wander
from tests.planning.world import problem
from waystation.planning import generate
from waystation.planning.drawing import draw

pytestmark = [pytest.mark.browser, pytest.mark.long]


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A valid plan, one that breaks rules, and one party of each."""
    large = generate(60, 20, 3)
    drawn = {
        "small": draw(problem(*TWO), BOTH), "one": draw(problem(*TWO), BOTH, "first-party"),
        "large": draw(large, wander(large)), "one of many": draw(large, wander(large), "P1"),
    }  # fmt: skip
    folder = tmp_path_factory.mktemp("pages")
    for name, text in drawn.items():
        (folder / f"{name}.html").write_text(text)
    return {name: folder / f"{name}.html" for name in drawn}


@pytest.fixture
def window() -> Iterator[Any]:
    need_chromium()
    with sync_playwright() as engine:
        chromium = engine.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield chromium.new_page()
        chromium.close()


@pytest.mark.parametrize("name", ["small", "one", "large", "one of many"])
def test_it_is_accessible_and_fits(pages: dict[str, Path], window: Any, name: str) -> None:
    need_axe()
    window.add_init_script(path=str(AXE))
    window.goto(pages[name].as_uri())
    for opened in (False, True):
        window.evaluate("(open) => document.querySelectorAll('details').forEach((each) => each.open = open)", opened)
        for scheme in ("light", "dark"):
            for size in (PHONE, DESK):
                window.emulate_media(color_scheme=scheme)
                window.set_viewport_size(size)
                assert window.evaluate(RUN, TAGS) == []
                assert width_of(window) <= size["width"]


def test_it_asks_for_nothing_and_breaks_no_policy(pages: dict[str, Path], window: Any) -> None:
    asked, said = [], []
    window.on("request", lambda request: asked.append(request.url))
    window.on("console", lambda message: said.append(message.text))
    window.goto(pages["large"].as_uri())
    window.wait_for_load_state("networkidle")
    assert (asked, said) == ([pages["large"].as_uri()], [])


def test_without_pictures_no_loose_words_are_left_of_them(pages: dict[str, Path], window: Any, tmp_path: Path) -> None:
    """Where SVG is off (Tor Browser's safest level) its elements are unknown ones, and their words would be text."""
    without = tmp_path / "without.html"
    text = re.sub("<meta http-equiv[^>]*>", "", pages["small"].read_text())
    for given_, instead in (
        ("<svg", "<no-svg"),
        ("</svg>", "</no-svg>"),
        ("svg { font-size: 0", "no-svg { font-size: 0"),
    ):
        assert given_ in text
        text = text.replace(given_, instead)
    without.write_text(text)
    window.goto(without.as_uri())
    sizes = window.evaluate(
        "[...document.querySelectorAll('no-svg text')].map((each) => each.getBoundingClientRect().height)"
    )
    assert set(sizes) == {0}
    window.goto(pages["small"].as_uri())
    assert window.evaluate("document.querySelector('.wide .names text').getBoundingClientRect().height") > 5
