"""Several mailboxes: each thread is answered from the address that was written to, and a broken one stops no other."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client

from tests.hotline.helpers import NOW, mail, receive, the_request
from tests.mail.dovecot import PASSWORD, USER, Dovecot, require_dovecot
from tests.mail.submission import SmtpAuth
from tests.mail.test_imap import eventually
from waystation.hotline import access, actions, boxes, due, intake, mailkeys, outbox, reach, room
from waystation.hotline import mail as doors
from waystation.hotline.models import Message, Request
from waystation.mail import imap
from waystation.mail.envelope import Envelope
from waystation.mail.errors import TryAgain
from waystation.mail.parse import parse
from waystation.staff.actor import Actor, utc_now
from waystation.trust import channel_views

Clients = Callable[[str], Client]

FIRST, SECOND = "help@waystation.example", "hilfe@other.example"
TWO = {"mailbox": [{"address": SECOND, "name": "Haus Linde", "language": "en", "addresses": ["alias@other.example"]}]}


@pytest.fixture
def two(settings: Any, tmp_path: Path) -> Iterator[Any]:
    settings.WAYSTATION_MAIL = TWO
    settings.WAYSTATION_DATA = tmp_path
    reach.forget()
    yield settings
    reach.forget()


def arrives(*recipients: str, text: str = "They came to my house.", number: int = 1, to: str = "") -> UUID:
    before = set(Request.objects.values_list("pk", flat=True))
    raw = mail(text, message_id=f"<{number}@mail.example>")
    if to:
        raw = raw.replace(b"To: help@waystation.example", f"To: {to}".encode())
    intake.receive(raw, Envelope("smtp", "anzor@mail.example", recipients), now=NOW)
    (made,) = set(Request.objects.values_list("pk", flat=True)) - before
    return made


def sent(mailbox: Path) -> bytes:
    due.run(utc_now())
    (file,) = (mailbox / "new").iterdir()
    raw = file.read_bytes()
    file.unlink()
    return raw


def test_it_works(two: Any, dina: Actor, mailbox: Path) -> None:
    thread = arrives(SECOND)
    actions.answer(dina, thread, "We read you.")
    raw = sent(mailbox)
    said = parse(raw)
    assert (said.sender_address, said.sender_name) == (SECOND, "Haus Linde")
    assert said.message_id
    assert said.message_id.endswith("@other.example>")
    assert b"waystation" not in raw.split(b"\r\n\r\n")[0]  # nothing in the header ties the two together


def test_the_first_one_stays_as_it_was(two: Any, dina: Actor, mailbox: Path) -> None:
    actions.answer(dina, arrives(FIRST), "We read you.")
    said = parse(sent(mailbox))
    assert (said.sender_address, said.sender_name) == (FIRST, "Alma")


@pytest.mark.parametrize("order", [(FIRST, SECOND), (SECOND, FIRST)])
def test_to_both_in_to_it_is_answered_from_the_one_it_was_brought_to(
    two: Any, dina: Actor, client_of: Clients, mailbox: Path, order: tuple[str, str]
) -> None:
    thread = arrives(order[0], to=", ".join(order[::-1]))
    actions.answer(dina, thread, "We read you.")
    assert parse(sent(mailbox)).sender_address == order[0]
    page = client_of("dina").get(f"/staff/requests/{thread}", headers={"accept-language": "en"}).content.decode()
    assert "Written to as well" in page
    assert order[1] in page


def test_an_alias_leads_to_its_mailbox(two: Any, dina: Actor, mailbox: Path) -> None:
    actions.answer(dina, arrives("Alias@other.example"), "We read you.")
    said = parse(sent(mailbox))
    assert (said.sender_address, said.sender_name) == ("alias@other.example", "Haus Linde")


def test_the_language_of_a_mailbox_counts_where_there_is_no_text(two: Any, dina: Actor) -> None:
    assert actions.open_thread(dina, arrives(SECOND, text=""))[1].language == "en"
    assert actions.open_thread(dina, arrives(FIRST, text="", number=2))[1].language == "ru"


def test_a_letter_is_encrypted_with_the_key_of_its_own_address(two: Any, lev: Actor, mailbox: Path) -> None:
    mailkeys.make(lev, SECOND)
    actions.answer(lev, arrives(SECOND), "We read you.")
    assert b"Autocrypt: addr=hilfe@other.example" in sent(mailbox)
    actions.answer(lev, arrives(FIRST, number=2), "We read you.")
    assert b"Autocrypt" not in sent(mailbox)


def test_a_mailbox_that_is_gone_loses_no_thread(two: Any, dina: Actor, mailbox: Path) -> None:
    thread = arrives(SECOND)
    two.WAYSTATION_MAIL = {}
    assert thread in [line.id for line in access.queue(dina).group("ours")]
    actions.answer(dina, thread, "We read you.")
    assert parse(sent(mailbox)).sender_address == FIRST


def test_what_a_mailbox_was_asked_to_send_never_leaves_by_another(two: Any, dina: Actor, mailbox: Path) -> None:
    actions.answer(dina, arrives(SECOND), "We read you.")
    two.WAYSTATION_MAIL = {}
    due.run(utc_now())
    assert not (mailbox / "new").exists() or not list((mailbox / "new").iterdir())
    assert outbox.states(dina) == {outbox.FAILED: 1}


@pytest.mark.parametrize(
    "table",
    [
        {"mailbox": [{"address": FIRST}]},
        {"mailbox": [{"address": SECOND}, {"address": SECOND.upper()}]},
        {"mailbox": [{"address": SECOND, "adresses": []}]},
        {"mailbox": [{"name": "x"}]},
    ],
)
def test_tables_that_cannot_be_used_are_refused(settings: Any, table: Any) -> None:
    settings.WAYSTATION_MAIL = table
    with pytest.raises((TypeError, ValueError)):
        boxes.every()


def test_where_one_has_a_server_for_what_leaves_all_need_one(two: Any) -> None:
    account = {"host": "127.0.0.1", "security": "none"}
    two.WAYSTATION_MAIL = {"mailbox": [TWO["mailbox"][0] | {"smtp": account}]}
    assert not outbox.is_local()
    outbox.transport(SECOND)
    with pytest.raises(ValueError, match="no server"):
        outbox.transport(FIRST)


def test_each_leaves_by_an_account_of_its_own(two: Any, dina: Actor) -> None:
    with SmtpAuth(set(), USER) as one, SmtpAuth(set(), USER) as other:
        for server in (one, other):
            server._controller.SMTP_kwargs["auth_required"] = False
        accounts = [{"host": "127.0.0.1", "port": server.port, "security": "none"} for server in (one, other)]
        two.WAYSTATION_MAIL = {"smtp": accounts[0], "mailbox": [TWO["mailbox"][0] | {"smtp": accounts[1]}]}
        actions.answer(dina, arrives(SECOND), "We read you.")
        due.run(utc_now())
        assert (len(one.taken), len(other.taken)) == (0, 1)


# How it goes with each account


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dovecot]:
    require_dovecot()
    made = Dovecot(tmp_path_factory.mktemp("dovecot"))
    yield made
    made.close()


@pytest.mark.real
@pytest.mark.django_db(transaction=True)
def test_a_broken_mailbox_is_said_and_stops_no_other(
    two: Any, server: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = {"host": "localhost", "username": USER, "ca_file": str(server.certificate.certificate)}
    works = account | {"port": server.imaps, "password": PASSWORD}
    broken = {
        "wrong@a.example": works | {"password": "wrong"},
        "tls@a.example": works | {"ca_file": None},
        "gone@a.example": works | {"port": 1},
    }
    tables = [{"address": address, "imap": [table]} for address, table in broken.items()]
    two.WAYSTATION_MAIL = {"mailbox": [*tables, {"address": SECOND, "imap": [works]}]}
    taken: list[Envelope] = []
    monkeypatch.setattr(doors, "accept", lambda raw, envelope: taken.append(envelope))
    monkeypatch.setattr(imap, "_BACK_OFF_SECONDS", (0.2, 0.2))
    server.deliver(mail())
    stop = threading.Event()
    threads = [threading.Thread(target=box.run, args=[stop], daemon=True) for box in doors.mailboxes()]
    for thread in threads:
        thread.start()
    expected = {
        "wrong@a.example in 1": "sign-in-refused",
        "tls@a.example in 1": "tls-failed",
        "gone@a.example in 1": "unreachable",
        f"{SECOND} in 1": "works",
    }
    assert eventually(lambda: {name: door.state for name, door in reach.known().items()} == expected)
    assert eventually(lambda: [envelope.mailbox for envelope in taken] == [SECOND])
    stop.set()
    for thread in threads:
        thread.join(5)


def test_the_page_says_so_in_plain_words(two: Any, client_of: Clients) -> None:
    two.WAYSTATION_MAIL = {
        "smtp": {"host": "127.0.0.1", "security": "none"},
        "mailbox": [TWO["mailbox"][0] | {"imap": [{"host": "imap.example", "username": "a", "password": "b"}]}],
    }
    reach.note(reach.imap(SECOND, 1), "sign-in-refused")
    reach.note(reach.smtp(FIRST), "works")
    queue = client_of("dina").get("/staff/requests/", headers={"accept-language": "en"}).content.decode()
    assert f"nobody who writes there is heard, or no answer leaves. {SECOND}</p>" in queue
    page = client_of("dina").get("/staff/trust/channels/", headers={"accept-language": "en"}).content.decode()
    assert "The mail server refuses our name and password" in page
    assert "Mail leaves: Works" in page
    assert "Mail leaves: Not tried yet" in page
    assert channel_views.WAYS.keys() == {"in", "out"}


def test_when_mail_comes_is_not_written_down(two: Any, tmp_path: Path) -> None:
    reach.note("a in 1", "waiting")
    before = (tmp_path / reach.NAME).read_bytes(), (tmp_path / reach.NAME).stat().st_mtime_ns
    for state in ("working", "connecting", "waiting") * 3:
        reach.note("a in 1", state)
    assert before == ((tmp_path / reach.NAME).read_bytes(), (tmp_path / reach.NAME).stat().st_mtime_ns)
    assert ":" not in reach.read(tmp_path)["a in 1"].since.isoformat()


def test_an_account_for_what_leaves_is_tried_without_a_letter(two: Any) -> None:
    with SmtpAuth(set(), USER) as server:
        account = {"host": "127.0.0.1", "port": server.port, "security": "none"}
        two.WAYSTATION_MAIL = {"smtp": account, "mailbox": [TWO["mailbox"][0] | {"smtp": account | {"port": 1}}]}
        reach.probe()
        assert reach.known()[reach.smtp(FIRST)].state == "works"
        assert reach.known()[reach.smtp(SECOND)].state == "unreachable"
        assert server.taken == []


def test_what_the_server_in_front_says_stands_beside_the_message(two: Any, dina: Actor, client_of: Clients) -> None:
    two.WAYSTATION_MAIL = {"authserv_id": "mx.one.example", "mailbox": [TWO["mailbox"][0]]}
    said = b"Authentication-Results: mx.one.example; dmarc=fail header.from=mail.example\r\n"
    for number, address in enumerate((FIRST, SECOND)):
        raw = said + mail(message_id=f"<{number}@mail.example>")
        intake.receive(raw, Envelope("smtp", "", (address,)), now=NOW)
    pages = {}
    for row in Request.objects.all():
        _, stub = actions.open_thread(dina, row.pk)
        pages[stub.came_to] = (
            client_of("dina").get(f"/staff/requests/{row.pk}", headers={"accept-language": "en"}).content.decode()
        )
    assert "The mail server of mail.example says that this is not from it" in pages[FIRST]
    assert "The sender may be forged" in pages[FIRST]
    assert "mail server of" not in pages[SECOND]  # no server is named in front of that one
    assert b"mail.example" not in b"".join(bytes(row.sealed) for row in Message.objects.all())


@pytest.mark.parametrize("address", ["postmaster", "Postmaster@WAYSTATION.example", " postmaster@waystation.example "])
def test_mail_to_the_postmaster_is_taken(address: str) -> None:
    assert boxes.is_ours(address)
    assert address not in boxes.addresses()


@pytest.mark.parametrize("address", ["postmaster@mail.example", "postmaster2", "anna@waystation.example"])
def test_mail_to_nobody_of_ours_is_not(address: str) -> None:
    assert not boxes.is_ours(address)


def test_what_is_too_large_for_a_mailbox_stands_in_the_queue_and_says_so(dina: Actor, client_of: Any) -> None:
    raw = mail("They came.")
    intake.receive(raw, Envelope("imap", mailbox="help@waystation.example", whole=26_500_000), now=NOW)
    page = client_of("dina").get(f"/staff/requests/{the_request()}", headers={"accept-language": "en"}).content.decode()
    assert "Too large: only the beginning is here" in page
    assert "They came." in page


def test_mail_is_put_off_before_the_disk_is_too_full_for_staff(dina: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = shutil.disk_usage(settings.WAYSTATION_DATA)
    monkeypatch.setattr(room.shutil, "disk_usage", lambda _: disk._replace(free=room.RESERVE))
    with pytest.raises(TryAgain):
        receive()
    monkeypatch.setattr(room.shutil, "disk_usage", lambda _: disk._replace(free=room.RESERVE + 1))
    receive()
