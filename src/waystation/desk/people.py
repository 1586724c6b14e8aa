"""Persons, each counted once in however many cases they are: by their roles, and by the case in which they travel."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from waystation.casework.models import Case
from waystation.casework.persons.models import PartRow
from waystation.casework.persons.records import Part
from waystation.casework.persons.rules import comes_along
from waystation.casework.records import CaseStub
from waystation.desk import rules
from waystation.desk.basis import PERSONS, Basis
from waystation.staff.access import opened
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Changes, Follower

ASKED, BESIDE = ("applicant", "caller"), ("companion", "dependant")
# Each overlaps the others; the same person is counted once in each.
FIGURES = {
    "contacted": Basis(PERSONS, "contacted"),
    "travel": Basis(PERSONS),
    "family": Basis(PERSONS, "family_members"),
    "evacuated": Basis(PERSONS, "evacuated_region"),
    "sheltered": Basis(PERSONS, "in_shelter"),
    "abroad": Basis(PERSONS, "left_country"),
    "lost": Basis(PERSONS, "lost_contact"),
}


@dataclass(frozen=True)
class Place:
    """The part that somebody has in one case, and how that case stands; `where` is one of the parts of the counts."""

    roles: tuple[str, ...]
    at_home: bool = True
    where: str = ""
    evacuated: bool = False
    abroad: bool = False

    @property
    def travels(self) -> bool:
        return comes_along(self.roles)


def marks(places: Collection[Place]) -> Iterator[tuple[str, str]]:
    """In what one person is counted: their roles, the figures, and where they are. Pure.

    Whoever travels is where the case stands in which they do; of several, the one in which they are at home.
    """
    roles = {role for place in places for role in place.roles}
    yield from (("role", role) for role in roles)
    if roles & set(ASKED):
        yield "figure", "contacted"
    with_us = sorted((place for place in places if place.travels and place.where), key=lambda place: not place.at_home)
    if not with_us:
        return
    place = with_us[0]
    yield "now", place.where
    yield "figure", "travel"
    told = {
        "family": bool(roles & set(BESIDE)) and "applicant" not in roles,
        "evacuated": place.evacuated,
        "abroad": place.abroad,
        "sheltered": place.where == "sheltered",
        "lost": place.where == "lost",
    }
    yield from (("figure", name) for name, holds in told.items() if holds)


class _Cases(Follower):
    """How each case stands, as far as the counts ask; tells of each that stands otherwise."""

    def __init__(self, people: "People") -> None:
        super().__init__()
        self.stands: dict[bytes, tuple[str, bool, bool]] = {}
        self._people = people

    def changed(self, changes: Changes[Held]) -> None:
        moved = []
        for id_, (_, after) in changes.items():
            now = _stands(after.record) if after is not None else None
            if self.stands.get(id_) != now:
                moved.append(id_)
                self.stands.pop(id_, None)
                if now is not None:
                    self.stands[id_] = now
        self._people.of_cases(moved)


def _stands(stub: CaseStub) -> tuple[str, bool, bool]:
    return rules.part_of(stub.stage), rules.was_evacuated(stub), rules.was_abroad(stub)


class People(Follower):
    """The sums over the persons whom a session may see, in step with their parts and with the cases."""

    def __init__(self) -> None:
        super().__init__()
        self.sums: Counter[tuple[str, str]] = Counter()
        self._cases = _Cases(self)
        self._parts: defaultdict[bytes, dict[bytes, tuple[bytes, Part]]] = defaultdict(dict)
        self._in: defaultdict[bytes, set[bytes]] = defaultdict(set)
        self._counted: dict[bytes, tuple[tuple[str, str], ...]] = {}

    @property
    def is_whole(self) -> bool:
        return super().is_whole and self._cases.is_whole

    def look(self, actor: Actor) -> "People":
        """As it stands now."""
        self._cases.follow(opened(actor, Case))
        self.follow(opened(actor, PartRow))
        return self

    def changed(self, changes: Changes[Held]) -> None:
        touched = set()
        for id_, (before, after) in changes.items():
            if before is not None:
                self._parts[before.record.person.bytes].pop(id_, None)
                touched.add(before.record.person.bytes)
            if after is not None:
                person, case = after.record.person.bytes, after.locator.bytes
                self._parts[person][id_] = case, after.record
                self._in[case].add(person)
                touched.add(person)
        self._settle(touched)

    def of_cases(self, cases: Iterable[bytes]) -> None:
        """Counts the persons of these cases anew."""
        self._settle({person for case in cases for person in self._in.get(case, ())})

    def _settle(self, persons: Iterable[bytes]) -> None:
        for person in persons:
            self.sums.subtract(self._counted.pop(person, ()))
            if now := tuple(marks([self._place(case, part) for case, part in self._parts[person].values()])):
                self.sums.update(now)
                self._counted[person] = now

    def _place(self, case: bytes, part: Part) -> Place:
        where, evacuated, abroad = self._cases.stands.get(case, ("", False, False))
        return Place(part.roles, part.home.bytes == case, where, evacuated, abroad)


def counted(actor: Actor) -> People:
    """The persons of the cases that this person may see, as they stand now; none who was erased."""
    require(actor, "casework.read")
    found: People = actor.memory.get("desk:people") or actor.memory.setdefault("desk:people", People())
    return found.look(actor)
