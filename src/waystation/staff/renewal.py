"""New keys where somebody left: worked off in slices, by the requests of anybody who holds the keys.

What is to be done follows from the sealed lists of holders and the sealed profiles; of each team, how far its cases
have got. A team whose list names somebody who does not belong to it gets a new key; then every case of that team gets
new keys, one transaction each. Killed at any moment, it goes on from there.

`pending` says where to look, also to whom has no key. It can be forged, so that every session looks at all lists once
a day whatever it says.
"""

import logging
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic, sleep
from uuid import UUID

import msgspec
from django.db import DatabaseError, transaction

from waystation.audit.log import log, use_auditors
from waystation.staff import duress, holders, teams
from waystation.staff.access import profiles, refresh, stubs
from waystation.staff.actor import Actor
from waystation.staff.models import ClosingRow, HolderRow
from waystation.staff.policy import held_by, teams_of
from waystation.staff.records import Closing, Holders, Profile
from waystation.vault import manifest, rotation
from waystation.vault.compartments import Compartment
from waystation.vault.errors import NotReady, Stale, Tampered, VaultError
from waystation.vault.keyring import Key
from waystation.vault.order import in_order
from waystation.vault.records import delete, post
from waystation.vault.rows import every

logger = logging.getLogger(__name__)

START = UUID(int=0)
_PENDING = f"SELECT 1 FROM {HolderRow._meta.db_table} WHERE pending = TRUE LIMIT 1"  # noqa: S608  # our own name
SLICE = 0.2  # seconds of a sign-in or a request for what is left to do

replace = msgspec.structs.replace


@dataclass(frozen=True)
class Progress:
    """How many of the cases of a team have new keys since somebody was taken out of it."""

    team: str
    done: int
    total: int


def unfinished() -> bool:
    """Whether keys wait to be replaced; needs no key."""
    return bool(every(_PENDING, ()))


def go_on(actor: Actor) -> None:
    """A little of what is left to do; what fails here costs nobody their sign-in or their page."""
    if actor.apart:
        sleep(SLICE if unfinished() else 0)  # as long as it takes the others
        return
    try:
        work(actor, SLICE)
        duress.forget_old(actor)
    except (VaultError, DatabaseError):
        logger.exception("")  # where, for the administrator; the log's formatter leaves out what


def work(actor: Actor, seconds: float) -> None:
    """Replaces what this person's keys allow, for about so long. Whoever is faster elsewhere does it instead."""
    today = actor.today
    if actor.apart or (actor.memory.get("looked") == today and not unfinished()):
        return
    until = monotonic() + seconds
    try:
        found = _teams(actor)
        _lists(actor, until)
        _cases(actor, until, {team: its.renewed for team, its in found.items() if its and its.renewed is not None})
        actor.memory["looked"] = today if monotonic() < until else None
    except Stale:
        pass
    finally:
        refresh(actor)


def _teams(actor: Actor) -> dict[str, Holders | None]:
    """Takes everybody out of this person's teams who does not belong there any more. Returns who is in them then."""
    found = {team: _list(actor, team) for team in holders.in_hand(actor)}
    if any(_leavers(actor, team, its) for team, its in found.items()):
        with transaction.atomic():
            holders.steady(actor)
            expel(actor)
        refresh(actor)
        found = {team: _list(actor, team) for team in holders.in_hand(actor)}
    if unfinished():
        ended = [holders.list_id(actor, team) for team, its in found.items() if its is None or its.renewed is None]
        with transaction.atomic():
            in_order()
            HolderRow.objects.filter(pk__in=ended, pending=True).update(pending=False)
    return found


def members_of(actor: Actor, team: str) -> list[UUID]:
    """Who is in a team of this person's, as far as that is known."""
    found = _list(actor, team)
    return found.holders if found else [actor.account]


def enlist(actor: Actor, team: str, account: UUID) -> None:
    """Writes somebody into the list of a team of this person's; a destroyed one is begun anew with these two."""
    found = _list(actor, team) or Holders(holders=[actor.account])
    if account not in found.holders:
        holders.keep(replace(found, holders=[*found.holders, account]), actor.keys.key(actor.team(team)))


def _list(actor: Actor, team: str) -> Holders | None:
    """Who is in a team; None where that was destroyed, which is told on every page and takes a person to mend."""
    try:
        return holders.of(actor, actor.team(team))
    except Tampered:
        return None


def _reached(actor: Actor, team: str) -> UUID | None:
    found = _list(actor, team)
    return found.renewed if found else None


def leavers(actor: Actor, team: str) -> set[UUID]:
    """Who is in a team and left, or has no role in it any more."""
    return _leavers(actor, team, _list(actor, team))


def _leavers(actor: Actor, team: str, found: Holders | None) -> set[UUID]:
    known = profiles(actor)
    return {one for one in found.holders if not _belongs(team, one, known)} if found else set()


def _belongs(team: str, one: UUID, known: Mapping[UUID, Profile]) -> bool:
    return one in known and team in teams_of(known[one].roles)


def expel(actor: Actor, surely: Collection[str] = ()) -> None:
    """Gives each team of this person that has leavers, and `surely` these, a new key, in the caller's transaction.

    Where a team's list was destroyed, whoever acts is alone in the team, and can let the others in again.
    """
    found = {team: gone for team in holders.in_hand(actor) if (gone := leavers(actor, team)) or team in surely}
    # The last one, since by it everybody is known.
    for team in sorted(found, key=lambda team: team == teams.EVERYONE):
        _new_team_key(actor, team, found[team])
        log(actor.account, "keys.team_renewed", subject=actor.team(team))


