"""Who may see a person, and what of them: one door per noun."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Q

from waystation.casework import access as casework
from waystation.casework import pairing
from waystation.casework.models import Case
from waystation.casework.persons import near
from waystation.casework.persons.models import ApartRow, BondRow, PartRow, PersonRow, TieRow
from waystation.casework.persons.records import Apart, Bond, Health, Part, Person, Sogiesc, Tie
from waystation.casework.records import LONG_AGO
from waystation.staff.access import index, open_row, stubs, tell_damage
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.holders import is_current
from waystation.staff.opened import Held
from waystation.staff.policy import allows, require
from waystation.staff.ranked import Standing
from waystation.vault.compartments import Compartment
from waystation.vault.models import Sealed

HEALTH, SOGIESC = KINDS = ("health", "sogiesc")


@dataclass(frozen=True)
class Member:
    """Somebody in a case: the row that says in which roles, and what they are called; the record where it opens."""

    row: PartRow
    part: Part
    called: str
    record: Person | None = field(default=None, repr=False)

    @property
    def id(self) -> UUID:
        return self.part.person

    @property
    def home(self) -> UUID:
        return self.part.home


def members(actor: Actor, case_id: UUID) -> list[Member]:
    """Everybody in a case, in the order in which they came into it."""
    _row, stub = casework.case(actor, case_id)
    parts = _parts_of(actor, case_id)
    records = persons(actor, [part.person for _, part in parts])
    return [Member(row, part, _called(part, records, stub.pseudonym), records.get(part.person)) for row, part in parts]


def _parts_of(actor: Actor, case_id: UUID) -> list[tuple[PartRow, Part]]:
    """As they came; of those who came at the same moment, whoever asks for help is first."""
    found = _here(actor, PartRow, case_id)
    return sorted(found, key=lambda pair: (pair[1].at or LONG_AGO, "applicant" not in pair[1].roles))


def _called(part: Part, records: dict[UUID, Person], case: str) -> str:
    known = records.get(part.person)
    return (known.pseudonym if known else "") or part.called or case


def member(actor: Actor, case_id: UUID, person_id: UUID) -> Member:
    """One person in a case. Raises Absent."""
    return among(members(actor, case_id), person_id)


def among(members: Iterable[Member], person_id: UUID) -> Member:
    """One person of these. Raises Absent."""
    found = next((each for each in members if each.id == person_id), None)
    if found is None:
        raise Absent
    return found


def persons(actor: Actor, ids: Iterable[UUID]) -> dict[UUID, Person]:
    """The records of those of these persons whom somebody may know."""
    wanted = list(set(ids))
    found = stubs(actor, PersonRow.objects.filter(pk__in=wanted)) if wanted else []
    return {row.pk: record for row, record in found if casework.may_identify(actor, row.locator)}


def person(actor: Actor, case_id: UUID, person_id: UUID) -> tuple[PersonRow, Person]:
    """Who somebody is, at home. Raises Absent where that is not for this person."""
    casework.case(actor, case_id)
    if not casework.may_identify(actor, case_id):
        raise Absent
    return open_row(actor, PersonRow.objects.filter(locator=case_id), person_id)


def at_home(actor: Actor, person_id: UUID) -> tuple[UUID, str]:
    """The case in which somebody is at home, and what they are called. Raises Absent."""
    where = PersonRow.objects.filter(pk=person_id).values_list("locator", flat=True).first()
    if where is None:
        raise Absent
    _row, known = person(actor, where, person_id)
    return where, known.pseudonym or casework.called(actor, where)


def may_look_after(actor: Actor, case_id: UUID) -> bool:
    """Whether this person may open what is sealed apart of those in a case."""
    return allows(actor, "casework.identity") and is_current(actor.keys, case_id, Compartment.MEDICAL)


def apart(actor: Actor, case_id: UUID, person_id: UUID, kind: str) -> tuple[ApartRow | None, Health | Sogiesc]:
    """What is sealed apart of somebody; (None, an empty record) before anything was. Raises Absent."""
    person(actor, case_id, person_id)
    if kind not in KINDS or not may_look_after(actor, case_id):
        raise Absent
    for row, found in stubs(actor, ApartRow.objects.filter(locator=case_id)):
        if found.person == person_id and getattr(found, kind) is not None:
            return row, getattr(found, kind)
    return None, Health() if kind == HEALTH else Sogiesc()


def aparts(actor: Actor, case_id: UUID, person_id: UUID) -> list[tuple[ApartRow, Apart]]:
    """Every row that is sealed apart of one person."""
    rows = stubs(actor, ApartRow.objects.filter(locator=case_id))
    return [(row, found) for row, found in rows if found.person == person_id]


def parts(actor: Actor, person_id: UUID) -> list[tuple[UUID, Part]]:
    """The roles of one person in every case that somebody may see, by the case."""
    require(actor, "casework.read")
    return [(row.locator, part) for row, part in _part_rows(actor, person_id)]


def _part_rows(actor: Actor, person_id: UUID) -> list[tuple[PartRow, Part]]:
    there = PartRow.objects.filter(Q(near=near.drawer(person_id)) | Q(near=None)).order_by("pk")
    return [(row, part) for row, part in stubs(actor, there) if part.person == person_id]


def _pairs_of(actor: Actor, model: type[Sealed], people: Iterable[UUID]) -> list[tuple[Any, Any]]:
    """The rows of a kind that speak of one of these persons and another, whoever's case they stand in."""
    wanted = set(people)
    drawers = {near.drawer(one) for one in wanted}
    about = Q(near__in=drawers) | Q(near_other__in=drawers) | Q(near=None)
    there = model._default_manager.filter(about).order_by("pk")
    return [(row, each) for row, each in stubs(actor, there) if wanted & {each.first, each.second}]


