"""Who holds which key: the sealed lists by which keys are replaced without locking out those who remain.

A list is sealed under the very key that it is about. Where a case has none, the policy's teams hold the key; that a
list must be there, because somebody was taken off, stands in the key itself (`rotation.is_marked`).
"""

import uuid
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

import msgspec

from waystation.staff import teams
from waystation.staff.access import profiles, tell_damage
from waystation.staff.actor import Actor
from waystation.staff.models import HolderRow
from waystation.staff.policy import COMPARTMENT_TEAMS, held_by, opens, teams_of
from waystation.staff.records import Holders, Profile
from waystation.vault import directory, rotation
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Stale, Tampered
from waystation.vault.keyring import Key, Keyring
from waystation.vault.order import in_order
from waystation.vault.records import create, move, read

Members = Mapping[UUID, list[UUID]]

replace = msgspec.structs.replace
_FEW = 500  # to be named in a query


def row_id(locator: UUID, compartment: Compartment) -> UUID:
    """One list to a compartment: its id follows from what it is about."""
    return uuid.uuid5(locator, f"holders {compartment}")


def list_id(actor: Actor, team: str) -> UUID:
    """The id of a team's list."""
    return row_id(actor.team(team), Compartment.SELF)


def by_policy(actor: Actor, compartment: Compartment) -> list[UUID]:
    """The teams that hold this part of a case where nothing else was decided."""
    return [actor.team(team) for team in COMPARTMENT_TEAMS.get(compartment, ())]


def narrows(actor: Actor, compartment: Compartment, holders: Iterable[UUID]) -> bool:
    """Whether a team of the policy is not among them."""
    return not set(by_policy(actor, compartment)) <= set(holders)


def is_current(keys: Keyring, locator: UUID, compartment: Compartment = Compartment.SELF) -> bool:
    """Whether the newest key of a compartment is in hand."""
    return keys.holds(locator, compartment) and directory.is_newest(keys.key(locator, compartment))


def closed_among(actor: Actor, places: Collection[UUID], compartment: Compartment) -> set[UUID]:
    """Those of these holders whose compartment was closed to this person, though an older key may be in hand."""
    rows = HolderRow.objects.filter(compartment=compartment)
    rows = rows.filter(locator__in=places) if len(places) <= _FEW else rows
    listed = rows.values_list("locator", "epoch")
    return {place for place, epoch in listed if not actor.keys.holds_epoch(place, compartment, epoch)}


def of(actor: Actor, locator: UUID, compartment: Compartment = Compartment.SELF) -> Holders:
    """Who holds a compartment. Raises Locked without its key, Tampered where nothing that can be trusted says it."""
    return _said(actor, locator, compartment, HolderRow.objects.filter(pk=row_id(locator, compartment)).first())


def _said(actor: Actor, locator: UUID, compartment: Compartment, row: HolderRow | None) -> Holders:
    key = actor.keys.key(locator, compartment)
    try:
        if row and (row.pk, row.locator, row.compartment) == (row_id(locator, compartment), locator, compartment):
            found: Holders = read(row, actor.keys)
            return found
    except Tampered:
        tell_damage(actor, row_id(locator, compartment))
    if compartment is Compartment.SELF or rotation.is_marked(key):
        tell_damage(actor, row_id(locator, compartment))
        raise Tampered
    return Holders(holders=by_policy(actor, compartment))


def remaining(
    actor: Actor, locator: UUID, compartments: Iterable[Compartment], staff: Mapping[UUID, Profile]
) -> dict[Compartment, Holders]:
    """Those who keep a compartment when its key is replaced: whoever has not `left` its list.

    Where the list was destroyed it is whoever acts: rather too few, who can give it to others, than one too many.
    """
    rows = {row.pk: row for row in HolderRow.objects.filter(locator=locator)}
    return {each: _remaining(actor, locator, each, rows.get(row_id(locator, each)), staff) for each in compartments}


def _remaining(
    actor: Actor, locator: UUID, compartment: Compartment, row: HolderRow | None, staff: Mapping[UUID, Profile]
) -> Holders:
    try:
        found = _said(actor, locator, compartment, row)
    except Tampered:
        return Holders(holders=[actor.account])
    gone = left(actor, found, compartment, staff)
    return without(found, gone) if set(found.holders) - gone else Holders(holders=[actor.account])


