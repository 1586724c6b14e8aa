"""How authorities answer, counted. Pure.

Each submission stands in one column, so that they add up to how many were asked. That it was ignored or answered late
are counted beside, since a late answer does not take back that it was ignored.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from waystation.advocacy.rules import ANSWERED, ASKED_BACK, FORMAL, IGNORED, PASSED_ON, Standing

SUBSTANCE, NOTHING, UNGRADED, SILENT, ONWARD, OPEN = COLUMNS = (
    "substance",
    "nothing",
    "ungraded",
    "silent",
    "onward",
    "open",
)


@dataclass(frozen=True)
class Score:
    """How one authority answered. `cells` by column; `days` is the median from sending to the first answer."""

    cells: Mapping[str, int]
    late: int
    ignored: int
    days: float | None

    @property
    def asked(self) -> int:
        return sum(self.cells.values())

    @property
    def due(self) -> int:
        """Those of whom an answer was due, or came."""
        return self.asked - self.cells[OPEN] - self.cells[ONWARD]


def column(stands: Standing) -> str:
    """Where a submission that was sent is counted."""
    if stands.state == ANSWERED:
        return SUBSTANCE if stands.has_substance else UNGRADED
    return {FORMAL: NOTHING, ASKED_BACK: UNGRADED, IGNORED: SILENT, PASSED_ON: ONWARD}.get(stands.state, OPEN)


def score(standings: Iterable[Standing]) -> Score:
    """The score of what one authority was asked."""
    every = list(standings)
    cells = dict.fromkeys(COLUMNS, 0)
    for each in every:
        cells[column(each)] += 1
    days = [each.days for each in every if each.days is not None]
    return Score(
        cells,
        late=sum(each.late for each in every),
        ignored=sum(each.was_ignored for each in every),
        days=median(days) if days else None,
    )
