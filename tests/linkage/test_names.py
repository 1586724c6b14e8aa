"""Names meet in every spelling; how well, the tables at the end say, on labelled data (see data/README.md)."""

import csv
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.linkage.letters import LONGEST, MOST, PALOCHKA, readings
from waystation.linkage.names import MOST_WORDS, Form, Nearness, form, is_typo, joined, meetings, nearness, words
from waystation.linkage.vocabulary import Vocabulary

DATA = Path(__file__).parent / "data"
SAME, NAME, OUTLINE, TYPO, NONE = (Nearness[each] for each in ("SAME", "NAME", "OUTLINE", "TYPO", "NONE"))

# One name to a row: Russian, Chechen, BGN/PCGN or ICAO, ISO 9, German, French, as people write.
ONE_READING = [
    "Хамзат Хьамзат Khamzat Hamzat Xamzat Chamzat HAMZAT hámzat",
    "Джохар Dzhokhar Džohar Dschochar Djokhar Jokhar",
    "Исаев Isaev Isayev Isaeff Issaiev Issajew Isaiev",
    "Чимаев Chimaev Tschimajew Tchimaiev Čimaev Çimayev",
    "Шамиль Шамилъ Shamil Schamil Chamil Šamilʹ Şamil",
    "Жуков Zhukov Žukov Joukov",
    "Бжозовский Brzozowski",
    "Абурний Aburnius",
    "Абунданций Abundantius",
    "Октавиан Octavianus",
    "Домбровский Dąbrowski",
    "Щепанский Szczepanski",
    "Гурский Górski",
    "Джорджевич Đorđević",
    "Милькович Miljković",
    "Щербаков Shcherbakov Schtscherbakow Chtcherbakov",
    "Юсуп Yusup Jusup Ûsup Iusup Youssoup",
    "Ӏумар ӏумар Iумар 1умар |умар lумар Умар Umar Oumar",
    "Пётр Петр Petr Pyotr Pëtr",
    "Хава Хьава Khava Hawa",
    "Зелимхан Zelimkhan Zelimhan Selimchan",
    "Гасан Gasan Hasan",
    "ГӀайрбеков Гайрбеков Gayrbekov Gairbekow",
    "Хаджиев Khadzhiev Hadžiev Chadschijew Khadjiev Hajiyev",
    "Цуроев Tsuroev Curoev Zurojew Tcuroev",
    "Рамзан Ramzan Ramsan",
    "Хамзат Chamsat Khamzat",
    "Кузнецов Kuznetsov Kusnezow Kuznetcov Kuznecov Kouznetsov",
    "Горбачёв Gorbatschow Gorbachev Gorbachov Gorbatchev",
    "Горбачев Gorbatschow Gorbachev Gorbačev",
    "Хрущёв Chruschtschow Khrushchev Hruščov Khrouchtchev Chroesjtsjov Chrusjtjov Chruszczow",
    "Чеченов Chechenov Tsjetsjenov Tjetjenov Tschetschenow",
    "Жуков Schukow Zjukov",
    "Саитин Saitin Saïtine Saytin",
    "Саидов Saidov Saidovs",
    "Хасан Hasan Hassan Jasan Həsən",
    "Ахмедов Ahmedov Əhmədov Akhmedow",
    "Сулейман Süleyman Sulaiman Suleiman",
    "Джавид Cavid Djavid Javid",
    "Усман Uthman Ousmane",
    "Уахаб Ouahab",
    "Исаков Isoqov Isakov",
    "Велёпольский Wielopolski",
    "Анджеевский Andrzejewski",
    "Батсуев Batsuev Бацуев",
    "Магомедова магомедов Magomedow Magomedova Magomedoff",
    "Абдуллаев Abdullayev Abdulaev Аб\u0301дуллаев",
    "Турпал-Али Turpal-Ali Turpalali Tourpal-Ali",
    "Дудаев Dudaevas Doudaïev",
    "Кадыров Kadyrovas Kadõrov Qadirov",
    "Масхадов Maschadow Maskhadov",
    "Ўткир O'tkir Oʻtkir O‘tkir Utkir",
    "Ғуломов G'ulomov Gʻulomov Gulomov Ghulomov",
    "Щепотин Shchepotin Schtschepotin Chtchepotine Szczepotin",
    "Шахгиреев Shakhgireev Schachgirejew Chakhguireev Şahgireyev Szachgiriejew",
    "Яндарбиев Yandarbiev Iandarbiev Jandarbijew Jandarbiev",
    "Евлоев Yevloev Evloev Jewlojew Yevloyev",
    "Соловьёв Solovyov Soloviev Solowjow Solov'ëv Solovjov",
    "Хачатрян Khachatryan Chatschatrjan Hačatryan Xačatryan",
    "Шеварднадзе Shevardnadze Schewardnadse Chevardnadze Szewardnadze",
    "Саакашвили Saakashvili Saakaschwili Saakachvili",
    "Хаджимурад Khadzhimurad Hadjimourad Hacımurad Chadschimurad",
    "Maгoмeд Магомед",  # Latin letters that look like ours, put in between
]
ONE_NAME = [
    "Магомед Мохьмад Мухаммад Mohamed Muhammad Magomet Магомад",
    "Ахмед Ахьмад Achmed Ahmet",
    "Хусейн Хьусайн Гусейн Husayn Khousein",
    "Али Ӏела 1ела Ali",
    "Ибрагим Ибрахим Ebrahim Ibrahim",
    "Магомедов Мохьмадов Muhammadov",
    "Ахмедович Ахьмадович",
    "Айшат Айша Aisha Ӏайшат",
    "Абдурахман Абдуррахман Abdelrahman Abderrahmane Abdul-Rahman",
    "Абдулазиз Abdelaziz Абдольазиз",
    "Абдулхаков Abdelhakov",
    "Султон Султан Sultan",
    "Мамедов Mammadov Məmmədov Mamedow",
    "Александр Alexander Aleksandr Alexandre",
    "Мадина Medina",
]
OTHERS = [
    ("Хасан", "Хусейн"), ("Муса", "Иса"), ("Аслан", "Ислам"), ("Рамзан", "Руслан"), ("Магомедов", "Мамедов"),
    ("Заур", "Саид"), ("Али", "Алихан"), ("Ахмедович", "Ахмедов"), ("Джохар", "Захар"),
    ("Вахид", "Vahide"), ("Абдула", "Абдулазиз"), ("Гешев", "Geshov"), ("Абдулхаков", "Абдулхак"),
]  # fmt: skip


