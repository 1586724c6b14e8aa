"""Who may open a case: shown, given to a colleague, taken from somebody."""

import itertools
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client

from tests.people import names_of, write_down
from tests.staff.test_members import add, kept, signed_in
from tests.stage import Organisation
from waystation.casework import access, actions, membership
from waystation.casework.errors import Refused
from waystation.casework.models import Case, NoteRow
from waystation.casework.persons.models import PersonRow
from waystation.hotline import access as hotline
from waystation.hotline.models import Request
from waystation.staff import holders, members, renewal, teams
from waystation.staff.access import profiles
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.models import ClosingRow, HolderRow
from waystation.vault import manifest, whole
from waystation.vault.compartments import CASE_COMPARTMENTS, Compartment
from waystation.vault.records import create

Accept = Callable[..., UUID]
LIST, CONTACT, IDENTITY, TESTIMONY = Compartment.LIST, Compartment.CONTACT, Compartment.IDENTITY, Compartment.TESTIMONY


@pytest.fixture
def case_id(accepted: Accept, dina: Actor, organisation: Organisation) -> UUID:
    """A case with a note, a need and somebody's name."""
    case_id = accepted(dina)
    lev = organisation.actor("lev")
    actions.write_note(lev, case_id, "Before.")
    write_down(lev, case_id, "Somebody")
    return case_id


@pytest.fixture
def vera(organisation: Organisation, case_id: UUID) -> Callable[[], Actor]:
    """A second operator; each call signs her in anew."""
    add(organisation.actor("lev"))
    return lambda: signed_in("vera")


def who(actor: Actor, case_id: UUID) -> dict[UUID, set[Compartment]]:
    return {opener.id: set(opener.parts) for opener in membership.openers(actor, case_id)}


def closed(actor: Actor, case_id: UUID) -> bool:
    with pytest.raises(Absent):
        access.case(actor, case_id)
    return not access.notes(actor, case_id)


def test_it_works(lev: Actor, case_id: UUID, organisation: Organisation) -> None:
    mine = set(CASE_COMPARTMENTS) - {TESTIMONY}
    assert who(organisation.actor("lev"), case_id) == {
        organisation.accounts["lev"]: mine,
        organisation.accounts["dina"]: {LIST, CONTACT},
    }


def test_taken_off_a_case(case_id: UUID, organisation: Organisation, vera: Callable[[], Actor]) -> None:
    lev, dina = organisation.actor("lev"), organisation.actor("dina")
    assert access.notes(dina, case_id)
    membership.take_off(lev, case_id, dina.account)
    assert closed(dina, case_id)
    assert closed(organisation.actor("dina"), case_id)
    assert who(lev, case_id) == {
        lev.account: set(CASE_COMPARTMENTS) - {TESTIMONY},
        vera().account: {LIST, CONTACT},
    }
    assert [note.text for _, note in access.notes(vera(), case_id)] == ["Before."]
    actions.write_note(vera(), case_id, "After.")
    assert len(access.notes(lev, case_id)) == 2
    assert names_of(lev, case_id) == ["Somebody"]


def test_its_messages_go_with_it(case_id: UUID, organisation: Organisation) -> None:
    lev, dina = organisation.actor("lev"), organisation.actor("dina")
    request = Request.objects.get(locator=case_id)
    assert hotline.request(dina, request.pk)
    membership.take_off(lev, case_id, dina.account)
    with pytest.raises(Absent):
        hotline.request(dina, request.pk)
    assert hotline.request(lev, request.pk)


def test_every_row_of_what_was_closed_is_in_the_new_epoch(case_id: UUID, organisation: Organisation) -> None:
    membership.take_off(organisation.actor("lev"), case_id, organisation.accounts["dina"])
    closed = (Case, NoteRow, Request, PersonRow)
    assert {row.epoch for model in closed for row in model._default_manager.all()} == {1}


def test_whoever_was_responsible_is_so_no_more(accepted: Accept, dina: Actor, organisation: Organisation) -> None:
    case_id = accepted(dina)
    lev = organisation.actor("lev")
    membership.take_off(lev, case_id, dina.account)
    assert access.case(lev, case_id)[1].owner == lev.account


