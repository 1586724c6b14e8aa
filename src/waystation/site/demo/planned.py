"""A plan that was found for those who wait, and that nobody has decided on."""

from decimal import Decimal
from random import Random

from waystation.evacuation.plans import actions
from waystation.staff.actor import Actor

DAYS, SECONDS, ROUNDS = 14, 20, 1


def make(lev: Actor) -> None:
    """Asks the planner for a little work, here and now, and keeps what it found."""
    chance = Random(2017)  # noqa: S311  # repeatable fiction
    why = "Who is accepted and who waits in a house"
    run = actions.ask(lev, days=DAYS, seconds=SECONDS, rounds=ROUNDS, budget=Decimal(5000), chance=chance, why=why)
    actions.keep(lev, run)
