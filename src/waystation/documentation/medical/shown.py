"""Evaluations made ready for the pages. Nothing is decided here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.casework import access as casework
from waystation.casework.clock import FORENSIC, Clock, clock
from waystation.casework.consent_rules import CONSENT_STATES
from waystation.casework.persons import access as persons
from waystation.casework.wording import Words
from waystation.documentation.exhibits import access as exhibits
from waystation.documentation.medical import access, body, report, rules, wording
from waystation.documentation.medical.models import FindingRow
from waystation.documentation.medical.records import Evaluation, Finding, Opinion, Photograph, Signature
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import allows
from waystation.vocabulary.vocabularies import label_of

SCALE = 1.6  # pixels of a page to a unit of the map: what is chosen with a finger is 24 pixels wide
SPOT = 24
PURPOSES = ("medical_exam", "photo_body", "share_referral", "share_court")
"""What was asked of the person in the case already that an evaluation needs, codes of `consent_purposes`."""

TONES = {"not_consistent": "warn", "consistent": "neutral", "highly_consistent": "info", "typical": "info"}


@dataclass(frozen=True)
class Line:
    """One finding."""

    id: UUID
    found: Finding = field(repr=False)

    @property
    def label(self) -> str:
        return label_of("finding_kinds", self.found.kind)

    @property
    def place(self) -> str:
        return wording.place_words(self.found.place) if self.found.place else ""

    @property
    def size(self) -> str:
        return report.size(self.found)

    @property
    def cause(self) -> Words:
        return self.found.cause or wording.CAUSE_WORDS[self.found.known]

    @property
    def level(self) -> str:
        judged = self.found.judgement
        return label_of("ip_consistency", judged.level if judged else rules.NOT_ASSESSED)

    @property
    def tone(self) -> str:
        judged = self.found.judgement
        return TONES.get(judged.level, "good") if judged else "neutral"

    @property
    def stands(self) -> bool:
        return rules.stands(self.found)


@dataclass(frozen=True)
class Spot:
    """One place of the body map, where it is drawn, and what stands there; x and y are of its left upper corner."""

    code: str
    label: str
    outline: str
    x: float
    y: float
    checked: bool = False
    mark: str = ""
    first: int = 0

    @property
    def middle(self) -> tuple[float, float]:
        return self.x + SPOT / 2, self.y + SPOT / 2


@dataclass(frozen=True)
class View:
    """The body from one side."""

    code: str
    label: Words
    spots: list[Spot]
    width: float = body.WIDTH * SCALE
    height: float = body.HEIGHT * SCALE
    scale: float = SCALE
    spot: int = SPOT


def views(findings: Sequence[Finding] = (), chosen: str = "") -> list[View]:
    """The body map, with the numbers of what was found, or with one place chosen."""
    found = rules.counted(findings)
    return [
        View(view, wording.VIEW_WORDS[view], [_spot(place, found, chosen) for place in _places(view)])
        for view in body.VIEWS
    ]


def _places(view: str) -> list[body.Place]:
    return [place for place in body.places().values() if place.view == view]


def _spot(place: body.Place, found: Any, chosen: str) -> Spot:
    numbers = found.get(place.code, [])
    x, y = (each * SCALE - SPOT / 2 for each in place.mark)
    return Spot(
        place.code,
        wording.place_words(place.code),
        place.outline,
        round(x, 1),
        round(y, 1),
        place.code == chosen,
        report.mark(numbers) if numbers else "",
        numbers[0] if numbers else 0,
    )


@dataclass(frozen=True)
class PhotographLine:
    """An exhibit that is cited; `open`: whether its page opens to this person."""

    said: Photograph
    open: bool

    @property
    def label(self) -> str:
        return wording.photograph_words(self.said)


def choices(actor: Actor, case_id: UUID, evaluation_id: UUID, found: Finding | None = None) -> dict[str, Any]:
    """Which photographs the form of a finding offers; exhibits to documenters, and where some stand there."""
    pictures = access.pictures(actor, case_id, evaluation_id)
    names = [(str(row.pk), wording.PHOTOGRAPH % {"number": one.number, "shows": one.shows}) for row, one in pictures]
    there = found is not None and any(not each.own for each in found.photographs)
    return {"pictures": names, "exhibits": there or allows(actor, "exhibits.read")}


def photographs(actor: Actor, found: Finding) -> list[PhotographLine]:
    """The exhibits of a finding."""
    return [PhotographLine(each, each.own or _opens(actor, each.exhibit)) for each in found.photographs]


def _opens(actor: Actor, exhibit_id: UUID) -> bool:
    if not allows(actor, "exhibits.read"):
        return False
    try:
        exhibits.exhibit(actor, exhibit_id)
    except Absent:
        return False
    return True


@dataclass(frozen=True)
class SignatureLine:
    """Who signed, and whether it is of what stands now."""

    said: Signature = field(repr=False)
    stands: bool

    @property
    def capacity(self) -> Words:
        return wording.CAPACITY_WORDS[self.said.capacity]


@dataclass(frozen=True)
class OpinionLine:
    """What a clinician concluded, and whether it is of what stands now."""

    said: Opinion = field(repr=False)
    stands: bool

    @property
    def level(self) -> str:
        return label_of("ip_consistency", self.said.level)


def lines(pairs: Sequence[tuple[FindingRow, Finding]]) -> list[Line]:
    """Findings as a page shows them."""
    return [Line(row.pk, found) for row, found in pairs]


def whole(told: Evaluation, findings: Sequence[Finding]) -> dict[str, Any]:
    """What the page of an evaluation shows beside its findings."""
    now = rules.signed_digest(told, findings)
    opinion = told.opinion
    return {
        "told": told,
        "circumstances": report.circumstances(told.circumstances),
        "agreed": report.agreed(told.agreed),
        "methods": report.methods(told),
        "conditions": report.conditions(told),
        "symptoms": [pair for pair in report.symptoms(told) if pair[1]],
        "examination": [pair for pair in report.examination(told) if pair[1]],
        "opinion": OpinionLine(opinion, rules.opinion_stands(told, findings)) if opinion else None,
        "signatures": [SignatureLine(each, each.facts == now) for each in told.signatures],
        "both": [wording.BOTH % {"who": each.who} for each in rules.judged_own(told, findings)],
        "no_marks": wording.NO_MARKS,
        "whole_counts": wording.WHOLE_COUNTS,
    }


def stands(told: Evaluation, section: str) -> list[tuple[Any, Any]]:
    """What a colleague saved meanwhile in one section, beside what this person typed."""
    if section == "circumstances":
        return list(report.circumstances(told.circumstances))
    if section == "agreed":
        return list(report.agreed(told.agreed))
    if section == "account":
        return [(_("What they tell, in their own words"), told.account)]
    if section == "lists":
        return [
            (_("Methods"), "; ".join(report.methods(told))),
            (_("Conditions of detention"), "; ".join(report.conditions(told))),
            (_("Detention in their words"), told.detention),
        ]
    return [*report.symptoms(told), *report.examination(told)]


def people(actor: Actor, case_id: UUID) -> list[tuple[UUID, str]]:
    """Who of a case may be evaluated; none where this person does not open who is in it."""
    if not allows(actor, "casework.read") or not casework.is_open_to(actor, case_id):
        return []
    return [(member.id, member.called) for member in persons.members(actor, case_id)]


def clocks(actor: Actor, case_id: UUID) -> list[tuple[UUID, Clock]]:
    """The clocks of injuries that run in a case: its open needs of a forensic examination."""
    if not allows(actor, "casework.read") or not casework.is_open_to(actor, case_id):
        return []
    found = [
        (row.pk, clock(need, actor.now())) for row, need in casework.needs(actor, case_id) if need.code == FORENSIC
    ]
    return [(need_id, running) for need_id, running in found if running is not None]


def answers(actor: Actor, case_id: UUID, person: UUID | None) -> list[tuple[str, Words]]:
    """What the person answered in the case already to what an evaluation needs."""
    if not allows(actor, "casework.read") or not casework.is_open_to(actor, case_id):
        return []
    last: dict[str, Words] = {}
    for answer in casework.answers(actor, case_id, person):
        if answer.consent.purpose in PURPOSES:
            last[answer.consent.purpose] = CONSENT_STATES[answer.consent.state]
    return [
        (label_of("consent_purposes", purpose), last.get(purpose, CONSENT_STATES["asked_not"])) for purpose in PURPOSES
    ]


def case_name(actor: Actor, case_id: UUID) -> str:
    """What we call the person of a case. Raises Absent."""
    return access.called(actor, case_id)
