"""Bundles between two Waystations: brought once, opened by a coordinator, decided, and the decision proved."""

from __future__ import annotations

import io
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.casework.exchange.bundles import a_case, bundle_to
from tests.interfaces.conftest import Partner
from tests.stage import Organisation
from waystation.casework.exchange import arrivals, partners, transfers
from waystation.casework.exchange import transfer_rules as rules
from waystation.casework.exchange.models import ArrivedRow, IncomingRow
from waystation.hotline import room
from waystation.hotline.errors import NoRoom
from waystation.interfaces import pace
from waystation.interfaces.models import CallRow
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent
from waystation.staff.middleware import cookie_name
from waystation.vault import files
from waystation.vault.errors import Stale

CODE = b"0123456789abcdef"  # of every bundle that `bundle_to` makes


def brings(partner: Partner, data: bytes) -> Any:
    return partner.post("/api/v1/bundles", data, content_type="application/octet-stream")


@pytest.fixture
def sealed(lev: Actor) -> bytes:
    partners.make_own_key(lev)
    return bundle_to(lev)


@pytest.fixture
def client(organisation: Organisation) -> Client:
    found = Client()
    found.cookies[cookie_name()] = organisation.cookie("lev")
    return found


def test_from_one_to_the_other_and_back(sealed: bytes, lev: Actor, made: Any, client: Client, in_english: None) -> None:
    partner = Partner(made("bundles", hook="https://partner.example/changed").token)
    answer = brings(partner, sealed)
    assert (answer.status_code, answer.json()["state"]) == (201, "waiting")
    one = answer.json()["id"]
    assert not IncomingRow.objects.exists()
    assert "Linden" in client.get("/staff/exchange/incoming").content.decode()
    opened = client.post(f"/staff/exchange/arrived/{one}/open")
    assert opened.status_code == 303
    assert partner.asks(f"bundles/{one}").json() == {"id": one, "state": "opened", "answer": ""}
    (row, record), *_ = transfers.incoming(lev)
    transfers.accept(lev, row.pk)
    told = partner.asks(f"bundles/{one}").json()
    assert told["state"] == "accepted"
    assert rules.is_answer(CODE, "accepted", told["answer"])
    assert partner.asks("bundles").json() == {"bundles": [told]}
    assert CallRow.objects.count() == 1
    assert record.sender == "Harbour"


def test_the_same_bundle_again_is_the_same(sealed: bytes, partner: Partner) -> None:
    first, again = brings(partner, sealed), brings(partner, sealed)
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert ArrivedRow.objects.count() == 1
    assert files.missing() == 0


def test_what_was_decided_is_told_to_who_brings_it_again(sealed: bytes, partner: Partner, lev: Actor) -> None:
    """Replayed after all is over, it opens nothing anew."""
    one = uuid.UUID(brings(partner, sealed).json()["id"])
    made = transfers.receive(lev, arrivals.content(lev, one))
    arrivals.opened(lev, one, made)
    transfers.reject(lev, made)
    again = brings(partner, sealed).json()
    assert again["state"] == "rejected"
    assert rules.is_answer(CODE, "rejected", again["answer"])
    assert not arrivals.waiting(lev)


