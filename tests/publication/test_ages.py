"""How old somebody is, or when they were born: weak alone, and a part of what names somebody."""

from __future__ import annotations

from datetime import date

import pytest

from waystation.casework.persons.confidential import of_person
from waystation.casework.persons.records import Birth, Name, Person
from waystation.confidential import Fact, Kind
from waystation.publication.checks import loosest
from waystation.publication.protection import Finding, Level, Reason, check

NURSE, OTHER = b"n" * 16, b"o" * 16
TODAY = date(2026, 11, 28)
FACTS = [
    Fact(NURSE, Kind.PLACE, "Ashmark"),
    Fact(NURSE, Kind.JOB, "медсестра"),
    Fact(NURSE, Kind.BORN, "1992-06-02"),
    Fact(NURSE, Kind.FAMILY, "sibling"),
    *(Fact(bytes([number]) * 16, kind, said) for number in range(5) for kind, said in (
        (Kind.PLACE, "Ashmark"), (Kind.JOB, "медсестра"), (Kind.BORN, f"{1950 + 5 * number}-01-01"))),
]  # fmt: skip


def found(text: str, today: date = TODAY) -> list[Finding]:
    return [each for each in check(text, FACTS, today=today) if NURSE in each.about]


@pytest.mark.parametrize(
    "written",
    [
        "a 34-year-old nurse from Ashmark", "a nurse, aged 34, from Ashmark", "the nurse from Ashmark, 34, said so",
        "the thirty-four-year-old nurse from Ashmark", "the nurse from Ashmark is 34 years old",
        "a nurse from Ashmark (34) said so", "a nurse in her early thirties, of Ashmark", "nurse, 34 y.o., Ashmark",
        "born in 1992, a nurse in Ashmark", "a nurse of Ashmark, b. 1992", "DOB: 2 June 1992, nurse, Ashmark",
        "тридцатичетырёхлетняя медсестра из Ashmark", "34-летней медсестре из Ashmark", "34летняя медсестра, Ashmark",
        "медсестра из Ashmark, ей 34", "Ей тридцать четыре, она медсестра в Ashmark",
        "медсестра тридцати четырёх лет из Ashmark", "медсестра, 34 г.о., Ashmark", "возраст: 34, медсестра, Ashmark",
        "медсестра 1992 г. р. из Ashmark", "медсестра из Ashmark, 92 года рождения",
        "медсестра из Ashmark, р. 02.06.1992 г.р.",
        "медсестра из Ashmark родилась в девяносто втором, то есть в 1992 году",
        "eine 34-jährige Krankenschwester aus Ashmark", "une infirmière de 34 ans, Ashmark",
        "медсестра из Ashmark за тридцать",
    ],
)  # fmt: skip
def test_an_age_is_a_part_of_what_names_somebody(written: str) -> None:
    (one,) = found(f"{written}.")
    assert one.reason is Reason.COMBINATION
    assert one.people == 1
    assert set(one.kinds) >= {Kind.PLACE, Kind.JOB, Kind.BORN}
    assert one.level is Level.CERTAIN


@pytest.mark.parametrize(
    "written",
    [
        "a 34-year-old spoke", "Ей 34 года.", "born in 1992", "34-летняя медсестра", "34 года в Ashmark",
        "a 31-year-old nurse from Ashmark", "a 37-year-old nurse from Ashmark", "born in 1991, a nurse in Ashmark",
        "34 nurses from Ashmark", "34 дня медсестра из Ashmark ждала", "the act of 1992 on nurses in Ashmark",
        "медсестра из Ashmark уехала 34 года назад", "стр. 34: медсестра из Ashmark",
    ],
)  # fmt: skip
def test_alone_or_of_another_it_is_nothing(written: str) -> None:
    assert not found(written)


def test_an_age_is_of_some_day() -> None:
    """Of today, of a year ago, when it was told, of the months in which it is read first, of a year that is named."""
    said = "a 34-year-old nurse from Ashmark"
    for today, is_found in (
        (date(2026, 6, 1), True),  # the day before she is 34: it is out afterwards
        (date(2025, 6, 1), False),
        (date(2028, 6, 1), True),  # she told it a year ago
        (date(2028, 6, 3), False),
    ):
        assert bool(found(said, today)) is is_found, today
    assert found("In 2016 a 24-year-old nurse from Ashmark")
    assert not found("In 2016 a 34-year-old nurse from Ashmark", date(2040, 1, 1))
    assert found("In 2026 a 34-year-old nurse from Ashmark", date(2040, 1, 1))


def test_a_day_of_birth_beside_a_place_is_enough() -> None:
    (one,) = found("02.06.1992, Ashmark")
    assert one.kinds == (Kind.BORN, Kind.PLACE)
    assert loosest(one)[1] == Kind.BORN


@pytest.mark.parametrize(
    ("birth", "said"),
    [
        (Birth(precision="exact", year=1992, month=6, day=2), "1992-06-02"),
        (Birth(precision="month", year=1992, month=6), "1992-06-01/1992-06-30"),
        (Birth(precision="year", year=1992), "1992-01-01/1992-12-31"),
        (Birth(precision="about", year=1992), "1990-01-01/1994-12-31"),
        (Birth(), None),
    ],
)
def test_a_birth_is_told_as_far_as_it_is_known(birth: Birth, said: str | None) -> None:
    class Held:
        class locator:
            bytes = NURSE

        record = Person(names=(Name(text="A"),), birth=birth)

    told = [each.text for each in of_person(Held) if each.kind is Kind.BORN]
    assert told == ([said] if said else [])
    if said:
        assert check("a 34-year-old nurse from Ashmark", [*FACTS[:2], Fact(NURSE, Kind.BORN, said)], today=TODAY)
