"""What may stand in a track and its parts, and what follows from it. Pure: records in, sentences and days out."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from uuid import UUID

from waystation.evacuation.relocation import instances, wording
from waystation.evacuation.relocation.pathways import UNDECIDED, pathways
from waystation.evacuation.relocation.records import (
    APPEAL_FROM,
    APPEAL_OUTCOMES,
    APPOINTMENT_OUTCOMES,
    AT_WEEKEND,
    CHANCES,
    CONDITIONS,
    DECISIONS,
    DISMISSED,
    FOLLOWS,
    GRANTED,
    HANDED_IN,
    HERE,
    HOW,
    LEGALISATIONS,
    NO_LEGALISATION,
    PAPER_STATES,
    PARTIES,
    REFUSED,
    TRANSLATIONS,
    UNITS,
    UNKNOWN,
    WELL,
    WITHDRAWN,
    Application,
    Appointment,
    Arrival,
    CheckUp,
    Item,
    Needed,
    Step,
    Terms,
    Track,
)
from waystation.evacuation.relocation.wording import Words
from waystation.vocabulary.vocabularies import terms

POSITIVE = (GRANTED, CONDITIONS)
FAR = timedelta(days=5 * 366)
LONGEST = 1000  # of a unit of a period: more is a slip of the pen
MOST_STEPS = 40
USUAL_SIGN = 60  # minutes after an appointment began, as a rule
Fault = tuple[str, Words]

PREPARING, FILED, STATE_REFUSED, APPEALED, READY, EXPIRED, ARRIVED, ENDED = STATES = (
    "preparing",
    "filed",
    "refused",
    "appealed",
    "ready",
    "expired",
    "arrived",
    "ended",
)


@dataclass(frozen=True)
class Whole:
    """A track with all of its parts, each with its id."""

    id: UUID
    case: UUID
    track: Track = field(repr=False)
    steps: Sequence[tuple[UUID, Step]] = field(default=(), repr=False)
    papers: Sequence[tuple[UUID, Needed]] = field(default=(), repr=False)
    appointments: Sequence[tuple[UUID, Appointment]] = field(default=(), repr=False)
    applications: Sequence[tuple[UUID, Application]] = field(default=(), repr=False)
    arrival: tuple[UUID, Arrival] | None = field(default=None, repr=False)
    check_ups: Sequence[tuple[UUID, CheckUp]] = field(default=(), repr=False)
    terms: Terms | None = field(default=None, repr=False)

    @property
    def travellers(self) -> tuple[UUID | None, ...]:
        """Everybody on it; None is the one of the case."""
        return (None, *self.track.people)


# What may stand in a record


MOST_COST = 10**9  # of whatever currency, for one journey


def track_faults(track: Track) -> Iterator[Fault]:
    if not track.country.strip():
        yield "country", wording.NAME_COUNTRY
    if track.pathway not in pathways():
        yield "pathway", wording.CHOOSE
    if track.chance not in CHANCES:
        yield "chance", wording.CHOOSE
    elif track.chance != UNKNOWN and not track.chance_source.strip():
        yield "chance_source", wording.SAY_WHENCE
    if not _is_amount(track.cost, track.currency):
        yield "cost", wording.NO_AMOUNT
    if track.weeks is not None and not 0 <= track.weeks <= LONGEST:
        yield "weeks", wording.NO_NUMBER
    if track.ready_on is not None and track.pathway not in UNDECIDED:
        yield "ready_on", wording.DECIDED_ELSEWHERE


def _is_amount(cost: str, currency: str) -> bool:
    if not cost:
        return True
    try:
        value = Decimal(cost)
    except InvalidOperation:
        return False
    return (
        value.is_finite()
        and 0 <= value < MOST_COST
        and len(currency) == 3
        and currency.isascii()
        and currency.isupper()
    )


def step_faults(step: Step, today: date) -> Iterator[Fault]:
    if not step.what.strip():
        yield "what", wording.NAME_STEP
    if step.whose not in PARTIES:
        yield "whose", wording.CHOOSE
    yield from follows_faults(step.follows)
    yield from _not_to_come(today, since=step.since, done_on=step.done_on)
    if step.since and step.done_on and step.done_on < step.since:
        yield "done_on", wording.WAITS_BACKWARDS


def follows_faults(follows: str) -> Iterator[Fault]:
    if follows and follows not in FOLLOWS:
        yield "follows", wording.CHOOSE


def _not_to_come(today: date, **days: date | None) -> Iterator[Fault]:
    for name, day in days.items():
        if day is not None and day > today:
            yield name, wording.NOT_YET_DAY


def needed_faults(paper: Needed, travellers: Sequence[UUID | None], today: date) -> Iterator[Fault]:
    """`paper.kept` is looked at by whoever may know the person's papers."""
    known = {each.code for each in terms("document_types")}
    if paper.kind not in known or paper.state not in PAPER_STATES or paper.translation not in TRANSLATIONS:
        yield "kind", wording.CHOOSE
    if paper.person not in travellers:
        yield "person", wording.NOT_ON_TRACK
    if paper.copies < 0:
        yield "copies", wording.NO_NUMBER
    if paper.legalisation not in LEGALISATIONS:
        yield "legalisation", wording.CHOOSE
    if paper.legalisation == NO_LEGALISATION and paper.legalised_on is not None:
        yield "legalised_on", wording.STAMP_WITHOUT
    yield from _not_to_come(today, legalised_on=paper.legalised_on)
    if is_expired(paper, today):
        yield "state", wording.EXPIRED_PAPER


