# ruff: noqa: E501
"""A fourth set of leaks that were held out, written after the check had been mended by the third and run on it once.

Other people, sentences and ways to write again; half of the texts tell of strangers alone. All people are invented.
Nobody mends the check by it: whoever does says so here and writes a fifth.
"""

from __future__ import annotations

import random
import re

from tests.publication.held_out_third import _ENGLISH as LATIN
from tests.publication.held_out_third import _GERMAN as UMLAUT
from tests.publication.held_out_third import ENGLISH, GERMAN, MONTHS, Somebody, Writes, written
from tests.publication.planted import Planted
from waystation.confidential import Kind

_GIVEN = [
    "Ренат",
    "Фаниль",
    "Ильгиз",
    "Салават",
    "Айдар",
    "Наиль",
    "Булат",
    "Камиль",
    "Марсель",
    "Радик",
    "Денислам",
    "Харис",
    "Эрнест",
    "Лаврентий",
    "Филипп",
    "Тарас",
    "Заурбек",
    "Измаил",
    "Астемир",
    "Мухтар",
    "Дамир",
    "Ислам",
]
_SURNAMES = [
    "Хайруллин",
    "Зиганшин",
    "Сабитов",
    "Гильфанов",
    "Мухаметов",
    "Фаттахов",
    "Байрамуков",
    "Узденов",
    "Салпагаров",
    "Лайпанов",
    "Борлаков",
    "Кипкеев",
    "Тебуев",
    "Чотчаев",
    "Гогуев",
    "Дерюгин",
    "Полежаев",
    "Ширяев",
    "Вербицкий",
    "Снегирев",
    "Будаев",
    "Доржиев",
    "Кушхов",
    "Маремуков",
    "Тлостанов",
    "Унажоков",
    "Ахохов",
    "Берсеков",
    "Дышеков",
    "Карданов",
]
_FATHERS = ["Рафаэлевич", "Ильдарович", "Маратович", "Магометович", "Юрьевич", "Хамидович", "Исмаилович"]
_TOWNS = (
    ("Альметьевск", "Альметьевске", "Almetyevsk", "Almetjewsk"),
    ("Сибай", "Сибае", "Sibay", "Sibai"),
    ("Карачаевск", "Карачаевске", "Karachayevsk", "Karatschajewsk"),
    ("Баксан", "Баксане", "Baksan", "Baksan"),
    ("Теберда", "Теберде", "Teberda", "Teberda"),
)
_TRADES = (
    ("журналист", "журналиста", "journalist", "Journalist"),
    ("механик", "механика", "mechanic", "Mechaniker"),
    ("официант", "официанта", "waiter", "Kellner"),
    ("столяр", "столяра", "joiner", "Tischler"),
    ("фельдшер", "фельдшера", "paramedic", "Sanitäter"),
    ("таксист", "таксиста", "taxi-driver", "Taxifahrer"),
)
_STREETS = ("Ленинградская", "Богатырёва", "Кирова", "Эльбрусская", "Пачева", "Гутякулова")
_FIRMS = (
    ("кафе «Домбай-Ульген»", "с кафе «Домбай-Ульген»", "Домбай-Ульген"),
    ("фабрика «Шаурдат»", "с фабрикой «Шаурдат»", "Шаурдат"),
    ("гостиница «Аманауз»", "с гостиницей «Аманауз»", "Аманауз"),
)
_TIES = (("parent", "отец", "father", "Vater"), ("spouse", "муж", "husband", "Ehemann"))
_INJURIES = ("ушиб почки", "трещина ребра", "ожог стопы", "гематома бедра")
_RARE = ["Хурзукчи", "Алибекдара", "Бийчесын", "Гоначхирка", "Кёнделен", "Джамагатка"]
_STRANGERS = (
    "Уполномоченная Раиса Коваленко прислала отписку.", "Полковник Стрижов отказался говорить.",
    "Суд на улице Чехова, 19, закрыли до 2 сентября.", "Горячая линия ведомства: 8 800 700-44-55.",
    "Журнал «Горизонт» напечатал об этом 21 мая 2010 года.", "Столяр из Вологды попал в другую историю.",
    "Mrs Tabitha Crane chaired the meeting of 12 October 2011.", "A mechanic from Leeds fixed the bus.",
    "Write to desk@paper.example or call 020 7946 0018.", "Frau Oppermann lehnte am 8. Januar 2013 ab.",
    "Der Kellner in Kassel war freundlich.", "Дело № 2-417/2018 передали другому судье.",
)  # fmt: skip
_PLAIN = {
    "ru": (
        "К вечеру всех перевели в другое здание.", "Им не дали ни воды, ни одеял.", "Протокол составили задним числом.",
        "Родные узнали об этом из новостей.", "Мы обратились в комитет и ждём.", "Снег растаял, и дорогу развезло.",
        "Объяснений никто не получил.", "Камеры в коридоре не работали.",
    ),
    "en": (
        "By evening everybody had been moved elsewhere.", "There was no water and there were no blankets.",
        "The record was written afterwards.", "The families learned of it from the news.",
        "The committee has not replied.", "The cameras in the corridor were off.", "Snow melted on the road.",
    ),
    "de": (
        "Am Abend wurden alle verlegt.", "Es gab weder Wasser noch Decken.", "Das Protokoll entstand später.",
        "Die Familien erfuhren es aus den Nachrichten.", "Der Ausschuss schweigt bis heute.", "Der Schnee schmolz.",
    ),
    "ce": ("Сарахь уьш кхечу метте дӏабигира.", "Хи а дацара, юргӏа а дацара.", "Цхьаммо а жоп ца делира."),
}  # fmt: skip
_AROUND = {
    "ru": (("По нашим записям это ", "."), ("Затем прозвучало ", " — и всё."), ("На обороте было: ", ".")),
    "en": (("Our notes say ", "."), ("Later there was talk of ", " again."), ("On the back it said: ", ".")),
    "de": (
        ("In unseren Notizen: ", "."),
        ("Auf der Rückseite stand ", "."),
        ("Man sprach über ", " und schwieg dann."),
    ),
    "ce": (("Тхан йозанашкахь ду: ", "."), ("ТӀаккха цара элира ", ".")),
}
_FRENCH = LATIN | {"у": "ou", "ш": "ch", "ч": "tch", "ж": "j", "й": "ï", "х": "kh"}
_TURKISH = LATIN | {"ш": "ş", "ч": "ç", "ж": "j", "й": "y", "х": "h", "ы": "ı"}


