"""Attack 7: whoever writes to the database puts a public key of their own there, or says that a thing is others'.

Then what arrives, or what is granted, would be sealed to them. The attacker can seal, write and delete rows, knows the
source, and may hold the keys of one member of staff; the vault half is not in the database.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.attacks.copies import Copy, accepted
from tests.hotline.helpers import NOW, mail, receive, the_request
from tests.stage import Organisation
from waystation.audit.log import entries
from waystation.casework import actions as casework
from waystation.hotline import actions as hotline
from waystation.hotline import callers, outbox
from waystation.hotline.models import CallerMessage, Message, Request
from waystation.mail.errors import TryAgain
from waystation.site import installation
from waystation.staff import actions, integrity, teams
from waystation.staff.actor import Actor
from waystation.staff.models import Team
from waystation.staff.teams import AUDIT, DUTY, EVERYONE, locator
from waystation.vault import directory, grants, records, rings, suite
from waystation.vault.compartments import Compartment
from waystation.vault.errors import NotReady, Substituted
from waystation.vault.keyring import Key, Keyring
from waystation.vault.models import Address, RingPage
from waystation.vault.padding import pad

pytestmark = pytest.mark.usefixtures("in_english")

ClientOf = Callable[[str], Client]


def substitute(holder: uuid.UUID, compartment: Compartment = Compartment.SELF, **more: Any) -> Key:
    """Puts the attacker's public key in the place of a holder's."""
    mine = Key(holder, compartment, 0, suite.new_secret())
    Address.objects.filter(locator=holder, compartment=compartment).update(public=mine.public, **more)
    return mine


def verbs(actor: Actor, newest: int = 9) -> list[str]:
    return [entry.verb for _, entry in entries(actor.keys, locator(AUDIT), newest=newest) if entry]


@pytest.mark.parametrize("mark", [None, b"", bytes(16)])
def test_mail_is_not_sealed_to_a_key_that_is_not_ours(organisation: Organisation, mark: bytes | None) -> None:
    substitute(locator(DUTY), **({} if mark is None else {"mark": mark}))
    with pytest.raises(TryAgain):  # the sender's mail server keeps it
        receive()
    assert not Message.objects.exists()
    assert not Request.objects.exists()


def test_a_caller_is_told_to_try_later_and_keeps_their_words(organisation: Organisation) -> None:
    page = Client().get(reverse("public:write"))
    substitute(locator(DUTY))
    said = {"text": "They came again.", "once": page.context["form"]["once"].value()}
    answer = Client().post(reverse("public:write"), said)
    assert (answer.status_code, "They came again." in answer.content.decode()) == (503, True)
    assert not CallerMessage.objects.exists()


def test_another_holder_s_marked_key_does_not_pass_for_the_team_s(organisation: Organisation) -> None:
    other = Address.objects.get(locator=organisation.accounts["out"])
    Address.objects.filter(locator=locator(DUTY)).update(public=other.public, mark=other.mark)
    with pytest.raises(TryAgain):
        receive()


def test_nothing_is_granted_to_a_key_that_is_not_a_colleague_s(organisation: Organisation, lev: Actor) -> None:
    substitute(organisation.accounts["dina"])
    pages = RingPage.objects.count()
    with pytest.raises(Substituted):
        grants.grant([lev.keys.key(locator(DUTY))], to=organisation.accounts["dina"])
    assert RingPage.objects.count() == pages


def test_no_message_is_sealed_to_a_case_whose_key_is_not_ours(lev: Actor) -> None:
    receive()
    case_id = casework.accept(lev, the_request(), pseudonym="Birch")
    substitute(case_id, Compartment.CONTACT)
    with pytest.raises(NotReady):
        records.post(Message, records.Record(), (case_id, Compartment.CONTACT))


def test_staff_see_it_and_the_log_says_it(client_of: ClientOf, lev: Actor) -> None:
    substitute(locator(DUTY))
    assert "A public key in the database" in client_of("ira").get(reverse("desk:today")).content.decode()
    integrity.notice()
    integrity.notice()
    assert verbs(lev).count("integrity.disagreed") == 1


def test_the_next_start_says_so_and_does_not_serve(organisation: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "open_without_half", actions.ready)
    installation.open_existing()
    substitute(locator(AUDIT))
    integrity.forget()
    with pytest.raises(NotReady, match="a public key in the database"):
        installation.open_existing()


def test_a_coordinator_puts_the_true_key_back(client_of: ClientOf, lev: Actor) -> None:
    substitute(locator(DUTY))
    with pytest.raises(TryAgain):
        receive()
    browser = client_of("lev")
    assert "I know why: take it for right" in browser.get(reverse("desk:log")).content.decode()
    browser.post(reverse("desk:set-aside"))
    receive()
    assert hotline.open_thread(lev, the_request())
    assert "A public key" not in browser.get(reverse("desk:today")).content.decode()


def rotated(holder: uuid.UUID, older: Key) -> Key:
    """The holder gets a new key, as after somebody left; the page that brings it goes to those who stayed."""
    newer = Key.new(holder, older.compartment, epoch=older.epoch + 1)
    directory.publish(newer)
    return newer


@pytest.fixture
def team() -> Key:
    (key,) = grants.create_keys(uuid.uuid4(), [Compartment.SELF])
    return key


@pytest.mark.django_db
def test_of_an_address_the_newest_epoch_alone_stands(team: Key) -> None:
    newer = rotated(team.locator, team)
    assert Address.objects.get(locator=team.locator).epoch == 1
    assert directory.address(team.locator) == (1, newer.public)
    Address.objects.filter(locator=team.locator).delete()  # deleting it alone brings no older one back
    with pytest.raises(NotReady):
        directory.address(team.locator)


@pytest.mark.django_db(transaction=True)
def test_an_older_key_that_is_put_back_is_refused_by_who_saw_the_newer(team: Key) -> None:
    before = Copy(Address.objects.filter(locator=team.locator))
    rotated(team.locator, team)
    directory.address(team.locator)
    before.put_back()
    with pytest.raises(Substituted):
        directory.address(team.locator)
    assert directory.refused() == [(team.locator, Compartment.SELF)]


@pytest.mark.django_db
def test_after_a_restart_the_first_member_s_keyring_tells(team: Key) -> None:
    before = Copy(Address.objects.filter(locator=team.locator))
    newer = rotated(team.locator, team)
    before.put_back()
    directory.forget()
    assert directory.address(team.locator)[0] == 0  # nobody who knows better has come yet
    assert directory.check(Keyring([team])) == []
    assert directory.check(Keyring([team, newer])) == [team.locator]
    with pytest.raises(Substituted):
        directory.address(team.locator)


def test_each_session_compares_its_own_keys(organisation: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Keyring] = []
    monkeypatch.setattr(directory, "check", lambda keyring: seen.append(keyring))
    dina = organisation.actor("dina")
    assert [set(keyring.locators(Compartment.SELF)) for keyring in seen] == [
        {dina.account, locator(DUTY), locator(EVERYONE)}
    ]


@pytest.mark.parametrize("whose", ["a person", "another team"])
def test_another_holder_does_not_become_the_duty_team(organisation: Organisation, whose: str) -> None:
    """Each has a public key with a true mark; what is false is that it is the team's."""
    theirs = organisation.accounts["out"] if whose == "a person" else locator(teams.DOCUMENTATION)
    Team.objects.filter(locator=theirs).update(locator=uuid.uuid4())
    Team.objects.filter(name=DUTY).update(locator=theirs)
    teams.forget()
    with pytest.raises(TryAgain):
        receive()
    assert not Message.objects.exists()
    assert not integrity.standing().keys


