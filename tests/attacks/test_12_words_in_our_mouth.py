"""Attack 12: whoever can write to the database answers a caller in our name, or turns our answers to themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client

from tests.attacks import forge
from tests.hotline.helpers import NOW, entries, receive, the_request
from waystation.hotline import access, actions, callers, phrases
from waystation.hotline.errors import NoAddress
from waystation.hotline.models import CallerMessage, Message, Outgoing, Request
from waystation.hotline.queue import ALL
from waystation.hotline.records import CallerMessageRecord, MessageRecord, RequestStub
from waystation.staff.access import damaged
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent
from waystation.staff.teams import DUTY, locator
from waystation.vault import directory, records, suite, whole
from waystation.vault.compartments import Compartment
from waystation.vault.content import seal_content
from waystation.vault.keyring import Key
from waystation.vault.models import Sealed

Clients = Callable[[str], Client]
LURE = "Come to the bus stop at five, alone."


def caller_of(words: list[str]) -> callers.Caller:
    caller = callers.resume(callers.enter(" ".join(words), now=utc_now()) or "", now=utc_now())
    assert caller is not None
    return caller


def seal(row: Sealed, public: bytes, record: records.Record) -> None:
    """Seals to a public key, as only the product's own code would."""
    row.sealed = forge.posted(row, record, public)


def duty() -> bytes:
    return directory.address(locator(DUTY))[1]


def test_no_key_to_write_to_a_caller_lies_in_the_database(dina: Actor) -> None:
    words = callers.begin_web("Help me.", now=NOW)
    lookup = caller_of(words).lookup
    with pytest.raises(Exception, match="no public key"):
        directory.address(lookup)
    with pytest.raises(TypeError):
        records.post(CallerMessage, CallerMessageRecord(at=NOW, text=LURE), (lookup, Compartment.SELF))


@pytest.mark.parametrize("epoch", [phrases.OWN, phrases.ANSWERS])
def test_a_forged_answer_is_not_shown_but_told(dina: Actor, epoch: int) -> None:
    words = callers.begin_web("Help me.", now=NOW)
    caller = caller_of(words)
    record = CallerMessageRecord(at=NOW, text=LURE, direction="out", persona="Alma")
    for key in (caller.keys.key(caller.lookup, epoch=epoch), Key.new(caller.lookup, epoch=epoch)):
        row = CallerMessage(locator=caller.lookup, compartment=0, epoch=epoch)
        seal(row, key.public, record)
        row.save(force_insert=True)
    assert [said.text for said in callers.messages(caller)] == ["Help me."]
    assert callers.lost(caller)
    client = Client()
    client.post("/en/return", {"phrase": " ".join(words)})
    page = client.get("/en/thread").content.decode()
    assert LURE not in page
    assert "could not be shown" in page


def test_staff_cannot_write_what_the_caller_said(dina: Actor) -> None:
    caller = caller_of(callers.begin_web("Help me.", now=NOW))
    secret = access.answers_secret(dina, the_request())
    callers.copy_to_caller(caller.lookup, secret, CallerMessageRecord(at=NOW, text="I lied."), NOW)
    assert [said.text for said in callers.messages(caller)] == ["Help me."]


def test_a_caller_with_another_s_lookup_reads_no_answer_to_them(dina: Actor) -> None:
    """The column that says where answers go is exchanged for the attacker's own."""
    callers.begin_web("Help me.", now=NOW)
    victim = the_request()
    theirs = caller_of(callers.begin_web("I am nobody.", now=NOW))
    Request._base_manager.exclude(pk=victim).update(caller=uuid4())
    Request._base_manager.filter(pk=victim).update(caller=theirs.lookup)
    with pytest.raises(NoAddress):
        actions.answer(dina, victim, "The address is in Selland.")
    assert [said.text for said in callers.messages(theirs)] == ["I am nobody."]


def posted_message(thread: UUID, **said: Any) -> None:
    message = uuid4()
    key, body = seal_content(LURE.encode(), message.bytes)
    record = MessageRecord(**({"thread": thread, "at": NOW - timedelta(hours=1), "key": key} | said))
    records.post(Message, record, (locator(DUTY), Compartment.SELF), id=message, thread=thread, body=body)


def test_a_second_answering_key_in_a_thread_stops_answers(dina: Actor) -> None:
    callers.begin_web("Help me.", now=NOW)
    posted_message(the_request(), answers=suite.new_secret())
    with pytest.raises(NoAddress):
        actions.answer(dina, the_request(), "The address is in Selland.")
    assert damaged(dina) == 1


FORGED = [
    {"channel": "email", "who": "x@evil.example"},
    {"channel": "email", "name": "Anzor"},
    {"channel": "web", "status": "accepted"},
    {"channel": "web", "case": uuid4()},
    {"channel": "web", "count": 9},
    {"channel": "note", "who": "x@evil.example"},
    {"channel": "web", "urgency": "never"},  # what no page has words for
    {"channel": "web", "language": "../en"},
    {"received_at": NOW.replace(tzinfo=None)},
    {"last_in": datetime.max.replace(tzinfo=UTC)},
]


@pytest.mark.parametrize("said", FORGED)
def test_a_stub_that_says_more_than_a_stranger_may_is_absent_and_told(
    client_of: Clients, dina: Actor, said: dict[str, Any]
) -> None:
    receive()
    row = Request.objects.get()
    seal(row, duty(), RequestStub(**({"received_at": NOW, "last_in": NOW} | said)))
    row.save()
    with pytest.raises(Absent):
        actions.answer(dina, row.pk, "The address is in Selland.")
    assert not Outgoing.objects.exists()
    assert list(access.queue(dina).group(ALL)) == []
    assert damaged(dina) == 1
    assert client_of("dina").get("/staff/requests/").context["alarm"]


