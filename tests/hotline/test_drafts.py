"""An answer that is not ready is kept as a draft: whose it is stands beside it, and nobody loses what they wrote."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.hotline.helpers import NOW, mail, receive, the_request
from waystation.casework import actions as casework
from waystation.desk import access as reviews
from waystation.desk import actions as desk
from waystation.hotline import access, actions, callers, contacting, drafting
from waystation.hotline.errors import KeptByAnother, Overtaken
from waystation.hotline.models import DraftRow, Message, Outgoing, Request
from waystation.hotline.records import Contact, Draft
from waystation.staff.access import refresh
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Stale
from waystation.vault.records import create

Clients = Callable[[str], Client]
TEXT = "Stay where you are. We will write"
HIDDEN = re.compile(r'<input type="hidden" name="(saw|once|draft)" value="([^"]*)"')
BOX = re.compile(r'<textarea name="text"[^>]*>\s*(.*?)</textarea>', re.DOTALL)


def english(client: Client, request_id: UUID) -> str:
    return unescape(client.get(f"/staff/requests/{request_id}", headers={"accept-language": "en"}).content.decode())


def answer_part(page: str) -> str:
    return page.split('id="answer"')[1].split("</form>")[0]


def form_of(page: str) -> dict[str, str]:
    """What the answer form of a page carries by itself, and what stands in its box."""
    part = answer_part(page)
    return {"protection": "plain", "text": BOX.findall(part)[0]} | dict(HIDDEN.findall(part))


def press(client: Client, request_id: UUID, button: str, form: dict[str, str]) -> HttpResponse:
    return client.post(f"/staff/requests/{request_id}/{button}", form, headers={"accept-language": "en"})


def draft(actor: Actor, thread: UUID) -> Draft:
    row, _ = access.request(actor, thread)
    kept = drafting.of(actor, row).record
    assert kept is not None
    return kept


@pytest.fixture
def thread(dina: Actor) -> UUID:
    receive(now=utc_now() - timedelta(minutes=9))
    return the_request()


def test_it_stands_in_the_box_when_one_comes_back(client_of: Clients, thread: UUID) -> None:
    client = client_of("dina")
    page = english(client, thread)
    assert "Keep as a draft" in answer_part(page)
    assert press(client, thread, "draft", form_of(page) | {"text": TEXT}).status_code == 303
    page = english(client, thread)
    assert form_of(page)["text"] == TEXT
    assert "Your draft, kept on" in page
    assert Message.objects.count() == 1
    assert not Outgoing.objects.exists()


def test_it_goes_when_the_answer_leaves(client_of: Clients, dina: Actor, thread: UUID) -> None:
    client = client_of("dina")
    drafting.keep(dina, thread, TEXT, seen=None)
    form = form_of(english(client, thread))
    assert press(client, thread, "answer", form | {"text": TEXT + " at six."}).status_code == 303
    assert not DraftRow.objects.exists()
    assert form_of(english(client, thread))["text"] == ""


def test_one_discards_it(client_of: Clients, dina: Actor, thread: UUID) -> None:
    client = client_of("dina")
    drafting.keep(dina, thread, TEXT, seen=None)
    page = english(client, thread)
    assert "Discard the draft" in page
    assert press(client, thread, "draft/discard", form_of(page)).status_code == 303
    assert not DraftRow.objects.exists()


def test_an_empty_box_is_no_draft(client_of: Clients, thread: UUID) -> None:
    client = client_of("dina")
    assert press(client, thread, "draft", form_of(english(client, thread))).status_code == 422
    assert not DraftRow.objects.exists()


def test_a_colleague_sees_whose_it_is_and_takes_it_over(client_of: Clients, dina: Actor, thread: UUID) -> None:
    drafting.keep(dina, thread, TEXT, seen=None)
    page = english(client_of("lev"), thread)
    assert "Alma keeps a draft since" in page
    assert TEXT in answer_part(page)
    assert form_of(page)["text"] == ""  # what is sent is never by accident a colleague's
    assert "Discard the draft" not in page
    form = form_of(page) | {"text": "Take your papers."}
    assert press(client_of("lev"), thread, "draft/take-over", form).status_code == 303
    assert form_of(english(client_of("lev"), thread))["text"] == f"{TEXT}\n\nTake your papers."
    assert "Tim keeps a draft since" in english(client_of("dina"), thread)


def test_two_do_not_write_over_each_other(client_of: Clients, dina: Actor, lev: Actor, thread: UUID) -> None:
    client = client_of("lev")
    form = form_of(english(client, thread)) | {"text": "Take your papers."}
    drafting.keep(dina, thread, TEXT, seen=None)
    answer = press(client, thread, "draft", form)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Alma keeps a draft in this thread" in page
    assert TEXT in page
    assert form_of(page)["text"] == "Take your papers."
    assert press(client, thread, "draft", form_of(page)).status_code == 422  # not by pressing it again either
    assert draft(lev, thread).text == TEXT
    with pytest.raises(KeptByAnother):
        drafting.discard(lev, thread, seen=draft(lev, thread).at)
    assert press(client, thread, "draft/take-over", form_of(page)).status_code == 303
    assert draft(lev, thread).text == f"{TEXT}\n\nTake your papers."


def test_nor_does_one_window_over_the_other(client_of: Clients, dina: Actor, thread: UUID) -> None:
    client = client_of("dina")
    form = form_of(english(client, thread)) | {"text": "Take your papers."}
    drafting.keep(dina, thread, TEXT, seen=None)
    answer = press(client, thread, "draft", form)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "in another window" in page
    assert TEXT in page
    assert form_of(page)["text"] == "Take your papers."
    assert press(client, thread, "draft", form_of(page)).status_code == 303  # now it is no more unknowingly
    assert draft(dina, thread).text == "Take your papers."


def test_the_same_form_twice_is_one_draft(client_of: Clients, dina: Actor, thread: UUID) -> None:
    client = client_of("dina")
    form = form_of(english(client, thread)) | {"text": TEXT}
    assert [press(client, thread, "draft", form).status_code for _ in range(2)] == [303, 303]
    assert DraftRow.objects.get().version == 1


def test_one_does_not_take_over_what_was_changed_since(dina: Actor, lev: Actor, thread: UUID) -> None:
    drafting.keep(dina, thread, TEXT, seen=None)
    seen = draft(lev, thread).at
    drafting.keep(dina, thread, TEXT + " at six.", seen=seen)
    with pytest.raises(Stale):
        drafting.take_over(lev, thread, seen=seen)
    with pytest.raises(Stale):
        drafting.discard(dina, thread, seen=seen)


def test_whoever_answers_is_told_of_a_colleagues_draft_which_stays(
    client_of: Clients, dina: Actor, lev: Actor, thread: UUID
) -> None:
    client = client_of("lev")
    form = form_of(english(client, thread)) | {"text": "We read you."}
    drafting.keep(dina, thread, TEXT, seen=None)
    answer = press(client, thread, "answer", form)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "since you opened this page, Alma keeps a draft" in page
    assert press(client, thread, "answer", form_of(page)).status_code == 303
    assert draft(dina, thread).text == TEXT
    page = english(client_of("dina"), thread)
    assert "Since this draft was kept, Tim has answered" in page
    assert form_of(page)["text"] == TEXT


def test_the_action_asks_as_the_page_does(dina: Actor, lev: Actor, thread: UUID) -> None:
    drafting.keep(dina, thread, TEXT, seen=None)
    with pytest.raises(Overtaken):
        actions.answer(lev, thread, "We read you.", saw=1)
    assert not Outgoing.objects.exists()


def test_that_they_wrote_since_is_said(client_of: Clients, dina: Actor) -> None:
    words = callers.begin_web("Help me.", now=NOW)
    drafting.keep(dina, the_request(), TEXT, seen=None)
    callers.write_again(callers.caller_of(words), "He is gone now.", now=utc_now())
    assert "Since this draft was kept, they have written again" in english(client_of("dina"), the_request())


def test_a_prepared_text_goes_behind_it(client_of: Clients, dina: Actor, thread: UUID) -> None:
    client = client_of("dina")
    drafting.keep(dina, thread, TEXT, seen=None)
    page = unescape(press(client, thread, "fill", form_of(english(client, thread)) | {"canned": ""}).content.decode())
    assert form_of(page)["text"] == TEXT
    assert press(client, thread, "answer", form_of(page)).status_code == 303
    assert not DraftRow.objects.exists()


def test_it_stays_until_the_second_person_has_agreed(client_of: Clients, dina: Actor, lev: Actor, thread: UUID) -> None:
    client = client_of("dina")
    contacting.save(dina, thread, Contact(stop=True))
    drafting.keep(dina, thread, TEXT, seen=None)
    form = form_of(english(client, thread)) | {"text": TEXT + " at six.", "reason": "His brother asks."}
    assert press(client, thread, "answer", form).status_code == 303
    assert draft(dina, thread).text == TEXT + " at six."
    asked = next(each for _, each in contacting.contact.waiting(lev))
    contacting.agree(lev, thread, asked.id)
    assert not DraftRow.objects.exists()


def test_where_nothing_is_answered_any_more_it_is_still_to_be_read(client_of: Clients, dina: Actor) -> None:
    call = actions.take_note(dina, "He called.", who="Anzor")
    drafting.keep(dina, call, TEXT, seen=None)
    page = english(client_of("dina"), call)
    assert 'id="answer"' not in page
    assert TEXT in page
    stamp = dict(HIDDEN.findall(page))["draft"]
    assert press(client_of("dina"), call, "draft/discard", {"draft": stamp}).status_code == 303
    assert not DraftRow.objects.exists()


def test_the_queue_says_that_one_waits(client_of: Clients, dina: Actor, thread: UUID) -> None:
    def queue() -> str:
        return client_of("lev").get("/staff/requests/", headers={"accept-language": "en"}).content.decode()

    assert "Draft: " not in queue()
    drafting.keep(dina, thread, TEXT, seen=None)
    assert "Draft: Alma" in queue()
    drafting.discard(dina, thread, seen=draft(dina, thread).at)
    assert "Draft: " not in queue()


def test_who_may_not_read_the_thread_has_no_draft_either(ira: Actor, dina: Actor, thread: UUID) -> None:
    with pytest.raises(Absent):
        drafting.keep(ira, thread, TEXT, seen=None)


@pytest.mark.parametrize("who", ["ira", "out"])
def test_for_others_its_pages_are_not_there(client_of: Clients, dina: Actor, thread: UUID, who: str) -> None:
    drafting.keep(dina, thread, TEXT, seen=None)
    form = {"text": "Mine.", "draft": draft(dina, thread).at.isoformat()}
    said = {press(client_of(who), thread, button, form).status_code for button in ("answer", "draft")}
    said |= {press(client_of(who), thread, f"draft/{button}", form).status_code for button in ("take-over", "discard")}
    assert said == {404}
    assert draft(dina, thread).text == TEXT


def test_the_database_reads_neither_text_nor_writer(dina: Actor, thread: UUID) -> None:
    drafting.keep(dina, thread, TEXT, seen=None)
    row = DraftRow.objects.values().get()
    assert row["id"] == thread
    assert (row["locator"], row["compartment"]) == Request.objects.values_list("locator", "compartment").get()
    assert dina.account not in row.values()
    assert TEXT.encode() not in row["sealed"]


def test_one_that_was_changed_by_force_is_not_shown_and_may_be_written_anew(
    client_of: Clients, dina: Actor, thread: UUID
) -> None:
    drafting.keep(dina, thread, TEXT, seen=None)
    row = DraftRow.objects.get()
    DraftRow.objects.update(sealed=bytes(row.sealed[:-1]) + bytes([row.sealed[-1] ^ 1]))
    assert TEXT not in english(client_of("dina"), thread)
    drafting.keep(replace(dina, memory={}), thread, "Anew.", seen=None)
    assert draft(dina, thread).text == "Anew."


def test_one_that_was_put_under_the_thread_from_elsewhere_is_not_shown(
    client_of: Clients, dina: Actor, thread: UUID
) -> None:
    forged = Draft(text=TEXT, by=dina.account, at=NOW)
    create(DraftRow, forged, dina.keys.key(dina.account), id=thread)  # sealed to whoever is led to it
    assert TEXT not in english(client_of("dina"), thread)


def test_it_goes_with_its_thread_into_a_case(lev: Actor, thread: UUID) -> None:
    drafting.keep(lev, thread, TEXT, seen=None)
    casework.accept(lev, thread, pseudonym="Heron")
    assert DraftRow.objects.get().compartment == Compartment.CONTACT
    assert draft(lev, thread).text == TEXT


def test_where_threads_are_joined_both_drafts_are_one(dina: Actor, lev: Actor) -> None:
    for number in range(2):
        receive(mail(message_id=f"<{number}@mail.example>"), now=NOW + timedelta(minutes=number))
    first, second = Request.objects.order_by("pk").values_list("pk", flat=True)
    drafting.keep(dina, first, TEXT, seen=None)
    drafting.keep(lev, second, "Take your papers.", seen=None)
    actions.join(dina, second, into=first)
    assert DraftRow.objects.get().pk == first
    assert draft(dina, first).text == f"{TEXT}\n\nTake your papers."


def test_it_is_erased_with_its_thread(lev: Actor, dina: Actor, thread: UUID) -> None:
    drafting.keep(dina, thread, TEXT, seen=None)
    desk.propose(dina, thread, extent="request", reason="retention")
    refresh(lev)
    ((review, _),) = reviews.proposals(lev)
    desk.erase(lev, review.pk)
    assert not DraftRow.objects.exists()
