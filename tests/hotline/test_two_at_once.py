"""Two of us cannot answer the same person at once unknowingly; who has seen what; two counterparts never meet."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.hotline.helpers import NOW, mail, receive, the_request
from waystation.casework import actions as casework
from waystation.casework.errors import Refused
from waystation.hotline import access, actions, callers, peers, proposing, rules
from waystation.hotline.errors import NotPossible, Overtaken
from waystation.hotline.models import Message, Outgoing, Request
from waystation.staff.actor import Actor, utc_now

Clients = Callable[[str], Client]
TEXT = "Stay where you are. We will write at six."


def english(client: Client, request_id: UUID) -> str:
    return unescape(client.get(f"/staff/requests/{request_id}", headers={"accept-language": "en"}).content.decode())


def form_of(page: str) -> dict[str, str]:
    """What the answer form of a page carries by itself."""
    found = page.split('id="answer"')[1].split("</form>")[0]
    return dict(re.findall(r'<input type="hidden" name="(saw|elsewhere|once)" value="([^"]*)"', found))


def send(client: Client, request_id: UUID, form: dict[str, str]) -> HttpResponse:
    path = f"/staff/requests/{request_id}/answer"
    return client.post(path, {"text": TEXT, "protection": "plain"} | form, headers={"accept-language": "en"})


@pytest.fixture
def thread(dina: Actor) -> UUID:
    receive(now=utc_now() - timedelta(minutes=9))
    return the_request()


def test_whoever_was_overtaken_by_a_colleague_is_asked_again(client_of: Clients, lev: Actor, thread: UUID) -> None:
    client = client_of("dina")
    form = form_of(english(client, thread))
    actions.answer(lev, thread, "We read you.")
    answer = send(client, thread, form)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "since you opened this page, Tim has answered. Read it above" in page
    assert "We read you." in page
    assert TEXT in page  # nothing is lost
    assert Message.objects.count() == 2
    assert send(client, thread, form_of(page)).status_code == 303  # now it is no more unknowingly
    assert Message.objects.count() == 3


def test_whoever_was_overtaken_by_the_other_side_is_asked_again(client_of: Clients, dina: Actor) -> None:
    words = callers.begin_web("Help me.", now=NOW)
    client, thread = client_of("dina"), the_request()
    form = form_of(english(client, thread))
    callers.write_again(callers.caller_of(words), "He is gone now.", now=utc_now())
    page = unescape(send(client, thread, form).content.decode())
    assert "they have written again" in page
    assert "He is gone now." in page
    assert Message.objects.count() == 2


def test_a_note_of_a_colleague_counts_too(client_of: Clients, lev: Actor, thread: UUID) -> None:
    client = client_of("dina")
    form = form_of(english(client, thread))
    actions.note(lev, thread, "Do not write to him today.")
    assert "Tim has left a note" in unescape(send(client, thread, form).content.decode())
    assert not Outgoing.objects.exists()


def test_the_same_form_twice_is_still_one_answer(client_of: Clients, thread: UUID) -> None:
    client = client_of("dina")
    form = form_of(english(client, thread))
    assert [send(client, thread, form).status_code for _ in range(2)] == [303, 303]
    assert Outgoing.objects.count() == 1


def test_the_action_asks_as_the_page_does(dina: Actor, lev: Actor, thread: UUID) -> None:
    saw = len(access.records(dina, thread))
    actions.answer(lev, thread, "We read you.")
    with pytest.raises(Overtaken):
        actions.answer(dina, thread, TEXT, saw=saw)
    actions.answer(dina, thread, TEXT, saw=saw + 1)


def test_that_a_colleague_may_be_writing_is_said_before(client_of: Clients, lev: Actor, thread: UUID) -> None:
    said = "Tim opened this thread at"
    actions.open_thread(lev, thread)
    assert said in english(client_of("dina"), thread)
    assert said not in english(client_of("lev"), thread)  # not of oneself
    actions.answer(lev, thread, "We read you.")
    assert said not in english(client_of("dina"), thread)


def test_whoever_opened_it_long_ago_is_not_there_any_more(client_of: Clients, lev: Actor, thread: UUID) -> None:
    actions.open_thread(replace(lev, now=lambda: utc_now() - timedelta(minutes=21)), thread)
    assert "opened this thread at" not in english(client_of("dina"), thread)


def test_each_message_says_who_has_seen_it(client_of: Clients, lev: Actor, dina: Actor, thread: UUID) -> None:
    actions.open_thread(lev, thread)
    actions.note(lev, thread, "Known from another thread.")
    page = english(client_of("dina"), thread)
    assert page.count("Seen by Alma, Tim") == 1
    assert page.count("Seen by Alma<") == 1  # the note, which its writer need not see


def test_that_a_person_still_looks_is_not_written_each_time(dina: Actor, thread: UUID) -> None:
    _, stub = actions.open_thread(dina, thread)
    version = Request.objects.get().version
    actions.open_thread(dina, thread)
    assert Request.objects.get().version == version
    later = replace(dina, now=lambda: utc_now() + rules.LOOKED_AGAIN)
    actions.open_thread(later, thread)
    assert Request.objects.get().version == version + 1
    assert len(stub.looked) == 1


def two(dina: Actor, other: str = "Anzor <anzor@mail.example>") -> tuple[UUID, UUID]:
    for number, sender in enumerate(("Anzor <anzor@mail.example>", other)):
        receive(mail(message_id=f"<{number}@mail.example>", sender=sender), now=NOW + timedelta(minutes=number))
    first, second = Request.objects.order_by("pk").values_list("pk", flat=True)
    return first, second


def test_threads_of_two_people_are_never_joined(client_of: Clients, dina: Actor) -> None:
    first, second = two(dina, "Zaur <zaur@mail.example>")
    with pytest.raises(NotPossible):
        actions.join(dina, second, into=first)
    client_of("dina").post(f"/staff/requests/{first}/join/{second}")  # whatever a form says
    assert Message.objects.filter(thread=first).count() == 1


def test_threads_of_one_address_are_joined_if_both_are_the_same_to_us(dina: Actor) -> None:
    first, second = two(dina)
    actions.set_counterpart(dina, second, "helper")
    with pytest.raises(NotPossible):
        actions.join(dina, second, into=first)
    actions.set_counterpart(dina, second, "caller")
    actions.join(dina, second, into=first)
    assert Message.objects.filter(thread=first).count() == 2


def test_nobodys_mail_is_joined_into_a_web_callers_thread(dina: Actor) -> None:
    callers.begin_web("Help me.", "anzor@mail.example", now=NOW)
    web = the_request()
    receive()
    mailed = Request.objects.exclude(pk=web).get().pk
    with pytest.raises(NotPossible):
        actions.join(dina, mailed, into=web)


def test_a_call_is_joined_where_somebody_says_whose_it_is(dina: Actor, thread: UUID) -> None:
    call = actions.take_note(dina, "He called.", who="Anzor")
    actions.join(dina, call, into=thread)
    assert Message.objects.filter(thread=thread).count() == 2


def test_a_thread_of_a_case_is_not_joined_into_anothers(dina: Actor, lev: Actor) -> None:
    first, second = two(dina)
    casework.accept(lev, first, pseudonym="Heron")
    casework.accept(lev, second, pseudonym="Crane")
    with pytest.raises(NotPossible):
        actions.join(lev, second, into=first)


def test_a_helper_is_no_case(client_of: Clients, dina: Actor, thread: UUID) -> None:
    form = {"urgency": "unknown", "counterpart": "helper", "owner": "", "next": "", "status": "new"}
    assert client_of("dina").post(f"/staff/requests/{thread}/triage", form).status_code == 303
    page = english(client_of("dina"), thread)
    assert "Accept: open a case" not in page
    with pytest.raises(Refused):
        casework.accept(dina, thread, pseudonym="Heron")
    assert (
        'tone-neutral">Helper'
        in client_of("dina").get("/staff/requests/", headers={"accept-language": "en"}).content.decode()
    )


def test_rules_that_look_at_the_same_moment_do_not_keep_us_from_knowing_who_wrote(
    dina: Actor, lev: Actor, thread: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    met = peers.noticed

    def overtaken(actor: Actor, *which: Any) -> Any:
        monkeypatch.setattr(peers, "noticed", met)
        assert proposing.look_through(lev) == 1
        return met(actor, *which)

    monkeypatch.setattr(peers, "noticed", overtaken)
    _, stub = actions.open_thread(dina, thread)
    assert (stub.read, stub.who) == (True, "anzor@mail.example")
    assert stub.proposed  # and what the rules said stays
