"""A message cut into words, each folded to a key that survives how frightened people type.

Capitals, ё or е, letters of another alphabet that look the same, digits for letters, 1 l I | for the Chechen palochka,
repeated letters, hyphens and s p a c e d words all give the same key. Everything is linear in the length of the text.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

CHARACTERS = 20_000
LONGEST = 40  # letters of one word that are looked at
SPACED = 4  # this many single letters in a row are one word, as in _SPACED_OUT

_FULL_WIDTH = {0xFEE0 + code: code for code in range(0x21, 0x7F)}
_NOTHING = dict.fromkeys([0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF, *range(0x300, 0x370)])
_FOLDED = str.maketrans(_FULL_WIDTH | _NOTHING | {ord("ё"): "е", ord("’"): "'", ord("`"): "'"})
_PALOCHKA = "ӏ"
_AS_CYRILLIC = str.maketrans("abcehkmoptxy03461lі|i", "авсенкмортхуозчб" + 5 * _PALOCHKA)
_AS_LATIN = str.maketrans("01345|", "oieasi")
_PIECES = re.compile(r"([.!?…;\n]+)|([,:()«»\"]+| [-–—] )|([\w*|'-]+)")
_SPACED_OUT = re.compile(r"(?<!\w)\w(?:[^\w]{1,3}\w(?!\w)){3}")
_PLAIN = re.compile("[а-яӏ]+|[a-z]+").fullmatch
_REPEATED = re.compile(r"(.)\1{2,}")
_CYRILLIC = re.compile("[Ѐ-ӿ]")
_LATIN_PAIRS = {
    "shch": "щ", "sch": "щ", "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч", "sh": "ш", "yu": "ю", "ju": "ю", "iu": "ю",
    "ya": "я", "ja": "я", "yo": "е", "ye": "е", "je": "е",
}  # fmt: skip
_LATIN = _LATIN_PAIRS | dict(zip("abcdefghijklmnopqrstuvwxyz'", "абцдефгхижклмнопкрстуввхиз", strict=False)) | {"'": ""}
_TRANSLITERATED = re.compile("|".join(sorted(_LATIN, key=len, reverse=True)))
_LOOSE = str.maketrans("ыйэещо", "ииииша", "ьъ")


class Word(NamedTuple):
    """One word: its key, where it stands in the folded text, and the numbers of its sentence and clause."""

    key: str
    start: int
    end: int
    sentence: int
    clause: int


def folded(text: str) -> str:
    """The text in small letters, without what is not seen; what is shown as the words that were found."""
    text = text[:CHARACTERS].lower().replace("и\u0306", "й")
    return text.translate(_FOLDED)[:CHARACTERS]


def words(text: str) -> list[Word]:
    """The words of a folded text, in order."""
    cut = _cut(text)
    return list(_joined(cut)) if _SPACED_OUT.search(text) else cut


def _cut(text: str) -> list[Word]:
    sentence = clause = 0
    keys: dict[str, str] = {}
    cut: list[Word] = []
    for piece in _PIECES.finditer(text):
        if piece.lastindex == 3:
            word = piece[0]
            found = keys.get(word) or keys.setdefault(word, key(word))
            cut.append(Word(found, piece.start(), piece.end(), sentence, clause))
        else:
            sentence += piece.lastindex == 1
            clause += 1
    return cut


def _joined(cut: Iterable[Word]) -> Iterator[Word]:
    """Puts words together that were typed letter by letter."""
    letters: list[Word] = []
    for word in cut:
        if len(word.key) == 1 and word.key.isalpha():
            letters.append(word)
            continue
        yield from _word_of(letters)
        letters = []
        yield word
    yield from _word_of(letters)


def _word_of(letters: list[Word]) -> list[Word]:
    if len(letters) < SPACED:
        return letters
    joined = "".join(letter.key for letter in letters[:LONGEST])
    return [letters[0]._replace(key=joined, end=letters[-1].end)]


def key(word: str) -> str:
    """A word in one alphabet, without repeated letters."""
    word = word[:LONGEST]
    if not _PLAIN(word):
        word = word.strip("*_|-").replace("'", "").replace("-", "")
        word = word.translate(_AS_CYRILLIC if _CYRILLIC.search(word) else _AS_LATIN) if _is_mixed(word) else word
    return _REPEATED.sub(r"\1", word)


def _is_mixed(word: str) -> bool:
    return not word.isdigit() and (word.isascii() or _CYRILLIC.search(word) is not None)


def cyrillic(key: str) -> tuple[str, ...]:
    """What a Russian word that was typed in Latin letters may be in Cyrillic ones: j is ж for some, й for others."""
    read = _TRANSLITERATED.sub(lambda letters: _LATIN[letters[0]], key.replace("j", "zh"))
    return (read, _TRANSLITERATED.sub(lambda letters: _LATIN[letters[0]], key)) if "j" in key else (read,)


def loose(key: str) -> str:
    """A Cyrillic key without what people mistake: о for а, е for и, soft signs, й and ы for и."""
    return key.translate(_LOOSE)
