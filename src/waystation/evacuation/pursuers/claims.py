"""What a pursuer's record, a sighting, a reach and a stated zone must be like. Pure: sentences out."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.evacuation.pursuers.records import (
    LEVELS,
    POWER,
    REACH_KINDS,
    TRAVELS,
    Evidence,
    PursuerRecord,
    ReachRecord,
    SightingRecord,
    StatedZoneRecord,
)
from waystation.vocabulary.vocabularies import term

Sentence = str | Promise

FURTHEST = timedelta(days=366)
LONGEST_SIGHTING = timedelta(days=31)

NO_NAME = _("Say what we call them.")
UNKNOWN_CODE = _("One of the choices is not on its list. Choose again.")
ENDS_BEFORE = _("The end is before the beginning. Look at both times.")
TOO_FAR = _("This time is more than a year ahead. Look at it again.")
TOO_LONG = _("A sighting lasts a month at most. Note what you know of later as another one.")
NOWHERE = _("Say where that is.")
NO_POWER = _("Choose which power of the state it is.")
NO_WHAT = _("Say which institution or network it is.")
NO_SOURCE = _("Say who says so: it is shown wherever this is shown.")


def pursuer_faults(record: PursuerRecord) -> Iterator[tuple[str, Sentence]]:
    """The field and the sentence of each fault."""
    if not record.called.strip():
        yield "called", NO_NAME
    codes = [("relation", "pursuer_relations", (record.relation,)), ("intent", "pursuer_intents", (record.intent,))]
    for field, vocabulary, said in [*codes, ("means", "pursuer_means", record.means)]:
        if not all(_is_known(vocabulary, code) for code in said):
            yield field, UNKNOWN_CODE
    if record.travels not in TRAVELS:
        yield "travels", UNKNOWN_CODE


def faults(record: Evidence, now: datetime) -> Iterator[tuple[str, Sentence]]:
    """The same of what somebody told of a pursuer."""
    if not record.source.strip():
        yield "source", NO_SOURCE
    if not _is_known("reliability", record.reliability):
        yield "reliability", UNKNOWN_CODE
    if not _is_known("credibility", record.credibility):
        yield "credibility", UNKNOWN_CODE
    if isinstance(record, SightingRecord | ReachRecord | StatedZoneRecord):
        yield from _time(record, now)
    if isinstance(record, ReachRecord):
        yield from _reach(record)
    elif isinstance(record, StatedZoneRecord) and record.level not in LEVELS:
        yield "level", UNKNOWN_CODE


def _time(record: SightingRecord | ReachRecord | StatedZoneRecord, now: datetime) -> Iterator[tuple[str, Sentence]]:
    since, until = record.since, record.until
    if since and until and until < since:
        yield "until", ENDS_BEFORE
    if since and since > now + FURTHEST:
        yield "since", TOO_FAR
    if isinstance(record, SightingRecord) and record.until - record.since > LONGEST_SIGHTING:
        yield "until", TOO_LONG


def _reach(record: ReachRecord) -> Iterator[tuple[str, Sentence]]:
    if record.kind not in REACH_KINDS or record.level not in LEVELS:
        yield "kind", UNKNOWN_CODE
    elif record.kind == POWER:
        if not record.power:
            yield "power", NO_POWER
        elif not _is_known("police_powers", record.power):
            yield "power", UNKNOWN_CODE
    elif record.kind == "place":
        if record.place is None:
            yield "place", NOWHERE
    elif not record.name.strip():
        yield "name", NO_WHAT


def _is_known(vocabulary: str, code: str) -> bool:
    try:
        term(vocabulary, code)
    except KeyError:
        return False
    return True