def test_one_whose_opening_was_cut_off_waits_as_before(
    sealed: bytes, partner: Partner, lev: Actor, client: Client, monkeypatch: Any
) -> None:
    """Else it could be taken on while its sender is told that it waits, and then be opened a second time."""
    one = brings(partner, sealed).json()["id"]

    def cut_off(*_args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(arrivals, "opened", cut_off)
        with pytest.raises(KeyboardInterrupt):
            client.post(f"/staff/exchange/arrived/{one}/open")
    assert not IncomingRow.objects.exists()
    assert client.post(f"/staff/exchange/arrived/{one}/open").status_code == 303
    assert partner.asks(f"bundles/{one}").json()["state"] == "opened"
    assert IncomingRow.objects.count() == 1
    assert files.missing() == 0


def test_one_that_is_damaged_on_the_disk_is_told_and_waits(
    sealed: bytes, partner: Partner, client: Client, settings: Any
) -> None:
    one = brings(partner, sealed).json()["id"]
    for path in Path(settings.WAYSTATION_FILES).rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert client.post(f"/staff/exchange/arrived/{one}/open").status_code == 404
    assert 'role="alert"' in client.get("/staff/exchange/incoming").content.decode()
    assert ArrivedRow.objects.get().state == "waiting"


def test_nothing_of_it_is_left_once_it_was_opened(sealed: bytes, partner: Partner, lev: Actor) -> None:
    one = uuid.UUID(brings(partner, sealed).json()["id"])
    before = ArrivedRow.objects.get().file
    arrivals.opened(lev, one, transfers.receive(lev, arrivals.content(lev, one)))
    assert ArrivedRow.objects.get().file != before
    with pytest.raises(Stale):
        arrivals.content(lev, one)
    with pytest.raises(Stale):
        arrivals.opened(lev, one, None)


def test_what_none_of_our_keys_opens_is_put_away_and_told(
    partner: Partner, lev: Actor, client: Client, in_english: None
) -> None:
    one = brings(partner, b"age-encryption.org/v1\nnothing of ours").json()["id"]
    answer = client.post(f"/staff/exchange/arrived/{one}/open")
    assert answer.status_code == 422
    assert "put away" in answer.content.decode()
    assert partner.asks(f"bundles/{one}").json()["state"] == "unreadable"
    assert client.post(f"/staff/exchange/arrived/{one}/open").status_code == 409


def test_of_another_token_is_as_absent_as_none(sealed: bytes, made: Any) -> None:
    mine, other = Partner(made("bundles").token), Partner(made("bundles").token)
    one = brings(mine, sealed).json()["id"]
    said = {
        (answer.status_code, answer.content, str(sorted(answer.headers.items())))
        for answer in (other.asks(f"bundles/{one}"), other.asks(f"bundles/{uuid.uuid4()}"))
    }
    assert {status for status, _, _ in said} == {404}
    assert len(said) == 1
    assert other.asks("bundles").json() == {"bundles": []}
    assert brings(other, sealed).json()["id"] != one  # nor does bringing it tell that somebody else did


def test_who_brings_what_is_no_bundle(partner: Partner) -> None:
    assert brings(partner, b"PK\x03\x04").status_code == 422
    assert brings(partner, b"").status_code in (411, 415, 422)
    assert partner.sends("bundles", {}).status_code == 415
    huge = partner.generic(
        "POST", "/api/v1/bundles", b"", CONTENT_TYPE="application/octet-stream", CONTENT_LENGTH=str(97 * 1024 * 1024)
    )
    assert huge.status_code == 413
    half = {"CONTENT_TYPE": "application/octet-stream", "CONTENT_LENGTH": "4000", "wsgi.input": io.BytesIO(b"age")}
    short = partner.generic("POST", "/api/v1/bundles", **half)
    assert short.status_code == 400
    assert not ArrivedRow.objects.exists()


def test_a_full_disk_and_a_day_that_is_over(partner: Partner, sealed: bytes, monkeypatch: Any) -> None:
    def full() -> None:
        raise NoRoom

    with monkeypatch.context() as patched:
        patched.setattr(room, "need", full)
        assert brings(partner, sealed).status_code == 503
    with monkeypatch.context() as patched:
        patched.setattr(pace, "BUNDLES", 10)
        pace.forget()
        assert brings(partner, sealed).status_code == 429
    pace.forget()
    assert not ArrivedRow.objects.exists()
    assert brings(partner, sealed).status_code == 201


def test_only_who_hands_cases_on_sees_them(sealed: bytes, partner: Partner, dina: Actor, ira: Actor) -> None:
    one = uuid.UUID(brings(partner, sealed).json()["id"])
    for somebody in (dina, ira):
        with pytest.raises(Absent):
            arrivals.waiting(somebody)
        with pytest.raises(Absent):
            arrivals.content(somebody, one)


def test_what_was_decided_long_ago_goes_and_what_waits_stays(partner: Partner, lev: Actor) -> None:
    partners.make_own_key(lev)
    first, second = (brings(partner, bundle_to(lev, a_case(name))).json()["id"] for name in ("Larch", "Alder"))
    made = transfers.receive(lev, arrivals.content(lev, uuid.UUID(first)))
    arrivals.opened(lev, uuid.UUID(first), made)
    transfers.reject(lev, made)
    assert arrivals.sweep(utc_now() + timedelta(days=80)) == 0
    assert arrivals.sweep(utc_now() + timedelta(days=92)) == 1
    assert [str(each) for each in ArrivedRow.objects.values_list("pk", flat=True)] == [second]
