"""Attack 9, in the columns that stand in clear: an alarm is silenced, a letter stopped, an answer led astray.

Whoever writes to the database needs no key for it: the worker has none either.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.evacuation.conftest import NOON, build
from tests.hotline.helpers import NOW, mail, receive
from tests.stage import Organisation
from waystation.audit import check
from waystation.audit.log import entries
from waystation.desk import due as desk
from waystation.duty import alarms
from waystation.evacuation import actions as evacuation
from waystation.evacuation import due
from waystation.evacuation.models import CheckIn
from waystation.evacuation.records import CheckInState
from waystation.hotline import access, actions, outbox
from waystation.hotline.models import Message, Outgoing, Request, Sent
from waystation.mail.errors import Refused, TryAgain
from waystation.mail.parse import parse
from waystation.staff import integrity
from waystation.staff.actor import Actor
from waystation.staff.teams import AUDIT, DUTY, locator
from waystation.vault import whole

pytestmark = pytest.mark.usefixtures("in_english")

MINUTE = timedelta(minutes=1)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Why the duty team was told by mail to look."""
    reasons: list[str] = []
    monkeypatch.setattr(alarms, "tell_duty", lambda reason, *, now, **_: reasons.append(reason))
    desk._told.clear()
    return reasons


def all_is_well() -> bool:
    return not list(whole.compare_all()) and whole.compare_head() is None and check.knows_the_rows()


@pytest.fixture
def check_in(lev: Actor) -> UUID:
    scene = build(lev)
    case_id = scene.case()
    return evacuation.schedule_check_in(lev, case_id, due_at=NOON + 60 * MINUTE, grace_minutes=30, ok_word="green tea")


SILENCED = [
    {"state": CheckInState.CANCELLED},
    {"state": CheckInState.RECEIVED},
    {"alarm_at": NOON + timedelta(days=3650)},
]


@pytest.mark.parametrize("lie", SILENCED, ids=lambda lie: "-".join(map(str, lie.values())))
def test_a_silenced_alarm_is_told_to_the_duty_team(
    organisation: Organisation,
    check_in: UUID,
    told: list[str],
    lie: dict[str, Any],
    client_of: Callable[[str], Client],
) -> None:
    desk.run(NOON)
    assert told == []
    CheckIn._base_manager.filter(pk=check_in).update(**lie)
    integrity.forget()  # a minute later
    assert due.run(NOON + 105 * MINUTE) == 0
    desk.run(NOON + 105 * MINUTE)
    desk.run(NOON + 106 * MINUTE)
    assert told == ["changed"]
    lev = organisation.actor("lev")
    verbs = [entry.verb for _, entry in entries(lev.keys, locator(AUDIT), newest=50) if entry]
    assert "integrity.disagreed" in verbs
    assert "changed outside" in client_of("dina").get("/staff/").content.decode()


def test_an_alarm_that_was_called_told_is_told(check_in: UUID, told: list[str]) -> None:
    CheckIn._base_manager.filter(pk=check_in).update(told=True)
    due.run(NOON + 105 * MINUTE)
    assert CheckIn.objects.get().state == CheckInState.MISSED
    assert told == ["alarm"]  # the step itself takes the mark back
    integrity.forget()
    desk.run(NOON + 106 * MINUTE)
    assert told == ["alarm", "changed"]


def test_an_honest_alarm_changes_nothing_that_is_noticed(organisation: Organisation, check_in: UUID) -> None:
    assert due.run(NOON + 105 * MINUTE) == 1
    assert all_is_well()
    evacuation.acknowledge(organisation.actor("lev"), check_in, "Calling.")
    evacuation.check_in(organisation.actor("dina"), check_in, "green tea")
    assert CheckIn.objects.get().state == CheckInState.LATE
    assert all_is_well()


@pytest.fixture
def letter(dina: Actor) -> UUID:
    receive()
    actions.answer(dina, Request.objects.get().pk, "We read you.")
    return Outgoing.objects.get().pk


STOPPED = [
    {"state": outbox.SETTLED},
    {"state": outbox.SENT},
    {"next_try": NOW + timedelta(days=3650)},
    {"state": outbox.SENDING, "next_try": NOW + timedelta(days=3650)},
    {"tries": 32_000},
]


