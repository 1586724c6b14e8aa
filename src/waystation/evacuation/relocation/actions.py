"""The verbs of tracks, their steps, papers and appointments. What is filed, arrivals and terms stand in rooms beside.

Each writes and logs in one transaction. `seen` is the version that somebody had before them: Stale where a colleague
changed it since. `once` is the id of what is made: the same form sent twice makes it once.
"""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from waystation.casework import history
from waystation.casework.errors import Refused, refuse
from waystation.casework.persons import access as persons
from waystation.casework.services import access as services
from waystation.evacuation import access as evacuation
from waystation.evacuation import actions as check_ins
from waystation.evacuation.errors import Refused as NotNow
from waystation.evacuation.records import CheckInState
from waystation.evacuation.relocation import access, following, pathways, rules, writing
from waystation.evacuation.relocation.models import (
    ApplicationRow,
    AppointmentRow,
    CheckUpRow,
    NeededRow,
    StepRow,
    TrackRow,
)
from waystation.evacuation.relocation.records import Appointment, Item, Needed, Step, Track
from waystation.evacuation.relocation.rules import Whole
from waystation.evacuation.relocation.wording import (
    ARRIVED_BY_IT,
    DONE_STAYS,
    IF_MISSED,
    NO_APPOINTMENT,
    NOT_ENDED,
    NOT_IN_CASE,
    NOT_THEIR_PAPER,
    ONLY_A_DRAFT,
    SAY_WHY,
    SEND_AGAIN,
)
from waystation.staff.actor import Actor
from waystation.vault.errors import Stale
from waystation.vault.models import Sealed
from waystation.vault.records import create

GRACE_MINUTES = 60  # of the sign of life that is expected after an appointment


def steps_of(actor: Actor, pathway: str) -> Sequence[Item]:
    """What a track of this pathway begins with: what the organisation wrote, or else our own list."""
    known = access.templates(actor).get(pathway)
    return known[1].items if known else pathways.steps(pathway)


@transaction.atomic
def begin(actor: Actor, case_id: UUID, track: Track, *, once: UUID | None = None) -> UUID:
    """Begins a track with the steps of its pathway. Returns its id. Raises Absent, Refused."""
    key = writing.key(actor, case_id)
    made = once or uuid.uuid4()
    if TrackRow.objects.filter(pk=made).exists():
        return made
    _check(actor, case_id, track)
    create(TrackRow, writing.signed(actor, track), key, id=made)
    today = actor.today
    for number, item in enumerate(steps_of(actor, track.pathway), 1):
        due = today + timedelta(days=item.days) if item.days is not None else None
        first = today if number == 1 else None
        step = Step(
            track=made, what=item.what, number=number, whose=item.whose, since=first, due=due, follows=item.follows
        )
        create(StepRow, writing.signed(actor, step), key)
    writing.finish(actor, case_id, made, "relocation.track_begun", made)
    return made


def _check(actor: Actor, case_id: UUID, track: Track, known: Sequence[UUID] = ()) -> None:
    """`known` are those who go along already: whoever was taken out of the case since is not asked after."""
    refuse(sentence for _name, sentence in rules.track_faults(track))
    if not set(track.people) - set(known) <= set(access.may_go_along(actor, case_id)):
        raise Refused([NOT_IN_CASE])


@transaction.atomic
def change(actor: Actor, case_id: UUID, track_id: UUID, track: Track, *, seen: int | None = None) -> None:
    """Says anew where to, how, with whom, and what is estimated. Raises Absent, Refused, Stale."""
    row, found = _track(actor, case_id, track_id, seen)
    kept = writing.replace(track, ended_on=found.track.ended_on, ended_because=found.track.ended_because)
    _check(actor, case_id, kept, found.track.people)
    _write(actor, row, kept, "relocation.track_changed")


def _track(actor: Actor, case_id: UUID, track_id: UUID, seen: int | None) -> tuple[TrackRow, Whole]:
    found = writing.open_track(actor, case_id, track_id)
    row, _record = access.track(actor, case_id, track_id)
    if seen is not None and row.version != seen:
        raise Stale
    return row, found


def _write(actor: Actor, row: TrackRow, track: Track, verb: str) -> None:
    history.rewrite(actor, row, writing.signed(actor, track))
    writing.finish(actor, row.locator, row.pk, verb, row.pk)


