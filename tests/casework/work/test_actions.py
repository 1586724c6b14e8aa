"""Tasks, proposals, flags and approvals, done by people."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from tests.casework.test_secrecy import database
from tests.stage import Organisation
from waystation.audit.models import Line
from waystation.casework import actions as casework
from waystation.casework import membership
from waystation.casework.errors import Refused
from waystation.casework.work import access, actions
from waystation.casework.work.models import ApprovalRow, FlagRow, TaskRow
from waystation.casework.work.records import APPROVED, ASKED, CANCELLED, DONE, OPEN, OWNER, REJECTED, Item
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.teams import COORDINATION, DUTY
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Stale

MARK = "канарейка-canary"


@pytest.fixture
def case_id(dina: Actor, accepted: Callable[..., UUID]) -> UUID:
    return accepted(dina)


@pytest.fixture
def lev(organisation: Organisation, case_id: UUID) -> Actor:
    """A coordinator, signed in after the case was opened."""
    return organisation.actor("lev")


def another(actor: Actor) -> Actor:
    """Somebody else of the same role."""
    return replace(actor, account=uuid4(), memory={})


def test_a_task_is_made_changed_and_ended(dina: Actor, lev: Actor, case_id: UUID) -> None:
    today = dina.today
    pk = actions.add_task(dina, case_id, what="buy the ticket", due=today, who=lev.account)
    row, task = access.task(lev, pk)
    assert (task.what, task.due, task.who, task.state, task.by) == (
        "buy the ticket",
        today,
        lev.account,
        OPEN,
        dina.account,
    )
    assert (row.locator, row.compartment) == (case_id, Compartment.CONTACT)
    actions.change_task(lev, pk, what="buy two tickets", due=None, team=DUTY, seen=row.version)
    assert access.task(dina, pk)[1].team == DUTY
    actions.end_task(dina, pk, CANCELLED, note="she stays")
    _row, task = access.task(lev, pk)
    assert (task.state, task.note, task.ended_by) == (CANCELLED, "she stays", dina.account)
    actions.end_task(lev, pk, OPEN)
    assert access.task(dina, pk)[1].ended_by is None


def test_the_same_form_twice_is_one_task(dina: Actor, case_id: UUID) -> None:
    once = uuid4()
    for _ in range(2):
        assert actions.add_task(dina, case_id, what="call", once=once) == once
    assert TaskRow.objects.count() == 1


def test_nothing_is_overwritten(dina: Actor, lev: Actor, case_id: UUID) -> None:
    pk = actions.add_task(dina, case_id, what="call")
    seen = access.task(dina, pk)[0].version
    actions.change_task(lev, pk, what="write", due=None, seen=seen)
    with pytest.raises(Stale):
        actions.change_task(dina, pk, what="visit", due=None, seen=seen)
    assert access.task(dina, pk)[1].what == "write"


def test_a_task_about_no_case_is_the_team_s(dina: Actor, lev: Actor) -> None:
    pk = actions.add_task(dina, None, what="buy telephones", team=COORDINATION)
    row, _task = access.task(lev, pk)
    assert row.locator == dina.team(DUTY)
    assert access.case_of(lev, row) is None


def test_a_task_is_for_a_colleague_or_a_team_of_ours(
    dina: Actor, ira: Actor, organisation: Organisation, case_id: UUID
) -> None:
    for wrong in ({"who": uuid4()}, {"who": ira.account}, {"team": "audit"}, {"who": dina.account, "team": DUTY}):
        with pytest.raises(Absent):
            actions.add_task(dina, case_id, what="call", **wrong)
    assert not TaskRow.objects.exists()


def test_lists_are_in_order_and_by_whom(dina: Actor, lev: Actor, case_id: UUID) -> None:
    today = dina.today
    for what, days, told in (
        ("third", 9, {}),
        ("first", -3, {"who": dina.account}),
        ("second", 0, {"team": DUTY}),
        ("for lev", 0, {"who": lev.account}),
    ):
        actions.add_task(dina, case_id, what=what, due=today + timedelta(days=days), **told)
    actions.add_task(dina, case_id, what="some day")
    ranked = access.tasks(dina)
    found = [held.record.what for held in ranked.group(OPEN)]
    assert (found[0], found[-2:]) == ("first", ["third", "some day"])
    assert len(access.until(ranked.group(OPEN), today)) == 3
    between = access.between(ranked.group(OPEN), today, today + timedelta(days=9))
    assert sorted(held.record.what for held in between) == ["for lev", "second", "third"]
    mine = [held.record.what for group in access.mine(dina) for held in ranked.group(group)]
    assert sorted(mine) == ["first", "second", "some day", "third"]


def test_whoever_cannot_open_the_case_knows_of_no_work_on_it(
    organisation: Organisation, dina: Actor, lev: Actor, case_id: UUID
) -> None:
    task = actions.add_task(dina, case_id, what="call", who=dina.account)
    flag = actions.raise_flag(dina, case_id, message="look")
    asked = actions.ask_approval(dina, case_id, kind="plan", what="may we")
    membership.take_off(lev, case_id, dina.account)
    gone = organisation.actor("dina")
    for absent in (
        lambda: access.task(gone, task),
        lambda: access.flag(gone, flag),
        lambda: access.approval(gone, asked),
        lambda: actions.add_task(gone, case_id, what="x"),
        lambda: actions.end_task(gone, task, DONE),
        lambda: actions.resolve_flag(gone, flag, note="x"),
    ):
        with pytest.raises(Absent):
            absent()
    assert not len(access.tasks(gone).group(OPEN))
    assert len(access.tasks(organisation.actor("lev")).group(OPEN)) == 1


def test_others_have_no_work_at_all(ira: Actor, out: Actor) -> None:
    for actor in (ira, out):
        for refused in (lambda a=actor: access.tasks(a), lambda a=actor: actions.add_task(a, None, what="x")):
            with pytest.raises(Absent):
                refused()


def a_list(lev: Actor, stage: str, *items: Item) -> None:
    known = access.templates(lev).get(stage)
    actions.keep_template(lev, stage, items, seen=known[0].version if known else 0)


PAPERS, CALL = Item(id=uuid4(), what="papers", days=3), Item(id=uuid4(), what="call", team=OWNER)


def proposed(actor: Actor, case_id: UUID) -> list[str]:
    from waystation.casework import access as cases

    return [each.what for each in access.proposals(actor, case_id, cases.case(actor, case_id)[1])]


def test_a_stage_proposes_and_makes_nothing_by_itself(dina: Actor, lev: Actor, case_id: UUID) -> None:
    a_list(lev, "advice_only", PAPERS, CALL)
    assert proposed(dina, case_id) == []
    casework.advance(dina, case_id, "advice_only")
    assert proposed(dina, case_id) == ["papers", "call"]
    assert not TaskRow.objects.exists()


def test_what_is_ticked_becomes_a_task_and_nothing_is_proposed_twice(dina: Actor, lev: Actor, case_id: UUID) -> None:
    from waystation.casework import access as cases

    a_list(lev, "accepted", PAPERS, CALL)
    papers, call = access.proposals(dina, case_id, cases.case(dina, case_id)[1])
    for _ in range(2):
        actions.look_at_proposals(dina, case_id, {papers.id, call.id}, {papers.id})
    tasks = {task.what: task for _row, task in access.tasks_of(lev, case_id)}
    assert {what: task.state for what, task in tasks.items()} == {"papers": OPEN, "call": CANCELLED}
    assert tasks["papers"].due == dina.today + timedelta(days=3)
    assert proposed(dina, case_id) == []


def test_what_came_to_the_list_meanwhile_is_proposed_still(dina: Actor, lev: Actor, case_id: UUID) -> None:
    from waystation.casework import access as cases

    a_list(lev, "accepted", PAPERS)
    (papers,) = access.proposals(dina, case_id, cases.case(dina, case_id)[1])
    a_list(lev, "accepted", PAPERS, CALL)
    actions.look_at_proposals(dina, case_id, {papers.id}, set())
    assert proposed(dina, case_id) == ["call"]


def test_two_who_write_a_list_do_not_overwrite_each_other(organisation: Organisation, lev: Actor, dina: Actor) -> None:
    a_list(lev, "accepted", PAPERS)
    with pytest.raises(Stale):
        actions.keep_template(lev, "accepted", [CALL], seen=0)
    with pytest.raises(Absent):
        actions.keep_template(dina, "accepted", [CALL])
    assert access.templates(lev)["accepted"][1].items == (PAPERS,)


def test_a_flag_is_resolved_with_who_and_what(dina: Actor, lev: Actor, case_id: UUID) -> None:
    pk = actions.raise_flag(dina, case_id, message="her brother asked")
    with pytest.raises(Refused):
        actions.resolve_flag(lev, pk, note=" ")
    actions.resolve_flag(lev, pk, note="moved her")
    flag = access.flag(dina, pk)[1]
    assert (flag.by, flag.resolved_by, flag.note) == (dina.account, lev.account, "moved her")
    with pytest.raises(Refused):
        actions.resolve_flag(dina, pk, note="again")


def test_an_approval_is_never_by_oneself(dina: Actor, lev: Actor, case_id: UUID) -> None:
    pk = actions.ask_approval(lev, case_id, kind="plan", what="over the pass")
    with pytest.raises(Refused):
        actions.answer(lev, pk, approve=True)
    with pytest.raises(Absent):
        actions.answer(dina, pk, approve=True)  # no coordinator
    assert access.approval(lev, pk)[1].state == ASKED
    actions.answer(another(lev), pk, approve=True, comment="go")
    approval = access.approval(dina, pk)[1]
    assert (approval.state, approval.comment) == (APPROVED, "go")
    assert approval.answered_by != approval.by


def test_two_who_click_at_once_settle_it_once(
    dina: Actor, lev: Actor, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second one looked before the first one's answer was there."""
    pk = actions.ask_approval(dina, case_id, kind="money", what="200 for the driver")
    before = access.approval(lev, pk)
    actions.answer(lev, pk, approve=False, comment="too much")
    monkeypatch.setattr(access, "approval", lambda actor, approval_id: before)
    with pytest.raises(Stale):
        actions.answer(another(lev), pk, approve=True)
    monkeypatch.undo()
    assert access.approval(dina, pk)[1].state == REJECTED
    lines = Line.objects.count()
    with pytest.raises(Refused):
        actions.answer(another(lev), pk, approve=True)
    assert Line.objects.count() == lines