def everybody(count: int, seed: int) -> list[Somebody]:
    draw = random.Random(seed)
    return [_somebody(draw, at) for at in range(count)]


def _somebody(draw: random.Random, at: int) -> Somebody:
    digits = f"{draw.randrange(10**7):07}"
    letters = "".join(draw.choices("bdglmnrtz", k=4))
    plate = f"{draw.choice('АВЕКМН')}{draw.randrange(100, 999)}{draw.choice('АВЕКМН')}{draw.choice('ОРСТУХ')}{draw.choice(('09', '16', '716'))}"
    return Somebody(
        id=at.to_bytes(16, "big"),
        given=draw.choice(_GIVEN),
        father=draw.choice(_FATHERS),
        surname=draw.choice(_SURNAMES),
        phone=f"+7 (9{draw.randrange(10, 90)}) {digits[:3]} {digits[3:5]} {digits[5:]}",
        mail=f"{letters}{at}.{draw.choice(('luna', 'reka'))}@box.example",
        handle=f"{draw.choice(('seryi', 'bely', 'dikiy'))}.{letters}_{at}",
        street=draw.choice(_STREETS),
        house=draw.randrange(2, 140),
        flat=draw.randrange(1, 80),
        firm=draw.choice(_FIRMS),
        plate=plate,
        paper=f"9{draw.randrange(0, 3)}{draw.randrange(10, 20)} {draw.randrange(100_000, 999_999)}",
        insured=f"{draw.randrange(100, 999)}-{draw.randrange(100, 999)}-{draw.randrange(100, 999)}-{draw.randrange(10, 99)}",
        town=draw.choice(_TOWNS),
        trade=draw.choice(_TRADES),
        tie=draw.choice(_TIES),
        injury=draw.choice(_INJURIES),
        day=(draw.randrange(2012, 2024), draw.randrange(1, 13), draw.randrange(1, 29)),
        where=(42.8 + draw.random(), 41.1 + draw.random() * 3),
        rare=_RARE[at] if at < len(_RARE) else "нижняя поляна",
    )


