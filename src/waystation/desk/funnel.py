"""Of the cases that came into a stage in some days: how many went on, are there still, went back, left the way."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from waystation.casework import stages
from waystation.casework.records import CaseStub
from waystation.desk.summing import summed
from waystation.staff.actor import Actor

FATES = ONWARD, THERE, BACK, LEFT = ("onward", "there", "back", "left")
PERIODS = (30, 90, 365, 0)  # days; 0: since the first case
USUAL = 90
_ORDER = {stage: number for number, stage in enumerate(stages.PATH)}


@dataclass(frozen=True)
class Passage:
    """One stage: how many cases came into it, by what became of each; they add up. `now` are all that are there."""

    stage: str
    fates: tuple[tuple[str, int], ...]
    now: int

    @property
    def came(self) -> int:
        return sum(number for _fate, number in self.fates)


def fate(stage: str, case: CaseStub) -> str:
    """What became of a case after it had come into a stage of the way. Who is safe at its end went on. Pure."""
    if case.stage == stage:
        return THERE
    later = any(_ORDER.get(each, -1) > _ORDER[stage] for each in case.milestones)
    if later or case.stage == "closed_safe":
        return ONWARD
    return BACK if _ORDER.get(case.stage, len(_ORDER)) < _ORDER[stage] else LEFT


class Tally:
    """Sums over cases."""

    def __init__(self) -> None:
        self._came: defaultdict[str, Counter[tuple[date, str]]] = defaultdict(Counter)
        self._now: Counter[str] = Counter()

    def add(self, case: CaseStub, by: int = 1, /) -> None:
        """Counts a case; -1 takes it out again. One that was erased counts nowhere."""
        if case.erased:
            return
        self._now[case.stage] += by
        for stage, day in case.milestones.items():
            if stage in _ORDER:
                self._came[stage][day, fate(stage, case)] += by

    def passages(self, today: date, days: int) -> Iterator[Passage]:
        """Every stage of the way into which somebody came in the last `days`, or in which somebody is; in its order."""
        since = today - timedelta(days=days) if days else date.min
        for stage in stages.PATH:
            sums: Counter[str] = Counter()
            for (day, what), number in self._came[stage].items():
                if day >= since:
                    sums[what] += number
            if sums.total() or self._now[stage]:
                yield Passage(stage, tuple((each, sums[each]) for each in FATES), self._now[stage])


def counted(actor: Actor, days: int) -> list[Passage]:
    """The stages of the cases that this person may see, as they stand now."""
    return list(summed(actor, Tally).passages(actor.today, days))
