"""Who holds which key: the sealed lists by which keys are replaced without locking out those who remain.

A list is sealed under the very key that it is about. Where a case has none, the policy's teams hold the key; that a
list must be there, because somebody was taken off, stands in the key itself (`rotation.is_marked`).
"""

import uuid
from collections.abc import Container, Iterable
from uuid import UUID

import msgspec

from waystation.staff import teams
from waystation.staff.access import profiles, tell_damage
from waystation.staff.actor import Actor
from waystation.staff.models import HolderRow
from waystation.staff.policy import COMPARTMENT_TEAMS
from waystation.staff.records import Holders, Profile
from waystation.vault import directory, rotation
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Stale, Tampered
from waystation.vault.keyring import Key, Keyring
from waystation.vault.order import keep_keys
from waystation.vault.records import create, move, read


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
    actor: Actor, locator: UUID, compartments: Iterable[Compartment], staff: Container[UUID]
) -> dict[Compartment, Holders]:
    """Those who keep a compartment when its key is replaced: members of staff, as long as it was given to them.

    Where the list was destroyed it is whoever acts: rather too few, who can give it to others, than one too many.
    """
    rows = {row.pk: row for row in HolderRow.objects.filter(locator=locator)}
    return {each: _remaining(actor, locator, each, rows.get(row_id(locator, each)), staff) for each in compartments}


def _remaining(
    actor: Actor, locator: UUID, compartment: Compartment, row: HolderRow | None, staff: Container[UUID]
) -> Holders:
    try:
        found = _said(actor, locator, compartment, row)
    except Tampered:
        return Holders(holders=[actor.account])
    known, today = {actor.team(team) for team in teams.TEAMS}, actor.now().date()
    gone = {one for one in found.holders if one not in known and one not in staff}
    gone |= {one for one, day in found.until.items() if day < today}
    return without(found, gone) if set(found.holders) - gone else Holders(holders=[actor.account])


def steady(actor: Actor) -> dict[UUID, Profile]:
    """The staff as it is now, and stays until the transaction ends. Raises Stale where that is not known.

    Whoever is not known to be on the staff loses keys: nobody may seem to be gone because of a moment.
    """
    everyone = actor.team(teams.EVERYONE)
    keep_keys(everyone)
    if not is_current(actor.keys, everyone) or actor.account not in (found := profiles(actor)):
        raise Stale
    return found


def without(found: Holders, gone: set[UUID]) -> Holders:
    """The list without some of those on it."""
    until = {holder: day for holder, day in found.until.items() if holder not in gone}
    return Holders(
        holders=[holder for holder in found.holders if holder not in gone], until=until, renewed=found.renewed
    )


def enter(key: Key, who: UUID) -> None:
    """Writes somebody into a new team's list. Raises Tampered where there is none."""
    row = HolderRow.objects.filter(pk=row_id(key.locator, key.compartment)).first()
    if row is None:
        raise Tampered
    found: Holders = read(row, Keyring([key]))
    keep(msgspec.structs.replace(found, holders=[*found.holders, who]), key)


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


def in_hand(actor: Actor) -> list[str]:
    """The teams whose newest key this person holds."""
    return [team for team in teams.TEAMS if is_current(actor.keys, actor.team(team))]
