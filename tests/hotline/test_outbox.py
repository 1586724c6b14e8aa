"""Mail on its way out: once, or honestly unclear."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.hotline.helpers import NOW, receive, the_request
from tests.stage import Organisation
from waystation.duty import alarms
from waystation.hotline import actions, due, outbox
from waystation.hotline.models import Outgoing
from waystation.mail.errors import Refused, TryAgain, Unclear
from waystation.mail.parse import parse
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent
from waystation.vault.records import set_columns

Clients = Callable[[str], Client]


class Post:
    """A mail server that does what the test says."""

    def __init__(self, *outcomes: Exception | None) -> None:
        self.outcomes = list(outcomes)
        self.sent: list[bytes] = []

    def send(self, message: bytes, sender: str, recipients: Any) -> None:
        self.sent.append(message)
        outcome = self.outcomes.pop(0) if self.outcomes else None
        if outcome:
            raise outcome


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Post]:
    def use(*outcomes: Exception | None) -> Post:
        made = Post(*outcomes)
        monkeypatch.setattr(outbox, "_made", lambda sender: made)
        outbox.transport.cache_clear()
        return made

    return use


def _answered(dina: Actor) -> None:
    receive()
    actions.answer(dina, the_request(), "We read you.")


def _state() -> str:
    return Outgoing.objects.get().state


def _later(**time: int) -> datetime:
    return utc_now() + timedelta(**time)


def test_it_works(dina: Actor, mailbox: Path) -> None:
    _answered(dina)
    due.run(utc_now())
    (file,) = (mailbox / "new").iterdir()
    assert parse(file.read_bytes()).to == ("anzor@mail.example",)
    assert _state() == outbox.SENT


def test_it_leaves_once(dina: Actor, post: Callable[..., Post]) -> None:
    made = post()
    _answered(dina)
    for seconds in range(5):
        outbox.send_due(_later(seconds=seconds))
    assert len(made.sent) == 1


def test_a_busy_server_is_asked_again_later_and_later(dina: Actor, post: Callable[..., Post]) -> None:
    made = post(TryAgain(), TryAgain())
    _answered(dina)
    outbox.send_due(utc_now())
    outbox.send_due(_later(seconds=20))
    assert len(made.sent) == 1
    outbox.send_due(_later(seconds=40))
    outbox.send_due(_later(seconds=80))
    assert (len(made.sent), _state()) == (2, outbox.WAITING)
    outbox.send_due(_later(minutes=3))
    assert (len(made.sent), _state()) == (3, outbox.SENT)
    assert len(set(made.sent)) == 1


def test_refused_for_good_is_shown(dina: Actor, client_of: Clients, post: Callable[..., Post]) -> None:
    post(Refused(550, "No."))
    _answered(dina)
    outbox.send_due(utc_now())
    outbox.send_due(_later(days=1))
    assert _state() == outbox.FAILED
    page = client_of("dina").get("/staff/outbox/", headers={"accept-language": "en"}).content.decode()
    assert "Not sent" in page
    assert "Send again" in page


def test_a_crash_while_sending_is_unclear_and_never_doubled(dina: Actor, post: Callable[..., Post]) -> None:
    made = post(RuntimeError())
    _answered(dina)
    with pytest.raises(RuntimeError):
        outbox.send_due(utc_now())
    outbox.forget()
    outbox.refill(dina)
    outbox.send_due(_later(minutes=1))
    assert (_state(), len(made.sent)) == (outbox.SENDING, 1)
    outbox.send_due(_later(minutes=11))
    outbox.send_due(_later(days=2))
    assert (_state(), len(made.sent)) == (outbox.UNCLEAR, 1)


def test_a_mail_server_that_dies_before_it_says_is_unclear_too(dina: Actor, post: Callable[..., Post]) -> None:
    """It may have taken the letter: staff decide, and nothing leaves a second time by itself."""
    made = post(Unclear("cut_off"))
    _answered(dina)
    for hours in range(6):
        outbox.send_due(_later(hours=hours))
    assert _state() == outbox.UNCLEAR
    assert len(made.sent) == 1


def test_a_call_without_content_had_better_come_twice(
    organisation: Organisation, post: Callable[..., Post], settings: Any
) -> None:
    settings.WAYSTATION_MAIL = {"duty_address": "duty@example.org"}
    made = post(Unclear("cut_off"))
    alarms.tell_duty("alarm", now=utc_now())
    for hours in range(6):
        outbox.send_due(_later(hours=hours))
    assert len(made.sent) == 2
    assert _state() == outbox.SENT


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(None, outbox.SENT), (Refused(550, "No."), outbox.FAILED), (RuntimeError(), outbox.UNCLEAR)],
    ids=["sent", "failed", "unclear"],
)
def test_when_a_letter_was_offered_is_kept_to_the_day(
    dina: Actor, post: Callable[..., Post], outcome: Exception | None, state: str
) -> None:
    """The thread stands beside it, and a mail provider's log knows the second."""
    post(outcome)
    _answered(dina)
    with suppress(RuntimeError):
        outbox.send_due(utc_now())
    outbox.send_due(_later(minutes=11))
    assert _state() == state
    assert Outgoing.objects.get().next_try.time() == time(0)


