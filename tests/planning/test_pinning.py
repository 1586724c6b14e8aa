"""Parties that go on from what they have taken: their departures stay in order, and their way begins so."""

import numpy as np
import pytest
from msgspec.structs import replace

from waystation.planning import generate
from waystation.planning.pinning import History, begin, history, pin
from waystation.planning.pricing import reachable
from waystation.planning.solving import solve
from waystation.planning.tables import network

GIVEN = generate(10, 12, 3)
PLAN = solve(GIVEN, 60, work_limit=2).plan


@pytest.mark.parametrize("now", [0, 7, 20])
def test_what_was_taken_is_laid_among_what_is_still_to_come(now: int) -> None:
    problem = replace(GIVEN, now=now)
    taken = history(problem, PLAN)
    of = begin(network(problem), taken)
    assert bool(taken.taken) == (now > 0)
    for number, party in enumerate(problem.parties):
        arcs, way = of.arcs_of(number), of.way_of(number, PLAN[party.id])
        assert (np.diff(arcs) > 0).all()
        assert way is not None
        assert of.begun.get(number, ()) == way[: len(taken.taken.get(party.id, ()))]
        assert set(of.begun.get(number, ())) <= set(arcs.tolist())


def test_what_is_done_twice_is_the_same_as_at_once() -> None:
    problem = replace(GIVEN, now=7)
    taken = history(problem, PLAN)
    them = dict.fromkeys(taken.taken, 20)
    at_once, later = begin(network(problem), History(taken.taken, them)), begin(network(problem), taken)
    later = begin(later, History(leave_by=them))
    assert (at_once.usable == later.usable).all()
    assert len(later.usable) < len(begin(network(problem), taken).usable)
    assert at_once.begun == {**later.begun}


def test_who_is_held_keeps_their_way_and_no_more() -> None:
    of = network(GIVEN)
    held = {party.id: PLAN[party.id] for party in GIVEN.parties[:4]}
    pinned, ways = pin(of, held)
    alone = reachable(pinned, ways)
    for number, way in ways.items():
        assert tuple(alone.arcs_of(number).tolist()) == tuple(sorted(way))
    free, everybody = reachable(of), range(4, len(GIVEN.parties))
    assert all((alone.arcs_of(number) == free.arcs_of(number)).all() for number in everybody)
    with pytest.raises(ValueError, match="no party Nobody"):
        pin(of, {"Nobody": ()})
    with pytest.raises(ValueError, match=f"{GIVEN.parties[0].id} cannot do"):
        pin(of, {GIVEN.parties[0].id: PLAN[GIVEN.parties[0].id][1:]})
