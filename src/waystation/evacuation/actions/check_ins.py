"""Check-ins: scheduled, answered, missed alarms taken on, ended by two. The alarm itself is in due.py."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any, TypedDict, Unpack
from uuid import UUID, uuid4

import msgspec

from waystation.audit.log import log
from waystation.evacuation import access, rules
from waystation.evacuation.actions.whole import whole
from waystation.evacuation.check_ins import answering, emergency, escalation, escalations, safe_hours, series, words
from waystation.evacuation.check_ins.escalation import Timer
from waystation.evacuation.check_ins.records import DURESS, OK, WAYS, Answer
from waystation.evacuation.errors import Refused
from waystation.evacuation.models import CheckIn
from waystation.evacuation.records import CheckInRecord, CheckInState
from waystation.staff import second
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import require
from waystation.staff.teams import DUTY
from waystation.vault.errors import Stale
from waystation.vault.order import in_order
from waystation.vault.records import create, rewrite, set_columns

EXPECTED, RECEIVED, LATE, MISSED, ATTENDED, CANCELLED = CheckInState
AFTER_ANSWER = {EXPECTED: RECEIVED, MISSED: LATE, ATTENDED: LATE}

_ENDED, _FORCED = "evacuation.check_in_received", "evacuation.check_in_forced"
_WITHOUT_WORD = "evacuation.check_in_without_word"

replace = msgspec.structs.replace


class Agreed(TypedDict, total=False):
    """What is agreed of a sign of life, whenever it is due: how it comes, the words, and what follows on silence.

    `escalation_id` None: the usual steps. `place` is where the person will be; it and `if_unreachable` are sealed in
    the case, for an alarm. `once` is the id of the first of them: a form sent twice makes them once.
    """

    grace_minutes: int
    way: str
    channel: str
    if_missed: str
    ok_word: str
    duress_word: str
    escalation_id: UUID | None
    place: UUID | None
    if_unreachable: str
    once: UUID | None


@whole
def schedule_check_in(actor: Actor, case_id: UUID, *, due_at: datetime, **agreed: Unpack[Agreed]) -> UUID:
    """Expects a sign of life. Silence after `due_at` and its grace goes through the steps of the escalation until it is
    an alarm, whoever is signed in or not. Raises Refused.
    """
    return _schedule(actor, case_id, [due_at], None, **agreed)[0]


@whole
def schedule_series(
    actor: Actor,
    case_id: UUID,
    *,
    since: datetime,
    until: datetime,
    every_hours: int = 0,
    at: Sequence[time] = (),
    every_days: int = 1,
    **agreed: Unpack[Agreed],
) -> list[UUID]:
    """Expects a sign of life every so many hours, or at times of day, during a way or a stay. Returns the check-ins.

    At hours at which nothing may reach the person none is expected, and none in what is past of a stay or a way that
    has begun: each would be an alarm at once. Raises Refused.
    """
    require(actor, "evacuation.plan")
    access.case(actor, case_id)
    hours = safe_hours.of_case(actor, case_id)
    moments = series.moments(
        since,
        until,
        after=actor.now(),
        every_hours=every_hours,
        at=at,
        every_days=every_days,
        zone=safe_hours.zone_of(hours),
        unsafe=hours,
    )
    return _schedule(actor, case_id, moments, uuid4(), **agreed)


def _schedule(
    actor: Actor,
    case_id: UUID,
    moments: Sequence[datetime],
    together: UUID | None,
    *,
    escalation_id: UUID | None = None,
    place: UUID | None = None,
    if_unreachable: str = "",
    grace_minutes: int = 0,
    once: UUID | None = None,
    **said: Any,
) -> list[UUID]:
    """A check-in for each moment; `together` is the id of their series, if they are one."""
    require(actor, "evacuation.plan")
    in_order()  # before looking
    if once and CheckIn.objects.filter(pk=once).exists():
        return [once]
    stub = access.case(actor, case_id)
    words.check_choice(said.get("ok_word", ""), said.get("duress_word", ""))
    if said.get("way", "") not in ("", *WAYS):
        raise Refused("way_unknown")
    plans = escalations.known(actor)
    if escalation_id is not None and escalation_id not in plans.own:
        raise Absent
    rules.check_near(actor.now(), *moments)
    ids = [once or uuid4(), *(uuid4() for _ in moments[1:])]
    opens = None
    if place is not None or if_unreachable:
        where = access.place(actor, place)[1] if place is not None else None
        opens = emergency.keep(
            actor,
            case_id,
            together or ids[0],
            place=place,
            region=where.region if where else "",
            country=where.country if where else "",
            if_unreachable=if_unreachable,
        )
    key, plan = actor.keys.key(actor.team(DUTY)), plans.of(escalation_id)
    for pk, moment in zip(ids, moments, strict=True):
        silent_from = escalation.to_the_minute(rules.with_grace(moment, grace_minutes))
        timer = escalation.started(plan, silent_from)
        record = CheckInRecord(
            case=case_id,
            pseudonym=stub.pseudonym,
            due_at=moment,
            grace_minutes=grace_minutes,
            scheduled_at=actor.now(),
            series=together,
            emergency=opens,
            **said,
        )
        create(CheckIn, record, key, id=pk, due_at=timer.due_at, alarm_at=timer.at, escalation=escalation_id)
        log(actor.account, "evacuation.check_in_scheduled", subject=pk, case=case_id)
    return ids


@whole
def check_in(actor: Actor, check_in_id: UUID, word: str, *, way: str = "") -> str:
    """Notes what somebody said in answer, and which way it came. Returns what it was: `ok`, `ok_no_word`, `other_way`
    or `duress`.

    Only `ok` ends it. The word for being forced raises the alarm, and nothing that whoever says it sees is another than
    usual. Raises Refused for any other word long before it is due: it would leave hours unwatched.
    """
    require(actor, "evacuation.check_in")
    row, record = access.check_in(actor, check_in_id)
    what = answering.judged(record, words.heard(word, record.ok_word, record.duress_word), way)
    is_early = row.state == CheckInState.EXPECTED and actor.now() < record.due_at - answering.EARLY
    if what != DURESS and is_early:  # what has raised an alarm is not early, whatever a clock says
        raise Refused("check_in_too_early")
    take(actor, row, record, Answer(at=actor.now(), what=what, way=way, by=actor.account))
    return what


def take(actor: Actor, row: CheckIn, record: CheckInRecord, answer: Answer) -> None:
    """Takes an answer, in the caller's transaction. Raises Refused where none is waited for."""
    state = CheckInState(row.state)
    if state not in AFTER_ANSWER:
        raise Refused("wrong_moment")
    known = replace(record, answers=(*record.answers, answer)[-answering.KEPT :])
    if answer.what == DURESS:
        _forced(actor, row, known, answer.at)
    elif answer.what == OK and record.duress_at is None:
        known = replace(known, received_at=answer.at, received_by=answer.by)
        _write(actor, row, known, state=AFTER_ANSWER[state], alarm_at=None)
    else:
        _write(actor, row, replace(known, wrong_words=known.wrong_words + (answer.what != OK)))
    ended = answer.what == OK and record.duress_at is None
    verb = _ENDED if ended else _FORCED if answer.what == DURESS else _WITHOUT_WORD
    log(actor.account, verb, subject=row.pk, case=record.case)