def test_staff_send_the_unclear_again_or_put_it_aside(dina: Actor, post: Callable[..., Post]) -> None:
    made = post()
    _answered(dina)
    set_columns(Outgoing.objects.all(), state=outbox.UNCLEAR)
    actions.send_again(dina, Outgoing.objects.get().pk)
    outbox.send_due(_later(seconds=1))
    assert (_state(), len(made.sent)) == (outbox.SENT, 1)
    actions.send_again(dina, Outgoing.objects.get().pk)
    assert _state() == outbox.SENT
    set_columns(Outgoing.objects.all(), state=outbox.FAILED)
    actions.settle(dina, Outgoing.objects.get().pk)
    assert _state() == outbox.SETTLED


def test_after_a_restart_a_signed_in_person_is_needed(
    dina: Actor, client_of: Clients, post: Callable[..., Post]
) -> None:
    made = post()
    _answered(dina)
    outbox.forget()
    post_again = made
    outbox.transport.cache_clear()
    outbox.send_due(_later(minutes=1))
    assert (outbox.missing(dina), post_again.sent) == (1, [])
    client_of("dina").get("/staff/requests/")
    assert outbox.missing(dina) == 0
    outbox.send_due(_later(minutes=1))
    assert len(made.sent) == 1


def test_a_rolled_back_answer_never_leaves(dina: Actor, post: Callable[..., Post]) -> None:
    made = post()
    receive()
    with transaction.atomic():
        actions.answer(dina, the_request(), "We read you.")
        transaction.set_rollback(True)
    outbox.send_due(utc_now())
    assert made.sent == []
    outbox.send_due(_later(minutes=20))
    assert not outbox._ready


def test_a_row_put_there_by_a_stranger_is_not_sent(dina: Actor, post: Callable[..., Post]) -> None:
    made = post()
    _answered(dina)
    row = Outgoing.objects.get()
    outbox.forget()
    Outgoing.objects.filter(pk=row.pk).update(sealed=bytes(row.sealed)[:-1] + bytes([bytes(row.sealed)[-1] ^ 1]))
    assert outbox.refill(dina) == 0
    outbox.send_due(_later(minutes=1))
    assert made.sent == []


def test_the_duty_team_is_told_without_content(
    organisation: Organisation, settings: Any, post: Callable[..., Post]
) -> None:
    made = post()
    settings.WAYSTATION_MAIL = {"duty_address": "duty@mail.example"}
    assert alarms.tell_duty("alarm", now=NOW)
    outbox.forget()  # also after a restart, with nobody signed in
    outbox.send_due(NOW)
    assert parse(made.sent[0]).to == ("duty@mail.example",)


def test_without_a_duty_address_nobody_is_told(organisation: Organisation) -> None:
    assert not alarms.tell_duty("alarm", now=NOW)


def test_others_may_not_touch_letters(dina: Actor, out: Actor, ira: Actor) -> None:
    _answered(dina)
    row = Outgoing.objects.get()
    for actor in (out, ira):
        for act in (actions.send_again, actions.settle):
            with pytest.raises(Absent):
                act(actor, row.pk)
        assert outbox.refill(actor) == 0


def test_what_left_long_ago_is_swept(dina: Actor, post: Callable[..., Post]) -> None:
    post()
    _answered(dina)
    due.run(utc_now())
    due.forget(_later(days=31))
    assert not Outgoing.objects.exists()


def test_the_local_mailbox_is_shown(dina: Actor, client_of: Clients) -> None:
    _answered(dina)
    outbox.send_due(utc_now())
    page = client_of("dina").get("/staff/mailbox/").content.decode()
    assert "anzor@mail.example" in page
    assert "We read you." in page


def test_with_a_mail_server_there_is_no_local_mailbox(client_of: Clients, settings: Any) -> None:
    settings.WAYSTATION_MAIL = {"smtp": {"host": "127.0.0.1", "security": "none"}}
    client = client_of("dina")
    assert client.get("/staff/mailbox/").content == client.get("/staff/nowhere").content
