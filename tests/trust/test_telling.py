"""Before somebody answers: is it still the same person?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.hotline.helpers import mail, receive
from tests.stage import Organisation, clear
from tests.trust.people import at, written
from waystation.hotline import access, actions, contacting
from waystation.hotline import contact_rules as rules
from waystation.hotline.intake import remember_sent
from waystation.hotline.records import Contact
from waystation.staff.actor import Actor
from waystation.trust import telling
from waystation.trust.vetting_rules import LAPSES

ENGLISH = {"accept-language": "en"}
MONTH = timedelta(days=30)


@pytest.fixture
def thread(organisation: Organisation, dina: Actor) -> UUID:
    made = written()
    actions.open_thread(dina, made)
    return made


def wrote_again(dina: Actor, thread: UUID, after: timedelta, sender: str = "Anzor <anzor@mail.example>") -> Actor:
    """They answer what we wrote; the one who reads it."""
    start = access.records(dina, thread)[0][1].at
    remember_sent("<ours@waystation.example>", thread)
    more = "In-Reply-To: <ours@waystation.example>\r\n"
    receive(mail("Are you there?", sender=sender, message_id="<9@mail.example>", more=more), now=start + after)
    return at(dina, start + after + timedelta(hours=1))


def answered(dina: Actor, thread: UUID) -> None:
    start = access.records(dina, thread)[0][1].at
    actions.answer(at(dina, start + timedelta(hours=1)), thread, "We are here.")


def test_nothing_is_asked_of_somebody_who_just_wrote(dina: Actor, thread: UUID) -> None:
    answered(dina, thread)
    assert telling.before_answering(wrote_again(dina, thread, timedelta(days=1)), thread)[1] == []


@pytest.mark.parametrize("vetted", [True, False])
def test_a_long_silence_is_said_before_anybody_answers(dina: Actor, thread: UUID, vetted: bool) -> None:
    answered(dina, thread)
    if vetted:
        clear(at(dina, access.records(dina, thread)[0][1].at + timedelta(hours=2)), thread)
    assert telling.before_answering(wrote_again(dina, thread, MONTH), thread)[1] == [LAPSES["silence"]]


@pytest.mark.parametrize("vetted", [True, False])
def test_so_is_another_address(dina: Actor, thread: UUID, vetted: bool) -> None:
    answered(dina, thread)
    if vetted:
        clear(at(dina, access.records(dina, thread)[0][1].at + timedelta(hours=2)), thread)
    reader = wrote_again(dina, thread, timedelta(days=1), "Anzor <else@mail.example>")
    assert telling.before_answering(reader, thread)[1] == [LAPSES["address"]]


def test_the_page_says_so_and_asks_for_the_word(client_of: Callable[[str], Client], dina: Actor, thread: UUID) -> None:
    contacting.save(dina, thread, Contact(word_ok=rules.agreed("lamp", b"s" * rules.SALT)))
    answered(dina, thread)
    client = client_of("dina")
    before = client.get(f"/staff/requests/{thread}", headers=ENGLISH).content.decode()
    wrote_again(dina, thread, MONTH)
    after = client.get(f"/staff/requests/{thread}", headers=ENGLISH).content.decode()
    assert "Make sure first that it is still this person" not in before
    for text in ("Make sure first that it is still this person", "after a long silence", "Ask for the agreed word."):
        assert text in after
