"""Texts in which somebody invented is given away on purpose, each with where and how: the check is measured with them.

Everything is drawn from a seed: people, what is known of them, sentences, and the disguise of each leak. The endings
and transliterations here are written down apart from those of the check.
"""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from waystation.confidential import Fact, Kind

MEN = (
    "Аслан Беслан Магомед Ахмед Рамзан Хамзат Али Алихан Иса Умар Усман Хусейн Хасан Зелимхан Юсуп Якуб Ибрагим Исмаил "
    "Шамиль Майрбек Мовлади Салавди Джабраил Джамбулат Саид Абдулла Сулейман Мурад Вахид Шарип Нурди Асланбек Висхан "
    "Халид Султан Адам Тимур Заур Зубайр Имран Алавди Бекхан Рустам Лом Борз Турпал Дени Сайхан Лечи Хож Муса Ризван"
).split()
WOMEN = (
    "Марьям Айшат Аминат Асет Зайнап Фатима Хадижат Зулай Лиза Роза Малика Хеда Седа Макка Милана Элина Петимат Яха "
    "Таиса Луиза Мадина Залина Иман Камета Тоита Бирлант Дагмара Раиса Зарема Эльза"
).split()
ROOTS = (
    "Хамзат Дуда Эльби Маго Сада Тайси Берсан Гайрбек Дика Жамалд Закри Идри Кагер Лор Мальса Насух Орцу Пайхан Сугаи "
    "Ташу Увай Хаси Цуга Чанка Шаип Эдиль Юша Яндар Абза Бети Висит Гучиг Данга Зуба Исми Кай Лабаз Мусха Осми Сайд "
    "Темир Усам Хизри Чапа Элемха Ясу Ахтах Баснук Вараш Гадаб"
).split()
ENDINGS = ("ов", "аев", "иев", "уев", "ханов", "султанов", "мурзаев", "гиреев")
STREETS = (
    "Лорсановой Каштановая Заречная Ключевая Кузнечная Мельничная Тополиная Речная Гончарная Верхнереченская".split()
)
VILLAGES = (
    "Тарсой Хинкат Дол-Юрт Шедиаул Гарачу Мескалой Ведучар Лом-Кора Сюйркалай Бенчузы Яндырхо Зумсат Аргвани Пешхар "
    "Чабахки Турмал Касакент Вошты Элдарой Гухой"
).split()
WORKPLACES = (
    "Автосервис «Терек-Моторс»", "Кондитерская «Ореховый дом»", "Стоматология «Денталь-Юг»", "Пекарня «Хлеб Вайнаха»",
    "Фотостудия «Светотень»", "Магазин «Каравелла»", "Ателье «Шёлковый путь»", "Клиника «Здравница-плюс»",
)  # fmt: skip
JOBS = (
    "учитель физики", "ветеринар", "парикмахер", "сварщик", "медсестра", "водитель автобуса", "программист", "пекарь",
    "фармацевт", "электромонтёр", "тренер по борьбе", "библиотекарь",
)  # fmt: skip
FAMILY = {"sibling": "брат", "parent": "отец", "child": "сын", "wider_family": "дядя", "spouse": "муж"}
INJURIES = (
    "перелом ключицы", "ожог ладони", "разрыв селезёнки", "потеря слуха", "сломанные рёбра", "электрический ток",
    "рваная рана бедра", "сотрясение мозга",
)  # fmt: skip
RARE = "Зинкайч Хорачой-мост Даттапари Кешнабал Чурпалек Эрсолта Горшкула Тимарез Вошкеда Мукъел".split()

