"""The words of a text as people read them, and whether two are one word in different cases of Russian. Pure."""

import re
import unicodedata

from waystation.mail.words import BLANKS

WORD = re.compile(r"[^\W_]+")
_ENDING = 3  # letters that a Russian ending has at most
_OPEN = "аяеиоуыйью"  # what changes at the end of a name
_UNSEEN = ("Cf", "Mn", "Me")  # soft hyphens, spaces without width, marks over letters
_SPELLED = re.compile(r"(?<!\w)[^\W_](?:[\W_]{1,3}[^\W_](?!\w)){3,}")  # at least four letters, each alone
_ALONE = "авикосуя"  # words of one letter
_LATIN, _CYRILLIC = "abcehkmoptxy", "авсенкмортху"  # in small letters, each with the one that it is taken for
_AS_CYRILLIC = str.maketrans(_LATIN + "03", _CYRILLIC + "оз")
_AS_LATIN = str.maketrans(_CYRILLIC, _LATIN)


def words(text: str) -> list[str]:
    """The words as they are read, and those once more as one that were s p e l l e d."""
    read = seen(text)
    joined = ["".join(WORD.findall(found)) for found in _SPELLED.findall(read)]
    shorter = [word[1:] for word in joined if word[0].lower() in _ALONE]
    return [*WORD.findall(read), *joined, *shorter]


def seen(text: str) -> str:
    """A text without what is not seen in it."""
    composed = unicodedata.normalize("NFKC", text.translate(dict.fromkeys(map(ord, BLANKS))))
    return "".join(letter for letter in composed if unicodedata.category(letter) not in _UNSEEN)


def is_same(word: str, known: str) -> bool:
    """Whether `word` may be `known` with another ending, or with letters of another alphabet that look the same."""
    word, known = plain(word), _in_one(plain(known))
    word = _in_one(word, known.isascii())
    if known.isascii() or len(known) < 4:
        return word in (known, known + "s")
    stem = known.rstrip(_OPEN) if len(known.rstrip(_OPEN)) >= 3 else known
    return word.startswith(stem) and len(word) - len(stem) <= _ENDING


def _in_one(word: str, latin: bool = False) -> str:
    """A word that mixes alphabets in one of them; any other as it is."""
    letters = {letter.isascii() for letter in word}
    return word if len(letters) < 2 else word.translate(_AS_LATIN if latin else _AS_CYRILLIC)


def plain(word: str) -> str:
    """In small letters, with е for ё."""
    return word.casefold().replace("ё", "е")