@pytest.mark.parametrize("lie", STOPPED, ids=lambda lie: "-".join(map(str, lie)))
def test_a_stopped_letter_is_noticed(letter: UUID, told: list[str], lie: dict[str, Any]) -> None:
    assert all_is_well()
    Outgoing._base_manager.filter(pk=letter).update(**lie)
    desk.run(NOW)
    assert told == ["changed"]


class Server:
    def __init__(self, *outcomes: Exception | None) -> None:
        self.outcomes = list(outcomes)

    def send(self, message: bytes, sender: str, recipients: Any) -> None:
        if outcome := self.outcomes.pop(0):
            raise outcome


@pytest.mark.parametrize("end", [None, Refused(550, "no")])
def test_what_becomes_of_an_honest_letter_changes_nothing_that_is_noticed(
    dina: Actor, letter: UUID, monkeypatch: pytest.MonkeyPatch, end: Exception | None
) -> None:
    server = Server(*[TryAgain()] * 2, end, None)
    monkeypatch.setattr(outbox, "transport", lambda _sender: server)
    day = timedelta(days=1)
    for number in range(3):
        outbox.send_due(dina.now() + number * day)
        assert all_is_well()
    if end is None:
        assert Outgoing.objects.get().state == outbox.SENT
        return
    actions.send_again(dina, letter)
    assert outbox._claim(Outgoing.objects.get(), dina.now())
    outbox.send_due(dina.now() + day)
    assert Outgoing.objects.get().state == outbox.UNCLEAR
    actions.settle(dina, letter)
    assert all_is_well()


def test_a_mail_server_that_is_away_for_long_brings_no_alarm(
    dina: Actor, letter: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Server(*[TryAgain()] * 110)
    monkeypatch.setattr(outbox, "transport", lambda _sender: server)
    for number in range(110):
        outbox.send_due(dina.now() + number * timedelta(days=1))
    assert server.outcomes == []
    assert all_is_well()


def answer_to(letter: UUID, text: str = "They answered.") -> None:
    message_id = parse(outbox._ready[letter].message).message_id
    receive(mail(text, message_id=f"<{text[0]}.answer@mail.example>", more=f"In-Reply-To: {message_id}\r\n"))


def test_an_answer_that_is_led_to_another_thread_stays_with_the_duty_team(dina: Actor, letter: UUID) -> None:
    """The attacker has the other thread's keys, or the other caller is the attacker."""
    victim = Request.objects.get().pk
    receive(mail("I am nobody.", message_id="<2@mail.example>", sender="nobody@mail.example"))
    theirs = Request.objects.exclude(pk=victim).get().pk
    actions.answer(dina, theirs, "We read you too.")
    mark_of_theirs = Sent.objects.get(thread=theirs).mark
    sent = Sent.objects.get(thread=victim)
    for number, mark in enumerate((sent.mark, mark_of_theirs, b"")):
        Sent.objects.filter(pk=sent.pk).update(thread=theirs, mark=mark)
        answer_to(letter, f"{number}: the address is in Selland")
        assert Message.objects.filter(thread=theirs).count() == 2
        assert Request.objects.exclude(pk__in=[victim, theirs]).count() == number + 1


def test_an_answer_finds_its_thread_after_it_was_joined(dina: Actor, letter: UUID) -> None:
    first = Request.objects.get().pk
    receive(mail("Me again.", message_id="<3@mail.example>"))
    second = Request.objects.exclude(pk=first).get().pk
    actions.join(dina, first, into=second)
    answer_to(letter)
    assert len(access.records(dina, second)) == 4
    assert all_is_well()


def test_a_forged_line_is_not_made_true_by_joining(dina: Actor, letter: UUID) -> None:
    first = Request.objects.get().pk
    receive(mail("Me again.", message_id="<3@mail.example>"))
    second = Request.objects.exclude(pk=first).get().pk
    Sent.objects.update(mark=bytes(16))
    actions.join(dina, first, into=second)
    answer_to(letter)
    assert Request.objects.exclude(pk__in=[first, second]).count() == 1
    assert locator(DUTY) == Request.objects.exclude(pk__in=[first, second]).get().locator
