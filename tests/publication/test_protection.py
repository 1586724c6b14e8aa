"""One text against a few facts: what is found, as what, where, and what is not."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from waystation.confidential import Fact, Kind
from waystation.publication.protection import Finding, Level, Reason, check

ASLAN, LIZA, OTHER = b"a" * 16, b"b" * 16, b"c" * 16
FACTS = [
    Fact(ASLAN, Kind.NAME, "Аслан Хамзатов"),
    Fact(LIZA, Kind.NAME, "Лиза Дудаева"),
    Fact(OTHER, Kind.NAME, "Абу-Бакар Цугаев"),
    Fact(ASLAN, Kind.PHONE, "+7 928 123-45-67"),
    Fact(ASLAN, Kind.EMAIL, "aslan.kh90@mail.example"),
    Fact(ASLAN, Kind.HANDLE, "https://t.me/aslan_grz95"),
    Fact(ASLAN, Kind.ADDRESS, "ул. Лорсанова, д. 14, кв. 3, Тарсой"),
    Fact(ASLAN, Kind.WORKPLACE, "Автосервис «Терек-Моторс»"),
    Fact(ASLAN, Kind.NUMBER, "А123ВС95"),
    Fact(ASLAN, Kind.COORDINATES, "43.31,45.69"),
    Fact(ASLAN, Kind.CODE_NAME, "Ласточка"),
    Fact(ASLAN, Kind.PLACE, "Тарсой"),
    Fact(ASLAN, Kind.DATE, "2017-03-12"),
    Fact(ASLAN, Kind.JOB, "учитель физики"),
    Fact(ASLAN, Kind.FAMILY, "sibling"),
    Fact(ASLAN, Kind.INJURY, "перелом ключицы"),
    Fact(LIZA, Kind.WORDS, "Встречал Зинкайч у моста, тел. 8 (928) 765 43 21, liza@box.example"),
    *(Fact(bytes([number]) * 16, Kind.PLACE, "Гарачу") for number in range(9)),
    *(Fact(bytes([number]) * 16, Kind.JOB, "пекарь") for number in range(9)),
    *(Fact(bytes([number]) * 16, Kind.DATE, "2018-05-04") for number in range(9)),
]


def found(text: str, facts: Iterable[Fact] = FACTS) -> list[tuple[Kind, Reason, str]]:
    return [(each.kind, each.reason, each.written) for each in check(text, facts)]


@pytest.mark.parametrize(
    "written",
    [
        "Аслана\nХамзатова",
        "Хамзатову Аслану",
        "Аслан Мусаевич Хамзатов",
        "Aslan Khamzatov",
        "Aslanom Hamzatovym",
        "АСЛАН ХАМЗАТОВ",
        "аслан хамзатов",
        "Асл\u0430\u0301н Хам\u00adза\u200bтов",
        "Aслaн Xaмзaтoв",
        "ასლან ხამზათოვი",
        "А с л а н Х а м з а т о в",
        "Асланан Хамзатов",
    ],
)
def test_a_whole_name_is_certain(written: str) -> None:
    (one,) = check(f"Мы знаем, что {written} был там.", FACTS)
    assert (one.kind, one.reason, one.level, one.about) == (Kind.NAME, Reason.FULL_NAME, Level.CERTAIN, (ASLAN,))
    assert one.written == written


@pytest.mark.parametrize(
    ("written", "part"),
    [("Хам-\nзатова", "Хам-\nзатова"), ("Khamzatov’s", "Khamzatov"), ("Лизой", "Лизой"), ("اصلان", "اصلان")],
)
def test_a_name_alone_is_likely(written: str, part: str) -> None:
    (one,) = check(f"Тогда увидели {written} во дворе.", FACTS)
    assert (one.kind, one.level, one.written) == (Kind.NAME, Level.LIKELY, part)


def test_a_hashtag_holds_a_whole_name() -> None:
    assert found("за свободу #асланхамзатов и всех")[0][:2] == (Kind.NAME, Reason.FULL_NAME)
    assert found("#ПомогитеАслануХамзатову")[0][:2] == (Kind.NAME, Reason.FULL_NAME)


def test_a_name_of_two_words_may_be_one() -> None:
    assert found("Видели Абубакара Цугаева.") == [(Kind.NAME, Reason.FULL_NAME, "Абубакара Цугаева")]
    assert found("We met Abu Bakar Tsugaev.") == [(Kind.NAME, Reason.FULL_NAME, "Abu Bakar Tsugaev")]


def test_who_is_called_by_ordinary_words_is_met_by_none_of_them() -> None:
    called = ("a man from his work", "его брат из-за реки", "Nobody", "Никто", "М. из Орлина", "R. and sister")
    facts = [Fact(ASLAN, Kind.NAME, name) for name in called]
    said = "Nobody knows of her work, and a man from the river. Никто не пришёл из-за дождя, его брат тоже. Sister R."
    assert found(said, facts) == []
    assert found("Мы видели его в Орлине.", facts) == [(Kind.NAME, Reason.RARE_NAME, "Орлине")]
    assert found("Хамзатов", [Fact(ASLAN, Kind.NAME, "аслан хамзатов")]) == [(Kind.NAME, Reason.RARE_NAME, "Хамзатов")]


def test_a_stranger_of_the_same_given_name_is_possible_alone() -> None:
    (one,) = check("Министр Аслан Полынцев молчал.", FACTS)
    assert (one.level, one.written) == (Level.POSSIBLE, "Аслан")


@pytest.mark.parametrize(
    "plain",
    [
        "Вечером было холодно, и роза цвела.",
        "They were told that nobody may enter, and then went home.",
        "Ответа нет с 3 мая 2011 года. Звоните 8 800 555-01-99, страница 123, пункт 45.67.",
        "",
        "\n\n\t \u200b",
        "1234500 @ . / # ( ) °",
    ],
)
def test_of_others_nothing_is_said(plain: str) -> None:
    assert found(plain) == []


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("8(928)1234567", Kind.PHONE),
        ("+7 928\n123 45 67", Kind.PHONE),
        ("٠٩٢٨١٢٣٤٥٦٧", Kind.PHONE),
        ("ASLAN.KH90@mail.example", Kind.EMAIL),
        ("aslan.kh90 (at) mail [dot] example", Kind.EMAIL),
        ("aslan.kh90[собака]mail.example", Kind.EMAIL),
        ("@aslan_grz95", Kind.HANDLE),
        ("А 123 ВС 95", Kind.NUMBER),
        ("A123BC95", Kind.NUMBER),
        ("43.3123, 45.6891", Kind.COORDINATES),
        ("43°18′36″N 45°41′24″E", Kind.COORDINATES),
        ("Лорсанова в доме 14", Kind.ADDRESS),
        ("Lorsanova street, 14", Kind.ADDRESS),
        ("автосервисе «Терек-Моторс", Kind.WORKPLACE),
        ("Ласточке", Kind.CODE_NAME),
    ],
)
def test_numbers_and_places_in_any_shape(written: str, kind: Kind) -> None:
    (one,) = check(f"Там стояло: {written} и больше ничего.", FACTS)
    assert (one.kind, one.about, one.written.strip()) == (kind, (ASLAN,), written)


def test_an_ordinary_word_is_no_code_name() -> None:
    assert found("Над домом летала ласточка.") == []


def test_an_exact_position_is_told_of_whomever() -> None:
    assert found("Тогда мы были у 61.12345, 73.54321.") == [(Kind.COORDINATES, Reason.POSITION, "61.12345, 73.54321")]


def test_three_traits_of_one_person_name_them() -> None:
    (one,) = check("12 марта 2017 года в Тарсое учителя физики забрали прямо с урока.", FACTS)
    assert (one.reason, one.level, one.people, one.about) == (Reason.COMBINATION, Level.CERTAIN, 1, (ASLAN,))
    assert [str(kind) for kind in one.kinds] == ["date", "place", "job"]


def test_two_traits_with_the_very_day_are_likely() -> None:
    (one,) = check("On March 12, 2017 they came to Tarsoi.", FACTS)
    assert (one.reason, one.level) == (Reason.COMBINATION, Level.LIKELY)


@pytest.mark.parametrize(
    "text",
    [
        "Его брат живёт в Тарсое.",  # two, and no day
        "Он был учителем физики.\n\nМы поехали в Тарсой.\n\nЭто было 12 марта 2017 года.",  # in three paragraphs
        "4 мая 2018 года в Гарачу пекаря забрали прямо с работы.",  # nine people
    ],
)
def test_what_fits_many_names_nobody(text: str) -> None:
    assert found(text) == []


def test_a_rare_word_of_a_testimony_and_numbers_in_it() -> None:
    said = found("Рядом был Зинкайч. Потом звонили с 8 928 765-43-21 и писали на liza@box.example.")
    assert {(kind, written) for kind, _reason, written in said} == {
        (Kind.WORDS, "Зинкайч"),
        (Kind.PHONE, "8 928 765-43-21"),
        (Kind.EMAIL, "liza@box.example"),
    }


def test_each_thing_is_told_once_with_all_its_places() -> None:
    (one,) = check("Хамзатов пришёл.\n\nХамзатов ушёл.\n\nХамзатов молчал.", FACTS)
    assert len(one.spans) == 3


def test_the_key_of_a_finding_stays_while_the_text_changes() -> None:
    (before,), (after,) = check("Хамзатов.", FACTS), check("Долго ли, коротко ли, пришёл Хамзатов.", FACTS)
    assert before.key == after.key == "name:хамзатов"


def test_what_is_found_shows_nothing_in_a_repr() -> None:
    (one,) = check("Хамзатов.", FACTS)
    assert "Хамзатов" not in repr(one)
    assert isinstance(one, Finding)


@pytest.mark.parametrize(
    "hostile",
    [
        "а" * 50_000,
        "а " * 20_000,
        "a@" * 20_000,
        "1 " * 30_000,
        "1." * 30_000,
        "9" * 50_000,
        "-\n" * 20_000,
        "́" * 9_999,
    ],
)
def test_hostile_texts_end(hostile: str) -> None:
    """No text costs more than a small multiple of an ordinary one of its length."""
    assert isinstance(check(hostile, FACTS[:12]), list)


def test_it_is_told_how_far_it_is() -> None:
    heard: list[int] = []
    check("Ничего.", (Fact(bytes([at % 250]) * 16, Kind.PHONE, f"89{at:09}") for at in range(5_000)), heard.append)
    assert heard == [2_000, 4_000, 5_000]


@pytest.mark.parametrize(
    "said",
    [
        "104 62 15",
        "104-62-15",
        "26 16 № 615383",
        "26 16 номер 615383",
        "pliev точка davit71 собака post точка example",
        "pliev.davit71@post.example",
    ],
)
def test_what_was_missed_when_it_was_held_out_is_found(said: str) -> None:
    one = b"a" * 16
    facts = [
        Fact(one, Kind.PHONE, "+7 964 104-62-15"),
        Fact(one, Kind.EMAIL, "pliev.davit71@post.example"),
        Fact(one, Kind.NUMBER, "2616 615383"),
    ]
    assert said in [found.written for found in check(f"Пишите. Вот он: {said}, и всё.", facts)]
    assert not check("Выдано 104 62 справки, 26 16 и 615 383 рубля. Пишите точка в точку.", facts)


@pytest.mark.parametrize(
    "written",
    [
        "Аслан Хам*атов",
        "Аслан Хазматов",
        "Аслан Хамзаттов",
        "Kh4mz4t0v",
        "Аслан Х***тов",
        "Aslan %D0%A5%D0%B0%D0%BC%D0%B7%D0%B0%D1%82%D0%BE%D0%B2",
        "{fvpfnjd",
        "Вотазмах",
    ],
)
def test_a_name_is_found_though_its_letters_are_hidden_or_exchanged(written: str) -> None:
    assert [each for each in check(f"Мы знаем, что {written} был там.", FACTS) if ASLAN in each.about]


@pytest.mark.parametrize(
    "written",
    [
        "девять два восемь один два три четыре пять шесть семь",
        "девятьсот двадцать восемь, сто двадцать три, сорок пять, шестьдесят семь",
        "nine two eight one two three four five six seven",
        "928 123 сорок пять шестьдесят семь",
        "8 928 I23 45 67",
    ],
)
def test_a_number_is_found_in_words(written: str) -> None:
    assert (Kind.PHONE, Reason.SAME, written.removeprefix("8 ")) in [
        (each.kind, each.reason, each.written.removeprefix("8 ")) for each in check(f"Звоните: {written}.", FACTS)
    ]


@pytest.mark.parametrize(
    "day",
    [
        "12.III.2017",
        "12 мар. 2017",
        "12/03/'17",
        "2017.03.12",
        "двенадцатое марта две тысячи семнадцатого",
        "12 marta 2017",
    ],
)
def test_a_day_is_found_in_any_notation(day: str) -> None:
    (one,) = check(f"A physics teacher, учитель физики, Тарсой, {day}.", FACTS)
    assert one.reason is Reason.COMBINATION
    assert Kind.DATE in one.kinds
    assert one.about == (ASLAN,)


def test_a_trade_is_known_in_the_other_language() -> None:
    facts = [
        Fact(ASLAN, kind, said)
        for kind, said in ((Kind.JOB, "сварщик"), (Kind.PLACE, "Тарсой"), (Kind.DATE, "2017-03-12"))
    ]
    (one,) = check("A welder was taken in Tarsoi on 12 March 2017.", facts)
    assert Kind.JOB in one.kinds


def test_what_is_spelled_almost_as_a_name_is_not_certain() -> None:
    """Nor is a word that a dictionary has."""
    (one,) = check("Там был Аслан Хамзартов.", FACTS)
    assert one.level is Level.LIKELY
    assert check("Мариной звали собаку.", [Fact(ASLAN, Kind.NAME, "Марином Хасинов")]) == []


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("Х=а=м=з=а=т=о=в", Kind.NAME),
        ("Хам🙂затов", Kind.NAME),
        ("Хам-\n\n12\n\nзатов", Kind.NAME),
        ("Аслан Хам\u00ad\nзатов", Kind.NAME),
        ("P<RUSKHAMZATOV<<ASLAN<<<<<<", Kind.NAME),
        ("хамзатовский", Kind.NAME),
        ("Хамзатовский", Kind.NAME),
        ("khamzatov", Kind.NAME),
        ("skype: aslankhamzatov", Kind.NAME),
        ("aslan grz95", Kind.HANDLE),
        ("аslаn_grz95", Kind.HANDLE),
        ("8-928-123-\n   45-67", Kind.PHONE),
        ("7654321829", Kind.PHONE),
        ("neun zwei acht eins zwei drei vier fünf sechs sieben", Kind.PHONE),
        ("девятьсот двадцать восемь сто двадцать три сорок пять шестьдесят семь", Kind.PHONE),
        ("А 123 ВС", Kind.NUMBER),
        ("43.3123 с. ш., 45.6891 в. д.", Kind.COORDINATES),
        ("43°18.6′ с. ш. 45°41.4′ в. д.", Kind.COORDINATES),
        ("43 18 36 N, 45 41 24 E", Kind.COORDINATES),
        ("https://maps.example/?q=43.3123%2C45.6891", Kind.COORDINATES),
        ("на «Терек-Моторсе»", Kind.WORKPLACE),
    ],
)
def test_ways_to_write_that_were_missed_once(written: str, kind: Kind) -> None:
    found = check(f"Там стояло всё: {written} и больше ничего.", FACTS)
    assert kind in {each.kind for each in found}


def test_what_looks_like_it_and_tells_of_nobody() -> None:
    """No position in a table of numbers, no niece in ничего, no name behind a colon."""
    niece = [Fact(b"n" * 16, Kind.FAMILY, "wider_family"), Fact(b"n" * 16, Kind.DATE, "2018-05-03")]
    assert check("34.909 0.873 72.893 1.588\nAnd 09 0.873 36.720 too.", FACTS) == []
    assert check("Там ничего не было 3 мая 2018 года.", niece) == []


def test_signs_and_lines_together_stop_nothing() -> None:
    assert check("a*_b and x_*_y, Ха*_*ов", FACTS) is not None
