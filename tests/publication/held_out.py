"""Leaks that the check was not made with: other people, other names, other disguises, written before its code was read.

They stand apart from `planted.py`, by which the check was tuned. What is found here is an honest measure as long as
nobody mends the check by it: whoever does moves the disguise to `planted.py` and writes a new one here. All people are
invented.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.publication.planted import Planted
from waystation.confidential import Fact, Kind

GIVEN = (
    "Мовсар Увайс Хаваж Лорс Джамбулат Тимерлан Бекхан Аюб Сайхан Ильман Рустем Фархад Бехруз Давит Гиоргий Станислав "
    "Ярослав Вадим Герман Мурад"
).split()
SURNAMES = (
    "Гагиев Аушев Котиев Барахоев Тангиев Цечоев Мержоев Хашиев Дударов Кулиев Назаров Рахимов Шарипов Юсупов Каримов "
    "Воронцов Белозёров Третьяков Лебедев Зимин Оздоев Плиев Эсмурзиев Яндиев Чахкиев Медов Даурбеков Точиев Албаков Гандалоев"  # noqa: E501
).split()
TOWNS = (
    ("Назрань", "Назрани", "Nazran"),
    ("Магас", "Магасе", "Magas"),
    ("Малгобек", "Малгобеке", "Malgobek"),
    ("Дербент", "Дербенте", "Derbent"),
    ("Хасавюрт", "Хасавюрте", "Khasavyurt"),
)
TRADES = (
    ("сварщик", "сварщика", "welder"),
    ("повар", "повара", "cook"),
    ("каменщик", "каменщика", "bricklayer"),
    ("электрик", "электрика", "electrician"),
    ("фотограф", "фотографа", "photographer"),
)
STREETS = ("Осканова", "Картоева", "Базоркина", "Победы", "Московская")
FIRMS = (
    ("автомойка «Родник»", "на автомойке «Родник»"),
    ("пекарня «Колос»", "в пекарне «Колос»"),
    ("спортзал «Барс»", "в спортзале «Барс»"),
    ("швейный цех «Нить»", "в швейном цехе «Нить»"),
)
MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
ENGLISH = "January February March April May June July August September October November December".split()
WORDS = "ноль один два три четыре пять шесть семь восемь девять".split()
LATIN = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", (
    "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya".split()), strict=True))  # fmt: skip
GERMAN = LATIN | {
    "в": "w",
    "й": "j",
    "ж": "sch",
    "х": "ch",
    "ч": "tsch",
    "ш": "sch",
    "з": "s",
    "ц": "z",
    "я": "ja",
    "ю": "ju",
}
FRENCH = LATIN | {"у": "ou", "ш": "ch", "ч": "tch", "ж": "j", "ю": "iou", "я": "ia"}
ALIKE = dict(zip("аеорсхАЕОРСХКМТВН", "aeopcxAEOPCXKMTBH", strict=True))
LINK = "https://t.me/"
FILLER = (
    "Мы писали в прокуратуру трижды и не получили ответа по существу.",
    "Адвокат Никодимов ждал у ворот до вечера.",
    "Nobody from the ministry came to the hearing, and the judge left early.",
    "Журналистка Полина Краснопёрова спросила об этом министра.",
    "Погода стояла сухая, дорога была пуста.",
    "The committee met on Tuesday and heard Ms Halvorsen.",
    "Он говорил тихо и просил воды.",
    "Суд отложил заседание на тридцать дней.",
)


@dataclass(frozen=True)
class Somebody:
    """An invented person, of whom all of this is confidential."""

    id: bytes
    given: str
    father: str
    surname: str
    phone: str
    mail: str
    handle: str
    street: str
    house: int
    flat: int
    firm: tuple[str, str]
    plate: str
    paper: str
    town: tuple[str, str, str]
    trade: tuple[str, str, str]
    day: tuple[int, int, int]

    def told(self) -> list[Fact]:
        year, month, day = self.day
        pairs = (
            (Kind.NAME, f"{self.given} {self.father} {self.surname}"),
            (Kind.PHONE, self.phone),
            (Kind.EMAIL, self.mail),
            (Kind.HANDLE, self.handle),
            (Kind.ADDRESS, f"{self.town[0]}, улица {self.street}, {self.house}, квартира {self.flat}"),
            (Kind.WORKPLACE, self.firm[0]),
            (Kind.NUMBER, self.plate),
            (Kind.NUMBER, self.paper),
            (Kind.PLACE, self.town[0]),
            (Kind.JOB, self.trade[0]),
            (Kind.DATE, f"{year}-{month:02}-{day:02}"),
        )
        return [Fact(self.id, kind, text) for kind, text in pairs]


def everybody(count: int, seed: int) -> list[Somebody]:
    draw = random.Random(seed)
    return [_somebody(draw, at) for at in range(count)]


def _somebody(draw: random.Random, at: int) -> Somebody:
    given, surname = draw.choice(GIVEN), draw.choice(SURNAMES)
    latin = latinised(surname, LATIN).lower()
    digits = "".join(draw.choice("0123456789") for _ in range(7))
    return Somebody(
        id=at.to_bytes(16, "big"),
        given=given,
        father=f"{draw.choice([name for name in GIVEN if name[-1] not in 'йь'])}ович",
        surname=surname,
        phone=f"+7 96{draw.randrange(10)} {digits[:3]}-{digits[3:5]}-{digits[5:]}",
        mail=f"{latin}.{latinised(given, LATIN).lower()}{at}@post.example",
        handle=f"{latin}_{draw.randrange(100, 999)}",
        street=draw.choice(STREETS),
        house=draw.randrange(3, 180),
        flat=draw.randrange(2, 90),
        firm=draw.choice(FIRMS),
        plate=f"{draw.choice('АВЕКМН')}{draw.randrange(100, 999)}{draw.choice('АВЕКМН')}{draw.choice('ОРСТУХ')}06",
        paper=f"26{draw.randrange(10, 20)} {draw.randrange(100_000, 999_999)}",
        town=draw.choice(TOWNS),
        trade=draw.choice(TRADES),
        day=(draw.randrange(2016, 2020), draw.randrange(1, 13), draw.randrange(1, 29)),
    )


def latinised(text: str, table: dict[str, str]) -> str:
    said = "".join(table.get(letter.lower(), letter) for letter in text).replace("_", "")
    return said.capitalize()


def _mixed(word: str, draw: random.Random) -> str:
    """Some letters from the other alphabet that look the same."""
    return "".join(ALIKE.get(letter, letter) if draw.random() < 0.6 else letter for letter in word)


def _swapped(word: str, draw: random.Random) -> str:
    at = draw.randrange(1, len(word) - 2)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _digits(one: Somebody) -> str:
    return "".join(letter for letter in one.phone if letter.isdecimal())


def _roman(number: int) -> str:
    return "I II III IV V VI VII VIII IX X XI XII".split()[number - 1]


Writes = Callable[[Somebody, random.Random], str]
SINGLE: dict[str, tuple[Kind, Writes]] = {
    "initial and instrumental": (Kind.NAME, lambda one, _: f"{one.given[0]}. {one.surname}ым"),
    "as a form has it": (Kind.NAME, lambda one, _: f"{one.surname.upper()}, {one.given.upper()}"),
    "as a passport has it": (
        Kind.NAME, lambda one, _: f"{latinised(one.surname, LATIN)} {latinised(one.given, LATIN)}".upper()),
    "given and father's name, dative": (Kind.NAME, lambda one, _: f"{one.given.rstrip('й')}у {one.father}у"),
    "a family in the plural": (Kind.NAME, lambda one, _: f"{one.surname}ых"),
    "German": (Kind.NAME, lambda one, _: f"{latinised(one.given, GERMAN)} {latinised(one.surname, GERMAN)}"),
    "French": (Kind.NAME, lambda one, _: f"{latinised(one.given, FRENCH)} {latinised(one.surname, FRENCH)}"),
    "letters that look alike": (Kind.NAME, lambda one, draw: f"{_mixed(one.given, draw)} {_mixed(one.surname, draw)}"),
    "stress marks": (Kind.NAME, lambda one, _: f"{one.given} {one.surname[:2]}\u0301{one.surname[2:]}"),
    "a hashtag": (Kind.NAME, lambda one, _: f"#{one.given}{one.surname}"),
    "two letters changed places": (Kind.NAME, lambda one, draw: f"{one.given} {_swapped(one.surname, draw)}"),
    "one letter starred": (Kind.NAME, lambda one, _: f"{one.given} {one.surname[0]}*{one.surname[2:]}"),
    "digits for letters": (
        Kind.NAME, lambda one, _: latinised(one.surname, LATIN).translate(str.maketrans("aeo", "430"))),
    "underscores": (Kind.NAME, lambda one, _: f"{one.given}_{one.surname}"),
    "a number in words": (Kind.PHONE, lambda one, _: " ".join(WORDS[int(digit)] for digit in _digits(one)[1:])),
    "a number with dots": (Kind.PHONE, lambda one, _: "8." + ".".join((_digits(one)[1:4], _digits(one)[4:7], _digits(one)[7:]))),  # noqa: E501
    "a number in Arabic digits": (
        Kind.PHONE, lambda one, _: _digits(one).translate({ord("0") + at: 0x660 + at for at in range(10)})),
    "an address with [at]": (Kind.EMAIL, lambda one, _: one.mail.replace("@", " [at] ")),
    "a link to an account": (Kind.HANDLE, lambda one, _: LINK + one.handle),
    "an account without its line": (Kind.HANDLE, lambda one, _: f"@{one.handle.replace('_', '')}"),
    "a short address": (Kind.ADDRESS, lambda one, _: f"ул. {one.street}, д. {one.house}, кв. {one.flat}"),
    "a house with a dash": (Kind.ADDRESS, lambda one, _: f"{one.street} {one.house}-{one.flat}"),
    "an address in English": (
        Kind.ADDRESS, lambda one, _: f"{one.house} {latinised(one.street, LATIN)} Street, apt. {one.flat}"),
    "where somebody works, inflected": (Kind.WORKPLACE, lambda one, _: one.firm[1]),
    "a car in Latin": (Kind.NUMBER, lambda one, _: one.plate.translate(str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX"))),
    "a car in groups": (Kind.NUMBER, lambda one, _: f"{one.plate[0]} {one.plate[1:4]} {one.plate[4:6]} {one.plate[6:]}"),  # noqa: E501
    "day, place and trade": (
        Kind.DATE,
        lambda one, _: f"{one.day[2]} {MONTHS[one.day[1] - 1]} {one.day[0]} года в {one.town[1]} забрали {one.trade[1]}",  # noqa: E501
    ),
    "day, place and trade in English": (
        Kind.DATE,
        lambda one, _: f"a {one.trade[2]} was taken in {one.town[2]} on {ENGLISH[one.day[1] - 1]} {one.day[2]}, {one.day[0]}",  # noqa: E501
    ),
    "a Roman month": (
        Kind.DATE,
        lambda one, _: f"{one.trade[0]}, {one.town[0]}, {one.day[2]}.{_roman(one.day[1])}.{one.day[0]}",
    ),
}  # fmt: skip


def texts(those: list[Somebody], each: int, seed: int) -> list[Planted]:
    """So many texts for each disguise, with one leak among sentences that tell of nobody."""
    draw = random.Random(seed)
    found = [
        _text(draw.choice(those), how, kind, writes, draw)
        for how, (kind, writes) in SINGLE.items()
        for _time in range(each)
    ]
    draw.shuffle(found)
    return found


def _text(one: Somebody, how: str, kind: Kind, writes: Writes, draw: random.Random) -> Planted:
    before, after = " ".join(_filler(draw)), " ".join(_filler(draw))
    leak = writes(one, draw)
    text = f"{before} Сказано: {leak}. {after}"
    told = leak.removeprefix(LINK)  # what stands before an account is everybody's
    start = text.index(told, len(before))
    return Planted(text, ((start, start + len(told), kind, one.id, how),))


def _filler(draw: random.Random) -> Iterator[str]:
    return iter(draw.sample(FILLER, 3))
