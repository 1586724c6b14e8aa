"""A real mailbox is emptied into `accept`, and nothing leaves it before it is stored."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.mail.dovecot import PASSWORD, USER, Dovecot, free_port, require_dovecot
from tests.mail.inbox import Inbox
from waystation.mail import imap
from waystation.mail.envelope import Accept, Envelope
from waystation.mail.errors import Refused, TryAgain
from waystation.mail.imap import ImapSettings, Mailbox

MESSAGE = b"From: a@example.org\r\nSubject: x\r\n\r\nhello \xff\xd0\xbf\r\n"


def eventually(condition: Callable[[], bool], seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


@contextmanager
def running(mailbox: Mailbox) -> Iterator[Mailbox]:
    """Runs the mailbox in a thread; it must stop within two seconds or so."""
    stop = threading.Event()
    thread = threading.Thread(target=mailbox.run, args=(stop,), daemon=True)
    thread.start()
    try:
        yield mailbox
    finally:
        stop.set()
        thread.join(3)
    assert not thread.is_alive()
    assert mailbox.state == "stopped"


@pytest.fixture(scope="module")
def dovecot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    require_dovecot()
    server = Dovecot(tmp_path_factory.mktemp("dovecot"))
    yield server
    server.close()


@pytest.fixture
def mailbox(dovecot: Dovecot) -> Iterator[Callable[..., Mailbox]]:
    def _mailbox(accept: Accept, **changes: Any) -> Mailbox:
        settings = {
            "host": "localhost",
            "port": dovecot.imaps,
            "username": USER,
            "password": PASSWORD,
            "ca_file": str(dovecot.certificate.certificate),
            "poll_seconds": 0.5,
        }
        return Mailbox(ImapSettings(**(settings | changes)), accept)

    yield _mailbox
    with running(_mailbox(Inbox())):
        assert eventually(lambda: dovecot.count() == 0)


pytestmark = pytest.mark.real
New = Callable[..., Mailbox]


def test_it_works(dovecot: Dovecot, mailbox: New) -> None:
    inbox = Inbox()
    with running(mailbox(inbox, poll_seconds=600)) as box:
        assert eventually(lambda: box.state == "waiting")
        dovecot.deliver(MESSAGE)
        raw, envelope = inbox.next(5)  # by IDLE: polling would take ten minutes
        assert raw.endswith(MESSAGE)  # after the Return-Path, Delivered-To and Received that Dovecot puts before it
        assert envelope.via == "imap"
        assert eventually(lambda: dovecot.count() == 0)


def test_what_was_there_before(dovecot: Dovecot, mailbox: New) -> None:
    for number in range(20):
        dovecot.deliver(b"Subject: %d\r\n\r\nx\r\n" % number)
    inbox = Inbox()
    with running(mailbox(inbox)):
        subjects = [inbox.next()[0].split(b"Subject: ")[1].split(b"\r\n")[0] for _ in range(20)]
    assert subjects == [b"%d" % number for number in range(20)]


def test_polling_where_idle_is_not_offered(dovecot: Dovecot, mailbox: New, monkeypatch: pytest.MonkeyPatch) -> None:
    offered = imap.IMAPClient.has_capability
    without = {"IDLE", "MOVE"}
    monkeypatch.setattr(
        imap.IMAPClient, "has_capability", lambda self, name: name not in without and offered(self, name)
    )
    inbox = Inbox()
    with running(mailbox(inbox, done_folder="Done")) as box:
        assert eventually(lambda: box.state == "waiting")
        dovecot.deliver(MESSAGE)
        inbox.next(5)
        assert eventually(lambda: dovecot.count() == 0)
    assert dovecot.count("Done") == 1


def test_expunged_only_after_accept_returned(dovecot: Dovecot, mailbox: New) -> None:
    dovecot.deliver(MESSAGE)
    begun, go_on = threading.Event(), threading.Event()

    def accept(raw: bytes, envelope: object) -> None:
        begun.set()
        go_on.wait(60)

    with running(mailbox(accept)):
        assert begun.wait(60)
        assert dovecot.count() == 1
        go_on.set()
        assert eventually(lambda: dovecot.count() == 0)


@pytest.mark.parametrize("trouble", [TryAgain(), ZeroDivisionError("canary")])
def test_not_stored_stays_and_is_offered_again(
    dovecot: Dovecot, mailbox: New, trouble: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    dovecot.deliver(MESSAGE)
    dovecot.deliver(b"Subject: second\r\n\r\nx\r\n")
    inbox = Inbox()
    inbox.fail = [trouble]
    with running(mailbox(inbox)):
        assert b"Subject: second" in inbox.next()[0]  # one that cannot be stored does not hold up the others
        assert b"Subject: x" in inbox.next()[0]
        assert eventually(lambda: dovecot.count() == 0)
    assert inbox.offered == 3
    assert "canary" not in caplog.text


def test_what_arrives_while_another_is_stored_does_not_wait(dovecot: Dovecot, mailbox: New) -> None:
    """IDLE announces nothing that was announced during another command."""
    inbox = Inbox()

    def slow(raw: bytes, envelope: Envelope) -> None:
        if not inbox.offered:
            dovecot.deliver(MESSAGE)
            dovecot.deliver(MESSAGE)
        inbox(raw, envelope)

    dovecot.deliver(MESSAGE)
    with running(mailbox(slow, poll_seconds=600)):
        for _ in range(3):
            inbox.next(5)
        assert eventually(lambda: dovecot.count() == 0)


def test_refused_is_moved_aside(dovecot: Dovecot, mailbox: New) -> None:
    dovecot.deliver(MESSAGE)
    inbox = Inbox()
    inbox.fail = [Refused(554, "no")]
    with running(mailbox(inbox, refused_folder="Nein")):
        assert eventually(lambda: dovecot.count("Nein") == 1)
        assert dovecot.count() == 0


def test_of_what_is_too_large_the_beginning_is_handed_over_and_the_whole_moved_aside(
    dovecot: Dovecot, mailbox: New
) -> None:
    dovecot.deliver(MESSAGE + b"x" * 300_000)
    inbox = Inbox()
    inbox.fail = [TryAgain()]
    with running(mailbox(inbox, max_bytes=5000, refused_folder="Large", poll_seconds=0.2)):
        assert eventually(lambda: dovecot.count("Large") == 1)
    raw, envelope = inbox.next()
    assert MESSAGE[:30] in raw
    assert len(raw) == imap.BEGINNING
    assert envelope.whole > 300_000
    assert (inbox.offered, dovecot.count()) == (2, 0)  # not moved before it was stored


def test_a_crash_between_accept_and_expunge_offers_it_again(
    dovecot: Dovecot, mailbox: New, monkeypatch: pytest.MonkeyPatch
) -> None:
    dovecot.deliver(MESSAGE)
    inbox, remove = Inbox(), imap._remove
    monkeypatch.setattr(imap, "_BACK_OFF_SECONDS", (0.1, 0.1))

    def crash(client: Any, uid: int) -> None:
        monkeypatch.setattr(imap, "_remove", remove)
        client.socket().shutdown(socket.SHUT_RDWR)
        raise ConnectionResetError

    monkeypatch.setattr(imap, "_remove", crash)
    with running(mailbox(inbox)):
        assert inbox.next()[0] == inbox.next()[0]
        assert eventually(lambda: dovecot.count() == 0)


def test_deleted_by_somebody_else_stays_for_them(dovecot: Dovecot, mailbox: New) -> None:
    dovecot.deliver(MESSAGE)
    inbox = Inbox()
    with imap.IMAPClient("127.0.0.1", dovecot.imap, ssl=False) as client:
        client.login(USER, PASSWORD)
        client.select_folder("INBOX")
        client.delete_messages(client.search())
        with running(mailbox(inbox)) as box:
            dovecot.deliver(b"Subject: mine\r\n\r\nx\r\n")
            assert b"mine" in inbox.next()[0]
            assert eventually(lambda: box.state == "waiting")
        assert dovecot.count() == 1
        client.expunge()


def test_reconnects_after_the_server_was_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require_dovecot()
    monkeypatch.setattr(imap, "_BACK_OFF_SECONDS", (0.2, 0.5))
    server = Dovecot(tmp_path)
    inbox = Inbox()
    settings = ImapSettings(
        host="localhost",
        port=server.imaps,
        username=USER,
        password=PASSWORD,
        ca_file=str(server.certificate.certificate),
    )
    try:
        with running(Mailbox(settings, inbox)) as box:
            assert eventually(lambda: box.state == "waiting")
            server.stop()
            assert eventually(lambda: box.state == "unreachable")
            server.start()
            server.deliver(MESSAGE)
            assert inbox.next()[0].endswith(MESSAGE)
    finally:
        server.close()


def test_a_certificate_nobody_vouches_for_is_refused(mailbox: New) -> None:
    with running(mailbox(Inbox(), ca_file=None)) as box:
        assert eventually(lambda: box.state == "tls-failed")


def test_a_certificate_for_another_name_is_refused(mailbox: New) -> None:
    with running(mailbox(Inbox(), host="127.0.0.1")) as box:
        assert eventually(lambda: box.state == "tls-failed")


def test_a_wrong_passphrase_is_reported(mailbox: New, caplog: pytest.LogCaptureFixture) -> None:
    with running(mailbox(Inbox(), password="canary")) as box:
        assert eventually(lambda: box.state == "sign-in-refused")
    assert "canary" not in caplog.text


def test_nobody_there() -> None:
    settings = ImapSettings(host="127.0.0.1", port=free_port(), tls=False, username=USER, password="x")
    with running(Mailbox(settings, Inbox())) as box:
        assert eventually(lambda: box.state == "unreachable")


def test_plain_text_within_this_machine(dovecot: Dovecot, mailbox: New) -> None:
    dovecot.deliver(MESSAGE)
    inbox = Inbox()
    with running(mailbox(inbox, host="127.0.0.1", port=dovecot.imap, tls=False)):
        assert inbox.next()[0].endswith(MESSAGE)


def test_plain_text_beyond_this_machine_is_refused() -> None:
    with pytest.raises(ValueError, match="without TLS"):
        ImapSettings(host="mail.example.net", tls=False, username=USER, password="x")


def test_the_passphrase_is_not_in_the_representation() -> None:
    assert "canary" not in repr(ImapSettings(host="x", username="u", password="canary"))
