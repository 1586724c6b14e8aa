"""Persons, each counted once in however many cases they are: by their roles, and by the case in which they travel."""

from collections import Counter
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


Stand = tuple[str, bool, bool]
_NOWHERE: Stand = ("", False, False)
What = tuple[tuple[str, ...], bool]  # roles, and whether they are at home there
Marks = tuple[tuple[str, str], ...]


class _Cases(Follower):
    """How each case stands, as far as the counts ask; tells of each that stands otherwise."""

    def __init__(self, people: "People") -> None:
        super().__init__()
        self.stands: dict[bytes, Stand] = {}
        self._people, self._alike = people, dict[Stand, Stand]()

    def changed(self, changes: Changes[Held]) -> None:
        moved = []
        for id_, (_, after) in changes.items():
            now = _stands(after.record) if after is not None else None
            if self.stands.get(id_) != now:
                moved.append(id_)
                self.stands.pop(id_, None)
                if now is not None:
                    self.stands[id_] = self._alike.setdefault(now, now)
        self._people.of_cases(moved)


def _stands(stub: CaseStub) -> Stand:
    return rules.part_of(stub.stage), rules.was_evacuated(stub), rules.was_abroad(stub)


class People(Follower):
    """The sums over the persons whom a session may see, in step with their parts and with the cases.

    Of very many persons few are counted in ways of their own: what is alike is kept once.
    """

    def __init__(self) -> None:
        super().__init__()
        self.sums: Counter[tuple[str, str]] = Counter()
        self._cases = _Cases(self)
        self._parts: dict[bytes, tuple[tuple[bytes, bytes, What], ...]] = {}  # of each person: its id, the case, what
        self._in: dict[bytes, tuple[bytes, ...]] = {}
        self._counted: dict[bytes, Marks] = {}
        self._alike: dict[What, What] = {}
        self._marks: dict[tuple[tuple[What, Stand], ...], Marks] = {}

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
                person = before.record.person.bytes
                self._parts[person] = tuple(each for each in self._parts.get(person, ()) if each[0] != id_)
                touched.add(person)
            if after is not None:
                touched.add(self._put(id_, after.holder, after.record))
        self._settle(touched)

    def _put(self, id_: bytes, case: bytes, part: Part) -> bytes:
        person, what = part.person.bytes, (part.roles, part.home.bytes == case)
        self._parts[person] = (*self._parts.get(person, ()), (id_, case, self._alike.setdefault(what, what)))
        if person not in (inside := self._in.get(case, ())):
            self._in[case] = (*inside, person)
        return person

    def of_cases(self, cases: Iterable[bytes]) -> None:
        """Counts the persons of these cases anew."""
        self._settle({person for case in cases for person in self._in.get(case, ())})

    def _settle(self, persons: Iterable[bytes]) -> None:
        moved: Counter[Marks] = Counter()
        for person in persons:
            if before := self._counted.pop(person, ()):
                moved[before] -= 1
            if now := self._of(self._parts[person]):
                moved[now] += 1
                self._counted[person] = now
        for found, number in moved.items():
            for mark in found:
                self.sums[mark] += number

    def _of(self, parts: Iterable[tuple[bytes, bytes, What]]) -> Marks:
        alike = tuple((what, self._cases.stands.get(case, _NOWHERE)) for _id, case, what in parts)
        if alike not in self._marks:
            places = [Place(roles, at_home, *stand) for (roles, at_home), stand in alike]
            self._marks[alike] = tuple(marks(places))
        return self._marks[alike]


def counted(actor: Actor) -> People:
    """The persons of the cases that this person may see, as they stand now; none who was erased."""
    require(actor, "casework.read")
    found: People = actor.memory.get("desk:people") or actor.memory.setdefault("desk:people", People())
    return found.look(actor)