def forged_grant(to: uuid.UUID, *keys: Key) -> None:
    """As the product does it, but without the half: what a public key in the database is enough for."""
    public = bytes(Address.objects.get(locator=to).public)
    content = pad(rings.pack(Keyring(keys).groups()))
    sealed = grants.POSTED + suite.seal_to(public, grants._context(grants.POSTED, to), content)
    RingPage.objects.create(locator=to, sealed=sealed, mark=bytes(16))


def test_a_key_that_nobody_of_us_granted_is_not_taken(organisation: Organisation, lev: Actor) -> None:
    """Taken, it would be the newest of its case: all that is written from then on could be read by who made it."""
    case_id = accepted(lev)
    forged = Key.new(case_id, Compartment.CONTACT, epoch=1)
    forged_grant(locator(DUTY), forged)
    dina = organisation.actor("dina")
    assert dina.keys.key(case_id, Compartment.CONTACT).epoch == 0
    pages = RingPage.objects.filter(mark=bytes(16)).count()
    organisation.cookie("dina")  # nor folded into what is held
    assert RingPage.objects.filter(mark=bytes(16)).count() == pages == 1


def test_without_the_mark_it_would_be_taken(organisation: Organisation, lev: Actor) -> None:
    case_id = accepted(lev)
    forged_grant(locator(DUTY), Key.new(case_id, Compartment.CONTACT, epoch=1))
    keyring = Keyring([organisation.founding.keys[DUTY]])
    grants.refresh(keyring, proved=False)
    assert keyring.key(case_id, Compartment.CONTACT).epoch == 1


def answer(actor: Actor) -> str:
    """Answers the one request by mail; returns the header line of an answer to that."""
    hotline.answer(actor, the_request(), "We are here.")
    sent = list(outbox._ready.values())[-1].message.decode()
    name = next(line for line in sent.splitlines() if line.lower().startswith("message-id:"))
    return f"In-Reply-To: {name.partition(':')[2].strip()}\r\n"


def test_a_thread_said_to_be_another_team_s_stays_with_ours(organisation: Organisation, dina: Actor) -> None:
    """The row says in clear to whom the next message is sealed; a documenter would read on."""
    receive()
    reply = answer(dina)
    Request.objects.update(locator=locator(teams.DOCUMENTATION))
    receive(mail("It was them.", message_id="<2@mail.example>", more=reply))
    assert set(Message.objects.values_list("thread", "locator")) == {(the_request(), locator(DUTY))}
    assert Message.objects.count() == 3


def test_a_web_caller_s_next_message_stays_with_ours_too(organisation: Organisation) -> None:
    words = callers.begin_web("They took my brother.", now=NOW)
    cookie = callers.enter(" ".join(words), now=NOW)
    caller = callers.resume(cookie or "", now=NOW)
    assert caller is not None
    Request.objects.update(locator=locator(teams.DOCUMENTATION))
    callers.write_again(caller, "And me.", now=NOW)
    assert set(Message.objects.values_list("locator", flat=True)) == {locator(DUTY)}


def test_a_key_without_a_mark_is_not_taken_on_at_the_next_start(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation, "open_without_half", actions.ready)
    Address.objects.update(mark=b"")
    with pytest.raises(NotReady):
        installation.open_existing()
    with pytest.raises(Substituted):
        directory.address(locator(DUTY))
