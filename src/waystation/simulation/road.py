"""Legs on the road: words given before, setting out, arriving, and what helpers say."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from waystation.casework.errors import Refused as CaseRefused
from waystation.evacuation import access
from waystation.evacuation import actions as evacuation
from waystation.evacuation.errors import Refused
from waystation.evacuation.handover import actions as handover
from waystation.evacuation.handover import moving
from waystation.evacuation.handover.changes import seal
from waystation.evacuation.handover.errors import Refused as HandoverRefused
from waystation.evacuation.handover.rules import Facts
from waystation.evacuation.records import APPROVED, ARRIVED, DRIVER, UNDER_WAY, LegRecord
from waystation.evacuation.rules import WAITING
from waystation.hotline.briefings import opening
from waystation.hotline.briefings.records import DONE, TRAVELLER
from waystation.simulation import approving
from waystation.simulation.agenda import World, journeys
from waystation.simulation.scenario import LATE_TRAIN, UNCONFIRMED
from waystation.staff.errors import Absent

REFUSED: Final = (Refused, CaseRefused, HandoverRefused)
TOLD_BEFORE: Final = timedelta(hours=3)
DELAY = "train late"


def code_of(refused: Exception) -> str:
    """What was refused, for counting."""
    return getattr(refused, "code", "") or "; ".join(str(reason) for reason in getattr(refused, "reasons", ()))


class Road:
    """Everybody who travels."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._watched: set[UUID] = set()
        self._words: dict[tuple[UUID, str], str] = {}
        self.arrived: Callable[[UUID], object] = lambda _: None
        """Is told of each journey of which a leg has arrived."""

    def watch(self, journey_id: UUID) -> None:
        """Notes for each leg of an approved journey what happens with it."""
        for leg_id, leg in access.way(self.world.cast.lev, journey_id).legs:
            if leg.status in WAITING and leg_id not in self._watched:
                self._watched.add(leg_id)
                self._prepare(leg_id, leg)

    def _prepare(self, leg_id: UUID, leg: LegRecord) -> None:
        self.world.agenda.at(leg.departs - TOLD_BEFORE, lambda: self._tell(leg_id))
        self.world.agenda.at(leg.departs, lambda: self._set_out(leg_id))
        if leg.mode == "train" and self.world.scenario.happens(LATE_TRAIN):
            self.world.agenda.at(leg.departs - timedelta(minutes=50), lambda: self._late(leg_id))

    def _leg(self, leg_id: UUID) -> tuple[UUID, LegRecord] | None:
        """A leg that is still to be taken, with its case; None where it was given up or waits to be approved."""
        try:
            row, leg = access.leg(self.world.cast.lev, leg_id)
        except Absent:
            return None
        journey = access.journey(self.world.cast.lev, leg.journey)[1]
        if leg.status in WAITING and journey.status in (APPROVED, UNDER_WAY):
            return row.locator, leg
        self._watched.discard(leg_id)
        return None

    # before

    def _tell(self, leg_id: UUID) -> None:
        """Words for whoever drives and whoever travels. Of a later leg they hear after the one before."""
        if found := self._leg(leg_id):
            case, leg = found
            if leg.driver:
                self._brief(case, leg_id, DRIVER, leg.driver)
            self._brief(case, leg_id, TRAVELLER, None)

    def _brief(self, case: UUID, leg_id: UUID, role: str, helper: UUID | None) -> None:
        facts = Facts(pick_up="The clock at the market", drop_off="The fountain by the park", sign="a green thermos",
                      people=self.world.travellers[case].party.size)  # fmt: skip
        if (leg_id, role) in self._words:
            return
        try:
            words = handover.brief(self.world.cast.lev, case, leg_id, role, facts, language="en", helper=helper)
        except (*REFUSED, Absent) as refused:
            if code_of(refused) != "earlier_leg_open":
                self.world.refused[f"brief: {code_of(refused)}"] += 1
            return
        self._words[leg_id, role] = " ".join(words)

    def _late(self, leg_id: UUID) -> None:
        """The railway says that it leaves later: everybody on it and after it is moved in one action."""
        if not (found := self._leg(leg_id)):
            return
        case, leg = found
        later = timedelta(minutes=self.world.scenario.chance.choice((60, 90, 150)))
        ends, actor = (leg.departs + later, leg.arrives + later), self.world.cast.mira
        try:
            affected = moving.delayed(actor, case, leg_id, *ends)
            moving.move(actor, case, leg_id, *ends, seen=seal(affected))
        except REFUSED as refused:
            self.world.refused[f"delay: {code_of(refused)}"] += 1
            return
        for each in affected:
            self._approve_again(each.way.case)
        self.world.tell(DELAY, f"a train is {later.seconds // 60} minutes late, and with it {journeys(len(affected))}")

    def _approve_again(self, case: UUID) -> None:
        """What was changed is another journey, which two look at."""
        try:
            approving.approve_all(self.world, case)
        except REFUSED as refused:
            self.world.refused[f"approve again: {code_of(refused)}"] += 1
            self.world.waits.add(case)
            self.world.because = self.world.because or "a journey was changed"

    # on the way

    def _set_out(self, leg_id: UUID) -> None:
        if not (found := self._leg(leg_id)):
            return
        case, leg = found
        if leg.departs > self.world.now:
            self.world.agenda.at(leg.departs, lambda: self._set_out(leg_id))
            return
        self._brief(case, leg_id, TRAVELLER, None)
        try:
            evacuation.depart(self.world.cast.lev, leg_id)
        except REFUSED as refused:
            self._held_back(case, leg_id, leg, code_of(refused))
            return
        ends = leg.arrives + self.world.scenario.minutes(-10, 15)
        self.world.agenda.at(max(ends, self.world.now + timedelta(minutes=5)), lambda: self._arrive(case, leg_id))

    def _held_back(self, case: UUID, leg_id: UUID, leg: LegRecord, code: str) -> None:
        """Who may not set out waits for the one before them, or for another plan."""
        if code == "changed_on_the_way":
            self._approve_again(case)
        if code in ("earlier_leg_open", "changed_on_the_way") and self.world.now - leg.departs < timedelta(hours=6):
            self.world.agenda.at(self.world.now + timedelta(minutes=20), lambda: self._set_out(leg_id))
            return
        self.world.refused[f"depart: {code}"] += 1
        self._watched.discard(leg_id)
        self.world.waits.add(case)
        self.world.because = self.world.because or "somebody could not set out"

    def _arrive(self, case: UUID, leg_id: UUID) -> None:
        leg = access.leg(self.world.cast.lev, leg_id)[1]
        if leg.arrived_at or leg.status == ARRIVED:
            return
        if leg.arrives - self.world.now > timedelta(minutes=20):  # it goes later than it did when they set out
            self.world.agenda.at(leg.arrives, lambda: self._arrive(case, leg_id))
            return
        evacuation.arrive(self.world.cast.lev, leg_id)
        self._report(leg_id)
        self.arrived(leg.journey)
        way = access.way(self.world.cast.lev, leg.journey)
        following = next((pk for pk, other in way.legs if other.status in WAITING), None)
        if following and self._leg(following):
            self._brief(case, following, TRAVELLER, None)

    def _report(self, leg_id: UUID) -> None:
        """Whoever has words says by them how it went; now and then somebody forgets."""
        for role in (DRIVER, TRAVELLER):
            words = self._words.pop((leg_id, role), "")
            if words and not self.world.scenario.happens(UNCONFIRMED):
                wait = self.world.scenario.minutes(2, 35)
                self.world.agenda.at(self.world.now + wait, lambda words=words: self._say(words))  # type: ignore[misc]

    def _say(self, words: str) -> None:
        now: datetime = self.world.now
        cookie = opening.enter(words, now=now)
        reader = opening.resume(cookie, now=now) if cookie else None
        if cookie and reader:
            opening.report(reader, DONE, now=now)
            opening.leave(cookie)
