"""What is due, what is proposed, who may answer."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from waystation.casework.work import rules, wording
from waystation.casework.work.records import APPROVED, DONE, OWNER, Approval, Flag, Item, Task, Template
from waystation.staff.teams import DUTY

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
TODAY = NOW.date()
ME, OTHER, MOVE = uuid4(), uuid4(), uuid4()


def a_task(due: date | None, **said: object) -> Task:
    return Task(what="call", due=due, at=NOW, by=ME, **said)  # type: ignore[arg-type]


def test_a_task_is_overdue_from_the_day_after() -> None:
    assert not rules.is_overdue(a_task(TODAY), TODAY)
    assert rules.is_overdue(a_task(TODAY - timedelta(days=1)), TODAY)
    assert not rules.is_overdue(a_task(None), TODAY)
    assert not rules.is_overdue(a_task(TODAY - timedelta(days=1), state=DONE), TODAY)


def a_template(*items: Item) -> Template:
    return Template(stage="accepted", items=items)


def test_days_count_from_when_the_stage_was_entered() -> None:
    template = a_template(Item(id=uuid4(), what="papers", days=3), Item(id=uuid4(), what="call", team=DUTY))
    papers, call = rules.proposed(template, MOVE, TODAY, OTHER, ())
    assert (papers.due, call.due) == (TODAY + timedelta(days=3), TODAY)
    assert (papers.who, papers.team, call.who, call.team) == (None, "", None, DUTY)


def test_the_owner_s_task_is_for_whoever_owns_the_case() -> None:
    template = a_template(Item(id=uuid4(), what="visit", team=OWNER))
    assert [(each.who, each.team) for each in rules.proposed(template, MOVE, TODAY, OTHER, ())] == [(OTHER, "")]
    assert [(each.who, each.team) for each in rules.proposed(template, MOVE, TODAY, None, ())] == [(None, "")]


@given(st.lists(st.uuids(), unique=True, max_size=8), st.sets(st.integers(0, 7)))
def test_what_was_looked_at_is_not_proposed_again(ids: list[UUID], looked: set[int]) -> None:
    template = a_template(*(Item(id=pk, what="x") for pk in ids))
    every = rules.proposed(template, MOVE, TODAY, None, ())
    taken = {each.id for place, each in enumerate(every) if place in looked}
    left = rules.proposed(template, MOVE, TODAY, None, taken)
    assert {each.id for each in left} == {each.id for each in every} - taken
    assert not {each.id for each in rules.proposed(template, uuid4(), TODAY, None, ())} & taken  # another time anew


ASKED = Approval(kind="plan", what="over the pass", at=NOW, by=ME)


def test_nobody_answers_what_they_asked_themselves() -> None:
    assert rules.refusals_to_answer(ASKED, ME, approve=True, comment="") == [wording.NOT_YOURS]
    assert rules.refusals_to_answer(ASKED, OTHER, approve=True, comment="") == []


def test_a_no_says_why() -> None:
    assert rules.refusals_to_answer(ASKED, OTHER, approve=False, comment=" ") == [wording.SAY_WHY]
    assert rules.refusals_to_answer(ASKED, OTHER, approve=False, comment="too steep") == []


def test_an_answer_stands() -> None:
    answered = Approval(kind="plan", what="over the pass", at=NOW, by=ME, state=APPROVED)
    assert rules.refusals_to_answer(answered, OTHER, approve=False, comment="no") == [wording.ANSWERED_ALREADY]


def test_a_flag_is_resolved_once_with_a_note() -> None:
    flag = Flag(message="her brother asked", on=TODAY, at=NOW, by=ME)
    assert rules.refusals_to_resolve(flag, "") == [wording.SAY_HOW]
    assert rules.refusals_to_resolve(flag, "moved") == []
    done = Flag(message="her brother asked", on=TODAY, at=NOW, by=ME, resolved_at=NOW, resolved_by=OTHER, note="x")
    assert rules.refusals_to_resolve(done, "again") == [wording.RESOLVED_ALREADY]