PLAIN_RU = (
    "Мы работаем с этим случаем уже третий месяц.", "Люди в форме не представились и не показали документов.",
    "Следователь отказался принять заявление.", "Вечером было холодно, и окна были закрыты.",
    "Об этом рассказали несколько человек независимо друг от друга.",
    "По их словам, в подвале держали больше десяти человек.",
    "Родным не сообщили, где находятся задержанные.", "На следующий день всё повторилось.",
    "Адвоката к задержанным не допустили.", "Организация направила обращение в прокуратуру.",
    "Ответа до сих пор нет, хотя срок давно истёк.", "Во дворе стояли две машины без номеров.",
    "Врач отказался записывать, откуда взялись травмы.", "Мы не называем имён, потому что это опасно для семей.",
    "Сад зацвёл рано, но никто этого не заметил.", "Соседи слышали крики и боялись выйти.",
    "Телефоны забрали в первую же минуту.", "Требовали назвать друзей и знакомых.",
    "Позже часть людей отпустили без объяснений.", "Кто отдал приказ, достоверно не установлено.",
    "За последние годы таких историй стало больше.", "Мы просим власти дать ответ по существу.",
    "В комнате был стол, стул и старая лампа.", "Свидетели опознали здание по фотографии.",
    "Через неделю пришла повестка.", "Мать плакала и просила ничего не писать.",
    "Решение суда вступило в силу весной.", "Всего за год к нам обратилось 214 человек.",
    "Справедливость здесь пустое слово, сказал он нам.", "Дорога через перевал была закрыта.",
)  # fmt: skip
# People, numbers, days and places of nobody whom we know.
STRANGERS = (
    "Пресс-секретарь Виктор Полынцев назвал это выдумкой.", "Адвокат Нина Сергеевна Вострикова подала жалобу № 4417-2.",
    "Судья Грачёв объявил перерыв до 14 июня.", "Звоните в приёмную по номеру 8 800 555-01-99.",
    "Пишите на press@ombudsman.example до пятницы.", "Об этом сообщила газета «Горный вестник» 3 мая 2011 года.",
    "Депутат Оксана Тимофеева и полковник Рябинин не ответили.", "Встреча прошла на улице Гагарина, 5.",
    "Ms. Eleanor Whitcombe, the rapporteur, asked again in August.",
    "Dr. Peter Lindqvist examined the report of 2 May 2012.",
    "The minister, Sir Geoffrey Hallam, would not comment on paragraph 43.2.",
    "Профессор Левченко изучал диалекты Севера.",
    "Комиссия во главе с Мариной Юрьевной Шуваловой уехала в Тверь.", "Законопроект № 118437-6 внесён в 2009 году.",
    "Председатель Султанбек Оразалиев говорил о бюджете.", "Магомед Полунин играл в другой команде.",
    "Роза ветров, любовь и вера — так называлась выставка.", "Учитель физики рассказал детям о молнии.",
)  # fmt: skip
PLAIN_EN = (
    "The men in uniform gave no reason and showed no papers.", "Nobody was told where the detained were held.",
    "The investigator refused to open a case.", "We have asked the prosecutor three times.",
    "Several people told us the same, independently of each other.", "The lawyer was not let in.",
    "He said that he would rather not speak of that night.", "They took every telephone in the first minute.",
    "It was cold and the windows were shut.", "Most of the others were released after two weeks.",
    "The family asked us to write nothing at all.", "Will anybody answer for this? We do not know.",
    "Our organisation helped 214 people last year.", "She is withholding her name because of her work.",
    "The house had a cellar, a yard and a green gate.", "The reply did not address what was asked.",
)  # fmt: skip
PLAIN_CE = ("Со цӏахь ву.", "И цигахь вацара.", "Дика ду.", "Тхо цигахь дара.", "Цара хӏумма а ца элира.")

LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяӏ",
        "a b v g d e e zh z i i k l m n o p r s t u f kh ts ch sh shch ie y _ e iu ia _".split(),
        strict=True,
    )
)
OTHER_LATIN = {**LATIN, "ю": "yu", "я": "ya", "й": "y", "х": "h", "ж": "j", "ъ": "_"}
GEORGIAN = dict(zip("абвгдежзийклмнопрстуфхцчшыэюяё", "აბვგდეჟზიიკლმნოპრსტუფხცჩშიეუაო", strict=True))
LOOKS_LATIN = str.maketrans("аеорсух", "aeopcyx")


@dataclass(frozen=True)
class Person:
    """Somebody invented, and all that is known of them."""

    id: bytes
    given: str
    surname: str
    woman: bool
    facts: dict[Kind, str] = field(default_factory=dict)

    def told(self) -> Iterator[Fact]:
        """What their rows tell."""
        yield Fact(self.id, Kind.NAME, f"{self.given} {self.surname}")
        for kind, said in self.facts.items():
            yield Fact(self.id, kind, said)


@dataclass(frozen=True)
class Planted:
    """A text and where it gives somebody away: the place, the kind, whom, and by which disguise."""

    text: str
    leaks: tuple[tuple[int, int, Kind, bytes, str], ...]


def born(each: Person) -> Fact:
    """A day of birth for somebody invented: drawn apart, so that who else is drawn stays who it was."""
    draw = random.Random(each.id)
    return Fact(
        each.id, Kind.BORN, f"{draw.randrange(1950, 2010)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}"
    )


