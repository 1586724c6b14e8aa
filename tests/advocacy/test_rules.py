"""How a submission stands, from what went and what came back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from waystation.advocacy import rules, wording
from waystation.advocacy.clocks import Clock
from waystation.advocacy.records import Approval, Authority, Grade, Reply, Submission
from waystation.advocacy.rules import Standing, standing

ONE, TWO, THREE = UUID(int=1), UUID(int=2), UUID(int=3)
AT = datetime(2031, 5, 4, 12, tzinfo=UTC)
COMMITTEE = Authority(name="Investigative Committee, a region", kind="ru.sk", country="RU")
REPORT = Clock(code="ru.cpc144", limit=30, starts="received", extended_to=(60,))
SENT = date(2031, 5, 5)  # a Monday


def asked(**more: object) -> Submission:
    told: dict[str, object] = {"authority": ONE, "kind": "crime_report", "title": "The cellar", "clock": REPORT}
    return Submission(**(told | {"sent": SENT, "received": SENT, "channel": "mail"} | more))  # type: ignore[arg-type]


def back(days: int, kind: str = "action_started", **more: object) -> Reply:
    return Reply(submission=TWO, kind=kind, day=SENT + timedelta(days=days), **more)  # type: ignore[arg-type]


def graded(reply: Reply, *substance: int) -> Reply:
    grades = tuple(Grade(by=UUID(int=10 + who), substance=much, at=AT) for who, much in enumerate(substance))
    return replace(reply, grades=grades)


def stands(*replies: Reply, after: int, said: Submission | None = None) -> Standing:
    return standing(said or asked(), replies, COMMITTEE, SENT + timedelta(days=after))


def test_it_waits_until_the_day_and_the_time_for_the_way_back_have_passed() -> None:
    assert stands(after=0).due == date(2031, 6, 4)
    assert [stands(after=days).state for days in (0, 30, 33, 34)] == ["waiting", "waiting", "waiting", "ignored"]
    by_post = asked(channel="post")
    assert [stands(after=days, said=by_post).state for days in (44, 45)] == ["waiting", "ignored"]


def test_a_late_answer_does_not_take_back_that_it_was_ignored() -> None:
    found = stands(graded(back(100), 2, 2), after=200)
    assert found.state == "answered"
    assert found.late
    assert found.was_ignored
    assert found.silent_from == SENT + timedelta(days=34)
    assert found.silent_to == SENT + timedelta(days=100)
    assert found.days == 100


def test_an_answer_within_the_time_for_the_way_back_is_late_and_not_ignored() -> None:
    found = stands(back(32), after=200)
    assert found.late
    assert not found.was_ignored


def test_an_extension_in_time_moves_the_day_as_far_as_the_law_allows() -> None:
    assert stands(back(20, "extended"), after=40).state == "extended"
    assert stands(back(20, "extended"), after=40).due == date(2031, 7, 4)
    beyond = back(20, "extended", until=SENT + timedelta(days=300))
    assert stands(beyond, after=100).due == date(2031, 7, 4)
    assert stands(beyond, after=100).state == "ignored"
    sooner = back(20, "extended", until=SENT + timedelta(days=40))
    assert stands(sooner, after=39).due == SENT + timedelta(days=40)
    twice = [back(20, "extended"), back(50, "extended")]
    assert stands(*twice, after=70).due == date(2031, 7, 4)


def test_an_extension_that_comes_too_late_moves_nothing() -> None:
    late = back(35, "extended")
    assert stands(late, after=40).state == "ignored"
    once, twice = back(20, "extended"), back(25, "extended")
    told = [rules.extends_nothing(each, asked(), (once, twice, late), COMMITTEE) for each in (once, twice, late)]
    assert told == [False, True, True]
    assert not rules.extends_nothing(late, asked(clock=None), (late,), COMMITTEE)


def test_a_number_given_is_no_answer() -> None:
    assert stands(back(3, "registered"), after=34).state == "ignored"


def test_what_was_passed_on_is_not_ignored_by_who_passed_it_on() -> None:
    assert stands(back(5, "forwarded", to=THREE), after=100).state == "passed_on"
    assert not stands(back(5, "forwarded", to=THREE), after=100).was_ignored
    assert stands(back(5, "forwarded_to_accused", to=THREE), after=100).state == "formal"


def test_a_clock_whose_first_day_is_not_known_counts_from_an_earlier_one_and_says_so() -> None:
    registered = Clock(code="ru.59fz", limit=30, starts="registered")
    found = stands(after=0, said=asked(clock=registered, received=None))
    assert found.presumed
    assert found.due == date(2031, 6, 9)  # three days to register, and the 7th is a Saturday
    known = stands(after=0, said=asked(clock=registered, registered=SENT + timedelta(days=1)))
    assert (known.due, known.presumed) == (date(2031, 6, 5), False)


def test_a_clock_of_a_state_runs_once_it_was_passed_to_the_state() -> None:
    six_months = Clock(code="un.hrc", limit=6, unit="months", starts="transmitted")
    assert stands(after=1000, said=asked(clock=six_months)).due is None
    assert stands(after=1000, said=asked(clock=six_months)).state == "waiting"
    assert stands(after=1000, said=asked(clock=six_months, transmitted=SENT)).state == "ignored"


def test_substance_is_what_two_people_agree_on() -> None:
    assert stands(back(5), after=10).substance is None
    assert stands(graded(back(5), 3), after=10).substance is None
    assert stands(graded(back(5), 3, 0), after=10).substance is None
    assert stands(graded(back(5), 3, 0, 2), after=10).has_substance
    assert stands(graded(back(5), 1, 1), after=10).state == "formal"
    assert stands(graded(back(5), 2, 2), after=10).has_substance


def test_one_person_grading_twice_is_one_person() -> None:
    twice = Reply(submission=TWO, kind="pledge", day=SENT, grades=(Grade(by=ONE, substance=2, at=AT),) * 2)
    assert rules.agreed(twice) is None


def test_the_first_public_complaint_of_2017_as_it_went() -> None:
    """Dates as published: received on 21 September 2017; a court on inaction found violations four months later."""
    report = asked(sent=date(2017, 9, 21), received=date(2017, 9, 21), channel="by_hand")
    found = standing(report, [], COMMITTEE, date(2017, 12, 31))
    assert found.due == date(2017, 10, 23)
    assert found.state == "ignored"
    assert found.silent_from == date(2017, 10, 27)
    assert rules.next_kinds(report, found) == ("complaint_prosecutor", "complaint_court")
    refused = Reply(submission=TWO, kind="refusal", day=date(2018, 3, 20))
    later = standing(report, [refused], COMMITTEE, date(2018, 11, 26))
    assert later.late
    assert later.was_ignored
    assert later.silent_to == date(2018, 3, 20)
    assert later.days == 180
    appeal = asked(kind="appeal", clock=None, sent=date(2018, 4, 1))
    upheld = standing(
        appeal, [Reply(submission=TWO, kind="refusal", day=date(2018, 11, 26))], COMMITTEE, date(2019, 1, 1)
    )
    assert "un_hrc" in rules.next_kinds(appeal, upheld)
    court = Authority(
        name="a court",
        kind="coe.ecthr",
        clocks=(Clock(code="ecthr", use="filing", limit=6, unit="months", starts="event"),),
    )
    assert rules.file_until(asked(kind="ecthr", since=date(2018, 11, 26), sent=None), court) == date(
        2019, 5, 27
    )  # the 26th: a Sunday


@pytest.mark.parametrize(
    ("said", "field", "why"),
    [
        ({"day": SENT - timedelta(days=1)}, "day", wording.BEFORE_IT_WENT),
        ({"day": SENT + timedelta(days=100)}, "day", wording.NOT_YET),
        ({"kind": "late"}, "kind", wording.DERIVED_KIND),
        ({"kind": "nonsense"}, "kind", wording.DERIVED_KIND),
        ({"kind": "extended", "until": SENT}, "until", wording.UNTIL_LATER),
        ({"until": SENT + timedelta(days=9)}, "until", wording.UNTIL_LATER),
        ({"kind": "forwarded"}, "to", wording.TO_WHOM),
        ({"kind": "forwarded", "to": ONE}, "to", wording.TO_ANOTHER),
        ({"to": THREE}, "to", wording.TO_ANOTHER),
    ],
)
def test_what_cannot_have_come_back(said: dict[str, object], field: str, why: object) -> None:
    told: dict[str, object] = {"submission": TWO, "kind": "pledge", "day": SENT}
    reply = Reply(**(told | said))  # type: ignore[arg-type]
    assert (field, why) in rules.reply_faults(reply, asked(), SENT + timedelta(days=10))


def test_nothing_comes_back_for_what_was_not_sent() -> None:
    assert rules.reply_faults(back(1), asked(sent=None), SENT + timedelta(days=9)) == [("day", wording.NOT_SENT)]


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"received": SENT - timedelta(days=1)}, "received"),
        ({"received": SENT + timedelta(days=4), "registered": SENT + timedelta(days=2)}, "registered"),
        ({"sent": SENT + timedelta(days=99)}, "sent"),
        ({"sent": None}, "received"),
    ],
)
def test_days_in_the_wrong_order(days: dict[str, object], field: str) -> None:
    assert field in dict(rules.way_faults(asked(**days), SENT + timedelta(days=10)))


def test_two_people_for_the_home_state_for_courts_and_for_names() -> None:
    by_one = (Approval(by=ONE, at=AT),)
    assert rules.approvers(asked(), COMMITTEE) == 2
    assert rules.approvers(asked(), Authority(name="a rapporteur", kind="un.sp")) == 1
    assert rules.approvers(asked(named=True), Authority(name="a rapporteur", kind="un.sp")) == 2
    assert not rules.is_approved(asked(approvals=by_one * 2), COMMITTEE)
    assert rules.is_approved(asked(approvals=(*by_one, Approval(by=TWO, at=AT))), COMMITTEE)


def test_what_came_counts_by_its_day_in_whatever_order_and_not_before_it() -> None:
    refused, formal = back(9, "refusal"), back(5, "formal")
    assert stands(refused, formal, after=8).state == "formal"
    assert stands(refused, formal, after=20).answer == formal
    assert stands(refused, after=8).state == "waiting"
    assert stands(refused, after=9).answer == refused


def test_what_we_took_back_is_silent_no_longer_and_was_ignored_if_it_was() -> None:
    early, late = (asked(withdrawn=SENT + timedelta(days=days)) for days in (10, 40))
    assert stands(after=100, said=early).state == "withdrawn"
    assert not stands(after=100, said=early).was_ignored
    found = stands(after=100, said=late)
    assert (found.state, found.silent_to) == ("withdrawn", SENT + timedelta(days=40))
    answered = stands(back(5, "pledge"), after=100, said=early)
    assert (answered.state, answered.days) == ("answered", 5)
    assert standing(asked(sent=None, withdrawn=SENT), [], COMMITTEE, SENT).state == "withdrawn"
    assert standing(asked(sent=None), [], COMMITTEE, SENT).state == "drafted"


def test_a_question_back_is_neither_an_answer_nor_silence() -> None:
    found = stands(back(5, "info_request"), after=100)
    assert (found.state, found.was_ignored, found.waits) == ("asked_back", False, False)


def test_the_first_extension_is_the_shortest_unless_it_names_a_day() -> None:
    steps = asked(clock=Clock(code="x", limit=30, starts="received", extended_to=(90, 60)))
    assert stands(back(20, "extended"), after=40, said=steps).due == date(2031, 7, 4)
    assert stands(back(20, "extended"), back(50, "extended"), after=60, said=steps).due == date(2031, 8, 4)  # a Monday
    far = back(20, "extended", until=SENT + timedelta(days=300))
    assert stands(far, after=40, said=steps).due == date(2031, 8, 4)
    on_the_last = back(30, "extended")
    assert stands(on_the_last, after=40, said=steps).due == date(2031, 7, 4)


@pytest.mark.parametrize(
    ("kind", "substance", "is_graded"),
    [
        ("pledge", 0, True),
        ("refusal", 3, True),
        ("pledge", 4, False),
        ("pledge", -1, False),
        ("registered", 2, False),
        ("info_request", 2, False),
        ("formal", 2, False),
        ("forwarded_to_accused", 2, False),
        ("late", 2, False),
    ],
)
def test_only_an_answer_is_graded(kind: str, substance: int, is_graded: bool) -> None:
    fault = rules.grade_fault(back(5, kind), substance)
    assert fault == (None if is_graded else wording.NOTHING_TO_GRADE)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": " "}, "code"),
        ({"limit": 3_661}, "limit"),
        ({"extended_to": (60, 3_661)}, "limit"),
        ({"extended_to": (30,)}, "limit"),
        ({"earlier": 20}, "earlier"),
        ({"changed": SENT}, "earlier"),
        ({"changed": SENT, "earlier": 3_661}, "earlier"),
        ({"confirmed_on": SENT}, "confirmed_by"),
    ],
)
def test_what_is_no_limit(change: dict[str, object], field: str) -> None:
    assert rules.clock_faults(REPORT) == []
    assert rules.clock_faults(replace(REPORT, limit=3_660, extended_to=())) == []
    assert rules.clock_faults(replace(REPORT, changed=SENT, earlier=3_660)) == []
    assert field in dict(rules.clock_faults(replace(REPORT, **change)))  # type: ignore[arg-type]


def test_the_limit_that_binds_us_is_none_for_their_answer() -> None:
    ours = Clock(code="ecthr", use="filing", limit=4, unit="months", starts="event")
    assert rules.submission_faults(asked()) == []
    assert dict(rules.submission_faults(asked(clock=ours))) == {"clock": wording.BINDS_US}
    assert dict(rules.submission_faults(asked(title=" "))) == {"title": wording.TITLE_IT}


def test_of_several_limits_that_bind_us_the_first_counts() -> None:
    long, short = (Clock(code=f"ours{days}", use="filing", limit=days, starts="event") for days in (60, 30))
    body = Authority(name="a body", clocks=(long, short, REPORT))
    assert rules.file_until(asked(since=SENT), body) == date(2031, 6, 4)
    assert rules.file_until(asked(), body) is None
    assert rules.file_until(asked(since=SENT), COMMITTEE) is None


def test_what_may_be_next_is_said_where_it_was_ignored_refused_or_said_nothing() -> None:
    for reply in (back(5, "refusal"), back(5, "formal"), graded(back(5), 0, 0)):
        assert rules.next_kinds(asked(), stands(reply, after=9)) == rules.ESCALATION["crime_report"]
    for reply in ((), (back(5, "pledge"),), (back(5, "info_request"),)):
        assert rules.next_kinds(asked(), stands(*reply, after=9)) == ()


def test_what_was_passed_to_whoever_is_accused_names_whom() -> None:
    on = SENT + timedelta(days=10)
    assert rules.reply_faults(back(1, "forwarded_to_accused", to=THREE), asked(), on) == []
    assert rules.reply_faults(back(1, "forwarded", to=THREE), asked(), on) == []
    assert rules.reply_faults(back(1, "extended", until=SENT + timedelta(days=2)), asked(), on) == []
    assert rules.reply_faults(back(0), asked(), SENT) == []
    assert rules.way_faults(asked(registered=SENT), SENT) == []


KINDS = st.sampled_from(("registered", "extended", "forwarded", "refusal", "formal", "finding", "info_request"))


@given(st.lists(st.tuples(st.integers(0, 200), KINDS), max_size=5), st.integers(0, 250), st.integers(0, 250))
def test_that_it_was_ignored_is_never_forgotten(came: list[tuple[int, str]], first: int, second: int) -> None:
    early, late = sorted((first, second))
    replies = [back(day, kind, to=THREE if kind == "forwarded" else None) for day, kind in came]
    if stands(*replies, after=early).was_ignored:
        assert stands(*replies, after=late).was_ignored
    found = stands(*replies, after=late)
    assert found.state in rules.STATES
    assert (found.state == "ignored") <= found.was_ignored
