"""Own counts: how many victims, acts or events meet a definition, of what was documented. Pure.

Who has no name stands for a smallest and a largest number, and a date may leave open whether it is in the period:
then the count is a range, and never the number in its middle.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

import msgspec
from msgspec.structs import force_setattr

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
    `latest` is the last day that it may have been where `when` is the first of several; `first` and `last` follow from
    both: None where nobody knows, or knows only about when. `places` are the country and the region in which it was, as
    `place_key` spells them; "" for what is not known.
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
    first: date | None = None
    last: date | None = None

    def __post_init__(self) -> None:
        last = self.latest or self.when
        if self.when is not None and last is not None and not self.when.about and not last.about:
            force_setattr(self, "first", self.when.day)  # once, and not at each count of very many
            force_setattr(self, "last", last.last)


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
    surely, perhaps = _meant(wanted, documented)
    return Counts(*(_by_rung(surely, perhaps, wanted.unit, attrgetter(name)) for name in ("status", "agreed")))


def meant(wanted: Definition, documented: Iterable[Counted], today: date) -> list[Counted]:
    """The acts that meet the definition. One without a sure date does where every act until today would.

    Raises ValueError as `count` does.
    """
    surely, perhaps = _sure_enough(wanted, documented)
    is_open = wanted.began is None and wanted.as_of.last >= today
    return [*surely, *(perhaps if is_open else ())]


def reckoned(wanted: Definition, documented: Iterable[Counted]) -> list[Counted]:
    """The acts on which a count stands, its lower or its upper end. Raises ValueError as `count` does."""
    surely, perhaps = _sure_enough(wanted, documented)
    return [*surely, *perhaps]


def _sure_enough(wanted: Definition, documented: Iterable[Counted]) -> tuple[list[Counted], list[Counted]]:
    if BASES.get(wanted.unit) != wanted.basis or wanted.status not in LADDER:
        raise ValueError("not a definition that is counted here")
    sure = frozenset(LADDER[LADDER.index(wanted.status) :])
    certainty = attrgetter("agreed" if wanted.agreed else "status")
    surely, perhaps = _meant(wanted, documented)
    return [each for each in surely if certainty(each) in sure], [each for each in perhaps if certainty(each) in sure]


def as_persons(documented: list[Counted], lead: Mapping[bytes, bytes]) -> list[Counted]:
    """The same acts, those against several records of one person as against one of them, which `lead` says."""
    if not lead:
        return documented
    return [
        each if (one := lead.get(each.victim)) is None else msgspec.structs.replace(each, victim=one)
        for each in documented
    ]


def _meant(wanted: Definition, documented: Iterable[Counted]) -> tuple[list[Counted], list[Counted]]:
    """Those of the kinds and the place that surely are of the period, and those that may be."""
    kinds, place = frozenset(wanted.narrowed.split()), place_key(wanted.place)
    below = tuple(f"{kind}." for kind in kinds)
    end, began = wanted.as_of.last, wanted.began or date.min
    some = [each for each in documented if place in each.places] if place else documented
    if kinds:
        some = [each for each in some if each.kind in kinds or each.kind.startswith(below)]
    surely, perhaps = list[Counted](), list[Counted]()
    for each in some:
        first, last = each.first, each.last
        if first is None or last is None:
            perhaps.append(each)  # what has no date, or only about one, may be of a day before or after
        elif first <= end and last >= began:
            (surely if last <= end and first >= began else perhaps).append(each)
    return surely, perhaps


def _by_rung(
    surely: Iterable[Counted], perhaps: Iterable[Counted], unit: str, certainty: Callable[[Counted], str]
) -> dict[str, Quantity]:
    """How many there are of each certainty or more. What stands beside the ladder is in no number."""
    total, found = _Total(unit), {}
    sure, unsure = _rungs(surely, certainty), _rungs(perhaps, certainty)
    for status in reversed(LADDER):  # what is surer is counted with what is less sure
        total.add(sure.get(status, ()), surely=True)
        total.add(unsure.get(status, ()), surely=False)
        found[status] = total.quantity
    return found


def _rungs(some: Iterable[Counted], certainty: Callable[[Counted], str]) -> dict[str, list[Counted]]:
    found: dict[str, list[Counted]] = defaultdict(list)
    for each in some:
        found[certainty(each)].append(each)
    return found


def victims(documented: Iterable[Counted]) -> Quantity:
    """How many people some acts were done to, whenever that was."""
    total = _Total(VICTIM)
    total.add(documented, surely=True)
    return total.quantity


class _Total:
    """At least those that are surely meant, each by its smallest number; at most those that perhaps are.

    Each victim, act or event is counted once; a victim always is of the same size.
    """

    def __init__(self, unit: str) -> None:
        self._one, self._of_people = attrgetter(unit), unit == VICTIM
        self._surely: set[bytes] = set()
        self._perhaps: set[bytes] = set()
        self._least = self._most = self._open = 0

    def add(self, some: Iterable[Counted], *, surely: bool) -> None:
        """Counts these."""
        found = {self._one(each): each for each in some}
        fresh = found.keys() - self._perhaps
        self._perhaps |= fresh
        sizes = [found[one].most for one in fresh] if self._of_people else [1] * len(fresh)
        self._open += sizes.count(None)
        self._most += sum(filter(None, sizes))
        if surely:
            fresh = found.keys() - self._surely
            self._surely |= fresh
            self._least += sum(found[one].least for one in fresh) if self._of_people else len(fresh)

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
