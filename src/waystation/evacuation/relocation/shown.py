"""Tracks made ready for the pages. Nothing is decided here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from waystation.casework import access as casework
from waystation.casework import consent_texts
from waystation.casework.consent_rules import CONSENT_STATES, consent_state
from waystation.casework.persons import access as persons
from waystation.casework.services import access as services
from waystation.casework.services import rules as service_rules
from waystation.casework.services.records import Provider
from waystation.evacuation import access as evacuation
from waystation.evacuation.records import AVAILABLE, ESCORT
from waystation.evacuation.relocation import (
    access,
    after_arrival,
    dated,
    following,
    passports,
    rules,
    wording,
)
from waystation.evacuation.relocation.dated import Dated
from waystation.evacuation.relocation.forms import Choices
from waystation.evacuation.relocation.models import StepRow
from waystation.evacuation.relocation.part_lines import (
    ApplicationLine,
    AppointmentLine,
    Badge,
    CheckUpLine,
    PaperLine,
    StepLine,
)
from waystation.evacuation.relocation.passports import Passport
from waystation.evacuation.relocation.records import Step
from waystation.evacuation.relocation.rules import Whole
from waystation.evacuation.relocation.wording import Words
from waystation.mail.words import clean
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import label_of


@dataclass(frozen=True)
class DueLine:
    """One thing that has a day, in words."""

    dated: Dated = field(repr=False)
    today: date

    @property
    def label(self) -> str:
        """What it is, and what the part of the track is called."""
        word = str(wording.DATED[self.dated.code])
        return f"{word}: {self.dated.what}" if self.dated.what else word

    @property
    def tone(self) -> str:
        return dated.tone(self.dated, self.today)

    @property
    def overdue(self) -> bool:
        return self.dated.day < self.today and self.dated.code != "ready"


@dataclass(frozen=True)
class TrackLine:
    """One track, as a list, the comparison and its own page show it."""

    whole: Whole = field(repr=False)
    now: datetime
    who: str = field(default="", repr=False)
    called: Mapping[UUID | None, str] = field(default_factory=dict, repr=False)
    passports: Mapping[UUID | None, Passport] = field(default_factory=dict, repr=False)

    @property
    def today(self) -> date:
        return localtime(self.now).date()

    @property
    def id(self) -> UUID:
        return self.whole.id

    @property
    def case(self) -> UUID:
        return self.whole.case

    @property
    def title(self) -> str:
        return access.title(self.whole.track)

    @property
    def country(self) -> str:
        return self.whole.track.country

    @property
    def pathway(self) -> str:
        return label_of("immigration_pathways", self.whole.track.pathway)

    @cached_property
    def state(self) -> Badge:
        code = rules.state(self.whole, self.today)
        return Badge(wording.STATES[code], wording.STATE_TONES[code])

    @property
    def chance(self) -> Badge:
        code = self.whole.track.chance
        return Badge(wording.CHANCES[code], wording.CHANCE_TONES[code])

    @property
    def cost(self) -> str:
        track = self.whole.track
        return f"{track.cost} {track.currency}" if track.cost else ""

    @property
    def weeks(self) -> int | None:
        """How long until a decision, as the track or else the terms of the country say."""
        own = self.whole.track.weeks
        return own if own is not None or self.whole.terms is None else self.whole.terms.weeks

    @cached_property
    def due(self) -> list[DueLine]:
        return [DueLine(each, self.today) for each in dated.dated(self.whole, self.now)]

    @property
    def next(self) -> DueLine | None:
        return self.due[0] if self.due else None

    @property
    def next_step(self) -> Step | None:
        found = rules.next_step(self.whole)
        return found[1] if found else None

    @property
    def waits(self) -> list[tuple[Words, Step]]:
        """On whom what waits, the longest waiting first."""
        return [(wording.PARTIES[step.whose], step) for _id, step in rules.waiting(self.whole)]

    @cached_property
    def missing(self) -> list[str]:
        """What stands between now and the journey; once they may travel, no paper but the passport."""
        if not rules.is_open(self.whole):
            return []
        papers = [paper for _id, paper in self.whole.papers if self.ready is None]
        lacking = [paper for paper in papers if rules.is_lacking(paper, self.today)]
        found = [f"{label_of('document_types', each.kind)}{self._of(each.person)}" for each in lacking]
        return found + [said for one in self.whole.travellers if (said := self.passport_trouble(one))]

    def _of(self, person: UUID | None) -> str:
        return f" ({self.called.get(person, '?')})" if person is not None else ""

    def passport_trouble(self, one: UUID | None) -> str:
        """What is wrong with somebody's travel document; empty where nothing is, or where this reader may not know."""
        known = self.passports.get(one)
        if known is None or known.code == passports.LASTS:
            return ""
        return _PASSPORT[known.code]() % {
            "who": self.called.get(one, "?"),
            "day": date_format(known.valid_until, "DATE_FORMAT") if known.valid_until else "",
        }

    @property
    def ready(self) -> date | None:
        return rules.ready_on(self.whole, self.today)

    @property
    def ends(self) -> date | None:
        return rules.ends_on(self.whole, self.today)

    @property
    def along(self) -> str:
        """Who goes along."""
        return ", ".join(self.called.get(one, "?") for one in self.whole.track.people)

    @property
    def is_open(self) -> bool:
        return self.whole.track.ended_on is None

    @property
    def may_arrive(self) -> bool:
        return rules.is_open(self.whole) and self.ready is not None

    @property
    def stage(self) -> Words:
        """Where in the year after the arrival they are."""
        if self.whole.arrival is None:
            return ""
        return wording.STAGES[after_arrival.stage(self.whole.arrival[1].arrived_on, self.today)]


