"""A small invented map: an origin, two houses, a hub, a border and a destination, and parties who fit everywhere."""

from typing import Any

from msgspec.structs import replace

from waystation.planning import Leg, Party, Pathway, Place, Plan, Problem, Step
from waystation.planning.problem import NEVER, Departure

CATS = ("woman", "man", "family")
ALWAYS = tuple(Departure(-1, slot) for slot in range(4))


def place(id_: str, kind: Any, **more: Any) -> Place:
    house = {"beds": 4, "max_stay": 3, "accepts": CATS, "accessible": True, "medical": True} if kind == "house" else {}
    return Place(id=id_, kind=kind, lat=1.0, lon=2.0, country="X1", **house | more)


def leg(a: str, b: str, **more: Any) -> Leg:
    usual = {
        "mode": "train", "dur": 1, "cost": 10, "exposure": 100, "id_checks": 1, "checkpoints": 1, "doc": "none",
        "departs": ALWAYS, "capacity": 4,
    }  # fmt: skip
    return Leg(id=f"{a}-{b}", a=a, b=b, **usual | more)


def party(id_: str, **more: Any) -> Party:
    usual = {
        "size": 1, "origin": "O", "cats": ("woman",), "urgency": 2, "deadline": 2, "internal_day": 0,
        "foreign_day": NEVER, "id_risk": 10, "ck_risk": 20, "pursuit": {}, "visas": {"V": 0}, "registered": 0,
    }  # fmt: skip
    return Party(id=id_, **usual | more)


def problem(*parties: Party, **more: Any) -> Problem:
    usual: dict[str, Any] = {
        "name": "small", "days": 6,
        "places": (place("O", "origin"), place("H", "house", base_exposure=7), place("I", "house"),
                   place("B", "border"), place("D", "dest")),
        "legs": (leg("O", "H", mode="car", pool="drivers", cost=60), leg("O", "B"), leg("H", "I"), leg("I", "H"),
                 leg("H", "B"), leg("I", "B"), leg("H", "O"), leg("B", "D", mode="plane", dur=2, pathway="V")),
        "pathways": (Pathway(id="V", dest="D", quota=10, doc="none"),), "conflicts": (), "drivers": {"drivers": 2},
        "escorts": 1, "budget": 10_000, "closed": (),
    }  # fmt: skip
    return Problem(parties=parties or (party("P"),), **usual | more)


def ways(**steps: list[tuple[str, int]]) -> Plan:
    """A plan from lists of (leg, slot)."""
    return {party: tuple(Step(*step) for step in taken) for party, taken in steps.items()}


def change(given: Problem, kind: str, id_: str, **fields: Any) -> Problem:
    """The problem with other fields of one place, leg or party."""
    return replace(
        given, **{kind: tuple(replace(each, **fields) if each.id == id_ else each for each in getattr(given, kind))}
    )
