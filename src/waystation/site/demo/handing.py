"""Hand-overs of the demo: words given for legs that are to come or under way, by which both sides know each other."""

from uuid import UUID

from waystation.evacuation import access
from waystation.evacuation.handover import actions
from waystation.evacuation.handover.actions import WAITING
from waystation.evacuation.handover.rules import Facts
from waystation.hotline.briefings.records import DRIVER, HOST, TRAVELLER
from waystation.site.demo.world import World
from waystation.staff.actor import Actor

FACTS = Facts(pick_up="By the clock, on the side of the kiosk", people=1, sign="a green thermos", nights=3)


def make(lev: Actor, land: World, cases: list[UUID]) -> None:
    """Whoever is on the way, and their next helper, are told of the next leg; nobody's words are kept."""
    for number, case in enumerate(cases):
        for way in access.ways_of(lev, case):
            ahead = [pair for pair in way.legs if pair[1].arrives > lev.now() and pair[1].status in WAITING]
            for leg_id, leg in ahead[:1]:
                actions.brief(lev, case, leg_id, TRAVELLER, FACTS, language="ru" if number % 2 else "en")
                if leg.to_place in land.houses:
                    actions.brief(lev, case, leg_id, HOST, FACTS, helper=land.hosts[number % len(land.hosts)])
                elif leg.mode.startswith("car"):
                    actions.brief(lev, case, leg_id, DRIVER, FACTS, helper=leg.driver)
