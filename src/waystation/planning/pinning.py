"""Parties whose ways are given: they keep them, and everybody else plans around them."""

from collections.abc import Mapping

import numpy as np

from waystation.planning.network import Network, Way
from waystation.planning.problem import Step


def pin(of: Network, pinned: Mapping[str, tuple[Step, ...]]) -> tuple[Network, dict[int, Way]]:
    """The network without anything else that those parties could do, and their ways. Raises ValueError."""
    numbers = {party.id: number for number, party in enumerate(of.problem.parties)}
    if unknown := pinned.keys() - numbers.keys():
        raise ValueError(f"the problem has no party {min(unknown)}")
    ways: dict[int, Way] = {}
    keeps = np.ones(len(of.usable), bool)
    for party, steps in pinned.items():
        number = numbers[party]
        way = of.way_of(number, steps)
        if way is None:
            raise ValueError(f"{party} cannot do what is pinned for it")
        ways[number] = way
        keeps[of.first[number] : of.first[number + 1]] = np.isin(of.arcs_of(number), way)
    return of.keep(keeps) if ways else of, ways