def appointment_faults(
    wanted: Appointment, before: Appointment | None, steps: Container[UUID], now: datetime
) -> Iterator[Fault]:
    """`before` is what stood there: a moment that stays may be past by now, a new one may not."""
    if wanted.step is not None and wanted.step not in steps and (before is None or wanted.step != before.step):
        yield "step", wording.NOT_ITS_STEP
    if not wanted.what.strip():
        yield "what", wording.NAME_IT
    moved = before is None or wanted.starts != before.starts
    if moved and wanted.starts <= now:
        yield "starts", wording.PAST_APPOINTMENT
    if wanted.starts > now + FAR:
        yield "starts", wording.TOO_FAR
    if wanted.remind < 0:
        yield "remind", wording.NO_NUMBER


def sign_after(appointment: Appointment) -> int:
    """How many minutes after its beginning a sign of life is expected; 0: none is."""
    return appointment.sign_after or (USUAL_SIGN if appointment.check_in else 0)


def outcome_faults(appointment: Appointment, outcome: str, note: str, now: datetime) -> Iterator[Fault]:
    """Why it cannot be said so how an appointment went: one is called off at any time, kept or missed after it."""
    if outcome not in APPOINTMENT_OUTCOMES:
        yield "outcome", wording.CHOOSE
    elif outcome != "cancelled" and now < appointment.starts:
        yield "outcome", wording.NOT_BEFORE
    if outcome == "missed" and not note.strip():
        yield "note", wording.SAY_WHAT_HAPPENED


def application_faults(wanted: Application, travellers: Sequence[UUID | None]) -> Iterator[Fault]:
    if not wanted.what.strip():
        yield "what", wording.NAME_IT
    if not wanted.whom:
        yield "whom", wording.NOBODY_TRAVELS
    elif not set(wanted.whom) <= set(travellers):
        yield "whom", wording.NOT_ON_TRACK


def filing_faults(application: Application, filed_on: date, today: date) -> Iterator[Fault]:
    if application.provider is None:
        yield "", wording.TO_WHOM
    yield from _not_to_come(today, filed_on=filed_on)
    if application.decided_on is not None and application.decided_on < filed_on:
        yield "filed_on", wording.FILED_AFTER_DECISION


def decision_faults(wanted: Application, today: date) -> Iterator[Fault]:
    """What contradicts itself in a decision; `wanted` is the application with it."""
    if wanted.filed_on is None:
        yield "", wording.FILE_FIRST
        return
    if wanted.decision not in DECISIONS or wanted.decided_on is None:
        yield "decision", wording.CHOOSE
        return
    yield from _not_to_come(today, decided_on=wanted.decided_on, told_on=wanted.told_on)
    if wanted.decided_on < wanted.filed_on:
        yield "decided_on", wording.DECIDED_BEFORE_FILED
    if wanted.earlier and wanted.decided_on < wanted.earlier[-1].appeal_decided_on:
        yield "decided_on", wording.DECIDED_BEFORE_APPEAL
    if wanted.told_on is not None and wanted.told_on < wanted.decided_on:
        yield "told_on", wording.TOLD_BEFORE_DECIDED
    if wanted.decision == CONDITIONS and not wanted.conditions.strip():
        yield "conditions", wording.SAY_CONDITIONS
    yield from _validity_faults(wanted, wanted.decided_on)
    if wanted.appeal_by is not None and not wanted.appeal_source.strip():
        yield "appeal_source", wording.SAY_WHENCE
    if wanted.appeal_by is not None and wanted.appeal_by < wanted.decided_on:
        yield "appeal_by", wording.APPEALED_BEFORE


