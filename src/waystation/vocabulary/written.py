"""In which of the two languages that everything is written in somebody reads what is not in every language.

Terms, towns, pseudonyms, days of the week and code phrases are in Russian and in English alone.
"""

from __future__ import annotations

from django.utils.translation import get_language

BOTH = ("ru", "en")
_INSTEAD: dict[str, str] = {}


def use(code: str, instead: str) -> None:
    """Readers of `code` read "ru" or "en" (`instead`) where there is nothing in their language; unsaid, Russian."""
    _INSTEAD[code] = instead


def instead_of(code: str) -> str:
    """ "ru" or "en" for any language's code."""
    for each in (code, code.split("-")[0]):
        if each in BOTH:
            return _INSTEAD.get(code, each)
        if each in _INSTEAD:
            return _INSTEAD[each]
    return "ru"


def written() -> str:
    """ "ru" or "en" for the language of the page."""
    return instead_of(get_language() or "ru")
