"""What follows on silence, and when: the steps, who is called, and the timer that needs no key. Pure.

The steps and their minutes are those of the vocabulary of check-in states unless an organisation says otherwise. A
timer looks at the moment that it is given alone (`site/clock.py`): whatever is over by it is done once, and what was
skipped while nobody ran is one step, not several.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from waystation.evacuation.check_ins.records import EVERYBODY, ON_DUTY, Escalation, Step
from waystation.evacuation.errors import Refused
from waystation.vocabulary.vocabularies import terms

LATE_AFTER = timedelta(minutes=5)  # an alarm that comes later than this says so
MOST_MINUTES = 7 * 24 * 60
STATES = tuple(term.code for term in terms("checkin_states") if term.extra.get("after_min"))
_ALL = ("late_3", "overdue")  # of which everybody is told at once


def usual() -> Escalation:
    """As the vocabulary proposes it."""
    minutes = {term.code: int(term.extra["after_min"]) for term in terms("checkin_states") if term.code in STATES}
    steps = [
        Step(after=after, state=state, owners=(EVERYBODY,) if state in _ALL else (ON_DUTY,))
        for state, after in minutes.items()
    ]
    return Escalation(name="", steps=tuple(steps))


def check(plan: Escalation) -> None:
    """Steps that follow each other, each a state of the vocabulary, the last of them "overdue". Raises Refused."""
    minutes = [step.after for step in plan.steps]
    if [step.state for step in plan.steps] != [state for state in STATES if state in _states(plan)]:
        raise Refused("steps_out_of_order")
    if "overdue" not in _states(plan):
        raise Refused("steps_without_end")
    if minutes != sorted(set(minutes)) or minutes[0] < 1 or minutes[-1] > MOST_MINUTES:
        raise Refused("steps_out_of_order")
    if not 1 <= plan.again <= 60:
        raise Refused("again_out_of_range")


def _states(plan: Escalation) -> set[str]:
    return {step.state for step in plan.steps}


@dataclass(frozen=True)
class Timer:
    """What a row says in clear: from when silence counts, how many steps were taken, and how often one called.

    `waits`: an alarm that nobody has taken on. `at` is when it goes off next; None: never again.
    """

    due_at: datetime
    steps: int = 0
    calls: int = 0
    waits: bool = False
    at: datetime | None = None


def started(plan: Escalation, due_at: datetime) -> Timer:
    """A timer at its beginning."""
    return Timer(due_at, at=_time_of(plan, due_at, 0))


def taken_on(plan: Escalation, timer: Timer) -> Timer:
    """Somebody acts on it: nobody else is called until the next step."""
    return replace(timer, waits=False, at=_time_of(plan, timer.due_at, timer.steps))


def forced(plan: Escalation, timer: Timer, now: datetime) -> Timer:
    """The word for being forced: the last step, now."""
    return replace(timer, steps=len(plan.steps), calls=0, waits=True, at=now)


def gone_off(plan: Escalation, timer: Timer, now: datetime) -> Timer:
    """What a timer is after it went off at `now`."""
    over = sum(timer.due_at + timedelta(minutes=step.after) <= now for step in plan.steps)
    if over > timer.steps:
        return _called(plan, replace(timer, steps=over, calls=1, waits=True), now)
    if timer.waits:
        return _called(plan, replace(timer, calls=timer.calls + 1), now)
    return taken_on(plan, timer)


def _called(plan: Escalation, timer: Timer, now: datetime) -> Timer:
    again, following = now + timedelta(minutes=plan.again), _time_of(plan, timer.due_at, timer.steps)
    return replace(timer, at=to_the_minute(again if following is None else min(again, following)))


def to_the_minute(moment: datetime) -> datetime:
    """The full minute that follows, or this one: many timers then go off together, and a second tells nobody apart."""
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + timedelta(minutes=1)


def _time_of(plan: Escalation, due_at: datetime, step: int) -> datetime | None:
    return due_at + timedelta(minutes=plan.steps[step].after) if step < len(plan.steps) else None


def was_late(plan: Escalation, timer: Timer, now: datetime) -> bool:
    """Whether the step that goes off at `now` should have done so long before: nobody was running."""
    should = _time_of(plan, timer.due_at, timer.steps)
    return should is not None and now - should > LATE_AFTER


def owner(plan: Escalation, steps: int, calls: int) -> str:
    """Who is called: the owners of the step one after another, then everybody."""
    line: Sequence[str] = (*plan.steps[max(0, min(steps, len(plan.steps)) - 1)].owners, EVERYBODY)
    return line[max(0, min(calls, len(line)) - 1)]


def state(plan: Escalation, steps: int) -> str:
    """The state of the vocabulary after so many steps."""
    return plan.steps[min(steps, len(plan.steps)) - 1].state if steps else "due"
