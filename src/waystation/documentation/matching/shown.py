"""Pairs made ready for the pages. Nothing is decided here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.documentation import access as documentation
from waystation.documentation.matching import rules, waterfall, wording
from waystation.documentation.matching.gathering import Candidate, Candidates, Comparison
from waystation.documentation.matching.protocol import DISTRICT, EVENT, NAME, PLACE, Field, Near
from waystation.documentation.matching.records import Match
from waystation.documentation.shown import PersonShown
from waystation.documentation.statements.tellers import tellers
from waystation.documentation.terms.access import lists
from waystation.documentation.wording import Words
from waystation.linkage import reviewing
from waystation.linkage.reviewing import Band, Measured
from waystation.mail.words import clean
from waystation.staff.access import personas
from waystation.staff.actor import Actor

MOST_EVENTS = 12
_FIELD_OF = {"event_day": EVENT, "event_span": EVENT, "place": PLACE}


@dataclass(frozen=True)
class Line:
    """A pair in a list."""

    candidate: Candidate
    one: str = field(repr=False)
    other: str = field(repr=False)
    is_second: bool = False

    @property
    def percent(self) -> str:
        return percent(self.candidate.probability)

    @property
    def verdict(self) -> Words:
        return wording.VERDICTS[self.candidate.verdict]

    @property
    def tone(self) -> str:
        return wording.TONES[self.candidate.verdict]


@dataclass(frozen=True)
class EventLine:
    """An event of somebody: what was done, and who told us."""

    id: UUID
    title: str = field(repr=False)
    when: str
    place: str = field(repr=False)
    acts: list[str]
    told: list[tuple[str, str]] = field(repr=False)


@dataclass(frozen=True)
class SideShown:
    """One of the two, with everything that may tell them apart."""

    id: UUID
    who: str = field(repr=False)
    note: str = field(repr=False)
    events: list[EventLine] = field(repr=False)
    more: int
    told: int


@dataclass(frozen=True)
class Compared:
    """What one comparison says of the two."""

    field: Words
    one: str = field(repr=False)
    other: str = field(repr=False)
    level: Words
    said: str
    times: str
    is_for: bool


@dataclass(frozen=True)
class DecisionLine:
    """What somebody said, and when."""

    said: Words
    by: str
    at: datetime | None
    note: str = field(repr=False)


@dataclass(frozen=True)
class Measure:
    """A share in percent with its interval."""

    value: str
    low: str
    high: str


def percent(share: float) -> str:
    """A probability as it is read: never a certainty that nobody has."""
    if not 0.01 <= share <= 0.99:
        return "< 1 %" if share < 0.5 else "> 99 %"
    return f"{round(100 * share)} %"


def lines(actor: Actor, found: Iterable[Candidate]) -> list[Line]:
    """Pairs as lines."""
    some = list(found)
    known = documentation.known(actor, {one for each in some for one in (each.first, each.second)})
    return [
        Line(
            each,
            str(PersonShown(known.get(each.first))),
            str(PersonShown(known.get(each.second))),
            bool(each.match and rules.waits_for(each.id, each.match, actor.account)),
        )
        for each in some
    ]


def side(actor: Actor, person_id: UUID) -> SideShown:
    """Somebody with the events in which they suffered or did something."""
    _row, person = documentation.person(actor, person_id)
    terms = lists(actor)
    acts = dict(documentation.acts_upon(actor, person_id))
    parts = documentation.acts_by(actor, person_id)
    events = list(dict.fromkeys([*(act.event for act in acts.values()), *(each.event for each in parts)]))
    found = []
    for event_id in events[:MOST_EVENTS]:
        _event_row, event = documentation.event(actor, event_id)
        done = [terms.label("acts", act.kind) for act in acts.values() if act.event == event_id]
        did = [terms.label("involvement_degrees", each.degree) for each in parts if each.event == event_id]
        told = [
            (str(each.who), ", ".join(dict.fromkeys(source.connection for source in each.known)))
            for each in tellers(actor, event_id)
        ]
        when = str(event.began) if event.began else ""
        found.append(EventLine(event_id, clean(event.title)[0], when, clean(str(event.place))[0], done + did, told))
    sources = len({name for line in found for name, _how in line.told})
    return SideShown(
        person_id, str(PersonShown(person)), clean(person.note)[0], found, len(events[MOST_EVENTS:]), sources
    )


def compared(found: Comparison, near: Near) -> list[Compared]:
    """What each comparison says, what speaks most first."""
    one, other = (found.of.task.mentions[number].said for number in near.mentions)
    ordered = sorted(near.fields, key=lambda each: -(each.bits + each.rare))
    return [
        Compared(
            wording.FIELDS[each.comparison],
            _value(one, each),
            _value(other, each),
            wording.level(each.comparison, each.level),
            waterfall.Step("", each.bits + each.rare).said,
            _times(each.bits + each.rare),
            each.bits + each.rare >= 0,
        )
        for each in ordered
    ]


def _value(said: dict[str, str], each: Field) -> str:
    """What is written there, as the source wrote it."""
    column = _FIELD_OF.get(each.comparison, NAME)
    text = said.get(column, "")
    if column == PLACE:
        text = ", ".join(filter(None, (text, said.get(DISTRICT, ""))))
    return clean(text)[0]


def _times(bits: float) -> str:
    """How much likelier that makes it: 8 bits are 256 times."""
    times = 2 ** abs(bits)
    many = int(round(times)) if times < 100 else int(float(f"{times:.1g}"))
    if many <= 1:
        return _("says next to nothing")
    number = number_format(many, use_l10n=True, force_grouping=True)
    if bits > 0:
        return ngettext("%(number)s time likelier", "%(number)s times likelier", many) % {"number": number}
    return ngettext("%(number)s time less likely", "%(number)s times less likely", many) % {"number": number}


def steps(found: Candidates, near: Near) -> list[waterfall.Step]:
    """What leads to the odds of a pair, one thing after another."""
    made = [waterfall.Step(_("Any two people"), found.found.prior, "prior")]
    for each in near.fields:
        made.append(waterfall.Step(wording.FIELDS[each.comparison], each.bits))
        if each.rare:
            rare = _("… and it is rare") if each.rare > 0 else _("… but it is common")
            made.append(waterfall.Step(rare, each.rare, "rare"))
    if found.moved:
        made.append(waterfall.Step(_("What was decided of others"), found.moved, "learned"))
    total = sum(step.bits for step in made)
    return [*made, waterfall.Step(_("These two"), total, "total")]


def decisions(actor: Actor, match: Match) -> list[DecisionLine]:
    """Everything that was said of two, the last first."""
    names = personas(actor)
    return [
        DecisionLine(wording.SAID[each.state], names.get(each.by, "") if each.by else "", each.at, clean(each.note)[0])
        for each in reversed(match.decisions)
    ]


@dataclass(frozen=True)
class AccuracyShown:
    """How good proposals are, by what was decided; nothing where nothing was."""

    precision: Measure | None
    recall: Measure | None
    bands: list[tuple[str, Band]]
    decided: int
    agreement: str
    seconds: int


def accuracy(found: Candidates) -> AccuracyShown:
    """Expected precision and recall of taking two for one person from even odds on."""
    every = reviewing.bands(found.labelled)
    measured = reviewing.accuracy(every)
    seconds = rules.second_opinions(found.matches)
    agreed = reviewing.agreement(seconds)
    bands = [(f"{round(100 * each.low)}–{round(100 * each.high)} %", each) for each in reversed(every) if each.pairs]
    return AccuracyShown(
        _measure(measured.precision) if measured else None,
        _measure(measured.recall) if measured else None,
        bands,
        sum(each.decided for each in every),
        "" if agreed is None else number_format(round(agreed, 2)),
        len(seconds),
    )


def _measure(said: Measured) -> Measure | None:
    if said.value != said.value:  # nobody is taken for somebody else
        return None
    return Measure(*(f"{round(100 * each)} %" for each in said))
