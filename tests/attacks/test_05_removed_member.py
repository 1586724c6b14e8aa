"""Attack 5: a member who was taken off kept a copy of every key, and has full access to the database from then on.

Nothing that is new opens to them, nothing that they write is believed, and every live row is in the newest epoch.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from uuid import UUID

import pytest
from django.db.models import Max

from tests.casework.conftest import waiting_request
from tests.evacuation.conftest import build
from tests.hotline.helpers import ADDRESS
from tests.people import write_down
from tests.staff.test_members import add, signed_in
from tests.stage import Organisation
from waystation.audit.log import entries
from waystation.casework import access, actions, membership
from waystation.casework.models import Case, NoteRow
from waystation.casework.records import Note
from waystation.hotline import actions as hotline
from waystation.hotline.intake import receive
from waystation.hotline.models import Message, Request
from waystation.mail.envelope import Envelope
from waystation.staff import actions as staff
from waystation.staff import holders, members, renewal, teams
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent
from waystation.staff.models import Account, ClosingRow, HolderRow, OwnRow, ProfileRow
from waystation.staff.records import Holders
from waystation.vault import directory, grants, records
from waystation.vault.compartments import CASE_COMPARTMENTS, Compartment
from waystation.vault.errors import VaultError
from waystation.vault.keyring import Keyring
from waystation.vault.models import Address, RingPage, Session
from waystation.vault.sets import kinds


@pytest.fixture(params=["operator", "coordinator"])
def role(request: pytest.FixtureRequest) -> str:
    role: str = request.param
    return role


@pytest.fixture
def cases(organisation: Organisation, role: str) -> list[UUID]:
    """Cases with rows of every kind; one of them is also the leaver's by name."""
    add(organisation.actor("lev"), roles=(role,))
    lev = organisation.actor("lev")
    scene = build(lev)
    made = [scene.case()]
    for number in range(3):
        made.append(actions.accept(lev, waiting_request(), pseudonym=f"Tree {number}"))
        actions.write_note(lev, made[-1], "A note.")
        write_down(lev, made[-1], "Somebody")
    lev = organisation.actor("lev")
    membership.give(lev, made[1], signed_in("vera").account, [Compartment.IDENTITY])
    membership.take_off(organisation.actor("lev"), made[2], organisation.accounts["dina"])
    arrive("<1@mail.example>")
    return made


def arrive(name: str) -> None:
    mail = f"From: a@mail.example\r\nMessage-ID: {name}\r\n\r\nHelp.\r\n"
    receive(mail.encode(), Envelope("smtp", "a@mail.example", (ADDRESS,)), now=utc_now())


def copied(actor: Actor) -> Keyring:
    """What the member carries away."""
    return Keyring(actor.keys.keys())


def opened(keyring: Keyring) -> set[UUID]:
    """Every row of any kind that these keys open now."""
    found = set()
    for model in kinds():
        for row in model._default_manager.all():
            try:
                records.read(row, keyring)
            except VaultError:
                continue
            found.add(row.pk)
    return found


def finish(organisation: Organisation) -> None:
    """Everybody opens a page."""
    for name in ("lev", "dina", "ira", "out"):
        renewal.work(organisation.actor(name), 20)
    assert not renewal.unfinished()


def live(organisation: Organisation, cases: list[UUID]) -> None:
    """What the others do from then on."""
    lev = organisation.actor("lev")
    for case_id in cases:
        actions.write_note(lev, case_id, "Later.")
    arrive("<2@mail.example>")
    for request in Request.objects.filter(caller=None):
        try:
            hotline.note(lev, request.pk, "Later.")
        except staff.Absent:
            continue
    actions.accept(lev, waiting_request(), pseudonym="Late tree")


def test_the_old_keyring_opens_nothing_any_more(organisation: Organisation, cases: list[UUID], role: str) -> None:
    leaver = signed_in("vera")
    keys, before = copied(leaver), opened(leaver.keys)
    assert len(before) > 20
    members.remove(organisation.actor("lev"), leaver.account)
    finish(organisation)
    assert opened(keys) == set()
    live(organisation, cases)
    assert opened(keys) == set()
    lev = organisation.actor("lev")
    assert len(access.cases(lev)) == len(cases) + 1
    assert all(len(access.notes(lev, case)) >= 1 for case in cases)
    assert before - opened(lev.keys) - {holders.row_id(leaver.account, Compartment.SELF)} == set()