def people(count: int, seed: int = 7) -> list[Person]:
    """So many invented people."""
    draw = random.Random(seed)
    return [_person(draw, number) for number in range(count)]


def _person(draw: random.Random, number: int) -> Person:
    woman = draw.random() < 0.45
    surname = draw.choice(ROOTS) + draw.choice(ENDINGS)
    surname = surname.replace("аа", "а")
    given = draw.choice(WOMEN if woman else MEN)
    phone = f"+7 9{draw.randrange(10**9):09}"
    account = f"{''.join(draw.choices('abdeghiklmnorstuz', k=6))}{draw.randrange(10, 99)}"
    day = f"{draw.randrange(2014, 2026)}-{draw.randrange(1, 13):02}-{draw.randrange(1, 29):02}"
    plate = f"{draw.choice('АВЕКМНОРСТУХ')}{draw.randrange(100, 1000)}{''.join(draw.choices('АВЕКМНОРСТУХ', k=2))}95"
    facts = {
        Kind.PHONE: phone,
        Kind.EMAIL: f"{account}@mail.example",
        Kind.HANDLE: f"@{account}_{draw.choice('xyz')}{number % 997}",
        Kind.NUMBER: plate,
        Kind.ADDRESS: f"ул. {draw.choice(STREETS)}, д. {draw.randrange(1, 200)}, кв. {draw.randrange(1, 99)}, "
        + draw.choice(VILLAGES),
        Kind.WORKPLACE: draw.choice(WORKPLACES),
        Kind.COORDINATES: f"{42.5 + draw.random() * 1.4:.4f},{44.8 + draw.random() * 1.6:.4f}",
        Kind.PLACE: draw.choice(VILLAGES),
        Kind.DATE: day,
        Kind.JOB: draw.choice(JOBS),
        Kind.FAMILY: draw.choice([*FAMILY]),
        Kind.INJURY: draw.choice(INJURIES),
        Kind.WORDS: f"Встретили у дороги, {RARE[number % len(RARE)] if number < 2 * len(RARE) else 'потом'} ждал дома.",
    }
    return Person(number.to_bytes(16, "big"), given, surname + ("а" if woman else ""), woman, facts)


# Endings of the five cases but the first: of men's and women's surnames, of names that end in a consonant, and in а, я.
_CASES = {
    "surname": ("а", "у", "ым", "е", "а"),
    "surname_woman": ("ой", "ой", "ой", "ой", "у"),
    "consonant": ("а", "у", "ом", "е", "а"),
    "а": ("ы", "е", "ой", "е", "у"),
    "я": ("и", "е", "ей", "е", "ю"),
}


def declined(person: Person, case: int) -> tuple[str, str]:
    """Given name and surname in one of the five oblique cases, as Russian grammar has it."""
    given = person.given
    if given[-1] in "ая":
        given = given[:-1] + (_CASES[given[-1]][case] if given[-2] not in "кгх" or case else "и")
    elif given[-1] not in "иоуэеыйь" and not person.woman:
        given += _CASES["consonant"][case]
    elif given[-1] == "ь" and not person.woman:
        given = given[:-1] + ("я", "ю", "ем", "е", "я")[case]
    if person.woman:
        return given, person.surname[:-1] + _CASES["surname_woman"][case]
    return given, person.surname + _CASES["surname"][case]


def _latin(text: str, table: dict[str, str] = LATIN) -> str:
    return "".join(
        (made.capitalize() if letter.isupper() else made) if (made := table.get(letter.lower(), letter)) != "_" else ""
        for letter in text
    )


Disguise = Callable[[Person, random.Random], str]


def _full(person: Person, draw: random.Random) -> str:
    return f"{person.given} {person.surname}"


def _case(person: Person, draw: random.Random) -> str:
    return " ".join(declined(person, draw.randrange(5)))


def _cut(word: str, draw: random.Random, by: str) -> str:
    at = draw.randrange(1, len(word))
    return word[:at] + by + word[at:]


