"""What happened, each time counted: moves of cases into and out of some stages, and visas that were written down."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.timezone import localtime

from waystation.casework.models import MoveRow
from waystation.casework.persons.models import PersonRow
from waystation.casework.persons.records import Person
from waystation.casework.records import Move
from waystation.desk.basis import EVENTS, Basis
from waystation.desk.summing import summed
from waystation.staff.actor import Actor
from waystation.staff.policy import allows

LATELY = 30  # days
_INTO = {
    "in_transit": "set_out",
    "shelter_domestic": "safe_house",
    "arrived": "arrived",
    "lost_contact": "lost",
    "seized_returned": "seized",
    "returned_voluntarily": "went_back",
}
LOST = ("lost_contact", "seized_returned")
FIGURES = {
    "set_out": Basis(EVENTS),
    "safe_house": Basis(EVENTS),
    "arrived": Basis(EVENTS),
    "lost": Basis(EVENTS),
    "seized": Basis(EVENTS),
    "found_again": Basis(EVENTS),
    "went_back": Basis(EVENTS),
    "visas": Basis(EVENTS, "received_visa"),
}


@dataclass(frozen=True)
class Happened:
    """How often something happened, and how often of late; None where no day is written down."""

    name: str
    times: int
    lately: int | None


def names(move: Move) -> Iterator[str]:
    """What a move tells of. Pure."""
    before = move.before[0]
    if move.taken_back or before == move.stage:
        return
    if move.stage in _INTO:
        yield _INTO[move.stage]
    if before in LOST and move.stage not in (*LOST, "deceased") and not move.stage.startswith("closed"):
        yield "found_again"


class Moves:
    """Sums over moves."""

    def __init__(self) -> None:
        self._days: defaultdict[str, Counter[date | None]] = defaultdict(Counter)

    def add(self, move: Move, by: int = 1, /) -> None:
        """Counts a move; -1 takes it out again."""
        for name in names(move):
            self._days[name][localtime(move.at).date() if move.at else None] += by

    def found(self, today: date) -> Iterator[Happened]:
        """What happened at all, in the order of FIGURES."""
        since = today - timedelta(days=LATELY)
        for name in FIGURES:
            days = self._days.get(name, Counter())
            if times := days.total():
                yield Happened(name, times, sum(number for day, number in days.items() if day and day > since))


class Visas:
    """Sums over what is written down of persons."""

    def __init__(self) -> None:
        self.number = 0

    def add(self, person: Person, by: int = 1, /) -> None:
        """Counts the visas of a person; -1 takes them out again."""
        self.number += by * sum(paper.kind == "visa" for paper in person.papers)


def counted(actor: Actor) -> list[Happened]:
    """What happened in the cases that this person may see; visas for whoever may know who somebody is."""
    found = list(summed(actor, Moves, MoveRow).found(actor.today))
    if allows(actor, "casework.identity") and (visas := summed(actor, Visas, PersonRow).number):
        found.append(Happened("visas", visas, None))
    return found