def left(actor: Actor, found: Holders, compartment: Compartment, staff: Mapping[UUID, Profile]) -> set[UUID]:
    """The persons on a list who are off the staff, past their day, or without the role that brought them there."""
    known, today = {actor.team(team) for team in teams.TEAMS}, actor.today
    past = {one for one, day in found.until.items() if day < today}
    return past | {one for one in found.holders if one not in known and not _stays(one, found, compartment, staff)}


def _stays(one: UUID, found: Holders, compartment: Compartment, staff: Mapping[UUID, Profile]) -> bool:
    if one not in staff or compartment is Compartment.SELF:
        return one in staff
    its = teams_of(staff[one].roles)
    return (
        bool(its & set(found.through[one]))
        if one in found.through
        else any(map(held_by, its)) or opens(staff[one].roles, compartment)
    )


def members(actor: Actor, staff: Mapping[UUID, Profile]) -> Members:
    """Who is in the teams whose keys the actor holds, by the team's locator."""
    known = [actor.team(team) for team in in_hand(actor)]
    return {one: remaining(actor, one, [Compartment.SELF], staff)[Compartment.SELF].holders for one in known}


def by_name(actor: Actor, found: Holders, inside: Members) -> Holders:
    """The list with each team whose members are known replaced by these: who joins it later is not on it."""
    names = {actor.team(team): team for team in teams.TEAMS}
    given = set(found.holders) - found.through.keys() - found.until.keys()
    through = {one: list(came) for one, came in found.through.items()}
    for team in found.holders:
        for one in set(inside.get(team, [])) - given:
            through.setdefault(one, []).append(names[team])
    listed = dict.fromkeys(one for holder in found.holders for one in inside.get(holder, [holder]))
    until = {one: day for one, day in found.until.items() if one not in through}
    return replace(found, holders=list(listed), until=until, through=through)


def names_a_team(actor: Actor, found: Holders) -> bool:
    """Whether somebody may come to hold a part by joining a team."""
    return not {actor.team(team) for team in teams.TEAMS}.isdisjoint(found.holders)


def steady(actor: Actor) -> dict[UUID, Profile]:
    """The staff as it is now, and stays until the transaction ends. Raises Stale where that is not known.

    Whoever is not known to be on the staff loses keys: nobody may seem to be gone because of a moment.
    """
    everyone = actor.team(teams.EVERYONE)
    in_order()
    if not is_current(actor.keys, everyone) or actor.account not in (found := profiles(actor)):
        raise Stale
    return found


def without(found: Holders, gone: set[UUID]) -> Holders:
    """The list without some of those on it."""
    until = {holder: day for holder, day in found.until.items() if holder not in gone}
    through = {holder: came for holder, came in found.through.items() if holder not in gone}
    return replace(found, holders=[one for one in found.holders if one not in gone], until=until, through=through)


def enter(key: Key, who: UUID) -> None:
    """Writes somebody into a new team's list. Raises Tampered where there is none."""
    row = HolderRow.objects.filter(pk=row_id(key.locator, key.compartment)).first()
    if row is None:
        raise Tampered
    found: Holders = read(row, Keyring([key]))
    keep(replace(found, holders=[*found.holders, who]), key)


def keep(record: Holders, key: Key, *, pending: bool | None = None) -> None:
    """Stores the list under the key that it is about; whether it is `pending` stays as it is, where it is not said."""
    row_pk = row_id(key.locator, key.compartment)
    row = HolderRow.objects.filter(pk=row_pk).first()
    if row is None:
        create(HolderRow, record, key, id=row_pk, pending=bool(pending))
        return
    move(row, record, key)
    if pending is not None:
        HolderRow.objects.filter(pk=row_pk).update(pending=pending)


def has_list(locator: UUID, compartment: Compartment) -> bool:
    """Whether who holds a compartment is written down, rightly or not."""
    return HolderRow.objects.filter(pk=row_id(locator, compartment)).exists()


def is_kept_out(actor: Actor) -> bool:
    """Whether others hold parts of cases by name that would be this person's by their teams."""
    mine = {part for team in in_hand(actor) for part in held_by(team)}
    places = HolderRow.objects.filter(compartment__in=mine).values_list("locator", "compartment", "epoch")
    return not all(actor.keys.holds_epoch(*place) for place in places)


def in_hand(actor: Actor) -> list[str]:
    """The teams whose newest key this person holds."""
    return [team for team in teams.TEAMS if is_current(actor.keys, actor.team(team))]