def _at(word: str, draw: random.Random, change: str) -> str:
    at = draw.randrange(2, len(word) - 2)
    return word[:at] + change.format(word[at]) + word[at + 1 :]


def _oblique(name: str) -> str:
    """The prepositional case."""
    return f"{name}е" if name[-1] not in "йь" else f"{name[:-1]}е"


def _plural(surname: str) -> str:
    return f"{surname[:-2]}их" if surname.endswith("ий") else f"{surname}ых"


def _local(one: Somebody) -> str:
    return "".join(filter(str.isdecimal, one.phone))[1:]


def _grouped(one: Somebody, shape: str) -> str:
    said = _local(one)
    return shape.format(said[:3], said[3:6], said[6:8], said[8:])


def _bent(street: str) -> str:
    return f"{street[:-2]}ой" if street.endswith("ая") else street


def _apart(degrees: float) -> str:
    minutes = (degrees - int(degrees)) * 60
    return f"{int(degrees)} {int(minutes):02} {(minutes - int(minutes)) * 60:02.0f}"


_ORDINALS = [
    "первого",
    "второго",
    "третьего",
    "четвёртого",
    "пятого",
    "шестого",
    "седьмого",
    "восьмого",
    "девятого",
    "десятого",
    "одиннадцатого",
    "двенадцатого",
    "тринадцатого",
    "четырнадцатого",
    "пятнадцатого",
    "шестнадцатого",
    "семнадцатого",
    "восемнадцатого",
    "девятнадцатого",
    "двадцатого",
]


def _ordinal(day: int) -> str:
    return _ORDINALS[day - 1] if day <= 20 else f"двадцать {_ORDINALS[day - 21]}"


