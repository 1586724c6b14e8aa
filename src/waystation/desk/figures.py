"""The counts page: the pure counts with their words, bars and lines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.desk import people, rules
from waystation.desk.access import erased
from waystation.desk.basis import FIGURES, MISSING
from waystation.desk.rules import Counts, Month, Whole
from waystation.desk.summing import summed
from waystation.desk.wording import BASIS, PARTS, Words
from waystation.hotline import access as hotline
from waystation.hotline.queue import without_case
from waystation.hotline.rules import STATUSES
from waystation.staff.actor import Actor
from waystation.web import charts


@dataclass(frozen=True)
class Figure:
    """One number with what it rests on."""

    label: str
    value: int
    basis: Words
    place: str
    url: str = ""


@dataclass(frozen=True)
class Sum:
    """A number as the sum of its parts; `of` says by what it is divided."""

    label: str
    of: str
    total: int
    bars: list[charts.Bar]


def context(actor: Actor) -> dict[str, Any]:
    """The figures of all that this person may see, at this moment."""
    found = counted(actor)
    return {
        "counts": found,
        "figures": _figures(found, people.counted(actor).sums),
        "sums": _sums(found),
        "lines": _lines(found),
        "now": actor.now(),
        "erased": erased(actor).contacted.total,
        "missing": MISSING,
    }


def counted(actor: Actor) -> Counts:
    """The counts over every case and request that this person may see, and over those that were erased."""
    tally = summed(actor, rules.Tally)
    requests = hotline.queue(actor)
    here = tally.counts({status: len(requests.group(without_case(status))) for status in STATUSES})
    return rules.add(here, erased(actor))


def _figures(found: Counts, persons: Mapping[tuple[str, str], int]) -> list[Figure]:
    everywhere, inside, countries = _from(found), _("inside the country"), _countries(found)
    helped_from = "; ".join(part for part in (everywhere, _unrecorded(found)) if part)
    listed = reverse("casework:cases")
    told = [
        ("contacted", _("Contacted"), found.contacted.total, _("wherever they wrote from")),
        ("helped", _("Helped"), found.helped.total, helped_from),
        ("evacuated", _("Evacuated from the region"), found.evacuated.total, everywhere),
        ("sheltered", _("In shelter"), found.sheltered, inside, f"{listed}?group=sheltered"),
        ("abroad", _("Abroad"), found.abroad.total, countries),
        ("lost", _("Lost contact"), found.lost, everywhere, f"{listed}?group=alarm"),
        ("closed_safe", _("Closed: safe"), found.closed_safe, everywhere, f"{listed}?group=ended"),
    ]
    return [_figure(persons, *each) for each in told]


def _figure(
    persons: Mapping[tuple[str, str], int], code: str, label: str, value: int, place: str, url: str = ""
) -> Figure:
    """A number with its basis, and beside it the number of persons, on which the published basis stands."""
    said = f"{BASIS[code]} {FIGURES[code].name}"
    basis = people.FIGURES.get(code)
    if basis and basis.code:
        told = {"term": basis.term, "number": persons.get(("figure", code), 0)}
        said += " " + _("To be published, as “%(term)s”: %(number)d persons.") % told
    return Figure(label, value, said, place, url)


def _from(found: Counts) -> str:
    """The regions that the cases come from, by name where they are few."""
    names = [row.place for row in found.regions if row.place]
    if len(names) <= 2:
        return ", ".join(names)
    return ngettext("from %(number)d region", "from %(number)d regions", len(names)) % {"number": len(names)}


def _unrecorded(found: Counts) -> str:
    unknown = sum(row.helped for row in found.regions if not row.place)
    return _("region not recorded for %(number)d") % {"number": unknown} if unknown else ""


def _countries(found: Counts) -> str:
    names = [name for name, _number in found.countries if name]
    if not names:
        return ""
    return ngettext("in %(number)d country", "in %(number)d countries", len(names)) % {"number": len(names)}


def _sums(found: Counts) -> list[Sum]:
    where = _("by where they are now")
    sums = [
        _sum(_("Contacted"), _("by what became of it"), found.contacted),
        _sum(_("Helped"), where, found.helped),
        _sum(_("Evacuated from the region"), where, found.evacuated),
        _sum(_("Abroad"), where, found.abroad),
        Sum(_("Abroad"), _("by country, the last one known"), found.abroad.total, _by_country(found)),
    ]
    return [each for each in sums if each.total]


def _sum(label: str, of: str, whole: Whole) -> Sum:
    bars = [charts.bar(PARTS[name][0], number, whole.total, tone=PARTS[name][1]) for name, number in whole.parts]
    return Sum(label, of, whole.total, bars)


def _by_country(found: Counts) -> list[charts.Bar]:
    return charts.bars(
        [(name or _("not recorded"), number) for name, number in found.countries], whole=found.abroad.total
    )


def _lines(found: Counts) -> list[dict[str, Any]]:
    """How many first reached each mark in each month, since the first case."""
    marks: list[tuple[str, Callable[[Month], int]]] = [
        (_("Helped"), lambda month: month.helped),
        (_("Evacuated from the region"), lambda month: month.evacuated),
        (_("Abroad"), lambda month: month.abroad),
    ]
    drawn = [(label, charts.line(_points(found, value))) for label, value in marks]
    return [{"label": label, "line": line} for label, line in drawn if line is not None]


def _points(found: Counts, value: Callable[[Month], int]) -> list[tuple[str, float]]:
    return [(date_format(month.first, "F Y"), value(month)) for month in found.months]
