"""One record against all: the bits are those of the batch, the right one is found, what is added counts at once."""

import random

import pytest

from tests.linkage.people import people
from waystation.linkage.index import Index
from waystation.linkage.linking import Linked, link
from waystation.linkage.persons import Person

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
