"""Dates, ages, places, headers and whole names as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.linkage.columns import Role, Unmapped, guessed, mapped
from waystation.linkage.dates import Span, ages, born, span
from waystation.linkage.keys import RULES, keys_of
from waystation.linkage.parts import LONGEST, Name, named, taken_apart
from waystation.linkage.persons import Reader
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
        ("17.05.90", days("1990-05-17", "1990-05-17", "1990-05-17")),
        ("14/02/17", days("2017-02-14", "2017-02-14", "2017-02-14")),
        ("1990.05.17", days("1990-05-17", "1990-05-17", "1990-05-17")),
        ("05.1990", days("1990-05-01", "1990-05-31")),
        ("14 мая 1990 г.", days("1990-05-14", "1990-05-14", "1990-05-14")),
        ("May 14, 1990", days("1990-05-14", "1990-05-14", "1990-05-14")),
        ("14. März 1990", days("1990-03-14", "1990-03-14", "1990-03-14")),
        ("14 août 1990", days("1990-08-14", "1990-08-14", "1990-08-14")),
        ("17 травня 1990", days("1990-05-17", "1990-05-17", "1990-05-17")),
        ("17 de mayo de 1990", days("1990-05-17", "1990-05-17", "1990-05-17")),
        ("декабрь 2016 г.", days("2016-12-01", "2016-12-31")),
        ("весна 2017", days("2017-03-01", "2017-05-31")),
        ("зима 2017", days("2016-12-01", "2017-02-28")),
        ("с 10 по 14 мая 2017", days("2017-05-10", "2017-05-14")),
        ("10-14.05.2017", days("2017-05-10", "2017-05-14")),
        ("май-июнь 2017", days("2017-05-01", "2017-06-30")),
        ("в ночь на 14.05.2017", days("2017-05-14", "2017-05-14", "2017-05-14")),
        ("1990 or 1991", days("1990-01-01", "1991-12-31")),
        ("1990–1995", days("1990-01-01", "1995-12-31")),
        ("1995-1990 гг.", None),
        ("1900-1990", None),
        ("до 1990", days("1980-01-01", "1990-12-31")),
        ("after 1990", days("1990-01-01", "2000-12-31")),
        ("1990-02-31", days("1990-02-01", "1990-02-28")),
        ("", None), ("unknown", None), ("17", None), ("0000-00-00", None), ("/", None),
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
    assert (ages("over 60"), ages("до 30"), ages("40+")) == ((60, 70), (20, 30), (40, 50))
    assert (ages("6 месяцев"), ages("18 months"), ages("1,5 года")) == ((0, 0), (0, 1), (1, 1))
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
        ("Толстой Л.Н.", Name(("л", "н"), (), ("толстой",))),
        ("Мусин-Пушкин Алексей", Name(("алексей",), (), ("мусин", "пушкин"))),
        ("гр. Исаев Х.А.", Name(("х", "а"), (), ("исаев",))),
        ("Mr. Khamzat Isaev", Name(("khamzat",), (), ("isaev",))),
        ("Исаев Хамзат, 1990 г.р.", Name(("хамзат",), (), ("исаев",))),
        ("Исаев Хамзат, сын Ахмеда", Name(("хамзат",), ("ахмед",), ("исаев",))),
        ("Khamzat son of Akhmed Isaev", Name(("khamzat",), ("akhmed",), ("isaev",))),
        ("Muhammad bin Ali", Name(("muhammad",), ("ali",))),
        ("Алиев Гейдар Алирза оглы", Name(("гейдар",), ("алирза",), ("алиев",))),
        ("Khamzat aka Malysh Isaev", Name(("khamzat",), (), ("isaev",), ("malysh",))),
        ("Хамзат по прозвищу Малой", Name(("хамзат",), (), (), ("малой",))),
        ("Хамзат Исаев или Исаков", Name(("хамзат",), (), ("исаев",))),
        ("Хамзат (фамилия неизвестна)", Name(("хамзат",))),
        ("", Name()), ("()", Name()), ("«»", Name()),
    ],
)  # fmt: skip
def test_a_whole_name_is_taken_apart(text: str, name: Name) -> None:
    assert taken_apart(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "неизвестный", "Неизвестный мужчина № 3", "неустановленное лицо", "тело женщины", "Мужчина", "нет данных",
        "не указано", "не установлена", "unknown", "Unidentified male 2", "unknown man", "not known", "N.N.", "n/a",
        "н/д", "John Doe", "XXX", "Unbekannt", "inconnu", "невідомий", "desconocido", "жертва 12",
        "безымянный", "Victim 7",
    ],
)  # fmt: skip
def test_who_is_not_known_has_no_name(text: str) -> None:
    assert named(text) == ""
    assert taken_apart(text) == Name()
    person = reader({"name": "Иса"}).person({"name": text})
    assert not person.is_named


@pytest.mark.parametrize(
    "text", ["Хамзат", "Нетесов Иван", "Мужихоев Иса", "Man Ray", "Нина", "Ноне", "Thomas Mann", "Ян Н."]
)
def test_who_is_known_keeps_every_word(text: str) -> None:
    assert named(text) == text


def test_no_more_of_a_field_is_looked_at_than_a_field_has() -> None:
    row = {"name": "Хамзат Исаев", "village": "Аргун", "email": "a@example.org"}
    long = {name: f"{value} " * 500 for name, value in row.items()}
    assert len("".join(taken_apart(long["name"]).given)) <= LONGEST
    person = reader(row).person(long)
    assert len(person.email or "") <= LONGEST


def test_a_birth_that_may_be_in_many_years_brings_nobody_together() -> None:
    made = reader({"name": "Иса", "born": "1990", "date": ""})
    years = [keys_of(made.person({"name": "Иса", "born": said, "date": ""}))["year"] for said in ("1990~", "198X", "")]
    assert years == [[1988, 1989, 1990, 1991, 1992], [], []]
    months = [
        keys_of(made.person({"name": "Иса", "born": "", "date": said}))["month"] for said in ("2017-05", "2017", "")
    ]
    assert [len(each) for each in months] == [1, 0, 0]


def test_what_is_not_known_agrees_with_nothing() -> None:
    row = {
        "name": "Иса",
        "village": "неизвестно",
        "teip": "не указан",
        "email": "нет",
        "occupation": "unknown",
        "phone": "-",
    }
    person = reader(row).person(row)
    assert (person.place, person.clan, person.email, person.phone, person.others) == (None, None, None, None, (None,))


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


HEADERS = [
    "ID=id Nachname=surname Vorname=given Geburtsdatum=birth Geburtsort=place Telefonnummer=phone Geschlecht=sex",
    "id=id nom=surname prénom=given date~de~naissance=birth ville=place téléphone=phone sexe=sex courriel=email",
    "apellidos=surname nombre=given fecha~de~nacimiento=birth lugar=place sexo=sex teléfono=phone edad=age",
    "Прізвище=surname Ім'я=given По~батькові=patronymic Дата~народження=birth Місто=place Стать=sex Телефон=phone",
    "Adı=given Soyadı=surname Doğum~tarihi=birth Cinsiyet=sex Telefon=phone",
    "Imię=given Nazwisko=surname Data~urodzenia=birth Miejscowość=place Płeć=sex",
    "ФИО~пострадавшего=name Дата~рожд.=birth Место~жительства=place Тел.=phone Дата~задержания=event Возраст~(лет)=age",
    "№~п/п=id Фамилия~Имя~Отчество=name Год~рожд.=birth Нас.~пункт=place Дата~похищения=event Моб.~телефон=phone",
    "Имя=name Д.р.=birth Юрт=place Тайпа=clan",
    "Фамилия=surname Имя=given Отчество=patronymic Телефон~1=phone Телефон~2=ignore",
    "forename=given family~name=surname father's~name=patronymic mother's~name=ignore year~of~birth=birth",
    "First~name=given Last~name=surname DOB=birth home~town=place date~of~detention=event report~date=ignore",
    "Last,~First=name Date~of~birth~(dd.mm.yyyy)=birth Settlement=place",
    "victim_name=name witness_name=ignore file_name=ignore place_of_birth=place dob=birth date~of~incident=event",
    "FirstName=given LastName=surname first_and_last_name=ignore BirthDate=birth PhoneNumber=phone family_id=ignore",
    "victim_first=given victim_last=surname yob=birth place~of~residence=place date_of_incident=event teip=clan",
    "Familiya=surname Imya=given Otchestvo=patronymic Data~rozhdeniya=birth Mesto=place Data~zaderzhaniya=event",
    "Surnmae=surname First~nam=given Patronimic=patronymic Date~of~brith=birth Vilage=place Incedent~date=event",
    "Фамлия=surname Имя=given Отчетсво=patronymic Дата~рожденя=birth Когда~задержан=event Населенный~пунк=place",
    "last_name=surname first_name=given midl_name=patronymic house_street=text res_city_desc=place sex_code=sex",
    "Nachname=surname Straße=text Hausnr=number PLZ=number Wohnort=place",
    "name=name reason=ignore religion=ignore perpetrator=ignore origin=ignore parents=ignore station=ignore",
    "Дата~записи=ignore Дата=event Имя~матери=ignore ФИО=name",
]


@pytest.mark.parametrize("told", HEADERS)
def test_headers_in_several_languages_are_known(told: str) -> None:
    wanted = dict(each.replace("~", " ").split("=") for each in told.split())
    assert {column: str(role) for column, role in guessed(list(wanted)).items()} == wanted


def test_a_patronymic_beside_the_given_name_is_the_fathers() -> None:
    row = {"surname": "Исаев", "given name": "Хамзат Ахмедович"}
    other = {"surname": "Исаев", "given name": "Хамзат", "patronymic": "Ахмедович"}
    one, two = reader(row).person(row), reader(other).person(other)
    assert (one.given, one.father) == (two.given, two.father)
    assert one.father is not None


@pytest.mark.parametrize("told", [{"x": "name"}, {"a": "nobody"}, {"a": "given", "b": "given"}, {}])
def test_a_column_says_what_columns_can_say(told: dict[str, str]) -> None:
    with pytest.raises(Unmapped):
        mapped(["a", "b"], told)


def test_what_is_told_of_a_column_outweighs_its_header() -> None:
    assert mapped(["name", "who"], {"who": "name"}) == {"name": Role.IGNORE, "who": Role.NAME}


def test_the_rules_have_keys() -> None:
    known = {*keys_of(reader({"name": "Иса"}).person({"name": "Иса"}))} | {"*"}
    assert {part for rule in RULES for part in rule} <= known
