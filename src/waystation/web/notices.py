"""What a page says after something was done: constant codes in the URL, the words here.

A code is all that travels in `?notice=`, so that no content stands in a URL or in a history.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from django.utils.functional import Promise

Tone = Literal["info", "good", "warn", "danger"]


class Notice(NamedTuple):
    text: str | Promise
    tone: Tone = "good"


class Clash(Exception):
    """Two rooms gave the same notice code different words."""


_notices: dict[str, Notice] = {}


def register(texts: Mapping[str, str | Promise], tone: Tone = "good") -> None:
    """Make codes known, at import time. Raises `Clash` when a code already says something else."""
    for code, text in texts.items():
        notice = Notice(text, tone)
        if _says(_notices.setdefault(code, notice)) != _says(notice):
            raise Clash(code)


def get(code: str | None) -> Notice | None:
    """The notice of a code; nothing for an unknown one, so that nobody can put words on our pages."""
    return _notices.get(code or "")


def text_of(code: str | None) -> str:
    """The words of a code in the current language; empty for an unknown one."""
    notice = get(code)
    return str(notice.text) if notice else ""


def _says(notice: Notice) -> tuple[object, Tone]:
    """Comparable without translating: languages are not ready while modules are imported."""
    text = notice.text
    if isinstance(text, Promise):
        return getattr(text, "_args", None) or text.__reduce__()[1], notice.tone
    return text, notice.tone
