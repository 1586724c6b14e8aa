"""What the pages show, made ready: a leg in words, a journey in steps, a check-in with its state."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise

from waystation.evacuation import rules, wording
from waystation.evacuation.access import Way
from waystation.evacuation.agreement import Agreement
from waystation.evacuation.approval_shown import Approvals
from waystation.evacuation.check_ins import escalation
from waystation.evacuation.check_ins.records import Escalation
from waystation.evacuation.models import OPEN, CheckIn
from waystation.evacuation.records import (
    ABORTED,
    ABROAD,
    COMPROMISED,
    DEPARTED,
    LATE,
    MISSED,
    CheckInRecord,
    CheckInState,
    HelperRecord,
    LegPlan,
    LegRecord,
    PlaceRecord,
)
from waystation.vocabulary.vocabularies import term
from waystation.web.pages import Step


@dataclass(frozen=True)
class LegLine:
    """A leg as a page shows it."""

    id: UUID
    leg: LegRecord
    origin: str
    destination: str
    helpers: tuple[tuple[Any, str], ...]
    """Who of ours is with them: as what, and what we call them."""
    endangered: bool
    may_not_have_arrived: bool = False
    """Whether an arrival by it may still turn out to have been noted by mistake."""

    @property
    def step(self) -> str:
        """Done, now, missed, or next: as web/steps.html draws it."""
        return _step(self.leg)

    @property
    def when(self) -> str:
        return _span(self.leg, timezone.get_current_timezone())

    @property
    def when_utc(self) -> str:
        """The hours in UTC; the day is said beside it."""
        return " – ".join(date_format(moment.astimezone(UTC), "H:i") for moment in (self.leg.departs, self.leg.arrives))

    @property
    def mode(self) -> str:
        return term("transport_modes", self.leg.mode).label

    @property
    def state(self) -> Any:
        return wording.LEG_STATES[self.leg.status]

    @property
    def tone(self) -> str:
        return wording.TONES[self.leg.status]

    @property
    def is_waiting(self) -> bool:
        return self.leg.status in rules.WAITING

    @property
    def buttons(self) -> list[tuple[str, Any, str]]:
        """What may be reported next, as (verb, words, style)."""
        verbs = WAITING_VERBS if self.is_waiting else MOVING_VERBS
        back = ("waiting",) if self.leg.status in rules.TAKEN_BACK else ()
        possible = (*rules.LEG_MOVES[self.leg.status], "removed", *back)
        return [(verb, wording.BUTTONS[verb], style) for verb, becomes, style in verbs if becomes in possible]


# verb of the button, what the leg becomes, style
WAITING_VERBS = (
    ("depart", "departed", ""),
    ("booked", "booked", "quiet"),
    ("planned", "planned", "quiet"),
    ("remove", "removed", "quiet"),
)
MOVING_VERBS = (
    ("arrive", "arrived", ""),
    ("late", "late", "quiet"),
    ("missed", "missed", "danger"),
    ("not_departed", "waiting", "quiet"),
)


@dataclass(frozen=True)
class Card:
    """A journey as a page shows it."""

    way: Way
    origin: str
    destination: str
    legs: tuple[LegLine, ...]
    faults: tuple[str | Promise, ...] = ()
    who: str = ""
    hindrances: tuple[str | Promise, ...] = ()
    approvals: Approvals | None = None
    agreement: Agreement | None = None
    vet_by: date | None = None
    """Before which day the person is to be vetted again, since they set out after it."""

    @property
    def state(self) -> Any:
        return wording.JOURNEY_STATES[self.way.journey.status]

    @property
    def tone(self) -> str:
        return wording.TONES[self.way.journey.status]

    @property
    def phase(self) -> Any:
        return wording.PHASES[self.way.journey.phase]

    @property
    def is_draft(self) -> bool:
        return self.way.journey.status == "draft"

    @property
    def is_under_way(self) -> bool:
        return self.way.journey.status == "under_way"

    @property
    def asks_why(self) -> bool:
        """Whether who goes on goes without two who approved what was changed."""
        return self.is_under_way and self.approvals is not None and not self.approvals.is_complete

    @property
    def is_open(self) -> bool:
        return self.way.journey.status in ("draft", "approved", "under_way")

    @property
    def is_moving(self) -> bool:
        return self.way.journey.status in ("approved", "under_way")

    @property
    def may_leave_alone(self) -> bool:
        """Whether the question of an embassy or resettlement body is still to be answered."""
        return self.way.journey.phase == ABROAD and self.way.journey.status == "approved"

    @property
    def costs(self) -> list[Any]:
        return rules.totals(rules.in_order(self.way.records))

    @property
    def rank(self) -> int:
        """What is on the way stands first, what is over last."""
        return ("under_way", "approved", "draft", "arrived", "aborted").index(self.way.journey.status)

    @property
    def endangered(self) -> bool:
        return self.is_open and any(line.endangered for line in self.legs)

    @property
    def current(self) -> LegLine | None:
        """The leg that is on, or comes next."""
        return next((line for line in self.legs if line.leg.status not in ("arrived", "aborted")), None)

    @property
    def steps(self) -> list[Step]:
        """Each leg as one step."""
        live = [line for line in self.legs if line.leg.status != "aborted"]
        return [Step(f"{line.origin} → {line.destination}", _step(line.leg), _note(line.leg)) for line in live]


def _step(leg: LegRecord) -> str:
    if leg.status == "arrived":
        return "done"
    if leg.status == MISSED:
        return "missed"
    return "now" if leg.status in (DEPARTED, LATE) else "next"


def _note(leg: LegRecord) -> str:
    return f"{_span(leg, timezone.get_current_timezone())} · {term('transport_modes', leg.mode).label}"


def _span(leg: LegRecord, zone: tzinfo) -> str:
    """From when to when, in a zone; the second day is said only where it is another."""
    departs, arrives = leg.departs.astimezone(zone), leg.arrives.astimezone(zone)
    until = "H:i" if departs.date() == arrives.date() else "MONTH_DAY_TIME_FORMAT"
    return f"{date_format(departs, 'MONTH_DAY_TIME_FORMAT')} – {date_format(arrives, until)}"


def person(personas: Mapping[UUID, str], account: UUID | None) -> str:
    """The outward name of a member of staff; empty for nobody."""
    return personas.get(account, "") if account else ""


def with_them(leg: LegPlan, helpers: Mapping[UUID, HelperRecord]) -> tuple[tuple[Any, str], ...]:
    """Who drives and who goes along, of those who are in `helpers`."""
    known = (helpers[each] for each in leg.helpers if each in helpers)
    return tuple((wording.HELPER_KINDS[each.kind], each.pseudonym) for each in known)


def card(
    way: Way,
    places: Mapping[UUID, PlaceRecord],
    helpers: Mapping[UUID, HelperRecord],
    *,
    faults: Iterable[str] = (),
    who: str = "",
    hindrances: Iterable[str | Promise] = (),
    approvals: Approvals | None = None,
    agreement: Agreement | None = None,
    vet_by: date | None = None,
    elsewhere: Iterable[LegRecord] = (),
) -> Card:
    """A journey with names in place of ids. `elsewhere`: the legs of all other journeys of the case."""
    others = list(elsewhere)

    def name(pk: UUID) -> str:
        return places[pk].name if pk in places else "…"

    def line(pk: UUID, leg: LegRecord) -> LegLine:
        ahead = leg.status not in ("arrived", "aborted")
        unsafe = leg.to_place in places and places[leg.to_place].state == COMPROMISED
        ended = way.journey.status == ABORTED
        back = not ended and rules.has_not_set_out_since(leg, way.records, others)
        ends = name(leg.from_place), name(leg.to_place)
        return LegLine(pk, leg, *ends, with_them(leg, helpers), ahead and unsafe, back)

    return Card(
        way,
        name(way.journey.origin),
        name(way.journey.destination),
        tuple(line(pk, leg) for pk, leg in way.legs),
        tuple(wording.SENTENCES[code] for code in faults),
        who,
        tuple(hindrances),
        approvals,
        agreement,
        vet_by,
    )


@dataclass(frozen=True)
class CheckInLine:
    """A check-in as a page shows it. `plan` is what follows on silence."""

    row: CheckIn
    record: CheckInRecord
    now: datetime
    plan: Escalation
    by: str = ""

    @property
    def code(self) -> str:
        """The state: a code of checkin_states, or "expected" before an answer is due, "ok_late", "attended"."""
        state = CheckInState(self.row.state)
        if state in _ENDED:
            return _ENDED[state]
        if self.record.duress_at:
            return "duress"
        if self.row.steps:
            return escalation.state(self.plan, self.row.steps)
        if self.record.silent_until and self.now < self.record.silent_until:
            return "silent_ok"
        if self.is_unsure:
            return "ok_no_word"
        return "due" if self.record.due_at <= self.now else "expected"

    @property
    def is_unsure(self) -> bool:
        """Whether an answer came that does not count by itself."""
        return self.row.state in OPEN and bool(self.record.answers) and not self.record.duress_at

    @property
    def is_attended(self) -> bool:
        return self.row.state == CheckInState.ATTENDED

    @property
    def came_late(self) -> bool:
        """Whether the alarm itself was late: nothing was running when the step was to be taken."""
        step = min(self.row.steps, len(self.plan.steps)) - 1
        if self.row.fired_at is None or step < 0 or self.record.duress_at:
            return False
        should = self.row.due_at + timedelta(minutes=self.plan.steps[step].after)
        return bool(self.row.fired_at - should > escalation.LATE_AFTER)

    @property
    def next_step(self) -> tuple[Any, datetime] | None:
        """What follows on silence next, and when."""
        if self.row.state not in OPEN or self.row.steps >= len(self.plan.steps):
            return None
        step = self.plan.steps[self.row.steps]
        return term("checkin_states", step.state).label, self.row.due_at + timedelta(minutes=step.after)

    @property
    def state(self) -> Any:
        if self.code == "expected":
            return wording.CHECK_IN_EXPECTED
        if self.code == "ok_late":
            return wording.CHECK_IN_LATE_ANSWER
        return wording.CHECK_IN_STATES.get(self.code) or self.in_full

    @property
    def in_full(self) -> Any:
        """The state as the vocabulary says it."""
        return self.state if self.code in ("expected", "ok_late") else term("checkin_states", self.code).label

    @property
    def tone(self) -> str:
        return wording.CHECK_IN_TONES[self.code]

    @property
    def to_do(self) -> Any:
        return wording.WHAT_TO_DO.get(self.code, "")

    @property
    def way(self) -> Any:
        """How the answer is to come, in words."""
        said = [str(wording.WAYS[self.record.way])] if self.record.way else []
        return " · ".join([*said, self.record.channel] if self.record.channel else said)

    @property
    def answers(self) -> list[tuple[Any, Any, Any]]:
        """What came so far, the newest first: what, which way, when."""
        return [
            (wording.ANSWERS[each.what], wording.WAYS.get(each.way, ""), each.at)
            for each in reversed(self.record.answers)
        ]


_ENDED = {
    CheckInState.RECEIVED: "ok",
    CheckInState.LATE: "ok_late",
    CheckInState.CANCELLED: "cancelled",
}
