"""What partners' programs send and fetch: nothing lost, nothing doubled, every refusal a clear one."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.test import Client

from tests.hotline.as_browser import box
from tests.interfaces.conftest import Partner
from tests.stage import Organisation
from waystation.hotline import access, callers, room
from waystation.hotline.errors import NoRoom
from waystation.hotline.models import Message, Request
from waystation.interfaces import SCOPES, pace, tokens
from waystation.staff.actor import Actor, utc_now
from waystation.vault import mode
from waystation.vault.mode import Mode

TEXT = "They ask the neighbours for me. 4711."


def sealed(form: dict[str, str], said: dict[str, Any]) -> str:
    """As sealing.js does on another site's page."""
    key, bound = (base64.b64decode(form[name]) for name in ("key", "form"))
    return box(key, b"browser message", bound, said)


POSTS = ("forms", "messages", "sealed-messages")


def test_a_message_comes_in(partner: Partner, dina: Actor) -> None:
    form = partner.form()
    sent = {"once": form["once"], "text": TEXT, "name": "Rook", "in_danger": True, "language": "en"}
    answer = partner.sends("messages", sent)
    assert answer.status_code == 201
    assert answer["Content-Type"] == "application/json"
    words = answer.json()["words"]
    assert answer.json()["address"].endswith("/en/return")
    assert [each.text for each in callers.messages(callers.caller_of(words))] == [TEXT]
    _row, stub = access.request(dina, Request.objects.get().pk)
    assert (stub.urgency, stub.name, stub.channel, stub.crowd) == ("now", "Rook", "web", False)


def test_the_same_message_again_is_answered_the_same_and_not_doubled(partner: Partner) -> None:
    sent = {"once": partner.form()["once"], "text": TEXT, "language": "en"}
    first, again = partner.sends("messages", sent), partner.sends("messages", sent)
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert (Request.objects.count(), Message.objects.count()) == (1, 1)


def test_once_the_words_were_used_it_says_that_it_is_stored(partner: Partner) -> None:
    sent = {"once": partner.form()["once"], "text": TEXT, "language": "en"}
    words = partner.sends("messages", sent).json()["words"]
    callers.enter(" ".join(words), now=utc_now())
    answer = partner.sends("messages", sent)
    assert answer.status_code == 409
    assert "stored already" in answer.json()["detail"]
    assert Message.objects.count() == 1


def test_other_words_with_the_same_form_are_kept_too(partner: Partner) -> None:
    once = partner.form()["once"]
    partner.sends("messages", {"once": once, "text": TEXT})
    partner.sends("messages", {"once": once, "text": "And today again."})
    assert (Request.objects.count(), Message.objects.count()) == (1, 2)


def test_what_the_browser_sealed_passes_unread(partner: Partner, dina: Actor) -> None:
    form = partner.form()
    said = {"text": TEXT, "in_danger": True, "name": "Rook", "shared_device": "yes"}
    sent = {"once": form["once"], "sealed": sealed(form, said), "language": "en"}
    answer = partner.sends("sealed-messages", sent)
    assert answer.status_code == 201
    assert partner.sends("sealed-messages", sent).content == answer.content
    thread = Request.objects.get().pk
    (entry,) = access.entries(dina, access.records(dina, thread))
    assert entry.text == TEXT


def test_sealed_for_one_form_it_opens_with_no_other(partner: Partner, dina: Actor) -> None:
    """Whoever passes it on cannot put it under another's words."""
    mine, theirs = partner.form(), partner.form()
    partner.sends("sealed-messages", {"once": theirs["once"], "sealed": sealed(mine, {"text": TEXT})})
    thread = Request.objects.get().pk
    assert TEXT not in str([entry.text for entry in access.entries(dina, access.records(dina, thread))])


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff", 400),
        (b'{"once":' + b"[" * 200_000, 422),
        (b"[]", 422),
        (b"{}", 422),
        (b'{"once":"x","text":"x","extra":1}', 422),
        (b'{"once":"x","text":4711}', 422),
        (b'{"once":"x","text":"  "}', 422),
        (b'{"once":"x","text":"' + b"x" * 20_001 + b'"}', 422),
        (b'{"once":"x","text":"x","language":"../"}', 422),
        (b'{"once":"x","text":"x"}', 409),
        (b'{"once":"\\u0000","text":"x"}', 409),
        (b'{"once":"' + b"A" * 44 + b'","text":"x"}', 409),
        (b" " * 300_000, 413),
        (b" " * 5_000_000, 413),
    ],
)
def test_what_is_wrong_is_said_and_not_repeated(partner: Partner, sent: bytes, status: int) -> None:
    answer = partner.generic(
        "POST", "/api/v1/messages", sent, CONTENT_TYPE="application/json", CONTENT_LENGTH=str(len(sent))
    )
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert b"4711" not in answer.content
    assert not Request.objects.exists()


