"""A run with its plan as it is kept, without a planner: for tests that look at something else."""

from __future__ import annotations

from uuid import UUID

from waystation.evacuation.plans.models import PartRow, RunRow
from waystation.evacuation.plans.records import SAFEST, TIME, Asked, Option, Part, Ride, Run
from waystation.planning import Leg, Party, Place, Problem, Step
from waystation.planning.problem import Departure
from waystation.staff.actor import Actor
from waystation.staff.teams import COORDINATION
from waystation.vault.compartments import Compartment
from waystation.vault.records import create

PARTY = "a1"


def stored(
    actor: Actor,
    case_id: UUID,
    start: UUID,
    house: UUID,
    *,
    cost: str = "",
    currency: str = "",
    persons: int = 1,
    steps: tuple[Step, ...] = (Step("c1", 5),),
) -> UUID:
    """Somebody goes from a place to a house on the second day, or, without steps, stays where they are."""
    problem = Problem(
        name="",
        days=6,
        places=(
            Place(id="b1", kind="origin", lat=0, lon=0, country="home"),
            Place(id="b2", kind="house", lat=1, lon=1, country="home", beds=2, max_stay=9, accepts=("unknown",)),
        ),
        legs=(
            Leg(
                id="c1", a="b1", b="b2", mode="bus", dur=1, cost=5, exposure=100, id_checks=0, checkpoints=0,
                doc="none", departs=(Departure(-1, 1),), capacity=4,
            ),
        ),
        pathways=(),
        parties=(
            Party(
                id=PARTY, size=persons, origin="b1", cats=("unknown",), urgency=2, deadline=3, internal_day=0,
                foreign_day=0, id_risk=10, ck_risk=10, pursuit={}, visas={}, registered=0,
            ),
        ),
        conflicts=(),
        drivers={},
        escorts=0,
        budget=100,
        closed=(),
        now=4,
    )  # fmt: skip
    ride = Ride(from_place=start, to_place=house, mode="taxi", minutes=90, cost=cost, currency=currency)
    asked = Asked(
        problem=problem, first=actor.now().date(), seconds=20, seed=1, places={"b1": start, "b2": house},
        rides={"c1": ride},
    )  # fmt: skip
    option = Option(choice=SAFEST, plan={PARTY: steps})
    run = Run(asked=asked, by=actor.account, at=actor.now(), options=(option,), stopped=TIME, ended=actor.now())
    row = create(RunRow, run, actor.keys.key(actor.team(COORDINATION)))
    create(PartRow, Part(run=row.pk, party=PARTY, persons=persons), actor.keys.key(case_id, Compartment.LOGISTICS))
    return row.pk