@transaction.atomic
def end(actor: Actor, case_id: UUID, track_id: UUID, because: str, *, seen: int | None = None) -> None:
    """Gives a track up, with the reason: nobody is called because of it any more. Raises Absent, Refused, Stale."""
    row, found = _track(actor, case_id, track_id, seen)
    if found.arrival is not None:
        raise Refused([ARRIVED_BY_IT])
    if not because.strip():
        raise Refused([SAY_WHY])
    ended = writing.replace(found.track, ended_on=actor.today, ended_because=because)
    _write(actor, row, ended, "relocation.track_ended")


@transaction.atomic
def reopen(actor: Actor, case_id: UUID, track_id: UUID, *, seen: int | None = None) -> None:
    """Takes back that a track was given up. Raises Absent, Refused, Stale."""
    writing.key(actor, case_id)
    row, track = access.track(actor, case_id, track_id)
    if track.ended_on is None:
        raise Refused([NOT_ENDED])
    if seen is not None and row.version != seen:
        raise Stale
    _write(actor, row, writing.replace(track, ended_on=None, ended_because=""), "relocation.track_reopened")


# Steps


@transaction.atomic
def add_step(actor: Actor, case_id: UUID, step: Step, *, once: UUID | None = None) -> UUID:
    """One more step, at its number or at the end. Returns its id. Raises Absent, Refused."""
    found = writing.open_track(actor, case_id, step.track)
    refuse(sentence for _name, sentence in rules.step_faults(step, actor.today))
    last = max((each.number for _id, each in found.steps), default=0)
    placed = step if step.number else writing.replace(step, number=last + 1)
    return writing.add(actor, case_id, StepRow, placed, "relocation.step_changed", once=once)


@transaction.atomic
def change_step(actor: Actor, case_id: UUID, step_id: UUID, step: Step, *, seen: int | None = None) -> None:
    """Says anew what a step is, on whose side it lies, whether it is done. Raises Absent, Refused, Stale.

    Once it is done the next one waits, from the same day on.
    """
    row, before, found = writing.open_part(actor, case_id, StepRow, step_id, seen)
    refuse(sentence for _name, sentence in rules.step_faults(step, actor.today))
    holds = step_id in following.done_by(found, actor.today)
    said = following.said_by_hand(before, step, holds=holds)
    kept = writing.replace(said, track=before.track, number=step.number or before.number)
    writing.rewrite(actor, row, kept, "relocation.step_changed")
    if kept.done_on is not None and before.done_on is None:
        _go_on(actor, case_id, found, step_id, kept.done_on)


def _go_on(actor: Actor, case_id: UUID, found: Whole, done: UUID, since: date) -> None:
    following = next((id_ for id_, each in found.steps if id_ != done and each.done_on is None), None)
    if following is None:
        return
    row, step = access.part(actor, case_id, StepRow, following)
    if step.since is None:
        writing.rewrite(actor, row, writing.replace(step, since=since), "relocation.step_changed")


@transaction.atomic
def finish_step(actor: Actor, case_id: UUID, step_id: UUID, *, seen: int | None = None) -> None:
    """A step is done today, and the next one waits. Raises Absent, Refused, Stale."""
    _row, step = access.part(actor, case_id, StepRow, step_id)
    change_step(actor, case_id, step_id, writing.replace(step, done_on=actor.today), seen=seen)


# Papers


@transaction.atomic
def add_paper(actor: Actor, case_id: UUID, paper: Needed, *, once: UUID | None = None) -> UUID:
    """One more paper that is asked for. Returns its id. Raises Absent, Refused."""
    _check_paper(actor, case_id, paper, writing.open_track(actor, case_id, paper.track))
    return writing.add(actor, case_id, NeededRow, paper, "relocation.paper_changed", once=once)


@transaction.atomic
def change_paper(actor: Actor, case_id: UUID, paper_id: UUID, paper: Needed, *, seen: int | None = None) -> None:
    """Says anew of a paper where it is, and what it still needs. Raises Absent, Refused, Stale."""
    row, before, found = writing.open_part(actor, case_id, NeededRow, paper_id, seen)
    kept = writing.replace(paper, track=before.track)
    _check_paper(actor, case_id, kept, found)
    writing.rewrite(actor, row, kept, "relocation.paper_changed")


def _check_paper(actor: Actor, case_id: UUID, paper: Needed, found: Whole) -> None:
    refuse(sentence for _name, sentence in rules.needed_faults(paper, found.travellers, actor.today))
    if paper.kept is not None:
        whose = paper.person or access.applicant(actor, case_id)
        known = persons.persons(actor, [whose]).get(whose) if whose else None
        if known is None or all(each.id != paper.kept for each in known.papers):
            raise Refused([NOT_THEIR_PAPER])


# Appointments


