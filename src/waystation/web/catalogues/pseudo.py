"""Pseudo-locales: English that is longer, or runs from right to left, so that one sees what a page forgot.

Named as in the CLDR: en-xa has accents and is a third longer, ar-xb is written in Arabic letters that sound alike.
Texts that stay as they were are not translatable; what does not turn round is laid out by left and right.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from waystation.web.catalogues.checking import PLACEHOLDER
from waystation.web.catalogues.texts import Read, Text, coverage, texts

ACCENTS, TURNED = "en-xa", "ar-xb"
_KEPT = re.compile(rf"{PLACEHOLDER.pattern}|%%|\{{[^{{}}]*\}}|<[^<>]*>|&#?\w+;")
_ACCENTED = str.maketrans("AaBbCcDdEeGgHhIiKkLlNnOoRrSsTtUuWwYyZz", "ÅåƁƀÇçĐđÉéĜĝĤĥÎîĶķĻļÑñÖöŔŕŠšŢţÛûŴŵÝýŽž")
_ARABIC = str.maketrans(dict(zip("abcdefghijklmnopqrstuvwxyz", "ابثدهفغحيجكلمنوپقرسطعۆڤخىز", strict=True)))


def said(code: str) -> dict[tuple[str | None, str], tuple[str, ...]]:
    """Every text of the program in this pseudo-locale; plural forms as English has them."""
    turn = _turned if code == TURNED else _accented
    return {key: tuple(turn(words) for words in text.english) for key, text in texts().items() if _may(text)}


def _may(text: Text) -> bool:
    return bool(text.english[0].strip())


def catalogue(code: str) -> Read:
    """The pseudo-locale as a catalogue that was read."""
    words = said(code)
    return Read(words, (2, "n != 1"), coverage(words), [], 0)


def _accented(words: str) -> str:
    longer = "~" * (len(words) // 3)
    return "[" + _apart(words, lambda part: part.translate(_ACCENTED)) + longer + "]"


def _turned(words: str) -> str:
    return _apart(words, lambda part: part.lower().translate(_ARABIC))


def _apart(words: str, change: Callable[[str], str]) -> str:
    """What stands between placeholders and markup, changed."""
    found, at = [], 0
    for kept in _KEPT.finditer(words):
        found += [change(words[at : kept.start()]), kept.group()]
        at = kept.end()
    return "".join([*found, change(words[at:])])
