"""Exposure and pursuit as people see them: in three levels. The figures are guesses, whatever their digits say."""

from enum import StrEnum
from typing import Final

from waystation.planning.problem import Leg, Party, Place


class Level(StrEnum):
    """How much somebody is exposed to being found, or how likely a pursuer is."""

    NONE = "none"
    LOW = "low"
    RAISED = "raised"
    HIGH = "high"


_STEP: Final = (500, 1_500)
"""From which exposure a person, in thousandths of a point, one leg, or one day in a place, is raised and high:"""
_PART: Final = (3_000, 9_000)
"""all waiting in the origin, all waiting on the way, or all legs,"""
_WAY: Final = (9_000, 27_000)
"""and the whole way."""
_PURSUIT: Final = (0.1, 0.25)
"""From which probability. Where it is high nobody sleeps."""


def of_way(exposure: float) -> Level:
    """Of a whole way: exposure a person."""
    return _level(exposure, _WAY)


def of_part(exposure: float) -> Level:
    """Of all waiting in the origin, or on the way, or of all legs: exposure a person."""
    return _level(exposure, _PART)


def of_leg(leg: Leg, party: Party) -> Level:
    """Of one leg, with its identity checks and checkpoints and who may be at its end."""
    exposure = leg.exposure + leg.id_checks * party.id_risk + leg.checkpoints * party.ck_risk
    return _level(exposure + 500 * party.pursuit.get(leg.b, 0), _STEP)


def of_place(place: Place, party: Party) -> Level:
    """Of a day in a house or another place on the way."""
    return _level(4 * (place.base_exposure + 1000 * party.pursuit.get(place.id, 0)), _STEP)


def of_pursuit(probability: float) -> Level:
    """That a pursuer is somewhere."""
    return _level(probability, _PURSUIT)


def _level(figure: float, begins: tuple[float, float]) -> Level:
    if figure <= 0:
        return Level.NONE
    return (Level.LOW, Level.RAISED, Level.HIGH)[sum(figure >= each for each in begins)]
