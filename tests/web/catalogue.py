"""Reads .po files, as far as msgmerge writes them."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from pathlib import Path

LOCALE = Path(__file__).parents[2] / "src" / "waystation" / "locale"


@dataclass(frozen=True)
class Entry:
    """One text with its translations: one, or one for each plural form."""

    context: str | None
    msgid: str
    plural: str | None
    said: tuple[str, ...]
    fuzzy: bool
    places: tuple[str, ...] = field(compare=False)

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.msgid

    @property
    def translated(self) -> bool:
        return not self.fuzzy and all(self.said)


def read(path: Path) -> list[Entry]:
    """Every entry but the header."""
    blocks = path.read_text(encoding="utf-8").split("\n\n")[1:]
    return [_entry(block) for block in blocks if "\nmsgid " in f"\n{block}"]


def of(language: str) -> list[Entry]:
    return read(LOCALE / language / "LC_MESSAGES" / "django.po")


def _entry(block: str) -> Entry:
    words: dict[str, str] = {}
    places: list[str] = []
    key = fuzzy = ""
    for line in block.splitlines():
        if line.startswith("#:"):
            places += line[2:].split()
        elif line.startswith("#,"):
            fuzzy += line
        elif not line.startswith("#"):
            head, _, rest = line.partition('"')
            key = head.strip() or key
            words[key] = words.get(key, "") + ast.literal_eval('"' + rest)
    said = tuple(text for name, text in words.items() if name.startswith("msgstr"))
    return Entry(words.get("msgctxt"), words["msgid"], words.get("msgid_plural"), said, "fuzzy" in fuzzy, tuple(places))