def test_the_thread_of_a_web_caller_is_never_answered_by_mail(dina: Actor) -> None:
    callers.begin_web("Help me.", now=NOW)
    row = Request.objects.get()
    seal(row, duty(), RequestStub(received_at=NOW, last_in=NOW))  # as if it had come by mail
    row.caller = None
    row.save()
    posted_message(row.pk, mail=True)
    with pytest.raises(NoAddress):
        actions.answer(dina, row.pk, "The address is in Selland.")
    assert not Outgoing.objects.exists()


@pytest.mark.parametrize("at", [NOW.replace(tzinfo=None), datetime.min.replace(tzinfo=UTC)])
def test_a_message_posted_at_no_time_hides_nothing_else(client_of: Clients, dina: Actor, at: datetime) -> None:
    callers.begin_web("They came to my house.", now=NOW)
    posted_message(the_request(), at=at)
    page = client_of("dina").get(f"/staff/requests/{the_request()}")
    assert page.status_code == 200
    assert "They came to my house." in page.content.decode()
    assert LURE not in page.content.decode()
    assert page.context["unsound"] == 1
    assert client_of("dina").get("/staff/requests/").status_code == 200


@pytest.mark.parametrize("size", [0, 1, 12, 17])
def test_a_row_cut_short_hides_nothing_else(client_of: Clients, dina: Actor, size: int) -> None:
    receive()
    callers.begin_web("They came to my house.", now=NOW)
    row = Request.objects.get(caller=None)
    Request.objects.filter(pk=row.pk).update(sealed=bytes(row.sealed)[:size])
    page = client_of("dina").get("/staff/requests/")
    assert page.status_code == 200
    assert page.context["alarm"]


@pytest.mark.parametrize("mail", [True, False])
def test_a_body_that_was_changed_hides_nothing_else(client_of: Clients, dina: Actor, mail: bool) -> None:
    if mail:
        receive()
    else:
        callers.begin_web("They came to my house.", now=NOW)
    request_id = the_request()
    actions.note(dina, request_id, "Ring back.")
    message = next(row for row, record in access.records(dina, request_id) if record.direction == "in")
    body = bytes(Message.objects.get(pk=message.pk).body)
    Message.objects.filter(pk=message.pk).update(body=body[:-1] + bytes([body[-1] ^ 1]))
    page = client_of("dina").get(f"/staff/requests/{request_id}")
    assert page.status_code == 200
    assert "Ring back." in page.content.decode()
    assert page.context["alarm"]


def test_a_posted_body_that_is_no_text_hides_nothing_else(client_of: Clients, dina: Actor) -> None:
    callers.begin_web("They came to my house.", now=NOW)
    message, request_id = uuid4(), the_request()
    key, body = seal_content(b"\xff\xfe\xff", message.bytes)
    record = MessageRecord(thread=request_id, at=NOW, key=key)
    records.post(Message, record, (locator(DUTY), Compartment.SELF), id=message, thread=request_id, body=body)
    assert client_of("dina").get(f"/staff/requests/{request_id}").status_code == 200
    assert [entry.text for entry in entries(dina, request_id)] == ["They came to my house."]


@pytest.fixture
def led_astray(dina: Actor) -> tuple[list[str], Request, Request]:
    """Words of an attacker's own thread, which leads into somebody else's now: one clear column was changed."""
    words = callers.begin_web("I am nobody.", "Nobody", now=NOW)
    mine = Request.objects.get()
    callers.begin_web("They look for me.", "Zara", now=NOW)
    hers = Request.objects.exclude(pk=mine.pk).get()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE hotline_request SET caller = NULL WHERE id = %s", [_id(mine)])
        cursor.execute("UPDATE hotline_request SET caller = %s WHERE id = %s", [_hex(mine.caller), _id(hers)])
    return words, mine, hers


def _id(row: Request) -> object:
    return _hex(row.pk)


def _hex(value: UUID | None) -> object:
    return value if connection.features.has_native_uuid_field or value is None else value.hex


def test_who_changes_where_a_caller_is_found_speaks_in_nobodys_name(
    dina: Actor, led_astray: tuple[list[str], Request, Request]
) -> None:
    words, _mine, hers = led_astray
    callers.write_again(callers.caller_of(words), "This is Zara. Where shall I go?", now=NOW)
    said = [access.said(dina, row, record).parsed.text for row, record in access.records(dina, hers.pk)]
    assert said == ["They look for me."]
    assert whole.compare(hers.pk) is not None


def test_and_reads_no_answer(dina: Actor, led_astray: tuple[list[str], Request, Request]) -> None:
    words, _mine, hers = led_astray
    callers.write_again(callers.caller_of(words), "This is Zara.", now=NOW)
    with pytest.raises(NoAddress):
        actions.answer(dina, hers.pk, "Come to the blue house.")
    assert all("blue house" not in each.text for each in callers.messages(callers.caller_of(words)))


def test_a_note_of_a_call_never_has_a_web_caller(dina: Actor) -> None:
    words = callers.begin_web("I am nobody.", now=NOW)
    mine = Request.objects.get()
    called = actions.take_note(dina, "Aunt Zara called.", who="Aunt Zara", urgency="now")
    hers = Request.objects.get(pk=called)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE hotline_request SET caller = NULL WHERE id = %s", [_id(mine)])
        cursor.execute("UPDATE hotline_request SET caller = %s WHERE id = %s", [_hex(mine.caller), _id(hers)])
    callers.write_again(callers.caller_of(words), "This is Zara.", now=NOW)
    with pytest.raises(NoAddress):
        actions.answer(dina, called, "Come to the blue house.")
    assert len(access.records(dina, called)) == 1