_PASSPORT = {
    passports.NONE: lambda: _("no passport is written down of %(who)s"),
    passports.NO_DAY: lambda: _("nobody wrote down until when the passport of %(who)s is valid"),
    passports.ENDS_BEFORE: lambda: _("the passport of %(who)s ends on %(day)s, before the journey"),
    passports.ENDS_WITHIN: lambda: _("the passport of %(who)s ends on %(day)s, too soon after the journey"),
}


@dataclass(frozen=True)
class CallLine:
    """Why the duty team was called because of a track."""

    id: UUID
    case: UUID
    label: str
    day: date
    who: str = field(default="", repr=False)
    note: str = field(default="", repr=False)
    by: str = field(default="", repr=False)


def called(actor: Actor, case_id: UUID) -> dict[UUID | None, str]:
    """What the people of a case are called; None is the one for whom it was opened."""
    members = persons.members(actor, case_id)
    found: dict[UUID | None, str] = {each.id: clean(each.called)[0] for each in members}
    return found | {None: casework.called(actor, case_id)}


def line(actor: Actor, whole: Whole) -> TrackLine:
    """A track with everybody on it."""
    names = called(actor, whole.case)
    return TrackLine(whole, actor.now(), names[None] or "", names, access.Passports(actor).of(whole))


def lines(actor: Actor, wholes: Iterable[Whole]) -> list[TrackLine]:
    """Tracks of several cases, what is next first; what has no day last."""
    names = casework.Pseudonyms(actor)
    found = [TrackLine(each, actor.now(), names.get(each.case, "…")) for each in wholes]
    return sorted(found, key=lambda each: (each.next.dated.day if each.next else date.max, each.who.casefold()))


def due(actor: Actor) -> list[tuple[TrackLine, DueLine]]:
    """Everything of the tracks of open cases that has a day, in the order of the days."""
    names, now = casework.Pseudonyms(actor), actor.now()
    found = [TrackLine(each, now, names.get(each.case, "…")) for each in access.tracks(actor)]
    known = access.Passports(actor)
    pairs = [(one, each) for one in found for each in [*one.due, *_ending_passports(known, one)]]
    return sorted(pairs, key=lambda pair: pair[1].dated.day)


def _ending_passports(passports_of: access.Passports, line: TrackLine) -> Iterable[DueLine]:
    """The passports that do not last for a journey, each on the day on which it ends."""
    if not rules.is_open(line.whole):
        return []
    known = passports_of.of(line.whole).values()
    short = (each.valid_until for each in known if each.code in (passports.ENDS_BEFORE, passports.ENDS_WITHIN))
    return [DueLine(Dated(day, "passport", line.id), line.today) for day in short if day is not None]


def standing(actor: Actor) -> list[tuple[TrackLine, DueLine]]:
    """What of it must not wait any more."""
    today = actor.today
    return [pair for pair in due(actor) if dated.stands(pair[1].dated, today)]


