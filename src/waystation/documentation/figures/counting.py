"""Own counts: how many victims, acts or events meet a definition, of what was documented. Pure.

Who has no name stands for a smallest and a largest number, and a date may leave open whether it is in the period:
then the count is a range, and never the number in its middle.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
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
    return counts_of(wanted, found(wanted, documented), {})


class Certainty(NamedTuple):
    """How sure some acts are, and whether they surely are of the period."""

    status: str
    agreed: str
    surely: bool


Found = dict[Certainty, dict[bytes, Counted]]
"""Victims, acts or events by their ids, each with one of its acts, for every certainty that its acts have."""


def found(wanted: Definition, documented: Iterable[Counted]) -> Found:
    """What a definition means, but for the certainty for which it asks. Raises ValueError as `count` does."""
    if BASES.get(wanted.unit) != wanted.basis or wanted.status not in LADDER:
        raise ValueError("not a definition that is counted here")
    together, one = Found(), attrgetter(wanted.unit)
    for some, surely in zip(_meant(wanted, documented), (True, False), strict=True):
        acts: defaultdict[tuple[str, str], list[Counted]] = defaultdict(list)
        for each in some:
            acts[each.status, each.agreed].append(each)
        for (status, agreed), alike in acts.items():
            together[Certainty(status, agreed, surely)] = dict(zip(map(one, alike), alike, strict=True))
    return together


def counts_of(wanted: Definition, found: Found, lead: Mapping[bytes, bytes]) -> Counts:
    """How many that are; several records of one person count as the one that `lead` says."""
    groups = dict[bytes, tuple[int, int | None]]()
    if wanted.unit == VICTIM:
        found = {sure: _as_persons(some, lead) for sure, some in found.items()}
        groups = _groups(found)
    return Counts(*(_by_rung(found, groups, name) for name in ("status", "agreed")))


def _as_persons(records: dict[bytes, Counted], lead: Mapping[bytes, bytes]) -> dict[bytes, Counted]:
    several = records.keys() & lead.keys()
    if not several:
        return records
    others = {one: act for one, act in records.items() if one not in several}
    return others | {lead[one]: records[one] for one in several}


def asked(wanted: Definition, found: Found) -> set[bytes]:
    """Those of them that are as sure as the definition asks: on these a count stands, its lower or its upper end."""
    sure, certainty = LADDER[LADDER.index(wanted.status) :], attrgetter("agreed" if wanted.agreed else "status")
    return set[bytes]().union(*(some for each, some in found.items() if certainty(each) in sure))


def meant(wanted: Definition, documented: Iterable[Counted], today: date) -> list[Counted]:
    """The acts that meet the definition. One without a sure date does where every act until today would.

    Raises ValueError as `count` does.
    """
    surely, perhaps = _sure_enough(wanted, documented)
    is_open = wanted.began is None and wanted.as_of.last >= today
    return [*surely, *(perhaps if is_open else ())]


def _sure_enough(wanted: Definition, documented: Iterable[Counted]) -> tuple[list[Counted], list[Counted]]:
    if BASES.get(wanted.unit) != wanted.basis or wanted.status not in LADDER:
        raise ValueError("not a definition that is counted here")
    sure = frozenset(LADDER[LADDER.index(wanted.status) :])
    certainty = attrgetter("agreed" if wanted.agreed else "status")
    surely, perhaps = _meant(wanted, documented)
    return [each for each in surely if certainty(each) in sure], [each for each in perhaps if certainty(each) in sure]


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
        elif began <= first and last <= end:
            surely.append(each)
        elif first <= end and last >= began:
            perhaps.append(each)
    return surely, perhaps


def _groups(found: Found) -> dict[bytes, tuple[int, int | None]]:
    """The victims who stand for another number of people than one. A victim always is of the same size."""
    every = (pair for some in found.values() for pair in some.items())
    return {one: (each.least, each.most) for one, each in every if each.least != 1 or each.most != 1}


def _by_rung(found: Found, groups: Mapping[bytes, tuple[int, int | None]], name: str) -> dict[str, Quantity]:
    """How many there are of each certainty or more. What stands beside the ladder is in no number.

    At least those that are surely meant, each by its smallest number; at most those that perhaps are.
    """
    surely = _surest({sure: some for sure, some in found.items() if sure.surely}, name)
    perhaps = _surest(found, name)
    least, most, is_open = Counter(surely.values()), Counter(perhaps.values()), Counter[str]()
    for one, (low, high) in groups.items():
        if one in surely:
            least[surely[one]] += low - 1
        if one in perhaps:
            most[perhaps[one]] += (high or low) - 1
            is_open[perhaps[one]] += high is None
    rungs = {status: LADDER[place:] for place, status in enumerate(LADDER)}  # what is surer is counted with it
    return {
        status: _quantity(*(sum(map(number.__getitem__, rungs[status])) for number in (least, most, is_open)))
        for status in LADDER
    }


def _surest(found: Found, name: str) -> dict[bytes, str]:
    """The surest certainty of each, of those that are on the ladder."""
    certainty, surest = attrgetter(name), dict[bytes, str]()
    for status in LADDER:
        for sure, some in found.items():
            if certainty(sure) == status:
                surest |= dict.fromkeys(some, status)
    return surest


def people(sizes: Iterable[tuple[int, int | None]]) -> Quantity:
    """How many people some victims are, each of whom stands for a smallest and a largest number."""
    sizes = list(sizes)
    most = [high for _low, high in sizes if high is not None]
    return _quantity(sum(low for low, _high in sizes), sum(most), len(sizes) - len(most))


def _quantity(least: int, most: int, is_open: int) -> Quantity:
    if is_open:
        return Quantity(relation=AT_LEAST, value=Decimal(least))
    if most == least:
        return Quantity(relation=EXACTLY, value=Decimal(least))
    return Quantity(relation=RANGE, value=Decimal(least), most=Decimal(most))


def frozen(wanted: Definition, documented: Iterable[Counted], publisher: str, note: str = "") -> Figure:
    """The count as a figure, which keeps its digest whatever is documented later."""
    return Figure(definition=wanted, quantity=count(wanted, documented), publisher=publisher, note=note)
