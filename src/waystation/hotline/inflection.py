"""Whether two words are one word in different cases of Russian. Pure."""

import re

WORD = re.compile(r"[^\W_]+")
_ENDING = 3  # letters that a Russian ending has at most
_OPEN = "аяеиоуыйью"  # what changes at the end of a name


def is_same(word: str, known: str) -> bool:
    """Whether `word` may be `known` with another ending."""
    word, known = plain(word), plain(known)
    if known.isascii() or len(known) < 4:
        return word in (known, known + "s")
    stem = known.rstrip(_OPEN) if len(known.rstrip(_OPEN)) >= 3 else known
    return word.startswith(stem) and len(word) - len(stem) <= _ENDING


def plain(word: str) -> str:
    """In small letters, with е for ё."""
    return word.casefold().replace("ё", "е")