def _forced(actor: Actor, row: CheckIn, record: CheckInRecord, at: datetime) -> None:
    """A silent alarm: the timer goes off at once, and the last step of the escalation is reached."""
    after = escalation.forced(_plan(actor, row), _timer(row), actor.now())
    columns: dict[str, Any] = {"state": MISSED, "steps": after.steps, "calls": 0, "alarm_at": after.at}
    _write(actor, row, replace(record, duress_at=record.duress_at or at), **columns, fired_at=actor.now())


@whole
def take_message(actor: Actor, check_in_id: UUID, answer: Answer) -> bool:
    """Takes what stood in a message as an answer; False where it was taken before.

    Raises Refused where none is awaited.
    """
    require(actor, "evacuation.check_in")
    row, record = access.check_in(actor, check_in_id)
    if any(each.message == answer.message for each in record.answers):
        return False
    take(actor, row, record, answer)
    return True


@whole
def accept_other_way(actor: Actor, check_in_id: UUID, because: str) -> None:
    """Lets an answer count that came another way than agreed: somebody asked, and says what came of it."""
    require(actor, "evacuation.check_in")
    row, record = access.check_in(actor, check_in_id)
    waiting = answering.to_ask(record)
    state = CheckInState(row.state)
    if waiting is None or state not in AFTER_ANSWER or record.duress_at is not None:
        raise Refused("wrong_moment")
    if not because.strip():
        raise Refused("reason_missing")
    accepted = replace(waiting, accepted_by=actor.account, accepted_because=because)
    answers = tuple(accepted if each == waiting else each for each in record.answers)
    known = replace(record, answers=answers, received_at=waiting.at, received_by=actor.account)
    _write(actor, row, known, state=AFTER_ANSWER[state], alarm_at=None)
    log(actor.account, "evacuation.check_in_other_way", subject=row.pk, case=record.case)


@whole
def acknowledge(actor: Actor, check_in_id: UUID, note: str) -> None:
    """Takes an alarm on: this person acts on it now, and nobody else is called until the next step.

    Raises Refused where it is no alarm any more.
    """
    require(actor, "alarm.acknowledge")
    row, record = access.check_in(actor, check_in_id)
    if row.state != MISSED:
        raise Refused("wrong_moment")
    taken_on = {"acknowledged_at": actor.now(), "acknowledged_by": actor.account, "acknowledgement": note}
    after = escalation.taken_on(_plan(actor, row), _timer(row))
    _write(actor, row, replace(record, **taken_on), state=ATTENDED, alarm_at=after.at)
    log(actor.account, "evacuation.alarm_acknowledged", subject=row.pk, case=record.case)


