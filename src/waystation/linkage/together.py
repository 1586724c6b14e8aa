"""What several comparisons say together, where each by itself would say the same thing again.

Fellegi and Sunter add up what fields say as if each were found out apart from the others. Two things break that most:

- A brother has the same surname, father, clan and home. Where the surname or the father's name agrees and the given
  names are quite different, what a family shares speaks for nothing, unless something that each has of their own
  agrees (a day of birth, a telephone): two brothers who were taken are two.
- Who moved has another street, house, postcode and town at once. Together these say no more against one person than
  one comparison may (`model.LEAST`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from waystation.linkage.columns import Role, is_of_home
from waystation.linkage.model import FAMILY, LEAST, MOVED, weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

_GIVEN: Final = ("given", "initial")
_ALIKE: Final = 1e-6
_OF_A_FAMILY: Final = ("surname", "father", "clan")
_OF_BOTH: Final = ("given", "initial", "event_day", "event_span", *_OF_A_FAMILY)
_OF_ONE: Final = 3.0
"""Bits from which what each has of their own, a birth, a telephone, says that it is one person after all."""


def another(model: Mapping[str, Any]) -> dict[str, float]:
    """By comparison of given names the most bits that say that they are quite different."""
    worst = {name: levels[-1][1] for name, levels in weights(model) if name in _GIVEN}
    return {name: bits + _ALIKE for name, bits in worst.items() if bits < -_ALIKE}


def home(roles: Mapping[str, Role]) -> tuple[str, ...]:
    """The comparisons of where somebody lives."""
    plain = [column for column, role in roles.items() if role in (Role.NUMBER, Role.TEXT, Role.KIND)]
    found = [f"other_{place}" for place, column in enumerate(plain) if is_of_home(column)]
    return (*(["place"] if {Role.PLACE, Role.DISTRICT} & {*roles.values()} else []), *found)


def room(model: Mapping[str, Any], roles: Mapping[str, Role]) -> float:
    """By how many bits a pair may gain at most."""
    least = {name: min(bits for _, bits in levels) for name, levels in weights(model)}
    return max(0.0, LEAST - sum(min(0.0, least.get(name, 0.0)) for name in home(roles)))


def sql(model: Mapping[str, Any], roles: Mapping[str, Role]) -> str:
    """What is added to the weight of a pair, of the columns that Splink makes on whichever engine."""
    names, where = [name for name, _ in weights(model)], home(roles)
    rare = {
        comparison["output_column_name"]
        for comparison in model["comparisons"]
        if any(level.get("tf_adjustment_column") for level in comparison["comparison_levels"])
    }

    def bits(name: str) -> str:
        return f"(mw_{name} + mw_tf_adj_{name})" if name in rare else f"mw_{name}"

    differ = " or ".join(f"mw_{name} <= {bits!r}" for name, bits in another(model).items()) or "false"
    of_one = " or ".join(f"{bits(name)} > 0" for name in ("surname", "father") if name in names) or "false"
    own = [bits(name) for name in names if name not in _OF_BOTH and name not in where]
    differ = f"({differ}) and ({of_one}) and {' + '.join(own) or '0'} < {_OF_ONE}"
    shared = [f"greatest({bits(name)}, 0)" for name in names if name in _OF_A_FAMILY or name in where]
    family = f"case when {differ} then -({' + '.join(shared) or '0'}) else 0 end"
    against = " + ".join(f"least({bits(name)}, 0)" for name in where if name in names) or "0"
    return f"({family}) + greatest(0, {LEAST} - ({against}))"


def added(
    bits: Mapping[str, NDArray[np.float32]], differ: NDArray[np.bool_], roles: Mapping[str, Role]
) -> dict[str, NDArray[np.float32]]:
    """The same by record: `bits` of each comparison; where the given names are quite different."""
    nothing = np.zeros(len(differ), np.float32)
    where = home(roles)
    of_one = nothing.astype(bool)
    for name in ("surname", "father"):
        of_one = of_one | (bits.get(name, nothing) > 0)
    near = np.flatnonzero(differ & of_one)  # few of all
    none = np.zeros(len(near), np.float32)
    own = sum((bits[name][near] for name in bits if name not in _OF_BOTH and name not in where), none)
    shares = [name for name in bits if name in _OF_A_FAMILY or name in where]
    shared = sum((np.maximum(bits[name][near], 0) for name in shares), none)
    family = nothing.copy()
    family[near] = np.where(own < _OF_ONE, -shared, none)
    against = sum((np.minimum(bits[name], 0) for name in where if name in bits), nothing)
    return {
        FAMILY: family,
        MOVED: np.maximum(0, LEAST - against).astype(np.float32),
    }