SINGLE: dict[str, tuple[str, Kind, Writes]] = {
    "surname and one initial": ("ru", Kind.NAME, lambda o, _: f"{o.surname} {o.given[0]}."),
    "Mr, instrumental": ("ru", Kind.NAME, lambda o, _: f"г-ном {o.surname}ым" if o.surname[-1] != "й" else f"г-ном {o.surname[:-2]}им"),
    "the younger": ("ru", Kind.NAME, lambda o, _: f"{o.surname}-младший"),
    "family, plural": ("ru", Kind.NAME, lambda o, _: f"семья {_plural(o.surname)}"),
    "prepositional": ("ru", Kind.NAME, lambda o, _: f"рассказ о {_oblique(o.given)}"),
    "row of a table": ("ru", Kind.NAME, lambda o, _: f"| {o.surname} | {o.given} | {o.father} |"),
    "field of a program": ("en", Kind.NAME, lambda o, _: f'{{"last":"{o.surname}","first":"{o.given}"}}'),
    "given name alone in English": ("en", Kind.NAME, lambda o, _: written(o.given, LATIN)),
    "French": ("en", Kind.NAME, lambda o, _: f"{written(o.given, _FRENCH)} {written(o.surname, _FRENCH)}"),
    "Turkish": ("en", Kind.NAME, lambda o, _: f"{written(o.given, _TURKISH)} {written(o.surname, _TURKISH)}’in"),
    "English, plural possessive": ("en", Kind.NAME, lambda o, _: f"the {written(o.surname, LATIN)}s’"),
    "surname, comma, given name": ("en", Kind.NAME, lambda o, _: f"{written(o.surname, LATIN)}, {written(o.given, LATIN)}"),
    "initial in the middle": ("en", Kind.NAME, lambda o, _: f"{written(o.given, LATIN)} {written(o.father, LATIN)[0]}. {written(o.surname, LATIN)}"),
    "German given name, genitive": ("de", Kind.NAME, lambda o, _: f"{written(o.given, UMLAUT)}s Bruder"),
    "German family": ("de", Kind.NAME, lambda o, _: f"Familie {written(o.surname, UMLAUT)}"),
    "Chechen dative": ("ce", Kind.NAME, lambda o, _: f"{o.given.rstrip('йь')}на"),
    "name of a file": ("en", Kind.NAME, lambda o, _: f"{written(o.surname, LATIN)}_scan_2.pdf".lower()),
    "soft hyphen and a line": ("ru", Kind.NAME, lambda o, _: f"{o.given} {o.surname[:4]}\u00ad\n{o.surname[4:]}"),
    "surname in quotation marks": ("ru", Kind.NAME, lambda o, _: f"«{o.surname}»"),
    "a letter twice": ("ru", Kind.NAME, lambda o, d: f"{o.given} {_at(o.surname, d, '{0}{0}')}"),
    "a letter less": ("ru", Kind.NAME, lambda o, d: f"{o.given} {_at(o.surname, d, '')}"),
    "a letter less, English": ("en", Kind.NAME, lambda o, d: f"{written(o.given, LATIN)} {_at(written(o.surname, LATIN), d, '')}"),
    "capitals apart": ("ru", Kind.NAME, lambda o, _: " ".join(o.surname.upper())),
    "father's name alone": ("ru", Kind.NAME, lambda o, _: f"{o.father}у"),
    "phone for a program": ("en", Kind.PHONE, lambda o, _: f"tel:+7{_local(o)}"),
    "phone with points": ("de", Kind.PHONE, lambda o, _: _grouped(o, "+7·{}·{}·{}·{}")),
    "phone, one hyphen": ("ru", Kind.PHONE, lambda o, _: f"8{_local(o)[:3]}-{_local(o)[3:]}"),
    "phone with its last figures apart": ("ru", Kind.PHONE, lambda o, _: _grouped(o, "8 {} {} — {} — {}")),
    "mail for a program": ("en", Kind.EMAIL, lambda o, _: f"<{o.mail}>"),
    "mail in Russian words": ("ru", Kind.EMAIL, lambda o, _: o.mail.replace("@", " собака ").replace(".", " точка ")),
    "mail over two lines": ("en", Kind.EMAIL, lambda o, _: o.mail.replace("@", "@\n")),
    "account": ("ru", Kind.HANDLE, lambda o, _: f"@{o.handle}"),
    "account in capitals": ("en", Kind.HANDLE, lambda o, _: o.handle.upper()),
    "account with hyphens": ("de", Kind.HANDLE, lambda o, _: o.handle.replace(".", "-").replace("_", "-")),
    "street and flat": ("ru", Kind.ADDRESS, lambda o, _: f"на {_bent(o.street)} {o.house}, кв. {o.flat}"),
    "house of a street": ("ru", Kind.ADDRESS, lambda o, _: f"дом № {o.house} на улице {_bent(o.street)}"),
    "English street": ("en", Kind.ADDRESS, lambda o, _: f"{written(o.street, LATIN)} street {o.house}-{o.flat}"),
    "German street": ("de", Kind.ADDRESS, lambda o, _: f"{written(o.street, UMLAUT)} Str. {o.house}"),
    "workplace, instrumental": ("ru", Kind.WORKPLACE, lambda o, _: o.firm[1]),
    "workplace, name alone": ("ru", Kind.WORKPLACE, lambda o, _: o.firm[2]),
    "workplace in Latin": ("en", Kind.WORKPLACE, lambda o, _: written(o.firm[2], LATIN)),
    "car in small letters": ("ru", Kind.NUMBER, lambda o, _: o.plate.lower()),
    "car without its region": ("ru", Kind.NUMBER, lambda o, _: o.plate[:6]),
    "paper in one": ("ru", Kind.NUMBER, lambda o, _: o.paper.replace(" ", "")),
    "insurance with points": ("en", Kind.NUMBER, lambda o, _: o.insured.replace("-", ".")),
    "position with names": ("en", Kind.COORDINATES, lambda o, _: f"lat {o.where[0]:.4f}, lng {o.where[1]:.4f}"),
    "position in figures alone": ("en", Kind.COORDINATES, lambda o, _: f"{_apart(o.where[0])} N, {_apart(o.where[1])} E"),
    "position, Russian": ("ru", Kind.COORDINATES, lambda o, _: f"{o.where[0]:.3f} с. ш. и {o.where[1]:.3f} в. д."),
    "rare word, genitive": ("ru", Kind.WORDS, lambda o, _: f"у {o.rare[:-1]}ы" if o.rare[-1] == "а" else f"у {o.rare}"),
    "rare word in capitals": ("ru", Kind.WORDS, lambda o, _: o.rare.upper()),
    "day in words": ("ru", Kind.DATE, lambda o, _: f"{_ordinal(o.day[2])} {MONTHS[o.day[1] - 1]} {o.day[0]}-го в {o.town[1]} забрали {o.trade[1]}"),
    "days from to": ("ru", Kind.DATE, lambda o, _: f"{o.trade[1]} из {o.town[1]} держали с {o.day[2]} по {o.day[2] + 2} {MONTHS[o.day[1] - 1]} {o.day[0]}"),
    "American figures": ("en", Kind.DATE, lambda o, _: f"{o.town[2]}, {o.day[1]}/{o.day[2]}/{o.day[0]}, {o.trade[2]}"),
    "day before its month, English": ("en", Kind.DATE, lambda o, _: f"{o.day[2]}th of {ENGLISH[o.day[1] - 1]}, {o.day[0]}: they took the {o.trade[2]} of {o.town[2]}"),
    "German figures": ("de", Kind.DATE, lambda o, _: f"{o.day[2]}.{o.day[1]}.{o.day[0]}, {o.town[3]}: ein {o.trade[3]}"),
    "German short month": ("de", Kind.DATE, lambda o, _: f"ein {o.trade[3]} aus {o.town[3]}, {o.day[2]}. {GERMAN[o.day[1] - 1][:3]}. {o.day[0]}"),
    "tie, place, injury": ("ru", Kind.INJURY, lambda o, _: f"{o.tie[1]} заявительницы, {o.trade[0]}, {o.town[0]}; {o.injury}"),
}  # fmt: skip


