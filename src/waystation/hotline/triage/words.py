"""A message cut into words, each folded to a key that survives how frightened people type.

Capitals, ё or е, letters of another alphabet that look the same, digits for letters, 1 l I | for the Chechen palochka,
repeated letters and s p a c e d words all give the same key. Everything is linear in the length of the text.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

CHARACTERS = 20_000
LONGEST = 40  # letters of one word that are looked at
SPACED = 4  # this many single letters in a row are one word

_FULL_WIDTH = {0xFEE0 + code: code for code in range(0x21, 0x7F)}
_NOTHING = dict.fromkeys([0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF, *range(0x300, 0x370)])
_FOLDED = str.maketrans(_FULL_WIDTH | _NOTHING | {ord("ё"): "е", ord("’"): "'", ord("`"): "'"})
_PALOCHKA = "ӏ"
_AS_CYRILLIC = str.maketrans("abcehkmoptxy03461lі|i", "авсенкмортхуозчб" + 5 * _PALOCHKA)
_AS_LATIN = str.maketrans("01345|", "oieasi")
_PIECES = re.compile(r"([.!?…;\n]+)|([,:()«»\"]+| [-–—] )|([\w*|']+)")
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
    return list(_joined(_cut(text)))


def _cut(text: str) -> Iterator[Word]:
    sentence = clause = 0
    keys: dict[str, str] = {}
    for piece in _PIECES.finditer(text):
        kind = piece.lastindex
        if kind == 3:
            word = piece[0]
            found = keys.get(word)
            if found is None:
                found = keys[word] = key(word)
            yield Word(found, piece.start(), piece.end(), sentence, clause)
        else:
            sentence += kind == 1
            clause += 1


def _joined(cut: Iterator[Word]) -> Iterator[Word]:
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
    if not word.isalpha():
        word = word.strip("*_|").replace("'", "")
    word = _REPEATED.sub(r"\1", word)
    if word.isascii():
        return word if word.isalpha() or word.isdigit() else word.translate(_AS_LATIN)
    return word.translate(_AS_CYRILLIC) if _CYRILLIC.search(word) else word


def cyrillic(key: str) -> tuple[str, ...]:
    """What a Russian word that was typed in Latin letters may be in Cyrillic ones: j is ж for some, й for others."""
    read = _TRANSLITERATED.sub(lambda letters: _LATIN[letters[0]], key.replace("j", "zh"))
    return (read, _TRANSLITERATED.sub(lambda letters: _LATIN[letters[0]], key)) if "j" in key else (read,)


def loose(key: str) -> str:
    """A Cyrillic key without what people mistake: о for а, е for и, soft signs, й and ы for и."""
    return key.translate(_LOOSE)