def _validity_faults(wanted: Application, decided_on: date) -> Iterator[Fault]:
    first, last = wanted.valid_from, wanted.valid_until
    if wanted.decision not in POSITIVE and (first or last):
        yield "valid_from", wording.NO_VALIDITY
    elif first and last and last < first:
        yield "valid_until", wording.ENDS_BEFORE_IT_BEGINS
    elif last and last < decided_on:
        yield "valid_until", wording.ENDED_BEFORE_DECIDED


def appeal_faults(wanted: Application, today: date) -> Iterator[Fault]:
    """What contradicts itself in an appeal and the answer to it; a late one is taken: a court may allow it."""
    if wanted.decision not in (REFUSED, CONDITIONS) or wanted.decided_on is None:
        yield "", wording.NOT_REFUSED
        return
    yield from _not_to_come(today, appealed_on=wanted.appealed_on, appeal_decided_on=wanted.appeal_decided_on)
    if wanted.appeal_outcome and wanted.appeal_outcome not in APPEAL_OUTCOMES:
        yield "appeal_outcome", wording.CHOOSE
    if wanted.appealed_on is None:
        yield "appealed_on", wording.APPEAL_FIRST
    elif wanted.appealed_on < wanted.decided_on:
        yield "appealed_on", wording.APPEALED_BEFORE
    elif wanted.appeal_decided_on is not None and wanted.appeal_decided_on < wanted.appealed_on:
        yield "appeal_decided_on", wording.APPEAL_DECIDED_BEFORE
    if bool(wanted.appeal_outcome) != (wanted.appeal_decided_on is not None):
        yield "appeal_outcome", wording.CHOOSE
    yield from _further_faults(wanted, today)


def _further_faults(wanted: Application, today: date) -> Iterator[Fault]:
    """What contradicts itself in what is said of a further appeal."""
    if wanted.appeal_outcome != DISMISSED:
        if wanted.answer_told_on or wanted.further_by or wanted.is_final:
            yield "appeal_outcome", wording.ONLY_DISMISSED
        return
    yield from _not_to_come(today, answer_told_on=wanted.answer_told_on)
    for name in ("answer_told_on", "further_by"):
        day = getattr(wanted, name)
        if day is not None and wanted.appeal_decided_on is not None and day < wanted.appeal_decided_on:
            yield name, wording.BEFORE_ANSWER
    if wanted.further_by is not None and not wanted.further_source.strip():
        yield "further_source", wording.SAY_WHENCE
    if wanted.further_by is not None and wanted.is_final:
        yield "is_final", wording.FINAL_HAS_NO_DAY


def terms_faults(wanted: Terms, today: date) -> Iterator[Fault]:
    if not wanted.country.strip():
        yield "country", wording.NAME_COUNTRY
    if wanted.pathway not in pathways():
        yield "pathway", wording.CHOOSE
    if not wanted.source.strip():
        yield "source", wording.SAY_WHENCE
    if wanted.as_of is None:
        yield "as_of", wording.SAY_WHEN_SEEN
    yield from _not_to_come(today, as_of=wanted.as_of)
    if wanted.appeal_unit not in UNITS or wanted.appeal_from not in APPEAL_FROM or wanted.at_weekend not in AT_WEEKEND:
        yield "appeal_unit", wording.CHOOSE
    if wanted.further_unit not in UNITS:
        yield "further_unit", wording.CHOOSE
    for name, least in (("appeal_length", 1), ("further_length", 1), ("passport_months", 0), ("weeks", 0)):
        value = getattr(wanted, name)
        if value is not None and not least <= value <= LONGEST:
            yield name, wording.TOO_LONG


def template_faults(items: Sequence[Item]) -> Iterator[Fault]:
    if len(items) > MOST_STEPS:
        yield "", wording.TOO_MANY
    if any(not item.what.strip() for item in items):
        yield "what", wording.NAME_STEP
    for item in items:
        yield from follows_faults(item.follows)


def arrival_faults(whole: Whole, wanted: Arrival, today: date) -> Iterator[Fault]:
    yield from _not_to_come(today, arrived_on=wanted.arrived_on)
    ready = ready_on(whole, wanted.arrived_on)
    if ready is None:
        yield "arrived_on", wording.NOT_READY
    elif wanted.arrived_on < ready:
        yield "arrived_on", wording.ARRIVED_BEFORE


