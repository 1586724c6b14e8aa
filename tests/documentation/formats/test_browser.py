"""The pages of what goes in and out, of terms, interventions and lives, in Chromium: nothing is too wide."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from tests.documentation.test_browser import _fits
from tests.evacuation.test_browser import browser as browser
from tests.evacuation.test_browser import organisation as organisation
from tests.evacuation.test_browser import window as window
from tests.stage import Organisation
from waystation.documentation import actions, intervening
from waystation.documentation.formats import taking
from waystation.documentation.records import BiographicDetail, Event, Intervention, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
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
