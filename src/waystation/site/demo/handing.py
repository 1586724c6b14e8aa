"""Hand-overs of the demo: words given for legs that are to come or under way, by which both sides know each other."""

from uuid import UUID

from waystation.evacuation import access
from waystation.evacuation.handover import actions
from waystation.evacuation.handover.rules import Facts
from waystation.evacuation.records import DEPARTED
from waystation.hotline.briefings.records import DRIVER, HOST, TRAVELLER
from waystation.site.demo.world import World
from waystation.staff.actor import Actor

FACTS = Facts(pick_up="By the clock, on the side of the kiosk", people=1, sign="a green thermos", nights=3)


def before(lev: Actor, case: UUID, leg_id: UUID) -> None:
    """Whoever is about to set out, and who drives them, are told of the leg. Nobody keeps their words."""
    leg = access.leg(lev, leg_id)[1]
    actions.brief(lev, case, leg_id, TRAVELLER, FACTS)
    if leg.driver:
        actions.brief(lev, case, leg_id, DRIVER, FACTS, helper=leg.driver)


def make(lev: Actor, land: World, cases: list[UUID]) -> None:
    """Where somebody is on the way to a house, its host is told."""
    for number, case in enumerate(cases):
        for way in access.ways_of(lev, case):
            for leg_id, leg in way.legs:
                if leg.status == DEPARTED and leg.to_place in land.houses and leg.arrives > lev.now():
                    host = land.hosts[number % len(land.hosts)]
                    actions.brief(lev, case, leg_id, HOST, FACTS, helper=host, language="en" if number % 2 else "ru")
