"""The verbs of persons, and the only writers. Each writes and logs in one transaction.

`seen` is the version of the row that somebody had before them; if a colleague changed it since, Stale is raised.
`once` is the id of what is made: the same form sent twice makes it once. What is tied to somebody stands in `links`.
"""

import uuid
from collections.abc import Iterable, Mapping
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.casework import access as casework
from waystation.casework import history
from waystation.casework.errors import Refused, refuse
from waystation.casework.filing import add_file
from waystation.casework.models import FileRow
from waystation.casework.persons import access, near, rules
from waystation.casework.persons.models import ApartRow, PartRow, PersonRow
from waystation.casework.persons.records import Apart, Health, Paper, Part, Person, Sogiesc
from waystation.casework.persons.rules import Sentence
from waystation.casework.persons.wording import NO_PAPER
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Stale
from waystation.vault.files import Stored
from waystation.vault.keyring import Key
from waystation.vault.order import in_order
from waystation.vault.records import create, delete

replace = msgspec.structs.replace
NOBODY = Person()  # of whom nothing is said yet


def first(
    actor: Actor, keys: Mapping[Compartment, Key], roles: Iterable[str] = ("applicant",), person: Person = NOBODY
) -> UUID:
    """The person whom a new case is about, within the transaction that opens it. Called as the case is.

    Whoever says more of them than that has asked the rules.
    """
    row = create(PersonRow, replace(person, at=actor.now(), by=actor.account), keys[Compartment.IDENTITY])
    part = Part(person=row.pk, home=row.locator, roles=tuple(roles), at=actor.now(), by=actor.account)
    create(PartRow, part, keys[Compartment.CONTACT], **near.of(part))
    return row.pk


@transaction.atomic
def add(
    actor: Actor, case_id: UUID, person: Person, *, roles: Iterable[str], note: str = "", once: UUID | None = None
) -> UUID:
    """Records somebody in a case. Returns the person's id. Raises Absent without the keys, Refused."""
    require(actor, "casework.write")
    casework.case(actor, case_id)
    identity, contact = (casework.key(actor, case_id, each) for each in (Compartment.IDENTITY, Compartment.CONTACT))
    told = tuple(roles)
    refuse([*rules.role_refusals(told), *_refusals(actor, person)])
    row_id = once or uuid.uuid4()
    if PersonRow.objects.filter(pk=row_id).exists():
        return row_id
    create(PersonRow, replace(person, at=actor.now(), by=actor.account), identity, id=row_id)
    part = Part(person=row_id, home=case_id, roles=told, called=person.pseudonym, note=note)
    create(PartRow, replace(part, at=actor.now(), by=actor.account), contact, **near.of(part))
    log(actor.account, "casework.person_added", subject=row_id, case=case_id)
    return row_id


def _refusals(actor: Actor, person: Person) -> list[Sentence]:
    dates = rules.birth_refusals(person.birth, actor.today)
    return [*rules.name_refusals(person.names), *dates, *rules.paper_refusals(person.papers, person.birth)]


def _to_write(actor: Actor, case_id: UUID, person_id: UUID, seen: int | None) -> tuple[PersonRow, Person]:
    """A person as they stand once it is the actor's turn to write."""
    require(actor, "casework.write")
    in_order()
    row, known = access.person(actor, case_id, person_id)
    if seen is not None and row.version != seen:
        raise Stale
    return row, known


def _rewrite(actor: Actor, row: PersonRow, person: Person, verb: str = "casework.person_described") -> None:
    refuse(_refusals(actor, person))
    history.rewrite(actor, row, replace(person, at=actor.now(), by=actor.account))
    log(actor.account, verb, subject=row.pk, case=row.locator)


@transaction.atomic
def describe(actor: Actor, case_id: UUID, person_id: UUID, person: Person, *, seen: int | None = None) -> None:
    """Writes down who somebody is; papers and photo stay as they are. Raises Absent, Stale, Refused."""
    row, known = _to_write(actor, case_id, person_id, seen)
    _rewrite(actor, row, replace(person, papers=known.papers, photo=known.photo))
    if person.pseudonym != known.pseudonym:
        _call(actor, case_id, person_id, person.pseudonym)


def _call(actor: Actor, home: UUID, person_id: UUID, pseudonym: str) -> None:
    """What somebody is called, in every case that opens, for whoever may not know who they are."""
    for case_id, _part in access.parts(actor, person_id):
        found = access.member(actor, case_id, person_id)
        called = pseudonym if case_id == home else pseudonym or casework.called(actor, home)
        history.rewrite(actor, found.row, replace(found.part, called=called))


@transaction.atomic
def keep_paper(actor: Actor, case_id: UUID, person_id: UUID, paper: Paper, *, seen: int | None = None) -> None:
    """Adds a paper, or changes the one of the same id. Raises Absent, Stale, Refused."""
    row, known = _to_write(actor, case_id, person_id, seen)
    others = {each.id: each for each in known.papers}
    _rewrite(actor, row, replace(known, papers=tuple((others | {paper.id: paper}).values())))


@transaction.atomic
def drop_paper(actor: Actor, case_id: UUID, person_id: UUID, paper_id: UUID, *, seen: int | None = None) -> None:
    """Takes a paper off that was written down by mistake. Raises Absent, Stale, Refused."""
    row, known = _to_write(actor, case_id, person_id, seen)
    others = tuple(each for each in known.papers if each.id != paper_id)
    if len(others) == len(known.papers):
        raise Refused([NO_PAPER])
    _rewrite(actor, row, replace(known, papers=others))


@transaction.atomic
def set_photo(
    actor: Actor, case_id: UUID, person_id: UUID, stored: Stored | None, *, name: str = "", kind: str = ""
) -> None:
    """Puts a picture of somebody in place of the one before, whose file goes; None takes it off."""
    row, known = _to_write(actor, case_id, person_id, None)
    new = None
    if stored is not None:
        new = add_file(actor, case_id, stored, compartment=Compartment.IDENTITY, name=name, kind=kind)
    _rewrite(actor, row, replace(known, photo=new), "casework.photo_changed")
    if known.photo:
        delete(*FileRow.objects.filter(pk=known.photo, locator=case_id))


@transaction.atomic
def write_apart(
    actor: Actor, case_id: UUID, person_id: UUID, told: Health | Sogiesc, *, seen: int | None = None
) -> None:
    """Writes down what is sealed apart; an empty record deletes the row. Raises Absent, Stale.

    `seen` is the version of the row, 0 where there was none.
    """
    require(actor, "casework.write")
    in_order()
    kind = access.HEALTH if isinstance(told, Health) else access.SOGIESC
    row, _known = access.apart(actor, case_id, person_id, kind)
    if seen is not None and seen != (row.version if row else 0):
        raise Stale
    apart = Apart(person=person_id, **{kind: told}, at=actor.now(), by=actor.account)  # type: ignore[arg-type]
    _put_apart(actor, row, apart, casework.key(actor, case_id, Compartment.MEDICAL), is_empty=told == type(told)())
    log(actor.account, "casework.apart_changed", subject=person_id, case=case_id)


def _put_apart(actor: Actor, row: ApartRow | None, apart: Apart, key: Key, *, is_empty: bool) -> None:
    """An empty one leaves no row."""
    if is_empty and row is not None:
        delete(row)
    elif row is not None:
        history.rewrite(actor, row, apart)
    elif not is_empty:
        create(ApartRow, apart, key)