def check_up_faults(wanted: CheckUp, arrived_on: date, today: date) -> Iterator[Fault]:
    if wanted.due < arrived_on:
        yield "due", wording.BEFORE_ARRIVAL
    if wanted.due > today + FAR:
        yield "due", wording.TOO_FAR
    if wanted.done_on is None:
        return
    yield from _not_to_come(today, done_on=wanted.done_on)
    if wanted.how not in HOW or not set(wanted.signs) <= set(wording.SIGNS):
        yield "how", wording.CHOOSE
    if wanted.done_on < arrived_on:
        yield "done_on", wording.BEFORE_ARRIVAL
    if wanted.how != WELL and not wanted.note.strip():
        yield "note", wording.SAY_WHAT_HAPPENED


# What follows


def is_granted(application: Application, on: date) -> bool:
    """Whether it lets somebody travel, on that day or on a later one."""
    return application.decision in POSITIVE and (application.valid_until is None or on <= application.valid_until)


def ready_on(whole: Whole, today: date) -> date | None:
    """The first day on which everybody on the track may travel, as of `today`; None where somebody cannot.

    A grant counts from its first day, or from its decision; where it has none, on none. One that has ended counts no
    more. Where no decision is needed, it is the day that somebody stated.
    """
    if whole.track.ready_on is not None:
        return whole.track.ready_on
    days = []
    for one in whole.travellers:
        grants = [each for _id, each in whole.applications if one in each.whom and is_granted(each, today)]
        first = min((each.valid_from or each.decided_on or date.max for each in grants), default=None)
        if first is None:
            return None
        days.append(first)
    return max(days)


def ends_on(whole: Whole, today: date) -> date | None:
    """The last day on which everybody on a track may travel by the grants that hold today; None without an end."""
    ends = []
    for one in whole.travellers:
        grants = [each for _id, each in whole.applications if one in each.whom and is_granted(each, today)]
        if grants and all(each.valid_until for each in grants):
            ends.append(max(each.valid_until for each in grants if each.valid_until))
    return min(ends, default=None)


def state(whole: Whole, today: date) -> str:
    """Where a track stands, as one of STATES: it follows from its parts, and is said nowhere else."""
    if whole.track.ended_on is not None:
        return ENDED
    if whole.arrival is not None:
        return ARRIVED
    if ready_on(whole, today) is not None:
        return READY
    asked = [each for _id, each in whole.applications if each.filed_on is not None and each.decision != WITHDRAWN]
    if any(instances.is_awaited(each) for each in asked):
        return FILED
    if any(instances.is_under_appeal(each) for each in asked):
        return APPEALED
    if any(each.decision in POSITIVE and not is_granted(each, today) for each in asked):
        return EXPIRED
    if any(each.decision == REFUSED for each in asked):
        return STATE_REFUSED
    return FILED if any(each.decision in POSITIVE for each in asked) else PREPARING


def is_open(whole: Whole) -> bool:
    """Whether something is still to be done on the way there."""
    return whole.track.ended_on is None and whole.arrival is None


def next_step(whole: Whole) -> tuple[UUID, Step] | None:
    """The first step that is not done."""
    return next((pair for pair in whole.steps if pair[1].done_on is None), None)


def waiting(whole: Whole) -> list[tuple[UUID, Step]]:
    """The steps that wait on somebody, the longest waiting first; none once they arrived."""
    if not is_open(whole):
        return []
    found = [pair for pair in whole.steps if pair[1].done_on is None and pair[1].since is not None]
    return sorted(found, key=lambda pair: pair[1].since or date.max)


def is_there(paper: Needed) -> bool:
    """Whether it is here, or handed in already."""
    return paper.state in (HERE, HANDED_IN)


def is_expired(paper: Needed, today: date) -> bool:
    """Whether a paper that is here and not handed in yet ended before this day."""
    return paper.state == HERE and paper.valid_until is not None and paper.valid_until < today


def is_lacking(paper: Needed, today: date) -> bool:
    """Whether a paper is not as it has to be handed in."""
    return (
        not is_there(paper)
        or is_expired(paper, today)
        or paper.translation not in ("not_needed", "done")
        or (paper.legalisation != NO_LEGALISATION and paper.legalised_on is None)
    )
