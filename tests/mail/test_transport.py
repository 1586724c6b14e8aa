"""Outgoing messages arrive, or the sender knows whether to try again."""

from __future__ import annotations

import mailbox
import smtplib
import socket
import ssl
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.mail.certificate import make_certificate
from tests.mail.dovecot import free_port
from tests.mail.inbox import Inbox
from waystation.mail.errors import Refused, TryAgain, Unclear
from waystation.mail.listener import Listener
from waystation.mail.session import Session
from waystation.mail.transport import MaildirBox, Smtp, SmtpSettings

MESSAGE = b"Subject: x\r\n\r\n.hello\r\n"
Serve = Callable[..., Listener]


@pytest.fixture
def serve() -> Iterator[Serve]:
    running: list[Listener] = []

    def _serve(accept: Inbox, **settings: object) -> Listener:
        running.append(Listener(accept, **settings))
        running[-1].start()
        return running[-1]

    yield _serve
    for listener in running:
        listener.stop()


def smtp(listener: Listener, **changes: object) -> Smtp:
    settings = {"host": "127.0.0.1", "port": listener.port, "domain": "example.net", "security": "none"}
    return Smtp(SmtpSettings(**(settings | changes)))


def test_it_works(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    greeted: list[str] = []
    greet = Session._greet

    async def remember(self: Session, command: str, hostname: str) -> None:
        greeted.append(hostname)
        await greet(self, command, hostname)

    monkeypatch.setattr(Session, "_greet", remember)
    inbox = Inbox()
    smtp(serve(inbox)).send(MESSAGE, "help@example.net", ["a@example.org"])
    raw, envelope = inbox.next()
    assert raw == MESSAGE
    assert (envelope.sender, envelope.recipients) == ("help@example.net", ("a@example.org",))
    assert greeted == ["example.net"]  # not the name of this machine


def test_refused_for_good(serve: Serve) -> None:
    inbox = Inbox()
    listener = serve(inbox, is_local=lambda address: False, max_bytes=1000)
    with pytest.raises(Refused) as refusal:
        smtp(listener).send(MESSAGE, "help@example.net", ["canary@example.org"])
    assert refusal.value.code == 550
    assert "canary" not in repr(refusal.value)
    with pytest.raises(Refused):
        smtp(listener).send(MESSAGE * 100, "help@example.net", ["a@example.org"])


def test_try_again(serve: Serve) -> None:
    inbox = Inbox()
    inbox.fail = [TryAgain()]
    listener = serve(inbox)
    with pytest.raises(TryAgain):
        smtp(listener).send(MESSAGE, "help@example.net", ["a@example.org"])
    smtp(listener).send(MESSAGE, "help@example.net", ["a@example.org"])
    assert inbox.next()[0] == MESSAGE


@pytest.mark.parametrize("last", ["DATA", "message"])
def test_a_server_that_dies_before_its_reply_may_have_taken_it(last: str) -> None:
    """Before the message nothing was handed over; after it nobody knows, and it is not offered again by itself."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_dies_after, args=[server, last])
        thread.start()
        settings = SmtpSettings(host="127.0.0.1", port=server.getsockname()[1], domain="example.net", security="none")
        with pytest.raises(TryAgain) as trouble:
            Smtp(settings).send(MESSAGE, "help@example.net", ["a@example.org"])
        thread.join(30)
    assert isinstance(trouble.value, Unclear) == (last == "message")


def _dies_after(server: socket.socket, last: str) -> None:
    """Speaks SMTP for one client and hangs up in the middle."""
    connection, _ = server.accept()
    with connection, connection.makefile("rwb", buffering=0) as line:
        line.write(b"220 here\r\n")
        while (said := line.readline()) and not said.upper().startswith(b"DATA"):
            line.write(b"250 yes\r\n")
        assert said
        if last == "message":
            line.write(b"354 go on\r\n")
            while line.readline() != b".\r\n":
                pass


def test_nobody_there() -> None:
    settings = SmtpSettings(host="127.0.0.1", port=free_port(), domain="example.net", security="none")
    with pytest.raises(TryAgain):
        Smtp(settings).send(MESSAGE, "help@example.net", ["a@example.org"])


def test_sign_in_that_fails_keeps_the_message(serve: Serve) -> None:
    with pytest.raises(TryAgain):
        smtp(serve(Inbox()), username="x", password="canary").send(MESSAGE, "a@b.org", ["a@example.org"])


def test_trouble_in_parting_does_not_matter(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    def quit_badly(self: smtplib.SMTP) -> None:
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(smtplib.SMTP, "quit", quit_badly)
    smtp(serve(Inbox())).send(MESSAGE, "help@example.net", ["a@example.org"])


def test_starttls_is_verified(serve: Serve, tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.certificate, certificate.key)
    inbox = Inbox()
    listener = serve(inbox, tls=context)
    settings = {"security": "starttls", "host": "localhost", "ca_file": str(certificate.certificate)}
    smtp(listener, **settings).send(MESSAGE, "help@example.net", ["a@example.org"])
    assert inbox.next()[0] == MESSAGE
    for wrong in ({"ca_file": None}, {"host": "127.0.0.1"}):
        with pytest.raises(TryAgain):
            smtp(listener, **(settings | wrong)).send(MESSAGE, "help@example.net", ["a@example.org"])
    with pytest.raises(TryAgain):  # a server that offers no TLS, or somebody between who hides it
        smtp(serve(inbox), **settings).send(MESSAGE, "help@example.net", ["a@example.org"])
    assert inbox.empty


def test_plain_text_beyond_this_machine_is_refused() -> None:
    with pytest.raises(ValueError, match="without TLS"):
        SmtpSettings(host="mail.example.net", domain="example.net", security="none")


def test_the_passphrase_is_not_in_the_representation() -> None:
    assert "canary" not in repr(SmtpSettings(host="x", domain="x", password="canary"))


def test_maildir(tmp_path: Path) -> None:
    box = MaildirBox(tmp_path / "outgoing")
    for number in range(3):
        box.send(b"Subject: %d\r\n\r\nx" % number, "a@b.org", ["c@d.org"])
    messages = mailbox.Maildir(box.path)
    assert sorted(message["Subject"] for message in messages) == ["0", "1", "2"]
    for file in (box.path / "new").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(box.path.stat().st_mode) == 0o700
    assert not list((box.path / "tmp").iterdir())


def test_maildir_that_cannot_be_written(tmp_path: Path) -> None:
    box = MaildirBox(tmp_path / "outgoing")
    (box.path / "new").rmdir()
    with pytest.raises(TryAgain):
        box.send(MESSAGE, "a@b.org", ["c@d.org"])
    assert not list((box.path / "tmp").iterdir())
