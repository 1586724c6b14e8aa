"""A second set of leaks that were held out: disguises that were written after the check had been mended by the first.

What is missed here is told as it is: nobody mends the check by it. Whoever does moves the disguise to `held_out.py`,
which is no measure any more but keeps what was won, and writes a new one here. All people are invented.
"""

from __future__ import annotations

import random

from tests.publication import held_out
from tests.publication.held_out import LATIN, MONTHS, Somebody, Writes, latinised
from tests.publication.planted import Planted
from waystation.confidential import Kind

_ENGLISH = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = [
    "десять",
    "одиннадцать",
    "двенадцать",
    "тринадцать",
    "четырнадцать",
    "пятнадцать",
    "шестнадцать",
    "семнадцать",
    "восемнадцать",
    "девятнадцать",
]
_TENS = ["_", "_", "двадцать", "тридцать", "сорок", "пятьдесят", "шестьдесят", "семьдесят", "восемьдесят", "девяносто"]
_HUNDREDS = ["_", "сто", "двести", "триста", "четыреста", "пятьсот", "шестьсот", "семьсот", "восемьсот", "девятьсот"]
_SHORT = ["янв.", "фев.", "мар.", "апр.", "мая", "июн.", "июл.", "авг.", "сен.", "окт.", "нояб.", "дек."]
_ARMENIAN_LETTERS = "ա բ վ գ դ ե յո ժ զ ի յ կ լ մ ն ո պ ր ս տ ու ֆ խ ց չ շ շչ"
_ARMENIAN = dict(zip("абвгдеёжзийклмнопрстуфхцчшщ", _ARMENIAN_LETTERS.split(), strict=True))
_SLIPS = str.maketrans("оеия", "аиеи")


