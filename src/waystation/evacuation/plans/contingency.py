"""What is asked of the planner when something happened to some: a way on for them, and for nobody else."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from random import Random, SystemRandom
from typing import Final
from uuid import UUID

from waystation.evacuation.plans import building, gathering
from waystation.evacuation.plans.building import Built
from waystation.staff.actor import Actor

NO_LIMIT: Final = Decimal(10**9)
"""Euro: in an emergency money is no reason to leave somebody where they are. Who may spend it decides later."""
_SECRET = SystemRandom()


def anew(
    actor: Actor,
    now: datetime,
    *,
    free: Collection[UUID],
    onward: Collection[UUID] = (),
    days: int = 30,
    seconds: int = 20,
    budget: Decimal = NO_LIMIT,
    rates: Mapping[str, Decimal] | None = None,
    chance: Random = _SECRET,
) -> Built:
    """The problem in which only these cases are free, with the households to which they belong.

    They go on from where they are at that moment: on the way, in a house, in one that is compromised; what they were
    told of the rest of their way is given up (`Asked.released`). Everybody else keeps what is adopted or booked: beds,
    seats and helpers are taken as they stand, and whoever must be kept apart from one of them is. `onward` are planned
    beside them and keep what they were told, too: a way is looked for from where that ends. An assessment that is out
    of date keeps nobody from being brought on. `Built.left` says who could not be planned, and why.
    """
    then = replace(actor, now=lambda: now)
    found = gathering.gather(then, days=days, budget=budget, rates=rates, free=free, onward=onward)
    return building.build(
        found.known, name=lambda: chance.randbytes(5).hex(), seconds=seconds, seed=chance.getrandbits(48),
        left=found.left,
    )  # fmt: skip
