"""Who is on the staff: added, given other roles, let into a team, taken off. Each verb logs in its transaction.

Only who holds a team's key can hand it on or replace it. What somebody else has to do for that stands in the profile
(`teams` that are still missing) or on the team's list (`pending`), and shows on the page of the staff.
"""

from collections.abc import Collection
from uuid import UUID, uuid4

import msgspec
from django.db import IntegrityError, transaction

from waystation.audit.log import log
from waystation.confusable import skeleton
from waystation.staff import entrance, feeds, holders, innocent, renewal, teams
from waystation.staff.access import open_row, personas, profiles, refresh
from waystation.staff.actions import begin_account, name_digest
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent, Refused
from waystation.staff.models import Account, HolderRow, OwnRow, ProfileRow
from waystation.staff.policy import ROLES, require, teams_of
from waystation.staff.records import Profile
from waystation.staff.wording import LAST_OF_TEAM, NAME_TAKEN, NOT_ONESELF, PERSONA_TAKEN, WRONG_PASSPHRASE
from waystation.vault import directory, grants, recovery, sessions
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Locked
from waystation.vault.keyring import Key
from waystation.vault.order import in_order
from waystation.vault.records import create, delete, rewrite
from waystation.vault.sets import kinds

replace = msgspec.structs.replace


def add(
    actor: Actor, *, name: str, passphrase: str, persona: str, roles: Collection[str], language: str = "ru"
) -> UUID:
    """Makes an account and hands over the keys of its teams, as far as they are in the actor's hand. Returns its id.

    It does not count as one of two before somebody else confirms it; where there is nobody else who could, it does.
    Raises Refused for a sign-in name or a persona that is taken, Busy when too many passphrases wait.
    """
    require(actor, "staff.manage")
    _check_roles(roles)
    if skeleton(persona) in {skeleton(known) for known in personas(actor).values()}:
        raise Refused(PERSONA_TAKEN)
    others = [each for one, each in profiles(actor).items() if one != actor.account and each.counts]
    profile = Profile(
        persona=persona,
        roles=sorted(roles),
        language=language,
        added_by=actor.account,
        added_on=actor.today,
        confirmed_by=None if others else actor.account,
    )
    person = Key.new(uuid4())
    # Made before the transaction: stretching is slow, and there is one writer at a time.
    slots = entrance.first_slots(person, passphrase)
    try:
        with transaction.atomic():
            _add(actor, person, name, slots, profile)
    except IntegrityError:
        raise Refused(NAME_TAKEN) from None
    return person.locator


def _add(actor: Actor, person: Key, name: str, slots: bytes, profile: Profile) -> None:
    holders.steady(actor)
    if actor.apart:  # a colleague who is told of there, and who can never come in
        # One's own name is known there; that of a real colleague must not show that somebody has it.
        if Account.objects.filter(name_digest=name_digest(name), pk=entrance.came(actor).account).exists():
            raise Refused(NAME_TAKEN)
        directory.publish(person)
    else:
        begin_account(person, name, slots)
    given = _hand_over(actor, person.locator, teams_of(profile.roles))
    profile = replace(profile, teams=given)
    create(ProfileRow, profile, actor.keys.key(actor.team(teams.EVERYONE)), id=person.locator)
    log(actor.account, "staff.added", subject=person.locator)


def _check_roles(roles: Collection[str]) -> None:
    if not roles or not set(roles) <= set(ROLES):
        raise Absent


def _hand_over(actor: Actor, account: UUID, wanted: Collection[str]) -> list[str]:
    """Hands over the keys of those teams that are in the actor's hand, old ones too, and returns which they were.

    Nobody comes by a team to a case that somebody was taken off: what is not closed to newcomers yet, is now.
    """
    refresh(actor)  # a colleague may have closed one a moment ago
    renewal.close(actor)
    given = [team for team in holders.in_hand(actor) if team in wanted]
    grants.grant([key for team in given for key in actor.keys.epochs(actor.team(team))], to=account)
    for team in given:
        renewal.enlist(actor, team, account)
    return given


def member(actor: Actor, account: UUID) -> tuple[ProfileRow, Profile]:
    """Somebody who is on the staff. Raises Absent."""
    require(actor, "staff.read")
    return on_staff(actor, account)


def on_staff(actor: Actor, account: UUID) -> tuple[ProfileRow, Profile]:
    """The same for whoever sees no page of the staff, but this one person. Raises Absent."""
    row, profile = open_row(actor, ProfileRow.objects.all(), account)
    if profile.left is not None:
        raise Absent
    return row, profile


def waits_for(actor: Actor, account: UUID, profile: Profile) -> list[str]:
    """The teams into which a member has to let this person."""
    return sorted(team for team in teams_of(profile.roles) if not _is_in(actor, team, account, profile))


