"""The queue: what waits for us first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.hotline.helpers import NOW, by_rank, mail, receive, the_request
from waystation.hotline import access, actions, callers
from waystation.hotline.queue import ALL
from waystation.hotline.records import RequestStub
from waystation.hotline.rules import Line
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent

Clients = Callable[[str], Client]


def test_it_works(client_of: Clients) -> None:
    receive()
    page = client_of("dina").get("/staff/requests/", headers={"accept-language": "en"})
    assert page.status_code == 200
    assert "E-mail, not opened yet" in page.content.decode()


def test_an_empty_queue_says_so(client_of: Clients) -> None:
    page = client_of("dina").get("/staff/requests/", headers={"accept-language": "en"})
    assert "Nobody is waiting for us" in page.content.decode()


@pytest.mark.parametrize("name", ["out", "ira"])
def test_those_without_the_task_get_the_page_of_an_unknown_address(client_of: Clients, name: str) -> None:
    receive()
    client = client_of(name)
    unknown = client.get("/staff/nowhere").content
    for path in ("", the_request(), uuid4(), "note"):
        answer = client.get(f"/staff/requests/{path}")
        assert (answer.status_code, answer.content) == (404, unknown)
    for path in ("/staff/outbox/", "/staff/mailbox/"):
        assert client.get(path).content == unknown


def test_a_request_that_is_not_there_looks_the_same(client_of: Clients) -> None:
    client = client_of("dina")
    assert client.get(f"/staff/requests/{uuid4()}").content == client.get("/staff/nowhere").content


def _line(minutes: int, urgency: str = "unknown", status: str = "new", unread: int = 0) -> Line:
    received = NOW + timedelta(minutes=minutes)
    return Line(uuid4(), RequestStub(received_at=received, urgency=urgency, status=status), unread)


def test_danger_first_then_who_waits_longest_then_the_rest() -> None:
    calm, late = _line(0, "normal"), _line(5)
    early, danger = _line(1), _line(9, "now")
    done, again = _line(2, status="answered"), _line(3, "soon", "answered", unread=1)
    assert by_rank([done, calm, late, early, again, danger]) == [danger, again, early, late, calm, done]


def test_what_nobody_judged_stands_before_what_is_normal() -> None:
    assert [line.stub.urgency for line in by_rank([_line(0, "normal"), _line(1)])] == ["unknown", "normal"]


def test_an_answer_that_came_in_is_unread_until_somebody_looks(dina: Actor) -> None:
    words = callers.begin_web("Help me.", now=NOW)
    actions.answer(dina, the_request(), "We are here.")
    assert [line.ours for line in access.queue(dina).group(ALL)] == [False]
    _write_again(words, "Thank you.")
    (line,) = access.queue(dina).group(ALL)
    assert (line.unread, line.ours, line.stub.status) == (1, True, "awaiting_us")
    actions.open_thread(dina, the_request())
    (line,) = access.queue(dina).group(ALL)
    assert (line.unread, line.stub.status) == (0, "awaiting_us")


def _write_again(words: list[str], text: str) -> None:
    cookie = callers.enter(" ".join(words), now=utc_now())
    caller = callers.resume(cookie or "", now=utc_now())
    assert caller is not None
    callers.write_again(caller, text, now=utc_now())


def test_tabs_show_what_was_decided(client_of: Clients, dina: Actor) -> None:
    receive()
    actions.decide(dina, the_request(), "declined")
    client = client_of("dina")
    assert len(client.get("/staff/requests/?show=declined").context["rows"]) == 1
    assert not client.get("/staff/requests/").context["rows"]
    assert len(client.get("/staff/requests/?show=all").context["rows"]) == 1


def test_an_unknown_tab_or_page_is_the_first(client_of: Clients) -> None:
    receive()
    page = client_of("dina").get("/staff/requests/?show=<b>&page=-7")
    assert page.status_code == 200
    assert len(page.context["rows"]) == 1


def test_fifty_to_a_page(client_of: Clients) -> None:
    for number in range(51):
        receive(mail(message_id=f"<{number}@mail.example>"))
    client = client_of("dina")
    assert len(client.get("/staff/requests/").context["rows"]) == 50
    assert len(client.get("/staff/requests/?page=2").context["rows"]) == 1


def test_a_warm_queue_opens_nothing_again(dina: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    receive()
    list(access.queue(dina).group(ALL))
    monkeypatch.setattr("waystation.staff.opened.open_at", lambda *_: pytest.fail("opened again"))
    assert len(access.queue(dina).group(ALL)) == 1


def test_others_have_no_lines(out: Actor) -> None:
    with pytest.raises(Absent):
        list(access.queue(out).group(ALL))
