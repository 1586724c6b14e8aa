"""Who counts as one of two.

What two people must hold is worth no more than the second of them. Whoever may add a colleague could add an account of
their own making and agree with themselves: so somebody new counts as one of two, as the first or as the second, only
once a colleague who had no part in adding them has confirmed that they are somebody else.
"""

from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.functional import Promise

from waystation.audit.log import log
from waystation.staff import members
from waystation.staff.access import ever_profiles
from waystation.staff.actor import Actor
from waystation.staff.errors import Refused
from waystation.staff.policy import require
from waystation.staff.records import Profile
from waystation.staff.wording import NOT_CONFIRMED, NOT_FOR_YOU_TO_CONFIRM
from waystation.vault.order import in_order
from waystation.vault.records import rewrite


def against(actor: Actor, *others: UUID | None) -> str | Promise | None:
    """Why these people and the actor do not count as different ones; None where they do.

    That nobody agrees with themselves is for each rule of two to say. None among `others` is nobody.
    """
    everyone = ever_profiles(actor)
    asked = [everyone.get(one) for one in (actor.account, *others) if one is not None]
    return NOT_CONFIRMED if any(each is not None and not each.counts for each in asked) else None


def may_confirm(actor: Actor, account: UUID) -> bool:
    """Whether the actor counts and had no part in adding this person, who does not count yet."""
    return any(one == account for one, _profile in to_confirm(actor))


def _added_by(everyone: dict[UUID, Profile], wanted: Profile) -> set[UUID]:
    """Who added somebody; and who added that person, for as long as nobody has confirmed them either."""
    found: set[UUID] = set()
    each: Profile | None = wanted
    while each is not None and not each.counts and each.added_by not in found and each.added_by is not None:
        found.add(each.added_by)
        each = everyone.get(each.added_by)
    return found


def to_confirm(actor: Actor) -> list[tuple[UUID, Profile]]:
    """Those whom this person is asked to confirm, by what they are called."""
    everyone = ever_profiles(actor)
    own = everyone.get(actor.account)
    if own is None or not own.counts:
        return []
    found = [
        (one, profile)
        for one, profile in everyone.items()
        if not profile.counts and profile.left is None and actor.account not in _added_by(everyone, profile)
    ]
    return sorted(found, key=lambda each: each[1].persona.casefold())


@transaction.atomic
def confirm(actor: Actor, account: UUID) -> None:
    """Says that somebody new is a person of their own. Raises Absent, Refused."""
    require(actor, "staff.own")
    in_order()  # before looking: two may confirm at the same moment
    row, profile = members.on_staff(actor, account)
    if profile.counts:
        return
    if not may_confirm(actor, account):
        raise Refused(NOT_FOR_YOU_TO_CONFIRM)
    rewrite(row, msgspec.structs.replace(profile, confirmed_by=actor.account), actor.keys)
    log(actor.account, "staff.confirmed", subject=account)
