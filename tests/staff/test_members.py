"""The staff: added, let in, given other roles, taken off; and that nobody gains a key that nobody handed to them."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from django.test import Client

from tests.stage import CAST, Organisation
from waystation.audit.log import entries
from waystation.staff import actions, holders, members, renewal, teams
from waystation.staff.access import personas, profiles
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent, Refused
from waystation.staff.models import Account, HolderRow, ProfileRow
from waystation.staff.records import Holders
from waystation.vault import sessions
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Locked, Tampered
from waystation.vault.keyring import Keyring
from waystation.vault.models import Address, RecoveryCopy, RingPage, Session
from waystation.vault.records import create, rewrite

PHRASE = "one two three four five six seven"


def add(actor: Actor, name: str = "vera", roles: tuple[str, ...] = ("operator",), persona: str = "") -> UUID:
    return members.add(actor, name=name, passphrase=PHRASE, persona=persona or name.title(), roles=roles)


def signed_in(name: str, phrase: str = PHRASE) -> Actor:
    actor = actions.resume(actions.sign_in(name, phrase, now=utc_now()), now=utc_now())
    assert actor is not None
    return actor


def kept(actor: Actor) -> Actor:
    """Somebody who carries their keys away, whatever becomes of the session."""
    return replace(actor, keys=Keyring(actor.keys.keys()))


def holds(actor: Actor) -> set[str]:
    return set(holders.in_hand(actor))


def test_it_works(lev: Actor) -> None:
    account = add(lev)
    vera = signed_in("vera")
    assert (vera.account, vera.persona, vera.roles) == (account, "Vera", frozenset({"operator"}))
    assert holds(vera) == {teams.EVERYONE, teams.DUTY}
    assert account in holders.of(lev, teams.locator(teams.DUTY)).holders


def test_a_new_coordinator_reads_the_whole_log_and_every_case(lev: Actor) -> None:
    add(lev, roles=("coordinator",))
    lines = list(entries(signed_in("vera").keys, teams.locator(teams.AUDIT), newest=100))
    assert lines
    assert all(entry is not None for _, entry in lines)


def test_names_and_personas_are_taken_once(lev: Actor) -> None:
    add(lev)
    before = Account.objects.count(), RingPage.objects.count()
    for name, persona in (("Vera ", "Other"), ("other", "vera"), ("other", "Alma")):
        with pytest.raises(Refused):
            add(lev, name, persona=persona)
    assert (Account.objects.count(), RingPage.objects.count()) == before


@pytest.mark.parametrize("who", ["dina", "ira", "out"])
def test_only_coordinators_manage(organisation: Organisation, who: str) -> None:
    actor, other = organisation.actor(who), organisation.accounts["lev"]
    for act in (
        lambda: add(actor),
        lambda: members.change_roles(actor, other, ["operator"]),
        lambda: members.remove(actor, other),
    ):
        with pytest.raises(Absent):
            act()


def test_a_role_whose_team_is_in_other_hands_waits_to_be_let_in(
    lev: Actor, ira: Actor, organisation: Organisation
) -> None:
    account = add(lev, roles=("documenter",))
    assert members.waits_for(lev, account, profiles(lev)[account]) == [teams.DOCUMENTATION]
    assert holds(signed_in("vera")) == {teams.EVERYONE, teams.PUBLICATION}
    with pytest.raises(Absent):
        members.let_in(lev, account, teams.DOCUMENTATION)
    members.let_in(ira, account, teams.DOCUMENTATION)
    assert holds(signed_in("vera")) == {teams.EVERYONE, teams.DOCUMENTATION, teams.PUBLICATION}
    assert members.waits_for(lev, account, profiles(lev)[account]) == []


def test_nobody_is_let_into_a_team_that_their_role_does_not_belong_to(lev: Actor, organisation: Organisation) -> None:
    for who, team in (("out", teams.COORDINATION), ("dina", teams.COORDINATION), ("out", "nonsense")):
        with pytest.raises(Absent):
            members.let_in(lev, organisation.accounts[who], team)


def test_a_profile_that_a_colleague_forged_brings_no_key(lev: Actor, out: Actor, organisation: Organisation) -> None:
    """All staff hold the key of the profiles: roles there open pages, and not a single compartment."""
    row, profile = members.member(lev, out.account)
    lie = {"roles": ["coordinator"], "teams": list(teams.TEAMS)}
    rewrite(row, members.replace(profile, **lie), out.keys)
    assert teams.DUTY in members.waits_for(lev, out.account, profiles(lev)[out.account])
    add(lev, "gone")
    members.remove(lev, signed_in("gone").account)
    renewal.work(organisation.actor("lev"), 5)
    assert holds(organisation.actor("out")) == {teams.EVERYONE}


def test_a_list_under_the_key_of_another_team_brings_none_either(
    lev: Actor, out: Actor, organisation: Organisation
) -> None:
    """In the place of the auditors' list stands one that whoever holds the key of all staff has written."""
    leaver, place = add(lev, "gone", ("coordinator",)), holders.list_id(lev, teams.AUDIT)
    HolderRow.objects.filter(pk=place).delete()
    forged = Holders(holders=[lev.account, out.account])
    create(HolderRow, forged, out.keys.key(teams.locator(teams.EVERYONE)), id=place, pending=False)
    with pytest.raises(Tampered):
        holders.of(lev, teams.locator(teams.AUDIT))
    members.remove(lev, leaver)
    renewal.work(organisation.actor("lev"), 5)
    assert organisation.actor("lev").keys.key(teams.locator(teams.AUDIT)).epoch == 1
    assert holds(organisation.actor("out")) == {teams.EVERYONE}


