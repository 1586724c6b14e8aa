"""What may be added, compared and said of figures. Pure.

Two figures are of one series where all of their definitions but the day is the same. Nothing else is ever added or
compared: that another number is larger then says nothing.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import normalize

import msgspec

from waystation.casework.exchange.tables import fitting
from waystation.documentation.figures import wording
from waystation.documentation.figures.bases import bases
from waystation.documentation.figures.records import (
    ABOUT,
    AT_LEAST,
    AT_MOST,
    EXACTLY,
    MORE_THAN,
    RANGE,
    RELATIONS,
    Definition,
    Estimated,
    Figure,
    Kept,
    Linkage,
    Quantity,
)
from waystation.documentation.wording import Words

AGREE, CONTRADICT, ANOTHER_DAY, ANOTHER_THING = VERDICTS = ("agree", "contradict", "another_day", "another_thing")
LARGEST = Decimal(10) ** 12
_DOMAIN, _GROUND = b"waystation figure 1\n", b"waystation figure stands on 1\n"


class Mixed(Exception):
    """Figures that do not count the same thing would be added. `reasons` are whole sentences."""

    def __init__(self, reasons: Iterable[Words]) -> None:
        super().__init__("figures of different definitions")
        self.reasons = tuple(reasons)


def faults(figure: Figure) -> Iterator[tuple[str, Words]]:
    """What is wrong with a figure: the name of a field, and what to do."""
    definition, quantity = figure.definition, figure.quantity
    if definition.basis not in bases():
        yield "basis", wording.CHOOSE_BASIS
    elif definition.unit != bases()[definition.basis].unit:
        yield "unit", wording.ANOTHER_UNIT
    if not figure.publisher.strip():
        yield "publisher", wording.WHO
    if definition.began and definition.began > definition.as_of.last:
        yield "began", wording.BEGINS_AFTER
    texts = [definition.place, definition.status, definition.narrowed, figure.publisher, figure.note, figure.part_of]
    texts.append(figure.stands_on)
    if any(fitting(each) != each for each in (*texts, "\n".join(figure.sources))):
        yield "note", wording.NOT_WRITABLE
    if any(not each.strip() or each.splitlines() != [each] for each in figure.sources):
        yield "sources", wording.SOURCE_IN_LINES
    yield from _number_faults(quantity)


def _number_faults(quantity: Quantity) -> Iterator[tuple[str, Words]]:
    if quantity.relation not in RELATIONS:
        yield "relation", wording.CHOOSE_RELATION
    numbers = [each for each in (quantity.value, quantity.most) if each is not None]
    if not all(each.is_finite() and 0 <= each <= LARGEST for each in numbers):
        yield "value", wording.NO_NUMBER
    elif (quantity.relation == RANGE) != (quantity.most is not None):
        yield "most", wording.RANGE_HAS_TWO
    elif quantity.most is not None and quantity.most < quantity.value:
        yield "most", wording.RANGE_TURNED


def canonical(figure: Figure) -> bytes:
    """One spelling of a figure: JSON with its keys in order, texts in NFC, numbers without needless zeros."""
    return msgspec.json.encode(_spelled(msgspec.to_builtins(figure)), order="deterministic")


def _spelled(value: object) -> object:
    if isinstance(value, dict):
        return {key: _spelled(each) for key, each in value.items() if key not in ("value", "most")} | {
            key: f"{Decimal(value[key]).normalize():f}" for key in ("value", "most") if value.get(key) is not None
        }
    if isinstance(value, list | tuple):
        return [_spelled(each) for each in value]
    return normalize("NFC", value) if isinstance(value, str) else value


def digest(figure: Figure) -> str:
    """The SHA-256, in hexadecimal, of what a figure says. Any change of it is another figure."""
    return hashlib.sha256(_DOMAIN + canonical(figure)).hexdigest()


def ground(of: Linkage | Estimated | None) -> str:
    """The SHA-256 of what a figure stands on; "" for nothing."""
    if of is None:
        return ""
    return hashlib.sha256(_GROUND + msgspec.json.encode(of, order="deterministic")).hexdigest()


def is_whole(kept: Kept) -> bool:
    """Whether a figure still is what its digest says, and what it stands on is what was kept with it."""
    stands_on = kept.linkage or kept.estimated
    return digest(kept.figure) == kept.sha256 and (stands_on is None or ground(stands_on) == kept.figure.stands_on)


def differences(one: Definition, other: Definition) -> list[Words]:
    """Why two figures are not of one series, in whole sentences; none where they are."""
    found: list[Words] = []
    if one.basis != other.basis:
        return [wording.other_basis(one.basis, other.basis)]
    checks = [
        (one.unit != other.unit, wording.OTHER_UNIT),
        (one.place != other.place, wording.OTHER_PLACE),
        (one.status != other.status, wording.OTHER_STATUS),
        (one.narrowed != other.narrowed, wording.OTHER_FILTER),
        (one.began != other.began, wording.OTHER_PERIOD),
        (one.agreed != other.agreed, wording.OTHER_AGREEMENT),
    ]
    found += [sentence for differs, sentence in checks if differs]
    return found


def verdict(one: Figure, other: Figure) -> tuple[str, list[Words]]:
    """Whether two figures contradict each other, and why not: one of `VERDICTS`, with its sentences."""
    if told := differences(one.definition, other.definition):
        return ANOTHER_THING, told
    if one.definition.as_of != other.definition.as_of:
        return ANOTHER_DAY, [wording.OTHER_DAY]
    if _may_be_equal(one.quantity, other.quantity):
        return AGREE, [wording.MAY_BE_EQUAL]
    return CONTRADICT, [wording.CANNOT_BOTH]


def _may_be_equal(one: Quantity, other: Quantity) -> bool:
    """Whether one number may meet both. "About" is taken at its word: it says of no number that it is not meant."""
    if ABOUT in (one.relation, other.relation):
        return True
    (least, most), (at_least, at_most) = bounds(one), bounds(other)
    low = max(least, at_least)
    if any(each.relation == MORE_THAN and each.value == low for each in (one, other)):
        return (most is None or most > low) and (at_most is None or at_most > low)
    return (most is None or most >= low) and (at_most is None or at_most >= low)


def bounds(quantity: Quantity) -> tuple[Decimal, Decimal | None]:
    """The smallest and the largest number that is said; None for no upper end. "About" stands for its number."""
    if quantity.relation == RANGE:
        return quantity.value, quantity.most
    if quantity.relation in (AT_LEAST, MORE_THAN):
        return quantity.value, None
    if quantity.relation == AT_MOST:
        return Decimal(0), quantity.value
    return quantity.value, quantity.value


def added(figures: Sequence[Figure]) -> Quantity:
    """The sum of figures of one definition, such as of two places that the caller knows to be apart.

    Raises Mixed for figures of different definitions, ValueError for none.
    """
    first, *others = figures
    reasons = {str(each): each for other in others for each in _not_addable(first.definition, other.definition)}
    if reasons:
        raise Mixed(reasons.values())
    return _sum([each.quantity for each in figures])


def _not_addable(one: Definition, other: Definition) -> list[Words]:
    """As in a series, but the places are what differs, and the day is the same."""
    told = differences(one, msgspec.structs.replace(other, place=one.place))
    if not told and one.place == other.place:
        return [wording.SAME_PLACE]
    return told or ([wording.OTHER_DAY] if one.as_of != other.as_of else [])


def _sum(numbers: Sequence[Quantity]) -> Quantity:
    found = [bounds(each) for each in numbers]
    least = sum((low for low, _ in found), Decimal(0))
    tops = [high for _, high in found if high is not None]
    if len(tops) < len(found):
        more = any(each.relation == MORE_THAN for each in numbers)
        return Quantity(relation=MORE_THAN if more else AT_LEAST, value=least)
    most = sum(tops, Decimal(0))
    if most != least:
        return Quantity(relation=RANGE, value=least, most=most)
    return Quantity(relation=ABOUT if any(each.relation == ABOUT for each in numbers) else EXACTLY, value=least)


@dataclass(frozen=True)
class Division:
    """How a published figure was divided by its publisher. `missing` is what the parts leave unexplained.

    It is negative where the parts together are more than the whole, and None where an end is open.
    """

    whole: Figure
    parts: tuple[Figure, ...]
    sum: Quantity
    missing: Decimal | None

    @property
    def adds_up(self) -> bool:
        """Whether the parts are the whole."""
        return self.missing == 0


def division(whole: Figure, figures: Iterable[Figure]) -> Division | None:
    """The parts of a figure among others, and whether they add up; None where it has none.

    What its publisher called parts is added as arithmetic alone, whatever each counts: the sum is no new figure.
    """
    name = digest(whole)
    parts = tuple(each for each in figures if each.part_of == name)
    if not parts:
        return None
    total = _sum([each.quantity for each in parts])
    (least, most), (low, high) = bounds(whole.quantity), bounds(total)
    closed = least == most and low == high
    return Division(whole, parts, total, least - low if closed else None)