def _here(actor: Actor, model: type[Sealed], case_id: UUID) -> list[tuple[Any, Any]]:
    """The rows of a case; one that was put where nobody looks for it counts as damaged."""
    found = casework.of_case(actor, model, case_id)
    for row, record in found:
        if not near.is_right(row, record):
            tell_damage(actor, row.pk)
    return found


def _called_so(held: Held) -> Standing:
    return b"", [held.record.called.casefold()]


def bonds(actor: Actor, case_id: UUID, people: Iterable[UUID]) -> list[tuple[UUID, UUID, Bond]]:
    """The id, the case and the content of each pair of a case, and of what other cases say of the same persons."""
    require(actor, "casework.read")
    found = {row.pk: (case_id, bond) for row, bond in _here(actor, BondRow, case_id)}
    found |= {row.pk: (row.locator, bond) for row, bond in _pairs_of(actor, BondRow, people) if row.pk not in found}
    return [(id_, *where) for id_, where in found.items()]


def bond(actor: Actor, case_id: UUID, bond_id: UUID) -> tuple[BondRow, Bond]:
    """One pair of a case. Raises Absent."""
    casework.case(actor, case_id)
    return open_row(actor, BondRow.objects.filter(locator=case_id), bond_id)


def ties(actor: Actor, person_id: UUID) -> list[tuple[UUID, UUID, Tie]]:
    """The id, the case and the content of each tie that one person has to another, whoever's case it was noted in."""
    found = _pairs_of(actor, TieRow, [person_id]) if allows(actor, "casework.identity") else ()
    told = [(row.pk, row.locator, tie) for row, tie in found if casework.may_identify(actor, row.locator)]
    return sorted(told, key=lambda each: (each[2].at or LONG_AGO, each[0]))


def tie(actor: Actor, case_id: UUID, tie_id: UUID) -> tuple[TieRow, Tie]:
    """One tie of a case. Raises Absent."""
    if not casework.may_identify(actor, case_id):
        raise Absent
    return open_row(actor, TieRow.objects.filter(locator=case_id), tie_id)


def applicant(actor: Actor, case_id: UUID) -> UUID:
    """The person for whom a case was opened: who came first. Raises Absent."""
    found = _parts_of(actor, case_id)
    if not found:
        raise Absent
    first: UUID = found[0][1].person
    return first


def named(actor: Actor, words: str) -> list[Member]:
    """Everybody who is called exactly so in a case that somebody may see; each once, as in their home if it opens."""
    require(actor, "casework.read")
    wanted = words.strip().casefold()
    called = [(held.locator, held.record) for held in index(actor, PartRow, _called_so).group(wanted)]
    by_case = [(held.id, None) for held in index(actor, Case, _pseudonyms).group(wanted)]
    found: dict[UUID, Member] = {}
    for case_id in dict.fromkeys(case_id for case_id, _ in called + by_case if wanted):
        for each in members(actor, case_id):
            if each.called.casefold() == wanted and (each.id not in found or each.home == case_id):
                found[each.id] = each
    return list(found.values())


def _pseudonyms(held: Held) -> Standing:
    return b"", [held.record.pseudonym.casefold()]


def standing_on(actor: Actor, case_id: UUID, person_id: UUID) -> set[UUID]:
    """The ids of all rows that say something of one person, as far as the actor's keys reach: what goes with them."""
    record = persons(actor, [person_id]).get(person_id)
    found = {person_id, *(row.pk for row, _ in aparts(actor, case_id, person_id))}
    found |= {row.pk for row, _part in _part_rows(actor, person_id)}
    found |= pairing.of_person(actor, person_id)
    found |= {row.pk for model in (BondRow, TieRow) for row, _pair in _pairs_of(actor, model, [person_id])}
    found |= {each.id for each in casework.every_answer(actor, case_id).get(person_id, ())}
    return found | ({record.photo} if record and record.photo else set())
