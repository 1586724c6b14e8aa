"""The verbs of what joins persons to cases and to each other: roles, who belongs together, who knows whom."""

import uuid
from collections.abc import Iterable
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.casework import access as casework
from waystation.casework import history
from waystation.casework.errors import Refused, refuse
from waystation.casework.persons import access, bonds, near, rules
from waystation.casework.persons.models import BondRow, PartRow, TieRow
from waystation.casework.persons.records import Bond, Part, Tie
from waystation.casework.persons.wording import AT_HOME, LINKED_ALREADY
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import require
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Stale
from waystation.vault.order import in_order
from waystation.vault.records import create, delete

replace = msgspec.structs.replace


def _begin(actor: Actor, case_id: UUID) -> None:
    """The actor's turn to write in a case. Raises Absent."""
    require(actor, "casework.write")
    in_order()
    casework.case(actor, case_id)


@transaction.atomic
def link(
    actor: Actor, case_id: UUID, person_id: UUID, home: UUID, *, roles: Iterable[str], called: str, note: str = ""
) -> None:
    """Brings a person of another case into this one. Raises Absent, Refused."""
    _begin(actor, case_id)
    known = access.member(actor, home, person_id)
    told = tuple(roles)
    refuse(rules.role_refusals(told))
    if any(each.id == person_id for each in access.members(actor, case_id)):
        raise Refused([LINKED_ALREADY])
    part = Part(
        person=person_id,
        home=known.home,
        roles=told,
        called=called or known.called,
        note=note,
        at=actor.now(),
        by=actor.account,
    )
    create(PartRow, part, casework.key(actor, case_id, Compartment.CONTACT), **near.of(part))
    log(actor.account, "casework.person_linked", subject=person_id, case=case_id)


@transaction.atomic
def change_roles(
    actor: Actor, case_id: UUID, person_id: UUID, *, roles: Iterable[str], note: str, seen: int | None = None
) -> None:
    """Says in which roles somebody is in a case. Raises Absent, Stale, Refused."""
    _begin(actor, case_id)
    found = access.member(actor, case_id, person_id)
    if seen is not None and found.row.version != seen:
        raise Stale
    told = tuple(roles)
    refuse(rules.role_refusals(told))
    history.rewrite(actor, found.row, replace(found.part, roles=told, note=note))
    log(actor.account, "casework.roles_changed", subject=person_id, case=case_id)


@transaction.atomic
def unlink(actor: Actor, case_id: UUID, person_id: UUID) -> None:
    """Takes a person of another case out of this one. Raises Absent, Refused at home."""
    _begin(actor, case_id)
    found = access.member(actor, case_id, person_id)
    if found.home == case_id:
        raise Refused([AT_HOME])
    delete(found.row)
    log(actor.account, "casework.person_unlinked", subject=person_id, case=case_id)


@transaction.atomic
def bind(actor: Actor, case_id: UUID, bond: Bond, *, seen: int | None = None) -> UUID:
    """Says whether two persons of a case belong together; of one pair there is one row. Returns its id.

    `seen` is the version of that row, 0 where there was none. Raises Absent, Stale, Refused.
    """
    _begin(actor, case_id)
    pair = {bond.first, bond.second}
    if not pair <= {each.id for each in access.members(actor, case_id)}:
        raise Absent
    refuse(bonds.refusals(bond))
    stamped = replace(bond, at=actor.now(), by=actor.account)
    row = standing(actor, case_id, bond.first, bond.second)
    if seen is not None and seen != (row.version if row else 0):
        raise Stale
    if row is None:
        row = create(BondRow, stamped, casework.key(actor, case_id, Compartment.CONTACT), **near.of(stamped))
    else:
        history.rewrite(actor, row, stamped)
    log(actor.account, "casework.bond_changed", subject=row.pk, case=case_id)
    return row.pk


def standing(actor: Actor, case_id: UUID, first: UUID, second: UUID) -> BondRow | None:
    """The row that a case has of two persons."""
    for id_, where, known in access.bonds(actor, case_id, ()):
        if where == case_id and {known.first, known.second} == {first, second}:
            return access.bond(actor, case_id, id_)[0]
    return None


@transaction.atomic
def unbind(actor: Actor, case_id: UUID, bond_id: UUID, *, seen: int | None = None) -> None:
    """Takes back what was said of two persons. Raises Absent, Stale."""
    _begin(actor, case_id)
    row, _bond = access.bond(actor, case_id, bond_id)
    if seen is not None and row.version != seen:
        raise Stale
    delete(row)
    log(actor.account, "casework.bond_changed", subject=bond_id, case=case_id)


@transaction.atomic
def tie(actor: Actor, case_id: UUID, tie: Tie, *, once: UUID | None = None) -> UUID:
    """Notes what is between two persons, in the home of the first. Returns its id. Raises Absent, Refused."""
    _begin(actor, case_id)
    access.person(actor, case_id, tie.first)
    known = access.persons(actor, (tie.first, tie.second))
    births = {one: each.birth for one, each in known.items()}
    noted = [each for _id, _home, each in access.ties(actor, tie.first)]
    refuse(rules.tie_refusals(tie, births.values(), actor.today) + rules.family_refusals(tie, births, noted))
    row_id = once or uuid.uuid4()
    if TieRow.objects.filter(pk=row_id).exists():
        return row_id
    stamped = replace(tie, homes=(case_id, tie.homes[1]), at=actor.now(), by=actor.account)
    create(TieRow, stamped, casework.key(actor, case_id, Compartment.IDENTITY), id=row_id, **near.of(stamped))
    log(actor.account, "casework.tie_changed", subject=row_id, case=case_id)
    return row_id


@transaction.atomic
def untie(actor: Actor, case_id: UUID, tie_id: UUID) -> None:
    """Takes back what was noted between two persons. Raises Absent."""
    _begin(actor, case_id)
    row, _tie = access.tie(actor, case_id, tie_id)
    delete(row)
    log(actor.account, "casework.tie_changed", subject=tie_id, case=case_id)