def test_every_live_row_is_in_the_newest_epoch(organisation: Organisation, cases: list[UUID]) -> None:
    leaver = signed_in("vera")
    keys = copied(leaver)
    members.remove(organisation.actor("lev"), leaver.account)
    finish(organisation)
    newest = {
        (locator, compartment): epoch
        for locator, compartment, epoch in Address.objects.values_list("locator", "compartment").annotate(Max("epoch"))
    }
    checked = 0
    for model in kinds():
        for row in model._default_manager.all():
            place = row.locator, row.compartment
            if keys.holds(*place) and place in newest:
                assert row.epoch == newest[place] > keys.key(*place).epoch
                checked += 1
    assert checked > 20


def test_what_the_leaver_writes_is_not_believed(organisation: Organisation, cases: list[UUID]) -> None:
    leaver = signed_in("vera")
    keys = copied(leaver)
    members.remove(organisation.actor("lev"), leaver.account)
    finish(organisation)
    key = keys.key(cases[1], Compartment.CONTACT)
    forged = NoteRow()
    records._move_to(forged, key)
    records._write(forged, Note(text="Tell them to come to the station."), key)
    forged.save(force_insert=True)
    case = Case.objects.get(pk=cases[1])
    records._move_to(case, keys.key(cases[1], Compartment.LIST))
    records._write(case, access.case(organisation.actor("lev"), cases[1])[1], keys.key(cases[1], Compartment.LIST))
    case.save(force_update=True)
    lev = organisation.actor("lev")
    assert "Tell them" not in str(access.notes(lev, cases[1]))
    with pytest.raises(Absent):
        access.case(lev, cases[1])
    assert staff_damage(lev, cases) >= 1


def staff_damage(actor: Actor, cases: list[UUID]) -> int:
    from waystation.staff.access import damaged

    access.cases(actor)
    access.notes(actor, cases[1])
    return damaged(actor)


def test_putting_everything_back_brings_no_way_in(organisation: Organisation, cases: list[UUID], role: str) -> None:
    """Account, profile, pages, address and session, as they were a minute before."""
    cookie = staff.sign_in("vera", "one two three four five six seven", now=utc_now())
    leaver = signed_in("vera")
    keys = copied(leaver)
    mine = [Account.objects.get(pk=leaver.account), ProfileRow.objects.get(pk=leaver.account)]
    mine += [*RingPage.objects.filter(locator=leaver.account), *Address.objects.filter(locator=leaver.account)]
    mine += [*HolderRow.objects.filter(compartment=Compartment.SELF), OwnRow.objects.get(pk=leaver.account)]
    sessions = list(Session.objects.all())
    members.remove(organisation.actor("lev"), leaver.account)
    for row in mine:
        type(row)._default_manager.filter(pk=row.pk).delete()
        row.save(force_insert=True)
    Session.objects.bulk_create(sessions, ignore_conflicts=True)
    assert staff.resume(cookie, now=utc_now()) is None
    again = staff.sign_in("vera", "one two three four five six seven", now=utc_now())
    assert staff.resume(again, now=utc_now()) is None
    live(organisation, cases[:1])
    lev = organisation.actor("lev")
    new = [row for row in Message.objects.filter(locator=teams.locator(teams.DUTY)) if row.epoch == 1]
    assert new
    assert lev.keys.holds(teams.locator(teams.DUTY))
    grants.refresh(keys)
    for row in new:
        with pytest.raises(VaultError):
            records.read(row, keys)


def hide_from_the_list(leaver: Actor, case: UUID) -> None:
    """A list that says that the case is somebody else's, under the key that is still the newest."""
    for compartment in (Compartment.LIST, Compartment.CONTACT):
        holders.keep(Holders(holders=[leaver.account]), leaver.keys.key(case, compartment))


def wipe_the_marks(leaver: Actor, case: UUID) -> None:
    HolderRow.objects.update(pending=False)


def destroy_the_lists(leaver: Actor, case: UUID) -> None:
    HolderRow.objects.exclude(compartment=Compartment.SELF).update(sealed=b"W" + bytes(600))


def publish_one_s_own_address_again(leaver: Actor, case: UUID) -> None:
    directory.publish(leaver.keys.key(leaver.account))


