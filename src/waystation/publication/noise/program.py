"""Draws noise in a process that has given up everything. Plain Python but for OpenDP, which is loaded here alone.

The discrete Laplace mechanism on whole numbers, from OpenDP's own source of randomness, which nobody can seed.
(Ghosh, Roughgarden, Sundararajan, Universally Utility-Maximizing Privacy Mechanisms, 2012; Canonne, Kamath, Steinke,
The Discrete Gaussian for Differential Privacy, 2020, section 5.)
"""

import math
from collections.abc import Callable, Iterator
from typing import Any, Final

from waystation.documentation import reckoning  # first: it keeps numpy, which OpenDP brings, from starting threads
from waystation.publication.noise.protocol import Drawn, Task

SECONDS: Final = 60
SURE: Final = 0.05


def main(arguments: list[str]) -> None:
    reckoning.run(Task, SECONDS, _warm_up, answered)


def _warm_up() -> None:
    """Libraries load parts of themselves when these are first used."""
    list(answered(Task((0, 1), 1, 1.0), lambda line: None))


def answered(task: Task, tell: Callable[[Any], None]) -> Iterator[Drawn]:
    """The answer to a task."""
    import opendp.prelude as dp

    dp.enable_features("contrib")
    space = dp.vector_domain(dp.atom_domain(T=int)), dp.l1_distance(T=int)
    # The least noise that OpenDP proves to cost no more than is asked: it reckons what rounding adds.
    scale = dp.binary_search_param(
        lambda tried: dp.m.make_laplace(*space, scale=tried), d_in=task.sensitivity, d_out=task.epsilon, T=float
    )
    measure = dp.m.make_laplace(*space, scale=scale)
    cost: float = measure.map(task.sensitivity)  # type: ignore[no-untyped-call]
    if not 0 < cost <= task.epsilon:
        raise ValueError("more than was asked")
    within, floor = (
        math.ceil(dp.discrete_laplacian_scale_to_accuracy(scale, alpha=alpha))
        for alpha in (SURE, SURE / len(task.numbers))
    )
    yield Drawn(tuple(measure(list(task.numbers))), cost, scale, within, floor)