@pytest.mark.parametrize(
    "word", ["T\u0430merlan", "t\u0430m\u0435rl\u0430n", "T\u03b1merlan", "\u03a4amerlan", "\u0422amerl\u0430n"]
)
def test_letters_of_another_alphabet_that_look_the_same_hide_nobody(word: str) -> None:
    """Cyrillic and Greek ones in a Latin word: typed by habit, or on purpose, so that one person counts as two."""
    assert set(readings("Tamerlan")) & set(readings(word))


@pytest.mark.parametrize("row", ONE_READING)
def test_spellings_of_one_word_have_a_reading_in_common(row: str) -> None:
    first, *others = row.split()
    for each in others:
        assert nearness(form(first), form(each)) == SAME, (each, readings(first), readings(each))


@pytest.mark.parametrize("row", ONE_NAME)
def test_spellings_of_one_given_name_are_known(row: str) -> None:
    first, *others = row.split()
    for each in others:
        assert nearness(form(first), form(each)) >= NAME, (each, readings(first), readings(each))


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert nearness(form(one), form(other)) <= TYPO


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("khamzat", "kamzat"),
        ("khamzat", "khazmat"),
        ("khamzat", "khamzatt"),
        ("khamzat", "khamtat"),
        ("maart", "maarl"),
    ],
)
def test_one_slip_of_the_fingers_is_noticed(one: str, other: str) -> None:
    assert is_typo(one, other)


@pytest.mark.parametrize(("one", "other"), [("musa", "muse"), ("khamzat", "zamkhat"), ("abcdef", "abdcfe"), ("", "a")])
def test_two_slips_or_a_short_word_are_not(one: str, other: str) -> None:
    assert not is_typo(one, other)


def test_a_palochka_is_one_whatever_was_typed_for_it() -> None:
    for typed in "ӀӏIl1|іⅠ!":
        assert readings(f"г{typed}айрбеков") == readings("гӏайрбеков"), typed
    assert readings("Іван") != readings("ван")  # a Ukrainian letter before a consonant stays what it is


def test_no_more_of_a_name_is_looked_at_than_a_name_has() -> None:
    assert len(words("а-б " * 1000)) <= 3 * MOST_WORDS
    assert all(len(each) <= LONGEST for each in readings("аб" * 1000))
    assert all(len(each) <= 2 * LONGEST for each in readings("ab" * 1000))


def test_an_apostrophe_is_part_of_a_word() -> None:
    assert words("L'vov G'ulomov О'Коннор") == ["lvov", "gulomov", "оконнор"]
    assert words("El'murzaev") == ["el", "murzaev", "elmurzaev"]


