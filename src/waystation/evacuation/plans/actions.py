"""The verbs of plans, and the only writers: asked for, kept, hurried, given up, adopted as drafts by a person."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random, SystemRandom
from types import MappingProxyType
from uuid import UUID, uuid4

import msgspec

from waystation.audit.log import log
from waystation.evacuation import access as evacuation
from waystation.evacuation import zones
from waystation.evacuation.actions.whole import whole
from waystation.evacuation.errors import Refused
from waystation.evacuation.plans import access, adopting, building, contingency, events, gathering, solving, wording
from waystation.evacuation.plans.contingency import NO_LIMIT
from waystation.evacuation.plans.figures import fits
from waystation.evacuation.plans.models import PartRow, RunRow
from waystation.evacuation.plans.records import CANCELLED, CHOICES, FAILED, Asked, Option, Part, Run
from waystation.evacuation.plans.ways import Told, best
from waystation.planning.problem import SLOTS
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import COORDINATION
from waystation.vault.compartments import Compartment
from waystation.vault.records import create, delete, rewrite

replace = msgspec.structs.replace

SECONDS = (20, 60, 300, 600)
DAYS = (7, 90)
ANEW_DAYS, ANEW_SECONDS = 30, 20
_NOTHING: Mapping[UUID, Collection[events.Event]] = MappingProxyType({})
_SECRET = SystemRandom()
KEPT = timedelta(days=14)
"""How long a plan is kept after the last of its days: then it is no longer of use to anybody but those who hunt."""


def ask(
    actor: Actor,
    *,
    days: int,
    seconds: int,
    budget: Decimal = Decimal(0),
    rates: Mapping[str, Decimal] | None = None,
    why: str = "",
    once: UUID | None = None,
    chance: Random = _SECRET,
    rounds: int = 0,
    because: Mapping[UUID, Collection[events.Event]] = _NOTHING,
) -> UUID:
    """Asks for a plan for everybody who may be planned, and begins to look for it. Returns the id of the run.

    The same `once` asks once. A simulation gives the `chance` by which ids and the seed are drawn, else a secret, and
    the `rounds` of work that are done at once, here: then the same is found every time. `because` says of cases what
    happened to them, where the plan is made anew for that. Raises Refused where there is
    nobody to plan, or a number is out of its range.
    """
    require(actor, "evacuation.plan")
    if not DAYS[0] <= days <= DAYS[1] or seconds not in SECONDS or not 0 <= budget <= 10**9:
        raise Refused("no_such_question")
    made = once or uuid4()
    if not RunRow.objects.filter(pk=made).exists():
        found = gathering.gather(actor, days=days, budget=budget, rates=rates)
        if not found.known.crowds:
            raise Refused("nobody_to_plan")
        built = building.build(
            found.known, name=lambda: chance.randbytes(5).hex(), seconds=seconds, seed=chance.getrandbits(48)
        )  # fmt: skip
        built = building.Built(replace(built.asked, rounds=rounds), built.parties)
        _store(actor, made, built, why, because)
        if rounds:
            solving.work_here(made, built.asked)
    begin(actor, made)
    return made


def propose(actor: Actor, *, once: UUID | None = None, instead_of: UUID | None = None) -> UUID:
    """Makes ways anew after what happened, with the fewest changes for those who know theirs. Returns the run.

    Those alone are free whose way does not hold; everybody else keeps theirs. Where somebody did not check in, all are
    in it, since those of whom the missing know may have to leave. So they are `instead_of` a proposal in which some
    found no way beside the others: it is deleted, unless something of it was adopted.

    It changes no journey: a person adopts it, or not. The same `once` asks once. Raises Refused where nothing happened
    that waits for it, or nobody can be planned; Absent.
    """
    require(actor, "evacuation.plan")
    if once and RunRow.objects.filter(pk=once).exists():
        return once
    found = [each for each in events.happened(actor) if not each.decided]
    if instead_of:
        access.run(actor, instead_of)
    elif not any(each.waits for each in found):
        raise Refused("nothing_happened")
    because = {each.case: each.events for each in found}
    if instead_of or any(events.Kind.CHECK_IN in each.kinds for each in found):
        made = ask(
            actor, days=ANEW_DAYS, seconds=ANEW_SECONDS, budget=NO_LIMIT, why=str(wording.ANEW), once=once,
            because=because,
        )  # fmt: skip
    else:
        made = _beside(actor, found, once or uuid4())
    if instead_of and not any(part.journeys for part in _parts(actor, instead_of)):
        drop(actor, instead_of)
    return made


def _beside(actor: Actor, found: Sequence[events.Happened], made: UUID) -> UUID:
    """A run in which those alone are planned to whom this happened."""
    onward = {each.case for each in found if each.holds}
    built = contingency.anew(
        actor, actor.now(), free={each.case for each in found} - onward, onward=onward, days=ANEW_DAYS,
        seconds=ANEW_SECONDS, budget=NO_LIMIT,
    )  # fmt: skip
    if not built.parties:
        raise Refused("nobody_to_plan")
    _store(actor, made, built, str(wording.ANEW), {each.case: each.events for each in found}, beside=True)
    begin(actor, made)
    return made


def _parts(actor: Actor, run_id: UUID) -> list[Part]:
    return [member.part for members in access.members(actor, run_id).values() for member in members]


@whole
def _store(
    actor: Actor,
    made: UUID,
    built: building.Built,
    why: str,
    because: Mapping[UUID, Collection[events.Event]] = _NOTHING,
    *,
    beside: bool = False,
) -> None:
    _forget_old(actor)
    run = Run(asked=built.asked, by=actor.account, at=actor.now(), why=why, beside=beside)
    create(RunRow, run, actor.keys.key(actor.team(COORDINATION)), id=made)
    for party, crowd in built.parties.items():
        for case_id, persons in crowd.cases.items():
            named = tuple(sorted(str(event) for event in because.get(case_id, ())))
            part = Part(run=made, party=party, persons=persons, because=named)
            create(PartRow, part, actor.keys.key(case_id, Compartment.LOGISTICS))
    log(actor.account, "evacuation.plan_asked", subject=made)


def _forget_old(actor: Actor) -> None:
    """Deletes what is left of plans whose time has long passed."""
    today = actor.now().date()
    old = {pk for pk, run in access.runs(actor).items() if _last_day(run.asked) + KEPT < today}
    for pk in old:
        _delete(actor, pk)


def _last_day(asked: Asked) -> date:
    return asked.first + timedelta(days=asked.problem.slots // SLOTS)


def _delete(actor: Actor, run_id: UUID) -> None:
    """The run, and its parts as far as this person opens them: what is left of it elsewhere says nothing any more."""
    rows = [member.id for members in access.members(actor, run_id).values() for member in members]
    delete(*PartRow.objects.filter(pk__in=rows), *RunRow.objects.filter(pk=run_id))


def begin(actor: Actor, run_id: UUID) -> solving.Solver | None:
    """Goes on with a run that has no end yet, wherever it broke off. None for one that is over."""
    _row, run = access.run(actor, run_id)
    return None if run.stopped else solving.begin(run_id, run.asked)


@whole
def keep(actor: Actor, run_id: UUID) -> None:
    """Seals what was found, if that is done. What breaks a rule without saying so is not kept.

    The process that plans is not trusted: what it says is checked by what shares nothing with it.
    """
    require(actor, "evacuation.read")
    solver = solving.solver(run_id)
    if solver is None or not solver.is_over:
        return
    row, run = access.run(actor, run_id)
    if not run.stopped:
        options = tuple(_right(run.asked, list(solver.options.values())))
        stopped = solver.stopped if options else FAILED
        rewrite(row, replace(run, options=options, stopped=stopped, ended=actor.now()), actor.keys)
        log(actor.account, "evacuation.plan_kept", subject=run_id)
    solving.forget(run_id)


def _right(asked: Asked, options: Sequence[Option]) -> list[Option]:
    order = {choice: number for number, choice in enumerate(CHOICES)}
    right = [each for each in options if each.choice in order and fits(asked, each)]
    return sorted(right, key=lambda each: (each.contingency, order[each.choice]))


def hurry(actor: Actor, run_id: UUID) -> None:
    """Takes the best plan that has been found by now."""
    require(actor, "evacuation.plan")
    access.run(actor, run_id)
    if solver := solving.solver(run_id):
        solver.hurry()


def begin_helping(actor: Actor, run_id: UUID, choice: str) -> None:
    """Begins to find out what would help most beside a plan. Raises Absent, Refused where there is no such plan."""
    require(actor, "evacuation.plan")
    _row, run = access.run(actor, run_id)
    option = best(run.options, choice)
    if option is None:
        raise Refused("no_such_plan")
    if is_behind(actor, run):
        raise Refused("plan_is_behind")
    solving.begin_helping(run_id, choice, run.asked, dict(option.plan))


def stop_helping(actor: Actor, run_id: UUID, choice: str) -> None:
    """Is content with what was tried by now."""
    require(actor, "evacuation.plan")
    access.run(actor, run_id)
    if found := solving.helping(run_id, choice):
        found.hurry()


@whole
def again(actor: Actor, run_id: UUID) -> None:
    """Looks once more for what failed. Raises Refused for a run that has plans."""
    require(actor, "evacuation.plan")
    row, run = access.run(actor, run_id)
    if run.stopped not in (FAILED, CANCELLED) or run.options:
        raise Refused("wrong_moment")
    rewrite(row, replace(run, stopped="", ended=None), actor.keys)
    log(actor.account, "evacuation.plan_asked", subject=run_id)


@whole
def drop(actor: Actor, run_id: UUID) -> None:
    """Ends a run and deletes it with its plans. Journeys that were drafted by it stay."""
    require(actor, "evacuation.plan")
    access.run(actor, run_id)
    _delete(actor, run_id)
    solving.forget(run_id)
    log(actor.account, "evacuation.plan_dropped", subject=run_id)


@whole
def adopt(actor: Actor, part_id: UUID, choice: str) -> list[UUID]:
    """Drafts the journeys of the party of a part as a plan has them, with beds and check-ins. Returns their ids.

    Nobody is told anything by that: each is a draft that two people approve and the person agrees to. Older drafts of
    these cases are given up for it, and journeys that it changes. Raises Absent, Refused.
    """
    require(actor, "evacuation.plan")
    run_id, party, members = access.party(actor, part_id)
    _row, run = access.run(actor, run_id)
    option = best(run.options, choice)
    if option is None or party not in option.plan:
        raise Refused("no_such_plan")
    told = Told(run.asked, zones.zone())
    if sum(member.part.persons for member in members) != told.parties[party].size:
        raise Refused("not_all_open")
    if any(member.part.journeys for member in members):
        raise Refused("adopted_already")
    if party in option.stuck:
        raise Refused("no_way_for_them")
    made = adopting.draft(actor, told, option, party, members)
    for member, journeys in made:
        row, part = access.part(actor, member.id)
        adopted = replace(
            part, choice=choice, journeys=tuple(journeys), adopted_by=actor.account, adopted_at=actor.now()
        )
        rewrite(row, adopted, actor.keys)
        log(actor.account, "evacuation.plan_adopted", subject=run_id, case=member.case)
    return [pk for _, journeys in made for pk in journeys]


def is_behind(actor: Actor, run: Run) -> bool:
    """Whether the first departures of a plan have passed: then it is to be made anew."""
    calendar = Told(run.asked, zones.zone()).calendar
    return calendar.slot(actor.now()) >= run.asked.problem.now


def places_of(actor: Actor) -> Mapping[UUID, str]:
    """What each place is called."""
    return {pk: place.name for pk, place in evacuation.places(actor).items()}
