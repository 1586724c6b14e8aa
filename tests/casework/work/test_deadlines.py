"""What counts of open cases, by its day, as rows and cases change."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.stage import Organisation
from waystation.casework import actions as casework
from waystation.casework import consent_rules, consent_shown
from waystation.casework.consent_rules import Wanted
from waystation.casework.gate import look
from waystation.casework.work import deadlines
from waystation.casework.work.deadlines import CONSENTS, NEEDS, RISKS
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent


@pytest.fixture
def case_id(dina: Actor, accepted: Callable[..., UUID]) -> UUID:
    return accepted(dina)


def days(actor: Actor, kind: deadlines.Kind) -> list[date | None]:
    return [kind.day(held.record) for held in deadlines.of(actor, kind)]


def consent(actor: Actor, case_id: UUID, state: str, on: date, purpose: str = "help") -> None:
    casework.record_consent(actor, case_id, purpose=purpose, state=state, on=on)


def test_needs_by_their_day_until_they_are_met(dina: Actor, case_id: UUID) -> None:
    today = dina.today
    later = casework.add_need(dina, case_id, code="passport", due=today + timedelta(days=4))
    casework.add_need(dina, case_id, code="legal", due=today)
    casework.add_need(dina, case_id, code="money")
    assert days(dina, NEEDS) == [today, today + timedelta(days=4)]
    casework.meet_need(dina, case_id, later)
    assert days(dina, NEEDS) == [today]


def test_only_the_newest_assessment_runs_out(dina: Actor, case_id: UUID) -> None:
    today = dina.today
    casework.assess_risk(dina, case_id, factors=["held_before"], imminence="now")
    assert days(dina, RISKS) == [today + timedelta(days=1)]
    casework.assess_risk(dina, case_id, factors=["held_before"], imminence="weeks")
    assert days(dina, RISKS) == [today + timedelta(days=14)]


def test_only_a_yes_that_stands_runs_out(dina: Actor, case_id: UUID) -> None:
    today = dina.today
    consent(dina, case_id, "given", today - timedelta(days=300), purpose="share_referral")
    first = days(dina, CONSENTS)
    assert len(first) == 1
    consent(dina, case_id, "given", today, purpose="share_referral")
    assert days(dina, CONSENTS) > first
    consent(dina, case_id, "withdrawn", today, purpose="share_referral")
    assert days(dina, CONSENTS) == []


def test_what_is_closed_runs_out_no_more_until_it_is_opened_again(dina: Actor, case_id: UUID) -> None:
    casework.add_need(dina, case_id, code="passport", due=dina.today)
    assert len(days(dina, NEEDS)) == 1
    casework.advance(dina, case_id, "closed_referred", note="a partner helps", reason="partner")
    assert days(dina, NEEDS) == []
    casework.advance(dina, case_id, "accepted", note="back")
    assert len(days(dina, NEEDS)) == 1


def test_a_yes_to_one_recipient_runs_out_beside_that_to_another(dina: Actor, case_id: UUID) -> None:
    today = dina.today
    for number, recipient in enumerate(("Harbour", "Lantern", "harbour ")):
        on = today - timedelta(days=30 * (3 - number))
        casework.record_consent(dina, case_id, purpose="share_ngo", recipient=recipient, state="given", on=on)
    lantern, harbour = days(dina, CONSENTS)
    assert lantern is not None
    assert harbour is not None
    assert harbour - lantern == timedelta(days=30)


def said(actor: Actor, case_id: UUID, recipient: str, state: str = "given", **more: Any) -> None:
    on = actor.today
    casework.record_consent(
        actor, case_id, purpose="share_ngo", recipient=recipient, state=state, **({"on": on} | more)
    )


def test_taken_back_from_everybody_none_of_the_recipients_runs_out_any_more(dina: Actor, case_id: UUID) -> None:
    for recipient in ("Harbour", "Lantern"):
        said(dina, case_id, recipient)
    consent(dina, case_id, "given", dina.today, purpose="share_referral")
    assert len(days(dina, CONSENTS)) == 3
    said(dina, case_id, "", "withdrawn")
    assert [held.record.purpose for held in deadlines.of(dina, CONSENTS)] == ["share_referral"]
    shown = {each.recipient: str(each.state) for each in consent_shown.standing(dina, case_id) if each.recipient}
    assert set(shown.values()) == {str(consent_rules.CONSENT_STATES["withdrawn"])}
    for recipient in ("Harbour", "Lantern"):
        assert not look(dina, case_id, Wanted("share_ngo", recipient)).allowed


def test_said_again_to_one_after_that_it_runs_out_for_that_one(dina: Actor, case_id: UUID) -> None:
    for recipient in ("Harbour", "Lantern"):
        said(dina, case_id, recipient)
    said(dina, case_id, "", "withdrawn")
    said(dina, case_id, "Lantern")
    assert [held.record.recipient for held in deadlines.of(dina, CONSENTS)] == ["Lantern"]
    assert look(dina, case_id, Wanted("share_ngo", "Lantern")).allowed


def test_a_no_of_an_earlier_day_does_not_end_a_later_yes(dina: Actor, case_id: UUID) -> None:
    said(dina, case_id, "Harbour")
    said(dina, case_id, "", "withdrawn", on=dina.today - timedelta(days=3))
    assert [held.record.recipient for held in deadlines.of(dina, CONSENTS)] == ["Harbour"]
    assert look(dina, case_id, Wanted("share_ngo", "Harbour")).allowed


def test_a_no_of_one_person_is_none_of_another(dina: Actor, case_id: UUID) -> None:
    said(dina, case_id, "Harbour")
    said(dina, case_id, "", "withdrawn", person=uuid4())
    assert len(days(dina, CONSENTS)) == 1


def test_a_session_that_begins_later_sees_the_same(organisation: Organisation, dina: Actor, case_id: UUID) -> None:
    casework.add_need(dina, case_id, code="passport", due=dina.today)
    casework.assess_risk(dina, case_id, factors=["held_before"], imminence="now")
    casework.assess_risk(dina, case_id, factors=["held_before"], imminence="weeks")
    later = organisation.actor("lev")
    for kind in (NEEDS, RISKS, CONSENTS):
        assert days(later, kind) == days(dina, kind)


def test_nobody_else_asks(ira: Actor) -> None:
    with pytest.raises(Absent):
        deadlines.of(ira, NEEDS)