def parts(actor: Actor, whole: Whole) -> dict[str, Any]:
    """What is in a track, for its page."""
    names, providers, helpers = called(actor, whole.case), services.providers(actor), evacuation.helpers(actor)
    now, today = actor.now(), actor.today

    def provider(id_: UUID | None) -> str:
        return providers[id_].name if id_ in providers else ""

    known = following.done_by(whole, today)
    return {
        "steps": [
            StepLine(
                id_,
                step,
                access.version_of(actor, StepRow, id_),
                today,
                following.due(whole, id_, step),
                id_ in known,
            )
            for id_, step in whole.steps
        ],
        "papers": [PaperLine(id_, each, names.get(each.person, "?"), today) for id_, each in whole.papers],
        "appointments": [
            AppointmentLine(id_, each, provider(each.provider), _helper(helpers, each.escort), now)
            for id_, each in whole.appointments
        ],
        "applications": [
            ApplicationLine(
                id_,
                each,
                provider(each.provider),
                ", ".join(names.get(one, "?") for one in each.whom),
                whole.terms,
                today,
            )
            for id_, each in whole.applications
        ],
        "check_ups": [CheckUpLine(id_, each, today) for id_, each in whole.check_ups],
        "arrival": whole.arrival[1] if whole.arrival else None,
        "arrival_id": whole.arrival[0] if whole.arrival else None,
        "reception": provider(whole.arrival[1].reception) if whole.arrival else "",
        "travellers": [(names.get(one, "?"), each) for one, each in access.Passports(actor).of(whole).items()],
    }


def _helper(helpers: Mapping[UUID, Any], id_: UUID | None) -> str:
    return helpers[id_].pseudonym if id_ and id_ in helpers else ""


def calls(actor: Actor, case_id: UUID | None = None) -> list[CallLine]:
    """For what the duty team was called and nobody has seen to it."""
    names = casework.Pseudonyms(actor)
    return [
        CallLine(held.id, held.locator, _call(held.record), held.record.day, names.get(held.locator, "…"))
        for held in access.called(actor, case_id)
    ]


def seen(actor: Actor, case_id: UUID, track_id: UUID) -> list[CallLine]:
    """What somebody has seen to."""
    names = personas(actor)
    found = (held for held in access.timers_of(actor, case_id, track_id) if held.record.seen_at)
    return [
        CallLine(
            held.id,
            case_id,
            _call(held.record),
            held.record.day,
            note=held.record.note,
            by=names.get(held.record.seen_by, "?"),
        )
        for held in found
    ]


def _call(timer: Any) -> str:
    return str(wording.DATED.get(timer.code, timer.code))


def choices(actor: Actor, case_id: UUID, whole: Whole | None = None) -> Choices:
    """What the forms of a case offer."""
    names = called(actor, case_id)
    travellers = whole.travellers if whole else (None,)
    helpers = evacuation.helpers(actor)
    return Choices(
        along=access.may_go_along(actor, case_id),
        travellers={one: names.get(one, "?") for one in travellers},
        providers=_providers(services.providers(actor)),
        escorts={id_: one.pseudonym for id_, one in helpers.items() if (one.kind, one.state) == (ESCORT, AVAILABLE)},
        papers=_papers(actor, case_id, travellers, names),
    )


def _providers(found: Mapping[UUID, Provider]) -> dict[UUID, str]:
    return {id_: one.name for id_, one in found.items() if service_rules.refusal(one) is None}


def _papers(
    actor: Actor, case_id: UUID, travellers: Iterable[UUID | None], names: Mapping[UUID | None, str]
) -> dict[UUID, str]:
    whose = {one or access.applicant(actor, case_id): names.get(one, "?") for one in travellers}
    known = persons.persons(actor, [one for one in whose if one])
    return {
        paper.id: f"{whose[one]}: {label_of('document_types', paper.kind)} {paper.country}".strip()
        for one, person in known.items()
        for paper in person.papers
    }


def answers(actor: Actor, case_id: UUID, recipient: str, purposes: Iterable[str]) -> list[tuple[str, Words]]:
    """What the one of the case says today of being passed on to somebody, by purpose."""
    said, today, texts = casework.consents(actor, case_id), actor.today, consent_texts.counts_from(actor)
    states = {each: consent_state(said, each, today, recipient, texts=texts) for each in purposes}
    return [(label_of("consent_purposes", each), CONSENT_STATES[state]) for each, state in states.items()]