def test_taken_off_the_staff(lev: Actor, organisation: Organisation, client_of: Callable[[str], Client]) -> None:
    dina, client, cookie = organisation.actor("dina"), client_of("dina"), organisation.cookie("dina")
    assert client.get("/staff/").status_code == 200
    add(lev)  # so that dina is not the last of her team
    members.remove(lev, dina.account)
    assert client.get("/staff/").status_code == 302
    assert actions.resume(cookie, now=utc_now()) is None
    with pytest.raises(Locked):
        actions.sign_in(CAST["dina"].name, CAST["dina"].passphrase, now=utc_now())
    for rows in (Account, RecoveryCopy):
        assert not rows._default_manager.filter(pk=dina.account).exists()
    for rows in (Address, RingPage):
        assert not rows._default_manager.filter(locator=dina.account).exists()
    assert dina.account not in profiles(lev)
    assert personas(lev)[dina.account] == "Alma"  # what she did keeps her name


def test_sessions_of_whoever_was_taken_off_are_gone_from_table_and_memory(
    lev: Actor, organisation: Organisation
) -> None:
    before = set(Session.objects.values_list("id", flat=True))
    dina = organisation.actor("dina")
    add(lev)
    members.remove(lev, dina.account)
    assert set(Session.objects.values_list("id", flat=True)) == before
    assert not any(memory.get("account") == dina.account for memory in sessions._memories.values())


def test_a_session_elsewhere_ends_with_its_next_request(lev: Actor, organisation: Organisation) -> None:
    """Another process knows nothing of the removal: there the row is still open to the cookie."""
    cookie = organisation.cookie("dina")
    actions.resume(cookie, now=utc_now())
    add(lev)
    kept, ends = dict(sessions._memories), dict(sessions._ends)
    rows = list(Session.objects.all())
    members.remove(lev, organisation.accounts["dina"])
    sessions._memories.update(kept)
    sessions._ends.update(ends)
    Session.objects.bulk_create(rows, ignore_conflicts=True)
    assert actions.resume(cookie, now=utc_now()) is None
    assert sessions.resume("staff", cookie, now=utc_now()) is None


def test_the_team_s_keys_are_new_and_the_others_stay_in(lev: Actor, organisation: Organisation) -> None:
    dina = kept(organisation.actor("dina"))
    add(lev)
    members.remove(lev, dina.account)
    assert holds(organisation.actor("lev")) == {
        teams.EVERYONE,
        teams.DUTY,
        teams.COORDINATION,
        teams.ADVOCACY,
        teams.AUDIT,
        teams.PUBLICATION,
    }
    assert holds(signed_in("vera")) == {teams.EVERYONE, teams.DUTY}
    assert holds(organisation.actor("ira")) == {teams.EVERYONE, teams.DOCUMENTATION, teams.PUBLICATION}
    for team, epoch in ((teams.DUTY, 1), (teams.EVERYONE, 1), (teams.COORDINATION, 0), (teams.AUDIT, 0)):
        assert organisation.actor("lev").keys.key(teams.locator(team)).epoch == epoch
    assert holds(dina) == set()


def test_the_last_of_a_team_stays(lev: Actor, organisation: Organisation) -> None:
    for who in ("ira", "dina"):
        if who == "ira":
            with pytest.raises(Refused):
                members.remove(lev, organisation.accounts[who])
            with pytest.raises(Refused):
                members.change_roles(lev, organisation.accounts[who], ["operator"])
    add(lev, roles=("documenter",))  # whom nobody has let in yet
    with pytest.raises(Refused):
        members.remove(lev, organisation.accounts["ira"])
    members.let_in(organisation.actor("ira"), signed_in("vera").account, teams.DOCUMENTATION)
    members.remove(organisation.actor("lev"), organisation.accounts["ira"])


def test_nobody_takes_off_or_changes_themselves_or_a_stranger(lev: Actor) -> None:
    for act in (members.remove, lambda actor, account: members.change_roles(actor, account, ["operator"])):
        with pytest.raises(Refused):
            act(lev, lev.account)
        with pytest.raises(Absent):
            act(lev, uuid.uuid4())


