# ruff: noqa: E501
"""A sixth, small set of leaks that were held out: other people and ways to write, put down after the check had been mended by
the fifth and run on it once. Forms of address and links as people paste them, in six languages. All people are invented.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.publication.held_out_fifth import _ENGLISH, One
from tests.publication.held_out_fifth import everybody as people
from tests.publication.held_out_third import ENGLISH, written
from tests.publication.planted import Planted
from waystation.confidential import Kind

__all__ = ["everybody", "texts"]
_FRENCH = _ENGLISH | {"у": "ou", "ш": "ch", "ч": "tch", "ж": "j", "х": "kh"}
_POLISH = _ENGLISH | {"в": "w", "ж": "ż", "х": "ch", "ц": "c", "ч": "cz", "ш": "sz", "й": "j", "я": "ja", "ю": "ju"}
_GERMAN = _ENGLISH | {
    "в": "w",
    "ж": "sch",
    "з": "s",
    "х": "ch",
    "ц": "z",
    "ч": "tsch",
    "ш": "sch",
    "й": "j",
    "я": "ja",
    "ю": "ju",
}
_AROUND = (
    ("Памятка дежурному. ", " Просьба не пересылать.\n"), ("Draft, page 2. ", " To be continued.\n"), ("Zu den Akten: ", " Ende.\n"),
    ("Pour information : ", " Fin de note.\n"), ("[голосовое, расшифровка] ", " [конец]\n"), ("Кому: всем. ", " Спасибо!\n"),
)  # fmt: skip
N, P, E, H, A, W, X, C, T, D = Kind.NAME, Kind.PHONE, Kind.EMAIL, Kind.HANDLE, Kind.ADDRESS, Kind.WORKPLACE, Kind.NUMBER, Kind.COORDINATES, Kind.WORDS, Kind.DATE  # fmt: skip
Writes = Callable[[One], tuple[str, str, str]]
"""What stands before what gives away, that, and what stands after."""

WAYS: dict[str, tuple[Kind, Writes]] = {
    "given and father's name, as one is addressed": (N, lambda o: ("Уважаемая/ый ", f"{o.of.given} {o.of.father}", "!")),
    "initials without points": (N, lambda o: ("Принял: ", f"{o.of.surname} {o.of.given[0]} {o.of.father[0]}", ".")),
    "father's name between, dative": (N, lambda o: ("Вручено ", f"{o.given(1)} {o.surname(1)}", " под роспись.")),
    "surname alone, instrumental, small": (N, lambda o: ("говорил(а) с ", o.surname(3).lower(), " вчера")),
    "French, capitals": (N, lambda o: (f"{'Mme' if o.woman else 'M.'} ", f"{written(o.of.surname, _FRENCH).upper()} {written(o.of.given, _FRENCH)}", " a été entendu(e).")),
    "Polish": (N, lambda o: (f"{'pani' if o.woman else 'pan'} ", f"{written(o.of.given, _POLISH)} {written(o.of.surname, _POLISH)}", " prosi o pomoc.")),
    "German": (N, lambda o: (f"{'Frau' if o.woman else 'Herr'} ", written(o.of.surname, _GERMAN), " wartet.")),
    "a woman's surname as a man's, English": (N, lambda o: ("The applicant ", f"{written(o.of.given, _ENGLISH)} {written(o.of.surname[:-1] if o.woman and o.of.surname.endswith('ва') else o.of.surname, _ENGLISH)}", " appealed.")),
    "v. in a title": (N, lambda o: ("", f"{written(o.of.surname, _ENGLISH)}", " v. Russia")),
    "Latin i": (N, lambda o: ("с нами ", f"{o.of.given.replace('и', 'i')} {o.of.surname.replace('и', 'i')}", " и врач")),
    "underlined": (N, lambda o: ("**", f"_{o.of.surname}_ _{o.of.given}_", "** — на месте")),
    "tab between": (N, lambda o: ("ФИО\t", f"{o.of.surname}\t{o.of.given}\t{o.of.father}", "\tда")),
    "brackets in a name": (N, lambda o: ("", f"{o.of.given} ({o.of.surname})", " приедет")),
    "both of a pair": (N, lambda o: ("", f"{o.of.given} и {o.given(4)} {o.surname(4)}"[: len(o.of.given)] + f" {o.of.surname}", " с семьёй")),
    "hyphen at the end of a line": (N, lambda o: ("передали ", f"{o.given(1)} {o.surname(1)[:3]}-\n{o.surname(1)[3:]}", " вещи")),
    "link to write": (P, lambda o: ("https://wa.me/", f"7{o.digits}", "?text=hi")),
    "from abroad": (P, lambda o: ("call ", o.phone("00 7 {} {} {} {}"), " after six")),
    "hard spaces": (P, lambda o: ("тел. ", o.phone("8\u00a0{}\u00a0{}\u00a0{}\u00a0{}"), "")),
    "wide digits": (P, lambda o: ("", "".join(chr(ord(each) + 0xFEE0) for each in o.digits), " — мобильный")),
    "two halves": (P, lambda o: ("", o.phone("{} {}{}{}"), " без восьмёрки")),
    "told with commas": (P, lambda o: ("пиши: ", o.phone("8, {}, {}, {}, {}"), "")),
    "mailto": (E, lambda o: ("<a href='mailto:", o.of.mail, "?subject=1'>")),
    "at and dot, capitals": (E, lambda o: ("write to ", o.of.mail.replace("@", " AT ").replace(".", " DOT "), " please")),
    "ник": (H, lambda o: ("ник в телеге ", o.of.handle, ", аватарка с горой")),
    "account, full link": (H, lambda o: ("https://t.example/", o.of.handle, "/photos")),
    "flat before house": (A, lambda o: ("в ", f"{o.of.flat}-й квартире дома {o.of.house} по {o.street}", "")),
    "French street": (A, lambda o: ("domicilié au ", f"{o.of.house}, rue {written(o.of.street, _FRENCH)}", "")),
    "po street": (A, lambda o: ("съехали с ", f"{o.street} {o.of.house}", ", третий этаж")),
    "firm in Latin": (W, lambda o: ("works at ", written(o.of.firm[2], _ENGLISH), " since May")),
    "firm, capitals": (W, lambda o: ("ООО ", f"«{o.of.firm[2].upper()}»", ", касса 2")),
    "plate with a bar": (X, lambda o: ("машина ", f"{o.of.plate[:6]}|{o.of.plate[6:]}", "")),
    "plate, small Latin": (X, lambda o: ("car ", o.of.plate.translate(str.maketrans("АВЕКМНОРСТУХ", "ABEKMHOPCTYX")).lower(), " left")),
    "passport in words between": (X, lambda o: ("паспорт: ", f"серия {o.of.paper[:5]} номер {o.of.paper[6:]}", "")),
    "geo link": (C, lambda o: ("geo:", f"{o.of.where[0]:.5f},{o.of.where[1]:.5f}", ";u=35")),
    "map link": (C, lambda o: ("https://maps.example/?q=", f"{o.of.where[0]:.4f}%2C{o.of.where[1]:.4f}", "&z=17")),
    "rare word, instrumental": (T, lambda o: ("недалеко, за ", f"{o.of.rare[:-1]}ой" if o.of.rare[-1] == "а" else f"{o.of.rare}ом" if o.of.rare[-1] not in "й" else f"{o.of.rare[:-1]}ем", ", есть сарай")),
    "rare word in Latin": (T, lambda o: ("near ", written(o.of.rare, _ENGLISH), ", by the spring")),
    "ISO day": (D, lambda o: ("", f"{o.of.day[0]}-{o.of.day[1]:02}-{o.of.day[2]:02} | {o.of.town[0]} | {o.of.trade[0]}", " | изъят телефон")),
    "English, month first": (D, lambda o: ("", f"On {ENGLISH[o.of.day[1] - 1]} {o.of.day[2]}, {o.of.day[0]} in {o.of.town[2]} officers seized a {o.of.trade[2]}", ".")),
    "short year": (D, lambda o: ("", f"{o.of.trade[0]}, {o.of.town[0]}, {o.of.day[2]:02}.{o.of.day[1]:02}.{o.of.day[0] % 100:02}", "")),
}  # fmt: skip


def everybody(count: int, seed: int) -> list[One]:
    """So many people who are known."""
    return people(count, seed)


def texts(those: list[One], each: int, seed: int) -> list[Planted]:
    """So many texts for each way to write."""
    draw = random.Random(seed)
    found = []
    for how, (kind, writes) in WAYS.items():
        for _time in range(each):
            one = draw.choice(those[:8] if kind is Kind.WORDS else those)
            before, after = draw.choice(_AROUND)
            lead, said, rest = writes(one)
            start = len(before) + len(lead)
            found.append(
                Planted(f"{before}{lead}{said}{rest}{after}", ((start, start + len(said), kind, one.of.id, how),))
            )
    draw.shuffle(found)
    return found
