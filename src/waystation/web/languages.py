"""The languages of the pages: Russian, Chechen, English, and those that an installation adds (`web.catalogues`).

Django has no entry for Chechen, so settings call `register_chechen()` before anything asks for a language's
name. What Chechen lacks is shown in Russian: LANGUAGE_CODE is "ru" and gettext falls back to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import locale
from django.utils import formats, translation

from waystation.vocabulary import written

LANGUAGES = [("ru", "Русский"), ("ce", "Нохчийн"), ("en", "English")]
"""(code, own name) in the order in which they are shown; `add` puts those of the installation behind them."""
CHECHEN: dict[str, Any] = {"bidi": False, "code": "ce", "name": "Chechen", "name_local": "нохчийн"}
_CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8}){0,2}")
OUR_FORMATS = frozenset({"MONTH_DAY_TIME_FORMAT"})


@dataclass(frozen=True, kw_only=True)
class Added:
    """A language that an installation added, or Chechen as it completed it.

    `instead`: "ru" or "en", whose words stand where it has none. `whole`: it has all texts of the callers' pages;
    `mostly`: at least half of them.
    """

    code: str
    name: str
    right_to_left: bool = False
    instead: str = "ru"
    whole: bool = True
    mostly: bool = True


_ADDED: dict[str, Added] = {}


def register_chechen() -> None:
    """Tell Django that Chechen exists; may be called more than once, and before settings are ready."""
    locale.LANG_INFO.setdefault("ce", CHECHEN)


def add(added: Iterable[Added]) -> None:
    """Offer these too. To be called once, by the settings, before any room asks which languages there are."""
    for each in added:
        _ADDED[each.code] = each
        written.use(each.code, each.instead)
        if each.code not in dict(LANGUAGES):
            info = {"bidi": each.right_to_left, "code": each.code, "name": each.name, "name_local": each.name}
            locale.LANG_INFO[each.code] = info
            LANGUAGES.append((each.code, each.name))


def know_our_formats() -> None:
    """A format with a name of our own stands in the settings for languages that have no module of formats here."""
    formats.FORMAT_SETTINGS = formats.FORMAT_SETTINGS | OUR_FORMATS


def added() -> list[tuple[str, str]]:
    """The (code, own name) of the languages of which the program itself has no word."""
    return [each for each in LANGUAGES if each[0] in _ADDED and each[0] != "ce"]


def available() -> list[tuple[str, str]]:
    """The (code, own name) of every language the pages are offered in, in the order they are shown."""
    return list(LANGUAGES)


def current() -> str:
    """The code of the active language, one of `available()`; Russian where Django says anything else."""
    code = translation.get_language() or "ru"
    known = dict(LANGUAGES)
    return next((each for each in (code, code.split("-")[0]) if each in known), "ru")


def lacking() -> str:
    """ "ru" or "en" where not all of the callers' pages is in the current language; empty where it is."""
    code = current()
    if code in _ADDED:
        return "" if _ADDED[code].whole else _ADDED[code].instead
    return "ru" if code == "ce" else ""


def read_as() -> str:
    """The language that most of a page is in where that is not the current one: "ru", "en"; else empty."""
    code = current()
    return "" if code in _ADDED and _ADDED[code].mostly else lacking()


def is_code(code: str) -> bool:
    """Whether it is formed as a language's code is here: uk, zh-hans."""
    return _CODE.fullmatch(code) is not None
