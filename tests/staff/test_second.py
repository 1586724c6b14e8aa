"""Who counts as one of two: nobody agrees with themselves under a second name that they made."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from tests.staff.test_members import add, signed_in
from waystation.audit.log import entries
from waystation.staff import members, second, teams
from waystation.staff.access import profiles
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent, Refused

COORDINATOR = ("coordinator",)


def counts(actor: Actor, account: UUID) -> bool:
    return profiles(actor)[account].counts


def test_who_was_made_on_the_server_counts(lev: Actor, dina: Actor) -> None:
    assert counts(lev, lev.account)
    assert second.against(lev, dina.account) is None
    assert second.to_confirm(lev) == []


def test_a_new_colleague_counts_as_the_first_and_as_the_second_only_once_confirmed(lev: Actor, dina: Actor) -> None:
    vera = add(lev, roles=COORDINATOR)
    new = signed_in("vera")
    assert all((second.against(lev, vera), second.against(new, lev.account), second.against(new)))
    assert [one for one, _profile in second.to_confirm(dina)] == [vera]
    second.confirm(dina, vera)
    assert {second.against(lev, vera), second.against(new, lev.account)} == {None}
    assert second.to_confirm(dina) == []
    line = next(entry for _id, entry in entries(lev.keys, teams.locator(teams.AUDIT), newest=1) if entry)
    assert (line.verb, line.subject, line.actor) == ("staff.confirmed", vera, dina.account)


def test_neither_who_added_somebody_nor_they_themselves_confirm(lev: Actor) -> None:
    vera = add(lev, roles=COORDINATOR)
    for actor in (lev, signed_in("vera")):
        assert not second.may_confirm(actor, vera)
        with pytest.raises(Refused):
            second.confirm(actor, vera)
    assert not counts(lev, vera)


def test_a_chain_of_accounts_of_ones_own_making_confirms_none_of_them(lev: Actor, dina: Actor) -> None:
    vera = add(lev, roles=COORDINATOR)
    zelda = add(signed_in("vera"), "zelda", COORDINATOR)
    for actor in (lev, signed_in("vera"), signed_in("zelda")):
        for one in (vera, zelda):
            assert not second.may_confirm(actor, one)
    second.confirm(dina, vera)  # whom Vera adds is Vera's own doing from here on
    assert second.may_confirm(lev, zelda)
    assert not second.may_confirm(signed_in("vera"), zelda)


def test_somebody_who_left_still_does_not_count(lev: Actor) -> None:
    vera = add(lev, roles=COORDINATOR)
    members.remove(lev, vera)
    assert second.against(lev, vera)


def test_where_nobody_else_could_confirm_the_first_who_is_added_counts(lev: Actor) -> None:
    for one in set(profiles(lev)) - {lev.account}:
        if "documenter" in profiles(lev)[one].roles:
            continue  # nobody else holds the keys of their team
        members.remove(lev, one)
    alone = [one for one, profile in profiles(lev).items() if profile.counts and one != lev.account]
    vera = add(lev)
    assert counts(lev, vera) is not bool(alone)


def test_nobody_who_is_not_on_the_staff_is_confirmed(lev: Actor, dina: Actor) -> None:
    vera = add(lev)
    members.remove(lev, vera)
    for one in (vera, UUID(int=7)):
        with pytest.raises(Absent):
            second.confirm(dina, one)


def test_today_asks_everybody_else_and_the_list_of_the_staff_says_it(
    client_of: Callable[[str], Client], lev: Actor, in_english: None
) -> None:
    vera = add(lev, roles=COORDINATOR)
    mine, another = client_of("lev"), client_of("ira")
    asked = "Vera is new. Do you know who this is?"
    assert asked not in mine.get("/staff/").content.decode()
    assert "new, not confirmed yet" in mine.get("/staff/members").content.decode()
    assert asked in another.get("/staff/").content.decode()
    path = f"/staff/members/{vera}/confirm"
    assert mine.post(path).status_code == 303
    assert not counts(lev, vera)
    assert another.get(path).status_code == 405
    assert "Confirmed." in another.post(path, follow=True).content.decode()
    assert counts(lev, vera)
    assert "not confirmed yet" not in mine.get("/staff/members").content.decode()
