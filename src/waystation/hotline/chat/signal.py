"""Signal has no export of its own that people can read. What is read is the text that sigtop makes from Signal Desktop.

`sigtop export-messages -f text` and `-f text-short` (github.com/tbvdm/sigtop, fmt_text.go and fmt_text_short.go).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain, pairwise

from waystation.hotline.chat.lines import NOT_A_CHAT, Chat, Line, Refused

KIND = "signal"
_TITLE = re.compile(r"Conversation: ([^\n]{1,300})\n\n")
_HEAD = re.compile(r"^(?:From: ([^\n]{0,300})\n)?Type: ([a-z-]{1,40})\n(?=Sent: |Received: )", re.MULTILINE)
_FIELD = re.compile(r"(Sent|Received|Attachment|Reaction|Edited): ([^\n]{0,500})\n")
_NAME = re.compile(r"(.{1,300}) \([^()]{0,200}, \d{1,15} bytes\)")
_SHORT = re.compile(r"^(\d{4}-\d\d-\d\d \d\d:\d\d) ([^:\n]{1,120}): ?", re.MULTILINE)
_COUNT = re.compile(r"\[(?:[^\]\n]{0,300}, )?(\d{1,3}) attachments?\] ?")
_SPOKEN = ("incoming", "outgoing")


def is_titled(text: str) -> bool:
    return _TITLE.match(text) is not None


def read(text: str) -> Chat:
    """Raises Refused."""
    title = _TITLE.match(text)
    if title:
        return Chat(KIND, title[1], _long(text, title.end()))
    if _SHORT.match(text):
        return Chat(KIND, "", _short(text))
    raise Refused(NOT_A_CHAT)


def _long(text: str, start: int) -> Iterator[Line]:
    for head, following in pairwise(chain(_HEAD.finditer(text, start), [None])):
        place, sent, files = head.end(), "", []
        while field := _FIELD.match(text, place):
            place = field.end()
            if field[1] == "Sent" or (field[1] == "Received" and not sent):
                sent = field[2]
            elif field[1] == "Attachment":
                files.append(_file(field[2]))
        body = text[place : following.start() if following else len(text)].strip("\n")
        at, utc = _moment(sent)
        yield Line(head[1] or "", at, body, utc, tuple(files), head[2] not in _SPOKEN)


def _file(said: str) -> str:
    named = _NAME.fullmatch(said)
    name = named[1] if named else said
    return "" if name == "no filename" else name


def _moment(said: str) -> tuple[str, str]:
    """The clock of the computer, and UTC, from `Mon, 2 Jan 2006 15:04:05 -0700`."""
    try:
        moment = datetime.strptime(said, "%a, %d %b %Y %H:%M:%S %z")
        return moment.replace(tzinfo=None).isoformat(), moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError):
        return "", ""


def _short(text: str) -> Iterator[Line]:
    for head, following in pairwise(chain(_SHORT.finditer(text), [None])):
        body = text[head.end() : following.start() if following else len(text)].rstrip("\n")
        counted = _COUNT.match(body)
        files = ("",) * int(counted[1]) if counted else ()
        event = body.startswith("[") and body.endswith(" message]")
        yield Line(
            head[2], head[1].replace(" ", "T") + ":00", body[counted.end() :] if counted else body, "", files, event
        )
