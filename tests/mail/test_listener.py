"""The listener speaks SMTP and LMTP, keeps every byte, and says 250 only when the message is stored."""

from __future__ import annotations

import logging
import shutil
import smtplib
import socket
import ssl
import subprocess
import threading
import time
from pathlib import Path

import pytest

from tests.mail.certificate import Certificate, make_certificate
from tests.mail.conftest import Start
from tests.mail.inbox import Inbox
from tests.mail.wire import Wire
from waystation.mail.errors import Refused, TryAgain
from waystation.mail.listener import Listener

MESSAGE = b"Subject: x\r\n\r\nhello\r\n"


def test_it_works_with_smtp(inbox: Inbox, start: Start) -> None:
    with smtplib.SMTP("127.0.0.1", start(inbox).port) as client:
        client.sendmail("a@example.org", ["help@example.net"], MESSAGE)
    raw, envelope = inbox.next()
    assert raw == MESSAGE
    assert (envelope.via, envelope.sender) == ("smtp", "a@example.org")
    assert envelope.recipients == ("help@example.net",)


def test_it_works_with_lmtp(inbox: Inbox, start: Start) -> None:
    with smtplib.LMTP("127.0.0.1", start(inbox).port) as client:
        client.sendmail("", ["help@example.net"], MESSAGE)
    raw, envelope = inbox.next()
    assert raw == MESSAGE
    assert (envelope.via, envelope.sender) == ("lmtp", "")
    assert envelope.recipients == ("help@example.net",)


def test_lmtp_answers_once_for_each_recipient(inbox: Inbox, start: Start) -> None:
    wire = Wire(start(inbox, is_local=lambda address: not address.startswith("no")))
    wire.say(b"LHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a@x>\r\nRCPT TO:<no@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n")
    wire.say(MESSAGE + b".\r\nQUIT\r\n")
    codes = [line[:9] for line in wire.hear_all().split(b"\r\n") if line and line[3:4] != b"-"]
    assert codes == [
        b"220 local", b"250 SMTPU", b"250 2.1.0", b"250 2.1.5", b"550 5.1.1", b"250 2.1.5", b"354 End d",
        b"250 2.0.0", b"250 2.0.0", b"221 2.0.0",
    ]  # fmt: skip


@pytest.mark.parametrize("greeting", [b"HELO x", b"EHLO x", b"LHLO x"])
@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        (b".\r\n", b""),
        (b"\r\n.\r\n", b"\r\n"),
        (b"..\r\n.\r\n", b".\r\n"),
        (b"...\r\n..x\r\n.y\r\n.\r\n", b"..\r\n.x\r\ny\r\n"),
        (b"a.\r\nb.\r\n.\r\n", b"a.\r\nb.\r\n"),
        (b"\0\xff\x80 8-bit\r\n.\r\n", b"\0\xff\x80 8-bit\r\n"),
        (b"bare\n.\nline\n.\r\nends\r.\r\n.\r\n", b"bare\n.\nline\n.\r\nends\r.\r\n"),
        (b"\r.\r\n\n.\r\n\r\n.\r\n", b"\r.\r\n\n.\r\n\r\n"),
        (b"long " * 100_000 + b"\r\n.\r\n", b"long " * 100_000 + b"\r\n"),
        (b"x" * 65535 + b".\r\n" + b"y" * 65533 + b"\r\n.\r\n", b"x" * 65535 + b".\r\n" + b"y" * 65533 + b"\r\n"),
    ],
)
def test_every_byte_arrives(inbox: Inbox, start: Start, greeting: bytes, sent: bytes, stored: bytes) -> None:
    assert Wire(start(inbox)).send(sent, greeting).startswith(b"250")
    assert inbox.next()[0] == stored


def test_byte_by_byte(inbox: Inbox, start: Start) -> None:
    wire = Wire(start(inbox))
    wire.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    wire.hear()
    for byte in b"HELO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n..a\r\n\r\n.\r\n":
        wire.say(bytes([byte]))
        time.sleep(0.0005)
    assert inbox.next()[0] == b".a\r\n\r\n"


def test_pipelined_messages(inbox: Inbox, start: Start) -> None:
    wire = Wire(start(inbox))
    one = b"MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nDATA\r\n%d\r\n.\r\n"
    wire.say(b"EHLO x\r\n" + b"".join(one % number for number in range(50)) + b"QUIT\r\n")
    assert wire.hear_all().count(b"250 2.0.0 Stored.") == 50
    assert [inbox.next()[0] for _ in range(50)] == [b"%d\r\n" % number for number in range(50)]


def test_not_acknowledged_before_stored(start: Start) -> None:
    stored = threading.Event()
    wire = Wire(start(lambda raw, envelope: stored.wait(60) and None))
    wire.socket.settimeout(0.3)
    with pytest.raises(TimeoutError):
        wire.send(MESSAGE + b".\r\n")
    stored.set()


