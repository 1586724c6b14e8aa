"""What stands in a text in a code of machines: percents, entities, escapes, mail headers, tags within a word."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from email.header import decode_header, make_header
from typing import Final
from urllib.parse import unquote

_ESCAPED: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_CODES: Final[tuple[tuple[re.Pattern[str], Callable[[str], str]], ...]] = (
    (re.compile(r"=\?[\w-]{3,20}\?[bBqQ]\?[^?\s]{2,200}\?="), lambda said: str(make_header(decode_header(said)))),
    (re.compile(r"(?:%[0-9A-Fa-f]{2}){1,200}"), lambda said: unquote(said, errors="strict")),
    (re.compile(r"&(?:#x?[0-9A-Fa-f]{2,6}|[a-z]{2,8});"), html.unescape),
    (re.compile(r"(?:\\u[0-9a-fA-F]{4}){1,200}"), lambda said: _ESCAPED.sub(lambda one: chr(int(one[1], 16)), said)),
    (
        re.compile(r"(?<=\w)(?:</?(?:a|b|i|u|s|em|strong|span|font|mark|small|wbr)\b[^<>]{0,200}>){1,6}(?=\w)", re.I),
        lambda said: "",
    ),
)
_MAY_BE: Final = re.compile(r"=\?|%[0-9A-Fa-f]{2}|&[#a-z]|\\u|<")


def coded(raw: str) -> Iterator[tuple[int, int, str]]:
    """The places of a text that are in such a code, in their order, and what they say. None lies in another."""
    if not _MAY_BE.search(raw):
        return
    found = sorted(
        (*each.span(), said)
        for code, meant in _CODES
        for each in code.finditer(raw)
        if (said := _said(each[0], meant)) is not None
    )
    end = 0
    for start, stop, said in found:
        if start >= end:
            yield start, stop, said
            end = stop


def _said(written: str, meant: Callable[[str], str]) -> str | None:
    try:
        said = meant(written)
    except (ValueError, LookupError):  # it only looks like one
        return None
    return said if said != written else None
