"""A risk with its arithmetic, and a rise that somebody else has to see."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework import access, actions, alerts, due, rules, scales, watching
from waystation.casework.errors import Refused
from waystation.casework.models import AlertRow
from waystation.casework.records import Risk
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vocabulary.vocabularies import terms

pytestmark = pytest.mark.usefixtures("in_english")

Accepted = Callable[..., UUID]
CODES = [each.code for each in terms("risk_factors")]
ANSWERS = st.fixed_dictionaries({name: st.sampled_from(list(scale.points)) for name, scale in scales.SCALES.items()})


@given(st.sets(st.sampled_from(CODES)), ANSWERS, st.integers(-20, 20))
def test_the_lines_add_up_to_the_score(codes: set[str], answers: dict[str, str], adjustment: int) -> None:
    risk = Risk(factors=rules.weights(codes), points=scales.points(answers), adjustment=adjustment, **answers)
    added = rules.add_up(risk)
    assert sum(weight for _label, weight in added.parts) + adjustment == added.total == scales.total(risk)


@given(ANSWERS)
def test_every_answer_has_words_and_points(answers: dict[str, str]) -> None:
    for name, code in answers.items():
        assert code in scales.SCALES[name].words
    assert len(scales.lines(Risk(points=scales.points(answers), **answers))) == sum(
        number > 0 for number in scales.points(answers).values()
    )


def test_an_older_assessment_keeps_the_sum_that_was_shown() -> None:
    assert rules.add_up(Risk(factors={"held_now": 5}, imminence="now")).total == 5


def risk(imminence: str, **factors: int) -> Risk:
    return Risk(factors=factors, imminence=imminence)


@pytest.mark.parametrize(
    ("before", "after", "rose"),
    [
        (None, risk("weeks", held_now=5), False),
        (None, risk("now"), True),
        (risk("weeks", minor=3), risk("weeks", minor=3), False),
        (risk("weeks", minor=3), risk("weeks", minor=3, suicidal=4), True),
        (risk("weeks", minor=3), risk("weeks"), False),
        (risk("weeks", minor=3), risk("days"), True),
        (risk("now", minor=3), risk("days"), False),
    ],
)
def test_what_a_rise_is(before: Risk | None, after: Risk, rose: bool) -> None:
    assert scales.has_risen(before, after) is rose


def rise(dina: Actor, case: UUID, **more: object) -> None:
    actions.assess_risk(dina, case, factors=["minor"], imminence="weeks")
    actions.assess_risk(dina, case, factors=["minor", "suicidal"], imminence="days", intent="acting", **more)  # type: ignore[arg-type]


def test_a_rise_calls_the_duty_team_and_waits_for_somebody_else(
    dina: Actor, lev: Actor, accepted: Accepted, called: list[datetime], client_of: Callable[[str], Client]
) -> None:
    case, now = accepted(dina), dina.now()
    rise(dina, case)
    assert due.run(now) == 1
    assert due.run(now) == 0
    assert called == [now]
    browser = client_of("lev")
    assert "the risk rose, 8 → 15" in browser.get(reverse("desk:today")).content.decode()
    ((row, _alert),) = alerts.of(dina, case, alerts.RISK)
    with pytest.raises(Refused):
        watching.see_rise(dina, case, row.pk)
    assert browser.post(reverse("casework:rise-seen", args=[case, row.pk])).status_code == 303
    assert not AlertRow.objects.exists()
    assert "the risk rose" not in browser.get(reverse("desk:today")).content.decode()


def test_a_fall_calls_nobody(dina: Actor, accepted: Accepted) -> None:
    case = accepted(dina)
    actions.assess_risk(dina, case, factors=["minor", "suicidal"], imminence="days")
    actions.assess_risk(dina, case, factors=["minor"], imminence="weeks")
    assert not AlertRow.objects.exists()


def test_the_same_form_twice_is_one_assessment(dina: Actor, accepted: Accepted) -> None:
    case, once = accepted(dina), uuid4()
    for _ in range(2):
        rise(dina, case, once=once)
    assert AlertRow.objects.count() == 1


def test_a_validity_that_is_past_is_refused(dina: Actor, accepted: Accepted) -> None:
    case = accepted(dina)
    with pytest.raises(Refused):
        actions.assess_risk(dina, case, factors=["minor"], valid_until=dina.today - timedelta(days=1))


def test_a_rise_is_of_its_own_case_and_kind(dina: Actor, lev: Actor, accepted: Accepted) -> None:
    one, other = accepted(dina), accepted(dina)
    rise(dina, one)
    actions.add_need(dina, other, code="medical.forensic")
    refresh(lev)
    clock = alerts.of(dina, other)[0][0].pk
    for case, alert in ((other, alerts.of(dina, one)[0][0].pk), (other, clock)):
        with pytest.raises(Absent):
            watching.see_rise(lev, case, alert)


def test_the_page_says_the_sum_line_by_line_and_its_history(
    dina: Actor, accepted: Accepted, client_of: Callable[[str], Client]
) -> None:
    case = accepted(dina)
    rise(dina, case)
    page = client_of("dina").get(reverse("casework:case", args=[case])).content.decode()
    for line in ("How near is it: Within days", "Suicidal thoughts", "3 + 4 + 3 + 3 + 1 + 1 = 15", "<polyline"):
        assert line in page
    assert "somebody else has seen it" in page


def test_in_an_innocent_view_nobody_is_called(dina: Actor, accepted: Accepted) -> None:
    case = accepted(dina)
    rise(replace(dina, apart={"duty": dina.team("duty")}), case)
    assert AlertRow.objects.get().alarm_at is None
    assert access.risk(dina, case) is not None
