"""Characters that a reader does not see, or that turn the order of what they see. Pure."""

import unicodedata
from collections.abc import Iterator

from waystation.mail.words import clean

_JOINERS = "\u200c\u200d"
# Scripts that are written without joiners: there one only hides.
_UNJOINED = ("LATIN", "CYRILLIC", "GREEK", "GEORGIAN", "ARMENIAN")


def plain(text: str) -> str:
    """The text as it may be shown: direction controls as marks like `[U+202E]`, what cannot be seen taken out."""
    shown = clean(text)[0]
    return "".join(each for place, each in enumerate(shown) if not _hides(shown, place))


def hidden(text: str) -> list[str]:
    """What is in a text and cannot be seen, in order and each once: `U+202E`. An ordinary text has none."""
    return list(dict.fromkeys(f"U+{ord(each):04X}" for each in _hidden(text)))


def _hidden(text: str) -> Iterator[str]:
    for place, each in enumerate(text):
        if _hides(text, place) or clean(each)[0] != each:
            yield each


def _hides(text: str, place: int) -> bool:
    """Whether a joiner stands where nothing is joined."""
    if text[place] not in _JOINERS:
        return False
    beside = text[place - 1 : place] + text[place + 1 : place + 2]
    return not beside.strip(_JOINERS) or any(unicodedata.name(each, "").startswith(_UNJOINED) for each in beside)
