"""The counts: what is counted, on what basis, and how the parts add up. Pure functions over opened stubs.

Public numbers contradict each other because their bases differ. So each figure here says what it counts (cases; one
case is one person), whether it means "now" or "ever until now", and of which parts it is the sum.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date

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
}
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


def count(cases: Sequence[CaseStub], requests_without_case: Iterable[Asked]) -> Counts:
    """The figures of these cases, and of the requests that led to no case: nobody is counted twice."""
    out = [case for case in cases if was_evacuated(case)]
    abroad = [case for case in cases if was_abroad(case)]
    return Counts(
        contacted=_contacted(cases, list(requests_without_case)),
        helped=_whole(cases),
        evacuated=_whole(out),
        abroad=_whole(abroad),
        sheltered=_now(cases, "sheltered"),
        lost=_now(cases, "lost"),
        closed_safe=_now(cases, "closed_safe"),
        regions=_regions(cases),
        countries=_tally(case.country for case in abroad),
        months=_months(cases),
        undated=sum(case.opened is None for case in cases),
        since=min((case.opened for case in cases if case.opened), default=None),
    )


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
    """The part that a stage belongs to."""
    return next(name for name, codes in PARTS.items() if stage in codes)


def _now(cases: Iterable[CaseStub], part: str) -> int:
    return sum(case.stage in PARTS[part] for case in cases)


def _whole(cases: Sequence[CaseStub]) -> Whole:
    found = Counter(part_of(case.stage) for case in cases)
    return Whole(len(cases), tuple((name, found[name]) for name in PARTS if found[name]))


def _contacted(cases: Sequence[CaseStub], requests: Sequence[Asked]) -> Whole:
    found = Counter(_request_part(each.status) for each in requests)
    parts = [("cases", len(cases)), *((name, found[name]) for name in REQUEST_PARTS)]
    return Whole(len(cases) + len(requests), tuple((name, number) for name, number in parts if number))


def _request_part(status: str) -> str:
    return next((name for name, statuses in REQUEST_PARTS.items() if status in statuses), "open")


def _tally(names: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """How often each name occurs, the most frequent first; without a name comes last."""
    return _sorted(Counter(name.strip() for name in names))


def _sorted(found: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(found.items(), key=lambda pair: (not pair[0], -pair[1], pair[0])))


def _regions(cases: Sequence[CaseStub]) -> tuple[Row, ...]:
    order = [name for name, _number in _tally(case.origin for case in cases)]
    return tuple(_row(name, [case for case in cases if case.origin.strip() == name]) for name in order)


def _row(place: str, cases: Sequence[CaseStub]) -> Row:
    return Row(
        place,
        helped=len(cases),
        evacuated=sum(map(was_evacuated, cases)),
        sheltered=_now(cases, "sheltered"),
        abroad=sum(map(was_abroad, cases)),
        lost=_now(cases, "lost"),
    )


def _months(cases: Sequence[CaseStub]) -> tuple[Month, ...]:
    """Each month from the first mark to the last, the empty ones too."""
    helped = _by_month(cases, lambda case: case.opened)
    out = _by_month(cases, evacuated_on)
    abroad = _by_month(cases, abroad_on)
    return _by_calendar(helped, out, abroad)


def _by_calendar(helped: Counter[date], out: Counter[date], abroad: Counter[date]) -> tuple[Month, ...]:
    marks = [*helped, *out, *abroad]
    if not marks:
        return ()
    return tuple(Month(first, helped[first], out[first], abroad[first]) for first in _calendar(min(marks), max(marks)))


def _by_month(cases: Iterable[CaseStub], when: Callable[[CaseStub], date | None]) -> Counter[date]:
    return Counter(day.replace(day=1) for case in cases if (day := when(case)) is not None)


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
        countries=_sorted(_summed(one.countries + other.countries)),
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
    order = _sorted(Counter({place: row.helped for place, row in found.items()}))
    return tuple(found[place] for place, _number in order)


def _filled(months: Iterable[Month]) -> tuple[Month, ...]:
    helped, out, abroad = Counter[date](), Counter[date](), Counter[date]()
    for month in months:
        helped[month.first] += month.helped
        out[month.first] += month.evacuated
        abroad[month.first] += month.abroad
    return _by_calendar(helped, out, abroad)
