"""Problems on an invented map, of any size, the same for the same seed: to try a planner on, and to show one.

Everything is made up. Real roads, timetables and houses have no place in what is published.
"""

from math import hypot
from random import Random
from typing import Any, Final

from msgspec.structs import replace

from waystation.planning.problem import NEVER, SLOTS, Departure, Document, Leg, Party, Pathway, Place, Problem

CATEGORIES: Final = ("man", "woman", "trans", "family")
_SIZES: Final = (1, 1, 1, 1, 1, 1, 1, 2, 3, 4)
_LEVELS: Final = (0.03, 0.1, 0.2, 0.35, 0.55, 0.8)
_KILOMETRES: Final = 111
_SPEED: Final = {"car": 60, "bus": 50, "train": 70, "plane": 400}
"""Kilometres an hour, all stops and ways to the station counted in."""
_EURO: Final = {"car": 0.35, "bus": 0.06, "train": 0.08, "plane": 0.2}
_EXPOSURE: Final = {"car": 0.4, "bus": 0.8, "train": 0.6, "plane": 0.5}
_DOCUMENT: Final[dict[str, Document]] = {"car": "none", "bus": "none", "train": "internal", "plane": "foreign"}
_WIDE: Final = 12.0


def generate(parties: int, days: int = 30, seed: int = 0) -> Problem:
    """A problem with so many parties (about 1.5 times as many persons), in which not everything fits."""
    return _Invention(parties, days, Random(seed)).problem()  # noqa: S311  # no secret


