"""Prepared texts: edited by coordinators, put into the box without a script, with what is missing pointed out."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from tests.hotline.helpers import NOW, entries, receive, the_request
from waystation.hotline import actions, callers, canned
from waystation.hotline.canned import Canned
from waystation.hotline.errors import Unfilled
from waystation.hotline.models import CallerMessage, CannedRow
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent

Clients = Callable[[str], Client]


def text(actor: Actor, code: str) -> Canned:
    return next(each for each in canned.listed(actor) if each.code == code)


def put(client: Client, thread: UUID, chosen: UUID | str, written: str = "") -> str:
    path = f"/staff/requests/{thread}/fill"
    answer = client.post(path, {"text": written, "canned": str(chosen)}, headers={"accept-language": "en"})
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_choosing_one_fills_the_box_and_loses_nothing(client_of: Clients, dina: Actor) -> None:
    callers.begin_web("Help me.", "Anzor", language="en", now=NOW)
    page = put(client_of("dina"), the_request(), text(dina, "read").id, "Good evening.")
    box = page.split("<textarea")[1].split("</textarea>")[0]
    assert "Good evening." in box
    assert "Hello, Anzor. We have read your message. My name here is Alma. We answer within 2 hours" in box
    assert CallerMessage.objects.count() == 1  # nothing is sent by itself


def test_every_text_speaks_to_somebody_without_a_name(dina: Actor) -> None:
    callers.begin_web("Help me.", language="ru", now=NOW)
    _, stub = actions.open_thread(dina, the_request())
    for each in canned.built_in():
        found = canned.put(dina, stub, each)
        assert found.text
        assert (found.unfilled, found.instead) == ((), "")
        assert not canned.unknown(each.texts["ru"] + each.texts["en"])


@pytest.mark.parametrize("language", canned.LANGUAGES)
def test_it_leads_to_pages_that_are_there(dina: Actor, language: str) -> None:
    callers.begin_web("Help me.", language=language, now=NOW)
    _, stub = actions.open_thread(dina, the_request())
    known = canned.values(dina, stub, language)
    for name in ("check", "address"):
        assert known[name].startswith(f"{settings.WAYSTATION_ORIGIN}/{language}/")
        assert Client().get(known[name].removeprefix(settings.WAYSTATION_ORIGIN)).status_code == 200


def test_where_there_is_no_chechen_it_is_russian_and_said(client_of: Clients, dina: Actor) -> None:
    callers.begin_web("Help me.", language="ce", now=NOW)
    page = put(client_of("dina"), the_request(), text(dina, "wait").id)
    assert "Мы о вас не забыли" in page
    assert "no text in this person's language (Chechen); this one is in another: Russian." in page


def test_what_nobody_knows_is_pointed_out_and_does_not_leave(client_of: Clients, dina: Actor, lev: Actor) -> None:
    canned.keep(lev, "own", "By name", {"en": "Dear {name}, we are here."})
    callers.begin_web("Help me.", language="en", now=NOW)
    thread = the_request()
    page = put(client_of("dina"), thread, text(dina, "own").id)
    assert "Nobody knows what to put in for: {name}." in page
    answer = client_of("dina").post(f"/staff/requests/{thread}/answer", {"text": "Dear {name}, we are here."})
    assert answer.status_code == 422
    with pytest.raises(Unfilled):
        actions.answer(dina, thread, "Dear {name}")
    assert CallerMessage.objects.count() == 1


def test_the_code_of_a_message_stands_in_it(dina: Actor) -> None:
    words = callers.begin_web("Help me.", now=NOW)
    actions.answer(dina, the_request(), "Our code is {code}.")
    said = callers.messages(callers.caller_of(words))[-1]
    assert said.code
    assert said.text == f"Our code is {said.code}."
    assert entries(dina, the_request())[-1].text == said.text


def test_braces_that_are_no_placeholder_are_left_alone(dina: Actor) -> None:
    words = callers.begin_web("Help me.", now=NOW)
    actions.answer(dina, the_request(), "{} {x1} {Ж} {foo} {{persona")
    assert callers.messages(callers.caller_of(words))[-1].text == "{} {x1} {Ж} {foo} {{persona"


def test_coordinators_write_their_own_over_the_built_in(client_of: Clients, lev: Actor, dina: Actor) -> None:
    built_in = text(lev, "wait")
    form = {"title": "Patience", "ru": "Ждите.", "ce": "", "en": "Please wait."}
    assert client_of("lev").post(f"/staff/requests/texts/{built_in.id}", form).status_code == 303
    assert (text(dina, "wait").title, text(dina, "wait").spoken("en")) == ("Patience", ("Please wait.", "en"))
    client_of("lev").post(f"/staff/requests/texts/{built_in.id}/withdraw")
    assert not [each for each in canned.listed(dina) if each.code == "wait"]
    client_of("lev").post("/staff/requests/texts/new", form)
    assert [each.title for each in canned.listed(dina) if each.own] == ["Patience"]


@pytest.mark.parametrize(
    "form",
    [{"title": "x"}, {"title": "x", "ru": "{secret}"}, {"title": "", "ru": "x"}, {"title": "x", "en": "y" * 4001}],
)
def test_what_cannot_be_meant_is_not_kept(client_of: Clients, form: dict[str, Any]) -> None:
    assert client_of("lev").post("/staff/requests/texts/new", form).status_code == 422
    assert not CannedRow.objects.exists()


def test_operators_choose_and_do_not_edit(client_of: Clients, dina: Actor) -> None:
    assert client_of("dina").get("/staff/requests/texts").status_code == 404
    with pytest.raises(Absent):
        canned.keep(dina, "own", "x", {"ru": "x"})


def test_they_are_sealed(lev: Actor) -> None:
    canned.keep(lev, "own", "Valley road", {"ru": "Ущелье"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM hotline_cannedrow")
        raw = repr(cursor.fetchall()).encode() + b"".join(bytes(row.sealed) for row in CannedRow.objects.all())
    assert b"Valley" not in raw
    assert "Ущелье".encode() not in raw


def test_a_text_that_is_none_changes_nothing(client_of: Clients) -> None:
    receive()
    assert "What I wrote" in put(client_of("dina"), the_request(), "x", "What I wrote")
    assert "What I wrote" in put(client_of("dina"), the_request(), "", "What I wrote")