NAMES: dict[str, Disguise] = {
    "nominative": _full,
    "in a case": _case,
    "surname first, in a case": lambda p, d: " ".join(reversed(declined(p, d.randrange(5)))),
    "surname alone, in a case": lambda p, d: declined(p, d.randrange(5))[1],
    "given name alone, in a case": lambda p, d: declined(p, d.randrange(5))[0],
    "passport Latin": lambda p, d: _latin(_full(p, d)),
    "other Latin": lambda p, d: _latin(_full(p, d), OTHER_LATIN),
    "Latin, in a Russian case": lambda p, d: _latin(_case(p, d)),
    "possessive": lambda p, d: _latin(p.surname) + d.choice(("'s", "’s")),
    "parted by a line": lambda p, d: _case(p, d).replace(" ", "\n"),
    "hyphen at the end of a line": lambda p, d: f"{p.given} {_cut(p.surname, d, '-' + chr(10))}",
    "broken without a hyphen": lambda p, d: f"{p.given} {_cut(p.surname, d, chr(10))}",
    "spelled": lambda p, d: " ".join(p.surname),
    "spelled, both": lambda p, d: " ".join(p.given + p.surname),
    "capitals": lambda p, d: _case(p, d).upper(),
    "small letters": lambda p, d: _case(p, d).lower(),
    "unseen characters": lambda p, d: _cut(p.given, d, "\u200b") + " " + _cut(p.surname, d, "\u00ad"),
    "letters that look alike": lambda p, d: _case(p, d).translate(LOOKS_LATIN),
    "hashtag": lambda p, d: "#" + "".join(declined(p, d.randrange(5))).lower(),
    "hashtag with capitals": lambda p, d: "#Помогите" + "".join(declined(p, 1)),
    "account": lambda p, d: "@" + _latin(p.given + d.choice("._") + p.surname).lower() + str(d.randrange(80, 99)),
    "patronymic between": lambda p, d: " ".join((p.given, d.choice(MEN) + "ович", p.surname)),
    "initial": lambda p, d: f"{p.given[0]}. {declined(p, d.randrange(5))[1]}",
    "Georgian": lambda p, d: "".join(GEORGIAN.get(each, each) for each in _full(p, d).lower()),
    "Chechen case": lambda p, d: (
        p.given + d.choice(("ан", "на", "ас", "ца", "е")) if p.given[-1] not in "ая" else p.given
    ),
    "composed of marks": lambda p, d: unicodedata.normalize("NFD", _full(p, d)),
}


def _phone(person: Person, draw: random.Random) -> str:
    said = person.facts[Kind.PHONE][3:]
    shape = draw.choice(
        ("+7 {} {}-{}-{}", "8({}){}{}{}", "8-{}-{}-{}-{}", "{}.{}.{}.{}", "007{}{}{}{}", "+7 {}\n{} {} {}")
    )
    return shape.format(said[:3], said[3:6], said[6:8], said[8:])


def _mail(person: Person, draw: random.Random) -> str:
    name, _at, host = person.facts[Kind.EMAIL].partition("@")
    return draw.choice(
        (
            f"{name}@{host}",
            f"{name} (at) {host}",
            f"{name}[собака]mail[точка]example",
            f"{name.upper()}@{host}",
            f"{name}@\n{host}",
        )
    )


def _handle(person: Person, draw: random.Random) -> str:
    said = person.facts[Kind.HANDLE]
    return draw.choice((said, "https://t.me/" + said[1:], said.upper(), "instagram.example/" + said[1:]))


def _address(person: Person, draw: random.Random) -> str:
    street, house, flat, village = (part.strip() for part in person.facts[Kind.ADDRESS].split(","))
    name, number = street.removeprefix("ул. "), house.removeprefix("д. ")
    moved = name if name.endswith("ой") else name[:-2] + "ой"
    return draw.choice(
        (
            f"улице {moved}, {number}", f"улице {moved} в доме {number}", f"ул. {name} {number}, {flat}",
            f"{_latin(name)} street, {number}", f"доме {number} по улице\n{moved}",
        )
    )  # fmt: skip


def _workplace(person: Person, draw: random.Random) -> str:
    kind, _space, name = person.facts[Kind.WORKPLACE].partition(" ")
    return draw.choice((f"{kind} {name}", f"{kind.lower()} {name.strip('«»')}", f"{_latin(kind)} {_latin(name)}"))


def _position(person: Person, draw: random.Random) -> str:
    north, east = (float(each) for each in person.facts[Kind.COORDINATES].split(","))
    degrees = "{}°{:02}′{:02}″".format
    parts = [degrees(int(each), int(each * 60) % 60, int(each * 3600) % 60) for each in (north, east)]
    return draw.choice(
        (
            f"{north}, {east}",
            f"{north:.3f} {east:.3f}",
            f"{north:.5f}N, {east:.5f}E".replace(".", "."),
            f"{parts[0]}N {parts[1]}E",
        )
    )