class _Invention:
    """One map and the people on it."""

    def __init__(self, number: int, days: int, random: Random) -> None:
        self.random, self.days = random, days
        self.sizes = [random.choice(_SIZES) for _ in range(number)]
        self.persons = sum(self.sizes)
        self.scale = max(1.0, number ** (1 / 3))

    def problem(self) -> Problem:
        places = self._places()
        pathways = self._pathways([place for place in places if place.kind == "dest"])
        legs = [leg for pair in self._pairs(places) for leg in self._legs(*pair, pathways)]
        legs = [replace(leg, id=f"L{number}") for number, leg in enumerate(legs)]
        parties = [self._party(number, size, places, pathways) for number, size in enumerate(self.sizes)]
        many = max(1, self.persons // 100)
        return Problem(
            name=f"generated {len(parties)}",
            days=self.days,
            places=tuple(places),
            legs=tuple(legs),
            pathways=tuple(pathways),
            parties=tuple(parties),
            conflicts=tuple(self._conflicts(parties)),
            drivers={pool: self.random.randint(1, 1 + many) for pool in sorted({leg.pool for leg in legs} - {""})},
            escorts=1 + self.persons // 25,
            budget=850 * self.persons,
            closed=(),
        )

    def _places(self) -> list[Place]:
        """Origins in the east, destinations far in the west, and what lies between."""
        numbers = {
            "origin": round(0.5 + self.scale / 2.5), "hub": round(1.6 * self.scale), "house": round(1 + 2 * self.scale),
            "border": round(0.5 + self.scale / 2.5), "dest": round(1 + self.scale / 2.5),
        }  # fmt: skip
        east = {"origin": (0.0, 0.1), "hub": (0.1, 0.8), "house": (0.1, 0.8), "border": (0.8, 1.0), "dest": (2.0, 4.0)}
        return [self._place(kind, number, east[kind]) for kind, many in numbers.items() for number in range(many)]

    def _place(self, kind: Any, number: int, west: tuple[float, float]) -> Place:
        random = self.random
        id_ = {"origin": "O", "hub": "K", "house": "H", "border": "B", "dest": "D"}[kind] + str(number)
        where: dict[str, Any] = {
            "lat": round(random.uniform(-4, 4), 3), "lon": round(-30 - _WIDE * random.uniform(*west), 3),
            "country": "X1" if kind == "origin" else "X2",
        }  # fmt: skip
        if kind != "house":
            exposed = random.randint(100, 250) if kind in ("hub", "border") else 0
            return Place(id=id_, kind=kind, base_exposure=exposed, **where)
        beds = max(4, round(self.persons / (1 + 2 * self.scale) * random.uniform(0.4, 1.2)))
        accepts = tuple(each for each in CATEGORIES if number == 0 or random.random() < 0.75) or ("woman",)
        return Place(
            id=id_, kind=kind, beds=beds, max_stay=random.choice((7, 14, 14, 21, 28)), accepts=accepts,
            accessible=number == 0 or random.random() < 0.4, medical=number == 0 or random.random() < 0.3,
            base_exposure=random.randint(15, 110), **where,
        )  # fmt: skip

    def _pathways(self, ends: list[Place]) -> list[Pathway]:
        """One to each destination; together they take four of five persons."""
        share = 0.8 * self.persons / max(1, len(ends))
        return [self._pathway(number, end, share) for number, end in enumerate(ends)]

    def _pathway(self, number: int, end: Place, share: float) -> Pathway:
        document: Document = self.random.choice(("foreign", "foreign", "internal"))
        quota = max(2, round(share * self.random.uniform(0.6, 1.3)))
        return Pathway(id=f"V{number}", dest=end.id, quota=quota, doc=document)

    def _pairs(self, places: list[Place]) -> list[tuple[Place, Place]]:
        """Each place with the four nearest that it may lead to, so that there is a way to every border; from borders to
        all destinations."""
        onward = {"origin": "hub house", "hub": "hub house border", "house": "hub house border", "border": "dest"}
        found = []
        for place in places:
            near = [each for each in places if each.kind in onward.get(place.kind, "").split() and each is not place]
            near.sort(key=lambda each: _kilometres(place, each))
            found += [(place, each) for each in (near if place.kind == "border" else near[:4])]
        for border in (each for each in places if each.kind == "border"):
            reached = _reached(places, found)
            if border not in reached:
                between = (each for each in reached if each.kind in ("hub", "house"))
                found.append((min(between, key=lambda each: _kilometres(each, border)), border))
        return found

    def _legs(self, a: Place, b: Place, pathways: list[Pathway]) -> list[Leg]:
        if b.kind == "dest":
            return [self._leg(a, b, "plane", next(each for each in pathways if each.dest == b.id))]
        if a.kind == "origin":
            return [self._leg(a, b, mode) for mode in ("car", "bus")]
        modes = ["train", "bus"] if _kilometres(a, b) < 500 else ["train", "plane"]
        chosen = [mode for mode in modes if self.random.random() < 0.7] or modes[:1]
        return [self._leg(a, b, mode) for mode in (["car", *chosen] if self.random.random() < 0.3 else chosen)]

    def _leg(self, a: Place, b: Place, mode: Any, pathway: Pathway | None = None) -> Leg:
        random, far = self.random, _kilometres(a, b)
        seats = 4 if mode == "car" else max(3, round(self.persons / 30 * random.uniform(0.5, 2)))
        return Leg(
            id="L", a=a.id, b=b.id, mode=mode, dur=max(1, round(far / _SPEED[mode] / 6)),
            cost=10 * max(1, round(far * _EURO[mode] / 10)),
            exposure=round(40 + far * _EXPOSURE[mode] * random.uniform(0.5, 1.5)),
            id_checks={"car": 0, "bus": 1, "train": 1, "plane": 2}[mode], checkpoints=random.randint(0, 3),
            doc=pathway.doc if pathway else _DOCUMENT[mode],
            departs=self._departures(mode), capacity=seats, pool=f"drivers {a.id}" if mode == "car" else "",
            pathway=pathway.id if pathway else "",
        )  # fmt: skip

    def _departures(self, mode: str) -> tuple[Departure, ...]:
        random = self.random
        if mode == "car":
            return tuple(Departure(-1, slot) for slot in range(SLOTS))
        if mode == "plane":
            return tuple(Departure(day, random.randrange(SLOTS - 1)) for day in sorted(random.sample(range(7), 3)))
        return tuple(Departure(-1, slot) for slot in sorted(random.sample(range(SLOTS), random.randint(1, 3))))

    def _party(self, number: int, size: int, places: list[Place], pathways: list[Pathway]) -> Party:
        random, days = self.random, self.days
        visas = random.sample(pathways, random.randint(0, min(2, len(pathways))))
        return Party(
            id=f"P{number}", size=size, origin=random.choice([each.id for each in places if each.kind == "origin"]),
            cats=("family",) if size > 1 else (random.choice(CATEGORIES[:3]),),
            urgency=random.choice((1, 2, 2, 3, 3, 4, 5)), deadline=random.randint(1, max(1, days // 3)),
            internal_day=random.choice((0, 0, 0, random.randint(1, days))),
            foreign_day=random.choice((0, NEVER, random.randint(1, days))), accessible=random.random() < 0.03,
            medical=random.random() < 0.05, escort=random.random() < 0.12, id_risk=random.randint(50, 400),
            ck_risk=random.randint(80, 480), pursuit=self._pursuit(places),
            visas={each.id: random.randint(0, days * 2 // 3) for each in visas}, registered=number,
        )  # fmt: skip

    def _pursuit(self, places: list[Place]) -> dict[str, float]:
        """Half are looked for, each in a few places."""
        random = self.random
        between = [place.id for place in places if place.kind in ("hub", "house", "border")]
        many = random.choice((0, 0, 1, 2, len(between) // 4))
        return {place: random.choice(_LEVELS) for place in random.sample(between, min(many, len(between)))}

    def _conflicts(self, parties: list[Party]) -> list[tuple[str, str]]:
        pairs = {tuple(sorted(self.random.sample(range(len(parties)), 2))) for _ in range(len(parties) // 12)}
        return [(parties[one].id, parties[other].id) for one, other in sorted(pairs)]


def _reached(places: list[Place], pairs: list[tuple[Place, Place]]) -> list[Place]:
    """The origins, and where one gets from them."""
    found = [place for place in places if place.kind == "origin"]
    for place in found:
        found += [to for a, to in pairs if a is place and to not in found]
    return found


def _kilometres(a: Place, b: Place) -> float:
    return _KILOMETRES * hypot(a.lat - b.lat, a.lon - b.lon)
