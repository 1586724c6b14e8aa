"""What is done with a case, and what is refused."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from tests.casework.conftest import with_consent_and_risk
from tests.stage import Organisation
from waystation.casework import access, actions, forms
from waystation.casework.errors import Refused
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault.errors import Stale

Accepted = Callable[..., UUID]


def test_it_works_from_acceptance_to_safety(dina: Actor, accepted: Accepted) -> None:
    case_id = accepted(dina)
    with_consent_and_risk(dina, case_id)
    for stage in ("planning_exit", "in_transit", "shelter_domestic", "visa_pending", "departing"):
        actions.advance(dina, case_id, stage)
    actions.advance(dina, case_id, "arrived", place="Vilnius", country="Lithuania")
    _row, stub = access.case(dina, case_id)
    assert (stub.stage, stub.place, stub.country) == ("arrived", "Vilnius", "Lithuania")
    assert list(stub.milestones) == [
        "accepted",
        "planning_exit",
        "in_transit",
        "shelter_domestic",
        "visa_pending",
        "departing",
        "arrived",
    ]
    assert len(access.moves(dina, case_id)) == 7


def test_a_gate_refuses_with_sentences_and_changes_nothing(dina: Actor, accepted: Accepted) -> None:
    case_id = accepted(dina)
    with pytest.raises(Refused) as refused:
        actions.advance(dina, case_id, "planning_exit")
    assert len(refused.value.reasons) == 3
    assert access.case(dina, case_id)[1].stage == "accepted"
    assert len(access.moves(dina, case_id)) == 1


def test_a_stage_out_of_order_is_refused(dina: Actor, accepted: Accepted) -> None:
    case_id = accepted(dina)
    with pytest.raises(Refused):
        actions.advance(dina, case_id, "arrived")


def test_who_saw_an_older_version_is_told(dina: Actor, lev: Actor, accepted: Accepted) -> None:
    case_id = accepted(dina)
    seen = access.case(dina, case_id)[0].version
    actions.set_next(dina, case_id, next_action="call", seen=seen)
    with pytest.raises(Stale):
        actions.set_next(dina, case_id, next_action="write", seen=seen)
    assert access.case(dina, case_id)[1].next_action == "call"


def test_a_mistaken_move_is_taken_back(dina: Actor, accepted: Accepted) -> None:
    case_id = accepted(dina)
    actions.advance(dina, case_id, "lost_contact", note="no answer for five days", place="unknown")
    actions.take_back(dina, case_id, note="it was another case")
    _row, stub = access.case(dina, case_id)
    assert (stub.stage, stub.place, set(stub.milestones)) == ("accepted", "", {"accepted"})
    assert [move.taken_back for _row, move in access.moves(dina, case_id)] == [False, True]


def test_the_first_move_is_not_taken_back(dina: Actor, accepted: Accepted) -> None:
    case_id = accepted(dina)
    with pytest.raises(Refused):
        actions.take_back(dina, case_id, note="why not")


def test_a_move_is_not_taken_back_without_a_reason(dina: Actor, accepted: Accepted) -> None:
    case_id = accepted(dina)
    actions.advance(dina, case_id, "advice_only")
    with pytest.raises(Refused):
        actions.take_back(dina, case_id, note=" ")


def test_a_need_is_added_and_met(dina: Actor, accepted: Accepted) -> None:
    case_id = accepted(dina)
    need_id = actions.add_need(dina, case_id, code="passport", note="expired", due=dina.today)
    actions.meet_need(dina, case_id, need_id)
    actions.meet_need(dina, case_id, need_id)
    ((_row, need),) = access.needs(dina, case_id)
    assert (need.code, need.note, need.met_on) == ("passport", "expired", dina.today)


def test_a_need_is_found_under_its_own_case_only(dina: Actor, accepted: Accepted) -> None:
    one, other = accepted(dina), accepted(dina)
    need_id = actions.add_need(dina, one, code="passport")
    with pytest.raises(Absent):
        actions.meet_need(dina, other, need_id)


def test_the_last_assessment_stands(dina: Actor, accepted: Accepted) -> None:
    case_id = accepted(dina)
    actions.assess_risk(dina, case_id, factors=["minor"], imminence="none_known")
    actions.assess_risk(dina, case_id, factors=["held_now"], imminence="now", adjustment=-1, reason="seen free today")
    risk = access.risk(dina, case_id)
    assert risk is not None
    assert (risk.factors, risk.adjustment) == ({"held_now": 5}, -1)
    assert risk.valid_until == dina.today + timedelta(days=1)
    assert len(access.risks(dina, case_id)) == 2


def test_a_note_keeps_who_and_when(dina: Actor, accepted: Accepted) -> None:
    case_id = accepted(dina)
    actions.write_note(dina, case_id, "He can write until six.")
    ((_row, note),) = access.notes(dina, case_id)
    assert (note.text, note.by) == ("He can write until six.", dina.account)
    assert note.at is not None


def test_somebody_becomes_responsible(dina: Actor, lev: Actor, accepted: Accepted) -> None:
    case_id = accepted(dina)
    actions.assign(dina, case_id, lev.account)
    assert access.case(dina, case_id)[1].owner == lev.account


@pytest.mark.parametrize("name", ["ira", "out"])
def test_others_find_no_case(organisation: Organisation, dina: Actor, accepted: Accepted, name: str) -> None:
    case_id = accepted(dina)
    somebody = organisation.actor(name)
    for attempt in (
        lambda: access.case(somebody, case_id),
        lambda: access.cases(somebody),
        lambda: actions.advance(somebody, case_id, "lost_contact", note="x"),
        lambda: actions.write_note(somebody, case_id, "x"),
        lambda: actions.add_need(somebody, case_id, code="visa"),
        lambda: actions.record_consent(somebody, case_id, purpose="help", state="given"),
    ):
        with pytest.raises(Absent):
            attempt()


def test_the_same_form_twice_makes_it_once(dina: Actor, accepted: Accepted) -> None:
    case_id, once = accepted(dina), uuid4()
    for _ in range(2):
        actions.write_note(dina, case_id, "called", once=once)
    assert len(access.notes(dina, case_id)) == 1


def test_no_browser_cuts_what_is_pasted() -> None:
    """A `maxlength` cuts without a word; what is too long is refused, with how long it may be, and kept."""
    form = forms.AcceptForm({"pseudonym": "x" * 10_000})
    assert not any("maxlength" in field.widget.attrs for field in form.fields.values())
    assert form.errors["pseudonym"]
    assert form["pseudonym"].value() == "x" * 10_000