def test_an_approval_waits_for_others_alone(dina: Actor, lev: Actor, case_id: UUID) -> None:
    actions.ask_approval(lev, case_id, kind="plan", what="a")
    actions.ask_approval(dina, case_id, kind="plan", what="b")
    assert len(access.approvals(lev).group(ASKED)) == 2
    mine = [held.record.what for held in access.approvals(lev).group(ASKED) if access.may_answer(lev, held.record)]
    assert mine == ["b"]


def test_no_word_of_it_stands_in_any_table(dina: Actor, lev: Actor, case_id: UUID) -> None:
    actions.add_task(dina, case_id, what=MARK, team=DUTY)
    pk = actions.add_task(dina, None, what=MARK, who=lev.account)
    actions.end_task(dina, pk, DONE, note=MARK)
    flag = actions.raise_flag(dina, case_id, message=MARK)
    actions.resolve_flag(dina, flag, note=MARK)
    asked = actions.ask_approval(dina, case_id, kind="closure", what=MARK)
    actions.answer(lev, asked, approve=True, comment=MARK)
    a_list(lev, "accepted", Item(id=uuid4(), what=MARK))
    everything = database()
    for word in (*MARK.split("-"), "closure"):
        assert word.encode() not in everything
    for model in (TaskRow, FlagRow, ApprovalRow):
        names = {field.name for field in model._meta.get_fields()}
        assert names == {"id", "locator", "compartment", "epoch", "version", "day", "sealed"}
