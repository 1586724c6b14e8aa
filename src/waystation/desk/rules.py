"""The counts: what is counted, on what basis, and how the parts add up. Pure functions over opened stubs.

Public numbers contradict each other because their bases differ. So each figure here says what it counts (see basis.py),
whether it means "now" or "ever until now", and of which parts it is the sum.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from waystation.casework import stages
from waystation.casework.records import CaseStub

# Where a case is now: every stage is in exactly one of these.
PARTS: dict[str, tuple[str, ...]] = {
    "preparing": (*stages.PATH[:6], "advice_only"),
    "moving": ("in_transit", "departing", "transit_country"),
    "sheltered": stages.SHELTERED,
    "abroad": stages.SAFE,
    "lost": ("lost_contact",),
    "taken_or_returned": ("seized_returned", "returned_voluntarily"),
    "closed_safe": ("closed_safe",),
    "closed_other": tuple(code for code in stages.CLOSED if code != "closed_safe"),
    "deceased": ("deceased",),
    "not_known": (),
}
_PART_OF = {code: name for name, codes in PARTS.items() for code in codes}
REQUEST_PARTS: dict[str, tuple[str, ...]] = {
    "open": ("new", "awaiting_us", "answered"),
    "suspect": ("suspect",),
    "ended": ("declined", "closed", "accepted"),
}

_FIGURES = ("helped", "evacuated", "sheltered", "abroad", "lost")


@dataclass(frozen=True)
class Asked:
    """What is counted of a request: its status."""

    status: str


@dataclass(frozen=True)
class Whole:
    """A number and the parts that it is the sum of, in order."""

    total: int
    parts: tuple[tuple[str, int], ...]

    @property
    def adds_up(self) -> bool:
        return sum(count for _name, count in self.parts) == self.total


@dataclass(frozen=True)
class Row:
    """The figures of one region: they overlap, so they do not add up across; down the table they do."""

    place: str
    helped: int
    evacuated: int
    sheltered: int
    abroad: int
    lost: int


@dataclass(frozen=True)
class Month:
    """How many cases first reached each mark in a month. `first` is its first day."""

    first: date
    helped: int
    evacuated: int
    abroad: int


@dataclass(frozen=True)
class Counts:
    """All figures at one moment.

    `helped`, `evacuated` and `abroad` mean ever, each with where these people are now; `sheltered`, `lost` and
    `closed_safe` mean now.
    """

    contacted: Whole
    helped: Whole
    evacuated: Whole
    abroad: Whole
    sheltered: int
    lost: int
    closed_safe: int
    regions: tuple[Row, ...]
    countries: tuple[tuple[str, int], ...]
    months: tuple[Month, ...]
    undated: int
    since: date | None


def count(cases: Iterable[CaseStub], requests_without_case: Iterable[Asked]) -> Counts:
    """The figures of these cases, and of the requests that led to no case: nobody is counted twice."""
    tally = Tally()
    for case in cases:
        tally.add(case)
    return tally.counts(Counter(each.status for each in requests_without_case))


class Tally:
    """Sums to which a case is added and from which it is taken: the figures of very many are ready as they change."""

    def __init__(self) -> None:
        self._sums: defaultdict[str, Counter[Any]] = defaultdict(Counter)

    def add(self, case: CaseStub, by: int = 1) -> None:
        """Counts a case; -1 takes it out again."""
        out, abroad, part = evacuated_on(case), abroad_on(case), part_of(case.stage)
        place = case.origin.strip()
        marks: list[tuple[str, Any]] = [("helped", part), ("origin", place), ("opened", case.opened)]
        marks += [(f"now:{part}", place)]
        if case.opened is not None:
            marks.append(("month helped", case.opened.replace(day=1)))
        if out is not None:
            marks += [("evacuated", part), ("origin evacuated", place), ("month evacuated", out.replace(day=1))]
        if abroad is not None:
            marks += [("abroad", part), ("origin abroad", place), ("month abroad", abroad.replace(day=1))]
            marks.append(("country", case.country.strip()))
        for name, value in marks:
            self._sums[name][value] += by

    def counts(self, requests_without_case: Mapping[str, int]) -> Counts:
        """The figures, with how many requests of each status led to no case."""
        days = [day for day, number in self._sums["opened"].items() if day is not None and number]
        helped = self._whole("helped")
        return Counts(
            contacted=_contacted(helped.total, requests_without_case),
            helped=helped,
            evacuated=self._whole("evacuated"),
            abroad=self._whole("abroad"),
            sheltered=self._sums["helped"]["sheltered"],
            lost=self._sums["helped"]["lost"],
            closed_safe=self._sums["helped"]["closed_safe"],
            regions=tuple(self._region(place) for place, _ in _most_first(self._sums["origin"])),
            countries=_most_first(self._sums["country"]),
            months=self._months(),
            undated=self._sums["opened"][None],
            since=min(days, default=None),
        )

    def _whole(self, name: str) -> Whole:
        found = self._sums[name]
        return Whole(found.total(), tuple((part, found[part]) for part in PARTS if found[part]))

    def _region(self, place: str) -> Row:
        sums = self._sums
        return Row(
            place,
            helped=sums["origin"][place],
            evacuated=sums["origin evacuated"][place],
            sheltered=sums["now:sheltered"][place],
            abroad=sums["origin abroad"][place],
            lost=sums["now:lost"][place],
        )

    def _months(self) -> tuple[Month, ...]:
        """Each month from the first mark to the last, the empty ones too."""
        helped, out, abroad = (self._sums[f"month {name}"] for name in ("helped", "evacuated", "abroad"))
        return _by_calendar(helped, out, abroad)


def was_evacuated(case: CaseStub) -> bool:
    """Ever in a safe house outside the region, or any later stage of the way."""
    return evacuated_on(case) is not None


def was_abroad(case: CaseStub) -> bool:
    """Ever arrived in the country of safety."""
    return abroad_on(case) is not None


def evacuated_on(case: CaseStub) -> date | None:
    return _first(case, stages.OUT_OF_REGION)


def abroad_on(case: CaseStub) -> date | None:
    return _first(case, stages.SAFE)


def _first(case: CaseStub, wanted: Iterable[str]) -> date | None:
    return min((case.milestones[code] for code in wanted if code in case.milestones), default=None)


def part_of(stage: str) -> str:
    """The part that a stage belongs to; of one that no list has it is not known where the person is."""
    return _PART_OF.get(stage, "not_known")


def _contacted(cases: int, requests: Mapping[str, int]) -> Whole:
    found: Counter[str] = Counter()
    for status, number in requests.items():
        found[_request_part(status)] += number
    parts = [("cases", cases), *((name, found[name]) for name in REQUEST_PARTS)]
    return Whole(cases + found.total(), tuple((name, number) for name, number in parts if number))


def _request_part(status: str) -> str:
    return next((name for name, statuses in REQUEST_PARTS.items() if status in statuses), "open")


def _most_first(found: Counter[str]) -> tuple[tuple[str, int], ...]:
    """How often each name occurs, the most frequent first; without a name comes last."""
    named = [(name, number) for name, number in found.items() if number]
    return tuple(sorted(named, key=lambda pair: (not pair[0], -pair[1], pair[0])))


def _by_calendar(helped: Counter[date], out: Counter[date], abroad: Counter[date]) -> tuple[Month, ...]:
    marks = [month for found in (helped, out, abroad) for month, number in found.items() if number]
    if not marks:
        return ()
    return tuple(Month(first, helped[first], out[first], abroad[first]) for first in _calendar(min(marks), max(marks)))


def _calendar(first: date, last: date) -> list[date]:
    months = [first]
    while months[-1] < last:
        year, month = divmod(months[-1].year * 12 + months[-1].month, 12)
        months.append(date(year, month + 1, 1))
    return months


def add(one: Counts, other: Counts) -> Counts:
    """The figures of both together: what counting them in one go would give."""
    return Counts(
        contacted=_both(one.contacted, other.contacted, ("cases", *REQUEST_PARTS)),
        helped=_both(one.helped, other.helped, PARTS),
        evacuated=_both(one.evacuated, other.evacuated, PARTS),
        abroad=_both(one.abroad, other.abroad, PARTS),
        sheltered=one.sheltered + other.sheltered,
        lost=one.lost + other.lost,
        closed_safe=one.closed_safe + other.closed_safe,
        regions=_rows(one.regions + other.regions),
        countries=_most_first(_summed(one.countries + other.countries)),
        months=_filled(one.months + other.months),
        undated=one.undated + other.undated,
        since=min(filter(None, (one.since, other.since)), default=None),
    )


def _both(one: Whole, other: Whole, order: Iterable[str]) -> Whole:
    found = _summed(one.parts + other.parts)
    return Whole(one.total + other.total, tuple((name, found[name]) for name in order if found[name]))


def _summed(pairs: Iterable[tuple[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for name, number in pairs:
        found[name] += number
    return found


def _rows(rows: Iterable[Row]) -> tuple[Row, ...]:
    found: dict[str, Row] = {}
    for row in rows:
        numbers = [asdict(each) for each in (found.get(row.place), row) if each]
        found[row.place] = Row(row.place, **{name: sum(each[name] for each in numbers) for name in _FIGURES})
    order = _most_first(Counter({place: row.helped for place, row in found.items()}))
    return tuple(found[place] for place, _number in order)


def _filled(months: Iterable[Month]) -> tuple[Month, ...]:
    helped, out, abroad = Counter[date](), Counter[date](), Counter[date]()
    for month in months:
        helped[month.first] += month.helped
        out[month.first] += month.evacuated
        abroad[month.first] += month.abroad
    return _by_calendar(helped, out, abroad)
