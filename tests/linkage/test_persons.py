"""Dates, ages, places, headers and whole names as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.linkage.columns import Role, Unmapped, guessed, mapped
from waystation.linkage.dates import Span, ages, born, span
from waystation.linkage.keys import RULES, keys_of
from waystation.linkage.persons import Name, Reader, taken_apart
from waystation.linkage.places import place


def days(first: str, last: str, day: str | None = None) -> Span:
    return Span(date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal(), day)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1990-05-17", days("1990-05-17", "1990-05-17", "1990-05-17")),
        ("17.05.1990", days("1990-05-17", "1990-05-17", "1990-05-17")),
        ("19900517", days("1990-05-17", "1990-05-17", "1990-05-17")),
        ("1990-05-17T12:00", days("1990-05-17", "1990-05-17", "1990-05-17")),
        ("05/17/1990", days("1990-05-17", "1990-05-17", "1990-05-17")),
        ("1990-05", days("1990-05-01", "1990-05-31")),
        ("1990", days("1990-01-01", "1990-12-31")),
        ("1990 г.", days("1990-01-01", "1990-12-31")),
        ("199X", days("1990-01-01", "1999-12-31")),
        ("2017-24", days("2016-12-01", "2017-02-28")),
        ("2017-22", days("2017-06-01", "2017-08-31")),
        ("2017-04/2017-06", days("2017-04-01", "2017-06-30")),
        ("1856-86-18", days("1856-01-01", "1856-12-31")),
        ("1990-02-31", days("1990-02-01", "1990-02-28")),
        ("", None), ("unknown", None), ("17", None), ("0000-00-00", None), ("1990 or 1991", None), ("/", None),
    ],
)  # fmt: skip
def test_a_date_is_read_as_the_days_that_it_may_mean(text: str, meant: Span | None) -> None:
    assert span(text) == meant


def test_about_widens() -> None:
    around, exact = span("1990~"), span("1990")
    assert around is not None
    assert exact is not None
    assert around.first < exact.first < exact.last < around.last
    assert span("ок. 1990") == around == span("ca. 1990")
    assert span("2017-03-14~").day is None


@given(st.text(max_size=30))
def test_whatever_stands_for_a_date_has_a_first_and_a_last_day(text: str) -> None:
    found = span(text)
    assert found is None or found.first <= found.last
    assert ages(text) is None or ages(text)[0] <= ages(text)[1]


def test_ages() -> None:
    assert (ages("38"), ages("25-30"), ages("около 40"), ages("?")) == ((38, 38), (25, 30), (38, 42), None)
    found = born(30, 30, days("2017-03-01", "2017-03-01"))
    assert found.first < date(1986, 6, 1).toordinal() < found.last


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Грозный", "Соьлжа-ГӀала"), ("г. Аргун", "Orga-Ghala"), ("Shali", "Шела"), ("Гудермес, Чечня", "Gudermes"),
        ("У-Мартан", "Urus-Martan"), ("ст. Ассиновская", "Assinovskaya"), ("Центорой", "Akhmat-Yurt"),
        ("Ойсхара", "Новогрозненский"),
    ],
)  # fmt: skip
def test_a_settlement_has_several_names(one: str, other: str) -> None:
    assert place(one).name == place(other).name is not None


def test_a_district_is_no_settlement() -> None:
    for text in ("Шалинский район", "Shalinskiy rayon", "Schalinskij rajon", "Шалинский", "Шалинский р-н"):
        assert (place(text).name, place(text).district) == (None, place("Шали").district), text
    assert place("Нигде, Шалинский район").district == place("Шали").district
    assert place("").name is place("...").name is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Исаев Хамзат Ахмедович", Name(("хамзат",), ("ахмедович",), ("исаев",))),
        ("Хамзат Исаев", Name(("хамзат",), (), ("исаев",))),
        ("Khamzat A. Isayev", Name(("khamzat", "a"), (), ("isayev",))),
        ("Isaev, Khamzat", Name(("khamzat",), (), ("isaev",))),
        ("Хьамзат Ахьмадан кӏант", Name(("хьамзат",), ("ахьмадан",), ())),
        ("Хамзат («Малой»)", Name(("хамзат",), (), (), ("малой",))),
        ("Хамзат", Name(("хамзат",))),
        ("John Smith", Name(("john",), (), ("smith",))),
        ("", Name()), ("()", Name()), ("«»", Name()),
    ],
)  # fmt: skip
def test_a_whole_name_is_taken_apart(text: str, name: Name) -> None:
    assert taken_apart(text) == name


@given(st.text(max_size=300))
def test_whatever_stands_for_a_name_is_taken_apart(text: str) -> None:
    taken_apart(text)


def reader(*rows: dict[str, str]) -> Reader:
    made = Reader(mapped(list(rows[0]), {}))
    made.learn(rows)
    return made


def test_one_person_in_other_words_is_compared_as_one() -> None:
    rows = [
        {
            "given": "Хьамзат",
            "surname": "Магомадов",
            "patronymic": "Ахьмадан кӏант",
            "age": "",
            "phone": "8 (928) 111-22-33",
        },
        {"given": "Gamzat", "surname": "MAGOMEDOVA", "patronymic": "Akhmedovich", "age": "30", "phone": "+79281112233"},
        {"given": "Магомедов", "surname": "Хамзат", "patronymic": "", "age": "", "phone": ""},
    ]
    made = reader(*rows)
    one, other, swapped = map(made.person, rows)
    assert one.given == other.given == swapped.given
    assert one.surname == other.surname == swapped.surname
    assert one.father == other.father
    assert one.phone == other.phone
    assert other.birth_first is None  # an age without any date says nothing
    assert keys_of(one)["given"] == keys_of(other)["given"]


def test_a_reading_is_chosen_by_what_others_are_called() -> None:
    rows = [{"name": "Чингисхан"}] * 3 + [{"name": "Chingiskhan"}]
    made = reader(*rows)
    assert made.person(rows[0]).given == made.person(rows[3]).given


def test_columns_are_guessed_and_the_truth_is_not() -> None:
    assert guessed(["ФИО", "Дата рождения", "Тейп", "Село", "Телефон", "№", "cluster", "Примечание"]) == {
        "ФИО": Role.NAME, "Дата рождения": Role.BIRTH, "Тейп": Role.CLAN, "Село": Role.PLACE, "Телефон": Role.PHONE,
        "№": Role.ID, "cluster": Role.IGNORE, "Примечание": Role.IGNORE,
    }  # fmt: skip
    assert guessed(["first_name", "surname", "dob", "city", "email", "entity_id"])["entity_id"] is Role.IGNORE


@pytest.mark.parametrize("told", [{"x": "name"}, {"a": "nobody"}, {"a": "given", "b": "given"}, {}])
def test_a_column_says_what_columns_can_say(told: dict[str, str]) -> None:
    with pytest.raises(Unmapped):
        mapped(["a", "b"], told)


def test_what_is_told_of_a_column_outweighs_its_header() -> None:
    assert mapped(["name", "who"], {"who": "name"}) == {"name": Role.IGNORE, "who": Role.NAME}


def test_the_rules_have_keys() -> None:
    known = {*keys_of(reader({"name": "Иса"}).person({"name": "Иса"}))} | {"*"}
    assert {part for rule in RULES for part in rule} <= known
