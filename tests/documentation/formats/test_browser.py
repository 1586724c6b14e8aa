"""The pages of what goes in and out, of terms, interventions and lives, in Chromium: nothing is too wide."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from tests.documentation.formats.test_home import at_home
from tests.documentation.formats.test_statements import Told
from tests.documentation.formats.test_statements import told as told
from tests.documentation.statements.conftest import yan as yan
from tests.documentation.test_browser import _fits
from tests.evacuation.test_browser import browser as browser
from tests.evacuation.test_browser import organisation as organisation
from tests.evacuation.test_browser import window as window
from tests.stage import Organisation
from waystation.audit import notes
from waystation.documentation import actions, intervening
from waystation.documentation.formats import home, taking
from waystation.documentation.records import BiographicDetail, Event, Intervention, Person
from waystation.staff.actor import Actor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TAKE = "form[action$='/take'] button"
DATA = Path(__file__).resolve().parents[2] / "data" / "documentation" / "formats"


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_fit(window: Callable[..., Any], organisation: Organisation, width: int) -> None:
    ira = organisation.actor("ira")
    rowan = actions.find_or_add_person(ira, Person(called="Rowan Vysokogorskaja-Zaporozhskaja"))
    event = actions.add_event(ira, Event(title="Raid"))
    step = Intervention(event=event, party=rowan, victim=rowan, kinds=("crime_report", "public_statement"))
    intervening.add_intervention(ira, step, party="Harbour of the northern coast and its islands")
    intervening.add_life(ira, BiographicDetail(person=rowan, employment="baker"))
    page = window("ira", width)
    for name in ("openevsys.xml", "martus.xml", "uwazi.csv"):
        upload = taking.begin(ira, [(DATA / name).read_bytes()], f"an export with a long name that was brought {name}")
        page.goto(reverse("formats:upload", args=[upload]))
        _fits(page, f"formats-{name}", width)
    addresses = {
        "uploads": reverse("formats:uploads"),
        "export": reverse("formats:export"),
        "terms": reverse("terms:lists"),
        "acts": reverse("terms:list", args=[0]),
        "event": reverse("documentation:event", args=[event]),
        "dossier": reverse("dossier:ask", args=[event]),
        "intervention": reverse("documentation:intervention-new", args=[event]),
        "person": reverse("statements:person", args=[rowan]),
        "life": reverse("documentation:life-new", args=[rowan]),
    }
    for name, address in addresses.items():
        page.goto(address)
        _fits(page, f"formats-{name}", width)
    page.goto(reverse("formats:export"))
    page.fill("[name=to]", "Harbour")
    page.fill("[name=why]", "They asked")
    page.check("[name=asked]")
    with page.expect_download() as download:
        page.click("button:has-text('Download')")
    assert download.value.suggested_filename == "events.json"


@pytest.mark.parametrize("width", [360, 1280])
def test_the_way_home_from_the_field_fits(
    window: Callable[..., Any], ira: Actor, told: Told, settings: Any, tmp_path: Path, width: int
) -> None:
    """On the laptop and at home: the key, what is carried, the wrong letters, an exhibit that came, and what waits."""
    page = window("ira", width)
    page.goto(reverse("formats:home"))
    _fits(page, "home-no-key", width)
    page.locator("main form button").click()
    page.locator("main code").wait_for()
    _fits(page, "home-key", width)
    settings.WAYSTATION_FIELD_LAPTOPS = [str(notes.key())]
    settings.WAYSTATION_FIELD_DOCUMENTATION = home.own_keys(ira)[0].recipient
    page.goto(reverse("formats:export"))
    _fits(page, "field-export", width)
    page.goto(reverse("formats:home"))
    _fits(page, "carry-home", width)
    documented, exhibit = (_carried(page, line, tmp_path) for line in (0, 1))
    wrong = page.context.new_page()  # whose console may say that it was refused
    wrong.goto(reverse("formats:home"))
    wrong.locator("input[name=code]").first.fill("AAAA-AAAA")
    wrong.locator("td:has(input[name=code]) button").first.click()
    wrong.locator("[role=alert]").first.wait_for()
    field, button = (
        wrong.locator(f"td:has(input[name=code]) {each}").first.bounding_box()
        for each in ("input[name=code]", "button")
    )
    beside = button["x"] - field["x"] - field["width"], button["y"] - field["y"] - field["height"]
    assert max(beside) >= 4, "the field and its button touch"
    _fits(wrong, "carry-home-wrong", width)
    at_home(ira)
    settings.WAYSTATION_FIELD_DOCUMENTATION = ""
    page = window("ira", width)  # who remembers nothing of it
    for name, file, shown in (
        ("waits", documented, "p strong"),
        ("exhibit", exhibit, "p strong"),
        ("ready", documented, TAKE),
    ):
        page.goto(reverse("formats:uploads"))
        page.set_input_files("input[type=file]", file)
        page.locator("main form[enctype] button").click()
        page.locator(f"main {shown}").first.wait_for()
        _fits(page, f"home-{name}", width)
    page.locator(TAKE).click()
    page.locator("main p strong").first.wait_for()
    _fits(page, "home-taken", width)
    page.goto(reverse("formats:uploads"))
    _fits(page, "home-uploads", width)


def _carried(page: Any, line: int, folder: Path) -> Path:
    """What one line of the laptop's page gives."""
    with page.expect_download() as download:
        page.locator("form[action$='/carry'] button").nth(line).click()
    file = folder / f"{line}.age"
    download.value.save_as(file)
    return file
