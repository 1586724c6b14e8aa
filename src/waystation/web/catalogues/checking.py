"""What a translation may hold: the placeholders and the markup of the English text, and nothing that gives orders.

A translation becomes part of a page without being escaped, and code puts values into it: whoever writes one could put a
form, a link or a format into every page. So it has the marks of the English text or is left out. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

PLACEHOLDER = re.compile(r"%\(\w{1,40}\)[+0]?[0-9]?(?:\.[0-9])?[sdf]|%[sd]")
_BRACES = re.compile(r"\{[^{}]*\}")
_TAG = re.compile(r"<[^<>]*>")
_REACHED = re.compile(
    r"\b(?:https?|ftp|mailto|tel|data|javascript):|\bwww\.|[^\s@]@[^\s@]|\b[a-z0-9-]{2,}\.[a-z]{2,6}\b", re.IGNORECASE
)
_NUMBER = re.compile(r"(?:\d[\s()+.,-]{0,2}){6,}")
_DIVIDED = re.compile(r"[%/](?!\s*[1-9])")
_TURNING = {"\u2066", "\u2067", "\u2068"}
_TURNED_BACK = "\u2069"
FORMS = 6
_NUMBERS = (*range(1000), 1001, 1002, 1005, 1011, 10_000, 100_001, 1_000_000)
LONGER, BESIDES = 4, 80  # so many times as long as in English, and so many characters besides


def faults(english: Sequence[str], said: Sequence[str]) -> list[str]:
    """Why these words may not stand for the English ones; empty where they may.

    `english`: the text, or singular and plural. `said`: the translation, or one for each plural form.
    """
    if len(said) > FORMS:
        return ["more plural forms than any language has"]
    return sorted({fault for each in said for fault in _faults(english, each)})


def _faults(english: Sequence[str], said: str) -> list[str]:
    whole = " ".join(english)
    several = len(english) > 1
    found = []
    if not _same_places(english, said, several):
        found.append("placeholders other than in English")
    if not any(_tags(said) == _tags(each) and _loose(said) <= _loose(each) for each in english):
        found.append("markup other than in English")
    if said.count('"') not in {each.count('"') for each in english}:
        found.append('straight quotation marks (") other than in English: they end an attribute')
    if _controls(said) - _controls(whole):
        found.append("control characters")
    if not _turned_back(said):
        found.append("marks of direction that are not closed, or override")
    if any(each.group() not in whole for each in _REACHED.finditer(said)) or _numbers(said) - _numbers(whole):
        found.append("an address or a number that is not in English")
    if len(said) > LONGER * max(map(len, english)) + BESIDES:
        found.append("much longer than in English")
    return found


def _numbers(text: str) -> set[str]:
    """Runs of digits that somebody could dial, whatever stands between them."""
    return {re.sub(r"\D", "", each.group()) for each in _NUMBER.finditer(text)}


def _tags(text: str) -> Counter[str]:
    return Counter(_TAG.findall(text))


def _loose(text: str) -> int:
    """Angle brackets outside a tag."""
    rest = _TAG.sub("", text)
    return rest.count("<") + rest.count(">")


def _same_places(english: Sequence[str], said: str, several: bool) -> bool:
    """The same placeholders; of plural forms one may leave some out, such as the number of one."""
    wanted = {mark for each in english for mark in _places(each)}
    given = set(_places(said))
    if not (given <= wanted if several else given == wanted):
        return False
    bare = _bare(said)
    if any(PLACEHOLDER.search(each) for each in english):
        return bare == 0 and _braces_left(said) == 0
    return bare <= max(_bare(each) for each in english) and _braces_left(said) <= max(map(_braces_left, english))


def _places(text: str) -> list[str]:
    return PLACEHOLDER.findall(text) + _BRACES.findall(text)


def _bare(text: str) -> int:
    """Per cent signs that are neither a placeholder nor doubled."""
    return PLACEHOLDER.sub("", text.replace("%%", "")).count("%")


def _braces_left(text: str) -> int:
    rest = _BRACES.sub("", text)
    return rest.count("{") + rest.count("}")


def _controls(text: str) -> set[str]:
    return {each for each in text if unicodedata.category(each) in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")}


def _turned_back(text: str) -> bool:
    depth = 0
    for each in text:
        if "\u202a" <= each <= "\u202e":
            return False
        depth += (each in _TURNING) - (each == _TURNED_BACK)
        if depth < 0:
            return False
    return depth == 0


def sound_plural(forms: int, expression: str) -> bool:
    """Whether a catalogue's rule of plurals gives one of its forms for every number, and divides by no nought."""
    from gettext import c2py

    if not 1 <= forms <= FORMS or len(expression) > 500 or _DIVIDED.search(expression):
        return False
    try:
        which = c2py(expression)
        return all(0 <= which(number) < forms for number in _NUMBERS)
    except (ValueError, ArithmeticError, RecursionError):
        return False
