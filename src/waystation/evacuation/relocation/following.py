"""What is noted of a track, and which of its steps are done by that. Pure."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.utils.timezone import localtime
from msgspec.structs import replace

from waystation.evacuation.relocation import dated, deadlines, instances, rules
from waystation.evacuation.relocation.records import (
    APPEAL_DECIDED,
    APPEALED,
    APPOINTMENT,
    DECIDED,
    FILED,
    KEPT,
    PAPERS,
    REFUSED,
    TERMS,
    WITHDRAWN,
    Application,
    Step,
)
from waystation.evacuation.relocation.rules import Whole


def noted(whole: Whole, today: date) -> dict[str, date]:
    """What of FOLLOWS holds of a track, and since which day; today where nobody writes down such a day."""
    papers = [paper for _id, paper in whole.papers]
    applications = [each for _id, each in whole.applications if each.filed_on is not None]
    asked = [each for each in applications if each.decision != WITHDRAWN]
    refused = [each for each in asked if each.decision == REFUSED]
    appealed = [each for each in applications if each.appealed_on is not None or each.earlier]
    contested = [each for each in asked if each.decision == REFUSED or each.earlier]
    granted = bool(asked) and not refused and not any(instances.is_awaited(each) for each in asked)
    holds = {
        TERMS: whole.terms is not None,
        # What is decided is decided with the papers that were there.
        PAPERS: (bool(papers) and not any(rules.is_lacking(each, today) for each in papers)) or granted,
        APPOINTMENT: any(each.outcome in ("", KEPT) for _id, each in whole.appointments),
        FILED: bool(applications),
        DECIDED: bool(asked) and not any(instances.is_awaited(each) for each in asked),
        APPEALED: bool(contested) and not any(instances.may_appeal(each) for each in refused),
        APPEAL_DECIDED: bool(appealed) and not any(_asks_a_court(each) for each in appealed),
    }
    days = {
        FILED: min((each.filed_on for each in applications if each.filed_on), default=today),
        DECIDED: max((each.decided_on for each in asked if each.decided_on), default=today),
        APPEALED: max((day for each in contested for day in _appealed_on(each)), default=today),
        APPEAL_DECIDED: max((day for each in appealed for day in _answered_on(each)), default=today),
    }
    return {code: days.get(code, today) for code, is_so in holds.items() if is_so}


def _asks_a_court(application: Application) -> bool:
    """Whether an answer is waited for, or another appeal can be made after an earlier one was answered."""
    stands = instances.standing(application)
    return instances.is_under_appeal(stands) or (bool(stands.earlier) and instances.may_appeal(stands))


def _appealed_on(application: Application) -> list[date]:
    return [day for day in (*(each.appealed_on for each in application.earlier), application.appealed_on) if day]


def _answered_on(application: Application) -> list[date]:
    earlier = (each.appeal_decided_on for each in application.earlier)
    return [day for day in (*earlier, application.appeal_decided_on) if day]


def done_by(whole: Whole, today: date) -> dict[UUID, date]:
    """The steps that are done by what is noted, or by an appointment of theirs that was kept; on which day."""
    known = noted(whole, today)
    found = {id_: known[step.follows] for id_, step in whole.steps if step.follows in known}
    for _id, each in whole.appointments:
        if each.step is not None and each.outcome == KEPT:
            found.setdefault(each.step, localtime(each.starts).date())
    return found


def following(whole: Whole, today: date) -> Iterator[tuple[UUID, Step]]:
    """The steps that are to be ticked, or open again, because of what is noted, as they have to be."""
    days = done_by(whole, today)
    for id_, step in whole.steps:
        day = days.get(id_)
        if day is not None and step.done_on is None and not step.by_hand:
            yield id_, replace(step, done_on=max(day, step.since or day), by_itself=True)
        elif day is None and step.by_itself and step.done_on is not None:
            yield id_, replace(step, done_on=None, by_itself=False, since=today)
        elif day is None and step.by_hand:
            yield id_, replace(step, by_hand=False)


def said_by_hand(before: Step, wanted: Step, *, holds: bool) -> Step:
    """The step as somebody says it anew, where `holds` tells whether what it follows is noted.

    A tick that is taken away although it is noted stays away; one that was there by itself stays so where its day does.
    """
    is_open, same = wanted.done_on is None, wanted.follows == before.follows
    return replace(
        wanted,
        by_itself=before.by_itself and not is_open and same and wanted.done_on == before.done_on,
        by_hand=is_open and holds and same and (before.by_hand or before.done_on is not None),
    )


def due(whole: Whole, step_id: UUID, step: Step) -> date | None:
    """By when a step is to be done: as somebody said, or as its appointment, an appeal or a usual time says."""
    if step.due is not None:
        return step.due
    days: list[date | None] = [
        localtime(each.starts).date() for _id, each in whole.appointments if each.step == step_id and not each.outcome
    ]
    if step.follows == APPEALED:
        stand = [instances.standing(each) for _id, each in whole.applications]
        last = [deadlines.appeal(each, whole.terms) for each in stand if instances.may_appeal(each)]
        days += [each.day for each in last if each]
    if step.follows == DECIDED:
        days += [dated.late_on(whole, each) for _id, each in whole.applications]
    return min((day for day in days if day is not None), default=None)


def after_refusal(whole: Whole) -> int | None:
    """Where the steps of an appeal come into the list: after the decision, else before the first that is open; None
    where they are there."""
    if any(step.follows == APPEALED and step.done_on is None for _id, step in whole.steps):
        return None
    decided = [step.number for _id, step in whole.steps if step.follows == DECIDED]
    if decided:
        return max(decided) + 1
    following_it = rules.next_step(whole)
    last = max((step.number for _id, step in whole.steps), default=0)
    return following_it[1].number if following_it else last + 1


def without_refusal(whole: Whole) -> list[UUID]:
    """The open steps of an appeal against a refusal that stands there no more."""
    if any(each.decision == REFUSED for _id, each in whole.applications):
        return []
    return [id_ for id_, step in whole.steps if step.follows in (APPEALED, APPEAL_DECIDED) and step.done_on is None]