def test_what_is_in_no_alphabet_of_ours_equals_itself() -> None:
    assert nearness(form("გიორგი"), form("გიორგი")) == SAME
    assert nearness(form("გიორგი"), form("დავით")) == NONE
    assert nearness(form("!?"), form("...")) == NONE


def test_names_meet_in_any_order_and_each_word_once() -> None:
    def told(text: str) -> list[tuple[str, Form]]:
        return [(word, form(word)) for word in words(text)]

    found = meetings(told("Магомедов Ахмед Ибрагимович"), told("Ahmed Magomedow"))
    assert [(each.one, each.other) for each in found] == [("магомедов", "magomedow"), ("ахмед", "ahmed")]
    assert len(meetings(told("Али Али"), told("Ali"))) == 1
    assert words("Султан Асланан кӏант") == ["султан", "асланан"]
    assert words("Абу-Бакар") == ["абу", "бакар", "абубакар"]
    assert list(joined(["абу", "бакар"])) == ["абубакар"]


ALPHABET = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
NAMES = st.text(ALPHABET, min_size=2, max_size=12).filter(lambda word: bool(form(word).readings))
BGN = dict(
    zip(
        ALPHABET,
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "ë",
            "zh",
            "z",
            "i",
            "y",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "_",
            "y",
            "_",
            "e",
            "yu",
            "ya",
        ],
        strict=True,
    )
)
ISO_9 = dict(
    zip(
        ALPHABET,
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "ë",
            "ž",
            "z",
            "i",
            "j",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "h",
            "c",
            "č",
            "š",
            "ŝ",
            "ʺ",
            "y",
            "ʹ",
            "è",
            "û",
            "â",
        ],
        strict=True,
    )
)
ICAO = BGN | {"ё": "e", "й": "i", "ъ": "ie", "ю": "iu", "я": "ia"}
# Stems and endings of the region: what the schemes are for. Letters at random would be nobody's name.
STEMS = [
    "Магомед",
    "Ахмед",
    "Хамзат",
    "Джамбулат",
    "Шамиль",
    "Юсуп",
    "Заур",
    "Чимай",
    "Эльмурза",
    "Цуро",
    "Байсангур",
    "Хизир",
    "Муцаев",
    "Жамал",
    "Яндар",
    "Иса",
]
SURNAMES = st.builds(str.__add__, st.sampled_from(STEMS), st.sampled_from(["", "ов", "ова", "хан", "бек"]))


def spelled(word: str, scheme: dict[str, str]) -> str:
    return "".join(scheme.get(letter, letter) for letter in word.casefold()).replace("_", "")


@given(SURNAMES, st.sampled_from([BGN, ISO_9, ICAO]))
def test_what_a_scheme_makes_of_a_name_meets_it(word: str, scheme: dict[str, str]) -> None:
    assert nearness(form(word), form(spelled(word, scheme))) == SAME


@given(st.text(max_size=200))
def test_whatever_comes_has_few_readings_of_small_letters(word: str) -> None:
    found = readings(word)
    assert 1 <= len(found) <= MOST
    assert all(len(each) <= 4 * LONGEST for each in found)
    assert nearness(form(word), form(word)) == (SAME if any(found) else NONE)
    assert len(words(word)) <= 2 * MOST_WORDS * 100


@given(NAMES, NAMES)
def test_it_is_the_same_from_both_sides(one: str, other: str) -> None:
    assert nearness(form(one), form(other)) == nearness(form(other), form(one))


@given(NAMES)
def test_case_accents_and_yo_make_no_difference(word: str) -> None:
    said = form(word)
    assert form(word.upper()).readings == said.readings
    assert form(word.replace("ё", "е")).readings <= said.readings  # with its dots it is read as o, too
    assert form("\u0301".join(word)).readings == said.readings
    assert form(unicodedata.normalize("NFD", word)).readings == said.readings


@given(st.text("гкптцчх" + "аеиоуя" + PALOCHKA, min_size=2, max_size=10), st.sampled_from("ӀIl1|"))
def test_any_palochka_folds_like_the_true_one(word: str, typed: str) -> None:
    told = form(word.replace(PALOCHKA, typed)).readings
    if {*word} <= {*"аеоухкт", PALOCHKA}:  # what looks Latin as a whole may be that, too
        assert told >= form(word).readings or not word.strip(PALOCHKA)
    else:
        assert told == form(word).readings or not word.strip(PALOCHKA)


