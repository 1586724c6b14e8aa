"""The languages of the pages: Russian, Chechen, English.

Django has no entry for Chechen, so settings call `register_chechen()` before anything asks for a language's
name. What Chechen lacks is shown in Russian: LANGUAGE_CODE is "ru" and gettext falls back to it.
"""

from __future__ import annotations

from typing import Any

from django.conf import locale
from django.utils import translation

LANGUAGES = [("ru", "Русский"), ("ce", "Нохчийн"), ("en", "English")]
CHECHEN: dict[str, Any] = {"bidi": False, "code": "ce", "name": "Chechen", "name_local": "нохчийн"}


def register_chechen() -> None:
    """Tell Django that Chechen exists; may be called more than once, and before settings are ready."""
    locale.LANG_INFO.setdefault("ce", CHECHEN)


def available() -> list[tuple[str, str]]:
    """The (code, own name) of every language the pages are offered in, in the order they are shown."""
    return list(LANGUAGES)


def current() -> str:
    """The code of the active language, one of `available()`; Russian where Django says anything else."""
    code = (translation.get_language() or "ru").split("-")[0]
    return code if code in dict(LANGUAGES) else "ru"
