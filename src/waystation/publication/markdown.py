"""The few marks of Markdown that a statement needs, as parts that a template shows. Pure; no mark becomes HTML here.

`#` and `##` begin a heading, `-` an item of a list, `>` a quotation; **strong** and *stressed* stand in a line. Links
and pictures are no part of it: they would tell somebody else who reads.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

HEADING, PARAGRAPH, ITEMS, QUOTE, TURN = KINDS = ("heading", "paragraph", "items", "quote", "turn")
_HEADING = re.compile(r"^#{1,3}\s+")
_BEGINNINGS = ((_HEADING, HEADING), (re.compile(r"[-*]\s+"), ITEMS), (re.compile(r">\s?"), QUOTE))
_MARKS = re.compile(r"\*\*(?=\S)(.{1,2000}?)(?<=\S)\*\*|\*(?=\S)(.{1,2000}?)(?<=\S)\*")


@dataclass(frozen=True)
class Piece:
    """Some words of a line. `mark` is "strong", "em" or ""."""

    text: str
    mark: str = ""


@dataclass(frozen=True)
class Block:
    """A paragraph and the like: its lines, each in pieces. `speaker` is the letter of whose turn it is."""

    kind: str
    lines: tuple[tuple[Piece, ...], ...]
    speaker: str = ""


def blocks(text: str, speakers: tuple[str, ...] = ()) -> list[Block]:
    """The parts of a text. A line that begins with the letter of a speaker and a colon begins their turn."""
    turn = re.compile(rf"({'|'.join(map(re.escape, speakers))})\s?:\s*") if speakers else None
    return [block for part in re.split(r"\n[ \t]*\n", text.strip()) for block in _of_part(part.splitlines(), turn)]


def _of_part(lines: list[str], turn: re.Pattern[str] | None) -> Iterator[Block]:
    found = [_kind(line, turn) for line in lines if line.strip()]
    number = 0
    numbered = []
    for kind, speaker, said in found:
        number += kind in (HEADING, TURN)  # each of them is a block of its own; what follows a turn belongs to it
        numbered.append((number, kind, speaker, said))
    for (_number, kind), those in groupby(numbered, key=lambda each: each[:2]):
        told = list(those)
        yield Block(kind, tuple(pieces(said) for *_, said in told), told[0][2])


def _kind(line: str, turn: re.Pattern[str] | None) -> tuple[str, str, str]:
    said = line.strip()
    if turn and (begins := turn.match(said)):
        return TURN, begins[1], said[begins.end() :]
    for beginning, kind in _BEGINNINGS:
        if mark := beginning.match(said):
            return kind, "", said[mark.end() :]
    return PARAGRAPH, "", said


def plain(text: str) -> str:
    """The words as they are read, line for line, without the marks of headings and of what is strong or stressed."""
    bare = (_HEADING.sub("", line) for line in text.split("\n"))
    return "\n".join("".join(piece.text for piece in pieces(line)) for line in bare)


def pieces(line: str) -> tuple[Piece, ...]:
    """A line in pieces, by its marks."""
    found, end = [], 0
    for mark in _MARKS.finditer(line):
        if mark.start() > end:
            found.append(Piece(line[end : mark.start()]))
        found.append(Piece(mark[1], "strong") if mark[1] is not None else Piece(mark[2], "em"))
        end = mark.end()
    return (*found, Piece(line[end:])) if end < len(line) or not found else tuple(found)