def test_another_media_type_and_no_length(partner: Partner) -> None:
    assert partner.post("/api/v1/messages", {"text": "x"}).status_code == 415
    chunked = partner.generic("POST", "/api/v1/messages", b"{}", "application/json", CONTENT_LENGTH="")
    assert chunked.status_code == 411


@pytest.mark.parametrize("path", ["x", "", "messages/", "../v2/messages"])
def test_an_unknown_address_is_told_to_programs_as_a_problem(partner: Partner, path: str) -> None:
    answer = partner.get(f"/api/v1/{path}")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"


def test_nobody_without_a_token_of_that_scope(made: Any, organisation: Organisation) -> None:
    """Who has none, one that is revoked, and one that never was are answered with the same bytes."""
    gone = made().token
    tokens.revoke(None, next(row.pk for row, _ in tokens.every()))
    staff = organisation.cookie("lev")
    for path, method in [("forms", "post"), ("messages", "post"), ("sealed-messages", "post"), ("statistics", "get")]:
        said = set()
        for token in ("", gone, "wst_" + "A" * 43, staff):
            answer = getattr(Partner(token), method)(f"/api/v1/{path}")
            assert answer["WWW-Authenticate"].startswith("Bearer")
            said.add((answer.status_code, answer.content, str(sorted(answer.headers.items()))))
        assert {status for status, _, _ in said} == {401}
        assert len(said) == 1


def test_a_token_is_for_its_scopes_alone(made: Any) -> None:
    ours = {"forms": "intake", "messages": "intake", "sealed-messages": "intake", "statistics": "statistics"}
    for scope in SCOPES:
        partner = Partner(made(scope).token)
        for path, wanted in ours.items():
            answer = partner.asks(path) if path == "statistics" else partner.sends(path, {})
            assert (answer.status_code == 403) == (scope != wanted), (scope, path)


def test_cookies_and_addresses_give_nobody_in(made: Any) -> None:
    token, client = made().token, Client()
    client.cookies["token"] = token
    assert client.get("/api/v1/statistics").status_code == 401
    assert client.get(f"/api/v1/statistics?access_token={token}").status_code == 401


def test_other_methods_are_told_which_there_are(partner: Partner) -> None:
    for path in POSTS:
        answer = partner.asks(path)
        assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert partner.sends("statistics", {}).status_code == 405
    assert partner.post("/api/v1/openapi.json").status_code == 405


def test_who_asks_too_fast_waits_and_others_do_not(made: Any, settings: Any) -> None:
    settings.WAYSTATION_FORMS_AT_ONCE = 3
    fast, other = Partner(made().token), Partner(made().token)
    said = [fast.sends("forms", {}) for _ in range(6)]
    assert [answer.status_code for answer in said][:3] == [201] * 3
    assert said[-1].status_code == 429
    assert int(said[-1]["Retry-After"]) > 0
    assert other.sends("forms", {}).status_code == 201


def test_there_is_an_end_to_what_one_brings_in_a_day(partner: Partner, monkeypatch: Any) -> None:
    monkeypatch.setattr(pace, "MESSAGES", 1)
    sent = [{"once": partner.form()["once"], "text": TEXT} for _ in range(2)]
    assert [partner.sends("messages", each).status_code for each in sent] == [201, 429]
    assert Request.objects.count() == 1


def test_a_full_disk_and_a_pause_lose_nothing(partner: Partner, monkeypatch: Any, organisation: Organisation) -> None:
    sent = {"once": partner.form()["once"], "text": TEXT}

    def full() -> None:
        raise NoRoom

    with monkeypatch.context() as patched:
        patched.setattr(room, "need", full)
        refused = partner.sends("messages", sent)
    assert (refused.status_code, refused["Retry-After"]) == (503, "60")
    mode.put(Mode.CLOSED)
    assert partner.sends("messages", sent).status_code == 503
    assert partner.asks("statistics").status_code == 503
    mode.put(Mode.NORMAL)
    assert partner.sends("messages", sent).status_code == 201
