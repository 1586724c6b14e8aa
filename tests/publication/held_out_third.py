# ruff: noqa: E501
"""A third set of leaks that were held out: as people write them, in Russian, English, German and Chechen.

Other people, other names, other sentences and other ways to write than in the two before it, put down after the check
had been mended by those and before it was tried on this one. Half of the texts give somebody away, the others tell of
strangers alone: what is found there is a false alarm. All people are invented. Nobody mends the check by it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass

from tests.publication.planted import Planted
from waystation.confidential import Fact, Kind

GIVEN = [
    "Рашид",
    "Эльдар",
    "Нариман",
    "Сиражудин",
    "Гаджи",
    "Шахбан",
    "Темирлан",
    "Казбек",
    "Сослан",
    "Хетаг",
    "Аслангери",
    "Мурадин",
    "Залимхан",
    "Арсен",
    "Тагир",
    "Нурмагомед",
    "Эмиль",
    "Вугар",
    "Ашот",
    "Тигран",
    "Остап",
    "Богдан",
    "Игнат",
    "Прохор",
]
SURNAMES = [
    "Шахбанов",
    "Гасанханов",
    "Курамагомедов",
    "Алибутаев",
    "Омаров",
    "Дзагоев",
    "Бекузаров",
    "Кардангушев",
    "Шогенов",
    "Керефов",
    "Мамедъяров",
    "Гамидов",
    "Саакянов",
    "Петросянов",
    "Колесников",
    "Щеглов",
    "Ивашкин",
    "Рябушкин",
    "Чурбаков",
    "Тхагапсоев",
    "Абдулатипов",
    "Магарамов",
    "Цховребов",
    "Жантуев",
    "Хутов",
    "Пшихачев",
    "Юнусилов",
    "Залибеков",
    "Нурутдинов",
    "Эфендиев",
]
FATHERS = ["Русланович", "Алиевич", "Батразович", "Хасанович", "Муртузович", "Артурович", "Аланович", "Рамазанович"]
TOWNS = (
    ("Буйнакск", "Буйнакске", "Buynaksk", "Buinaksk"),
    ("Беслан", "Беслане", "Beslan", "Beslan"),
    ("Нальчик", "Нальчике", "Nalchik", "Naltschik"),
    ("Кизляр", "Кизляре", "Kizlyar", "Kisljar"),
    ("Черкесск", "Черкесске", "Cherkessk", "Tscherkessk"),
    ("Ардон", "Ардоне", "Ardon", "Ardon"),
)
TRADES = (
    ("плотник", "плотника", "carpenter", "Zimmermann"),
    ("стоматолог", "стоматолога", "dentist", "Zahnarzt"),
    ("бухгалтер", "бухгалтера", "accountant", "Buchhalter"),
    ("тренер", "тренера", "coach", "Trainer"),
    ("пекарь", "пекаря", "baker", "Bäcker"),
    ("переводчик", "переводчика", "interpreter", "Dolmetscher"),
)
STREETS = ("Хизроева", "Дахадаева", "Шортанова", "Коцоева", "Ватутина", "Пятигорская", "Садовая")
FIRMS = (
    ("столовая «Чираг»", "в столовой «Чираг»", "the canteen Chirag"),
    ("мебельный цех «Дербенд»", "в мебельном цехе «Дербенд»", "the Derbend furniture shop"),
    ("шиномонтаж «Уастырджи»", "на шиномонтаже «Уастырджи»", "tyre service Uastyrdzhi"),
    ("хлебозавод «Эльбрус-Хлеб»", "на хлебозаводе «Эльбрус-Хлеб»", "the bakery Elbrus-Khleb"),
)
TIES = (("sibling", "брат", "brother", "Bruder"), ("wider_family", "дядя", "uncle", "Onkel"))
INJURIES = ("перелом лучевой кости", "ожог предплечья", "разрыв барабанной перепонки", "вывих плеча")
RARE = ["Цахурта", "Гидатлимахи", "Урахинка", "Мегебчи", "Кубачлар", "Инхоквари"]
MONTHS = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
ENGLISH = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
GERMAN = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]

_PASSPORT = dict(zip("абвгдеёжзийклмнопрстуфхцчшщъыьэюя", ["a", "b", "v", "g", "d", "e", "e", "zh", "z", "i", "i", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "ie", "y", "_", "e", "iu", "ia"], strict=True))  # fmt: skip
_ENGLISH = _PASSPORT | {"й": "y", "ъ": "_", "ю": "yu", "я": "ya"}
_GERMAN = _ENGLISH | {
    "в": "w", "ж": "sch", "з": "s", "й": "j", "х": "ch", "ц": "z", "ч": "tsch", "ш": "sch", "щ": "schtsch", "ю": "ju",
    "я": "ja",
}  # fmt: skip
_POLISH = _ENGLISH | {"в": "w", "ж": "ż", "й": "j", "х": "ch", "ц": "c", "ч": "cz", "ш": "sz", "щ": "szcz", "ю": "ju"}
_GREEK = dict(zip("абвгдезийклмнопрстуфхцчшщыэяюъь", ["α", "μπ", "β", "γκ", "ντ", "ε", "ζ", "ι", "ι", "κ", "λ", "μ", "ν", "ο", "π", "ρ", "σ", "τ", "ου", "φ", "χ", "τσ", "τσ", "σ", "σ", "ι", "ε", "ια", "ιου", "_", "_"], strict=True))  # fmt: skip
_ARABIC = dict(zip("абвгдезийклмнопрстуфхцчшщыэяюъь", ["ا", "ب", "ف", "غ", "د", "ي", "ز", "ي", "ي", "ك", "ل", "م", "ن", "و", "ب", "ر", "س", "ت", "و", "ف", "خ", "تس", "تش", "ش", "ش", "ي", "ي", "يا", "يو", "_", "_"], strict=True))  # fmt: skip
_GEORGIAN = dict(zip("абвгдезийклмнопрстуфхцчшщыэяюъь", ["ა", "ბ", "ვ", "გ", "დ", "ე", "ზ", "ი", "ი", "კ", "ლ", "მ", "ნ", "ო", "პ", "რ", "ს", "ტ", "უ", "ფ", "ხ", "ც", "ჩ", "შ", "შ", "ი", "ე", "ია", "იუ", "_", "_"], strict=True))  # fmt: skip

STRANGERS = (
    "Пресс-секретарь Полуэктова назвала это недоразумением.", "Следователь Дубровин закрыл папку и вышел.",
    "Замминистра Олег Ракитин обещал ответить до 17 июля.", "Телефон приёмной: 8 (495) 600-12-00.",
    "Газета «Северный склон» писала об этом 9 ноября 2013 года.", "Заседание прошло на улице Лермонтова, 8.",
    "Учительница из Самары прислала письмо.", "Дело № 1-88/2016 передали в суд.",
    "Судья Кораблёв отклонил все ходатайства.", "Магазин «Уют» закрылся ещё зимой.",
    "Mr Desmond Farrow of the embassy took notes.", "The spokeswoman, Ingrid Halvorsen, declined.",
    "A dentist from Leeds gave evidence on 6 February 2015.", "Call 0800 555 0100 on weekdays.",
    "Frau Liesegang vom Auswärtigen Amt fragte am 11. April 2014 nach.", "Der Bäcker aus Ulm wusste von nichts.",
    "Herr Brinkmann schrieb einen langen Brief.",
)  # fmt: skip
PLAIN = {
    "ru": (
        "Никто не объяснил, за что их привезли.", "Свет не выключали ни днём, ни ночью.",
        "Через трое суток часть задержанных отпустили.", "Заявление вернули без подписи и печати.",
        "Мы просили защиты и получили отписку.", "Во дворе пахло мазутом и сырой глиной.",
        "Соседка принесла хлеба и ничего не спросила.", "Ему велели молчать и подписать бумагу.",
        "Дверь была железная, с глазком снаружи.", "Потом приехала вторая машина, без номеров.",
    ),
    "en": (
        "Nobody explained why they had been brought there.", "The lights were never switched off.",
        "After three days some of them were let go.", "The complaint came back without a stamp.",
        "We asked for protection and received a form letter.", "The door was of iron and opened from outside.",
        "He was told to keep quiet and sign.", "Then a second car arrived.", "It rained and the road was mud.",
        "The neighbours brought bread and asked nothing.",
    ),
    "de": (
        "Niemand erklärte, warum man sie hergebracht hatte.", "Das Licht brannte Tag und Nacht.",
        "Nach drei Tagen ließ man einige gehen.", "Die Anzeige kam ohne Stempel zurück.",
        "Wir baten um Schutz und bekamen ein Formular.", "Die Tür war aus Eisen.", "Dann kam ein zweites Auto.",
        "Es regnete und die Straße war voller Schlamm.",
    ),
    "ce": ("Со кхера ву.", "И цӏахь вац.", "Тхуна хӏумма а ца хиъна.", "Цо дукха ца дийцира.", "Уьш дӏабахара."),
}  # fmt: skip


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
    firm: tuple[str, str, str]
    plate: str
    paper: str
    insured: str
    town: tuple[str, str, str, str]
    trade: tuple[str, str, str, str]
    tie: tuple[str, str, str, str]
    injury: str
    day: tuple[int, int, int]
    where: tuple[float, float]
    rare: str

    def told(self) -> list[Fact]:
        year, month, day = self.day
        pairs = (
            (Kind.NAME, f"{self.surname} {self.given} {self.father}"),
            (Kind.PHONE, self.phone),
            (Kind.EMAIL, self.mail),
            (Kind.HANDLE, f"https://vk.example/{self.handle}"),
            (Kind.ADDRESS, f"г. {self.town[0]}, ул. {self.street}, д. {self.house}, кв. {self.flat}"),
            (Kind.WORKPLACE, self.firm[0]),
            (Kind.NUMBER, self.plate),
            (Kind.NUMBER, self.paper),
            (Kind.NUMBER, self.insured),
            (Kind.COORDINATES, f"{self.where[0]:.5f},{self.where[1]:.5f}"),
            (Kind.PLACE, self.town[0]),
            (Kind.JOB, self.trade[0]),
            (Kind.FAMILY, self.tie[0]),
            (Kind.INJURY, self.injury),
            (Kind.DATE, f"{year}-{month:02}-{day:02}"),
            (Kind.WORDS, f"Ночевал у знакомых, место зовут {self.rare}, туда никто не ездит."),
        )
        return [Fact(self.id, kind, text) for kind, text in pairs]


def everybody(count: int, seed: int) -> list[Somebody]:
    draw = random.Random(seed)
    return [_somebody(draw, at) for at in range(count)]


def _somebody(draw: random.Random, at: int) -> Somebody:
    given, surname = draw.choice(GIVEN), draw.choice(SURNAMES)
    digits = f"{draw.randrange(10**7):07}"
    short = written(given, _ENGLISH).lower()[:4]
    tail = RARE[at] if at < len(RARE) else "Дальняя балка"
    return Somebody(
        id=at.to_bytes(16, "big"),
        given=given,
        father=draw.choice(FATHERS),
        surname=surname,
        phone=f"8 (9{draw.choice('12368')}{draw.randrange(10)}) {digits[:3]}-{digits[3:5]}-{digits[5:]}",
        mail=f"{short}.{draw.choice(('gora', 'vershina', 'ozero'))}{at + 10}@inbox.example",
        handle=f"{draw.choice(('tihiy', 'veter', 'sneg'))}_{short}{draw.randrange(10, 99)}{at % 10}",
        street=draw.choice(STREETS),
        house=draw.randrange(2, 140),
        flat=draw.randrange(1, 80),
        firm=draw.choice(FIRMS),
        plate=f"{draw.choice('АВЕКМН')}{draw.randrange(100, 999)}{draw.choice('АВЕКМН')}{draw.choice('ОРСТУХ')}{draw.choice(('05', '07', '15'))}",
        paper=f"8{draw.randrange(2, 5)} {draw.randrange(10, 20)} № {draw.randrange(100_000, 999_999)}",
        insured=f"{draw.randrange(100, 999)}-{draw.randrange(100, 999)}-{draw.randrange(100, 999)} {draw.randrange(10, 99)}",
        town=draw.choice(TOWNS),
        trade=draw.choice(TRADES),
        tie=draw.choice(TIES),
        injury=draw.choice(INJURIES),
        day=(draw.randrange(2012, 2024), draw.randrange(1, 13), draw.randrange(1, 29)),
        where=(42.8 + draw.random(), 44.1 + draw.random() * 3),
        rare=tail,
    )


def written(text: str, table: dict[str, str]) -> str:
    said = "".join(table.get(letter.lower(), letter) for letter in text).replace("_", "")
    return said[:1].upper() + said[1:]


def _given(name: str, case: int) -> str:
    """Genitive, dative, instrumental."""
    stem = name[:-1] if name[-1] in "йьи" else name
    if name[-1] == "и":
        return name
    soft = name[-1] in "йь"
    return stem + (("я", "ю", "ем") if soft else ("а", "у", "ом"))[case]


def _surname(name: str, case: int) -> str:
    return name + ("а", "у", "ым")[case]


def _number(one: Somebody) -> str:
    return "".join(filter(str.isdecimal, one.phone))[1:]


def _digits(one: Somebody, names: str) -> str:
    return " ".join(names.split()[int(digit)] for digit in _number(one))


def _minutes(degrees: float) -> str:
    return f"{int(degrees)}° {(degrees - int(degrees)) * 60:.3f}′"


def _seconds(degrees: float) -> str:
    minutes = (degrees - int(degrees)) * 60
    return f"{int(degrees)}°{int(minutes)}'{(minutes - int(minutes)) * 60:.1f}\""


def _ocr(word: str, draw: random.Random) -> str:
    """One letter as a machine that reads pictures takes it."""
    taken = {
        "и": "н",
        "н": "и",
        "ш": "щ",
        "л": "п",
        "г": "т",
        "т": "г",
        "б": "6",
        "о": "0",
        "а": "я",
        "м": "и",
        "у": "ч",
    }
    places = [at for at, letter in enumerate(word) if at and letter in taken]
    at = draw.choice(places)
    return word[:at] + taken[word[at]] + word[at + 1 :]


def _mixed(word: str, draw: random.Random) -> str:
    alike = dict(zip("аеорсух", "aeopcyx", strict=True))
    return "".join(alike.get(letter, letter) if draw.random() < 0.5 else letter for letter in word)


def _in_cyrillic(handle: str) -> str:
    back = {made: letter for letter, made in _PASSPORT.items() if len(made) == 1 and letter not in "ёйэъь"}
    return "".join(back.get(letter, letter) for letter in handle) if "kh" not in handle else handle


def _day(one: Somebody, months: list[str], how: str) -> str:
    year, month, day = one.day
    return how.format(d=day, m=months[month - 1], y=year, n=month)


Writes = Callable[[Somebody, random.Random], str]
L = "«", "»"
NATURAL: dict[str, tuple[str, Kind, Writes]] = {
    "full name, accusative": ("ru", Kind.NAME, lambda o, _: f"{_surname(o.surname, 0)} {_given(o.given, 0)} {o.father}а"),
    "initials after, instrumental": ("ru", Kind.NAME, lambda o, _: f"{_surname(o.surname, 2)} {o.given[0]}. {o.father[0]}."),
    "initials before, no space": ("ru", Kind.NAME, lambda o, _: f"{o.given[0]}.{o.father[0]}.{_surname(o.surname, 1)}"),
    "given name and father's": ("ru", Kind.NAME, lambda o, _: f"{_given(o.given, 2)} {o.father}ем"),
    "given name, dative": ("ru", Kind.NAME, lambda o, _: _given(o.given, 1)),
    "surname, dative": ("ru", Kind.NAME, lambda o, _: _surname(o.surname, 1)),
    "brothers": ("ru", Kind.NAME, lambda o, _: f"{o.surname}ыми"),
    "a woman of the family": ("ru", Kind.NAME, lambda o, _: f"{o.surname}ой"),
    "two names apart": ("ru", Kind.NAME, lambda o, _: f"{o.surname} (имя {o.given})"),
    "possessive adjective": ("ru", Kind.NAME, lambda o, _: f"{o.surname}ского"),
    "English full name": ("en", Kind.NAME, lambda o, _: f"{written(o.given, _ENGLISH)} {written(o.surname, _ENGLISH)}"),
    "English plural": ("en", Kind.NAME, lambda o, _: f"{written(o.surname, _ENGLISH)}s"),
    "English possessive": ("en", Kind.NAME, lambda o, _: f"{written(o.surname, _PASSPORT)}’s"),
    "English initial": ("en", Kind.NAME, lambda o, _: f"{written(o.given, _ENGLISH)[0]}. {written(o.surname, _PASSPORT)}"),
    "English small letters": ("en", Kind.NAME, lambda o, _: f"{written(o.given, _ENGLISH)} {written(o.surname, _ENGLISH)}".lower()),
    "English surname, small": ("en", Kind.NAME, lambda o, _: written(o.surname, _ENGLISH).lower()),
    "German full name": ("de", Kind.NAME, lambda o, _: f"{written(o.given, _GERMAN)} {written(o.surname, _GERMAN)}"),
    "German genitive": ("de", Kind.NAME, lambda o, _: f"{written(o.surname, _GERMAN)}s"),
    "German, Herrn": ("de", Kind.NAME, lambda o, _: f"Herrn {written(o.surname, _GERMAN)}"),
    "Chechen ergative": ("ce", Kind.NAME, lambda o, d: f"{o.given.rstrip('йьи')}{d.choice(('ас', 'на', 'ан', 'е', 'аца'))}"),
    "Chechen, surname first": ("ce", Kind.NAME, lambda o, _: f"{o.surname.removesuffix('ов').removesuffix('ев')}гӏеран {o.given}"),
    "Polish": ("en", Kind.NAME, lambda o, _: f"{written(o.given, _POLISH)}a {written(o.surname, _POLISH)}a"),
    "passport, in capitals": ("ru", Kind.NAME, lambda o, _: f"{written(o.surname, _PASSPORT)}/{written(o.given, _PASSPORT)}".upper()),
    "line of a passport": ("en", Kind.NAME, lambda o, _: f"P<RUS{written(o.surname, _PASSPORT)}<<{written(o.given, _PASSPORT)}<<<<<".upper()),
    "address of a page": ("en", Kind.NAME, lambda o, _: f"news.example/2021/{written(o.given, _ENGLISH)}-{written(o.surname, _ENGLISH)}-arrested".lower()),
    "phone in brackets": ("ru", Kind.PHONE, lambda o, _: f"+7({_number(o)[:3]}){_number(o)[3:6]}-{_number(o)[6:8]}-{_number(o)[8:]}"),
    "phone without its country": ("ru", Kind.PHONE, lambda o, _: f"{_number(o)[:3]} {_number(o)[3:6]} {_number(o)[6:]}"),
    "phone, local": ("ru", Kind.PHONE, lambda o, _: f"{_number(o)[3:6]}-{_number(o)[6:8]}-{_number(o)[8:]}"),
    "phone in a link": ("en", Kind.PHONE, lambda o, _: f"wa.me/7{_number(o)}"),
    "phone over two lines": ("ru", Kind.PHONE, lambda o, _: f"8-{_number(o)[:3]}-{_number(o)[3:6]}-\n   {_number(o)[6:8]}-{_number(o)[8:]}"),
    "mail": ("en", Kind.EMAIL, lambda o, _: o.mail),
    "mail in capitals": ("ru", Kind.EMAIL, lambda o, _: o.mail.upper()),
    "mail in words": ("en", Kind.EMAIL, lambda o, _: o.mail.replace("@", " at ").replace(".", " dot ")),
    "account with a stop": ("de", Kind.HANDLE, lambda o, _: f"@{o.handle.replace('_', '.')}"),
    "account in a link": ("ru", Kind.HANDLE, lambda o, _: f"vk.example/{o.handle}/"),
    "street and house": ("ru", Kind.ADDRESS, lambda o, _: f"{o.street}, {o.house}"),
    "house first": ("ru", Kind.ADDRESS, lambda o, _: f"в доме {o.house} по улице {o.street if o.street[-1] != 'я' else o.street[:-2] + 'ой'}"),
    "house and flat by a slash": ("ru", Kind.ADDRESS, lambda o, _: f"{o.street} {o.house}/{o.flat}"),
    "English address": ("en", Kind.ADDRESS, lambda o, _: f"No. {o.house}, {written(o.street, _ENGLISH)} St."),
    "German address": ("de", Kind.ADDRESS, lambda o, _: f"{written(o.street, _GERMAN)}-Straße {o.house}"),
    "workplace in a case": ("ru", Kind.WORKPLACE, lambda o, _: o.firm[1]),
    "workplace by its name": ("ru", Kind.WORKPLACE, lambda o, _: f"«{o.firm[0].split('«')[1]}"),
    "workplace in English": ("en", Kind.WORKPLACE, lambda o, _: o.firm[2]),
    "car with spaces": ("ru", Kind.NUMBER, lambda o, _: f"{o.plate[0]}{o.plate[1:4]}{o.plate[4:6]} {o.plate[6:]}"),
    "car in Latin, small": ("en", Kind.NUMBER, lambda o, _: o.plate.translate(str.maketrans("АВЕКМНОРСТУХ", "abekmhopctyx"))),
    "paper in words": ("ru", Kind.NUMBER, lambda o, _: f"серия {o.paper.split(' № ')[0].replace(' ', '')} номер {o.paper.split(' № ')[1]}"),
    "insurance without hyphens": ("ru", Kind.NUMBER, lambda o, _: o.insured.replace("-", " ")),
    "position, decimal": ("en", Kind.COORDINATES, lambda o, _: f"{o.where[0]:.4f}°N, {o.where[1]:.4f}°E"),
    "position, comma": ("ru", Kind.COORDINATES, lambda o, _: f"{o.where[0]:.4f}; {o.where[1]:.4f}".replace(".", ",")),
    "position, minutes": ("ru", Kind.COORDINATES, lambda o, _: f"{_minutes(o.where[0])} с. ш., {_minutes(o.where[1])} в. д."),
    "position, seconds": ("de", Kind.COORDINATES, lambda o, _: f"{_seconds(o.where[0])}N {_seconds(o.where[1])}E"),
    "position in a link": ("en", Kind.COORDINATES, lambda o, _: f"https://maps.example/@{o.where[0]:.6f},{o.where[1]:.6f},17z"),
    "rare word": ("ru", Kind.WORDS, lambda o, _: o.rare),
    "rare word in Latin": ("en", Kind.WORDS, lambda o, _: written(o.rare, _ENGLISH)),
    "day, place, trade": ("ru", Kind.DATE, lambda o, _: f"{o.trade[1]} увезли из дома в {o.town[1]} " + _day(o, MONTHS, "{d} {m} {y} г")),
    "day in figures, place": ("ru", Kind.DATE, lambda o, _: _day(o, MONTHS, "{d:02}.{n:02}.{y}") + f", {o.town[0]}, {o.trade[0]}"),
    "English day, place, trade": ("en", Kind.DATE, lambda o, _: f"the {o.trade[2]} was seized in {o.town[2]} on " + _day(o, ENGLISH, "{d} {m} {y}")),
    "American day": ("en", Kind.DATE, lambda o, _: _day(o, ENGLISH, "{m} {d}, {y}") + f": a {o.trade[2]} disappears in {o.town[2]}"),
    "German day, place, trade": ("de", Kind.DATE, lambda o, _: f"am {_day(o, GERMAN, '{d}. {m} {y}')} wurde in {o.town[3]} ein {o.trade[3]} abgeholt"),
    "month, place, trade": ("ru", Kind.DATE, lambda o, _: f"в {o.town[1]}, " + _day(o, MONTHS, "{d} {m}") + f", {o.trade[0]} ({o.tie[1]} заявителя)"),
    "tie, trade, injury": ("ru", Kind.INJURY, lambda o, _: f"его {o.tie[1]}, {o.trade[0]} из города {o.town[0]}, получил {o.injury}"),
}  # fmt: skip
HIDDEN: dict[str, tuple[str, Kind, Writes]] = {
    "hyphen and the number of a page": ("ru", Kind.NAME, lambda o, _: f"{o.surname[:3]}-\n\n14\n\n{o.surname[3:]}"),
    "as a machine read it": ("ru", Kind.NAME, lambda o, d: f"{o.given} {_ocr(o.surname, d)}"),
    "letters of both alphabets": ("ru", Kind.NAME, lambda o, d: f"{_mixed(o.given, d)} {_mixed(o.surname, d)}"),
    "spaced and in bold": ("ru", Kind.NAME, lambda o, _: "**" + "  ".join(o.surname.upper()) + "**"),
    "in the middle of an account": ("en", Kind.NAME, lambda o, _: f"@real_{written(o.surname, _ENGLISH).lower()}_official"),
    "run together": ("en", Kind.NAME, lambda o, _: f"({written(o.given, _ENGLISH)}{written(o.surname, _ENGLISH)})".lower().strip("()")),
    "first letters hidden": ("ru", Kind.NAME, lambda o, _: f"{o.given} …{o.surname[3:]}"),
    "Greek": ("en", Kind.NAME, lambda o, _: f"{written(o.given, _GREEK)} {written(o.surname, _GREEK)}"),
    "Arabic": ("en", Kind.NAME, lambda o, _: f"{written(o.given, _ARABIC)} {written(o.surname, _ARABIC)}"),
    "Georgian": ("en", Kind.NAME, lambda o, _: f"{written(o.given, _GEORGIAN)} {written(o.surname, _GEORGIAN)}ის"),
    "given name cut short": ("ru", Kind.NAME, lambda o, _: f"{o.given[:3]}. {o.surname}"),
    "phone with letters of its groups": ("ru", Kind.PHONE, lambda o, _: f"код {_number(o)[:3]}, дальше {_number(o)[3:6]} {_number(o)[6:8]} {_number(o)[8:]}"),
    "phone, figure by figure": ("en", Kind.PHONE, lambda o, _: _digits(o, "zero one two three four five six seven eight nine")),
    "phone, figure by figure, German": ("de", Kind.PHONE, lambda o, _: _digits(o, "null eins zwei drei vier fünf sechs sieben acht neun")),
    "phone spaced": ("ru", Kind.PHONE, lambda o, _: " ".join(_number(o))),
    "account in Cyrillic": ("ru", Kind.HANDLE, lambda o, _: _in_cyrillic(o.handle)),
    "car in words": ("ru", Kind.NUMBER, lambda o, _: f"{o.plate[0]}, {', '.join(o.plate[1:4])}, {o.plate[4]} {o.plate[5]}, регион {o.plate[6:]}"),
}  # fmt: skip
_TOLD = re.compile(
    r"news\.example/\d+/([\w-]+)-arrested|P<RUS(.+?)<{5}|maps\.example/@([\d.,]+),|@real_(\w+?)_official|"
    r"код \d+, дальше ([\d ]+)|(?:the canteen|the bakery|tyre service) (\S+)|the (\w+) furniture shop"
)
"""Of some ways to write, the part that gives away."""
_AROUND = {
    "ru": (
        ("Нам назвали: ", "."),
        ("В деле есть ", " и больше ничего."),
        ("Позже упоминали ", ", но без подробностей."),
    ),
    "en": (("What we heard was ", "."), ("The file mentions ", " twice."), ("Somebody spoke of ", ", then left.")),
    "de": (("In der Akte steht ", "."), ("Später war von ", " die Rede."), ("Genannt wurde ", ", mehr nicht.")),
    "ce": (("Цара элира: ", "."), ("Цигахь вара ", "."), ("Хезна тхуна ", ", кхин хӏума дац.")),
}


def texts(those: list[Somebody], each: int, seed: int, *, hidden: bool = False) -> list[Planted]:
    """So many texts for each way to write, with one leak, and as many that tell of strangers alone."""
    draw = random.Random(seed)
    found = []
    for how, (language, kind, writes) in (HIDDEN if hidden else NATURAL).items():
        for _time in range(each):
            one = draw.choice(those[: len(RARE)] if kind is Kind.WORDS else _alone(those, kind))
            found.append(_text(language, writes(one, draw), kind, one.id, how, draw))
            found.append(Planted(_sentences(draw.choice(("ru", "en", "de")), draw), ()))
    draw.shuffle(found)
    return found


def _alone(those: list[Somebody], kind: Kind) -> list[Somebody]:
    """Of a combination those whom it fits alone."""
    if kind not in (Kind.DATE, Kind.INJURY):
        return those
    seen: dict[object, int] = {}
    for one in those:
        for key in ((one.town, one.trade, one.tie, one.injury),):
            seen[key] = seen.get(key, 0) + 1
    return [one for one in those if seen[one.town, one.trade, one.tie, one.injury] == 1]


def _sentences(language: str, draw: random.Random) -> str:
    said = [*draw.sample(PLAIN[language], 3), *draw.sample(STRANGERS, 2)]
    draw.shuffle(said)
    return " ".join(said)


def _text(language: str, leak: str, kind: Kind, whose: bytes, how: str, draw: random.Random) -> Planted:
    before, after = draw.choice(_AROUND[language])
    begin = f"{_sentences(language, draw)} {before}"
    found = _TOLD.search(leak)  # what stands around it in a link or a sentence is everybody's
    start, end = found.span(found.lastindex or 0) if found else (0, len(leak))
    lead, said, rest = leak[:start], leak[start:end], leak[end:]
    begin += lead
    return Planted(
        f"{begin}{said}{rest}{after} {_sentences(language, draw)}",
        ((len(begin), len(begin) + len(said), kind, whose, how),),
    )
