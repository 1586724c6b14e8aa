"""Own counts: how many victims, acts or events meet a definition, of what was documented. Pure.

Who has no name stands for a smallest and a largest number, and a date may leave open whether it is in the period:
then the count is a range, and never the number in its middle.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from operator import attrgetter
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

    `status` is how sure the act is by the rules, `agreed` how sure it may be called in public: see `corroboration`.
    `latest` is the last day that it may have been where `when` is the first of several. `places` are the country and
    the region in which it was, as `place_key` spells them; "" for what is not known.
    """

    act: UUID
    event: UUID
    victim: UUID
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


def agreed(wanted: Definition, how: bool) -> Definition:
    """The same as reviewers agree, or by the rules."""
    return msgspec.structs.replace(wanted, agreed=how)


def count(wanted: Definition, documented: Iterable[Counted]) -> Quantity:
    """How many meet the definition. Raises ValueError for one that is not ours, or asks for no certainty."""
    return counts(wanted, documented)[wanted.status]


def counts(wanted: Definition, documented: Iterable[Counted]) -> dict[str, Quantity]:
    """How many meet the definition for each certainty that it could ask for. Raises ValueError as `count` does."""
    if BASES.get(wanted.unit) != wanted.basis or wanted.status not in LADDER:
        raise ValueError("not a definition that is counted here")
    one, of_people, end, began = attrgetter(wanted.unit), wanted.unit == VICTIM, wanted.as_of.last, wanted.began
    surely: dict[UUID, Size] = {}
    perhaps: dict[UUID, Size] = {}
    found = {}
    by_rung = _by_rung(wanted, documented)
    for status in reversed(LADDER):  # what is surer is counted with what is less sure
        for each in by_rung[status]:
            days = _days(each)
            if days is None or (days[0] <= end and (began is None or days[1] >= began)):
                name = one(each)
                perhaps[name] = size = (each.least, each.most) if of_people else (1, 1)
                # What has no date, or only about one, may be of a day before or after.
                if days is not None and days[1] <= end and (began is None or days[0] >= began):
                    surely[name] = size
        found[status] = _between(surely, perhaps)
    return found


def _by_rung(wanted: Definition, documented: Iterable[Counted]) -> dict[str, list[Counted]]:
    """Those of the kinds and the place, by how sure each is. What stands beside the ladder is left out."""
    kinds, place = frozenset(wanted.narrowed.split()), place_key(wanted.place)
    below = tuple(f"{kind}." for kind in kinds)
    found: dict[str, list[Counted]] = {status: [] for status in LADDER}
    for each in documented:
        rung = found.get(each.agreed if wanted.agreed else each.status)
        if rung is None or (place and place not in each.places):
            continue
        if not kinds or each.kind in kinds or each.kind.startswith(below):
            rung.append(each)
    return found


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


def _days(each: Counted) -> tuple[date, date] | None:
    """The first and the last day that it may have been; None where nobody knows, or knows only about when."""
    last = each.latest or each.when
    if each.when is None or last is None or each.when.about or last.about:
        return None
    return each.when.day, last.last
