"""Who is left behind by group, counted so that no row tells of one person."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.planning.world import change, party, problem, ways
from waystation.planning import generate
from waystation.planning.fairness import SMALLEST, Houses, fairness
from waystation.planning.reports import of_fairness


def test_each_group_beside_its_share() -> None:
    people = [party(f"W{each}") for each in range(6)] + [party("M", size=6, cats=("man",), urgency=1)]
    report = fairness(problem(*people), ways(**{f"W{each}": [("O-H", each)] for each in range(6)}, M=[]))
    everybody = report.everybody
    assert (everybody.persons, everybody.left_behind, everybody.longest) == (12, 6, 6.0)
    man, woman = report.groups["category"]
    assert (man.names, man.persons, man.share, man.left_behind, man.share_left_behind) == (("man",), 6, 0.5, 6, 1.0)
    assert (woman.names, woman.left_behind, woman.waits, woman.longest) == (("woman",), 0, 15 / 4 / 6, 1.25)
    assert man.waits == 6.0
    words = of_fairness(report)
    assert "! man: 50% of all persons, but 100% of those left behind" in words
    assert "! man: they wait 2.7 days longer than everybody on average" in words
    assert "! woman" not in words


def test_small_groups_are_counted_together() -> None:
    people = [party(f"W{each}") for each in range(9)] + [party("T", cats=("trans",)), party("M", size=2, cats=("man",))]
    report = fairness(problem(*people), {each.id: () for each in people})
    (group,) = report.groups["category"]
    assert (group.names, group.persons) == (("man", "trans", "woman"), 12)
    assert "look at the parties of those counted together one by one" in of_fairness(report)


def test_too_few_in_all_are_not_counted() -> None:
    report = fairness(problem(), ways(P=[]))
    assert set(report.groups.values()) == {()}
    assert "fewer than 5 persons: not counted here" in of_fairness(report)


@given(st.integers(0, 1_000), st.integers(1, 30))
@settings(max_examples=30, deadline=None)
def test_no_row_nor_what_two_rows_differ_by_is_of_few(seed: int, parties: int) -> None:
    given_ = generate(parties, 10, seed)
    report = fairness(given_, {each.id: () for each in given_.parties})
    for kind, groups in report.groups.items():
        assert all(group.persons >= SMALLEST for group in groups)
        counted = sum(group.persons for group in groups)
        assert not groups or counted >= report.everybody.persons or kind == "category"


def test_houses_that_take_few_are_named() -> None:
    given_ = problem(party("P", cats=("trans", "woman")))
    given_ = change(given_, "places", "I", accepts=("woman",), beds=9)
    given_ = change(given_, "places", "H", accepts=("trans", "woman"))
    report = fairness(given_, ways(P=[]))
    assert report.takes == (Houses("trans", 1, 4), Houses("woman", 2, 13))
    assert "Fewest beds are open to: trans." in of_fairness(report)


def test_nobody_at_all() -> None:
    assert "0 persons, 0 left behind." in of_fairness(fairness(problem().__class__(**_nobody()), {}))


def _nobody() -> dict[str, object]:
    made = problem()
    return {name: getattr(made, name) for name in made.__struct_fields__} | {"parties": ()}
