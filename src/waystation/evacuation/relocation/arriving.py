"""The verbs of an arrival and of the year after it. See `actions`."""

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from waystation.casework import access as casework
from waystation.casework import actions as cases
from waystation.casework import instead, stages
from waystation.casework import rules as case_rules
from waystation.casework.errors import Refused, refuse
from waystation.casework.records import CaseStub
from waystation.casework.rules import Sentence, Wish
from waystation.casework.services import access as services
from waystation.casework.work import actions as work
from waystation.evacuation.relocation import after_arrival, dated, rules, wording, writing
from waystation.evacuation.relocation.models import ArrivalRow, CheckUpRow
from waystation.evacuation.relocation.records import Arrival, CheckUp
from waystation.evacuation.relocation.rules import Whole
from waystation.staff.actor import Actor
from waystation.staff.teams import COORDINATION
from waystation.vault.records import create

ARRIVED = "arrived"  # the stage


@transaction.atomic
def arrive(actor: Actor, case_id: UUID, arrival: Arrival, *, once: UUID | None = None) -> UUID:
    """They arrived by a track: from here on somebody asks how they are, for a year, and the case stands as arrived
    where it may go there from its stage; `still_before` says why not. Returns the arrival's id.

    Raises Absent, Refused before they could travel, or where it is noted already.
    """
    found = writing.open_track(actor, case_id, arrival.track)
    if found.arrival is not None:
        if found.arrival[0] == once:
            return once
        raise Refused([wording.ARRIVED_ALREADY])
    _check(actor, found, arrival)
    key = writing.key(actor, case_id)
    for day in after_arrival.days(arrival.arrived_on):
        create(CheckUpRow, writing.signed(actor, CheckUp(track=arrival.track, due=day)), key)
    if is_before(casework.case(actor, case_id)[1]) and not still_before(actor, case_id, found.track.country):
        cases.advance(actor, case_id, ARRIVED, place=arrival.place, country=found.track.country)
    return writing.add(actor, case_id, ArrivalRow, arrival, "relocation.arrived", once=once)


def is_before(stub: CaseStub) -> bool:
    """Whether an open case does not stand as arrived yet."""
    return stages.is_open(stub.stage) and stub.stage not in stages.SAFE


def still_before(actor: Actor, case_id: UUID, country: str) -> list[Sentence]:
    """Why casework does not let a case stand as arrived; nothing where it would."""
    standing = casework.standing(actor, case_id, casework.case(actor, case_id)[1])
    return case_rules.refusals(standing, Wish(ARRIVED, country=country))


def _check(actor: Actor, found: Whole, arrival: Arrival) -> None:
    refuse(sentence for _name, sentence in rules.arrival_faults(found, arrival, actor.today))
    if arrival.reception is not None:
        services.provider(actor, arrival.reception)


@transaction.atomic
def change_arrival(actor: Actor, case_id: UUID, arrival_id: UUID, arrival: Arrival, *, seen: int | None = None) -> None:
    """Says anew when, where, who met them, who looks after them. Days of asking stay. Raises Absent, Refused, Stale."""
    row, before, found = writing.open_part(actor, case_id, ArrivalRow, arrival_id, seen)
    kept = writing.replace(arrival, track=before.track)
    _check(actor, found, kept)
    writing.rewrite(actor, row, kept, "relocation.arrived")


@transaction.atomic
def plan_check_up(actor: Actor, case_id: UUID, track_id: UUID, due: date, *, once: UUID | None = None) -> UUID:
    """One more day on which somebody asks. Returns its id. Raises Absent, Refused."""
    found = writing.open_track(actor, case_id, track_id)
    wanted = CheckUp(track=track_id, due=due)
    _check_check_up(actor, found, wanted)
    return writing.add(actor, case_id, CheckUpRow, wanted, "relocation.check_up_planned", once=once)


def _check_check_up(actor: Actor, found: Whole, wanted: CheckUp) -> None:
    if found.arrival is None:
        raise Refused([wording.NOT_READY])
    day = found.arrival[1].arrived_on
    refuse(sentence for _name, sentence in rules.check_up_faults(wanted, day, actor.today))


@transaction.atomic
def check_up(
    actor: Actor,
    case_id: UUID,
    check_up_id: UUID,
    *,
    done_on: date,
    how: str,
    signs: tuple[str, ...] = (),
    note: str = "",
    seen: int | None = None,
) -> None:
    """Says how they are, with warning signs. Raises Absent, Refused, Stale.

    Signs, danger and no answer call the duty team and whoever is responsible, and make a task for today.
    """
    row, before, found = writing.open_part(actor, case_id, CheckUpRow, check_up_id, seen)
    wanted = writing.replace(before, done_on=done_on, how=how, signs=signs, note=note)
    _check_check_up(actor, found, wanted)
    if dated.is_alarming(wanted) and before.task is None:
        today = actor.today
        task = work.add_task(actor, case_id, what=str(wording.SIGNS_TASK), due=today, team=COORDINATION)
        wanted = writing.replace(wanted, task=task)
        instead.call(actor, case_id)
    writing.rewrite(actor, row, wanted, "relocation.checked_up")


def year_over(found: Whole, today: date) -> bool:
    """Whether the year after an arrival is over."""
    return found.arrival is not None and today >= found.arrival[1].arrived_on + timedelta(days=365)
