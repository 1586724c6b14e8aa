"""Own counts: how many victims, acts or events meet a definition, of what was documented. Pure.

Who has no name stands for a smallest and a largest number, and a date may leave open whether it is in the period:
then the count is a range, and never the number in its middle.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec

from waystation.documentation.corroboration import LADDER
from waystation.documentation.dates import PartialDate
from waystation.documentation.figures.records import AT_LEAST, EXACTLY, RANGE, Definition, Figure, Quantity
from waystation.documentation.records import Part

VICTIM, ACT, EVENT = UNITS = ("victim", "act", "event")
Size = tuple[int, int | None]
BASES = {VICTIM: "victims_documented", ACT: "acts_documented", EVENT: "events_documented"}


class Counted(Part, frozen=True):
    """One act against one victim as it is counted; `least` and `most` are how many people the victim stands for.

    `latest` is the last day that it may have been where `when` is the first of several. `places` are the country and
    the region in which it was, as `place_key` spells them; "" for what is not known.
    """

    act: UUID
    event: UUID
    victim: UUID
    kind: str
    status: str
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


def since(wanted: Definition, began: date | None) -> Definition:
    """The same of what happened on a day or later."""
    return msgspec.structs.replace(wanted, began=began)


def count(wanted: Definition, documented: Iterable[Counted]) -> Quantity:
    """How many meet the definition. Raises ValueError for one that is not ours, or asks for no certainty."""
    if BASES.get(wanted.unit) != wanted.basis or wanted.status not in LADDER:
        raise ValueError("not a definition that is counted here")
    surely: dict[UUID, Size] = {}
    perhaps: dict[UUID, Size] = {}
    for each in documented:
        if _is_meant(wanted, each) and _may_be_in(wanted, each):
            size = (each.least, each.most) if wanted.unit == VICTIM else (1, 1)
            one: UUID = getattr(each, wanted.unit)
            perhaps[one] = size
            if _is_in(wanted, each):
                surely[one] = size
    return _between(surely, perhaps)


def victims(documented: Iterable[Counted]) -> Quantity:
    """How many people some acts were done to, whenever that was."""
    found = {each.victim: (each.least, each.most) for each in documented}
    return _between(found, found)


def _between(surely: Mapping[UUID, Size], perhaps: Mapping[UUID, Size]) -> Quantity:
    """At least those that are surely meant, each by its smallest number; at most those that perhaps are."""
    least = sum(low for low, _ in surely.values())
    tops = [high for _, high in perhaps.values() if high is not None]
    if len(tops) < len(perhaps):
        return Quantity(relation=AT_LEAST, value=Decimal(least))
    most = sum(tops)
    if most == least:
        return Quantity(relation=EXACTLY, value=Decimal(least))
    return Quantity(relation=RANGE, value=Decimal(least), most=Decimal(most))


def frozen(wanted: Definition, documented: Iterable[Counted], publisher: str, note: str = "") -> Figure:
    """The count as a figure, which keeps its digest whatever is documented later."""
    return Figure(definition=wanted, quantity=count(wanted, documented), publisher=publisher, note=note)


def _is_meant(wanted: Definition, each: Counted) -> bool:
    """Whether it is as sure as is asked for, and of the kind and place. What stands beside the ladder never is."""
    if each.status not in LADDER or LADDER.index(each.status) < LADDER.index(wanted.status):
        return False
    kinds = wanted.narrowed.split()
    if kinds and not any(each.kind == kind or each.kind.startswith(f"{kind}.") for kind in kinds):
        return False
    return not wanted.place or place_key(wanted.place) in each.places


def _may_be_in(wanted: Definition, each: Counted) -> bool:
    days = _days(each)
    if days is None:
        return True
    first, last = days
    return first <= wanted.as_of.last and (wanted.began is None or last >= wanted.began)


def _is_in(wanted: Definition, each: Counted) -> bool:
    """Whether it was in the period for certain. What is documented without a date may be of a day before or after."""
    days = _days(each)
    if days is None:
        return False
    first, last = days
    return last <= wanted.as_of.last and (wanted.began is None or first >= wanted.began)


def _days(each: Counted) -> tuple[date, date] | None:
    """The first and the last day that it may have been; None where nobody knows, or knows only about when."""
    last = each.latest or each.when
    if each.when is None or last is None or each.when.about or last.about:
        return None
    return each.when.day, last.last
