"""What a word may be meant as that was written so as not to be found: figures for letters, another keyboard, codes.

Each gives further words over the place where it stands. What is starred is held against names one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from waystation.linkage import letters
from waystation.publication.protection.findings import Span
from waystation.publication.protection.reading import WORD, Text, Word

_TOKEN: Final = re.compile(r"[^\W_]?[\w@$€!|]{3,40}")
_LATIN: Final = tuple(str.maketrans("0134567890@$€!|", f"o{one}easbtbgoase{one}{one}") for one in "il")
_CYRILLIC: Final = (str.maketrans("03468@$€", "озчбваес"), str.maketrans("03468@1!|7", "оечбвааиит"))
_LETTERS: Final = re.compile(r"[^\W\d_]")
_TYPED: Final = re.compile(r"(?<![\w])[A-Za-z\[\];'{}:\"<>,.`~]{5,30}")
_KEYS: Final = str.maketrans(
    "qwertyuiop[]asdfghjkl;'zxcvbnm,.`QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>~",
    "йцукенгшщзхъфывапролджэячсмитьбюёЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ",
)
_SURNAME: Final = re.compile(r"[А-ЯЁ][а-яё]{2,}(?:[оеё]в|[иы]н)(?:а|у|ым|е|ой|ых|ы)?")
_MASK: Final = r"*?•×#●■█…_∗✱＊~"
_STARRED: Final = re.compile(rf"(?<!\w)[^\W_]{{1,20}}(?:[{_MASK}.\-]{{1,8}}[^\W_]{{1,20}})+", re.UNICODE)
_BEHEADED: Final = re.compile(rf"(?<![^\s«»\"“”(])(?:[{_MASK}]{{1,8}}|\.{{2,3}})([^\W\d_]{{5,20}})(?!\w)")
"""A word whose first letters are hidden."""
_MACHINE_READ: Final = re.compile(
    r"[PIAC][A-Z<][A-Z]{3}([A-Z]{2,30}(?:<[A-Z]{1,30}){0,3})<<([A-Z]{1,30}(?:<[A-Z]{1,30}){0,4})"
)
"""The names in the line of a passport that machines read (ICAO Doc 9303)."""
_HIDDEN: Final = re.compile(r"[\W_]+")
_SEEN: Final = 3
"""So many letters of a starred word have to be seen: of fewer it names everybody."""
_SHORTEST: Final = 4
_ENDING: Final = "(?:a|u|im|e|oi|ih|i|om)?"


def disguised(text: Text) -> Iterator[Word]:
    """What words of a text may be meant as."""
    if not text.ordinary:
        return
    for found in _TOKEN.finditer(text.plain):
        for said in _with_letters(found[0]):
            yield _over(text, text.span(*found.span()), said)
    for found in _MACHINE_READ.finditer(text.plain):
        for group in (1, 2):
            for word in WORD.finditer(found[group].replace("<", " ")):
                start = found.start(group) + word.start()
                yield _over(text, text.span(start, start + len(word[0])), word[0].capitalize())
    for found in _TYPED.finditer(text.plain):
        for end in {len(found[0]), len(found[0].rstrip(',.;:"'))}:
            said = found[0][:end].translate(_KEYS)
            if _SURNAME.fullmatch(said.capitalize()):
                yield _over(text, text.span(found.start(), found.start() + end), said)


def _over(text: Text, span: Span, said: str) -> Word:
    return Word(said, text.number(span[0]), text.number(span[1] - 1), span, capital=True)


def _with_letters(token: str) -> Iterator[str]:
    """A word in which figures and signs stand for letters, with letters."""
    bare = token.strip("!|_")
    seen = _LETTERS.findall(bare)
    if len(seen) < 2 or len(seen) == len(bare) or len(bare) < _SHORTEST or len(bare) > 2 * len(seen) + 1:
        return
    tables = _LATIN if seen[0].isascii() else _CYRILLIC
    for said in dict.fromkeys(bare.translate(table) for table in tables):
        if said.isalpha():
            yield said


def starred(text: Text) -> Iterator[tuple[Word, re.Pattern[str]]]:
    """The words of a text some of whose letters are hidden by signs, and what their readings look like."""
    for found in _BEHEADED.finditer(text.plain):
        tail = "|".join(map(re.escape, letters.readings(found[1])))
        yield _over(text, text.span(*found.span()), found[0]), re.compile(f".{{1,8}}(?:{tail})")
    for found in _STARRED.finditer(text.plain):
        shown = [part for part in _HIDDEN.split(found[0]) if part]
        hidden = _HIDDEN.findall(found[0])
        if sum(map(len, shown)) < _SEEN or any(map(str.isdecimal, found[0])) or len(shown) > _SEEN:
            continue
        if not set("".join(hidden)) & set(_MASK) and "." * 2 not in found[0] and "--" not in found[0]:
            continue
        parts = ["(?:" + "|".join(map(re.escape, letters.readings(part))) + ")" for part in shown]
        looks = parts[0]
        for signs, part in zip(hidden, parts[1:], strict=True):
            most = 8 if "…" in signs or "." in signs or len(signs) > _SEEN else 2 * len(signs) + 1
            looks += f".{{1,{most}}}{part}"
        last = letters.readings(shown[-1])[0]
        stem = re.sub(r"(?<=[oe]v|in)(?:a|u|im|e|oi|ih|i|om)$", "", last)
        looks = f"{looks}{_ENDING}" if stem == last else f"{looks}|{looks.rpartition('(?:')[0]}(?:{re.escape(stem)})a?"
        yield _over(text, text.span(*found.span()), found[0]), re.compile(looks)
