"""Bundles that leave by themselves: to a Waystation that listens, until it has them, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.casework.exchange.test_transfers import allow
from tests.people import write_down
from tests.stage import Organisation
from waystation.casework.errors import Refused
from waystation.casework.exchange import arrivals, erasure, partners, sending, transfers
from waystation.casework.exchange import transfer_rules as rules
from waystation.casework.exchange.models import ArrivedRow, OwnKeyRow, PartnerRow, SendingRow
from waystation.casework.exchange.records import OwnKey
from waystation.interfaces import pace, tokens
from waystation.staff.actor import Actor, utc_now
from waystation.staff.middleware import cookie_name
from waystation.staff.teams import COORDINATION
from waystation.vault import age, files
from waystation.vault.records import create

pytestmark = pytest.mark.django_db(transaction=True)

WANTED: dict[str, Any] = {"kind": "referral", "purpose": "share_ngo", "parts": ["list"], "send": True}
HOUR = timedelta(hours=1)


@pytest.fixture
def theirs() -> tuple[str, str]:
    return age.new_identity()


@pytest.fixture
def partner(lev: Actor, theirs: tuple[str, str]) -> UUID:
    partners.make_own_key(lev)
    return partners.pin(lev, name="Harbour", recipient=theirs[1], how="read out on the phone")


@pytest.fixture
def there(lev: Actor, partner: UUID, live_server: Any, settings: Any) -> Iterator[str]:
    """A Waystation that listens, with a token for us: here it is this one, asked over the wire."""
    pace.forget()
    settings.WAYSTATION_HOOK_HOSTS = [live_server.url]
    made = tokens.make(None, name="Hollow Ford", scopes=("bundles",), now=utc_now())
    partners.connect(lev, partner, address=f"{live_server.url}/", token=made.token)
    yield live_server.url
    pace.forget()


@pytest.fixture
def case_id(lev: Actor, accepted: Callable[..., UUID]) -> UUID:
    case_id = accepted(lev, "Birch")
    write_down(lev, case_id, "Мовсар")
    allow(lev, case_id)
    return case_id


@pytest.fixture
def client(organisation: Organisation) -> Client:
    found = Client()
    found.cookies[cookie_name()] = organisation.cookie("lev")
    return found


def way(lev: Actor) -> sending.Way:
    (found,) = sending.ways(lev).values()
    return found


def test_it_comes_there_is_decided_and_the_code_is_told(
    lev: Actor, partner: UUID, theirs: tuple[str, str], there: str, case_id: UUID, client: Client, in_english: None
) -> None:
    raw = transfers.hand_on(lev, case_id, partner, **WANTED)
    kept = SendingRow.objects.get().file
    assert way(lev) == ("leaving", "")
    assert sending.send(utc_now()) == 1
    assert way(lev) == ("there", "")
    assert sending.send(utc_now()) == 0
    ((row, _record),) = arrivals.waiting(lev)
    assert "A bundle that nobody has opened" in client.get("/staff/").content.decode()
    assert arrivals.content(lev, row.pk) == raw
    assert SendingRow.objects.get().file != kept
    assert files.missing() == 0
    # They open it and do not take it on.
    create(OwnKeyRow, OwnKey(identity=theirs[0], recipient=theirs[1], at=lev.now(), by=lev.account),
           lev.keys.key(lev.team(COORDINATION)))  # fmt: skip
    opened = client.post(f"/staff/exchange/arrived/{row.pk}/open")
    assert opened.status_code == 303
    ((one, _found),) = transfers.incoming(lev)
    transfers.reject(lev, one.pk)
    assert sending.send(utc_now() + 2 * HOUR) == 1
    state, answer = way(lev)
    today = client.get("/staff/").content.decode()
    assert "With partners" in today
    assert "it is not taken on" in today
    transfer, record = transfers.of_case(lev, case_id)[0]
    assert state == "rejected"
    assert rules.is_answer(record.code, "rejected", answer)
    page = client.get(f"/staff/cases/{case_id}/hand-on/{transfer.pk}").content.decode()
    assert "it is not taken on" in page
    assert answer in page
    said = {"state": "rejected", "code": answer, "note": "", "version": transfer.version}
    assert client.post(f"/staff/cases/{case_id}/hand-on/{transfer.pk}", said).status_code == 303
    assert transfers.one(lev, case_id, transfer.pk)[1].steps[-1].proved
    assert sending.send(utc_now() + 9 * HOUR) == 0


def test_by_the_page(lev: Actor, partner: UUID, there: str, case_id: UUID, client: Client, in_english: None) -> None:
    address = f"/staff/cases/{case_id}/hand-on"
    assert "Send it to their Waystation" in client.get(address).content.decode()
    said = {"partner": partner, "does": "referral", "purpose": "share_ngo", "parts": ["list"], "send": "on"}
    answer = client.post(address, said)
    assert (answer.status_code, SendingRow.objects.count()) == (303, 1)
    assert "It is on its way to their Waystation" in client.get(answer["Location"]).content.decode()
    answer = client.post(address, {**said, "send": ""})
    assert answer["Content-Type"] != "text/html; charset=utf-8"
    assert SendingRow.objects.count() == 1


def test_what_none_of_their_keys_opens_is_told(lev: Actor, partner: UUID, there: str, case_id: UUID) -> None:
    transfers.hand_on(lev, case_id, partner, **WANTED)
    sending.send(utc_now())
    arrivals.opened(lev, ArrivedRow.objects.get().pk, None)
    sending.send(utc_now() + 2 * HOUR)
    assert way(lev).state == "unreadable"


def test_who_cannot_be_reached_is_tried_again_until_they_can(
    lev: Actor, partner: UUID, there: str, case_id: UUID, settings: Any
) -> None:
    transfers.hand_on(lev, case_id, partner, **WANTED)
    settings.WAYSTATION_HOOK_HOSTS = []
    now = utc_now()
    assert sending.send(now) == 1
    assert sending.send(now) == 0
    settings.WAYSTATION_HOOK_HOSTS = [there]
    assert sending.send(now + timedelta(minutes=2)) == 1
    assert way(lev).state == "there"
    assert ArrivedRow.objects.count() == 1


def test_who_can_never_be_reached_is_told(lev: Actor, partner: UUID, there: str, case_id: UUID, settings: Any) -> None:
    transfers.hand_on(lev, case_id, partner, **WANTED)
    settings.WAYSTATION_HOOK_HOSTS = []
    now, tries = utc_now(), 0
    while way(lev).state == "leaving":
        tries += sending.send(now)
        now += timedelta(minutes=10)
    assert (way(lev).state, tries) == ("failed", 12)
    assert timedelta(hours=18) < now - utc_now() < timedelta(hours=24)


def test_a_token_that_counts_no_more_ends_it_at_once(lev: Actor, partner: UUID, there: str, case_id: UUID) -> None:
    partners.connect(lev, partner, address=there, token="wst_of-nobody")
    transfers.hand_on(lev, case_id, partner, **WANTED)
    sending.send(utc_now())
    assert way(lev).state == "refused"
    assert not ArrivedRow.objects.exists()


def test_cut_off_after_it_came_there_it_is_brought_again_and_is_one(
    lev: Actor, partner: UUID, there: str, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    transfers.hand_on(lev, case_id, partner, **WANTED)
    now, note = utc_now(), sending._note
    monkeypatch.setattr(sending, "_note", lambda *_args: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        sending.send(now)
    monkeypatch.setattr(sending, "_note", note)
    assert sending.send(now + timedelta(minutes=29)) == 0
    assert sending.send(now + timedelta(minutes=31)) == 1
    assert (way(lev).state, ArrivedRow.objects.count()) == ("there", 1)


def test_nobody_who_has_the_database_reads_where_it_goes(lev: Actor, partner: UUID, there: str, case_id: UUID) -> None:
    transfers.hand_on(lev, case_id, partner, **WANTED)
    for row in (*SendingRow.objects.all(), *PartnerRow.objects.all()):
        for word in (b"wst_", b"127.0.0.1", b"localhost"):
            assert word not in bytes(row.sealed)


def test_the_token_is_on_no_page(lev: Actor, partner: UUID, there: str, client: Client) -> None:
    for address in ("/staff/exchange/partners", f"/staff/exchange/partners/{partner}/connect"):
        page = client.get(address).content.decode()
        assert there in page
        assert "wst_" not in page


@pytest.mark.parametrize(
    ("address", "token"),
    [
        ("https://linden.example", ""),
        ("", "wst_x"),
        ("http://linden.example", "wst_x"),
        ("https://10.0.0.1", "wst_x"),
        ("https://linden.example/path", "wst_x"),
        ("https://linden.example", "wst_x\r\nX: y"),
        ("https://user@linden.example", "wst_x"),
    ],
)
def test_what_is_no_address_or_token_is_refused(
    lev: Actor, partner: UUID, client: Client, address: str, token: str
) -> None:
    with pytest.raises(Refused):
        partners.connect(lev, partner, address=address, token=token)
    told = {"address": address, "token": token}
    assert client.post(f"/staff/exchange/partners/{partner}/connect", told).status_code == 422


def test_nothing_is_sent_to_who_was_not_connected(lev: Actor, partner: UUID, case_id: UUID, client: Client) -> None:
    with pytest.raises(Refused):
        transfers.hand_on(lev, case_id, partner, **WANTED)
    assert not SendingRow.objects.exists()
    assert 'name="send"' not in client.get(f"/staff/cases/{case_id}/hand-on").content.decode()


def test_an_erased_case_leaves_none(lev: Actor, partner: UUID, there: str, case_id: UUID) -> None:
    transfers.hand_on(lev, case_id, partner, **WANTED)
    assert SendingRow.objects.get().pk in set(erasure.ids(lev, case_id))


@pytest.mark.parametrize(
    "answer",
    [b"", b"{}", b"[]", b"null", b'{"id": 5}', b'{"id": "x", "state": "accepted", "answer": ""}', b"[" * 9999],
)
def test_an_answer_of_another_kind_is_none(answer: bytes) -> None:
    assert sending._told((200, answer)) is None


def test_a_state_that_we_do_not_know_is_that_it_is_there() -> None:
    one = "7b0f6c61-5d0f-4b3f-9a43-0f5f0c1f4f6e"
    told = f'{{"id": "{one}", "state": "<b>", "answer": "{"x" * 500}"}}'.encode()
    assert sending._told((201, told)) == (one, ("there", ""))
    long = f'{{"id": "{one}", "state": "accepted", "answer": "{"x" * 500}"}}'.encode()
    assert sending._told((201, long)) == (one, ("there", ""))
