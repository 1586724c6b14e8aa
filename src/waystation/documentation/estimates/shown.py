"""An estimate made ready for its page. Nothing is decided here."""

from dataclasses import dataclass, field

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.documentation.estimates import wording
from waystation.documentation.estimates.protocol import Result, Row
from waystation.documentation.wording import Words
from waystation.mail.words import clean


@dataclass(frozen=True)
class Line:
    """A number with its interval, in words."""

    name: str | Words = field(repr=False)
    number: str
    interval: str
    sound: bool
    terms: str = ""


@dataclass(frozen=True)
class Shown:
    """All of a page."""

    headline: str
    observed: str
    findings: dict[str, list[str]] = field(repr=False)
    methods: list[Line]
    without: list[Line] = field(repr=False)
    lists: list[tuple[str, str]] = field(repr=False)
    patterns: list[tuple[str, str]] = field(repr=False)
    between: str
    clusterings: int
    pictures: list[tuple[int, str]]
    refused: bool


def number(value: float | None) -> str:
    """A whole number as it is read; "without end" where there is none."""
    return _("without end") if value is None else number_format(round(value), use_l10n=True, force_grouping=True)


def shown(names: tuple[str, ...], found: Result) -> Shown:
    """A result in words."""
    called = [clean(name)[0] for name in names]
    findings: dict[str, list[str]] = {"refuse": [], "warn": [], "note": []}
    for each in found.findings:
        findings[each.weight].append(clean(wording.finding(each.code, each.said, each.text))[0])
    return Shown(
        headline=headline(found),
        observed=ngettext(
            "%(number)s person is on at least one of the lists.",
            "%(number)s people are on at least one of the lists.",
            found.observed,
        )
        % {"number": number(found.observed)},
        findings=findings,
        methods=[_line(wording.METHODS.get(each.name, each.name), each) for each in found.methods],
        without=[_line(clean(each.name)[0], each) for each in found.without],
        lists=[(name, number(size)) for name, size in zip(called, found.sizes, strict=True)],
        patterns=[
            (" + ".join(name for place, name in enumerate(called) if pattern >> place & 1), number(count))
            for pattern, count in found.patterns
        ],
        between="" if found.between is None else f"{round(100 * found.between)} %",
        clusterings=found.clusterings,
        pictures=[(place, _called(each.kind, each.method)) for place, each in enumerate(found.pictures)],
        refused=found.whole is None,
    )


def headline(found: Result) -> str:
    """The one sentence that has the number, never without its interval."""
    whole = found.whole
    if whole is None or whole.low is None:
        return _("No estimate can be given.")
    said = {"low": number(whole.low), "high": number(whole.high), "level": round(100 * found.level)}
    if whole.estimate is None:
        return _("In all there may be %(low)s to %(high)s. It is unstable: the methods disagree.") % said
    sentence = _("In all there are about %(number)s (%(level)s %% interval: %(low)s to %(high)s).") % {
        **said,
        "number": number(whole.estimate),
    }
    return sentence if whole.sound else f"{sentence} " + _("It is unstable: no number to go by.")


def _line(name: str | Words, row: Row) -> Line:
    is_sound = row.sound or row.name == "chao"  # which never claims more than to be a lower bound
    if row.estimate is None:
        return Line(name, "—", "", is_sound, row.terms)
    said = _("%(low)s to %(high)s") % {"low": number(row.low), "high": number(row.high)}
    return Line(name, number(row.estimate), said, is_sound, row.terms)


def _called(kind: str, method: str) -> str:
    called = str(wording.PICTURES[kind])
    return f"{called}: {wording.METHODS[method]}" if method and kind == "distribution" else called