def _new_team_key(actor: Actor, team: str, gone: set[UUID]) -> None:
    locator = actor.team(team)
    listed = _list(actor, team)
    stay = holders.without(listed, gone) if listed else Holders(holders=[actor.account])
    key = rotation.rotate(actor.keys, locator, {Compartment.SELF: stay.holders})[Compartment.SELF]
    cases = bool(held_by(team))
    holders.keep(replace(stay, renewed=START if cases else None), key, pending=cases)
    if team == teams.AUDIT:
        transaction.on_commit(lambda: use_auditors(locator))


def _lists(actor: Actor, until: float) -> None:
    """New keys for the cases that somebody has by name who left, who lost the role for it, or whose day is past."""
    _close_all(actor)
    waiting = set(HolderRow.objects.filter(pending=True).values_list("pk", flat=True))
    known, due = profiles(actor), dict[UUID, list[Compartment]]()
    for row, record in stubs(actor, HolderRow.objects.exclude(compartment=Compartment.SELF)):
        part = Compartment(row.compartment)
        if row.pk in waiting or holders.left(actor, record, part, known):
            due.setdefault(row.locator, []).append(part)
    for case, compartments in sorted(due.items()):
        if monotonic() > until:
            return
        with transaction.atomic():
            _renew(actor, case, compartments, holders.steady(actor))
            manifest.count()


def _close_all(actor: Actor) -> None:
    if stubs(actor, ClosingRow.objects.all()):
        with transaction.atomic():
            close(actor)
            manifest.count()
        refresh(actor)


def ask_to_close(case: UUID, parts: Iterable[Compartment]) -> None:
    """Asks those who hold these parts of a case to `close` them, in the caller's transaction."""
    for part in parts:
        with suppress(NotReady):  # which is told on every page, and must not keep anybody on the case
            post(ClosingRow, Closing(), (case, part))


def close(actor: Actor) -> None:
    """Closes to newcomers what colleagues without its keys took somebody off, as far as it is in the actor's hand.

    In the caller's transaction, and before a newcomer is handed a team's key.
    """
    staff = holders.steady(actor)
    inside = holders.members(actor, staff)
    for row, _record in stubs(actor, ClosingRow.objects.all()):
        part = Compartment(row.compartment)
        if holders.is_current(actor.keys, row.locator, part):
            listed = holders.remaining(actor, row.locator, [part], staff)[part]
            closed = holders.by_name(actor, listed, inside)
            if not holders.names_a_team(actor, closed):
                delete(row)
            if closed != listed:
                renew(actor, row.locator, {part: closed})


def _cases(actor: Actor, until: float, behind: Mapping[str, UUID]) -> None:
    """New keys for the cases of teams that somebody was taken out of, in the order of their ids."""
    if not behind:
        return
    cases = _of_teams(actor, behind)
    for case in cases[bisect_right(cases, min(behind.values())) :]:
        if monotonic() > until:
            return
        _next(actor, case, [team for team, at in behind.items() if at < case])
    for team in behind:
        _done(actor, team)


def _of_teams(actor: Actor, found: Iterable[str]) -> list[UUID]:
    kinds = {compartment for team in found for compartment in held_by(team)}
    return sorted({locator for kind in kinds for locator in actor.keys.locators(kind)})


@transaction.atomic
def _next(actor: Actor, case: UUID, behind: list[str]) -> None:
    """One case, and that its teams have got to it."""
    staff = holders.steady(actor)
    for team in behind:
        _note(actor, team, case)
    _renew(actor, case, {compartment for team in behind for compartment in held_by(team)}, staff)
    manifest.count()  # no line of the log does, and whoever is killed right after the commit counts nothing any more


def _note(actor: Actor, team: str, reached: UUID | None) -> None:
    locator = actor.team(team)
    found, key = holders.of(actor, locator), actor.keys.key(locator)
    if found.renewed is None:
        raise Stale  # somebody else came to the end first
    holders.keep(replace(found, renewed=reached), key, pending=reached is not None)


@transaction.atomic
def _done(actor: Actor, team: str) -> None:
    _note(actor, team, None)
    log(actor.account, "keys.cases_renewed", subject=actor.team(team))


def _renew(actor: Actor, case: UUID, compartments: Iterable[Compartment], staff: Mapping[UUID, Profile]) -> None:
    """New keys for those who remain. What somebody else renewed, or this person lost, is passed over."""
    mine = [each for each in sorted(compartments) if holders.is_current(actor.keys, case, each)]
    renew(actor, case, holders.remaining(actor, case, mine, staff))


def renew(actor: Actor, case: UUID, lists: Mapping[Compartment, Holders]) -> dict[Compartment, Key]:
    """New keys for compartments of a case, for those on these lists, inside the caller's transaction.

    A list with nobody on it changes nothing: a key that nobody holds would be the end of what it opens.
    """
    wanted = {compartment: found for compartment, found in lists.items() if found.holders}
    if not wanted:
        return {}
    marked = [each for each, found in wanted.items() if holders.narrows(actor, each, found.holders)]
    new = rotation.rotate(actor.keys, case, {each: found.holders for each, found in wanted.items()}, marked=marked)
    for compartment, found in wanted.items():
        if holders.has_list(case, compartment) or set(found.holders) != set(holders.by_policy(actor, compartment)):
            holders.keep(found, new[compartment], pending=False)
    return new


def progress(actor: Actor) -> list[Progress]:
    """How far the teams have got whose cases are being given new keys."""
    found = []
    for team in holders.in_hand(actor):
        if (at := _reached(actor, team)) is not None:
            cases = _of_teams(actor, [team])
            found.append(Progress(team, bisect_right(cases, at), len(cases)))
    return found
