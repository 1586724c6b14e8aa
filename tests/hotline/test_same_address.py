"""What is known of an address holds in every thread with it: anybody can begin a new one under another's name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.hotline.helpers import NOW, mail, receive
from tests.hotline.test_openpgp import autocrypt, letter, sealed, theirs
from tests.hotline.test_two_at_once import form_of, send
from tests.mail.gpg import OURS, Gpg, encrypted, entity
from waystation.casework import actions as casework
from waystation.hotline import actions, contact, contacting, intake, mailkeys, outbox, peers, protection
from waystation.hotline import contact_rules as rules
from waystation.hotline.errors import Exposed, HeldBack, Overtaken
from waystation.hotline.hours import understand
from waystation.hotline.models import ContactRow, Outgoing, Request
from waystation.hotline.records import Contact, Hours
from waystation.mail.envelope import Envelope
from waystation.staff.actor import Actor, utc_now
from waystation.trust import vetting
from waystation.vault.records import set_columns

Clients = Callable[[str], Client]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
ANNA = "anna@example.net"


@pytest.fixture
def dina(dina: Actor) -> Actor:
    return replace(dina, now=lambda: NOW)


@pytest.fixture
def lev(lev: Actor) -> Actor:
    return replace(lev, now=lambda: NOW)


def begin(
    actor: Actor, text: str = "Help me.", *, sender: str = "Anzor <anzor@mail.example>", minutes: int = 0
) -> UUID:
    """A new thread, which somebody of us opened once."""
    before = set(Request.objects.values_list("pk", flat=True))
    raw = mail(text, sender=sender, message_id=f"<{len(before)}.{minutes}@mail.example>")
    receive(raw, now=NOW + timedelta(minutes=minutes - 60))
    (made,) = set(Request.objects.values_list("pk", flat=True)) - before
    actions.open_thread(actor, made)
    return made


def refused(actor: Actor, thread: UUID, text: str = "We are here.") -> set[str]:
    with pytest.raises(HeldBack) as held:
        actions.answer(actor, thread, text)
    return set(held.value.why)


# how somebody may be reached


def test_what_somebody_asked_for_holds_for_whatever_comes_under_their_address(dina: Actor) -> None:
    first = begin(dina)
    contacting.save(dina, first, Contact(stop=True, unsaid=("police",)))
    second = begin(dina, sender="ANZOR@mail.example")
    assert refused(dina, second) == {rules.STOP}
    assert refused(dina, second, "The police came.") == {rules.STOP, rules.UNSAID}
    begin(dina, sender="other@mail.example")
    assert contact.of(dina, second).elsewhere == (first,)


def test_it_still_does_once_the_first_thread_is_a_case(dina: Actor) -> None:
    first = begin(dina)
    contacting.save(dina, first, Contact(stop=True))
    casework.accept(dina, first, pseudonym="Birch")
    assert refused(dina, begin(dina)) == {rules.STOP}


def test_a_letter_looks_as_it_has_to_in_every_thread(dina: Actor) -> None:
    contacting.save(
        dina, begin(dina), Contact(cover="curtains", subject="Your curtains", sender="Curtains", our_word="owl")
    )
    actions.answer(dina, begin(dina), "We are here.")
    said = letter().decode()
    assert "Subject: Your curtains" in said
    assert "From: Curtains" in said
    assert "owl" in said


def test_hours_of_another_thread_hold_a_letter_back(dina: Actor) -> None:
    second = begin(dina)
    first = begin(dina)
    contacting.save(dina, first, Contact(hours=Hours(never=understand("0-24"))))
    actions.answer(dina, second, "We are here.")
    row = Outgoing.objects.get()
    assert not rules.may_leave(outbox._ready[row.pk], NOW)


def test_letters_of_all_threads_are_held_as_soon_as_one_says_so(dina: Actor) -> None:
    second = begin(dina)
    actions.answer(dina, second, "We are here.")
    assert rules.may_leave(outbox._ready[Outgoing.objects.get().pk], NOW)
    contacting.save(dina, begin(dina), Contact(stop=True))
    assert outbox._ready[Outgoing.objects.get().pk].stopped == rules.STOP


def test_a_word_said_in_one_thread_is_heard_in_the_others(dina: Actor) -> None:
    first = begin(dina)
    word = rules.agreed("the heron sleeps", bytes(16))
    contacting.save(dina, first, Contact(word_duress=word))
    second = begin(dina, "All is well. The heron sleeps.")
    third = begin(dina)
    assert refused(dina, second) == refused(dina, first) == refused(dina, third) == {rules.DURESS}


def test_what_was_joined_into_another_thread_counts_with_it(dina: Actor) -> None:
    joined, other = begin(dina), begin(dina)
    contacting.save(dina, joined, Contact(stop=True))
    actions.join(dina, joined, into=other)
    assert refused(dina, begin(dina)) == {rules.STOP}


def test_a_second_person_may_let_it_leave(dina: Actor, lev: Actor) -> None:
    contacting.save(dina, begin(dina), Contact(stop=True))
    second = begin(dina)
    asked = contacting.ask_second(dina, second, "We are here.", "It is somebody else.")
    contacting.agree(lev, second, asked)
    assert Outgoing.objects.count() == 1


def test_what_was_changed_by_force_elsewhere_holds_everything(dina: Actor) -> None:
    first, second = begin(dina), begin(dina)
    contacting.save(dina, first, Contact())
    row = ContactRow.objects.get()
    set_columns(ContactRow.objects.filter(pk=row.pk), sealed=bytes(row.sealed[:-1]) + bytes([row.sealed[-1] ^ 1]))
    assert refused(dina, second) == {rules.DAMAGED}


def test_the_page_says_where_it_stands(client_of: Clients, dina: Actor) -> None:
    first = begin(dina)
    contacting.save(dina, first, Contact(stop=True))
    page = unescape(client_of("dina").get(f"/staff/requests/{begin(dina)}").content.decode())
    assert "This person asked that we do not write at all." in page
    assert f'href="/staff/requests/{first}">What another thread with this address says holds here too.' in page


# who is turned away


@pytest.mark.parametrize("state", ["hostile", "rejected"])
def test_whoever_is_turned_away_is_answered_by_two_alone(dina: Actor, lev: Actor, state: str) -> None:
    thread = begin(dina)
    actions.answer(dina, thread, "We are here.")
    vetting.judge(dina, thread, state, "asks for names")
    assert rules.may_leave(outbox._ready[Outgoing.objects.get().pk], NOW)
    vetting.judge(lev, thread, state)
    assert outbox._ready[Outgoing.objects.get().pk].stopped == state  # what waited is held, too
    assert refused(dina, thread) == {state}
    assert refused(dina, begin(dina)) == {state}
    asked = contacting.ask_second(dina, thread, "There is another hotline.", "That much we owe anybody.")
    contacting.agree(lev, thread, asked)
    assert Outgoing.objects.count() == 2


def test_a_web_caller_too(dina: Actor, lev: Actor) -> None:
    from waystation.hotline import callers

    callers.begin_web("Where are you?", now=NOW)
    thread = Request.objects.get().pk
    vetting.judge(dina, thread, "hostile", "asks for names")
    vetting.judge(lev, thread, "hostile")
    assert refused(dina, thread) == {rules.HOSTILE}
    vetting.judge(dina, thread, "pending", "we were wrong")
    actions.answer(dina, thread, "We are here.")


def test_pages_say_who_is_turned_away_and_what_is_proposed(client_of: Clients, dina: Actor, lev: Actor) -> None:
    thread = begin(dina)
    client, path = client_of("lev"), f"/staff/requests/{thread}"
    vetting.judge(dina, thread, "hostile", "asks for names")
    page = unescape(client.get(path).content.decode())
    assert "A colleague holds this person to be: Hostile. A second person has not said so yet." in page
    vetting.judge(lev, thread, "hostile")
    page = unescape(client.get(path).content.decode())
    assert "Two of us hold this person to be hostile: nothing may be told." in page
    assert "A second person has not said so yet" not in page
    assert "Hostile" in client.get("/staff/requests/?group=all").content.decode()


# two of us


def test_an_answer_in_another_thread_is_seen_before_one_writes_here(
    client_of: Clients, dina: Actor, lev: Actor
) -> None:
    first, second = begin(dina), begin(dina)
    client = client_of("dina")
    form = form_of(unescape(client.get(f"/staff/requests/{second}").content.decode()))
    actions.answer(replace(lev, now=utc_now), first, "We read you.")
    answer = send(client, second, form)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "something was said in another thread with this address" in page
    assert f'<a href="/staff/requests/{first}">Read that first</a>' in page
    assert Outgoing.objects.count() == 1
    assert send(client, second, form_of(page)).status_code == 303
    with pytest.raises(Overtaken):
        actions.answer(dina, first, "And again.", elsewhere=0)


# keys


@pytest.fixture
def gpg(tmp_path: Path, settings: Any, lev: Actor) -> Iterator[Gpg]:
    settings.WAYSTATION_MAIL_ADDRESS = OURS
    person = Gpg(tmp_path / "h")
    person.make(ANNA)
    mailkeys.make(lev, OURS)
    person.take(mailkeys.published()[OURS])
    yield person
    person.stop()


@pytest.fixture
def mallory(tmp_path: Path) -> Iterator[Gpg]:
    person = Gpg(tmp_path / "m")
    person.make(ANNA)
    yield person
    person.stop()


def new(actor: Actor, raw: bytes, *, minutes: int = 0) -> UUID:
    before = set(Request.objects.values_list("pk", flat=True))
    intake.receive(raw, Envelope("imap"), now=NOW + timedelta(minutes=minutes - 60))
    (made,) = set(Request.objects.values_list("pk", flat=True)) - before
    actions.open_thread(actor, made)
    return made


def plain(text: str, *, number: int, more: str = "") -> bytes:
    return mail(text, sender=ANNA, message_id=f"<{number}@example.net>", more=more)


@pytest.mark.real
def test_a_forged_key_in_a_new_thread_is_another_key(dina: Actor, gpg: Gpg, mallory: Gpg) -> None:
    first = new(dina, sealed(gpg, "Помогите.", more=autocrypt(gpg.public(ANNA))))
    second = new(dina, plain("It is me.", number=2, more=autocrypt(mallory.public(ANNA))), minutes=1)
    row, stub = actions.open_thread(dina, second)
    found = peers.standing(dina, row, stub)
    known = peers.standing(dina, *actions.open_thread(dina, first))
    assert found.in_use == known.in_use
    assert found.other is not None
    assert found.default == ""  # who wrote encrypted once is not answered readable unasked
    with pytest.raises(Exposed):
        actions.answer(dina, second, "We are here.")
    actions.answer(dina, second, "We are here.", protection=peers.ENCRYPT)
    assert b"We are here." in gpg.run("--decrypt", given=letter())


@pytest.mark.real
def test_nor_is_whoever_leaves_the_key_away_answered_readable(dina: Actor, gpg: Gpg) -> None:
    new(dina, sealed(gpg, "Помогите."))  # encrypted, with no key shown
    second = new(dina, plain("It is me.", number=2), minutes=1)
    with pytest.raises(Exposed):
        actions.answer(dina, second, "We are here.")


@pytest.mark.real
def test_two_threads_that_know_two_keys_are_told(client_of: Clients, dina: Actor, gpg: Gpg, mallory: Gpg) -> None:
    first = new(dina, sealed(gpg, "Помогите.", more=autocrypt(gpg.public(ANNA))))
    forged = new(dina, plain("And me.", number=3, more=autocrypt(mallory.public(ANNA))), minutes=2)
    row, stub = actions.open_thread(dina, forged)
    other = peers.standing(dina, row, stub).other
    assert other is not None
    peers.trust(dina, forged, other.fingerprint)
    found = peers.standing(dina, *actions.open_thread(dina, first))
    assert found.elsewhere is not None
    assert found.elsewhere.fingerprint == other.fingerprint
    assert found.default == ""
    page = client_of("dina").get(f"/staff/requests/{first}").content.decode()
    assert "Another thread knows another key" in page
    assert protection.fingerprint(other.fingerprint) in page


@pytest.mark.real
def test_the_same_protected_text_is_known_again_in_a_new_thread(client_of: Clients, dina: Actor, gpg: Gpg) -> None:
    raw = encrypted(gpg.seal(entity("Помогите."), ANNA), more=autocrypt(gpg.public(ANNA)))
    new(dina, raw)
    again = new(dina, raw.replace(b"<1@example.net>", b"<2@example.net>"), minutes=1)
    assert len(theirs(dina, again)) == 1
    page = client_of("dina").get(f"/staff/requests/{again}").content.decode()
    assert str(protection.REPEATED) in page
