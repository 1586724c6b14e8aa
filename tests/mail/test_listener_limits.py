"""The listener is bounded: size, recipients, connections, memory, time."""

from __future__ import annotations

import smtplib
import time

import pytest

from tests.mail.conftest import Start
from tests.mail.inbox import Inbox
from tests.mail.wire import Wire

MESSAGE = b"Subject: x\r\n\r\nhello\r\n"
_CUT = "reset|Broken pipe"


def test_declared_too_large(inbox: Inbox, start: Start) -> None:
    with smtplib.SMTP("127.0.0.1", start(inbox, max_bytes=2_000_000).port) as client:
        client.ehlo()
        assert client.esmtp_features["size"] == "2000000"
        code, sentence = client.mail("a@b", ["SIZE=2000001"])
    assert code == 552
    assert sentence.startswith(b"5.3.4 This message is larger than 1 MB")
    assert b"without attachments" in sentence


def test_found_too_large_while_it_comes(inbox: Inbox, start: Start) -> None:
    listener = start(inbox, max_bytes=1000)
    wire = Wire(listener)
    assert wire.send(b"x" * 999 + b"\r\n.\r\n", b"HELO x").startswith(b"552 5.3.4 ")
    wire.say(b"MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n" + b"x" * 998 + b"\r\n.\r\n")
    assert [wire.hear()[:3] for _ in range(4)] == [b"250", b"250", b"354", b"250"]
    assert len(inbox.next()[0]) == 1000


def test_an_endless_message_is_cut_off(inbox: Inbox, start: Start) -> None:
    wire = Wire(start(inbox, max_bytes=100_000))
    assert wire.send(b"x" * 500_000).startswith(b"552 5.3.4 ")
    with pytest.raises(OSError, match=_CUT):
        wire.say_on(b"x" * 10_000)
    assert inbox.offered == 0


def test_the_connection_is_usable_after_a_refusal(inbox: Inbox, start: Start) -> None:
    with smtplib.SMTP("127.0.0.1", start(inbox, max_bytes=1000).port) as client:
        with pytest.raises(smtplib.SMTPSenderRefused):
            client.sendmail("a@b", ["c@d"], b"x" * 2000)
        client.sendmail("a@b", ["c@d"], MESSAGE)
    assert inbox.next()[0] == MESSAGE


def test_nothing_is_relayed(inbox: Inbox, start: Start) -> None:
    with smtplib.SMTP("127.0.0.1", start(inbox, is_local="help@example.net".__eq__).port) as client:
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
            client.sendmail("a@b", ["victim@elsewhere.example"], MESSAGE)
        assert refusal.value.recipients["victim@elsewhere.example"][0] == 550
        client.sendmail("a@b", ["help@example.net"], MESSAGE)
    assert inbox.next()[1].recipients == ("help@example.net",)


def test_recipients_are_bounded(inbox: Inbox, start: Start) -> None:
    with smtplib.SMTP("127.0.0.1", start(inbox, recipients=3).port) as client:
        refused = client.sendmail("a@b", [f"{n}@x.org" for n in range(5)], MESSAGE)
    assert {code for code, _ in refused.values()} == {452}
    assert len(inbox.next()[1].recipients) == 3


def test_connections_are_bounded(inbox: Inbox, start: Start) -> None:
    listener = start(inbox, connections=2)
    first, second = Wire(listener), Wire(listener)
    first.hear(), second.hear()
    assert Wire(listener).hear().startswith(b"421 4.3.2 ")
    first.say(b"QUIT\r\n")
    first.hear_all()
    time.sleep(0.2)
    assert Wire(listener).hear().startswith(b"220 ")


def test_memory_is_bounded_over_all_connections(inbox: Inbox, start: Start) -> None:
    listener = start(inbox, max_bytes=100_000)
    held = [Wire(listener) for _ in range(4)]
    for wire in held:
        wire.hear()
        wire.say(b"HELO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n" + b"x" * 99_999)
    time.sleep(0.5)
    assert Wire(listener).send(b"y" * 50_000 + b"\r\n.\r\n").startswith(b"451 4.3.0 ")
    for wire in held:
        wire.cut()
    time.sleep(0.3)
    assert Wire(listener).send(b"y" * 50_000 + b"\r\n.\r\n").startswith(b"250 ")


def test_an_idle_connection_is_closed(inbox: Inbox, start: Start) -> None:
    wire = Wire(start(inbox, idle_seconds=0.3))
    assert wire.hear_all().startswith(b"220 ")


def test_a_trickling_connection_is_closed(inbox: Inbox, start: Start) -> None:
    wire = Wire(start(inbox, session_seconds=0.5))
    wire.say(b"HELO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n")
    with pytest.raises(OSError, match=_CUT):
        wire.say_on(b"x.\r\n")
    assert inbox.offered == 0


def test_an_aborted_message_is_not_offered(inbox: Inbox, start: Start) -> None:
    wire = Wire(start(inbox))
    wire.hear()
    wire.say(b"HELO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\nSubject: x\r\n\r\nhal")
    wire.cut()
    time.sleep(0.2)
    assert inbox.offered == 0
