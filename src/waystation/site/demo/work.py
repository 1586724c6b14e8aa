"""The work of the fictional organisation: lists for its stages, tasks, flags, approvals."""

import random
from datetime import timedelta
from uuid import UUID, uuid4

from waystation.casework.work import actions
from waystation.casework.work.records import DONE, OWNER, Item
from waystation.staff.actor import Actor
from waystation.staff.teams import COORDINATION, DUTY

LISTS = {
    "accepted": (("Ask about health and medicines", 1, OWNER), ("Ask which papers there are", 2, OWNER)),
    "planning_exit": (("Two beds on the way", 2, COORDINATION), ("Agree on a word for the road", 1, OWNER)),
    "shelter_domestic": (("First talk with the doctor", 2, OWNER), ("House rules, read together", 0, OWNER)),
    "documents": (("Passport appointment", 5, OWNER), ("Photographs", 3, "")),
    "arrived": (("Introduce to the local partner", 2, OWNER), ("Telephone with a number there", 1, "")),
}
TASKS = ("Buy a telephone", "Winter coat and shoes", "Translate the letter", "Call the clinic", "Pay the ticket")
FLAGS = ("Was seen near the station by somebody from home.", "Asks about another guest by name.")
ASKED = (("money", "320 for the ticket and two nights"), ("plan", "By train instead of by car, a day earlier"))


def lists(lev: Actor) -> None:
    """What the stages propose."""
    for stage, tasks in LISTS.items():
        actions.keep_template(
            lev, stage, [Item(id=uuid4(), what=what, days=days, team=who) for what, days, who in tasks]
        )


def on_case(actor: Actor, case: UUID, chance: random.Random) -> None:
    """Some work on an open case."""
    today = actor.today
    for what in chance.sample(TASKS, chance.randint(0, 2)):
        whose = chance.choice(({"who": actor.account}, {"team": DUTY}, {}))
        task = actions.add_task(actor, case, what=what, due=today + timedelta(days=chance.randint(-2, 12)), **whose)
        if chance.random() < 0.3:
            actions.end_task(actor, task, DONE, note="went well")
    if chance.random() < 0.08:
        actions.raise_flag(actor, case, message=chance.choice(FLAGS))
    if chance.random() < 0.08:
        kind, what = chance.choice(ASKED)
        actions.ask_approval(actor, case, kind=kind, what=what)
