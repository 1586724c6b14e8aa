"""Tokens are made and revoked on a page and by command, and stand nowhere."""

from __future__ import annotations

import base64
import logging
from datetime import timedelta
from io import BytesIO, StringIO
from typing import Any

import pytest
from django.test import Client

from tests.interfaces.conftest import Partner
from tests.stage import Organisation
from waystation.audit.models import Line
from waystation.casework.exchange.models import ArrivedRow
from waystation.hotline.models import Request
from waystation.interfaces import tokens
from waystation.interfaces.models import TokenRow
from waystation.site.logs import PositionsOnly
from waystation.staff import security
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent
from waystation.staff.middleware import cookie_name
from waystation.vault.mode import Mode

WANTED = {"name": "Linden", "scopes": ["statistics"], "days": "90"}


@pytest.fixture
def out(organisation: Organisation) -> Client:
    return signed_in(organisation, "out")


def signed_in(organisation: Organisation, name: str) -> Client:
    client = Client()
    client.cookies[cookie_name()] = organisation.cookie(name)
    return client


def shown(page: str) -> str:
    return page.partition("wst_")[2].partition("<")[0]


def test_it_works(out: Client, in_english: None) -> None:
    answer = out.post("/staff/interfaces", WANTED | {"hook": "https://partner.example/changed"})
    token = "wst_" + shown(answer.content.decode())
    assert "whsec_" in answer.content.decode()
    assert Partner(token).asks("statistics").json() == {"tables": []}
    listed = out.get("/staff/interfaces").content.decode()
    assert "Linden" in listed
    assert "https://partner.example/changed" in listed
    assert token not in listed
    assert "whsec_" not in listed
    row = TokenRow.objects.get()
    assert out.post(f"/staff/interfaces/{row.pk}/revoke").status_code == 303
    assert Partner(token).asks("statistics").status_code == 401
    assert not TokenRow.objects.exists()


def test_a_token_is_revoked_while_nothing_else_changes(out: Client, organisation: Organisation, made: Any) -> None:
    """The organisation may have been made read-only because of that very token."""
    token = made("statistics")
    security.set_mode(organisation.actor("lev"), Mode.READ_ONLY)
    assert out.post("/staff/interfaces", WANTED).status_code == 503
    assert out.post(f"/staff/interfaces/{token.id}/revoke").status_code == 303
    assert Partner(token.token).asks("statistics").status_code == 401


def test_no_token_stands_in_the_database_or_the_log(made: Any, caplog: pytest.LogCaptureFixture) -> None:
    token = made("statistics").token
    Partner(token).asks("statistics")
    secret = base64.urlsafe_b64decode(token.removeprefix("wst_") + "=")
    row = TokenRow.objects.get()
    for stored in (row.pk.bytes, bytes(row.sealed)):
        assert secret[:8] not in stored
    assert token[4:] not in caplog.text
    written = b"".join(
        bytes(value) for line in Line.objects.values_list() for value in line if isinstance(value, bytes)
    )
    assert secret[:8] not in written


@pytest.mark.parametrize(
    "wrong",
    [
        {"hook": "http://partner.example/"},
        {"hook": "https://127.0.0.1/"},
        {"hook": "https://10.1.2.3/"},
        {"hook": "https://[::1]/"},
        {"hook": "https://localhost/"},
        {"hook": "https://user:word@partner.example/"},
        {"hook": "https://partner.example:8443/"},
        {"hook": "https://partner.internal/"},
        {"hook": "https://[x"},
        {"hook": "file:///etc/passwd"},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"name": " "},
        {"days": "100000"},
        {"days": "x"},
    ],
    ids=str,
)
def test_what_no_token_is_made_for(out: Client, wrong: dict[str, Any]) -> None:
    assert out.post("/staff/interfaces", WANTED | wrong).status_code == 422
    assert not TokenRow.objects.exists()


@pytest.mark.parametrize("name", ["dina", "ira"])
def test_others_have_no_such_page(organisation: Organisation, name: str) -> None:
    assert signed_in(organisation, name).get("/staff/interfaces").status_code == 404
    with pytest.raises(Absent):
        tokens.make(organisation.actor(name), name="x", scopes=["intake"], now=utc_now())


def test_there_are_no_more_than_so_many(organisation: Organisation, out: Client, monkeypatch: Any) -> None:
    monkeypatch.setattr(tokens, "MOST", 1)
    assert out.post("/staff/interfaces", WANTED).status_code == 200
    assert out.post("/staff/interfaces", WANTED).status_code == 422


