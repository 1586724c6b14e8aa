"""The pages of the check in Chromium: nothing wider than the screen, what is marked is seen."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from tests.e2e.screens import width_of
from tests.evacuation.test_browser import browser, organisation, window
from tests.publication.test_aloud import ALOUD, speaks
from tests.publication.test_pages import at_once, case
from tests.publication.test_site import released, site
from waystation.publication import public

__all__ = ["at_once", "browser", "case", "organisation", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("WAYSTATION_PICTURES", "")
SAID = (
    "Мы встретили Аслана\nХамзатова у реки. Его номер 8 (928) 123-45-67.\n\n"
    "Об этом рассказали несколько человек независимо друг от друга, и Heron тоже.\n"
    "Приезжайте к 43.31234, 45.69871: там ждут " + "оченьдлинноесловобезпробелов" * 6
)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_fit(case: object, window: Callable[..., Any], width: int) -> None:
    page = window("lev", width)
    page.goto(reverse("publication:check"))
    assert width_of(page) <= width
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/check-{width}.png", full_page=True)
    page.fill("#id_text", SAID)
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_role("heading", name="What gives somebody away").wait_for()
    assert width_of(page) <= width
    assert page.locator("mark").count() == 4
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/found-{width}.png", full_page=True)
    for box in page.locator("input[name=replace]").all():
        box.check()
    page.get_by_role("button", name="Replace what is chosen").click()
    page.get_by_text("Nothing was found").wait_for()
    assert "[имя не называется]" in page.locator("#text").input_value()
    assert width_of(page) <= width


@pytest.mark.parametrize("width", [360, 1280])
def test_a_transcript_fits(case: object, window: Callable[..., Any], width: int) -> None:
    page = window("lev", width)
    page.goto(reverse("publication:new"))
    assert width_of(page) <= width
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/write-{width}.png", full_page=True)
    page.get_by_label("A transcript").check()
    for language, title in (("en", "An interview"), ("ru", "Интервью")):
        page.fill(f"#id_title_{language}", title)
        page.fill(f"#id_speakers_{language}", "Q: the newspaper\nA: communications manager | name withheld")
        page.fill(
            f"#id_text_{language}",
            "# How it began\n\nQ: How many?\n\nA: Over a *hundred*. Хамзатов too.\n\n- one\n- two",
        )
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Check it").click()
    page.get_by_role("heading", name="What gives somebody away").wait_for()
    page.get_by_text("It may stand").first.click()
    page.fill("#reason-0", "Known to all.")
    page.get_by_role("button", name="Ask a second person").first.click()
    page.get_by_role("heading", name="What may stand").wait_for()
    assert width_of(page) <= width
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/publication-{width}.png", full_page=True)


@speaks
def test_three_languages_and_their_players_stand_beside_each_other(window: Callable[..., Any]) -> None:
    page = window("lev", 1280)
    page.goto(reverse("publication:new"))
    page.get_by_label("A transcript").check()
    page.get_by_label("To be heard").check()
    for language in ("ru", "en", "ce"):
        page.fill(f"#id_title_{language}", f"Title {language}")
        page.fill(f"#id_speakers_{language}", "A: communications manager | name withheld")
        page.fill(f"#id_text_{language}", "A: More than a hundred.")
    page.get_by_role("button", name="Save").click()
    page.locator("audio").first.wait_for()
    columns = page.locator(".versions article")
    assert len({columns.nth(at).bounding_box()["y"] for at in range(3)}) == 1
    for at in range(page.locator("audio").count()):
        player, column = page.locator("audio").nth(at).bounding_box(), columns.nth(at).bounding_box()
        assert player["x"] + player["width"] <= column["x"] + column["width"]


@speaks
def test_what_is_heard_plays_from_a_folder_without_script(
    lev: object, ira: object, tmp_path: Any, browser: Any
) -> None:
    """The exported page as it lies on a stick: its player has the sound, as long as the words are."""
    made = released(lev, ira, ALOUD)  # type: ignore[arg-type]
    for name, content in site().items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    said = public.one(made)
    assert said is not None
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto((tmp_path / "en" / f"{said.name}.html").as_uri())
    player = page.locator("audio")
    assert player.get_attribute("src") == f"{said.name}.mp3"
    long = player.evaluate(
        "each => new Promise(done => { each.onloadedmetadata = () => done(each.duration); "
        "each.onerror = () => done(0); each.load(); })"
    )
    assert 3 < long < 30
    assert width_of(page) <= 360
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/heard-360.png", full_page=True)
    page.close()
