"""A request becomes a case's: its messages open with the case's CONTACT key and no longer with the duty team's."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from tests.hotline.helpers import NOW, entries, mail, receive, the_request
from waystation.hotline import access, actions, callers, outbox
from waystation.hotline.errors import NotPossible
from waystation.hotline.models import CallerMessage, Message, Outgoing, Request
from waystation.hotline.queue import ALL
from waystation.mail.parse import parse
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent
from waystation.vault import grants
from waystation.vault.compartments import Compartment
from waystation.vault.keyring import Keyring


def _handed_over(actor: Actor, request_id: UUID) -> tuple[UUID, Actor]:
    """Hands it to a new case; returns the case and the actor with its key."""
    (key,) = grants.create_keys(uuid4(), [Compartment.CONTACT])
    row, _ = access.request(actor, request_id)
    with transaction.atomic():
        actions.hand_over(actor, row, key)
    return key.locator, replace(actor, keys=Keyring([*actor.keys.keys(), key]), memory={})


def test_it_works(dina: Actor) -> None:
    receive()
    case, informed = _handed_over(dina, the_request())
    _, stub = access.request(informed, the_request())
    assert (stub.status, stub.case, stub.who) == ("accepted", case, "anzor@mail.example")
    assert entries(informed, the_request())[0].text.startswith("They came")
    assert [row.pk for row, _ in access.requests_of_case(informed, case)] == [the_request()]


def test_without_the_cases_key_it_is_not_there(dina: Actor) -> None:
    receive()
    actions.answer(dina, the_request(), "We read you.")
    _handed_over(dina, the_request())
    uninformed = replace(dina, memory={})
    with pytest.raises(Absent):
        access.request(uninformed, the_request())
    assert list(access.queue(uninformed).group(ALL)) == []
    assert {row.compartment for model in (Request, Message, Outgoing) for row in model.objects.all()} == {
        Compartment.CONTACT
    }


def test_what_comes_later_is_sealed_to_the_case(dina: Actor) -> None:
    receive()
    actions.answer(dina, the_request(), "We read you.")
    ours = parse(next(iter(outbox._ready.values())).message).message_id
    case, informed = _handed_over(dina, the_request())
    receive(mail("Yes.", message_id="<2@mail.example>", more=f"In-Reply-To: {ours}\r\n"), now=utc_now())
    assert [entry.text for entry in entries(informed, the_request())][-1] == "Yes."
    assert set(Message.objects.values_list("locator", flat=True)) == {case}


def test_the_web_caller_notices_nothing(dina: Actor) -> None:
    words = callers.begin_web("Help me.", now=NOW)
    case, informed = _handed_over(dina, the_request())
    caller = callers.resume(callers.enter(" ".join(words), now=utc_now()) or "", now=utc_now())
    assert caller is not None
    callers.write_again(caller, "Are you there?", now=utc_now())
    actions.answer(informed, the_request(), "Yes.")
    assert [said.text for said in callers.messages(caller)] == ["Help me.", "Are you there?", "Yes."]
    assert case not in set(CallerMessage.objects.values_list("locator", flat=True))


def test_what_is_a_case_is_not_declined_as_a_request(dina: Actor) -> None:
    receive()
    _, informed = _handed_over(dina, the_request())
    with pytest.raises(NotPossible):
        actions.decide(informed, the_request(), "declined")


def test_outsiders_hand_nothing_over(dina: Actor, out: Actor) -> None:
    receive()
    row, _ = access.request(dina, the_request())
    (key,) = grants.create_keys(uuid4(), [Compartment.CONTACT])
    with pytest.raises(Absent), transaction.atomic():
        actions.hand_over(out, row, key)
