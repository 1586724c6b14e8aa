"""Statements, verdicts and reports made ready for the templates."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from waystation.hotline.codes import Answer, Verdict
from waystation.mail.spelling import revealed
from waystation.mail.words import clean
from waystation.trust import challenges, rules, statements
from waystation.trust.fakes import Report
from waystation.trust.records import Channel, Stated

Text = str | Promise


@dataclass(frozen=True)
class Line:
    """One channel."""

    kind: Text
    address: str
    fingerprint: str
    state: Text
    tone: str


@dataclass(frozen=True)
class Said:
    """What the page answers, in a notice."""

    tone: str
    title: Text
    text: Text


@dataclass(frozen=True)
class StatementView:
    """A statement as a page shows it."""

    day: date
    until: date
    over: bool
    unforced: bool
    lines: Sequence[Line]
    warned: Sequence[Line]
    key: str
    fingerprint: str


@dataclass(frozen=True)
class FakeRow:
    """One report in the list."""

    id: UUID
    address: str = field(repr=False)
    text: str = field(repr=False)
    note: str = field(repr=False)
    when: date
    state: Text
    tone: str
    status: str
    marks: Sequence[Text]


def line(channel: Channel) -> Line:
    return Line(
        rules.KINDS[channel.kind],
        channel.address,
        channel.fingerprint,
        rules.STATUSES[channel.status],
        rules.STATUS_TONES[channel.status],
    )


def statement(stated: Stated, today: date) -> StatementView:
    return StatementView(
        stated.day,
        stated.until,
        rules.is_over(stated, today),
        stated.unforced,
        [line(each) for each in stated.channels if rules.is_in_use(each)],
        [line(each) for each in stated.channels if rules.is_warned_against(each)],
        stated.key,
        statements.fingerprint(stated.key),
    )


def verdict(answer: Answer) -> Said:
    """What the public page says of a code, which tells nobody to whom a message went or what it said."""
    if answer.verdict is Verdict.MISTYPED:
        return Said(
            "warn", _("This is no code of ours, or a letter is wrong."), _("Please compare it letter by letter.")
        )
    if answer.verdict is Verdict.UNKNOWN or answer.day is None:
        return Said(
            "danger",
            _("We did not send this."),
            _("Do not answer it and do not say where you are. Codes older than a year are not known any more."),
        )
    return Said(
        "good",
        _("Yes, a message with this code was sent by us on %(day)s.") % {"day": date_format(answer.day, "DATE_FORMAT")},
        _(
            "To whom and what it said, the code tells nobody. It can be copied into a letter that is not ours. If the "
            "letter lacks your own word, or wants something new of you, do not answer it: write to us yourself."
        )
        + " "
        + _promise(),
    )


def _promise() -> str:
    return _("We never ask for money, and never for a place or a photo in the first messages.")


def answered(where: str | None) -> Said:
    """What the public page says of the three words."""
    if where is None:
        return Said(
            "danger",
            _("These words are not from us."),
            _("Whoever said them is not one of us, or the hour is over. Say no more, and write to us another way."),
        )
    return Said(
        "good",
        _("One of us said these words, %(where)s.") % {"where": challenges.WHERE[where]},
        _("If you were told them in any other way, somebody passes on what we say: break off, and write to us."),
    )


def fake(report: Report) -> FakeRow:
    record = report.record
    marks = []
    if report.is_ours:
        marks.append(_("This address is ours"))
    if report.looks_like_ours:
        marks.append(_("Made to look like ours"))
    return FakeRow(
        report.id,
        revealed(record.address),
        clean(record.text)[0],
        record.note,
        record.at.date(),
        rules.FAKE_STATUSES.get(record.status, record.status),
        rules.FAKE_TONES.get(record.status, "neutral"),
        record.status,
        marks,
    )
