"""A problem for the planner while it is made: what is in it so far, and what its ids stand for.

Every id is drawn at random for this one run: no name, no case and no place enters the engine.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from decimal import ROUND_UP, Decimal
from typing import Final, NamedTuple
from uuid import UUID

from waystation.evacuation.house_rules import Guests
from waystation.evacuation.plans.known import Crowd, Known
from waystation.evacuation.plans.papers import Classes, classes
from waystation.evacuation.plans.records import Ride, Steps
from waystation.evacuation.plans.slots import Calendar
from waystation.planning import Leg, Party, Pathway, Place, Step
from waystation.planning.problem import SLOTS, Departure

LEAD: Final = 2
"""Slots between now and the first departure that is planned: somebody has to approve it, and somebody to be told."""
LOOKS_BACK: Final = timedelta(days=30)
WITHOUT_END: Final = 1_000_000
_EURO: Final = "EUR"


class Admitted(NamedTuple):
    """Who may take a leg: whoever may enter a destination by a pathway, where one is named, and is not barred.

    `barred` are numbers of crowds. For the planner this is a pathway, which each party has from a day on or never.
    """

    by: str
    dest: str
    barred: frozenset[int] = frozenset()


class Unfinished:
    """Each of the modules beside this one adds its part: places, pools, legs, parties, what others have."""

    def __init__(self, known: Known, name: Callable[[], str], lead: int = LEAD) -> None:
        self.known, self.name = known, name
        self.calendar = Calendar(_first(known), known.zone)
        self.now = self.calendar.slot(known.now) + lead
        self.days = self.now // SLOTS + known.days
        self.origins = {crowd.origin for crowd in known.crowds if crowd.at is None}
        self.guests: dict[tuple[Guests, ...], str] = {}
        self.code: dict[UUID, str] = {}
        self.places: dict[str, Place] = {}
        self.legs: dict[str, Leg] = {}
        self.rides: dict[str, Ride] = {}
        self.pathways: dict[Admitted, Pathway] = {}
        self.own_pathways: list[Pathway] = []
        self.closed: dict[Step, None] = {}
        self.parties: dict[str, Party] = {}
        self.crowds: dict[str, Crowd] = {}
        self.told: dict[str, Steps] = {}
        self.occupants: list[str] = []
        self.left_out: Counter[str] = Counter()
        self.knew: Counter[str] = Counter(known.counts)
        self.ends: Counter[UUID] = Counter()
        self.late: Counter[tuple[UUID, int]] = Counter()
        self.apart: list[tuple[str, str]] = []
        self.pools_of: dict[str, list[str]] = {}
        self.pools: dict[str, tuple[UUID, ...]] = {}
        self.escorts = 0
        self.escort_pools: list[str] = []
        self.companions: dict[str, tuple[UUID, ...]] = {}
        self.with_people: Sequence[UUID] = ()
        self.own: dict[str, dict[str, int]] = {}
        self.classes: Classes = classes(way.documents for way in known.connections.values())
        self._away = ""

    @property
    def slots(self) -> int:
        return self.days * SLOTS

    def kind_of(self, place: UUID) -> str:
        """What a place is to the planner."""
        return self.places[self.code[place]].kind

    def pathway(self, wanted: "Admitted") -> str:
        """The pathway of a leg that is open to some alone; none where it is open to all."""
        if not wanted.by and not wanted.barred:
            return ""
        if wanted not in self.pathways:
            self.pathways[wanted] = Pathway(id=self.name(), dest=wanted.dest, quota=WITHOUT_END, doc="none")
        return self.pathways[wanted].id

    def euro(self, cost: str, currency: str) -> int | None:
        """Whole euro, rounded up; None where nobody said what the currency is worth."""
        if not cost:
            return 0
        rate = Decimal(1) if currency == _EURO else self.known.rates.get(currency)
        return int((Decimal(cost) / rate).to_integral_value(ROUND_UP)) if rate else None

    def only(self, leg: str, slot: int) -> None:
        """A leg leaves once: in the other weeks it is closed."""
        self.close(leg, (other for other in range(slot % (7 * SLOTS), self.slots, 7 * SLOTS) if other != slot))

    def close(self, leg: str, slots: Iterable[int]) -> None:
        """A leg does not leave in these slots."""
        self.closed |= dict.fromkeys(Step(leg, slot) for slot in slots)

    def own_leg(
        self, party: str, start: str, end: str, slot: int, dur: int, seats: int, pool: str = "", cost: int = 0
    ) -> str:
        """A leg that leaves once and is open to one party alone."""
        code, dest = self.name(), end if self.places[end].kind == "dest" else self.away()
        own = Pathway(id=self.name(), dest=dest, quota=WITHOUT_END, doc="none")
        self.own_pathways.append(own)
        self.own.setdefault(party, {})[own.id] = 0
        self.legs[code] = Leg(
            id=code, a=start, b=end, mode="car" if pool else "bus", dur=max(1, dur), cost=cost, exposure=0, id_checks=0,
            checkpoints=0, doc="none", departs=(departure(slot),), capacity=seats, pool=pool, pathway=own.id,
        )  # fmt: skip
        self.only(code, slot)
        return code

    def away(self) -> str:
        """A destination that leads nowhere: where beds end that others have, and pathways of single parties."""
        if not self._away:
            self._away = code = self.name()
            self.places[code] = Place(id=code, kind="dest", lat=0.0, lon=0.0, country="abroad")
        return self._away


def _first(known: Known) -> date:
    """The day of the problem's beginning: before anybody who is on the way came to where they are."""
    zone, today = known.zone, known.now.astimezone(known.zone).date()
    came = [
        (crowd.at.departed or crowd.at.since).astimezone(zone).date() - timedelta(days=1)
        for crowd in known.crowds
        if crowd.at
    ]
    return max(min([today - timedelta(days=1), *came]), today - LOOKS_BACK)


def departure(slot: int) -> Departure:
    """The weekly departure to which a slot of the problem belongs."""
    day, of_day = divmod(slot, SLOTS)
    return Departure(day % 7, of_day)
