"""Persons, written down in few words."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from waystation.casework.persons import access, actions
from waystation.casework.persons.records import Name, Person
from waystation.staff.actor import Actor
from waystation.vault.records import rewrite


def somebody(*names: str, **told: Any) -> Person:
    """A record with these names."""
    return Person(names=tuple(Name(text=name) for name in names), **told)


def write_down(actor: Actor, case_id: UUID, *names: str, **told: Any) -> UUID:
    """Says who the person is for whom a case was opened. Returns the person's id."""
    person_id = access.applicant(actor, case_id)
    actions.describe(actor, case_id, person_id, somebody(*names, **told))
    return person_id


def in_roles(actor: Actor, case_id: UUID, person_id: UUID, *roles: str) -> None:
    """Somebody in roles that are refused today, as data of earlier versions has them."""
    found = access.member(actor, case_id, person_id)
    rewrite(found.row, msgspec.structs.replace(found.part, roles=roles), actor.keys)


def person_of(actor: Actor, case_id: UUID) -> Person:
    """The person for whom a case was opened. Raises Absent where the actor may not know who it is."""
    return access.person(actor, case_id, access.applicant(actor, case_id))[1]


def names_of(actor: Actor, case_id: UUID) -> list[str]:
    """Their names. Raises Absent where the actor may not know them."""
    return [name.text for name in person_of(actor, case_id).names]
