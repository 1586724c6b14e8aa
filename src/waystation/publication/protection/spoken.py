"""Numbers in words, Russian, English or German, as figures; and figures in which letters stand for digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Final

from waystation.publication.protection.reading import Text, Word

_TH: Final = "(?:ый|ой|ого|ому|ым|ом|ая|ую|ое)"
_RUSSIAN: Final = {
    0: "нол[ья]\\w{0,2} нул[ьяюе]\\w{0,2}", 1: f"один одна одно одного перв{_TH} раз",
    2: f"два две двух втор{_TH} двойка", 3: "три тр[её]х третий третье[гмй]?[оу]? третья третью тройка",
    4: f"четыре четыр[её]х четв[её]рт{_TH}", 5: f"пять пяти пят{_TH}", 6: f"шесть шести шест{_TH}",
    7: f"семь семи седьм{_TH}", 8: f"восемь восьми восьм{_TH}", 9: f"девять девяти девят{_TH}",
    10: f"десять десяти десят{_TH}", 11: "одиннадцат\\w{1,3}", 12: "двенадцат\\w{1,3}", 13: "тринадцат\\w{1,3}",
    14: "четырнадцат\\w{1,3}", 15: "пятнадцат\\w{1,3}", 16: "шестнадцат\\w{1,3}", 17: "семнадцат\\w{1,3}",
    18: "восемнадцат\\w{1,3}", 19: "девятнадцат\\w{1,3}", 20: "двадцат\\w{1,3}", 30: "тридцат\\w{1,3}",
    40: "сорок сорока сороков\\w{2,3}", 50: "пятьдесят пятидесят\\w{1,3}", 60: "шестьдесят шестидесят\\w{1,3}",
    70: "семьдесят семидесят\\w{1,3}", 80: "восемьдесят восьмидесят\\w{1,3}", 90: "девяност\\w{1,3}",
    100: "сто ста", 200: "двести двухсот", 300: "триста тр[её]хсот", 400: "четыреста четыр[её]хсот",
    500: "пятьсот пятисот", 600: "шестьсот шестисот", 700: "семьсот семисот", 800: "восемьсот восьмисот",
    900: "девятьсот девятисот", 1000: "тысяч тысяча тысячи",
}  # fmt: skip
_ENGLISH: Final = {
    0: "zero oh nought", 1: "one first", 2: "two second", 3: "three third", 4: "four fourth", 5: "five fifth",
    6: "six sixth", 7: "seven seventh", 8: "eight eighth", 9: "nine ninth", 10: "ten tenth", 11: "eleven eleventh",
    12: "twelve twelfth", 13: "thirteen thirteenth", 14: "fourteen fourteenth", 15: "fifteen fifteenth",
    16: "sixteen sixteenth", 17: "seventeen seventeenth", 18: "eighteen eighteenth", 19: "nineteen nineteenth",
    20: "twenty twentieth", 30: "thirty thirtieth", 40: "forty", 50: "fifty", 60: "sixty", 70: "seventy", 80: "eighty",
    90: "ninety", 100: "hundred", 1000: "thousand",
}  # fmt: skip
_GERMAN: Final = {
    0: "null", 1: "eins ein", 2: "zwei zwo", 3: "drei", 4: "vier", 5: "fünf", 6: "sechs", 7: "sieben",
    8: "acht", 9: "neun", 10: "zehn", 11: "elf", 12: "zwölf", 13: "dreizehn", 14: "vierzehn", 15: "fünfzehn",
    16: "sechzehn", 17: "siebzehn", 18: "achtzehn", 19: "neunzehn", 20: "zwanzig", 30: "dreißig dreissig",
    40: "vierzig", 50: "fünfzig", 60: "sechzig", 70: "siebzig", 80: "achtzig", 90: "neunzig", 100: "hundert",
}  # fmt: skip
_UND: Final = {
    tens + ones: f"{_GERMAN[ones].split()[-1] if ones == 1 else _GERMAN[ones].split()[0]}und{_GERMAN[tens].split()[0]}"
    for tens in range(20, 100, 10) for ones in range(1, 10)
}  # fmt: skip
_PIECE: Final = re.compile(r"[^\W_]+")
_JOIN: Final = re.compile(r"[ \t]{1,3}(?:and[ \t])?|-|[ \t]?\n[ \t]?")
"""What may stand within one number: two hundred and five, twenty-three."""
_COMMA: Final = re.compile(r"\s?[,;–—]\s{1,2}|\s{1,2}(?:тире|дефис|dash)\s{1,2}")
_FIGURES: Final = re.compile(r"(?=[OoОоIl|ЗзбВ]{0,6}\d)[\dOoОоIl|Ззб]{2,14}")
_DIGITED: Final = re.compile(r"\d{1,6}(?!\d)")
_DIGITS: Final = str.maketrans("OoОоIl|Ззб", "0000111336")
_SAID_SIGNS: Final = {
    ".": "точка|тчк|крапка|dot|punkt", "-": "дефис|тире|минус|dash|hyphen|minus",
    "_": r"(?:нижн\w{2,3}\s)?подч[её]рк\w{0,10}|нижнее\sтире|андерскор|underscore", "@": "собака|собачка|at|эт",
}  # fmt: skip
_SIGNED: Final = re.compile(
    rf"(?<=\w)[ \t]{{0,2}}[\s(\[{{]\s?({'|'.join(_SAID_SIGNS.values())})\s?[\s)\]}}][ \t]{{0,2}}(?=\w)", re.IGNORECASE
)
_SPELLED: Final = re.compile(r"(?<!\S)\S(?: \S){5,60}(?!\S)")
_THOUSAND: Final = 1000
_REPEATED: Final = {"double": 2, "triple": 3, "дважды": 2, "трижды": 3}


@cache
def _values() -> tuple[tuple[re.Pattern[str], int], ...]:
    said = [
        (value, form)
        for table in (_RUSSIAN, _ENGLISH, _GERMAN, _UND)
        for value, forms in table.items()
        for form in forms.split()
    ]
    return tuple((re.compile(form), value) for value, form in said)


@cache
def _value(word: str) -> int | None:
    return next((value for form, value in _values() if form.fullmatch(word)), None)


def figured(text: Text) -> Text | None:
    """The text with its numbers in figures, each of which knows where it stood; None where nothing changes."""
    changes = sorted([*_numbers(text), *_letters(text)])
    return _with(text, changes) if changes else None


def signed(text: Text) -> Text | None:
    """The text with the signs of addresses that are said in words, as signs, and what is s p e l l e d together; None
    where there is neither."""
    changes = [
        (
            *found.span(),
            next(sign for sign, words in _SAID_SIGNS.items() if re.fullmatch(words, found[1], re.IGNORECASE)),
        )
        for found in _SIGNED.finditer(text.plain)
    ]
    changes += [(*found.span(), found[0].replace(" ", "")) for found in _SPELLED.finditer(text.plain)]
    return _with(text, sorted(changes)) if changes else None


def _with(text: Text, changes: list[tuple[int, int, str]]) -> Text:
    """The text with other characters in places of it, each of which knows where it stood."""
    plain: list[str] = []
    at: list[int] = []
    until: list[int] = []
    end = 0
    for start, stop, said in changes:
        if start < end:
            continue
        gap = (end, start)
        if plain and _COMMA.fullmatch(text.plain, *gap):  # a list of numbers reads as one
            plain.append(" ")
            at.append(text.at[end])
            until.append(text.until[start - 1])
        else:
            plain.append(text.plain[end:start])
            at += text.at[end:start]
            until += text.until[end:start]
        plain.append(said)
        at += [text.at[start]] * len(said)
        until += [text.until[stop - 1]] * len(said)
        end = stop
    plain.append(text.plain[end:])
    return replace(text, plain="".join(plain), at=(*at, *text.at[end:]), until=(*until, *text.until[end:]))


def numbered(figures: Text) -> Iterator[Word]:
    """The numbers of a text that has them in figures, as words: of a house, of a flat."""
    for found in _DIGITED.finditer(figures.plain):
        start, end = figures.span(*found.span())
        if figures.raw[start:end] != found[0]:
            yield Word(found[0], figures.number(start), figures.number(end - 1), (start, end), capital=False)


def _letters(text: Text) -> Iterator[tuple[int, int, str]]:
    """Figures in which an O stands for a nought."""
    for found in _FIGURES.finditer(text.plain):
        said = found[0].translate(_DIGITS)
        if said != found[0] and said.isdecimal():
            yield *found.span(), said


def _numbers(text: Text) -> Iterator[tuple[int, int, str]]:
    """Each number in words: from where to where, and its figures."""
    start = end = 0
    parts: list[int] = []
    times = 1
    for found in _PIECE.finditer(text.plain):
        word = found[0].casefold()
        value = _value(word)
        if value is None:
            if parts:
                yield start, end, _figures(parts)
            parts, times = [], _REPEATED.get(word, 1)
            start = found.start()
            continue
        goes_on = bool(parts) and _goes_on(parts, value, begins=word in ("сто", "ста"))
        if parts and not (goes_on and _JOIN.fullmatch(text.plain, end, found.start())):
            yield start, end, _figures(parts)
            parts = []
        if not parts and times == 1:
            start = found.start()
        if times > 1 and value < 10:
            yield start, found.end(), str(value) * times
        else:
            parts.append(value)
        end, times = found.end(), 1
    if parts:
        yield start, end, _figures(parts)


def _goes_on(parts: list[int], value: int, *, begins: bool = False) -> bool:
    """Whether a number word belongs to the number before it: twenty three, not three twenty.

    `begins`: it is a hundred that multiplies nothing but begins a number, as Russian has it.
    """
    last = parts[-1]
    if begins:
        return last == _THOUSAND
    if value in (100, _THOUSAND):
        return last < value and (value == _THOUSAND or 0 < last < 10)
    if last == 20 and 10 <= value < 20 and parts == [20]:  # twenty seventeen: a year
        return True
    return (
        last >= 100 and 0 < value < last
        or last in range(20, 100, 10) and 0 < value < 10
    )  # fmt: skip


def _figures(parts: list[int]) -> str:
    if parts[0] == 20 and len(parts) > 1 and 10 <= parts[1] < 20:
        return f"20{parts[1]}"
    whole = part = 0
    for value in parts:
        if value == _THOUSAND:
            whole, part = (part or 1) * value, 0
        elif value == 100 and part:
            part *= value
        else:
            part += value
    return str(whole + part)
