"""Reads one exported chat: the program of a bounded process. Standard library only.

`read FIRST` gives what the whole is, and a page of messages from that number on. Nothing is fetched or written.
"""

from __future__ import annotations

import _strptime  # noqa: F401 - what strptime would load later, when no file may be read any more
import codecs
import json
import sys
from collections import Counter, deque
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from waystation.bounded import confine, seccomp
from waystation.hotline.chat import signal, telegram, whatsapp
from waystation.hotline.chat.lines import FILE, NAME, NOT_A_CHAT, STOPPED, TEXT, TOO_LARGE, Chat, Line, Refused
from waystation.mail.words import clean, one_line

CPU_SECONDS, MEMORY_BYTES = 30, 700 * 1024 * 1024
PAGE, PEOPLE, LAST = 100, 50, 10
FILES = 20  # of one message


def opened(raw: bytes) -> Chat:
    """Raises Refused."""
    if telegram.is_like(raw):
        return telegram.read(raw)
    text, notes = _decoded(raw)
    form = whatsapp if whatsapp.is_like(text) and not signal.is_titled(text) else signal
    found = form.read(text)
    found.notes += notes
    return found


def _decoded(raw: bytes) -> tuple[str, tuple[str, ...]]:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text, notes = raw.decode("utf-16", "replace"), ()
    else:
        text, notes = raw.decode("utf-8-sig", "replace"), ()
    if "\ufffd" in text and "\ufffd".encode() not in raw:
        notes = ("broken-utf-8",)
    return text.replace("\r\n", "\n"), notes


def read(raw: bytes, first: int) -> dict[str, Any]:
    """Everything `Chat` of chats.py has, as JSON types. Raises Refused."""
    chat = opened(raw)
    tally = _Tally(first)
    for line in chat.lines:
        tally.add(line)
    if not tally.count:
        raise Refused(NOT_A_CHAT)
    shown = [_shown(line, chat.notes) for line in tally.page]
    last = [_shown(line, chat.notes) for line in tally.last]
    notes = [*chat.notes, *(["hidden-characters"] if any(each.pop("hidden") for each in (*shown, *last)) else [])]
    most = sorted(tally.people.items(), key=lambda pair: -pair[1])[:PEOPLE]
    return {
        "kind": chat.kind,
        "title": one_line(chat.title, NAME),
        "count": tally.count,
        "missing": tally.missing,
        "from_day": tally.days[0],
        "until_day": tally.days[1],
        "people": [[one_line(name, NAME), number] for name, number in most],
        "notes": notes,
        "lines": shown,
        "last": last,
    }


class _Tally:
    """What of all messages is told, with only one page of them kept."""

    def __init__(self, first: int) -> None:
        self.first, self.count, self.missing, self.days = first, 0, 0, ["", ""]
        self.people: Counter[str] = Counter()
        self.page: list[Line] = []
        self.last: deque[Line] = deque(maxlen=LAST)

    def add(self, line: Line) -> None:
        if self.first <= self.count < self.first + PAGE:
            self.page.append(line)
        self.last.append(line)
        self.count += 1
        self.missing += len(line.files)
        if not line.event and (line.who in self.people or len(self.people) < 10 * PEOPLE):
            self.people[line.who] += 1
        if day := line.at[:10]:
            self.days = [min(self.days[0] or day, day), max(self.days[1], day)]


def _shown(line: Line, notes: tuple[str, ...]) -> dict[str, Any]:
    text, hidden = clean(line.text[: TEXT + 1])
    shown = asdict(line) | {"who": one_line(line.who, NAME), "text": text[:TEXT], "cut": len(line.text) > TEXT}
    return shown | {"files": [one_line(name, FILE) for name in line.files[:FILES]], "hidden": hidden}


def main(arguments: list[str]) -> None:
    """`read FIRST`: the file on standard input, JSON on standard output."""
    confine.limits(seconds=CPU_SECONDS, memory=MEMORY_BYTES)
    with open(0, "rb", buffering=0) as source, open(1, "wb", closefd=False) as target:
        raw = source.read()
        with suppress(seccomp.Unavailable):  # as for mail: the limits alone hold then, and `doctor` says so
            confine.no_calls()
        try:
            result = read(raw, int(arguments[1]))
        except Refused as refused:
            result = {"refused": refused.code}
        except MemoryError:
            result = {"refused": TOO_LARGE}
        except Exception:
            result = {"refused": STOPPED}
        target.write(json.dumps(result, ensure_ascii=False).encode("utf-8", "replace"))


if __name__ == "__main__":
    main(sys.argv[1:])
