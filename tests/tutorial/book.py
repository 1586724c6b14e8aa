"""The tutorial as it is written: its steps, what each says that one types and sees, and its pictures. Pure.

A step is a numbered line that begins with its title in bold. Words in italics stand on a page at that step; words in
backquotes are typed, or are an address that is opened; pictures stand below the step that shows them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
FILE = DOCS / "tutorial.md"

_STEP = re.compile(r"^(\d+)\. \*\*(.+?)\.\*\* ", re.MULTILINE)
_ENDS = re.compile(r"^(?:## |```)", re.MULTILINE)
_ITALIC = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)")
_TYPED = re.compile(r"`([^`]+)`")
_PICTURE = re.compile(r"!\[([^\]]*)\]\(pictures/([a-z-]+)\.webp\)")
_TABLE = re.compile(r"```csv\n(.*?)```", re.DOTALL)


@dataclass(frozen=True)
class Step:
    """One thing to do. `pictures` are (name, what is said to those who do not see it)."""

    number: int
    title: str
    text: str

    @property
    def name(self) -> str:
        """The name of the function that does it."""
        return re.sub(r"[^a-z0-9]+", "_", self.title.lower()).strip("_")

    @property
    def words(self) -> list[str]:
        """What stands on a page at this step."""
        return [plain(each) for each in _ITALIC.findall(self.text)]

    @property
    def typed(self) -> list[str]:
        """What is typed or opened at this step."""
        return [plain(each) for each in _TYPED.findall(self.text)]

    @property
    def pictures(self) -> list[tuple[str, str]]:
        return [(name, alt) for alt, name in _PICTURE.findall(self.text)]


def plain(text: str) -> str:
    """Words as they are compared: any run of spaces is one."""
    return " ".join(text.split())


def steps() -> list[Step]:
    """All steps, as they stand."""
    text = FILE.read_text()
    found = list(_STEP.finditer(text))
    ends = [each.start() for each in found[1:]] + [len(text)]
    return [
        Step(int(each[1]), each[2], _until_next_part(text[each.end() : end]))
        for each, end in zip(found, ends, strict=True)
    ]


def _until_next_part(text: str) -> str:
    found = _ENDS.search(text)
    return text[: found.start()] if found else text


def table() -> bytes:
    """The table that the tutorial has one take in."""
    found = _TABLE.search(FILE.read_text())
    assert found
    return found[1].encode()