def test_another_case_stays_open(accepted: Accept, case_id: UUID, dina: Actor, organisation: Organisation) -> None:
    other = accepted(dina)
    membership.take_off(organisation.actor("lev"), case_id, dina.account)
    assert access.case(organisation.actor("dina"), other)


def test_who_joins_the_team_later_is_not_let_in(case_id: UUID, organisation: Organisation) -> None:
    lev = organisation.actor("lev")
    membership.take_off(lev, case_id, organisation.accounts["dina"])
    add(lev, "later")
    assert closed(signed_in("later"), case_id)


def test_a_role_that_is_given_later_opens_nothing_of_it(case_id: UUID, organisation: Organisation) -> None:
    lev, dina = organisation.actor("lev"), organisation.accounts["dina"]
    add(lev)
    membership.take_off(lev, case_id, dina)
    members.change_roles(lev, dina, ["operator", "coordinator", "documenter"])
    members.let_in(organisation.actor("ira"), dina, teams.DOCUMENTATION)
    again = organisation.actor("dina")
    assert set(holders.in_hand(again)) == set(teams.TEAMS)
    assert not membership.in_hand(again, case_id)


def test_what_is_closed_stays_open_to_those_who_had_it(case_id: UUID, organisation: Organisation) -> None:
    membership.take_off(organisation.actor("lev"), case_id, organisation.accounts["dina"])
    renewal.work(organisation.actor("ira"), 5)
    assert not ClosingRow.objects.exists()
    assert set(membership.in_hand(organisation.actor("lev"), case_id)) == set(CASE_COMPARTMENTS) - {TESTIMONY}
    assert membership.in_hand(organisation.actor("ira"), case_id) == [TESTIMONY]


def test_the_name_goes_with_the_role_that_brought_it(case_id: UUID, organisation: Organisation) -> None:
    """Vera and Max are on the closed case as coordinators; to Max it was given besides, and that does not end."""
    lev = organisation.actor("lev")
    vera, max_ = (add(lev, name, ("coordinator",)) for name in ("vera", "max"))
    lev = organisation.actor("lev")
    membership.take_off(lev, case_id, organisation.accounts["dina"])
    membership.give(lev, case_id, max_, [IDENTITY])
    assert access.may_identify(signed_in("vera"), case_id)
    for account in (vera, max_):
        members.change_roles(lev, account, ["operator"])
    renewal.work(lev, 5)
    assert access.case(signed_in("vera"), case_id)
    assert not access.may_identify(signed_in("vera"), case_id)
    assert access.may_identify(signed_in("max"), case_id)
    members.change_roles(lev, vera, ["coordinator"])
    assert not access.may_identify(signed_in("vera"), case_id)


def test_who_may_be_the_last_one_to_open_a_case_is_told_of(
    case_id: UUID, organisation: Organisation, client_of: Callable[[str], Client]
) -> None:
    """Max takes Lev off the staff, who alone still opens the case."""
    lev = organisation.actor("lev")
    add(lev, "max", ("coordinator",))
    client, page = client_of("lev"), f"/staff/members/{signed_in('max').account}/remove"
    assert not client.get(page).context["closed_to_me"]
    membership.take_off(organisation.actor("lev"), case_id, signed_in("max").account)
    assert not client.get(page).context["closed_to_me"]
    assert holders.is_kept_out(signed_in("max"))


def test_whoever_works_on_no_cases_any_more_keeps_none_by_name(case_id: UUID, organisation: Organisation) -> None:
    lev, dina = organisation.actor("lev"), organisation.accounts["dina"]
    add(lev)
    membership.give(lev, case_id, dina, [IDENTITY])
    members.change_roles(lev, dina, ["administrator"])
    renewal.work(lev, 5)
    assert not membership.in_hand(organisation.actor("dina"), case_id)


def test_given_back_to_a_day_and_then_another_role(case_id: UUID, organisation: Organisation) -> None:
    lev, dina = organisation.actor("lev"), organisation.accounts["dina"]
    add(lev)
    membership.take_off(lev, case_id, dina)
    membership.give(lev, case_id, dina, [CONTACT], until=lev.today)
    members.change_roles(lev, dina, ["coordinator"])
    lev = organisation.actor("lev")
    tomorrow = lev.now() + timedelta(days=1)
    object.__setattr__(lev, "now", lambda: tomorrow)
    renewal.work(lev, 5)
    assert closed(organisation.actor("dina"), case_id)


