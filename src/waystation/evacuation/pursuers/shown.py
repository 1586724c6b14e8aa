"""What the pages show, made ready: a pursuer with what is noted of them, who must move, who is kept apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.casework import access as casework
from waystation.evacuation import access as evacuation
from waystation.evacuation.pursuers import access, checks, conflicts, recheck, rules, threats, wording
from waystation.evacuation.pursuers.areas import Areas
from waystation.evacuation.pursuers.checks import Clash, Finding
from waystation.evacuation.pursuers.conflicts import Ground
from waystation.evacuation.pursuers.records import OverrideRecord, PursuerRecord
from waystation.evacuation.pursuers.threats import SIGHTING, Threat
from waystation.evacuation.records import PlaceRecord
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import label_of

Places = Mapping[UUID, PlaceRecord]


def named(places: Places, place: UUID | None) -> str:
    """What a place is called; a dash for one that is not there."""
    return places[place].name if place in places else "—"


@dataclass(frozen=True)
class Noted:
    """One sighting, reach or stated zone. `level` is what it says now: "" where it is over, faded or withdrawn."""

    id: UUID
    kind: str
    record: Any = field(repr=False)
    where: str = field(repr=False)
    level: str = ""

    @property
    def word(self) -> Any:
        return wording.EVIDENCE[self.kind]

    @property
    def level_word(self) -> Any:
        return wording.LEVELS[self.level] if self.level else wording.NO_LEVEL

    @property
    def tone(self) -> str:
        return wording.TONES.get(self.level, "neutral")

    @property
    def grade(self) -> str:
        """The letter and the digit, as those who use them read them."""
        return f"{self.record.reliability}{self.record.credibility}"

    @property
    def grade_words(self) -> str:
        letter, digit = self.record.reliability, self.record.credibility
        return f"{label_of('reliability', letter)}; {label_of('credibility', digit)}"


@dataclass(frozen=True)
class PursuerLine:
    """A pursuer on the page of the case that they hunt."""

    id: UUID
    record: PursuerRecord = field(repr=False)
    noted: tuple[Noted, ...] = field(repr=False)
    version: int = 0

    @property
    def relation(self) -> str:
        return label_of("pursuer_relations", self.record.relation)

    @property
    def intent(self) -> str:
        return label_of("pursuer_intents", self.record.intent)

    @property
    def means(self) -> str:
        return ", ".join(label_of("pursuer_means", code) for code in self.record.means)

    @property
    def travels(self) -> Any:
        return wording.TRAVELS[self.record.travels]


def pursuers(actor: Actor, case_id: UUID) -> list[PursuerLine]:
    """Who hunts the person of a case, with all that was noted of each, the newest first."""
    places, now = evacuation.places(actor), actor.now()
    by_pursuer: dict[UUID, list[Noted]] = {}
    for kind in access.EVIDENCE:
        for pk, record in access.evidence_of(actor, case_id, kind):
            line = Noted(pk, kind, record, _where(places, record), _level(kind, record, now))
            by_pursuer.setdefault(record.pursuer, []).append(line)
    return [
        PursuerLine(pk, record, tuple(sorted(by_pursuer.get(pk, []), key=_newest)))
        for pk, record in access.pursuers_of(actor, case_id).items()
    ]


def _newest(line: Noted) -> tuple[bool, float]:
    at = line.record.at
    return bool(line.record.withdrawn), -(at.timestamp() if at else 0.0)


def _where(places: Places, record: Any) -> str:
    """The place, the power or the institution that something is about."""
    said = []
    if getattr(record, "power", ""):
        said.append(label_of("police_powers", record.power))
    if getattr(record, "name", ""):
        said.append(record.name)
    if record.place is not None:
        said.append(named(places, record.place))
    return " · ".join(said)


def _level(kind: str, record: Any, now: datetime) -> str:
    if record.withdrawn:
        return ""
    base = rules.weight(record.reliability, record.credibility) if kind == SIGHTING else rules.OF_LEVEL[record.level]
    nobody = UUID(int=0)
    threat = Threat(nobody, nobody, record.place, base, record.since, record.until, kind, nobody)
    # What lies ahead is shown as strong as it will be.
    moment = max(now, record.since) if record.since else now
    strength = threat.strength(moment, moment + timedelta(seconds=1))
    return rules.level(strength) if strength else ""


# Who must move


@dataclass(frozen=True)
class FindingLine:
    """That something of a case lies within reach, without a word of who hunts it: for lists."""

    finding: Finding = field(repr=False)
    who: str
    what: str = field(repr=False)
    why: str = field(repr=False)
    source: str = field(default="", repr=False)

    @property
    def case(self) -> UUID:
        return self.finding.case

    @property
    def level(self) -> Any:
        return wording.LEVELS[self.finding.level]

    @property
    def tone(self) -> str:
        return wording.TONES[self.finding.level]

    @property
    def urgency(self) -> Any:
        if self.finding.refuses:
            return wording.MOVE_NOW if self.finding.now else wording.MUST_CHANGE
        return wording.TOLD

    @property
    def urgency_tone(self) -> str:
        if self.finding.refuses:
            return "danger" if self.finding.now else "warn"
        return "neutral"

    @property
    def day(self) -> datetime | None:
        """When that on which it rests was noted."""
        return self.finding.threat.at


def findings(actor: Actor, found: Iterable[Finding], *, sources: bool = False) -> list[FindingLine]:
    """Findings in words; with their `sources` on the page of the case alone."""
    names, places = casework.Pseudonyms(actor), evacuation.places(actor)
    return [
        FindingLine(
            each,
            names.get(each.case, "…"),
            _what(actor, places, each),
            _why(each),
            _source(actor, each) if sources else "",
        )
        for each in found
    ]


def _what(actor: Actor, places: Places, finding: Finding) -> str:
    place = named(places, finding.place)
    if finding.power:
        return _("A leg, seen by: %(power)s") % {"power": label_of("police_powers", finding.power)}
    said = {
        checks.LEG: _("The way to %(place)s"),
        checks.STAY: _("A bed in %(place)s"),
        checks.HERE: _("They are in %(place)s"),
        checks.SERVICE: _("A service in %(place)s"),
    }
    return said[finding.kind] % {"place": place}


def _why(finding: Finding) -> str:
    return str(wording.WHY[finding.threat.kind])


def _source(actor: Actor, finding: Finding) -> str:
    """Who says so, and how far it is believed; of another case whose noting opens too, that it is from there."""
    standing = access.standing(actor, finding.threat.kind)
    held = next((each for each in standing if each.id == finding.threat.evidence), None)
    if held is None:
        return ""
    grade = f"{held.record.reliability}{held.record.credibility}"
    if held.locator != finding.case:
        return _("noted in another case") + f" · {grade}"
    return f"{held.record.source} · {grade}"


@dataclass(frozen=True)
class ClashLine:
    """Two who would be together; whoever of them is not for this person is not named."""

    clash: Clash = field(repr=False)
    who: tuple[tuple[UUID | None, str], ...] = field(repr=False)
    what: str = field(repr=False)


def clashes(actor: Actor, found: Iterable[Clash]) -> list[ClashLine]:
    """Clashes in words."""
    names, places = casework.Pseudonyms(actor), evacuation.places(actor)
    lines = []
    for clash in found:
        who = tuple((case if case in names else None, names.get(case, str(wording.SOMEBODY))) for case in clash.pair)
        said = _("Beds in one house: %(place)s") if clash.kind == checks.STAY else _("On one ride to %(place)s")
        line = ClashLine(
            clash, tuple(sorted(who, key=lambda each: each[1])), said % {"place": named(places, clash.where)}
        )
        lines.append(line)
    return lines


# Who is kept apart


@dataclass(frozen=True)
class GroundLine:
    """A reason for which the case on whose page it stands is kept apart from another."""

    ground: Ground = field(repr=False)
    other: UUID | None
    who: str
    why: str = field(repr=False)
    said: str = field(default="", repr=False)
    may_end: bool = False


def grounds(actor: Actor, case_id: UUID) -> list[GroundLine]:
    """From whom a case is kept apart. Of a case that does not open there is neither name nor reason."""
    names, lines = casework.Pseudonyms(actor), []
    for ground in conflicts.of_case(actor, case_id):
        other = ground.other(case_id)
        stated = ground.kind == conflicts.STATED
        if stated and not _is_mine(actor, case_id, ground):
            continue  # the same pair, seen from the other side
        if other not in names:
            lines.append(GroundLine(ground, None, str(wording.SOMEBODY), str(wording.CLOSED_REASON)))
            continue
        why = str(wording.GROUNDS[ground.kind])
        said = conflicts.reason(actor, ground) if stated else ""
        lines.append(GroundLine(ground, other, names[other], why, said, may_end=stated))
    return list({(line.ground.pair, line.why, line.said): line for line in lines}.values())


def _is_mine(actor: Actor, case_id: UUID, ground: Ground) -> bool:
    held = next((each for each in access.stated(actor) if each.id == ground.row), None)
    return held is not None and held.locator == case_id


# What two people allow


@dataclass(frozen=True)
class OverrideLine:
    """What somebody asked to allow, and who agreed."""

    id: UUID
    case: UUID
    who: str
    record: OverrideRecord = field(repr=False)
    what: str = field(repr=False)
    asked_by: str
    agreed_by: str
    ended_by: str
    may_agree: bool


def overrides(actor: Actor, case_id: UUID | None = None, *, waiting: bool = False) -> list[OverrideLine]:
    """Of one case, or of all; those alone that `waiting` for a second person."""
    names, places, people = casework.Pseudonyms(actor), evacuation.places(actor), personas(actor)
    lines = [
        OverrideLine(
            pk,
            case,
            names.get(case, "…"),
            record,
            label_of("police_powers", record.power) if record.power else named(places, record.place),
            people.get(record.asked_by),
            people.get(record.agreed_by) if record.agreed_by else "",
            people.get(record.ended_by) if record.ended_by else "",
            record.agreed_by is None and not record.ended and record.asked_by != actor.account,
        )
        for pk, case, record in access.overrides(actor, None if case_id is None else [case_id])
        if case in names and not (waiting and (record.agreed_by or record.ended))
    ]
    return sorted(lines, key=lambda line: (not line.record.ended, line.record.asked_at), reverse=True)


def to_allow(actor: Actor, case_id: UUID) -> list[tuple[str, str]]:
    """The places and powers that stand against a case now, by what the form calls them."""
    places = evacuation.places(actor)
    known, areas = threats.known(actor, [case_id]), Areas(places)
    reached = {place for threat in known.places.get(case_id, ()) for place in threats.reaches(threat, areas)}
    powers = {threat.power for threat in known.powers.get(case_id, ())}
    found = [(f"place:{pk}", places[pk].name) for pk in reached]
    found += [(f"power:{code}", label_of("police_powers", code)) for code in powers]
    return sorted(found, key=lambda pair: pair[1].casefold())


def of_case(actor: Actor, case_id: UUID) -> dict[str, Any]:
    """Everything of one case for its page."""
    pairs = {ground.pair for ground in conflicts.of_case(actor, case_id)}
    together = recheck.clashes(actor, pairs) if pairs else []
    return {
        "pursuers": pursuers(actor, case_id),
        "findings": findings(actor, recheck.findings(actor, [case_id]), sources=True),
        "clashes": clashes(actor, together),
        "grounds": grounds(actor, case_id),
        "overrides": overrides(actor, case_id),
        "may_allow": bool(to_allow(actor, case_id)),
    }


def must_move(actor: Actor) -> tuple[list[FindingLine], list[ClashLine]]:
    """Who must move, or whose plans must change, in every case that this person may open."""
    found = [each for each in recheck.all_findings(actor) if each.refuses]
    return findings(actor, found), clashes(actor, recheck.all_clashes(actor))
