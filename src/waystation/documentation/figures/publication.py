"""Own counts as they may be published, so that nobody can be told from them. Pure.

Whoever held people knows whom: a count of few tells them who has spoken. So no own number under LEAST is published, nor
one that is exact: rounded down to STEP, the difference of two tables tells nobody either.
"""

from decimal import ROUND_FLOOR, Decimal

import msgspec

from waystation.documentation.corroboration import REPORTED
from waystation.documentation.figures import wording
from waystation.documentation.figures.records import AT_LEAST, AT_MOST, OWN, RANGE, Definition, Kept, Quantity
from waystation.documentation.figures.rules import bounds

LEAST = 10
"""The least number that a public table shows of people, and of what happened to them."""
STEP = 5


def may_be_published(kept: Kept) -> bool:
    """Whether a figure may go out: of ours, nothing is called surer than reported before reviewers agree."""
    return kept.origin != OWN or as_published(kept.figure.definition, kept.figure.quantity) is not None


def as_published(definition: Definition, quantity: Quantity) -> Quantity | None:
    """What may be published of a count of ours; None for nothing, before reviewers agree."""
    return rounded(quantity) if definition.agreed or definition.status == REPORTED else None


def protected(kept: Kept) -> Kept:
    """A figure as it may be published. What others published, or gave us in a file, is theirs and stays as it is."""
    if kept.origin != OWN:
        return kept
    figure = kept.figure
    note = " ".join(each for each in (figure.note, str(wording.ROUNDED)) if each)
    # Who knows how it was made could try numbers until the digest of what it stands on fits: it does not go along.
    changed = msgspec.structs.replace(figure, quantity=rounded(figure.quantity), note=note, stands_on="")
    return msgspec.structs.replace(kept, figure=changed)


def rounded(quantity: Quantity) -> Quantity:
    """A number of which nobody can be told: `at most 9`, at least so many, or a range."""
    least, most = bounds(quantity)
    if most is None:
        return Quantity(relation=AT_LEAST, value=_down(least) if least >= LEAST else Decimal(0))
    if most < LEAST:
        return Quantity(relation=AT_MOST, value=Decimal(LEAST - 1))
    if least == most:
        return Quantity(relation=AT_LEAST, value=_down(least))
    low = _down(least) if least >= LEAST else Decimal(0)
    return Quantity(relation=RANGE, value=low, most=-_down(-most))


def _down(number: Decimal) -> Decimal:
    """The largest multiple of STEP that is not above a number."""
    return (number / STEP).to_integral_value(ROUND_FLOOR) * STEP
