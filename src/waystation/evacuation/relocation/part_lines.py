"""The parts of a track made ready for the pages, each as a line. Nothing is decided here."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.evacuation.relocation import deadlines, instances, rules, wording
from waystation.evacuation.relocation.records import (
    CONDITIONS,
    REFUSED,
    Application,
    Appointment,
    CheckUp,
    Needed,
    Round,
    Step,
    Terms,
)
from waystation.evacuation.relocation.wording import Words
from waystation.vocabulary.vocabularies import label_of
from waystation.web.days import near


@dataclass(frozen=True)
class Badge:
    text: Words
    tone: str


@dataclass(frozen=True)
class StepLine:
    id: UUID
    step: Step = field(repr=False)
    version: int
    today: date
    due: date | None = None
    noted: bool = False
    """Whether what is noted says that it is done."""

    @property
    def follows(self) -> Words:
        """What it is done by."""
        return wording.FOLLOWS.get(self.step.follows, "")

    @property
    def whose(self) -> Words:
        return wording.PARTIES[self.step.whose]

    @property
    def overdue(self) -> bool:
        return self.step.done_on is None and self.due is not None and self.due < self.today


@dataclass(frozen=True)
class PaperLine:
    id: UUID
    paper: Needed = field(repr=False)
    called: str = field(repr=False)
    today: date

    @property
    def is_expired(self) -> bool:
        return rules.is_expired(self.paper, self.today)

    @property
    def label(self) -> str:
        return label_of("document_types", self.paper.kind)

    @property
    def state(self) -> Badge:
        return Badge(wording.PAPER_STATES[self.paper.state], wording.PAPER_TONES[self.paper.state])

    @property
    def more(self) -> list[str]:
        """What it still needs, and where it is."""
        paper, found = self.paper, []
        if paper.translation != "not_needed":
            found.append(_("certified translation") + f": {wording.TRANSLATIONS[paper.translation]}")
        if paper.legalisation != "not_needed":
            day = near(paper.legalised_on) if paper.legalised_on else _("not yet")
            found.append(f"{wording.LEGALISATIONS[paper.legalisation]}: {day}")
        if paper.copies:
            found.append(_("copies") + f": {paper.copies}")
        if paper.original:
            found.append(_("original") + f": {paper.original}")
        return found


@dataclass(frozen=True)
class AppointmentLine:
    id: UUID
    appointment: Appointment = field(repr=False)
    provider: str = field(repr=False)
    escort: str = field(repr=False)
    now: datetime

    @property
    def is_over(self) -> bool:
        return self.appointment.starts <= self.now

    @property
    def outcome(self) -> Words:
        return wording.APPOINTMENT_OUTCOMES[self.appointment.outcome]


@dataclass(frozen=True)
class ApplicationLine:
    """An application with what came of it: the instances that are over, and what stands, with its last day."""

    id: UUID
    application: Application = field(repr=False)
    provider: str = field(repr=False)
    whom: str = field(repr=False)
    terms: Terms | None = field(repr=False)
    today: date

    @cached_property
    def stands(self) -> Application:
        return instances.standing(self.application)

    @property
    def decision(self) -> Badge | None:
        code = self.application.decision
        return Badge(wording.DECISIONS[code], wording.DECISION_TONES[code]) if code else None

    @property
    def earlier(self) -> list[str]:
        """The instances that are over, the oldest first."""
        return [self._instance(number, each) for number, each in enumerate(self.stands.earlier)]

    def _instance(self, number: int, each: Round) -> str:
        said = _("%(decision)s on %(day)s, appealed on %(appealed)s. %(answer)s, %(answered)s.") % {
            "decision": wording.DECISIONS[each.decision],
            "day": date_format(each.decided_on, "DATE_FORMAT"),
            "appealed": date_format(each.appealed_on, "DATE_FORMAT"),
            "answer": wording.APPEAL_OUTCOMES.get(each.appeal_outcome, ""),
            "answered": date_format(each.appeal_decided_on, "DATE_FORMAT"),
        }
        last = deadlines.of_earlier(self.stands, number, self.terms)
        if last is None or each.appealed_on <= last.day:
            return said
        late = _("The last day for that appeal was %(day)s.") % {"day": date_format(last.day, "DATE_FORMAT")}
        return f"{said} {late}"

    @cached_property
    def deadline(self) -> deadlines.Deadline | None:
        """The last day for an appeal against what stands."""
        return deadlines.appeal(self.stands, self.terms) if self.stands.decision == REFUSED else None

    @property
    def appeal(self) -> Words:
        return wording.APPEAL_OUTCOMES.get(self.stands.appeal_outcome, "")

    @property
    def may_appeal(self) -> bool:
        return self.application.decision in (REFUSED, CONDITIONS)

    @property
    def may_appeal_further(self) -> bool:
        return instances.may_appeal_further(self.application)

    @property
    def asks_when_told(self) -> bool:
        """Whether the last day for an appeal is not known, and the day of the notice would tell it, or a lawyer."""
        return instances.may_appeal(self.application) and self.deadline is None

    @property
    def is_too_late(self) -> bool:
        """Whether the last day went by without an appeal, or before it."""
        return self.deadline is not None and self.deadline.day < (self.stands.appealed_on or self.today)


@dataclass(frozen=True)
class CheckUpLine:
    id: UUID
    check_up: CheckUp = field(repr=False)
    today: date

    @property
    def how(self) -> Badge | None:
        code = self.check_up.how
        return Badge(wording.HOW[code], wording.HOW_TONES[code]) if code else None

    @property
    def signs(self) -> list[Words]:
        return [wording.SIGNS[code] for code in self.check_up.signs if code in wording.SIGNS]

    @property
    def overdue(self) -> bool:
        return self.check_up.done_on is None and self.check_up.due < self.today
