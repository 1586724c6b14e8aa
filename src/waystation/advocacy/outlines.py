"""What each form demands, as headings to write under; and which of them are still empty. Pure.

A heading is a line that begins with "# ". The headings are in the language of whoever is asked: one of LANGUAGES, or
English.
"""

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

MARK: Final = "# "
LANGUAGES: Final = ("en", "ru", "fr")
_OTHERWISE: Final = "facts"


@cache
def _outlines() -> dict[str, dict[str, Any]]:
    return tomllib.loads((Path(__file__).parent / "outlines.toml").read_text())


def _outline(kind: str) -> dict[str, Any]:
    return _outlines().get(kind, _outlines()[_OTHERWISE])


def headings(kind: str, language: str) -> list[str]:
    """What a submission of this kind (`submission_kinds`) must say, in order."""
    return list(_outline(kind)[language if language in LANGUAGES else "en"])


def fills(kind: str) -> list[str]:
    """What of the record stands under each of the headings; empty where only a person can write it."""
    return list(_outline(kind)["fills"])


def source(kind: str) -> str:
    """Where it stands that the form demands it; "" where no form does."""
    return str(_outlines().get(kind, {}).get("source", ""))


def outline(kind: str, language: str) -> str:
    """An empty text with the headings."""
    return written(Part(heading, "") for heading in headings(kind, language))


class Part(NamedTuple):
    """A heading with what stands under it; without a heading what stands above the first."""

    heading: str
    text: str


def parts(text: str) -> list[Part]:
    """A text by its headings."""
    found, heading, lines = [], "", list[str]()
    for line in [*text.splitlines(), MARK]:
        if not line.startswith(MARK):
            lines.append(line)
            continue
        said = "\n".join(lines).strip()
        if heading or said:
            found.append(Part(heading, said))
        heading, lines = line[len(MARK) :].strip(), []
    return found


def written(those: Iterable[Part]) -> str:
    """The text of parts: what `parts` reads."""
    return "\n\n".join(f"{MARK}{each.heading}\n{each.text}" if each.heading else each.text for each in those)


def translated(kind: str, language: str, text: str) -> str:
    """The same text with the headings that the form demands in a language; what else it says stays."""
    wanted = headings(kind, language)
    known = {_folded(each): wanted[at] for one in LANGUAGES for at, each in enumerate(headings(kind, one))}
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if line.startswith(MARK):
            lines[number] = MARK + known.get(_folded(line[len(MARK) :]), line[len(MARK) :])
    return "\n".join(lines)


def heading_in(kind: str, language: str, heading: str) -> str:
    """One heading in a language; one of our own as it is."""
    return translated(kind, language, MARK + heading)[len(MARK) :]


def missing(kind: str, language: str, text: str) -> list[str]:
    """The headings that the form demands and under which nothing is written, or that are not there."""
    if source(kind) == "":
        return []  # no form demands anything: the headings are a help
    said = {_folded(each.heading) for each in parts(translated(kind, language, text)) if each.text}
    return [heading for heading in headings(kind, language) if _folded(heading) not in said]


def _folded(heading: str) -> str:
    return " ".join(heading.split()).casefold()
