"""Cases made ready for the pages: words, badges, steps. Nothing is decided here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waystation.casework import rules, scales, stages
from waystation.casework.models import Case
from waystation.casework.records import CaseStub, Risk
from waystation.mail.words import one_line
from waystation.staff.opened import Held
from waystation.vault.compartments import Compartment
from waystation.vocabulary.vocabularies import term, terms
from waystation.web import charts
from waystation.web.pages import Step

Words = str | Promise

GROUPS: dict[str, tuple[Words, tuple[str, ...]]] = {
    "alarm": (_("Out of sight"), ("lost_contact", "seized_returned", "returned_voluntarily")),
    "preparing": (_("Before the way"), (*stages.PATH[:6], "advice_only")),
    "moving": (_("On the way"), ("in_transit", "departing", "transit_country")),
    "sheltered": (_("In shelter"), stages.SHELTERED),
    "abroad": (_("Abroad"), stages.SAFE),
    "ended": (_("Ended"), stages.ENDED),
}
_GROUP_OF = {code: name for name, (_label, codes) in GROUPS.items() for code in codes}
_TONES = {"alarm": "danger", "moving": "warn", "sheltered": "info", "abroad": "good"}
URGENCY_TONES = {"now": "danger", "soon": "warn", "normal": "neutral"}
FILE_COMPARTMENTS: dict[Compartment, Words] = {
    Compartment.CONTACT: _("Those who are in touch with the person"),
    Compartment.IDENTITY: _("Those who may know who the person is"),
    Compartment.TESTIMONY: _("Those who record what happened"),
    Compartment.MEDICAL: _("Those who look after health"),
}
STRIP = ("help", "contact_again", "share_referral", "share_immigration", "document", "count", "if_unreachable")


def group_of(stage: str) -> str:
    """The group of the list that a stage belongs to; whoever is in a stage that no list has is out of sight."""
    return _GROUP_OF.get(stage, "alarm")


def stage_label(code: str) -> str:
    if code not in stages.NEXT:
        return gettext("Stage not known: %(code)s") % {"code": one_line(code, 40)}
    return term("case_stages", code).label


def stage_tone(code: str) -> str:
    return "danger" if code == "deceased" else _TONES.get(group_of(code), "neutral")


@dataclass(frozen=True)
class Shown:
    """One case in a list or at the head of its page."""

    id: UUID
    stub: CaseStub
    owner: str
    overdue: bool
    due_today: bool

    @property
    def pressing(self) -> bool:
        """Whether the list says how urgent it is."""
        return self.stub.urgency != "normal" and stages.is_open(self.stub.stage)

    @property
    def stage(self) -> str:
        return stage_label(self.stub.stage)

    @property
    def tone(self) -> str:
        return stage_tone(self.stub.stage)

    @property
    def urgency(self) -> Words:
        return rules.URGENCIES.get(self.stub.urgency, "")

    @property
    def urgency_tone(self) -> str:
        return URGENCY_TONES.get(self.stub.urgency, "neutral")

    @property
    def where(self) -> str:
        """Place and country, as far as known."""
        return ", ".join(part for part in (self.stub.place, self.stub.country) if part)


def show(row: Case | Held, stub: CaseStub, personas: Mapping[UUID, str], today: date) -> Shown:
    """A case with the words that its page needs."""
    owner = personas.get(stub.owner, "") if stub.owner else ""
    return Shown(row.pk, stub, owner, rules.is_overdue(stub, today), stub.next_due == today)


# label and stages of each step of the way, as the page of a case shows it
_STEPS: tuple[tuple[Words, tuple[str, ...]], ...] = (
    (_("Accepted"), ("accepted", "advice_only")),
    (_("Exit planned"), ("planning_exit",)),
    (_("On the way"), ("in_transit",)),
    (_("Safe house"), ("shelter_domestic",)),
    (_("Papers, visa"), ("documents", "visa_pending")),
    (_("Leaving"), ("departing", "transit_country")),
    (_("Abroad"), ("arrived", "asylum_pending")),
    (_("Aftercare"), ("aftercare",)),
)


def steps(stub: CaseStub) -> list[Step]:
    """The way of a case in eight steps, each with the day on which it was first reached.

    Where somebody is out of sight, the furthest step that was reached is marked as the one missed.
    """
    return [Step(label, _state(stub, codes), _when(stub, codes)) for label, codes in _STEPS]


def _state(stub: CaseStub, codes: Sequence[str]) -> str:
    if stub.stage in codes:
        return "now"
    if rules.reached(stub, codes) is None:
        return "next"
    return "missed" if stub.stage in stages.MISFORTUNES and codes == _furthest(stub) else "done"


def _furthest(stub: CaseStub) -> Sequence[str]:
    reached = [codes for _label, codes in _STEPS if rules.reached(stub, codes) is not None]
    return reached[-1] if reached else ()


def _when(stub: CaseStub, codes: Sequence[str]) -> str:
    day = rules.reached(stub, codes)
    return "" if day is None else date_format(day, "SHORT_DATE_FORMAT")


def next_choices(stage: str) -> list[tuple[Words, list[tuple[str, str]]]]:
    """Where a case may go from here, in groups for a select."""
    path = [*stages.PATH, "advice_only"]
    groups: list[tuple[Words, list[str]]] = [
        (_("The way"), [code for code in stages.following(stage) if code in path]),
        (_("Something happened"), [code for code in stages.following(stage) if code in stages.MISFORTUNES]),
        (_("Close the case"), [code for code in stages.following(stage) if code in stages.CLOSED]),
    ]
    return [(label, [(code, stage_label(code)) for code in codes]) for label, codes in groups if codes]


@dataclass(frozen=True)
class Ahead:
    """A stage that may follow, and what is still missing for it."""

    code: str
    label: str
    missing: list[rules.Sentence]


def ahead(standing: rules.Standing) -> list[Ahead]:
    """The stages further along the way that may follow now."""
    stage = standing.stub.stage
    start = stages.PATH.index(stage) if stage in stages.PATH else -1
    forward = [code for code in stages.PATH[start + 1 :] if code in stages.following(stage)]
    return [Ahead(code, stage_label(code), rules.refusals(standing, rules.Wish(code, note="-"))) for code in forward]


def risk_history(risks: Sequence[Risk]) -> charts.Line | None:
    """The score of each assessment, oldest first; nothing to draw of one alone."""
    return charts.line(
        [(date_format(risk.at, "SHORT_DATE_FORMAT") if risk.at else "—", scales.total(risk)) for risk in risks]
    )


def factor_choices(*, doubts: bool) -> list[tuple[str, str]]:
    """Risk factors with the number that each adds."""
    found = []
    for each in terms("risk_factors"):
        weight, doubt = int(each.extra.get("weight_hint", 0)), int(each.extra.get("vetting", 0))
        if bool(doubt) is doubts:
            numbers = f"+{weight}" if not doubt else f"+{doubt}" if not weight else f"+{doubt}, +{weight}"
            found.append((each.code, f"{each.label} ({numbers})"))
    return found
