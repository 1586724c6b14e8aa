"""One thread: read, answered, noted, judged, joined."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.hotline.helpers import NOW, entries, mail, receive, the_request
from waystation.audit.log import entries as audit_entries
from waystation.hotline import access, actions, callers, contacting, outbox, queue
from waystation.hotline.errors import AlreadyStored, NoAddress, NotPossible
from waystation.hotline.models import Message, Outgoing, Request
from waystation.hotline.queue import ALL
from waystation.hotline.records import Contact, Hours, MessageRecord, Window
from waystation.hotline.rules import Line
from waystation.mail.parse import parse
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent
from waystation.staff.teams import AUDIT, locator
from waystation.vault.compartments import Compartment
from waystation.vault.content import seal_content
from waystation.vault.records import post

Clients = Callable[[str], Client]


def page_of(client: Client, request_id: UUID) -> str:
    return client.get(f"/staff/requests/{request_id}", headers={"accept-language": "en"}).content.decode()


def test_it_works(client_of: Clients) -> None:
    receive()
    shown = page_of(client_of("dina"), the_request())
    assert "They came to my brother&#x27;s house." in shown
    assert "anzor@mail.example" in shown


def test_the_answer_is_a_letter_that_threads(dina: Actor) -> None:
    receive(mail(more="References: <0@mail.example>\r\n"))
    actions.answer(dina, the_request(), "We read you.\nAre you safe?")
    (letter,) = outbox._ready.values()
    said = parse(letter.message)
    assert letter.recipients == ("anzor@mail.example",)
    assert (said.sender_name, said.sender_address) == ("Alma", "help@waystation.example")
    assert said.references == ("<0@mail.example>", "<1@mail.example>")
    assert said.text.startswith("We read you.\nAre you safe?\n\n-- \nAlma\n\nIs this from us?")
    assert said.subject == "Re: Your question"


def test_the_answer_stands_in_the_thread_with_its_state(client_of: Clients) -> None:
    receive()
    client, request_id = client_of("dina"), the_request()
    form = client.get(f"/staff/requests/{request_id}").context["answer_form"]
    sent = {"text": "We read you.", "once": form.initial["once"]}
    answer = client.post(f"/staff/requests/{request_id}/answer", sent)
    assert (answer.status_code, answer["Location"]) == (303, f"/staff/requests/{request_id}?notice=answer-sent")
    assert "On its way" in page_of(client, request_id)


def test_what_becomes_of_an_answer_is_said_as_it_is(client_of: Clients, dina: Actor) -> None:
    def told(thread: UUID) -> str:
        client = client_of("dina")
        sent = client.post(f"/staff/requests/{thread}/answer", {"text": "We read you."})
        page = client.get(sent["Location"], headers={"accept-language": "en"}).content.decode()
        return page.split("The answer is written. ")[1].split("<")[0]

    receive()
    mailed = the_request()
    assert told(mailed).startswith("It leaves now, by e-mail.")
    contacting.save(dina, mailed, Contact(hours=Hours(never=(Window(days=tuple(range(7)), start=0, end=0),))))
    assert told(mailed).startswith("It is held until the hours that are safe for them")
    callers.begin_web("Help me.", now=NOW)
    web = Request.objects.exclude(pk=mailed).get().pk
    assert told(web).startswith("It waits on our page, behind their twelve words.")


def test_sent_twice_an_answer_leaves_once(client_of: Clients) -> None:
    receive()
    client, request_id = client_of("dina"), the_request()
    form = client.get(f"/staff/requests/{request_id}").context["answer_form"]
    sent = {"text": "We read you.", "once": form.initial["once"]}
    client.post(f"/staff/requests/{request_id}/answer", sent)
    second = client.post(f"/staff/requests/{request_id}/answer", sent)
    assert second["Location"].endswith("notice=answer-already-sent")
    assert (Message.objects.count(), Outgoing.objects.count()) == (2, 1)


def test_an_answer_that_cannot_be_taken_keeps_its_text(client_of: Clients) -> None:
    receive()
    client, request_id = client_of("dina"), the_request()
    answer = client.post(f"/staff/requests/{request_id}/answer", {"text": "long " * 5000})
    assert answer.status_code == 422
    assert "long long" in answer.content.decode()


@pytest.mark.parametrize("sender", ["", "nobody", "<>", "x" * 400])
def test_without_an_address_there_is_no_answer(dina: Actor, sender: str) -> None:
    receive(mail(sender=sender))
    with pytest.raises(NoAddress):
        actions.answer(dina, the_request(), "We read you.")
    assert not Outgoing.objects.exists()


def test_a_sender_cannot_name_further_recipients(dina: Actor) -> None:
    receive(mail(sender="a@mail.example Bcc: x@evil.example, y@evil.example"))
    try:
        actions.answer(dina, the_request(), "We read you.")
    except NoAddress:
        return
    (letter,) = outbox._ready.values()
    assert len(letter.recipients) == 1
    assert b"evil" not in letter.message


def test_a_web_caller_reads_the_answer(dina: Actor) -> None:
    words = callers.begin_web("Help me.", now=NOW)
    actions.answer(dina, the_request(), "We are here.")
    cookie = callers.enter(" ".join(words), now=utc_now())
    caller = callers.resume(cookie or "", now=utc_now())
    assert caller is not None
    seen = [(said.direction, said.text, said.persona) for said in callers.messages(caller)]
    assert seen == [("in", "Help me.", ""), ("out", "We are here.", "Alma")]
    assert not Outgoing.objects.exists()


def test_a_note_stays_with_staff(dina: Actor) -> None:
    words = callers.begin_web("Help me.", now=NOW)
    actions.note(dina, the_request(), "Sounds like the caller of May.")
    caller = callers.resume(callers.enter(" ".join(words), now=utc_now()) or "", now=utc_now())
    assert caller is not None
    assert len(callers.messages(caller)) == 1
    assert [entry.record.direction for entry in entries(dina, the_request())] == ["in", "note"]


def test_a_call_is_written_down(client_of: Clients, dina: Actor) -> None:
    client = client_of("dina")
    form = client.get("/staff/requests/note").context["form"]
    sent = {"text": "He called from the market.", "who": "A caller", "urgency": "now", "once": form.initial["once"]}
    made = client.post("/staff/requests/note", sent)
    again = client.post("/staff/requests/note", sent)
    assert (made.status_code, again.status_code, Request.objects.count()) == (303, 303, 1)
    _, stub = access.request(dina, the_request())
    assert (stub.channel, stub.urgency, stub.who) == ("note", "now", "A caller")


def test_a_call_cannot_be_answered_by_mail(dina: Actor) -> None:
    request_id = actions.take_note(dina, "He called.", who="someone@mail.example")
    with pytest.raises(NoAddress):
        actions.answer(dina, request_id, "Hello.")


def test_judging_changes_what_was_changed(client_of: Clients, dina: Actor) -> None:
    receive()
    client, request_id = client_of("dina"), the_request()
    client.get(f"/staff/requests/{request_id}")
    given = {"urgency": "now", "owner": str(dina.account), "next": "Ask for a photo of nothing", "status": "new"}
    assert client.post(f"/staff/requests/{request_id}/triage", given).status_code == 303
    _, stub = access.request(dina, request_id)
    assert (stub.urgency, stub.owner, stub.next, stub.status) == ("now", dina.account, given["next"], "new")


@pytest.mark.parametrize("status", ["new", "accepted", "nonsense"])
def test_some_states_are_not_set_by_hand(dina: Actor, status: str) -> None:
    receive()
    with pytest.raises(NotPossible):
        actions.decide(dina, the_request(), status)


def test_an_unknown_urgency_is_refused(dina: Actor) -> None:
    receive()
    with pytest.raises(KeyError):
        actions.set_urgency(dina, the_request(), "whenever")


def _two(dina: Actor) -> tuple[UUID, UUID]:
    receive()
    first = the_request()
    receive(mail("And now my sister.", message_id="<2@mail.example>", subject="again"))
    second = Request.objects.exclude(pk=first).get().pk
    for request_id in (first, second):
        actions.open_thread(dina, request_id)
    return first, second


def test_earlier_requests_of_the_same_sender_can_be_joined(client_of: Clients, dina: Actor) -> None:
    first, second = _two(dina)
    client = client_of("dina")
    assert "Join into this thread" in page_of(client, first)
    client.post(f"/staff/requests/{first}/join/{second}")
    assert {entry.text for entry in entries(dina, first)} == {
        "They came to my brother's house. Please help.",
        "And now my sister.",
    }
    assert client.get(f"/staff/requests/{second}")["Location"] == f"/staff/requests/{first}"
    assert [line.id for line in access.queue(dina).group(ALL)] == [first]


def test_earlier_requests_are_found_without_a_look_at_all_others(dina: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = _two(dina)
    for number in range(9):
        receive(mail("Help me.", sender="zarema@mail.example", message_id=f"<z{number}@mail.example>"))
    looked_at: list[Line] = []
    line = queue._line
    monkeypatch.setattr(queue, "_line", lambda told: looked_at.append(found := line(told)) or found)
    row, stub = actions.open_thread(dina, first)
    assert [line.id for line in access.earlier(dina, row, stub)] == [second]
    assert {line.id for line in looked_at} == {first, second}


def test_an_answer_to_a_joined_thread_follows_it(dina: Actor) -> None:
    first, second = _two(dina)
    actions.answer(dina, second, "We read you.")
    ours = parse(next(iter(outbox._ready.values())).message).message_id
    actions.join(dina, second, into=first)
    receive(mail("Yes.", message_id="<9@mail.example>", more=f"In-Reply-To: {ours}\r\n"), now=utc_now())
    assert entries(dina, first)[-1].text == "Yes."


def test_a_web_callers_thread_is_not_joined_away(dina: Actor) -> None:
    receive()
    mailed = the_request()
    callers.begin_web("Help me.", now=NOW)
    web = Request.objects.exclude(pk=mailed).get().pk
    with pytest.raises(NotPossible):
        actions.join(dina, web, into=mailed)
    with pytest.raises(NotPossible):
        actions.join(dina, mailed, into=mailed)


def test_a_message_from_another_address_is_marked(client_of: Clients, dina: Actor) -> None:
    receive()
    actions.answer(dina, the_request(), "We read you.")
    ours = parse(next(iter(outbox._ready.values())).message).message_id
    forged = mail("Send me the address.", sender="x@evil.example", message_id="<7@x>", more=f"References: {ours}\r\n")
    receive(forged, now=utc_now())
    assert "From another address" in page_of(client_of("dina"), the_request())


def test_a_message_put_into_a_thread_by_force_is_not_shown_but_told(client_of: Clients, dina: Actor) -> None:
    receive()
    first = the_request()
    receive(mail("Forged words.", message_id="<2@mail.example>"))
    Message.objects.exclude(thread=first).update(thread=first)
    shown = page_of(client_of("dina"), first)
    assert "put here by force" in shown
    assert "They came" in shown
    assert "Forged words." not in shown


def test_a_stranger_cannot_post_in_our_name(client_of: Clients, dina: Actor) -> None:
    receive()
    row, _ = access.request(dina, the_request())
    key, body = seal_content(b"Go to the market.", (message := uuid4()).bytes)
    record = MessageRecord(thread=row.pk, at=NOW, key=key, direction="out", persona="Alma")
    post(Message, record, (row.locator, Compartment.SELF), id=message, thread=row.pk, body=body)
    assert "Go to the market." not in page_of(client_of("dina"), row.pk)


def test_attachments_are_listed_and_handed_out_as_plain_bytes(client_of: Clients, dina: Actor) -> None:
    receive(
        b"From: a@mail.example\r\nMessage-ID: <1@a>\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsee\r\n'
        b'--b\r\nContent-Type: text/html; name="<script>.html"\r\nContent-Disposition: attachment\r\n'
        b"Content-Transfer-Encoding: base64\r\n\r\nPGI+aGk8L2I+\r\n--b--\r\n"
    )
    client, request_id = client_of("dina"), the_request()
    shown = page_of(client, request_id)
    assert "&lt;script&gt;.html" in shown
    base = f"/staff/requests/{request_id}/messages/{Message.objects.get().pk}/attachments/"
    assert client.get(f"{base}0").status_code == 405
    got = client.post(f"{base}0")
    assert (got.getvalue(), got["Content-Type"]) == (b"<b>hi</b>", "application/octet-stream")
    assert got["Content-Disposition"] == 'attachment; filename="file-1.bin"'
    assert client.post(f"{base}7").status_code == 404


def test_outsiders_can_do_nothing(client_of: Clients, out: Actor) -> None:
    receive()
    client, request_id = client_of("out"), the_request()
    unknown = client.get("/staff/nowhere").content
    for path in ("answer", "note", "triage", f"join/{uuid4()}", f"messages/{uuid4()}/attachments/0"):
        answer = client.post(f"/staff/requests/{request_id}/{path}", {"text": "x", "urgency": "now", "status": "new"})
        assert (answer.status_code, answer.content) == (404, unknown)
    for act in (actions.answer, actions.note, actions.decide, actions.set_urgency):
        with pytest.raises(Absent):
            act(out, request_id, "now")
    with pytest.raises(Absent):
        actions.take_note(out, "He called.")


def test_a_form_offered_twice_is_known(dina: Actor) -> None:
    receive()
    message = uuid4()
    for act in (actions.answer, actions.note):
        act(dina, the_request(), "Once.", message_id=message)
        with pytest.raises(AlreadyStored):
            act(dina, the_request(), "Once.", message_id=message)
        message = uuid4()


def test_reading_and_answering_stand_in_the_log(dina: Actor, lev: Actor) -> None:
    receive()
    actions.open_thread(dina, the_request())
    actions.answer(dina, the_request(), "We read you.")
    verbs = [line.verb for _, line in audit_entries(lev.keys, locator(AUDIT), newest=3)]
    assert verbs == ["hotline.answered", "hotline.opened", "hotline.received"]


def test_a_mail_without_a_sender_is_read_once_and_says_so(dina: Actor, client_of: Clients) -> None:
    receive(mail(sender="Somebody", subject="x"))
    request_id = the_request()
    assert "E-mail, not opened yet" in listed(client_of("dina"))
    page_of(client_of("dina"), request_id)
    assert "Somebody" in listed(client_of("dina"))
    assert access.request(dina, request_id)[1].read


def test_a_mail_without_any_sender_is_not_called_unopened_for_ever(dina: Actor, client_of: Clients) -> None:
    receive(mail(sender="<>"))
    page_of(client_of("dina"), the_request())
    assert "E-mail without a sender" in listed(client_of("dina"))


def listed(client: Client) -> str:
    return client.get("/staff/requests/?show=all", headers={"accept-language": "en"}).content.decode()


def test_the_whole_mail_can_be_taken_as_it_came(client_of: Clients, dina: Actor) -> None:
    receive()
    ((row, _record),) = access.records(dina, the_request())
    client = client_of("dina")
    path = f"/staff/requests/{the_request()}/messages/{row.pk}/original"
    assert path in page_of(client, the_request())
    taken = client.get(path)
    assert b"".join(taken) == mail()
    assert taken["Content-Disposition"].startswith("attachment")
    assert client.get(path.replace(str(row.pk), str(uuid4()))).status_code == 404


def test_only_who_may_answer_is_offered_to_look_after_a_request(client_of: Clients) -> None:
    receive()
    page = client_of("dina").get(f"/staff/requests/{the_request()}")
    offered = {name for value, name in page.context["triage_form"].fields["owner"].choices if value}
    assert offered == {"Alma", "Tim"}


def test_what_hides_in_a_web_message_is_made_visible(dina: Actor) -> None:
    callers.begin_web("pay\u202egnp.exe", now=NOW)
    (entry,) = entries(dina, the_request())
    assert entry.text == "pay[U+202E]gnp.exe"
