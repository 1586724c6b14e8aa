"""Pairs and estimates in Chromium: nothing wider than a phone, two spellings decided by clicks, pictures seen."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.documentation.estimates.test_pages import COUNTS, record
from tests.documentation.matching.conftest import raid
from tests.e2e.screens import width_of
from tests.evacuation.test_browser import browser as browser
from tests.evacuation.test_browser import organisation as organisation
from tests.evacuation.test_browser import window as window
from tests.stage import Organisation
from waystation.documentation.estimates import gathering

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("WAYSTATION_PICTURES", "")


def seen(page: Any, name: str, width: int) -> None:
    """Waits until nothing is worked on, and looks at it."""
    for _ in range(120):
        if not page.locator("progress").count():
            break
        page.wait_for_timeout(250)
        page.reload()
    assert width_of(page) <= width
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}-{width}.png"), full_page=True)


@pytest.mark.parametrize("width", [360, 1280])
def test_two_spellings_are_decided_and_an_estimate_is_looked_at(
    window: Callable[..., Any], organisation: Organisation, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "LOOKS", 1.0)
    monkeypatch.setattr(gathering, "DRAWS", 4)
    ira = organisation.actor("ira")
    names = {"Хамзат Исаев": "Harbour Watch", "Khamzat Isayev": "Lantern Daily", "Асланбек Исаев": "Zara"}
    people: list[UUID] = [raid(ira, name, source) for name, source in names.items()]
    record(ira, COUNTS)
    page = window("ira", width)
    page.goto("/staff/people/")
    page.get_by_role("link", name="Likely the same person").click()
    seen(page, "matches", width)
    page.locator("a", has_text="Хамзат Исаев").and_(page.locator("a", has_text="Khamzat Isayev")).click()
    seen(page, "match", width)
    page.get_by_label("Why").last.fill("One village, one day.")
    page.get_by_role("button", name="The same person").click()
    page.get_by_text("nothing was merged").first.wait_for()
    page.goto("/staff/people/same?show=groups")
    seen(page, "groups", width)
    assert page.get_by_role("link", name="Хамзат Исаев").count()
    page.goto("/staff/figures/estimate")
    seen(page, "estimate", width)
    page.get_by_label("As of").fill("2026-01-01")
    page.get_by_role("button", name="Show who told us").click()
    seen(page, "lists", width)
    page.get_by_role("button", name="Estimate", exact=True).click()
    seen(page, "estimated", width)
    page.get_by_role("heading", name="In all there").first.wait_for()
    drawn = page.locator("img").evaluate_all("all => all.map(each => each.naturalWidth)")
    assert len(drawn) > 2
    assert all(drawn)
    assert len(people) == len(names)
    page.get_by_label("Who states it").fill("Waystation")
    page.get_by_role("button", name="Freeze this estimate").click()
    seen(page, "figure-of-estimate", width)
    page.get_by_role("link", name="How it was estimated").click()
    page.get_by_role("heading", name="In all there").first.wait_for()
    seen(page, "frozen-estimate", width)
    page.goto("/staff/figures/count")
    page.get_by_label("As of").fill("2026-01-01")
    page.get_by_role("button", name="Count").click()
    page.get_by_text("that stands on 1 decision").first.wait_for()
    seen(page, "count-of-doubles", width)
