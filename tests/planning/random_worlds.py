"""Small problems with every rule about to be broken, and plans for them that break some."""

from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from tests.planning.world import CATS, change, party, problem
from waystation.planning import Pathway, Plan, Problem, Step
from waystation.planning.problem import NEVER, Away, Departure


@st.composite
def parties(draw: st.DrawFn, id_: str) -> Any:
    return party(
        id_,
        size=draw(st.integers(1, 3)),
        urgency=draw(st.integers(1, 3)),
        deadline=draw(st.integers(0, 3)),
        internal_day=draw(st.sampled_from([0, 0, 1, NEVER])),
        cats=draw(st.sampled_from([("woman",), ("man",), ("family",)])),
        escort=draw(st.booleans()),
        accessible=draw(st.booleans()),
        medical=draw(st.booleans()),
        pursuit={place: draw(st.sampled_from([0, 0.1, 0.25, 0.6])) for place in draw(st.sets(st.sampled_from("HIB")))},
        visas=draw(st.sampled_from([{}, {"V": 0}, {"V": 1}])),
    )


@st.composite
def problems(draw: st.DrawFn, number: int = 3) -> Problem:
    """Small enough to try everything, with every rule about to be broken."""
    people = [draw(parties(f"P{each}")) for each in range(draw(st.integers(1, number)))]
    made = problem(
        *people,
        days=draw(st.integers(1, 3)),
        drivers={"drivers": draw(st.integers(0, 2))},
        escorts=draw(st.integers(0, 1)),
        budget=draw(st.sampled_from([0, 60, 150, 10_000])),
        pathways=(Pathway(id="V", dest="D", quota=draw(st.integers(0, 5)), doc="none"),),
        conflicts=(("P0", "P1"),) if len(people) > 1 and draw(st.booleans()) else (),
        closed=draw(st.sampled_from([(), (Step("O-H", 0),)])),
        night_until_departure=draw(st.booleans()),
    )
    for each in made.legs:
        slots = draw(st.sets(st.integers(0, 3), min_size=1, max_size=2))
        departs = tuple(Departure(-1, slot) for slot in sorted(slots))
        document = draw(st.sampled_from(["none", "none", "internal"]))
        made = change(made, "legs", each.id, departs=departs, capacity=draw(st.integers(1, 4)), doc=document)
    for house in "HI":
        beds, most = draw(st.integers(0, 4)), draw(st.integers(0, 2))
        takes = CATS[: draw(st.integers(1, 3))]
        made = change(made, "places", house, beds=beds, max_stay=most, accepts=takes)
        made = change(made, "places", house, accessible=draw(st.booleans()), medical=draw(st.booleans()))
    return made


@st.composite
def going_on(draw: st.DrawFn, number: int = 3) -> Problem:
    """Problems of which some has happened already, and somebody may be away from before."""
    given_ = draw(problems(number))
    away = st.builds(Away, st.sampled_from(["drivers", ""]), st.integers(0, given_.slots + 3))
    now = draw(st.integers(0, given_.slots - 1))
    return replace(given_, now=now, away=tuple(draw(st.lists(away, max_size=2))))


@st.composite
def plans(draw: st.DrawFn, given_: Problem) -> Plan:
    """Ways that mostly hang together and keep few of the rules."""
    found = {each.id: draw(_ways(given_, each.origin)) for each in given_.parties}
    missing = draw(st.sampled_from([None] * 9 + sorted(found)))
    return {id_: way for id_, way in found.items() if id_ != missing}


@st.composite
def _ways(draw: st.DrawFn, given_: Problem, origin: str) -> tuple[Step, ...]:
    place, since, way = origin, 0, []
    for _ in range(draw(st.integers(0, 5))):
        onward = [leg for leg in given_.legs if leg.a == place or draw(st.integers(0, 49)) == 0]
        if not onward:
            break
        taken = draw(st.sampled_from(onward))
        listed = [slot for slot in range(since, given_.slots) if taken.departs_at(slot)][:9]
        any_time = st.integers(max(0, since - 1), max(since, given_.slots) + 2)
        departs = draw(st.sampled_from(listed) if listed and draw(st.integers(0, 9)) else any_time)
        way.append(Step(taken.id, departs))
        place, since = taken.b, departs + taken.dur
    return tuple(way)