def test_a_token_ends(organisation: Organisation, out: Client, in_english: None) -> None:
    now = utc_now()
    token = tokens.make(None, name="Linden", scopes=["intake"], now=now - timedelta(days=31), days=30).token
    assert tokens.known(f"Bearer {token}", now - timedelta(days=2)) is not None
    assert tokens.known(f"Bearer {token}", now) is None
    assert Partner(token).sends("forms", {}).status_code == 401
    assert "over" in out.get("/staff/interfaces").content.decode()


@pytest.mark.parametrize(
    "said",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer wst_",
        "Bearer wst_AAAA",
        "Basic {}",
        "{}",
        "Bearer {}A",
        "Bearer {}\n",
        "Bearer ☃",
    ],
)
def test_only_the_token_itself_is_known(made: Any, said: str) -> None:
    token = made().token
    assert tokens.known(f"Bearer {token}", utc_now()) is not None
    found = tokens.known(said.format(token), utc_now())
    assert found is None or said.endswith("\n")  # which no header has


def test_a_token_has_one_spelling(made: Any) -> None:
    """Else one that was found in a log and is looked for letter by letter would not be the one in use."""
    token = made().token
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    spelled = [token[:-1] + last for last in alphabet]
    spelled += [token[:10] + mark + token[10:] for mark in (".", "!", "=", "\t")] + [token + "=", token + "=="]
    assert [each for each in spelled if tokens.known(f"Bearer {each}", utc_now())] == [token]


@pytest.mark.parametrize(("path", "kind"), [("bundles", "application/octet-stream"), ("messages", "application/json")])
def test_one_that_is_revoked_while_what_it_brings_is_on_its_way_brings_nothing(made: Any, path: str, kind: str) -> None:
    """A large bundle on a bad line takes an hour; whoever stole the token began before it was revoked."""
    token = made()
    body = (
        b"age-encryption.org/v1\nx" if path == "bundles" else b'{"once":"' + form(token).encode() + b'","text":"Late"}'
    )

    class Slow(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            tokens.revoke(None, token.id)
            return super().read(size)

    sent = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": str(len(body)), "wsgi.input": Slow(body)}
    answer = Partner(token.token).generic("POST", f"/api/v1/{path}", **sent)
    assert not TokenRow.objects.exists()
    assert answer.status_code == 401
    assert (ArrivedRow.objects.count(), Request.objects.count()) == (0, 0)
    assert answer.content == Partner(token.token).sends("forms", {}).content


def form(token: tokens.Made) -> str:
    return Partner(token.token).form()["once"]


@pytest.mark.parametrize("asked", ["released_tables", "bundles_came"])
def test_an_error_writes_no_token_down(
    made: Any, asked: str, monkeypatch: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Nor tells it to whoever asked."""
    token = made().token
    path = {"released_tables": "statistics", "bundles_came": "bundles"}[asked]

    def broken(name: str, *_more: Any) -> None:
        raise RuntimeError(f"{name} {token}")

    monkeypatch.setattr("waystation.interfaces.api_views.ask", broken)
    partner = Partner(token)
    partner.raise_request_exception = False
    answer = partner.asks(path)
    assert answer.status_code == 500
    written = StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(PositionsOnly())
    for record in caplog.records:
        handler.emit(record)
    assert "api_views" in written.getvalue()
    for place in (answer.content.decode(), written.getvalue()):
        assert token[4:] not in place
        assert f"/api/v1/{path}" not in place


def test_a_row_that_is_put_there_by_force_opens_nothing(made: Any) -> None:
    token = made().token
    TokenRow.objects.all()._raw_delete("default")
    assert tokens.known(f"Bearer {token}", utc_now()) is None


def test_an_innocent_view_makes_tokens_that_open_nothing(lev: Actor) -> None:
    """And sees none of ours; what it shows is as good as a real one."""
    from dataclasses import replace

    tokens.make(None, name="Ours", scopes=["intake"], now=utc_now())
    from waystation.staff.teams import DUTY, locator

    apart = replace(lev, apart={DUTY: locator(DUTY)})  # stands under a team's key, not under the half's
    made = tokens.make(apart, name="Theirs", scopes=["intake"], now=utc_now())
    assert [token.name for _row, token in tokens.every(apart)] == ["Theirs"]
    assert [token.name for _row, token in tokens.every()] == ["Ours"]
    assert tokens.known(f"Bearer {made.token}", utc_now()) is None


def test_a_lost_half_gives_them_up(made: Any) -> None:
    made()
    assert tokens.give_up() == 1
    assert not TokenRow.objects.exists()
