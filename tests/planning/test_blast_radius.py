"""What one arrested driver or host could tell: counted by hand on a small map, and by another reading on plans made."""

from hypothesis import given

from tests.planning.test_solving import QUICK, problems, solved
from tests.planning.world import change, party, problem, ways
from waystation.planning import Plan, Problem, blast_radius
from waystation.planning.problem import NIGHT, SLOTS


def test_a_host_knows_whoever_slept_there_and_a_driver_their_house_too() -> None:
    people = party("P", size=2), party("Q"), party("R", size=3)
    given_ = problem(*people)
    plan = ways(P=[("O-H", 0)], Q=[("O-H", 8), ("H-I", 9)], R=[("O-B", 0)])
    found = blast_radius(given_, plan)
    assert found.houses == {"H": 2, "I": 1}
    assert found.drivers == {"drivers": (3,)}, "a second one would know of H too"
    assert (found.house, found.driver) == (2, 3)
    assert found.weight == 2 * 2 + 1 + 9


def test_who_only_changes_trains_at_a_house_by_day_is_not_known_there() -> None:
    plan = ways(P=[("O-H", 0), ("H-I", 2)])
    assert blast_radius(problem(), plan).houses == {"I": 1}
    assert blast_radius(problem(), plan).drivers == {"drivers": (1,)}


def test_nobody_is_known_where_nobody_goes() -> None:
    found = blast_radius(problem(), ways(P=[]))
    assert (found.houses, found.drivers, found.house, found.driver, found.weight) == ({}, {}, 0, 0, 0)


def by_car_to_no_house(*slots: int) -> tuple[int, ...]:
    """What each driver knows after driving a party of four at each of these slots, out for two."""
    people = [party(f"P{number}", size=4) for number in range(len(slots))]
    given_ = change(problem(*people), "legs", "O-B", mode="car", pool="drivers")
    plan = ways(**{each.id: [("O-B", slot)] for each, slot in zip(people, slots, strict=True)})
    return blast_radius(given_, plan).drivers["drivers"]


def test_who_is_away_drives_nobody_else_and_there_are_never_more_drivers_than_the_pool_has() -> None:
    assert by_car_to_no_house(0, 1) == (4, 4)
    assert by_car_to_no_house(0, 1, 2) == (8, 4)
    assert by_car_to_no_house(0, 2, 4, 6) == (8, 8)


def test_people_of_one_vehicle_are_known_to_one_driver() -> None:
    people = party("P", size=3), party("Q", size=3)
    given_ = change(problem(*people), "legs", "O-B", mode="car", pool="drivers", capacity=4)
    assert blast_radius(given_, ways(P=[("O-B", 0)], Q=[("O-B", 0)])).drivers == {"drivers": (6, 3)}


def guests(given_: Problem, plan: Plan) -> dict[str, int]:
    """Slot by slot."""
    legs = {leg.id: leg for leg in given_.legs}
    known: dict[str, set[str]] = {}
    for each in given_.parties:
        place, busy, steps = each.origin, 0, list(plan[each.id])
        for slot in range(given_.slots):
            if steps and steps[0].departs == slot:
                leg = legs[steps.pop(0).leg]
                place, busy = leg.b, slot + leg.dur
            if slot >= busy and slot % SLOTS == NIGHT:
                known.setdefault(place, set()).add(each.id)
    houses = {place.id for place in given_.places if place.kind == "house"}
    sizes = {each.id: each.size for each in given_.parties}
    return {place: sum(map(sizes.__getitem__, who)) for place, who in known.items() if place in houses}


@given(problems())
@QUICK
def test_guests_are_counted_as_slot_by_slot(given_: Problem) -> None:
    plan = solved(given_, work_limit=2).plan
    assert blast_radius(given_, plan).houses == guests(given_, plan)
