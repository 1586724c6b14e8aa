"""One fact each, written as people and machines do write it; and what only looks like it."""

from __future__ import annotations

import pytest

from waystation.confidential import Fact, Kind
from waystation.publication.protection import Level, Reason, check

ONE = b"a" * 16


def found(text: str, kind: Kind, said: str) -> list[str]:
    return [each.written for each in check(text, [Fact(ONE, kind, said)]) if each.kind is kind]


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("+48 601 774 215", "601-774-215"),
        ("+48 601 774 215", "0601 774 215"),
        ("+995 599 31 20 47", "599 312 047"),
        ("+65 6123 4567", "6123-4567"),
        ("+7 905 380-77-16", "8905xx07716"),
        ("+7 905 380-77-16", "+7 905 380-77-**"),
        ("8-800-2000-600 доб. 4417", "доб. 4417"),
        ("8-800-2000-600 доб. 4417", "8 800 200 06 00"),
    ],
)
def test_a_telephone_number(said: str, written: str) -> None:
    assert found(f"Звоните: {written}, спросить ночью.", Kind.PHONE, said) == [written]


def test_a_number_with_too_much_hidden_or_another_extension_is_nobody_s() -> None:
    assert not found("Номер 8 905 *** ** 16.", Kind.PHONE, "+7 905 380-77-16")
    assert not found("Приёмная, доб. 4418.", Kind.PHONE, "8-800-2000-600 доб. 4417")


@pytest.mark.parametrize(
    ("kind", "said", "written"),
    [
        (Kind.EMAIL, "anzor-m88@inbox.example", "anzor dash m88 at inbox dot example"),
        (Kind.EMAIL, "t.gorch@post.example", "t.gorch%40post.example"),
        (Kind.EMAIL, "jmw@relief.example", "jmw+press@relief.example"),
        (Kind.EMAIL, "sveta-doro@box.example", "sveta-doro&#64;box.example"),
        (Kind.EMAIL, "zvyaga@letters.example", "z v y a g a @ l e t t e r s . example"),
        (Kind.EMAIL, "zvyaga@letters.example", "звяга собака letters точка example"),
        (Kind.HANDLE, "instagram.com/katya.lebed", "katya точка lebed"),
        (Kind.HANDLE, "@djanhot", "d j a n h o t"),
        (Kind.HANDLE, "vika_shul93", "vika_shul"),
        (Kind.HANDLE, "@gorch_wolf", "gorch wolf"),
        (Kind.NUMBER, "ЕН 620417", "ЕН№620417"),
        (Kind.NUMBER, "2200 7001 4455 9183", "2200 **** **** 9183"),
        (Kind.NUMBER, "FE 118342", "F E 1 1 8 3 4 2"),
        (Kind.NUMBER, "Е902МТ26", "девятьсот два, буквы е, м, т"),
        (Kind.ADDRESS, "ул. Титова, 9, кв. 17", "9 Titov"),
        (Kind.ADDRESS, "г. Грозный, ул. Маяковского, д. 112", "112 Mayakovsky"),
        (Kind.ADDRESS, "///тарелка.гроза.валун", "тарелка.гроза.валун"),
        (Kind.NAME, "Анна Громыхалова", "=?UTF-8?B?0JPRgNC+0LzRi9GF0LDQu9C+0LI=?="),
        (Kind.NAME, "Анна Громыхалова", "\\u0413\\u0440\\u043e\\u043c\\u044b\\u0445\\u0430\\u043b\\u043e\\u0432"),
        (Kind.NAME, "Анна Громыхалова", "Гро</b>мыхалова"),
        (Kind.NAME, "Ислам Гезимахмаев", "gezimakhmaev"),
        (Kind.NAME, "Светлана Дорофеева", "Dorofejevová"),
        (Kind.WORDS, "Отец из тейпа шуонхой.", "шуонхойцев"),
    ],
)
def test_what_else_is_known_again(kind: Kind, said: str, written: str) -> None:
    (where,) = found(
        f"Мы нашли #free{written}, вот." if written.startswith("gez") else f"Вот: {written} - и всё.", kind, said
    )
    assert written in where or where in written
    assert len(where) * 2 >= len(written)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Пётр Щеголихин", "Петька"), ("Александра Ветлугина", "Саше"), ("Михаил Ерошкин", "misha eroshkin"),
        ("Евгений Чистопрудов", "Eugene Chistoprudov"), ("Антон Перелыгин", "Антоха"), ("Виктория Шульженко", "Віка"),
    ],
)  # fmt: skip
def test_what_people_are_called(name: str, written: str) -> None:
    assert found(f"Тогда пришёл наш {written} и сел.", Kind.NAME, name) == [written]


def test_a_short_name_alone_is_possible_and_no_more() -> None:
    (one,) = check("Тогда пришла наша Саша.", [Fact(ONE, Kind.NAME, "Александра Ветлугина")])
    assert (one.level, one.reason) == (Level.POSSIBLE, Reason.SOUNDS_LIKE)


TRAITS = [
    Fact(ONE, Kind.PLACE, "Энгеной"), Fact(ONE, Kind.JOB, "водитель"), Fact(ONE, Kind.INJURY, "перелом челюсти"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("A driver from Engenoy whose jaw was broken spoke to us.", Level.CERTAIN),
        ("Он возит людей в Энгеной, и ему сломали челюсть.", Level.CERTAIN),
        ("Жителю Энгеноя сломали челюсть.", Level.POSSIBLE),
    ],
)
def test_an_injury_and_a_trade_in_other_words(text: str, level: Level) -> None:
    assert [(each.reason, each.level) for each in check(text, TRAITS)] == [(Reason.COMBINATION, level)]


@pytest.mark.parametrize(
    "text", ["В Энгеное снег. Ему сломали челюсть.", "В Энгеное боксёр сломал руку.", "Челюсть сломана."]
)
def test_a_place_and_an_injury_of_two_sentences_are_of_nobody(text: str) -> None:
    assert not check(text, TRAITS)


@pytest.mark.parametrize(
    ("kind", "said", "text"),
    [
        (Kind.CODE_NAME, "Пеликан", "Пеликаны зимуют на озере."),
        (Kind.WORKPLACE, "кофейня «Зерно и ветер»", "Ветер унёс зерно."),
    ],
)
def test_ordinary_words_are_possible_at_most(kind: Kind, said: str, text: str) -> None:
    assert all(each.level is Level.POSSIBLE for each in check(text, [Fact(ONE, kind, said)]))


def test_three_words_of_an_address_are_no_address_apart() -> None:
    assert not found("Тарелка разбилась, гроза прошла, валун остался.", Kind.ADDRESS, "///тарелка.гроза.валун")


def test_a_code_that_says_nothing_stays_as_it_is() -> None:
    text = "100% готово; %zz, =?x?B?!!!?= и a<b, c>d, \\u12 &nosuch; Хамзатов"
    assert found(text, Kind.NAME, "Аслан Хамзатов") == ["Хамзатов"]


def test_of_two_addresses_of_mail_the_second_is_found_too() -> None:
    """After the dot of a sentence the second one could be the host of the first."""
    text = "Пишите на desk@office.example.\n\nliliya.fattah [at] mail [dot] example"
    assert found(text, Kind.EMAIL, "liliya.fattah@mail.example") == ["liliya.fattah [at] mail [dot] example"]
