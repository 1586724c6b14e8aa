"""A second reading of format 1: the README's rules and objective, slot by slot, as one would live through a plan.

Shares nothing with `checking.py` but the names of the rules. Slow, and meant to be read beside the text:
"a step starts where the last one ended", and so on. Whoever is not where the next step begins is lost: what the steps
before it broke counts, and nothing else of them does.
"""

from collections import Counter
from dataclasses import dataclass, field
from math import ceil, floor

from waystation.planning import Leg, Party, Place, Plan, Problem, Rule

Broken = tuple[Rule, tuple[str, ...], str, int | None]
"""The rule, by whom, where and when."""


@dataclass
class Life:
    """What happens to one party, slot by slot until the end of the horizon."""

    party: Party
    lost: bool = False
    waits: dict[int, Place] = field(default_factory=dict)
    """Where it waits through which slot."""
    beds: dict[int, Place] = field(default_factory=dict)
    """Where it waits through a slot, or has had a bed when it leaves in it."""
    boarded: list[tuple[int, Leg]] = field(default_factory=list)
    place: Place | None = None
    """Where it stands in the end, or would if there were more time."""

    def away(self, slot: int) -> bool:
        return any(departs <= slot < departs + leg.dur for departs, leg in self.boarded)


@dataclass
class Simulation:
    """Of one plan: `broken`, and the parts of the objective by name."""

    problem: Problem
    plan: Plan
    broken: list[Broken] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.places = {each.id: each for each in self.problem.places}
        self.legs = {each.id: each for each in self.problem.legs}
        self.horizon = 4 * self.problem.days
        self.lives = [self.live(each) for each in self.problem.parties if each.id in self.plan]
        for each in self.problem.parties:
            if each.id not in self.plan:
                self.breaks(Rule.MISSING, each)
        self.lives = [each for each in self.lives if not each.lost]
        for life in self.lives:
            self.sleep(life)
        self.share()

    def breaks(self, rule: Rule, party: Party | None, where: str = "", slot: int | None = None) -> None:
        self.note(rule, (party.id,) if party else (), where, slot)

    def note(self, rule: Rule, parties: tuple[str, ...], where: str, slot: int | None) -> None:
        """What happened before now is judged no more."""
        if slot is None or slot >= self.problem.now or rule is Rule.CONTINUITY:
            self.broken.append((rule, parties, where, slot))

    # one party

    def live(self, party: Party) -> Life:
        life = Life(party, place=self.places[party.origin])
        steps, riding, slot, came = list(self.plan[party.id]), None, 0, 0
        last = max([self.horizon, *(each.departs + self.legs[each.leg].dur for each in steps)])
        while slot <= last:
            if riding and riding[0] + riding[1].dur == slot:
                life.place, riding, came = self.places[riding[1].b], None, slot
            if steps and steps[0].departs == slot:
                leg = self.legs[steps.pop(0).leg]
                if riding or leg.a != life.place.id:
                    self.breaks(Rule.CONTINUITY, party, leg.id, slot)
                    life.lost = True
                    return life
                self.board(party, leg, slot)
                life.boarded.append((slot, leg))
                riding = (slot, leg)
                later = slot // 4 > self.problem.now // 4 or came > self.problem.now
                if self.problem.night_until_departure and later:
                    life.beds[slot] = life.place
            elif steps and steps[0].departs < slot:
                self.breaks(Rule.CONTINUITY, party, steps[0].leg, steps[0].departs)
                life.lost = True
                return life
            if not riding and slot < self.horizon:
                life.waits[slot] = life.beds[slot] = life.place
            slot += 1
        if life.boarded and life.place.kind not in ("house", "dest"):
            self.breaks(Rule.END, party, life.place.id)
        return life

    def board(self, party: Party, leg: Leg, slot: int) -> None:
        """What must be so where somebody sets out."""
        day, of_day = slot // 4, slot % 4
        end, pursuer = self.places[leg.b], party.pursuit.get(leg.b, 0)
        listed = [[day_ % 7 if day_ >= 0 else day % 7, slot_] for day_, slot_ in leg.departs]
        in_hand = {"none": 0, "internal": party.internal_day, "foreign": party.foreign_day}[leg.doc]
        for rule, wrong in (
            (Rule.TIMETABLE, [day % 7, of_day] not in listed),
            (Rule.CLOSED, any((each[0], each[1]) == (leg.id, slot) for each in self.problem.closed)),
            (Rule.HORIZON, slot + leg.dur > self.horizon),
            (Rule.RETURN, end.kind == "origin"),
            (Rule.PURSUIT_PASS, pursuer >= 0.60),
            (Rule.DOCUMENT, in_hand > day),
            (Rule.VISA, bool(leg.pathway) and party.visas.get(leg.pathway, 10**9) > day),
        ):
            if wrong:
                self.breaks(rule, party, leg.id, slot)

    def sleep(self, life: Life) -> None:
        party, row = life.party, 0
        for night in range(3, self.horizon, 4):
            place, before = life.beds.get(night), life.beds.get(night - 4)
            if place is None or place.kind in ("origin", "dest"):
                continue
            row = row + 1 if place is before else 1
            if place.kind != "house":
                self.breaks(Rule.NO_HOUSE, party, place.id, night)
                continue
            for rule, wrong in (
                (Rule.ACCEPTS, not any(each in place.accepts for each in party.cats)),
                (Rule.ACCESSIBLE, party.accessible and not place.accessible),
                (Rule.MEDICAL, party.medical and not place.medical),
                (Rule.MAX_STAY, row > place.max_stay),
                (Rule.PURSUIT_SLEEP, party.pursuit.get(place.id, 0) >= 0.25),
            ):
                if wrong:
                    self.breaks(rule, party, place.id, night)

    # all of them together

    def share(self) -> None:
        for slot in range(self.horizon):
            self.one_slot(slot)
        aboard = self.aboard()
        for (leg, slot), persons in aboard.items():
            if self.legs[leg].mode != "car" and persons > self.legs[leg].capacity:
                self.breaks(Rule.SEATS, None, leg, slot)
        for pathway in self.problem.pathways:
            taken = [life.party.size for life in self.lives for _, leg in life.boarded if leg.pathway == pathway.id]
            if sum(taken) > pathway.quota:
                self.breaks(Rule.QUOTA, None, pathway.id)
        if self.money() > self.problem.budget:
            self.breaks(Rule.BUDGET, None)
        for one, other in self.problem.conflicts:
            self.apart(one, other)

    def one_slot(self, slot: int) -> None:
        """Beds, drivers and escorts in one slot."""
        if slot % 4 == 3:
            for house in (each for each in self.problem.places if each.kind == "house"):
                asleep = sum(life.party.size for life in self.lives if life.beds.get(slot) is house)
                if asleep > house.beds:
                    self.breaks(Rule.BEDS, None, house.id, slot)
        away = Counter(pool for pool, until in self.problem.away if self.problem.now <= slot < until)
        out: Counter[str] = Counter()
        for (leg, departs), persons in self.aboard().items():
            if self.legs[leg].mode == "car" and departs <= slot < departs + 2 * self.legs[leg].dur:
                out[self.legs[leg].pool] += ceil(persons / self.legs[leg].capacity)
        for pool, drivers in out.items():
            if drivers + away[pool] > self.problem.drivers[pool]:
                self.breaks(Rule.DRIVERS, None, pool, slot)
        escorts = sum(life.party.escort and life.away(slot) for life in self.lives)
        if escorts and escorts + away[""] > self.problem.escorts:
            self.breaks(Rule.ESCORTS, None, "", slot)

    def aboard(self) -> Counter[tuple[str, int]]:
        found: Counter[tuple[str, int]] = Counter()
        for life in self.lives:
            for slot, leg in life.boarded:
                found[leg.id, slot] += life.party.size
        return found

    def apart(self, one: str, other: str) -> None:
        pair = [life for party in (one, other) for life in self.lives if life.party.id == party]
        if len(pair) < 2:
            return
        first, second = pair
        for night in range(3, self.horizon, 4):
            place = first.beds.get(night)
            if place and place is second.beds.get(night) and place.kind not in ("origin", "dest"):
                self.note(Rule.APART, (one, other), place.id, night)
        for slot, leg in first.boarded:
            if (slot, leg) in second.boarded:
                self.note(Rule.APART, (one, other), leg.id, slot)

    # what it costs

    def money(self, since: int = 0) -> int:
        found = 0
        for (leg, slot), persons in self.aboard().items():
            if slot < since:
                continue
            tickets = persons if self.legs[leg].mode != "car" else ceil(persons / self.legs[leg].capacity)
            found += tickets * self.legs[leg].cost
        return found

    def cost(self, since: int = 0) -> dict[str, int]:
        """The parts of the objective from a slot on; only of a plan in which nobody is lost, late or back where they
        came from."""
        found: Counter[str] = Counter(money=self.money(since))
        for life in self.lives:
            self.count(life, found, since)
        parts = ("waiting", "staying", "travelling", "penalty", "delay", "money", "left_behind", "abroad")
        return {part: found[part] for part in parts}

    def count(self, life: Life, found: Counter[str], since: int) -> None:
        party, arrived = life.party, False
        set_out = dict(life.boarded)
        for slot in range(self.horizon):
            place = life.waits.get(slot)
            arrived |= place is not None and place.kind == "dest"
            if slot < since:
                continue
            found["delay"] += 0 if arrived else party.size
            if leg := set_out.get(slot):
                danger = leg.exposure + leg.id_checks * party.id_risk + leg.checkpoints * party.ck_risk
                found["travelling"] += party.size * (danger + floor(500 * party.pursuit.get(leg.b, 0)))
            if place is None or place.kind == "dest":
                continue
            if place.id == party.origin:
                found["waiting"] += 300 * party.size * party.urgency * (3 if slot // 4 >= party.deadline else 1)
            else:
                found["staying"] += party.size * (place.base_exposure + floor(1000 * party.pursuit.get(place.id, 0)))
        ends = life.place.kind
        found["abroad"] += party.size if ends == "dest" else 0
        found["left_behind"] += 0 if life.boarded else party.size
        if not life.boarded:
            found["penalty"] += 600_000 * party.size * party.urgency
        elif ends != "dest":
            found["penalty"] += 60_000 * party.size