def _is_in(actor: Actor, team: str, account: UUID, profile: Profile) -> bool:
    """By the team's own list; to whoever cannot read it, by what the profile says."""
    if team in holders.in_hand(actor):
        return account in renewal.members_of(actor, team)
    return team in profile.teams


@transaction.atomic
def let_in(actor: Actor, account: UUID, team: str) -> None:
    """Hands a team's keys to somebody whose role belongs to it. Raises Absent where the actor does not hold them."""
    require(actor, "staff.let_in")
    holders.steady(actor)
    row, profile = member(actor, account)
    if team not in teams_of(profile.roles) or team not in holders.in_hand(actor):
        raise Absent
    _hand_over(actor, account, [team])
    rewrite(row, replace(profile, teams=sorted({*profile.teams, team})), actor.keys)
    log(actor.account, "staff.let_in", subject=account)


def change_roles(actor: Actor, account: UUID, roles: Collection[str]) -> None:
    """Gives other roles. Teams that these no longer belong to get new keys, and then their cases.

    Raises Refused for oneself, and where a team would be left with nobody.
    """
    require(actor, "staff.manage")
    _check_roles(roles)
    with transaction.atomic():
        row, profile = _other(actor, account)
        lost, gained = set(profile.teams) - teams_of(roles), teams_of(roles) - set(profile.teams)
        _check_not_last(actor, account, lost)
        given = _hand_over(actor, account, gained) if gained else []
        kept = sorted({*profile.teams, *given} - lost)
        rewrite(row, replace(profile, roles=sorted(roles), teams=kept), actor.keys)
        if lost or set(profile.roles) - set(roles):
            _close(actor, lost)
        log(actor.account, "staff.roles_changed", subject=account)
    refresh(actor)


def remove(actor: Actor, account: UUID) -> None:
    """Takes somebody off the staff: they can sign in no more, nobody can restore them, their sessions end, and every
    team whose key they had gets a new one, at once where the actor holds it.

    What the teams hold gets new keys by `renewal.work`. Raises Refused as `change_roles` does.
    """
    require(actor, "staff.manage")
    with transaction.atomic():
        row, profile = _other(actor, account)
        _check_not_last(actor, account, profile.teams)
        rewrite(row, replace(profile, roles=[], teams=[], left=actor.today), actor.keys)
        if not actor.apart:
            _forget(account)
        _close(actor, profile.teams)
        log(actor.account, "staff.removed", subject=account)
    refresh(actor)
    sessions.end_those(lambda memory: memory.get("account") == account)


def _other(actor: Actor, account: UUID) -> tuple[ProfileRow, Profile]:
    holders.steady(actor)
    if account == actor.account:
        raise Refused(NOT_ONESELF)
    return member(actor, account)


def _check_not_last(actor: Actor, account: UUID, lost: Collection[str]) -> None:
    """A key that nobody holds would be the end of what it opens."""
    others = [(one, profile) for one, profile in profiles(actor).items() if one != account]
    if any(not any(_is_in(actor, team, *other) for other in others) for team in lost):
        raise Refused(LAST_OF_TEAM)


def _forget(account: UUID) -> None:
    innocent.forget(account)
    Account.objects.filter(pk=account).delete()
    recovery.discard(account)
    grants.withdraw(account)
    for model in kinds():
        delete(*model._default_manager.filter(locator=account))
    delete(*OwnRow.objects.filter(pk=account))
    feeds.forget(account)


def _close(actor: Actor, lost: Collection[str]) -> None:
    """New keys for the teams in hand; what else the person had, by name too, is left to those who hold it.

    None in an innocent view: its keys follow from the person's secret, and nobody has left it who could use them.
    """
    if actor.apart:
        return
    HolderRow.objects.exclude(compartment=Compartment.SELF).update(pending=True)
    elsewhere = [holders.list_id(actor, team) for team in set(lost) - set(holders.in_hand(actor))]
    HolderRow.objects.filter(pk__in=elsewhere).update(pending=True)
    renewal.expel(actor, lost)


def new_passphrase(actor: Actor, current: str, new: str) -> None:
    """Replaces the actor's own passphrase. Raises Refused for a wrong one, Busy when too many wait."""
    require(actor, "staff.own")
    account = entrance.came(actor).account
    mine, other = entrance.attempt(account, current), entrance.attempt(account, new)
    try:
        with transaction.atomic():
            in_order()  # before the row: whoever writes waits in this order
            within = mine.open_to_write()
            if within.holder != actor.account or within.mate == other.stretched.secret:
                raise Locked
            other.write(within)
            log(actor.account, "staff.passphrase_changed", subject=actor.account)
    except Locked:
        raise Refused(WRONG_PASSPHRASE) from None