_TOLD = re.compile(r"рассказ о (\w+)|(\w+)-младший|(\w+)_scan|(\w+) Bruder")
"""Of some ways to write, the part that gives away."""


def texts(those: list[Somebody], each: int, seed: int) -> list[Planted]:
    """So many texts for each way to write, with one leak, and as many that tell of strangers alone."""
    draw = random.Random(seed)
    alone: dict[object, list[Somebody]] = {}
    for one in those:
        alone.setdefault((one.town, one.trade, one.tie, one.injury), []).append(one)
    single = [people[0] for people in alone.values() if len(people) == 1]
    found = []
    for how, (language, kind, writes) in SINGLE.items():
        for _time in range(each):
            pool = those[: len(_RARE)] if kind is Kind.WORDS else single if kind in (Kind.DATE, Kind.INJURY) else those
            one = draw.choice(pool)
            before, after = draw.choice(_AROUND[language])
            leak, begin = writes(one, draw), f"{_sentences(language, draw)} {before}"
            told = _TOLD.search(leak)  # what stands around it is everybody's
            start, end = told.span(told.lastindex or 0) if told else (0, len(leak))
            place = (len(begin) + start, len(begin) + end, kind, one.id, how)
            found.append(Planted(f"{begin}{leak}{after} {_sentences(language, draw)}", (place,)))
            found.append(Planted(_sentences(draw.choice(("ru", "en", "de")), draw), ()))
    draw.shuffle(found)
    return found


def _sentences(language: str, draw: random.Random) -> str:
    said = [*draw.sample(_PLAIN[language], 3), *draw.sample(_STRANGERS, 2)]
    draw.shuffle(said)
    return " ".join(said)
