"""Telegram Desktop, "Export chat history", machine-readable JSON: a file `result.json`.

The fields are those that Telegram Desktop writes (tdesktop, Telegram/SourceFiles/export/output/export_output_json.cpp).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from waystation.hotline.chat.lines import BROKEN, NOT_A_CHAT, SEVERAL, Chat, Line, Refused

KIND = "telegram"
_FILES = ("photo", "file", "contact_vcard")
_WRITTEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
_PARTS = 1000  # pieces of one text


def is_like(raw: bytes) -> bool:
    return raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def read(raw: bytes) -> Chat:
    """Raises Refused."""
    try:
        whole = json.loads(raw.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        raise Refused(BROKEN) from None
    found = _chat(whole)
    notes = ("broken-utf-8",) if _is_broken(raw) else ()
    return Chat(KIND, _text(found.get("name")), _lines(found["messages"]), notes)


def _is_broken(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return True
    return False


def _chat(whole: Any) -> dict[str, Any]:
    """The one chat, alone or in an export of the whole account."""
    chats = whole.get("chats") if isinstance(whole, dict) else None
    listed = chats.get("list") if isinstance(chats, dict) else None
    candidates = listed if isinstance(listed, list) else [whole]
    found = [each for each in candidates if isinstance(each, dict) and isinstance(each.get("messages"), list)]
    if not found:
        raise Refused(NOT_A_CHAT)
    if len(found) > 1:
        raise Refused(SEVERAL)
    return found[0]


def _lines(messages: list[Any]) -> Iterator[Line]:
    for each in messages:
        if isinstance(each, dict):
            yield _line(each)


def _line(said: dict[str, Any]) -> Line:
    event = said.get("type") == "service"
    who = _text(said.get("actor" if event else "from")) or _text(said.get("actor_id" if event else "from_id"))
    text = _text(said.get("action")).replace("_", " ") if event else _text(said.get("text"))
    more = [f"[{name}: {found}]" for name, found in _more(said)]
    return Line(who, _written(said), "\n".join(filter(None, [text, *more])), _utc(said), _files(said), event)


def _more(said: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What is part of a message without being its text."""
    for name in ("forwarded_from", "edited", "sticker_emoji", "duration_seconds"):
        if found := _text(said.get(name)):
            yield name.replace("_", " "), found
    place = said.get("location_information")
    if isinstance(place, dict):
        yield "location", f"{_text(place.get('latitude'))}, {_text(place.get('longitude'))}"
    person = said.get("contact_information")
    if isinstance(person, dict):
        yield "contact", " ".join(filter(None, (_text(value) for value in list(person.values())[:5])))


def _text(found: Any) -> str:
    """A text as it is, or in pieces with their formatting."""
    if isinstance(found, list):
        pieces = (each.get("text") if isinstance(each, dict) else each for each in found[:_PARTS])
        return "".join(each for each in pieces if isinstance(each, str))
    if isinstance(found, (int, float)) and not isinstance(found, bool):
        return str(found)[:40]
    return found if isinstance(found, str) else ""


def _written(said: dict[str, Any]) -> str:
    date = _text(said.get("date"))
    return date if _WRITTEN.fullmatch(date) else ""


def _utc(said: dict[str, Any]) -> str:
    try:
        return datetime.fromtimestamp(int(_text(said.get("date_unixtime"))), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return ""


def _files(said: dict[str, Any]) -> tuple[str, ...]:
    """By the name that the file had, else by that in the export's folder; "(File not included...)" is no name."""
    found = []
    for field in _FILES:
        if path := _text(said.get(field)):
            name = _text(said.get("file_name")) if field == "file" else ""
            found.append(name or ("" if path.startswith("(") else path.rpartition("/")[2]))
    return tuple(found)
