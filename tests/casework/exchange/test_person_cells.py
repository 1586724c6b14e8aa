"""A person as the cells of a table: what is written is read again, and no word is lost."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some

from tests.effort import assert_linear
from waystation.casework.exchange import person_cells
from waystation.casework.exchange.import_rules import understood
from waystation.casework.persons.records import Birth, Name, Paper, Person

LABELS = {"papers": "Papers", "companions": "Who comes along"}
EMPTY = dict.fromkeys(person_cells.TEXTS, "")
TODAY = date(2026, 4, 3)


def read(born: str = "", **cells: str) -> Person:
    return person_cells.read(EMPTY | cells, person_cells.birth(born), LABELS)


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("03.05.1990", Birth("exact", 1990, 5, 3)),
        ("1990-05-03", Birth("exact", 1990, 5, 3)),
        ("05.1990", Birth("month", 1990, 5)),
        ("1990-05", Birth("month", 1990, 5)),
        ("1990", Birth("year", 1990)),
        ("~ 1990", Birth("about", 1990)),
        ("90", Birth()),
        ("31.02.1990", Birth()),
    ],
)
def test_a_birth_date_is_as_exact_as_it_was_written(text: str, born: Birth) -> None:
    assert person_cells.birth(text) == born


def test_names_languages_and_papers_find_their_places() -> None:
    person = read(
        names="Мовсар Ӏ.; Movsar I.",
        other_names="Мовсур",
        languages="чеченский, Russian, цезский",
        papers="Загранпаспорт биометрический 75 1234567 (Россия); visa",
    )
    assert person.names == (Name("Мовсар Ӏ."), Name("Movsar I."), Name("Мовсур", "transliteration"))
    assert (person.languages, person.other_languages) == (("ce", "ru"), "цезский")
    told = [(paper.kind, paper.number, paper.country) for paper in person.papers]
    assert told == [("ru.foreign_passport_bio", "75 1234567", "Россия"), ("visa", "", "")]
    assert person.note == ""


@pytest.mark.parametrize(
    "text", ["паспорт у матери", "visa until 2027", "visa 2027", "Visa; забрали в 2021", "Visa (" + "x" * 90 + ")"]
)
def test_words_about_papers_and_companions_stay_words(text: str) -> None:
    person = read(papers=text, companions="сестра, двое детей", about="Боится звонков.")
    assert person.papers == ()
    assert person.note == f"Боится звонков.\nPapers: {text}\nWho comes along: сестра, двое детей"


WORDS = some.text(some.characters(categories=["Lu", "Ll"]), min_size=1, max_size=10)
BIRTHS = some.one_of(
    some.just(Birth()),
    some.dates(date(1000, 1, 1)).map(lambda day: Birth("exact", day.year, day.month, day.day)),
    some.builds(Birth, some.just("month"), some.integers(1000, 9999), some.integers(1, 12)),
    some.builds(Birth, some.sampled_from(["year", "about"]), some.integers(1000, 9999)),
)
PAPERS = some.builds(
    Paper,
    id=some.uuids(),
    kind=some.sampled_from(["ru.internal_passport", "visa", "snils_inn", "military_id"]),
    number=some.sampled_from(["", "AB 123456", "75 1234567"]),
    country=some.sampled_from(["", "Россия"]),
)
PERSONS = some.builds(
    Person,
    names=some.lists(WORDS, min_size=1, max_size=3).map(
        lambda texts: tuple(Name(text, "transliteration" if place else "given") for place, text in enumerate(texts))
    ),
    birth=BIRTHS,
    languages=some.sampled_from([(), ("ru",), ("ce", "inh")]),
    phone=some.sampled_from(["", "+7 900"]),
    papers=some.lists(PAPERS, max_size=2).map(tuple),
    note=WORDS,
)


@given(PERSONS)
def test_what_is_written_is_read_again(person: Person) -> None:
    cells = person_cells.written(person, ())
    again = person_cells.read(EMPTY | cells, person_cells.birth(cells["birth"]), LABELS)
    one_id = uuid4()
    first, second = (
        msgspec.structs.replace(each, papers=tuple(msgspec.structs.replace(paper, id=one_id) for paper in each.papers))
        for each in (person, again)
    )
    assert first == second


def test_a_cell_that_was_made_to_take_long_does_not() -> None:
    for text in (" " * 2_000, "1" * 2_000 + "x", "VISA " + "1 " * 900 + "(", "a " * 1_000):
        assert_linear(lambda size, text=text: read(papers=text[-size:]), len(text))


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("names", "; ".join(["x"] * 41)),
        ("other_names", "x" * 201),
        ("languages", ";".join(["x"] * 100)),
        ("birth", "1850"),
        ("birth", "2027"),
        ("birth", "1990-13"),
    ],
)
def test_what_no_form_would_take_no_table_brings_in(column: str, text: str) -> None:
    cells = {"pseudonym": "Birch"} | {column: text}
    mapping = {code: index for index, code in enumerate(cells)}
    said, problems = understood([(2, list(cells.values()))], mapping, TODAY, "accepted")
    assert (said, [each.column for each in problems]) == ([], ["B"])