def _spoken(number: str) -> str:
    """A number of at most three figures, as one says it."""
    lead = ["ноль"] * (len(number) - len(number.lstrip("0")))
    value = int(number or 0)
    said = [_HUNDREDS[value // 100]] if value >= 100 else []
    value %= 100
    if 10 <= value < 20:
        said.append(_TEENS[value - 10])
    else:
        said += [_TENS[value // 10]] if value >= 20 else []
        said += [held_out.WORDS[value % 10]] if value % 10 else []
    return " ".join(lead + said)


def _local(one: Somebody) -> str:
    return "".join(filter(str.isdecimal, one.phone))[1:]


def _at(word: str, draw: random.Random, change: str) -> str:
    at = draw.randrange(2, len(word) - 2)
    return word[:at] + change.format(word[at]) + word[at + 1 :]


def _bare(word: str) -> str:
    return "".join(each for each in word if each not in "аеёиоуэюя")


def _said_phone(one: Somebody, _draw: random.Random) -> str:
    said = _local(one)
    return ", ".join(_spoken(part) for part in (said[:3], said[3:6], said[6:8], said[8:]))


SINGLE: dict[str, tuple[Kind, Writes]] = {
    "a letter written twice": (Kind.NAME, lambda one, draw: f"{one.given} {_at(one.surname, draw, '{0}{0}')}"),
    "a letter left out": (Kind.NAME, lambda one, draw: f"{one.given} {_at(one.surname, draw, '')}"),
    "a letter left out, Latin": (
        Kind.NAME, lambda one, draw: f"{latinised(one.given, LATIN)} {_at(latinised(one.surname, LATIN), draw, '')}"),
    "a letter hidden by a dot": (Kind.NAME, lambda one, draw: f"{one.given} {_at(one.surname, draw, '•')}"),
    "the middle hidden": (Kind.NAME, lambda one, _: f"{one.given} {one.surname[:2]}***{one.surname[-2:]}"),
    "without vowels": (
        Kind.NAME, lambda one, _: f"{one.given} {one.surname[0]}{_bare(one.surname[1:])}"),
    "as somebody heard it": (
        Kind.NAME, lambda one, _: f"{one.given} {one.surname[:-2].translate(_SLIPS)}{one.surname[-2:]}"),
    "backwards": (Kind.NAME, lambda one, _: f"{one.surname[::-1].capitalize()}"),
    "a sign between the letters": (Kind.NAME, lambda one, draw: draw.choice("+|~=").join(one.surname)),
    "emoji between": (Kind.NAME, lambda one, _: f"{one.surname[:3]}🙂{one.surname[3:]}"),
    "Armenian": (Kind.NAME, lambda one, _: "".join(_ARMENIAN.get(x, x) for x in one.surname.lower())),
    "a surname in brackets": (Kind.NAME, lambda one, _: f"{one.given} ({one.surname})"),
    "three initials": (Kind.NAME, lambda one, _: f"{one.surname}а {one.given[0]}.{one.father[0]}."),
    "mathematical letters": (
        Kind.NAME, lambda one, _: "".join(chr(0x1D41A + ord(x) - 97) for x in latinised(one.surname, LATIN).lower())),
    "a number spoken in groups": (Kind.PHONE, _said_phone),
    "a number in English words": (Kind.PHONE, lambda one, _: " ".join(_ENGLISH[int(x)] for x in _local(one))),
    "half in words": (
        Kind.PHONE, lambda one, _: f"{_local(one)[:6]} {_spoken(_local(one)[6:8])} {_spoken(_local(one)[8:])}"),
    "O for nought": (Kind.PHONE, lambda one, _: "8" + _local(one).replace("0", "O")),
    "a number in key caps": (Kind.PHONE, lambda one, _: "".join(x + "\ufe0f\u20e3" for x in _local(one))),
    "a number backwards": (Kind.PHONE, lambda one, _: _local(one)[::-1]),
    "mail in words": (Kind.EMAIL, lambda one, _: one.mail.replace("@", " собака ").replace(".", " точка ")),
    "mail with spaces": (Kind.EMAIL, lambda one, _: one.mail.replace("@", " @ ")),
    "an account with spaces": (Kind.HANDLE, lambda one, _: one.handle.replace("_", " ")),
    "an account in look-alikes": (Kind.HANDLE, lambda one, _: one.handle.translate(str.maketrans("aeo", "аео"))),
    "a house in words": (
        Kind.ADDRESS, lambda one, _: f"улица {one.street}, дом {_spoken(str(one.house))}"),
    "a car in words": (
        Kind.NUMBER, lambda one, _: f"{one.plate[0]} {_spoken(one.plate[1:4])} {one.plate[4:6]} {one.plate[6:]}"),
    "a paper with a dash": (Kind.NUMBER, lambda one, _: one.paper.replace(" ", " — ")),
    "a short month": (
        Kind.DATE, lambda one, _: f"{one.trade[0]}, {one.town[0]}, {one.day[2]} {_SHORT[one.day[1] - 1]} {one.day[0]}"),
    "the year first": (
        Kind.DATE, lambda one, _: f"{one.trade[0]}, {one.town[0]}, {one.day[0]}/{one.day[1]:02}/{one.day[2]:02}"),
    "a year in words": (
        Kind.DATE,
        lambda one, _: f"{one.trade[0]}, {one.town[0]}, {one.day[2]} {MONTHS[one.day[1] - 1]} две тысячи {('шестнадцатого', 'семнадцатого', 'восемнадцатого', 'девятнадцатого')[one.day[0] - 2016]} года",  # noqa: E501
    ),
}  # fmt: skip


def texts(those: list[Somebody], each: int, seed: int) -> list[Planted]:
    """So many texts for each disguise, with one leak among sentences that tell of nobody."""
    draw = random.Random(seed)
    found = []
    for how, (kind, writes) in SINGLE.items():
        for _time in range(each):
            one = draw.choice(those)
            leak = writes(one, draw)
            before = " ".join(draw.sample(held_out.FILLER, 3))
            start = len(before) + 2
            found.append(
                Planted(f"{before} «{leak}», {held_out.FILLER[0]}", ((start, start + len(leak), kind, one.id, how),))
            )
    draw.shuffle(found)
    return found
