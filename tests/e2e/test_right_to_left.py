"""Pages in a pseudo-locale that runs from right to left: nothing is laid out by left and right, nothing is lost.

`waystation languages pseudo ar-xb FILE` makes the same for an installation, to look at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.attacks.conftest import there  # noqa: F401  # one of everything
from tests.e2e.test_axe import looked_at, organisation, window  # noqa: F401
from tests.stage import Organisation
from tests.web.added import offered, pseudo_locale

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]

SOURCE = Path(__file__).resolve().parents[2] / "src" / "waystation"
CODE = "ar-xb"
CALLERS = ["", "help", "write", "return", "ours", "card", "check", "ask", "report"]
STAFF = ["", "requests/", "requests/{request_id}", "requests/{request_id}/contact", "cases/", "cases/{case_id}"]
STAFF += [
    "cases/{case_id}/journey",
    "cases/{case_id}/consent",
    "counts",
    "log",
    "status",
    "account",
    "tasks/",
    "places/",
    "duty/",
]
BY_SIDES = re.compile(
    r"(?<![\w-])(?:left|right)\s*:|(?:margin|padding|border)-(?:left|right)|text-align:\s*(?:left|right)"
    r"|border-(?:top|bottom)-(?:left|right)-radius|(?:float|clear):\s*(?:left|right)"
)
# How a legend is made a block; the second word counts where a browser knows it.
OLD_BROWSERS = "float:left;float:inline-start"


@pytest.fixture
def turned(tmp_path: Path) -> Iterator[None]:
    with offered(tmp_path, CODE, pseudo_locale(), instead="en", right_to_left=True, name="Turned"):
        yield


def test_style_sheets_lay_out_by_the_direction_of_reading() -> None:
    sheets = [path for path in SOURCE.rglob("*.css") if "planning" not in path.parts]  # its pictures are files
    assert len(sheets) > 6
    found = {path.name: BY_SIDES.findall(path.read_text().replace(OLD_BROWSERS, "")) for path in sheets}
    assert {name: said for name, said in found.items() if said} == {}


def sides(page: Any, first: str, second: str) -> bool:
    """Whether the first stands to the right of the second."""
    one, other = (page.locator(each).first.bounding_box() for each in (first, second))
    return bool(one["x"] > other["x"])


def test_the_pages_of_callers(window: Callable[..., Any], organisation: Organisation, turned: None) -> None:  # noqa: F811
    page = window()
    paths = [f"/{CODE}/{each}" for each in CALLERS]
    wrong, pages = looked_at(page, paths)
    assert wrong == {}
    assert pages == paths
    page.goto(f"/{CODE}/")
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert sides(page, ".brand", ".leave")
    arrow = page.locator(".go").first.evaluate("element => getComputedStyle(element, '::after').content")
    assert arrow == '"←"'


def test_main_pages_of_staff(
    window: Callable[..., Any],  # noqa: F811
    organisation: Organisation,  # noqa: F811
    there: dict[str, Any],  # noqa: F811
    turned: None,
) -> None:
    page = window(organisation.cookie("lev"))
    page.goto(f"/staff/language/{CODE}")
    wrong, pages = looked_at(page, [f"/staff/{each.format(**there)}" for each in STAFF])
    assert wrong == {}
    assert len(pages) >= 10
    page.goto("/staff/")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert sides(page, ".side", "main")