@transaction.atomic
def add_appointment(
    actor: Actor, case_id: UUID, appointment: Appointment, *, sign_after: int = 0, once: UUID | None = None
) -> UUID:
    """An appointment; a sign of life is expected so many minutes after it begins, 0: none. Raises Absent, Refused."""
    _check_appointment(actor, appointment, None, writing.open_track(actor, case_id, appointment.track))
    if once is not None and AppointmentRow.objects.filter(pk=once).exists():
        return once
    expected = _expect(actor, case_id, appointment.starts, sign_after)
    placed = writing.replace(appointment, check_in=expected, sign_after=sign_after)
    return writing.add(actor, case_id, AppointmentRow, placed, "relocation.appointment_changed", once=once)


@transaction.atomic
def change_appointment(
    actor: Actor,
    case_id: UUID,
    appointment_id: UUID,
    appointment: Appointment,
    *,
    sign_after: int = 0,
    seen: int | None = None,
) -> None:
    """Says anew when, where, with whom; the sign of life moves along. Raises Absent, Refused, Stale."""
    row, before, found = writing.open_part(actor, case_id, AppointmentRow, appointment_id, seen)
    if before.outcome:
        raise Refused([DONE_STAYS])
    kept = writing.replace(appointment, track=before.track, check_in=before.check_in, sign_after=sign_after)
    _check_appointment(actor, kept, before, found)
    if (kept.starts, sign_after) != (before.starts, rules.sign_after(before)):
        _expect_no_more(actor, before.check_in)
        kept = writing.replace(kept, check_in=_expect(actor, case_id, kept.starts, sign_after))
    writing.rewrite(actor, row, kept, "relocation.appointment_changed")


def _check_appointment(actor: Actor, wanted: Appointment, before: Appointment | None, found: Whole) -> None:
    steps = [id_ for id_, _step in found.steps]
    refuse(sentence for _name, sentence in rules.appointment_faults(wanted, before, steps, actor.now()))
    if wanted.provider is not None:
        services.provider(actor, wanted.provider)
    if wanted.escort is not None:
        evacuation.helper(actor, wanted.escort)


def _expect(actor: Actor, case_id: UUID, starts: datetime, sign_after: int) -> UUID | None:
    if not sign_after:
        return None
    due_at = starts + timedelta(minutes=sign_after)
    try:
        return check_ins.schedule_check_in(
            actor, case_id, due_at=due_at, grace_minutes=GRACE_MINUTES, if_missed=str(IF_MISSED)
        )
    except NotNow:
        raise Refused([SEND_AGAIN]) from None


def _expect_no_more(actor: Actor, check_in_id: UUID | None) -> None:
    """Asks a second person to expect it no more; one that was answered or missed already stays what it is."""
    if check_in_id is None:
        return
    row, _record = evacuation.check_in(actor, check_in_id)
    if row.state == CheckInState.EXPECTED:
        check_ins.ask_to_cancel(actor, check_in_id, str(NO_APPOINTMENT))


@transaction.atomic
def say_outcome(
    actor: Actor, case_id: UUID, appointment_id: UUID, *, outcome: str, note: str = "", seen: int | None = None
) -> None:
    """Says how an appointment went, or that it is called off. Raises Absent, Refused, Stale."""
    row, before, _found = writing.open_part(actor, case_id, AppointmentRow, appointment_id, seen)
    refuse(sentence for _name, sentence in rules.outcome_faults(before, outcome, note, actor.now()))
    if outcome == "cancelled":
        _expect_no_more(actor, before.check_in)
    said = writing.replace(before, outcome=outcome, note=note or before.note)
    writing.rewrite(actor, row, said, "relocation.appointment_said")


# Taking away


@transaction.atomic
def drop(actor: Actor, case_id: UUID, model: type[Sealed], part_id: UUID, *, seen: int | None = None) -> None:
    """Takes away what was never done: a step, a paper, a draft. Raises Absent, Refused for what was done, Stale."""
    row, record, _found = writing.open_part(actor, case_id, model, part_id, seen)
    if model is ApplicationRow and record.filed_on is not None:
        raise Refused([ONLY_A_DRAFT])
    if getattr(record, "done_on", None) or getattr(record, "outcome", None):
        raise Refused([DONE_STAYS])
    if model is AppointmentRow:
        _expect_no_more(actor, record.check_in)
    writing.remove(actor, row, record, "relocation.part_dropped")


DROPPED: tuple[type[Sealed], ...] = (StepRow, NeededRow, AppointmentRow, ApplicationRow, CheckUpRow)
