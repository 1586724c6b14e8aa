"""The mail room's doors as the settings name them."""

from __future__ import annotations

import io
import smtplib
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError

from tests.hotline.helpers import ADDRESS, mail
from tests.stage import Organisation
from waystation.hotline import boxes
from waystation.hotline import mail as doors
from waystation.hotline.models import Message
from waystation.mail.envelope import Envelope
from waystation.mail.errors import Refused, TryAgain
from waystation.mail.listener import Listener
from waystation.vault.errors import NotReady


def _piped(raw: bytes, *recipients: str) -> tuple[int, str]:
    return doors.receive_pipe(io.BytesIO(raw), "", recipients)


def test_it_works(organisation: Organisation) -> None:
    assert _piped(mail(), ADDRESS) == (doors.STORED, "")
    assert _piped(mail()) == (doors.STORED, "")
    assert Message.objects.count() == 1


def test_without_an_installation_it_is_unavailable(db: None) -> None:
    code, sentence = _piped(mail())
    assert (code, bool(sentence)) == (75, True)


def test_too_large_is_refused_for_good(organisation: Organisation, settings: Any) -> None:
    settings.WAYSTATION_MESSAGE_LIMIT = 1_000_000
    code, sentence = _piped(b"x" * 1_000_001)
    assert (code, "larger than 1 MB" in sentence) == (65, True)


def test_an_unknown_recipient_is_named_so(organisation: Organisation) -> None:
    assert _piped(mail(), "other@waystation.example")[0] == 67


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (TryAgain(), 75),
        (OperationalError(), 75),
        (NotReady(), 75),
        (PermissionError(), 77),
        (Refused(554, "No."), 65),
    ],
)
def test_every_trouble_has_its_code_and_a_sentence(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch, error: Exception, code: int
) -> None:
    def accept(raw: bytes, envelope: Envelope) -> None:
        raise error

    monkeypatch.setattr(doors, "accept", accept)
    told = _piped(mail())
    assert told[0] == code
    assert told[1].endswith(".")


def test_a_locked_database_is_for_later(organisation: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: Any, **__: Any) -> None:
        raise OperationalError

    monkeypatch.setattr("waystation.hotline.intake.log", locked)
    with pytest.raises(TryAgain):
        doors.accept(mail(), Envelope("smtp", "", (ADDRESS,)))
    assert not Message.objects.exists()


@pytest.fixture
def listener(monkeypatch: pytest.MonkeyPatch) -> Iterator[Listener]:
    taken: list[bytes] = []
    monkeypatch.setattr(doors, "accept", lambda raw, envelope: taken.append(raw))
    made = doors.listener("127.0.0.1", 0)
    made.start()
    yield made
    made.stop()


def test_the_listener_takes_our_address_and_no_other(listener: Listener) -> None:
    with smtplib.SMTP("127.0.0.1", listener.port) as client:
        assert not client.sendmail("a@mail.example", [ADDRESS], mail())
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.sendmail("a@mail.example", ["x@elsewhere.example"], mail())


def test_each_table_is_a_mailbox(settings: Any) -> None:
    assert doors.mailboxes() == []
    table = {"host": "imap.example.org", "username": "u", "password": "p"}
    settings.WAYSTATION_MAIL = {"imap": [table, table]}
    assert len(doors.mailboxes()) == 2


def test_further_addresses_are_ours_too(settings: Any) -> None:
    settings.WAYSTATION_MAIL = {"addresses": ["Second@waystation.example"]}
    assert boxes.is_ours("second@WAYSTATION.example")
    assert boxes.is_ours(ADDRESS)
    assert not boxes.is_ours("third@waystation.example")
