"""Silence raises its own alarm: on time, once, with nobody signed in."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.evacuation.conftest import MINUTE, NOON, Scene, at, expect, state
from tests.stage import Organisation
from waystation.audit.models import Line
from waystation.evacuation import access, actions, due
from waystation.evacuation.errors import Refused
from waystation.evacuation.models import CheckIn
from waystation.evacuation.records import CheckInRecord, CheckInState
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.teams import DUTY, locator
from waystation.vault.keyring import Keyring
from waystation.vault.records import create


@pytest.mark.django_db
def test_it_works_with_nobody_signed_in(scene: Scene, case_id: UUID, told: list[datetime], dina: Actor) -> None:
    pk = expect(scene, case_id)
    assert due.run(NOON + 90 * MINUTE - timedelta(seconds=1)) == 0
    assert access.alarms(dina) == []
    lines = Line.objects.count()
    assert due.run(NOON + 90 * MINUTE) == 1
    assert (state(pk), len(told), Line.objects.count()) == (CheckInState.MISSED, 1, lines + 1)
    ((_, record),) = access.alarms(dina)
    assert (record.pseudonym, record.if_missed) == ("Birch", "call the lawyer")


@pytest.mark.django_db
def test_an_alarm_is_raised_and_told_once(scene: Scene, case_id: UUID, told: list[datetime]) -> None:
    expect(scene, case_id)
    moments = [NOON + number * 60 * MINUTE for number in (2, 3, 1, 0, 24)]
    assert [due.run(moment) for moment in moments] == [1, 0, 0, 0, 0]
    assert told == moments[:1]


@pytest.mark.django_db
def test_a_sign_of_life_with_its_word_ends_it(scene: Scene, case_id: UUID, told: list[datetime], dina: Actor) -> None:
    pk = expect(scene, case_id)
    assert actions.check_in(dina, pk, "Green TEA!")
    assert due.run(NOON + timedelta(days=2)) == 0
    assert (state(pk), told) == (CheckInState.RECEIVED, [])
    with pytest.raises(Refused):
        actions.check_in(dina, pk, "green tea")


@pytest.mark.django_db
def test_an_answer_without_the_word_ends_nothing(scene: Scene, case_id: UUID, told: list[datetime]) -> None:
    pk = expect(scene, case_id)
    assert not actions.check_in(scene.actor, pk, "green coffee")
    assert access.check_in(scene.actor, pk)[1].wrong_words == 1
    assert due.run(NOON + timedelta(days=1)) == 1
    assert not actions.check_in(scene.actor, pk, "")
    assert state(pk) == CheckInState.MISSED
    assert actions.check_in(scene.actor, pk, "green tea")
    assert state(pk) == CheckInState.LATE


@pytest.mark.django_db
def test_somebody_takes_the_alarm_on(scene: Scene, case_id: UUID, told: list[datetime], dina: Actor) -> None:
    pk = expect(scene, case_id)
    with pytest.raises(Refused):
        actions.acknowledge(dina, pk, "too early")
    due.run(NOON + timedelta(days=1))
    assert len(access.alarms(dina)) == 1
    actions.acknowledge(dina, pk, "calling the driver")
    assert access.alarms(dina) == []
    assert [record.acknowledgement for _, record in access.attended(scene.actor)] == ["calling the driver"]
    with pytest.raises(Refused):
        actions.acknowledge(scene.actor, pk, "me too")
    assert actions.check_in(dina, pk, "green tea")
    assert access.attended(dina) == []


@pytest.mark.django_db
def test_a_cancelled_one_stays_silent_and_an_alarm_cannot_be_cancelled(
    scene: Scene, case_id: UUID, told: list[datetime]
) -> None:
    cancelled, missed = expect(scene, case_id), expect(scene, case_id)
    actions.cancel_check_in(scene.actor, cancelled)
    assert due.run(NOON + timedelta(days=1)) == 1
    with pytest.raises(Refused):
        actions.cancel_check_in(scene.actor, missed)


@pytest.mark.django_db
def test_an_alarm_that_could_not_be_told_is_told_later(
    scene: Scene, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    expect(scene, case_id)
    tried: list[datetime] = []

    def broken(reason: str, *, now: datetime) -> None:
        tried.append(now)
        if len(tried) == 1:
            raise BrokenPipeError

    monkeypatch.setattr(due.alarms, "tell_duty", broken)
    with pytest.raises(BrokenPipeError):
        due.run(NOON + 2 * 60 * MINUTE)
    assert CheckIn.objects.alarming().count() == 1
    for minutes in (121, 122):
        due.run(NOON + minutes * MINUTE)
    assert len(tried) == 2


@pytest.mark.django_db
def test_the_real_mail_says_nothing(scene: Scene, case_id: UUID) -> None:
    expect(scene, case_id)
    assert due.run(NOON + timedelta(days=1)) == 1
    assert not CheckIn.objects.unheard().exists()


@pytest.mark.django_db
@pytest.mark.parametrize("person", ["ira", "out"])
def test_who_holds_no_duty_sees_no_alarm(
    scene: Scene, case_id: UUID, person: str, request: pytest.FixtureRequest
) -> None:
    pk = expect(scene, case_id)
    actor: Actor = request.getfixturevalue(person)
    for call in (access.alarms, access.attended, lambda who: access.check_in(who, pk)):
        with pytest.raises(Absent):
            call(actor)  # type: ignore[operator]
    with pytest.raises(Absent):
        actions.check_in(actor, pk, "green tea")
    keyless = Actor(actor.account, "", frozenset({"operator"}), Keyring())
    with pytest.raises(Absent):
        actions.check_in(keyless, pk, "green tea")
    assert access.alarms(keyless) == []


@pytest.mark.django_db
def test_an_operator_notes_but_does_not_schedule(scene: Scene, case_id: UUID, dina: Actor) -> None:
    with pytest.raises(Absent):
        actions.schedule_check_in(dina, case_id, due_at=NOON)


@pytest.mark.django_db
def test_an_idle_second_only_reads(scene: Scene, case_id: UUID) -> None:
    expect(scene, case_id)
    with CaptureQueriesContext(connection) as captured:
        due.run(NOON)
    assert [query["sql"].split()[0] for query in captured] == ["SELECT", "SELECT"]


@pytest.mark.django_db
def test_many_in_one_minute_take_seconds(scene: Scene, case_id: UUID, told: list[datetime]) -> None:
    """More than one batch; all of them fire, and the team is told once."""
    key = scene.actor.keys.key(locator(DUTY))
    record = CheckInRecord(case=case_id, pseudonym="Birch", due_at=NOON)
    for number in range(1200):
        create(CheckIn, record, key, alarm_at=NOON + timedelta(milliseconds=50 * number))
    started = monotonic()
    assert due.run(NOON + MINUTE) == 1200
    assert monotonic() - started < 10
    assert len(told) == 1


# What may happen to a clock, and to people, between two runs of the worker.
EVENTS = st.one_of(
    st.tuples(st.just("run"), st.integers(-2000, 4000)),
    st.tuples(st.just("word"), st.integers(0, 7)),
    st.tuples(st.just("wrong"), st.integers(0, 7)),
    st.tuples(st.just("cancel"), st.integers(0, 7)),
    st.tuples(st.just("acknowledge"), st.integers(0, 7)),
    st.tuples(st.just("restart"), st.just(0)),
)


class Model:
    """What should be so, told as simply as possible."""

    def __init__(self, alarms: dict[UUID, datetime]) -> None:
        self.alarms = alarms
        self.states = dict.fromkeys(alarms, CheckInState.EXPECTED)

    def run(self, now: datetime) -> int:
        due_now = [pk for pk, at_ in self.alarms.items() if at_ <= now and self.states[pk] == CheckInState.EXPECTED]
        self.states |= dict.fromkeys(due_now, CheckInState.MISSED)
        return len(due_now)

    def person(self, what: str, pk: UUID) -> None:
        answer = {0: CheckInState.RECEIVED, 3: CheckInState.LATE, 4: CheckInState.LATE}
        follows = {
            "word": answer,
            "cancel": {0: CheckInState.CANCELLED},
            "acknowledge": {3: CheckInState.ATTENDED},
            "wrong": {},
        }[what]
        self.states[pk] = follows.get(self.states[pk], self.states[pk])


def act(actor: Actor, what: str, pk: UUID) -> None:
    calls: dict[str, Callable[[], object]] = {
        "word": lambda: actions.check_in(actor, pk, "green tea"),
        "wrong": lambda: actions.check_in(actor, pk, "no"),
        "cancel": lambda: actions.cancel_check_in(actor, pk),
        "acknowledge": lambda: actions.acknowledge(actor, pk, "on it"),
    }
    with suppress(Refused):
        calls[what]()


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    minutes=st.lists(st.integers(-1500, 3000), min_size=8, max_size=8),
    events=st.lists(EVENTS, max_size=25),
)
def test_none_twice_none_lost_whatever_the_clock_does(
    scene: Scene,
    case_id: UUID,
    organisation: Organisation,
    told: list[datetime],
    minutes: list[int],
    events: list[tuple[str, int]],
) -> None:
    """Clocks that go back, days offline, restarts with new sessions: each silence alarms exactly once."""
    CheckIn.objects.all().delete()
    actor, told[:] = scene.actor, []
    pks = [expect(scene, case_id, each, grace_minutes=0) for each in minutes]
    model = Model({pk: NOON + each * MINUTE for pk, each in zip(pks, minutes, strict=True)})
    lines, raised = Line.objects.count(), 0
    for what, number in [*events, ("run", 5000)]:
        if what == "run":
            before = Line.objects.count()
            expected, found = model.run(NOON + number * MINUTE), due.run(NOON + number * MINUTE)
            assert (found, Line.objects.count() - before) == (expected, expected)
            raised += found
        elif what == "restart":
            actor = at(organisation.actor("lev"), NOON)
        else:
            act(actor, what, pks[number])
            model.person(what, pks[number])
        assert {pk: state(pk) for pk in pks} == model.states
    assert CheckIn.objects.filter(state=CheckInState.EXPECTED).count() == 0
    assert raised <= len(pks)
    assert Line.objects.count() >= lines + raised
