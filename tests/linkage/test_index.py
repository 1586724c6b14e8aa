"""One record against all: the bits are those of the batch, the right one is found, what is added counts at once."""

import random

import pytest

from tests.linkage.people import people
from waystation.linkage import comparing
from waystation.linkage.index import Index
from waystation.linkage.linking import Linked, link
from waystation.linkage.model import LEAST, MOST, weights
from waystation.linkage.persons import Person
from waystation.linkage.presuming import presumed

PEOPLE = people(150, seed=11)


@pytest.fixture(scope="module")
def found() -> Linked:
    return link(PEOPLE)


@pytest.fixture(scope="module")
def persons(found: Linked) -> list[Person]:
    return [found.reader.person(row) for row in PEOPLE]


@pytest.fixture(scope="module")
def known(found: Linked, persons: list[Person]) -> Index:
    made = Index(found.roles, found.model, found.share)
    for number, person in enumerate(persons):
        assert made.add(person) == number
    return made


def test_the_bits_are_those_of_the_batch(found: Linked, known: Index, persons: list[Person]) -> None:
    """Two readings of one model: SQL of Splink, columns of numbers here."""
    places = random.Random(1).sample(range(len(found.weighed)), 300)
    for place in places:
        one, other = int(found.weighed.left[place]), int(found.weighed.right[place])
        if persons[one] == persons[other]:
            continue  # a copy: the batch sees that by itself
        said = known.explained(persons[one], other)
        assert sum(said.values()) == pytest.approx(found.weighed.bits[place], abs=0.01), said


def test_the_same_person_comes_first(known: Index, persons: list[Person]) -> None:
    truth = [row["person"] for row in PEOPLE]
    having = [place for place, person in enumerate(truth) if truth.count(person) > 1]
    hits = 0
    for place in having:
        others = [each.number for each in known.nearest(persons[place], 6) if each.number != place]
        hits += any(truth[number] == truth[place] for number in others[:5])
    assert hits / len(having) > 0.9


def test_the_likeliest_comes_first_and_a_record_is_nearest_to_itself(known: Index, persons: list[Person]) -> None:
    near = known.nearest(persons[0], 20)
    assert [each.bits for each in near] == sorted((each.bits for each in near), reverse=True)
    assert all(0 <= each.probability <= 1 for each in near)
    assert persons[near[0].number].given == persons[0].given


def test_what_is_added_is_found_at_once(found: Linked) -> None:
    made = Index(found.roles, found.model, found.share)
    somebody = found.reader.person({"no": "1", "full name": "Дени Хайхароев", "born": "1977-03-08", "village": "Шали"})
    assert made.nearest(somebody) == []
    for number in range(1500):  # more than there is room for at first
        made.add(found.reader.person(PEOPLE[number % len(PEOPLE)]))
    number = made.add(somebody)
    again = found.reader.person({"no": "2", "full name": "Deni Khaykharoev", "born": "1977-03-08"})
    assert made.nearest(again)[0].number == number
    assert len(made.nearest(again, 5)) == 5


def test_of_whom_nothing_is_known_nothing_is_said(found: Linked, known: Index) -> None:
    nobody = found.reader.person({})
    assert known.explained(nobody, 0) == {}
    assert {each.bits for each in known.nearest(nobody)} == {0.0}


def test_of_nobody_nobody_is_near(found: Linked, persons: list[Person]) -> None:
    nobody = Index(found.roles, found.model, found.share)
    assert nobody.nearest(persons[0]) == []
    assert nobody.above(persons[0], -100.0, 5) == []


def test_what_is_kept_of_comparisons_has_a_bound(
    found: Linked, known: Index, persons: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = [known.nearest(person) for person in persons[:30]]
    monkeypatch.setattr(comparing, "_KEPT", 200)
    assert [known.nearest(person) for person in persons[:30]] == before
    made = Index(found.roles, found.model, found.share)
    for person in persons:
        made.add(person)
    assert [made.nearest(person) for person in persons[:30]] == before
    kept = [
        sum(len(at) for _, at in each._kept.values()) for each in made.comparisons if isinstance(each, comparing.Values)
    ]
    assert max(kept) <= 200 + len(persons)


def test_those_above_are_told_with_what_each_comparison_says(known: Index, persons: list[Person]) -> None:
    for number in range(0, 60, 7):
        above = known.above(persons[number], 4.0, 20)
        assert [bits for _, bits, _ in above] == sorted((bits for _, bits, _ in above), reverse=True)
        for other, bits, said in above:
            assert sum(each.bits + each.rare for each in said) == pytest.approx(bits, abs=1e-3)
            by_name = {each.comparison: each.bits + each.rare for each in said}
            assert {name: by_name[name] for name in known.explained(persons[number], other)} == pytest.approx(
                known.explained(persons[number], other), abs=1e-4
            )
            assert all(not each.rare or each.level == 0 for each in said)


def test_what_nobody_taught_finds_the_same_person_too(found: Linked, persons: list[Person]) -> None:
    """Weights of which half is presumed and half counted, without Splink: the right one is first nearly as often."""
    made = Index(found.roles, presumed(found.roles, persons), found.share)
    for person in persons:
        made.add(person)
    truth = [row["person"] for row in PEOPLE]
    having = [place for place, person in enumerate(truth) if truth.count(person) > 1]
    hits = 0
    for place in having:
        others = [each.number for each in made.nearest(persons[place], 6) if each.number != place]
        hits += any(truth[number] == truth[place] for number in others[:5])
    assert hits / len(having) > 0.88


def test_presumed_weights_fall_from_level_to_level_and_are_bounded(found: Linked, persons: list[Person]) -> None:
    for _name, levels in weights(presumed(found.roles, persons, apart={"place": 0.4})):
        bits = [round(each, 9) for _, each in levels]
        assert bits == sorted(bits, reverse=True)
        assert all(LEAST - 1e-9 <= each <= MOST + 1e-9 for each in bits)


def test_two_records_are_enough_to_be_compared(found: Linked, persons: list[Person]) -> None:
    made = Index(found.roles, presumed(found.roles, persons[:2]), 0.1)
    for person in persons[:2]:
        made.add(person)
    assert len(made.above(persons[0], -100.0, 9)) == 2