@whole
def agree_silence(actor: Actor, check_in_id: UUID, *, until: datetime, because: str) -> None:
    """Agrees that somebody stays silent until then, on a flight or at night: the answer is due when that is over.

    Raises Refused for what is an alarm already, and for a time before the answer was due.
    """
    require(actor, "evacuation.plan")
    row, record = access.check_in(actor, check_in_id)
    if row.state != EXPECTED:
        raise Refused("wrong_moment")
    if not record.due_at < until <= record.due_at + timedelta(days=3):
        raise Refused("silence_out_of_range")
    silent_from = escalation.to_the_minute(rules.with_grace(until, record.grace_minutes))
    timer = escalation.started(_plan(actor, row), silent_from)
    known = replace(record, silent_until=until, silent_because=because)
    _write(actor, row, known, due_at=timer.due_at, alarm_at=timer.at)
    log(actor.account, "evacuation.silence_agreed", subject=row.pk, case=record.case)


def put_off(actor: Actor, row: CheckIn, record: CheckInRecord, due_at: datetime) -> None:
    """Expects the answer at another time, in the caller's transaction: not before a silence that was agreed is over."""
    waits_until = max(due_at, record.silent_until or due_at)
    silent_from = escalation.to_the_minute(rules.with_grace(waits_until, record.grace_minutes))
    timer = escalation.started(_plan(actor, row), silent_from)
    _write(actor, row, replace(record, due_at=due_at), due_at=timer.due_at, alarm_at=timer.at)


@whole
def ask_to_cancel(actor: Actor, check_in_id: UUID, because: str, *, series_too: bool = False) -> None:
    """Asks a second person to expect no sign of life any more: of this check-in, or of all that are left of its series.

    Until somebody agrees, everything goes on.
    """
    require(actor, "evacuation.check_in")
    row, record = access.check_in(actor, check_in_id)
    if row.state not in AFTER_ANSWER:
        raise Refused("wrong_moment")
    if not because.strip():
        raise Refused("reason_missing")
    asked = replace(
        record,
        cancel_asked_by=actor.account,
        cancel_asked_at=actor.now(),
        cancel_because=because,
        cancel_series=series_too and record.series is not None,
    )
    _write(actor, row, asked)
    log(actor.account, "evacuation.check_in_cancel_asked", subject=row.pk, case=record.case)


@whole
def agree_to_cancel(actor: Actor, check_in_id: UUID) -> int:
    """Expects no sign of life any more, as somebody else asked. Returns how many check-ins that ends.

    Of a series, an alarm that runs is ended only where it was asked for at that check-in itself.
    """
    require(actor, "evacuation.plan")
    row, record = access.check_in(actor, check_in_id)
    if record.cancel_asked_by is None or row.state not in AFTER_ANSWER:
        raise Refused("wrong_moment")
    if record.cancel_asked_by == actor.account:
        raise Refused("cancel_needs_another")
    if second.against(actor, record.cancel_asked_by):
        raise Refused("not_confirmed")
    ended = [(row, record)]
    if record.cancel_series:
        every = access.check_ins_of(actor, record.case)
        ended += [
            (other, said)
            for other, said in every
            if said.series == record.series and other.pk != row.pk and other.state == EXPECTED
        ]
    for each, said in ended:
        asked = {name: getattr(record, name) for name in ("cancel_asked_by", "cancel_asked_at", "cancel_because")}
        _write(actor, each, replace(said, **asked, cancelled_by=actor.account), state=CANCELLED, alarm_at=None)
        log(actor.account, "evacuation.check_in_cancelled", subject=each.pk, case=record.case)
    return len(ended)


@whole
def keep_expecting(actor: Actor, check_in_id: UUID) -> None:
    """Takes the wish to cancel back, or refuses it."""
    require(actor, "evacuation.check_in")
    row, record = access.check_in(actor, check_in_id)
    if record.cancel_asked_by is None or row.state not in AFTER_ANSWER:
        raise Refused("wrong_moment")
    _write(
        actor, row, replace(record, cancel_asked_by=None, cancel_asked_at=None, cancel_because="", cancel_series=False)
    )
    log(actor.account, "evacuation.check_in_kept", subject=row.pk, case=record.case)


def _plan(actor: Actor, row: CheckIn) -> Any:
    return escalations.known(actor).of(row.escalation)


def _timer(row: CheckIn) -> Timer:
    return Timer(row.due_at, row.steps, row.calls, row.state == MISSED, row.alarm_at)


def _write(actor: Actor, row: CheckIn, record: CheckInRecord, **columns: Any) -> None:
    """The worker may claim the row between reading and writing: then its timer is another, and we look again."""
    seen = {"state": row.state, "steps": row.steps, "calls": row.calls, "alarm_at": row.alarm_at}
    rewrite(row, record, actor.keys)
    there = CheckIn.objects.filter(pk=row.pk, **seen)
    if not (set_columns(there, **columns) if columns else there.exists()):
        raise Stale
