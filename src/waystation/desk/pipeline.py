"""Where open cases stand, how long they have stood there, and who looks after how many: sums kept as cases change."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from waystation.casework import stages
from waystation.casework.records import CaseStub
from waystation.desk.summing import summed
from waystation.staff.actor import Actor

URGENT = "now"


@dataclass(frozen=True)
class Waiting:
    """The cases in one stage now, and for how many days they are: half of them at most `median`, none over `longest`.

    `days` is what they have waited together; `undated` of them have no day.
    """

    stage: str
    cases: int
    median: int
    longest: int
    days: int
    undated: int


@dataclass(frozen=True)
class Load:
    """The open cases that somebody, or nobody, is responsible for."""

    owner: UUID | None
    cases: int
    urgent: int
    overdue: int


class Tally:
    """Sums to which a case is added and from which it is taken."""

    def __init__(self) -> None:
        self._since: defaultdict[str, Counter[date | None]] = defaultdict(Counter)
        self._owners: defaultdict[UUID | None, Counter[bool]] = defaultdict(Counter)
        self._due: defaultdict[UUID | None, Counter[date]] = defaultdict(Counter)

    def add(self, case: CaseStub, by: int = 1) -> None:
        """Counts a case; -1 takes it out again. What is closed or erased counts nowhere."""
        if case.erased or not stages.is_open(case.stage):
            return
        self._since[case.stage][case.milestones.get(case.stage)] += by
        self._owners[case.owner][case.urgency == URGENT] += by
        if case.next_due is not None:
            self._due[case.owner][case.next_due] += by

    def waiting(self, today: date) -> list[Waiting]:
        """Every stage in which somebody is, in the order of the way; those that no list has come last."""
        known = [*stages.STAGES, *sorted(self._since.keys() - set(stages.STAGES))]
        return [_waiting(stage, self._since[stage], today) for stage in known if self._since[stage].total()]

    def loads(self, today: date) -> list[Load]:
        """Everybody who is responsible for somebody; the most first."""
        found = [
            Load(owner, count.total(), count[True], _before(self._due[owner], today))
            for owner, count in list(self._owners.items())
            if count.total()
        ]
        return sorted(found, key=lambda load: (-load.cases, str(load.owner)))


def _before(days: Counter[date], today: date) -> int:
    return sum(number for day, number in days.items() if day < today)


def _waiting(stage: str, since: Counter[date | None], today: date) -> Waiting:
    waited = sorted((max(0, (today - day).days), number) for day, number in since.items() if day and number)
    return Waiting(
        stage,
        cases=since.total(),
        median=_median(waited),
        longest=waited[-1][0] if waited else 0,
        days=sum(days * number for days, number in waited),
        undated=since[None],
    )


def _median(waited: list[tuple[int, int]]) -> int:
    """The nearest rank at one half of (value, how many), sorted by value."""
    left = (sum(number for _, number in waited) + 1) // 2
    for value, number in waited:
        left -= number
        if left <= 0:
            return value
    return 0


def of(cases: Iterable[CaseStub]) -> Tally:
    """The sums over some cases."""
    tally = Tally()
    for case in cases:
        tally.add(case)
    return tally


def followed(actor: Actor) -> Tally:
    """The sums over the cases that this person may see, as they stand now."""
    return summed(actor, Tally)