def test_not_even_where_others_would_stay(lev: Actor) -> None:
    add(lev, roles=("coordinator",))
    for act in (lambda: members.remove(lev, lev.account), lambda: members.change_roles(lev, lev.account, ["operator"])):
        with pytest.raises(Refused):
            act()
    assert lev.account in profiles(lev)


@pytest.mark.parametrize("roles", [(), ("director",), ("operator", "director")])
def test_there_are_no_other_roles(lev: Actor, organisation: Organisation, roles: tuple[str, ...]) -> None:
    with pytest.raises(Absent):
        add(lev, roles=roles)
    with pytest.raises(Absent):
        members.change_roles(lev, organisation.accounts["dina"], roles)
    assert profiles(lev)[organisation.accounts["dina"]].roles == ["operator"]


def test_a_team_in_other_hands_takes_the_leaver_out_when_one_of_it_comes(
    lev: Actor, organisation: Organisation
) -> None:
    account = add(lev, roles=("documenter",))
    members.let_in(organisation.actor("ira"), account, teams.DOCUMENTATION)
    leaver = kept(signed_in("vera"))
    members.remove(organisation.actor("lev"), account)
    assert renewal.unfinished()
    renewal.work(organisation.actor("lev"), 5)
    assert renewal.unfinished()
    ira = organisation.actor("ira")
    renewal.work(ira, 5)
    assert not renewal.unfinished()
    assert holders.of(ira, teams.locator(teams.DOCUMENTATION)).holders == [ira.account]
    assert not holders.is_current(leaver.keys, teams.locator(teams.DOCUMENTATION))


def test_it_is_noticed_even_if_the_mark_was_wiped_away(lev: Actor, organisation: Organisation) -> None:
    account = add(lev, roles=("documenter",))
    members.let_in(organisation.actor("ira"), account, teams.DOCUMENTATION)
    members.remove(organisation.actor("lev"), account)
    HolderRow.objects.update(pending=False)
    ira = organisation.actor("ira")
    renewal.work(ira, 5)
    assert holders.of(ira, teams.locator(teams.DOCUMENTATION)).holders == [ira.account]


def test_another_role_is_another_team(lev: Actor, organisation: Organisation) -> None:
    account = add(lev, roles=("coordinator",))
    members.change_roles(lev, account, ["operator"])
    lev = organisation.actor("lev")
    assert holds(signed_in("vera")) == {teams.EVERYONE, teams.DUTY}
    assert [lev.keys.key(teams.locator(team)).epoch for team in (teams.COORDINATION, teams.AUDIT)] == [1, 1]
    members.change_roles(lev, account, ["coordinator"])
    assert holds(signed_in("vera")) == set(teams.TEAMS) - {teams.DOCUMENTATION}
    lines = list(entries(signed_in("vera").keys, teams.locator(teams.AUDIT), newest=100))
    assert all(entry is not None for _, entry in lines)


def test_a_destroyed_list_lets_nobody_in(lev: Actor, organisation: Organisation) -> None:
    """Whoever acts stays, and can let the others in again: they are known to wait."""
    second, leaver = add(lev, "vera", ("coordinator",)), add(lev, "gone", ("coordinator",))
    HolderRow.objects.filter(pk=holders.list_id(lev, teams.COORDINATION)).delete()
    members.remove(lev, leaver)
    renewal.work(organisation.actor("lev"), 5)
    assert organisation.actor("lev").keys.key(teams.locator(teams.COORDINATION)).epoch == 1
    assert teams.COORDINATION not in holds(signed_in("vera"))
    assert members.waits_for(organisation.actor("lev"), second, profiles(lev)[second]) == [teams.COORDINATION]
    members.let_in(organisation.actor("lev"), second, teams.COORDINATION)
    assert teams.COORDINATION in holds(signed_in("vera"))


def test_an_own_new_passphrase(lev: Actor) -> None:
    with pytest.raises(Refused):
        members.new_passphrase(lev, "not it", PHRASE)
    members.new_passphrase(lev, CAST["lev"].passphrase, PHRASE)
    with pytest.raises(Locked):
        actions.sign_in("lev", CAST["lev"].passphrase, now=utc_now())
    assert holds(signed_in("lev")) == holds(lev)


def test_everything_that_belonged_to_the_person_alone_is_gone(lev: Actor, organisation: Organisation) -> None:
    add(lev)
    dina = organisation.accounts["dina"]
    members.remove(lev, dina)
    assert not HolderRow.objects.filter(locator=dina).exists()
    assert ProfileRow.objects.get(pk=dina).compartment == Compartment.SELF


@pytest.mark.parametrize("persona", ["Аlmа", "ALMA", "Alma.", "Álma"])
def test_nobody_is_called_so_that_they_are_taken_for_another(lev: Actor, persona: str) -> None:
    with pytest.raises(Refused):
        add(lev, "vera", persona=persona)
