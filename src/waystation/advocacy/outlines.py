"""What each form demands, as headings to write under; and which of them are still empty. Pure.

A heading is a line that begins with "# ". The headings are in the language of whoever is asked, English or Russian.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

MARK: Final = "# "
_OTHERWISE: Final = "facts"


@cache
def _outlines() -> dict[str, dict[str, Any]]:
    return tomllib.loads((Path(__file__).parent / "outlines.toml").read_text())


def headings(kind: str, language: str) -> list[str]:
    """What a submission of this kind (`submission_kinds`) must say, in order."""
    found = _outlines().get(kind, _outlines()[_OTHERWISE])
    return list(found["ru" if language == "ru" else "en"])


def source(kind: str) -> str:
    """Where it stands that the form demands it; "" where no form does."""
    return str(_outlines().get(kind, {}).get("source", ""))


def outline(kind: str, language: str) -> str:
    """An empty text with the headings."""
    return "\n\n".join(MARK + heading + "\n" for heading in headings(kind, language))


def missing(kind: str, language: str, text: str) -> list[str]:
    """The headings that the form demands and under which nothing is written, or that are not there."""
    written: dict[str, bool] = {}
    at = ""
    for line in text.splitlines():
        if line.startswith(MARK):
            at = _folded(line[len(MARK) :])
            written.setdefault(at, False)
        elif line.strip():
            written[at] = True
    if source(kind) == "":
        return []  # no form demands anything: the headings are a help
    return [heading for heading in headings(kind, language) if not written.get(_folded(heading))]


def _folded(heading: str) -> str:
    return " ".join(heading.split()).casefold()
