"""Who may open a case: shown, given to a colleague by name, taken from somebody. Also the only writer of that.

Taking somebody off gives the case new keys at once and closes it to newcomers: every team that holds a part of it is
replaced by its other members, each by name, so that no role that somebody is given later, nor another account, opens it
again. Members lose it with the role that brought them there. What was read already cannot be recalled.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.casework import access, history
from waystation.casework.errors import Refused
from waystation.casework.models import Case
from waystation.casework.wording import IN_A_TEAM_OF_OTHERS, NOT_ONESELF
from waystation.staff import holders, renewal, teams
from waystation.staff.access import able, profiles, refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import opens, require
from waystation.staff.records import Holders, Profile
from waystation.vault import grants
from waystation.vault.compartments import CASE_COMPARTMENTS, Compartment
from waystation.vault.errors import Locked, Tampered
from waystation.vault.records import move

replace = msgspec.structs.replace


@dataclass
class Opener:
    """Somebody who may open parts of a case: for each the team that brings it, or "" where it was given by name.

    `days` has the last day of each part that was given to a day.

    `id` is a person's account, or the locator of a team whose members the reader does not know.
    """

    id: UUID
    parts: dict[Compartment, str] = field(default_factory=dict)
    days: dict[Compartment, date] = field(default_factory=dict)


def openers(actor: Actor, case_id: UUID) -> list[Opener]:
    """Everybody who may open what the actor can open of a case. A part whose list was destroyed is left out."""
    require(actor, "casework.access")
    access.case(actor, case_id)
    found: dict[UUID, Opener] = {}
    members = holders.members(actor, profiles(actor))
    for compartment in in_hand(actor, case_id):
        try:
            listed = holders.of(actor, case_id, compartment)
        except Tampered:
            continue
        for who, team in _persons(actor, listed, members):
            opener = found.setdefault(who, Opener(who))
            opener.parts[compartment] = team
            if who in listed.until:
                opener.days[compartment] = listed.until[who]
    return list(found.values())


def may_open(actor: Actor, case_id: UUID, account: UUID, part: Compartment = Compartment.CONTACT) -> bool:
    """Whether a colleague can open a part of a case that the actor can open."""
    return account in whoever_may_open(actor, case_id, part)


def whoever_may_open(actor: Actor, case_id: UUID, part: Compartment = Compartment.CONTACT) -> set[UUID]:
    """The accounts that can open a part of a case; those alone whom the actor knows. Empty where its list is lost."""
    try:
        listed = holders.of(actor, case_id, part)
    except (Locked, Tampered):
        return set()
    staff = profiles(actor)
    return {one for one, _team in _persons(actor, listed, holders.members(actor, staff)) if one in staff}


def in_hand(actor: Actor, case_id: UUID) -> list[Compartment]:
    """The parts of a case whose newest keys the actor holds."""
    return [each for each in CASE_COMPARTMENTS if holders.is_current(actor.keys, case_id, each)]


def _persons(actor: Actor, listed: Holders, members: holders.Members) -> Iterator[tuple[UUID, str]]:
    """Each person with the team that brings the key; a team whose members are not known stands for them."""
    names = {actor.team(team): team for team in teams.TEAMS}
    for holder in listed.holders:
        team = names.get(holder, "")
        yield from ((one, team) for one in members.get(holder, [holder]))


def colleagues(actor: Actor) -> dict[UUID, Profile]:
    """Those to whom parts of a case can be given: whose role has pages that open them."""
    return {one: profile for one, profile in profiles(actor).items() if opens(profile.roles, Compartment.MEDICAL)}


def without_pages(actor: Actor) -> set[UUID]:
    """Those of them whose role opens no page of a case: they are given the medical part for an evaluation."""
    return colleagues(actor).keys() - able(actor, "casework.read").keys()


def give(
    actor: Actor, case_id: UUID, person: UUID, compartments: Collection[Compartment], *, until: date | None = None
) -> None:
    """Lets a colleague open parts of a case, and always its place in the list, if need be to a day and no longer.

    Raises Absent for a part that is not in the actor's hand, or that no page of theirs opens, and for whoever is no
    colleague.
    """
    require(actor, "casework.access")
    with transaction.atomic():
        staff = holders.steady(actor)
        refresh(actor)  # as below
        access.case(actor, case_id)
        wanted = {*compartments, Compartment.LIST}
        known = colleagues(actor).get(person)
        if known is None or not all(opens(known.roles, each) for each in wanted):
            raise Absent
        if not wanted <= set(in_hand(actor, case_id)):
            raise Absent
        members, lists = holders.members(actor, staff), holders.remaining(actor, case_id, sorted(wanted), staff)
        given = {each: found for each, found in lists.items() if person not in _through_team(actor, found, members)}
        for each, found in given.items():
            holders.keep(_with(found, person, until), actor.keys.key(case_id, each))
        if given:
            grants.grant([key for each in given for key in actor.keys.epochs(case_id, each)], to=person)
        log(actor.account, "casework.access_given", subject=person, case=case_id)


def _through_team(actor: Actor, listed: Holders, members: holders.Members) -> set[UUID]:
    return {one for one, team in _persons(actor, listed, members) if team}


def _with(found: Holders, person: UUID, until: date | None) -> Holders:
    others = holders.without(found, {person})
    days = others.until | ({person: until} if until else {})
    return replace(others, holders=[*others.holders, person], until=days)


def take_off(actor: Actor, case_id: UUID, person: UUID) -> None:
    """Gives every part of a case new keys for the others, each by name, and seals all rows anew.

    Raises Refused for oneself, and Absent where the person can open nothing of what the actor can.
    """
    require(actor, "casework.access")
    if person == actor.account:
        raise Refused([NOT_ONESELF])
    with transaction.atomic():
        staff = holders.steady(actor)
        refresh(actor)  # a colleague may have taken somebody off a moment ago: their new keys are the newest now
        _row, stub = access.case(actor, case_id)
        closed = _closed_to(actor, case_id, person, staff)
        new = renewal.renew(actor, case_id, closed)
        if stub.owner == person:
            key = new.get(Compartment.LIST) or actor.keys.key(case_id, Compartment.LIST)
            row = move(Case.objects.get(pk=case_id), replace(stub, owner=actor.account), key)
            history.note(actor, row, stub, replace(stub, owner=actor.account), key)
        open_still = [each for each in CASE_COMPARTMENTS if _may_be_joined(actor, closed.get(each))]
        renewal.ask_to_close(case_id, open_still)
        log(actor.account, "casework.taken_off", subject=person, case=case_id)
    refresh(actor)


def _may_be_joined(actor: Actor, found: Holders | None) -> bool:
    """Whether somebody may come to a part by joining a team; of one that is not in hand nobody knows."""
    return found is None or holders.names_a_team(actor, found)


def _closed_to(
    actor: Actor, case_id: UUID, person: UUID, staff: Mapping[UUID, Profile]
) -> Mapping[Compartment, Holders]:
    """The new lists of the parts in hand. Raises Refused where the actor cannot tell what the person opens, Absent."""
    lists, members, found = {}, holders.members(actor, staff), False
    for compartment, listed in holders.remaining(actor, case_id, in_hand(actor, case_id), staff).items():
        persons = dict(_persons(actor, listed, members))
        if person not in persons and _of_unknown_team(actor, persons, staff.get(person)):
            raise Refused([IN_A_TEAM_OF_OTHERS])
        found = found or person in persons
        lists[compartment] = holders.without(holders.by_name(actor, listed, members), {person})
    if not found:
        raise Absent
    return lists


def _of_unknown_team(actor: Actor, persons: Mapping[UUID, str], known: Profile | None) -> bool:
    """Whether the person is in a listed team whose members the actor does not know: one of that team has to act."""
    unknown = {team for one, team in persons.items() if team and one == actor.team(team)}
    return known is not None and bool(unknown & set(known.teams))
