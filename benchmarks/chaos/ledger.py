"""What was sent in and what became of it: one line for each message, answer and timer."""

from __future__ import annotations

import json
import re
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

KEPT, LATER, AWAY, SILENT = "kept", "told to come again", "nobody was there", "no answer"
"""What one offer got: taken; a refusal that says when; none, since the process was killed; none though it ran."""
WORDS = re.compile(r"words-[a-z]+-\d+-[0-9a-f]+")


@dataclass
class Entry:
    """One message, answer or set of timers. `got` is what each offer got, `slowest` the longest of them in seconds.

    A mailbox that was killed before it said what it did may have one more: `unsure` is how often that was so.
    """

    words: str
    way: str
    got: list[str] = field(default_factory=list)
    slowest: float = 0.0
    found: int = 0
    unsure: int = 0

    @property
    def kept(self) -> bool:
        return KEPT in self.got

    @property
    def doubled(self) -> bool:
        return self.found > 1 + self.unsure


class Ledger:
    """Written by many at once. `pages` counts what pages that were only read were answered with."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.timers: dict[str, bool] = {}  # whether it was said that it is set
        self.pages: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.events: list[str] = []
        self.memory: list[str] = []  # of a soak: a line for each process
        self.growth = 0.0  # MiB an hour, of the one that grows faster
        self._lock = threading.Lock()

    def new(self, way: str, mark: str) -> Entry:
        with self._lock:
            entry = Entry(f"words-{way}-{len(self.entries):05d}-{mark}", way)
            self.entries.append(entry)
        return entry

    def happened(self, at: float, what: str) -> None:
        with self._lock:
            self.events.append(f"{at:7.1f} s  {what}")

    def page(self, got: str) -> None:
        with self._lock:
            self.pages[got] += 1

    def of(self, *ways: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.way in ways]

    def find(self, contents: Iterable[str]) -> None:
        """Counts in how many of the stored messages the words of each entry stand."""
        copies = Counter(words for content in contents for words in set(WORDS.findall(content)))
        for entry in self.entries:
            entry.found = copies.pop(entry.words, 0)
        self.strangers = sum(copies.values())


@dataclass
class Account:
    """What is wrong; nothing of it may be. `table` is what is printed."""

    wrong: dict[str, int]
    table: str

    @property
    def sound(self) -> bool:
        return not any(self.wrong.values())


def settled(ledger: Ledger, found: dict[str, Any], carried: Counter[str]) -> Account:
    """Holds the ledger against what the installation has and what the mail server took, by Message-ID."""
    rows = [
        ("", "offered", "said kept", "there once", "lost", "doubled", "offers", "again", "away", "silent", "slowest s")
    ]
    for way in sorted({entry.way for entry in ledger.entries}):
        rows.append(_row(way, ledger.of(way)))
    rows.append(_row("all", ledger.entries))
    letters = Counter(letter["state"] for letter in found["letters"] if letter["id"])
    by_state = {letter["id"]: letter["state"] for letter in found["letters"] if letter["id"]}
    timers = found["timers"]
    asked, got = ledger.timers, {key: timers.get(key) for key in ledger.timers}
    rang = [each for each in got.values() if each]
    wrong = {
        "messages lost": sum(entry.kept and not entry.found for entry in ledger.entries),
        "messages never taken": sum(not entry.kept for entry in ledger.entries),
        "messages doubled": sum(entry.doubled for entry in ledger.entries),
        "messages of nobody": ledger.strangers,
        "letters sent twice": sum(carried[key] > 1 for key in by_state),
        "letters said sent that were not": sum(state == "sent" and not carried[key] for key, state in by_state.items()),
        "letters left lying": sum(letters[state] for state in ("waiting", "sending", "failed")),
        "timers lost": sum(said and got[key] is None for key, said in asked.items()),
        "timers that never rang": sum(not each["rang"] for each in rang),
        "timers that rang twice": sum(each["rang"] > each["steps"] for each in rang),
        "alarms of which nobody was told": sum(not each["told"] for each in rang),
        "offers and pages without an answer": sum(entry.got.count(SILENT) for entry in ledger.entries)
        + ledger.pages[SILENT],
        "sets of rows that differ from their manifest": len(found["differences"]),
        "breaks of the log": found["first_break"] is not None,
    }
    late, left = sum(each["late"] for each in rang), sum(carried[key] for key in by_state)
    told = [
        _aligned(rows),
        f"letters: {_counts(letters)}; the mail server took {left} of {len(by_state)}, "
        f"and {sum(carried.values()) - left} calls to whoever is on duty",
        f"timers: {len(asked)} set ({sum(asked.values())} said so), {len(rang)} there, "
        f"{sum(bool(each['rang']) for each in rang)} rang, {late} of them said late",
        f"pages read: {_counts(ledger.pages)}",
        "",
        *(f"{number:6}  {what}" for what, number in wrong.items()),
        *found["differences"],
    ]
    return Account(wrong, "\n".join(told))


def _row(name: str, entries: list[Entry]) -> tuple[str, ...]:
    got = Counter(each for entry in entries for each in entry.got)
    numbers = (
        len(entries),
        sum(entry.kept for entry in entries),
        sum(entry.found > 0 and not entry.doubled for entry in entries),
        sum(entry.kept and not entry.found for entry in entries),
        sum(entry.doubled for entry in entries),
        sum(got.values()),
        got[LATER],
        got[AWAY],
        got[SILENT],
    )
    return (name, *map(str, numbers), f"{max((entry.slowest for entry in entries), default=0):.1f}")


def _aligned(rows: list[tuple[str, ...]]) -> str:
    wide = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(row, wide, strict=True)) for row in rows)


def _counts(counted: Counter[str]) -> str:
    return ", ".join(f"{number} {what}" for what, number in sorted(counted.items())) or "none"


def write(ledger: Ledger, found: dict[str, Any], account: Account, file: Path) -> None:
    """The whole of it, for somebody to read: what happened, the table, and a line of JSON for each entry and timer."""
    lines = ["# What happened", *ledger.events, "", "# The account", account.table, *ledger.memory, ""]
    lines += ["# Messages and answers"]
    lines += [json.dumps(asdict(entry)) for entry in ledger.entries]
    lines += ["", "# Timers", *(json.dumps({"id": key} | (found["timers"].get(key) or {})) for key in ledger.timers)]
    file.write_text("\n".join(lines) + "\n")
