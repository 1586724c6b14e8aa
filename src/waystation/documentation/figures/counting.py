"""Own counts: how many victims, acts or events meet a definition, of what was documented. Pure.

Who has no name stands for a smallest and a largest number, and a date may leave open whether it is in the period:
then the count is a range, and never the number in its middle.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

import msgspec

from waystation.documentation.corroboration import LADDER
from waystation.documentation.dates import PartialDate
from waystation.documentation.figures.records import AT_LEAST, EXACTLY, RANGE, Definition, Figure, Quantity
from waystation.documentation.records import Part

VICTIM, ACT, EVENT = UNITS = ("victim", "act", "event")
BASES = {VICTIM: "victims_documented", ACT: "acts_documented", EVENT: "events_documented"}


class Counted(Part, frozen=True):
    """One act against one victim as it is counted; `least` and `most` are how many people the victim stands for.

    `act`, `event` and `victim` are the bytes of their ids: of very many these are compared in a third of the time.
    `status` is how sure the act is by the rules, `agreed` how sure it may be called in public: see `corroboration`.
    `latest` is the last day that it may have been where `when` is the first of several. `places` are the country and
    the region in which it was, as `place_key` spells them; "" for what is not known.
    """

    act: bytes
    event: bytes
    victim: bytes
    kind: str
    status: str
    agreed: str = ""
    when: PartialDate | None = None
    latest: PartialDate | None = None
    places: tuple[str, str] = ("", "")
    least: int = 1
    most: int | None = 1


def place_key(name: str) -> str:
    """The name of a place as it is compared."""
    return " ".join(name.split()).casefold()


def definition(unit: str, as_of: PartialDate, status: str, kinds: Iterable[str] = (), place: str = "") -> Definition:
    """A definition of ours. `kinds` are codes of acts; `torture` stands for all that begin with `torture.`.

    The kinds are spelled in one way, so that two counts of the same kinds are of one series.
    """
    narrowed = " ".join(sorted(set(kinds)))
    place = " ".join(place.split())
    return Definition(basis=BASES[unit], unit=unit, as_of=as_of, status=status, narrowed=narrowed, place=place)


def narrowed(wanted: Definition, *, began: date | None = None, agreed: bool = False) -> Definition:
    """The same of what happened on a day or later; `agreed`: only as sure as reviewers agree."""
    return msgspec.structs.replace(wanted, began=began, agreed=agreed)


class Counts(NamedTuple):
    """How many there are of each certainty that could be asked for: by the rules, and as reviewers agree."""

    by_rules: dict[str, Quantity]
    agreed: dict[str, Quantity]

    def of(self, wanted: Definition) -> Quantity:
        """The one that is asked for."""
        return (self.agreed if wanted.agreed else self.by_rules)[wanted.status]


def count(wanted: Definition, documented: Iterable[Counted]) -> Quantity:
    """How many meet the definition. Raises ValueError for one that is not ours, or asks for no certainty."""
    return counts(wanted, documented).of(wanted)


def counts(wanted: Definition, documented: Iterable[Counted]) -> Counts:
    """How many meet the definition, were it for another certainty. Raises ValueError as `count` does."""
    if BASES.get(wanted.unit) != wanted.basis or wanted.status not in LADDER:
        raise ValueError("not a definition that is counted here")
    meant = list(_meant(wanted, documented))
    return Counts(*(_by_rung(meant, wanted.unit, attrgetter(name)) for name in ("status", "agreed")))


def _meant(wanted: Definition, documented: Iterable[Counted]) -> Iterator[tuple[Counted, bool]]:
    """Those of the kinds, the place and the period, and whether each surely is of the period."""
    kinds, place = frozenset(wanted.narrowed.split()), place_key(wanted.place)
    below = tuple(f"{kind}." for kind in kinds)
    end, began = wanted.as_of.last, wanted.began
    for each in documented:
        if place and place not in each.places:
            continue
        if kinds and each.kind not in kinds and not each.kind.startswith(below):
            continue
        days = _days(each)
        if days is None:
            yield each, False  # what has no date, or only about one, may be of a day before or after
            continue
        first, last = days
        if first <= end and (began is None or last >= began):
            yield each, last <= end and (began is None or first >= began)


def _by_rung(
    meant: Iterable[tuple[Counted, bool]], unit: str, certainty: Callable[[Counted], str]
) -> dict[str, Quantity]:
    """How many there are of each certainty or more. What stands beside the ladder is in no number."""
    rungs: dict[str, list[tuple[Counted, bool]]] = {status: [] for status in LADDER}
    for pair in meant:
        rung = rungs.get(certainty(pair[0]))
        if rung is not None:
            rung.append(pair)
    one, of_people, total = attrgetter(unit), unit == VICTIM, _Total()
    found = {}
    for status in reversed(LADDER):  # what is surer is counted with what is less sure
        for each, surely in rungs[status]:
            total.add(one(each), each.least if of_people else 1, each.most if of_people else 1, surely)
        found[status] = total.quantity
    return found


def victims(documented: Iterable[Counted]) -> Quantity:
    """How many people some acts were done to, whenever that was."""
    total = _Total()
    for each in documented:
        total.add(each.victim, each.least, each.most, True)
    return total.quantity


class _Total:
    """At least those that are surely meant, each by its smallest number; at most those that perhaps are."""

    def __init__(self) -> None:
        self._surely: set[bytes] = set()
        self._perhaps: set[bytes] = set()
        self._least = self._most = self._open = 0

    def add(self, one: bytes, least: int, most: int | None, surely: bool) -> None:
        """Counts one, which is always of the same size, once."""
        before = len(self._perhaps)
        self._perhaps.add(one)
        if len(self._perhaps) > before:
            self._open += most is None
            self._most += most or 0
        if surely:
            before = len(self._surely)
            self._surely.add(one)
            self._least += least if len(self._surely) > before else 0

    @property
    def quantity(self) -> Quantity:
        """The number so far."""
        least, most = Decimal(self._least), Decimal(self._most)
        if self._open:
            return Quantity(relation=AT_LEAST, value=least)
        if most == least:
            return Quantity(relation=EXACTLY, value=least)
        return Quantity(relation=RANGE, value=least, most=most)


def frozen(wanted: Definition, documented: Iterable[Counted], publisher: str, note: str = "") -> Figure:
    """The count as a figure, which keeps its digest whatever is documented later."""
    return Figure(definition=wanted, quantity=count(wanted, documented), publisher=publisher, note=note)


def _days(each: Counted) -> tuple[date, date] | None:
    """The first and the last day that it may have been; None where nobody knows, or knows only about when."""
    last = each.latest or each.when
    if each.when is None or last is None or each.when.about or last.about:
        return None
    return each.when.day, last.last