def _plate(person: Person, draw: random.Random) -> str:
    said = person.facts[Kind.NUMBER]
    latin = said.translate(str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX"))
    return draw.choice((said, f"{said[0]} {said[1:4]} {said[4:6]} {said[6:]}", latin, said.lower()))


def _rare(person: Person, draw: random.Random) -> str:
    word = person.facts[Kind.WORDS].split()[3].split("-")[0]
    return draw.choice(
        (word, word + "а", word.lower() + "ом", _latin(word)) if word[-1] not in "аия" else (word, _latin(word))
    )


OTHERS: dict[Kind, Disguise] = {
    Kind.PHONE: _phone,
    Kind.EMAIL: _mail,
    Kind.HANDLE: _handle,
    Kind.ADDRESS: _address,
    Kind.WORKPLACE: _workplace,
    Kind.COORDINATES: _position,
    Kind.NUMBER: _plate,
}
_MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
_MONTHS_EN = "January February March April May June July August September October November December".split()


def _said_day(day: str, draw: random.Random) -> str:
    year, month, number = (int(each) for each in day.split("-"))
    return draw.choice(
        (
            f"{number} {_MONTHS[month - 1]} {year} года", f"{number:02}.{month:02}.{year}",
            f"{number} {_MONTHS[month - 1]}",
            f"{_MONTHS_EN[month - 1]} {number}, {year}", f"{year}-{month:02}-{number:02}",
        )
    )  # fmt: skip


def _combination(person: Person, draw: random.Random, everybody: list[Person]) -> str:
    """A sentence with three traits that one person has, and nobody else."""
    facts = person.facts
    parts = {
        Kind.DATE: _said_day(facts[Kind.DATE], draw),
        Kind.PLACE: f"в село {facts[Kind.PLACE]}",
        Kind.JOB: facts[Kind.JOB],
        Kind.FAMILY: f"его {FAMILY[facts[Kind.FAMILY]]}",
        Kind.INJURY: f"диагноз — {facts[Kind.INJURY]}",
    }
    chosen = next(
        kinds
        for _ in range(100)
        if (kinds := draw.sample(sorted(parts), 3))
        and sum(all(each.facts[kind] == facts[kind] for kind in kinds) for each in everybody) == 1
    )
    return ", ".join(parts[kind] for kind in chosen)


def texts(everybody: list[Person], count: int, seed: int = 11) -> list[Planted]:
    """So many texts with one to three leaks each; every disguise comes up in turn."""
    draw = random.Random(seed)
    names, others = [*NAMES], [*OTHERS, Kind.WORDS, Kind.PLACE]
    turns = [("name", each) for each in names] + [(kind, "") for kind in others] * 2
    found, turn = [], 0
    for _ in range(count):
        wanted = []
        for _ in range(draw.randrange(1, 4)):
            wanted.append(turns[turn % len(turns)])
            turn += 1
        found.append(_planted(everybody, wanted, draw))
    return found


def _planted(everybody: list[Person], wanted: list[tuple[str, str]], draw: random.Random) -> Planted:
    text, leaks = "", []
    for what, how in wanted:
        text = _plain(text, draw)
        person = draw.choice(everybody[: 2 * len(RARE)] if what is Kind.WORDS else everybody)
        if what == "name":
            kind, said = Kind.NAME, NAMES[how](person, draw)
        elif what is Kind.WORDS:
            kind, said, how = Kind.WORDS, _rare(person, draw), "rare word"
        elif what is Kind.PLACE:
            kind, said, how = Kind.PLACE, _combination(person, draw, everybody), "combination"
        else:
            kind, said, how = what, OTHERS[what](person, draw), str(what)
        before, after = draw.choice(
            (("Мы говорили: ", "."), ("Там был и ", ", но недолго."), ("We met ", " there."), ("— ", " —"))
        )
        text += before
        start = len(text) + said.rfind("/") + 1  # of an address on the web, the account gives away
        text += said + after
        leaks.append((start, len(text) - len(after), kind, person.id, how))
    return Planted(_plain(text, draw), tuple(leaks))


def _plain(text: str, draw: random.Random) -> str:
    """Ordinary sentences, and a new paragraph after them."""
    pool = draw.choice((PLAIN_RU, PLAIN_RU, PLAIN_EN, (*PLAIN_CE, *PLAIN_RU)))
    said = " ".join(draw.sample((*draw.sample(pool, 4), *draw.sample(STRANGERS, 2)), 6))
    return f"{text}\n\n{said} " if text else f"{said} "