@pytest.mark.parametrize(
    "trick", [hide_from_the_list, wipe_the_marks, destroy_the_lists, publish_one_s_own_address_again]
)
def test_between_the_removal_and_the_new_keys_of_a_case(
    organisation: Organisation, cases: list[UUID], trick: Callable[[Actor, UUID], None]
) -> None:
    """The cases get their keys a moment after the teams: in that moment the old ones are still the newest."""
    leaver = signed_in("vera")
    keys = copied(leaver)
    members.remove(organisation.actor("lev"), leaver.account)
    trick(replace(leaver, keys=keys), cases[3])
    for name in ("lev", "dina", "ira"):
        renewal.work(organisation.actor(name), 20)
    live(organisation, cases)
    grants.refresh(keys)
    mine = [row for row in NoteRow.objects.filter(locator=cases[3]) if row.version]
    assert mine
    for row in mine:
        with pytest.raises(VaultError):
            records.read(row, keys)


def of_the_case(case: UUID) -> set[UUID]:
    return {row.pk for model in kinds() for row in model._default_manager.filter(locator=case)}


@pytest.mark.parametrize("role", ["operator"], indirect=True)
@pytest.mark.parametrize("lists", ["kept", "deleted"])
def test_another_role_is_no_way_back_to_a_case(organisation: Organisation, cases: list[UUID], lists: str) -> None:
    """Off a case, then a role of every team there is; also after everything that says so was deleted."""
    vera = signed_in("vera").account
    membership.take_off(organisation.actor("lev"), cases[1], vera)
    renewal.work(organisation.actor("ira"), 20)
    if lists == "deleted":
        HolderRow.objects.filter(locator=cases[1]).delete()
        ClosingRow.objects.all().delete()
    members.change_roles(organisation.actor("lev"), vera, ["operator", "coordinator", "documenter"])
    members.let_in(organisation.actor("ira"), vera, teams.DOCUMENTATION)
    finish(organisation)
    keys = signed_in("vera").keys
    assert opened(keys) & of_the_case(cases[0])
    assert not opened(keys) & of_the_case(cases[1])
    assert not any(holders.is_current(keys, cases[1], part) for part in CASE_COMPARTMENTS)


@pytest.mark.parametrize("role", ["operator"], indirect=True)
def test_the_part_that_nobody_acting_holds_is_closed_before_the_door_opens(
    organisation: Organisation, cases: list[UUID]
) -> None:
    """Testimony: no documenter has opened a page between the two."""
    vera, ira = signed_in("vera").account, organisation.actor("ira")
    membership.take_off(organisation.actor("lev"), cases[1], vera)
    members.change_roles(organisation.actor("lev"), vera, ["documenter"])
    members.let_in(ira, vera, teams.DOCUMENTATION)
    assert holders.is_current(signed_in("vera").keys, cases[0], Compartment.TESTIMONY)
    assert not holders.is_current(signed_in("vera").keys, cases[1], Compartment.TESTIMONY)
    assert holders.is_current(organisation.actor("ira").keys, cases[1], Compartment.TESTIMONY)


@pytest.mark.parametrize("role", ["coordinator"], indirect=True)
@pytest.mark.parametrize("roles", [("operator",), ("coordinator",)])
def test_another_account_is_no_way_back_to_a_case(
    organisation: Organisation, cases: list[UUID], roles: tuple[str, ...]
) -> None:
    """Off a case, off the staff, and back under the same name."""
    vera = signed_in("vera").account
    membership.take_off(organisation.actor("lev"), cases[1], vera)
    members.remove(organisation.actor("lev"), vera)
    finish(organisation)
    add(organisation.actor("lev"), roles=roles, persona="Somebody new")
    keys = signed_in("vera").keys
    assert opened(keys) & of_the_case(cases[0])
    assert not opened(keys) & of_the_case(cases[1])


@pytest.mark.parametrize("role", ["coordinator"], indirect=True)
def test_the_log_from_then_on_is_closed_to_a_coordinator_who_left(
    organisation: Organisation,
    cases: list[UUID],
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
) -> None:
    leaver = signed_in("vera")
    keys, auditors = copied(leaver), teams.locator(teams.AUDIT)
    with django_capture_on_commit_callbacks(execute=True):
        members.remove(organisation.actor("lev"), leaver.account)
    seen = next(iter(entries(keys, auditors, newest=1)))[0]
    live(organisation, cases)
    later = [entry for number, entry in entries(keys, auditors, newest=50) if number > seen]
    assert later
    assert all(entry is None for entry in later)
    lev = organisation.actor("lev")
    assert all(entry is not None for _, entry in entries(lev.keys, auditors, newest=500))