@pytest.mark.parametrize("protocol", [smtplib.SMTP, smtplib.LMTP])
def test_what_accept_raises(inbox: Inbox, start: Start, protocol: type[smtplib.SMTP]) -> None:
    inbox.fail = [TryAgain(), ZeroDivisionError("canary"), Refused(554, "5.7.1 Please call us.\r\n250 ok")]
    with protocol("127.0.0.1", start(inbox).port) as client:
        replies = []
        for _ in range(4):
            client.ehlo_or_helo_if_needed()
            client.mail("a@b")
            client.rcpt("c@d")
            replies.append(client.data(MESSAGE))
    assert [code for code, _ in replies] == [451, 451, 554, 250]
    assert replies[0][1].startswith(b"4.3.0 ")
    assert b"canary" not in replies[1][1]
    assert replies[2][1] == b"5.7.1 Please call us. 250 ok"


@pytest.mark.parametrize(
    "line",
    [
        b"MAIL FROM:<a\xff@b>", b"MAIL FROM:a b c", b"MAIL FROM:" + b"(" * 900, b"MAIL FROM:<a@b> SIZE=" + b"9" * 500,
        b"MAIL FROM:<a@b> SIZE=\xc2\xb2", b"RCPT TO:<>", b"NONSENSE", b"\xff\xfe", b"", b"x" * 200_000,
        b"AUTH PLAIN AGEAYg==", b"EXPN staff", b"DATA", b"MAIL FROM:<canary\"@b>",
    ],
)  # fmt: skip
def test_bad_commands_are_refused_and_nothing_else_happens(inbox: Inbox, start: Start, line: bytes) -> None:
    wire = Wire(start(inbox))
    wire.hear()
    wire.say(b"EHLO x\r\n")
    wire.hear()
    wire.say(line + b"\r\n")
    reply = wire.hear()
    assert reply[:1] == b"5"
    assert b"canary" not in reply
    wire.say(b"NOOP\r\n")
    assert wire.hear() == b"250 2.0.0 OK\r\n"


def test_the_greeting_tells_only_the_configured_name(inbox: Inbox, start: Start) -> None:
    wire = Wire(start(inbox, name="mail.example.net"))
    assert wire.hear() == b"220 mail.example.net ESMTP\r\n"
    wire.say(b"EHLO x\r\nHELP\r\nVRFY a@b\r\nQUIT\r\n")
    said = wire.hear_all().lower()
    for word in (b"python", b"aiosmtpd", socket.gethostname().encode().lower()):
        assert word not in said


def test_nothing_is_logged(inbox: Inbox, start: Start, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    inbox.fail = [ValueError("canary")]
    wire = Wire(start(inbox))
    wire.send(b"canary\r\n.\r\n", b"EHLO canary")
    wire.say(b"CANARY canary\r\nMAIL FROM:<canary@x>\r\n")
    wire.hear()
    wire.hear()
    wire.cut()
    time.sleep(0.1)
    assert "canary" not in caplog.text.lower()


def test_a_taken_port_is_an_error(inbox: Inbox, start: Start) -> None:
    taken = start(inbox)
    with pytest.raises(OSError, match="in use"):
        Listener(inbox, port=taken.port).start()


def test_stopping_twice_or_before_starting_is_no_error(inbox: Inbox) -> None:
    listener = Listener(inbox)
    listener.stop()
    listener.start()
    listener.stop()
    listener.stop()


def test_stopping_lets_a_message_be_stored_and_answered() -> None:
    begun, stored = threading.Event(), []

    def accept(raw: bytes, envelope: object) -> None:
        begun.set()
        time.sleep(0.5)
        stored.append(raw)

    listener = Listener(accept)
    listener.start()
    replies: list[bytes] = []
    sender = threading.Thread(target=lambda: replies.append(Wire(listener).send(MESSAGE + b".\r\n")))
    sender.start()
    begun.wait(60)
    listener.stop()
    sender.join(60)
    assert stored == [MESSAGE]
    assert replies[0].startswith(b"250 ")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("tls"))


def test_starttls(inbox: Inbox, start: Start, certificate: Certificate) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate, certificate.key)
    with smtplib.SMTP("localhost", start(inbox, tls=context).port) as client:
        client.starttls(context=ssl.create_default_context(cafile=str(certificate.certificate)))
        client.sendmail("a@b", ["c@d"], MESSAGE)
        assert not client.has_extn("starttls")
    assert inbox.next()[0] == MESSAGE


@pytest.mark.real
@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl(inbox: Inbox, start: Start, tmp_path: Path) -> None:
    (tmp_path / "message").write_bytes(MESSAGE)
    url = f"smtp://127.0.0.1:{start(inbox).port}/laptop"
    command = ["curl", "-sS", url, "--mail-from", "a@b.org", "--mail-rcpt", "c@d.org", "-T", tmp_path / "message"]
    subprocess.run(command, check=True, timeout=60)
    assert inbox.next()[0] == MESSAGE


def test_what_is_stored_is_counted_no_more_as_held(inbox: Inbox, start: Start) -> None:
    listener = start(inbox)
    with smtplib.SMTP("127.0.0.1", listener.port) as client:
        for _ in range(3):
            client.sendmail("a@b.example", ["c@d.example"], b"Subject: x\r\n\r\n.dots\r\n")
    assert listener._gate.held_bytes == 0