def found(texts: list[str], asked: str) -> list[str]:
    known = Vocabulary()
    numbers = [known.numbers(text) for text in texts]
    wanted = known.find(asked)
    return [text for text, has in zip(texts, numbers, strict=True) if wanted.intersection(has)]


def test_a_vocabulary_finds_beginnings_names_and_slips() -> None:
    texts = ["Магомедов Хамзат", "Isayev Yusup", "позвонить вечером", "Musa"]
    assert found(texts, "хамз") == found(texts, "Khamzat") == ["Магомедов Хамзат"]
    assert found(texts, "Мохьмад") == []  # the man's name is not the surname made of it
    assert found(texts, "Мохьмадов") == ["Магомедов Хамзат"]
    assert found(texts, "Юсуф") == ["Isayev Yusup"]
    assert found(texts, "Исае") == ["Isayev Yusup"]
    assert found(texts, "Хазмат") == ["Магомедов Хамзат"]
    assert found(texts, "k") == found(texts, "k.") == []  # one letter begins too much
    assert found(texts, "zzzzzz") == []
    assert found(["12345 Heron"], "12346") == []


@given(NAMES, st.data())
def test_a_vocabulary_finds_whatever_slip_was_made(word: str, data: st.DataObject) -> None:
    said = sorted(form(word).readings)[0]
    at, letter = data.draw(st.integers(0, len(said))), data.draw(st.sampled_from("abdklmnrst"))
    slip = data.draw(st.sampled_from([said[:at] + letter + said[at:], said[:at] + said[at + 1 :], said[:at] + letter]))
    slip = data.draw(st.sampled_from([slip, said[:at] + said[at : at + 2][::-1] + said[at + 2 :]]))
    if any(is_typo(one, other) for one in form(slip).readings for other in form(word).readings):
        assert found([word], slip) == [word]


@given(st.lists(st.sampled_from(STEMS + [spelled(each, BGN) for each in STEMS]), max_size=40), st.sampled_from(STEMS))
def test_a_vocabulary_says_what_a_look_at_every_word_would(texts: list[str], asked: str) -> None:
    said = form(asked)

    def is_found(text: str) -> bool:
        has = form(text)
        begins = any(known.startswith(reading) for known in has.readings for reading in said.readings)
        return begins or nearness(said, has) >= OUTLINE

    near = [text for text in texts if is_found(text)]
    assert found(texts, asked) == near or not near


def labelled(name: str) -> list[tuple[str, str, bool]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return [(row[0], row[1], row[2] == "1") for row in list(csv.reader(file, delimiter="\t"))[1:]]


# Recall and precision where a pair counts as one name from this nearness on. Single words with no other fact beside
# them; the negatives of the first two sets are the nearest spellings that are another name.
# The third has each pair of spellings once, so that most of its true pairs
# are somebody's typing errors.
MEASURED = [
    ("pairs_ru_lat.tsv", SAME, 0.935, 0.931),
    ("pairs_ru_lat.tsv", NAME, 0.941, 0.900),
    ("pairs_ru_lat.tsv", OUTLINE, 0.964, 0.847),
    ("pairs_ru_lat.tsv", TYPO, 0.980, 0.665),
    ("pairs_lat_lat.tsv", SAME, 0.800, 0.824),
    ("pairs_lat_lat.tsv", OUTLINE, 0.862, 0.736),
    ("pairs_lat_lat.tsv", TYPO, 0.894, 0.581),
    ("caucasus_given.tsv", SAME, 0.425, 1.000),
    ("caucasus_given.tsv", NAME, 0.536, 0.994),
    ("caucasus_given.tsv", OUTLINE, 0.579, 0.995),
    ("caucasus_given.tsv", TYPO, 0.729, 0.995),
]


@pytest.mark.parametrize(("name", "least", "recall", "precision"), MEASURED)
def test_recall_and_precision_are_as_written_here(name: str, least: Nearness, recall: float, precision: float) -> None:
    met = [(nearness(form(one), form(other)) >= least, is_one) for one, other, is_one in labelled(name)]
    right = sum(near and is_one for near, is_one in met)
    assert right / sum(is_one for _, is_one in met) == pytest.approx(recall, abs=0.0006)
    assert right / sum(near for near, _ in met) == pytest.approx(precision, abs=0.0006)


@given(st.lists(st.text("абв1 \n", max_size=6), max_size=12), st.text("абв1", max_size=3))
def test_letters_are_found_wherever_they_stand_in_a_word(texts: list[str], part: str) -> None:
    known, seen = Vocabulary(), set[str]()
    for text in texts:
        known.numbers(text)
        seen |= set(text.split())
        assert known.having(part) == {known.number(word) for word in seen if part in word}
