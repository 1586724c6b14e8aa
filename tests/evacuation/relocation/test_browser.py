"""The pages of relocation in Chromium: nothing wider than the screen, no console error."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.e2e.screens import width_of
from tests.evacuation.relocation.conftest import DAY, ISLES, TODAY, build
from tests.evacuation.test_browser import PICTURES, WIDTHS, browser, organisation, window
from tests.stage import Organisation
from waystation.casework.persons import actions as persons
from waystation.casework.persons.records import Paper
from waystation.evacuation.relocation import access, actions, arriving, filing, knowledge, pathways
from waystation.evacuation.relocation.records import Application, Appointment, Arrival, Needed, Terms, Track

__all__ = ["browser", "organisation", "window"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def addresses(organisation: Organisation) -> dict[str, str]:
    """Somebody with three tracks: refused, ready, and one by which they arrived."""
    scene = build(organisation.actor("lev"))
    lev, case = scene.lev, scene.case
    source = "Aliens Act, section 83, paragraph 2; our lawyer there confirmed it by phone"
    terms = Terms(country=ISLES, pathway="humanitarian_visa", source=source, as_of=TODAY, appeal_length=14)
    terms_id = knowledge.add_terms(lev, terms)
    persons.keep_paper(
        lev, case, scene.first, Paper(id=uuid4(), kind="ru.foreign_passport_bio", valid_until=TODAY + 100 * DAY)
    )
    needed = Needed(
        track=scene.track, kind="birth_certificate", legalisation="apostille", translation="ordered", copies=2
    )
    paper = actions.add_paper(
        lev, case, actions.writing.replace(needed, legalisation="apostille", original="her aunt in the valley keeps it")
    )
    starts = lev.now() + timedelta(hours=26)
    wanted = Appointment(track=scene.track, what="fingerprints", starts=starts, provider=scene.embassy, place="Hall 2")
    appointment = actions.add_appointment(lev, case, wanted, sign_after=60)
    refused = scene.decided("refused", told_on=TODAY)
    draft = scene.draft(what="visa for the child")
    told: dict[str, Any] = {"chance": "medium", "chance_source": "two got it in May", "cost": "350", "currency": "EUR"}
    ready = actions.begin(lev, case, Track(country="Varna", pathway="gov_resettlement", people=(scene.child,), **told))
    for whom in ((None,), (scene.child,)):
        made = filing.draft(lev, case, Application(track=ready, what="admission", whom=whom, provider=scene.embassy))
        filing.hand_in(lev, case, made, filed_on=TODAY - 9 * DAY, by_us=False)
        filing.decide(lev, case, made, decision="granted", decided_on=TODAY, valid_until=TODAY + 90 * DAY)
    there = actions.begin(lev, case, Track(country="Reach", pathway="asylum_on_arrival", ready_on=TODAY - 30 * DAY))
    arriving.arrive(lev, case, Arrival(track=there, arrived_on=TODAY - 10 * DAY, place="Port Sel", received_by="Wren"))
    (check_up, _record), *_more = access.whole(lev, case, there).check_ups
    arriving.check_up(lev, case, check_up, done_on=TODAY, how="uneasy", signs=("new_friend",), note="met online")
    (call, *_others) = access.called(lev)
    names = {
        "tracks": (),
        "case": (case,),
        "track": (case, scene.track),
        "begin": (case,),
        "paper": (case, paper),
        "appointment": (case, appointment),
        "hand-in": (case, draft),
        "decide": (case, refused),
        "check-up": (case, check_up),
        "call": (case, call.id),
        "terms": (),
        "terms-change": (terms_id,),
        "templates": (),
        "template": (pathways.id_of("humanitarian_visa"),),
    }
    found = {name: reverse(f"relocation:{name}", args=ids) for name, ids in names.items()}
    return found | {
        "ready": reverse("relocation:track", args=(case, ready)),
        "arrived": reverse("relocation:track", args=(case, there)),
        "today": reverse("desk:today"),
    }


def test_nothing_is_wider_than_the_screen(window: Callable[..., Any], addresses: dict[str, str]) -> None:
    for width in WIDTHS:
        page = window("lev", width)
        for name, address in addresses.items():
            answer = page.goto(address)
            assert answer.status == 200, name
            if PICTURES:
                page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
            wide = width_of(page)
            assert wide <= width, (name, width, wide)
