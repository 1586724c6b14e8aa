"""The listener is bounded: size, recipients, connections, memory, time."""

from __future__ import annotations

import smtplib
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.mail.conftest import Start
from tests.mail.inbox import Inbox
from tests.mail.wire import Wire
from waystation.mail import session

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


def _comes(what: Callable[[], bool]) -> bool:
    """Whether it is so soon: what the other side does, it does in its own time."""
    until = time.monotonic() + 30
    while not (came := what()) and time.monotonic() < until:
        time.sleep(0.1)
    return came


def test_connections_are_bounded(inbox: Inbox, start: Start) -> None:
    listener = start(inbox, connections=2)
    first, second = Wire(listener), Wire(listener)
    first.hear(), second.hear()
    assert Wire(listener).hear().startswith(b"421 4.3.2 ")
    first.say(b"QUIT\r\n")
    first.hear_all()
    assert _comes(lambda: Wire(listener).hear().startswith(b"220 "))


def test_one_address_leaves_room_for_others(inbox: Inbox, start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    listener = start(inbox, connections=3, from_one=2)
    held = [Wire(listener) for _ in range(2)]
    assert all(wire.hear().startswith(b"220 ") for wire in held)
    assert Wire(listener).hear().startswith(b"421 4.3.2 ")
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(session, "network_of", lambda _: "192.0.2.7")
        another = Wire(listener)
        assert another.hear().startswith(b"220 ")
    assert Wire(listener).hear().startswith(b"421 4.3.2 ")
    held[0].say(b"QUIT\r\n")
    held[0].hear_all()
    assert _comes(lambda: Wire(listener).hear().startswith(b"220 "))


@pytest.mark.parametrize(
    ("peer", "network"),
    [
        (("192.0.2.1", 5000), "192.0.2.1"),
        (("::ffff:192.0.2.1", 5000, 0, 0), "192.0.2.1"),
        (("2001:db8:1:2::1", 5000, 0, 0), "2001:db8:1:2::/64"),
        (("2001:db8:1:2:ffff::9", 5000, 0, 0), "2001:db8:1:2::/64"),
        (("2001:db8:1:3::1", 5000, 0, 0), "2001:db8:1:3::/64"),
        (("fe80::1%eth0", 5000, 0, 2), "fe80::/64"),
        (None, ""),
        ("", ""),
        (("nonsense", 1), ""),
    ],
)
def test_an_address_of_ipv6_is_its_network(peer: object, network: str) -> None:
    assert session.network_of(peer) == network


def test_a_burst_from_one_relay_passes(inbox: Inbox, start: Start) -> None:
    """A mail server in front of us hands over by twenty connections at once, as Postfix does unless told otherwise."""
    port = start(inbox).port

    def hand_over(_: int) -> int:
        with smtplib.SMTP("127.0.0.1", port) as client:
            return sum(not client.sendmail("a@b", ["c@d"], MESSAGE) for _ in range(10))

    with ThreadPoolExecutor(20) as relay:
        assert sum(relay.map(hand_over, range(20))) == 200
    assert inbox.offered == 200


def test_memory_is_bounded_over_all_connections(inbox: Inbox, start: Start) -> None:
    listener = start(inbox, max_bytes=100_000)
    held = [Wire(listener) for _ in range(4)]
    for wire in held:
        wire.hear()
        wire.say(b"HELO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n" + b"x" * 99_999)
    assert _comes(lambda: Wire(listener).send(b"y" * 50_000 + b"\r\n.\r\n").startswith(b"451 4.3.0 "))
    for wire in held:
        wire.cut()
    assert _comes(lambda: Wire(listener).send(b"y" * 50_000 + b"\r\n.\r\n").startswith(b"250 "))


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