def test_given_back_by_name(case_id: UUID, organisation: Organisation) -> None:
    lev, dina = organisation.actor("lev"), organisation.accounts["dina"]
    membership.take_off(lev, case_id, dina)
    membership.give(lev, case_id, dina, [CONTACT])
    assert [note.text for _, note in access.notes(organisation.actor("dina"), case_id)] == ["Before."]
    membership.take_off(lev, case_id, dina)
    assert closed(organisation.actor("dina"), case_id)


def test_a_part_is_given_alone(case_id: UUID, organisation: Organisation) -> None:
    lev, dina = organisation.actor("lev"), organisation.actor("dina")
    assert not access.may_identify(dina, case_id)
    membership.give(lev, case_id, dina.account, [IDENTITY])
    dina = organisation.actor("dina")
    assert names_of(dina, case_id) == ["Somebody"]
    assert who(lev, case_id)[dina.account] == {LIST, CONTACT, IDENTITY}
    membership.take_off(lev, case_id, dina.account)
    assert not access.may_identify(dina, case_id)


def test_to_a_day_and_no_longer(case_id: UUID, organisation: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    lev, dina = organisation.actor("lev"), organisation.actor("dina")
    until = lev.today
    membership.give(lev, case_id, dina.account, [IDENTITY], until=until)
    renewal.work(organisation.actor("lev"), 5)
    assert access.may_identify(organisation.actor("dina"), case_id)
    lev = organisation.actor("lev")
    tomorrow = lev.now() + timedelta(days=1)
    object.__setattr__(lev, "now", lambda: tomorrow)
    renewal.work(lev, 5)
    assert not access.may_identify(organisation.actor("dina"), case_id)
    assert who(lev, case_id)[dina.account] == {LIST, CONTACT}  # through her team, as before


def test_only_what_is_in_hand_is_given_and_only_to_colleagues(case_id: UUID, organisation: Organisation) -> None:
    lev = organisation.actor("lev")
    for person, parts in (
        (organisation.accounts["dina"], [TESTIMONY]),
        (organisation.accounts["out"], [CONTACT]),
        (uuid.uuid4(), [CONTACT]),
    ):
        with pytest.raises(Absent):
            membership.give(lev, case_id, person, parts)


def test_not_oneself_and_nobody_who_cannot_open_it(case_id: UUID, organisation: Organisation) -> None:
    lev = organisation.actor("lev")
    with pytest.raises(Refused):
        membership.take_off(lev, case_id, lev.account)
    for person in (organisation.accounts["out"], uuid.uuid4()):
        with pytest.raises(Absent):
            membership.take_off(lev, case_id, person)


def test_only_coordinators(case_id: UUID, organisation: Organisation) -> None:
    for name in ("dina", "ira", "out"):
        actor = organisation.actor(name)
        for act in (
            lambda actor: membership.openers(actor, case_id),
            lambda actor: membership.take_off(actor, case_id, organisation.accounts["lev"]),
            lambda actor: membership.give(actor, case_id, organisation.accounts["dina"], [CONTACT]),
        ):
            with pytest.raises(Absent):
                act(actor)


def test_a_list_that_was_deleted_lets_no_team_in_again(case_id: UUID, organisation: Organisation) -> None:
    """Dina is off, has the database, and waits for the next change of keys: no team may come back by it."""
    lev = organisation.actor("lev")
    add(lev)
    vera = signed_in("vera")
    membership.take_off(lev, case_id, organisation.accounts["dina"])
    HolderRow.objects.exclude(compartment=Compartment.SELF).delete()
    assert who(organisation.actor("lev"), case_id) == {}
    lev = organisation.actor("lev")
    membership.give(lev, case_id, vera.account, [CONTACT])
    membership.take_off(lev, case_id, vera.account)
    assert closed(organisation.actor("dina"), case_id)
    assert access.case(organisation.actor("lev"), case_id)


def test_an_operator_cannot_write_themselves_onto_the_list_of_another_part(
    case_id: UUID, organisation: Organisation
) -> None:
    """Dina has the key of the list and the database: her list of who knows the identity is read by nobody."""
    lev, dina = organisation.actor("lev"), organisation.actor("dina")
    lie, place = holders.Holders(holders=[dina.account]), holders.row_id(case_id, IDENTITY)
    row = create(HolderRow, lie, dina.keys.key(case_id, LIST), id=place)
    assert holders.of(lev, case_id, IDENTITY).holders == holders.by_policy(lev, IDENTITY)
    HolderRow.objects.filter(pk=row.pk).update(compartment=IDENTITY)
    for found in (
        holders.of(lev, case_id, IDENTITY),
        holders.remaining(lev, case_id, [IDENTITY], profiles(lev))[IDENTITY],
    ):
        assert found.holders == holders.by_policy(lev, IDENTITY)


def test_taken_off_the_staff_means_off_every_case(accepted: Accept, dina: Actor, organisation: Organisation) -> None:
    lev = organisation.actor("lev")
    add(lev)
    cases = [accepted(dina, pseudonym=f"Tree {number}") for number in range(6)]
    lev, dina = organisation.actor("lev"), kept(organisation.actor("dina"))
    membership.give(lev, cases[0], dina.account, [IDENTITY])
    members.remove(lev, dina.account)
    assert renewal.progress(lev) == [renewal.Progress(teams.DUTY, 0, 6)]
    renewal.work(lev, 5)
    assert not renewal.unfinished()
    assert renewal.progress(lev) == []
    for actor in (organisation.actor("lev"), signed_in("vera")):
        assert {stub.pseudonym for _, stub in access.cases(actor)} == {f"Tree {number}" for number in range(6)}
    assert {row.epoch for row in Case.objects.all()} == {1}
    assert not holders.is_current(dina.keys, cases[0], IDENTITY)


def test_the_walk_goes_on_where_it_was(
    accepted: Accept, dina: Actor, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    lev = organisation.actor("lev")
    add(lev)
    for number in range(5):
        accepted(dina, pseudonym=f"Tree {number}")
    lev = organisation.actor("lev")
    members.remove(lev, dina.account)
    seconds = itertools.count()
    monkeypatch.setattr(renewal, "monotonic", lambda: next(seconds))
    seen = []
    while found := renewal.progress(lev):
        seen.append(found[0].done)
        renewal.work(lev, 2.5)  # two looks at the clock: two cases
    assert seen == [0, 2, 4]
    assert {row.epoch for row in Case.objects.all()} == {1}
    assert not renewal.unfinished()


def test_pages(case_id: UUID, organisation: Organisation, client_of: Callable[[str], Client]) -> None:
    client, dina = client_of("lev"), organisation.accounts["dina"]
    assert f"/staff/cases/{case_id}/access" in client.get(f"/staff/cases/{case_id}").content.decode()
    shown = client.get(f"/staff/cases/{case_id}/access").content.decode()
    assert "Alma" in shown
    assert f"access/{dina}/off" in shown
    assert "вернуть нельзя" in client.get(f"/staff/cases/{case_id}/access/{dina}/off").content.decode()
    done = client.post(f"/staff/cases/{case_id}/access/{dina}/off")
    assert (done.status_code, done["Location"]) == (303, f"/staff/cases/{case_id}/access?notice=taken-off")
    assert f"access/{dina}/off" not in client.get(done["Location"]).content.decode()
    assert client_of("dina").get(f"/staff/cases/{case_id}").status_code == 404
    given = client.post(f"/staff/cases/{case_id}/access", {"person": str(dina), "parts": [str(int(CONTACT))]})
    assert given.status_code == 303
    assert client_of("dina").get(f"/staff/cases/{case_id}").status_code == 200
    assert client.post(f"/staff/cases/{case_id}/access", {"person": str(uuid.uuid4())}).status_code == 422
    assert client.get(f"/staff/cases/{case_id}/access/{organisation.accounts['out']}/off").status_code == 404


def test_the_page_refuses_a_day_that_is_past_and_tells_each_part_its_own(
    case_id: UUID, organisation: Organisation, client_of: Callable[[str], Client]
) -> None:
    lev, dina, client = organisation.actor("lev"), organisation.accounts["dina"], client_of("lev")
    path, today = f"/staff/cases/{case_id}/access", lev.today
    add(lev)
    membership.take_off(lev, case_id, dina)
    given = {"person": str(dina), "parts": [str(int(IDENTITY))], "until": str(today - timedelta(days=1))}
    refused = client.post(path, given)
    assert refused.status_code == 422
    assert closed(organisation.actor("dina"), case_id)
    assert client.post(path, given | {"until": str(today + timedelta(days=3))}).status_code == 303
    assert client.post(path, {"person": str(dina), "parts": [str(int(CONTACT))]}).status_code == 303
    (line,) = [line for line in client.get(path).context["people"] if line["id"] == dina]
    assert [day for _, day in line["parts"]] == [None, today + timedelta(days=3), None]


def test_what_is_closed_to_somebody_is_not_said_to_be_nothing(
    case_id: UUID, organisation: Organisation, client_of: Callable[[str], Client], in_english: None
) -> None:
    """Whoever opens the list alone, also with the keys of before, is told so, and offered no form that cannot save."""
    lev, dina = organisation.actor("lev"), organisation.accounts["dina"]
    early = client_of("dina")
    assert "Before." in early.get(f"/staff/cases/{case_id}").content.decode()
    membership.take_off(lev, case_id, dina)
    membership.give(lev, case_id, dina, [LIST])
    parts = ("consent", "risk", "money", "uses", "note", "need", "stage", "task", "people", "services/new", "export")
    for browser in (early, client_of("dina")):
        page = browser.get(f"/staff/cases/{case_id}")
        assert page.status_code == 200
        text = page.content.decode()
        assert "Most of this case is closed to you" in text
        for false in (
            "Not assessed yet",
            "Not asked",
            "No open task",
            "not said yet",
            "Not vetted yet",
            "None recorded",
        ):
            assert false not in text
        for part in parts:
            assert f"/staff/cases/{case_id}/{part}" not in text, part
            assert browser.get(f"/staff/cases/{case_id}/{part}").status_code == 404, part
        assert browser.get(f"/staff/cases/{case_id}/next").status_code == 200
    assert "closed to you" not in client_of("lev").get(f"/staff/cases/{case_id}").content.decode()


def test_who_it_is_comes_with_what_tells_who_is_in_the_case(
    case_id: UUID, organisation: Organisation, client_of: Callable[[str], Client]
) -> None:
    lev, dina = organisation.actor("lev"), organisation.accounts["dina"]
    membership.take_off(lev, case_id, dina)
    address = f"/staff/cases/{case_id}/access"
    assert client_of("lev").post(address, {"person": str(dina), "parts": [str(int(IDENTITY))]}).status_code == 303
    assert who(lev, case_id)[dina] == {LIST, CONTACT, IDENTITY}
    assert "Somebody" in client_of("dina").get(f"/staff/cases/{case_id}/people").content.decode()


def test_what_is_renewed_is_counted_before_the_commit(
    accepted: Accept, case_id: UUID, organisation: Organisation, dina: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is killed right after a commit left rows that their manifests know: nobody is told of a stranger."""
    late: list[bool] = []
    one_case = renewal._next

    @contextmanager
    def watched() -> Iterator[None]:
        with transaction.atomic():
            yield
        late.append(manifest.is_waiting())

    def next_case(*arguments: Any) -> None:
        one_case(*arguments)
        late.append(manifest.is_waiting())

    accepted(dina, pseudonym="Of the team")
    lev = organisation.actor("lev")
    add(lev)
    membership.give(lev, case_id, dina.account, [IDENTITY])  # by name: a list is looked through, too
    monkeypatch.setattr(renewal, "_next", next_case)
    monkeypatch.setattr(renewal, "transaction", SimpleNamespace(atomic=watched))
    members.remove(lev, dina.account)
    renewal.work(lev, 20)
    assert not renewal.unfinished()
    assert len(late) > 2
    assert not any(late)
    assert not list(whole.compare_all())
