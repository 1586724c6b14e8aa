"""Passing somebody on to a provider: a yes is used, a no holds, and who was not asked is said to be so."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.casework.persons.conftest import Scene, scene
from waystation.casework import access as casework
from waystation.casework import actions as casework_actions
from waystation.casework import consent_texts, releases
from waystation.casework.consent_rules import OTHER_TEXT, Wanted
from waystation.casework.errors import Refused
from waystation.casework.persons.consenting import record_answer
from waystation.casework.services import actions, asked, shown
from waystation.casework.services.records import Provider
from waystation.staff.access import refresh
from waystation.staff.actor import Actor

__all__ = ["scene"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

Accepted = Callable[..., UUID]


@pytest.fixture
def linden(lev: Actor) -> UUID:
    return actions.add_provider(lev, Provider(name="Linden", offers=("psych",), vetting="checked"))


def answer(actor: Actor, case_id: UUID, state: str, **more: Any) -> UUID:
    told: dict[str, Any] = {"purpose": asked.PURPOSE, "recipient": "Linden", "state": state}
    return casework_actions.record_consent(actor, case_id, **told | more)


def test_a_no_to_just_this_provider_holds_unless_two_agree(
    dina: Actor, lev: Actor, accepted: Accepted, linden: UUID
) -> None:
    case = accepted(dina)
    for state in ("refused", "withdrawn"):
        answer(dina, case, state)
        with pytest.raises(Refused):
            actions.plan_service(dina, case, code="psych", provider=linden, reason="it cannot wait")
    assert not casework.uses(dina, case)
    refresh(lev)
    wanted = Wanted(asked.PURPOSE, "Linden", asked.PARTS)
    made = releases.ask_second(dina, case, wanted, "She is in danger of her life.")
    releases.decide(lev, case, made, agreed=True)
    actions.plan_service(dina, case, code="psych", provider=linden)
    assert casework.uses(dina, case)[-1][1].release == made


def test_a_yes_is_used_and_written_down_and_nobody_is_told_of_who_was_not_asked(
    dina: Actor, lev: Actor, accepted: Accepted, linden: UUID
) -> None:
    case, other = accepted(dina), accepted(dina)
    answer(dina, case, "given_with_limits", limits="not my town")
    actions.plan_service(dina, case, code="psych", provider=linden)
    ((_row, use),) = casework.uses(dina, case)
    assert (use.what, use.recipient, use.limits) == ("service", "Linden", "not my town")
    actions.plan_service(dina, other, code="psych", provider=linden)
    assert not casework.uses(dina, other)
    (line,) = shown.passed_on(dina, other)
    assert (line.said, str(line.passed_on)) == ("asked_not", "Not asked")
    answer(dina, case, "withdrawn")
    assert shown.passed_on(dina, case)[0].said_no


def test_a_yes_to_a_text_that_counts_no_more_is_asked_again(lev: Actor, accepted: Accepted, linden: UUID) -> None:
    case = accepted(lev)
    answer(lev, case, "given")
    consent_texts.change(lev, asked.PURPOSE, {"en": "May this provider know, and its donors?"}, seen=0, anew=True)
    refresh(lev)
    with pytest.raises(Refused) as refused:
        actions.plan_service(lev, case, code="psych", provider=linden)
    assert refused.value.reasons == (OTHER_TEXT,)
    answer(lev, case, "given", text_version=1)
    actions.plan_service(lev, case, code="psych", provider=linden)


def test_a_companion_s_no_is_their_own(scene: Scene, linden: UUID) -> None:
    lev, case = scene.lev, scene.birch_case
    record_answer(lev, case, scene.rowan, purpose=asked.PURPOSE, recipient="Linden", state="refused")
    with pytest.raises(Refused):
        actions.plan_service(lev, case, code="psych", provider=linden, person=scene.rowan)
    actions.plan_service(lev, case, code="psych", provider=linden)


def test_the_pages_say_what_the_person_says_of_a_provider(
    client_of: Callable[[str], Client], dina: Actor, lev: Actor, accepted: Accepted, linden: UUID
) -> None:
    case = accepted(dina)
    browser = client_of("dina")
    plan = f"/staff/cases/{case}/services/new"
    assert "Linden · 0 · Not asked" in browser.get(plan).content.decode()
    actions.plan_service(dina, case, code="psych", provider=linden)
    assert "Passing on to this provider: Not asked" in browser.get(f"/staff/cases/{case}").content.decode()
    uses = browser.get(f"/staff/cases/{case}/uses").content.decode()
    assert "Who helps and knows of the person" in uses
    assert "Nothing has left" not in uses
    answer(dina, case, "withdrawn")
    assert "The person said no to this provider" in browser.get(f"/staff/cases/{case}").content.decode()
    form = {"code": "psych", "provider": str(linden), "reason": "still"}
    refused = browser.post(plan, form)
    assert refused.status_code == 422
    assert "taken this consent back" in refused.content.decode()
