"""Drafts made ready for the page. Nothing is decided here."""

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import Any

from waystation.documentation.formats.errors import NotRead
from waystation.documentation.formats.kinds import KINDS
from waystation.documentation.formats.sorting import Outcome
from waystation.documentation.formats.wording import EVERY_FIELD, EVERY_LINE, FIELD_WORDS, KIND_WORDS, WHY, WHY_LEFT
from waystation.mail.words import clean
from waystation.vocabulary.vocabularies import label_of

MOST_LINES = 300  # of one table of the preview
SHOWN = 5  # events that are shown as they would be


@dataclass(frozen=True)
class Line:
    """What something of theirs becomes, or why it does not, and how often it is met."""

    theirs: str
    ours: Any
    count: int


def _text(theirs: str) -> str:
    return clean(" ".join(theirs.split())[:200])[0]


def _theirs(name: str) -> str:
    """A field of ours, with its kind before it, in words; else as the file has it."""
    return str(FIELD_WORDS[name]) if "." in name and name in FIELD_WORDS else _text(name)


def _ours(code: str) -> Any:
    """A field or a term of ours in words."""
    vocabulary, found, term = code.partition(":")
    if found:
        return label_of(vocabulary, term)
    return FIELD_WORDS.get(code) or KIND_WORDS.get(code, code)


def _lines(counted: Counter[tuple[str, str]], words: Any) -> list[Line]:
    found = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return [Line(_theirs(theirs), words(ours), count) for (theirs, ours), count in found[:MOST_LINES]]


def _because(why: Any) -> Any:
    return WHY_LEFT.get(why, why) if isinstance(why, str) else why


def preview(outcome: Outcome) -> dict[str, Any]:
    """What the page of a file that waits shows."""
    draft = outcome.draft
    counts = [
        (
            KIND_WORDS[kind.name],
            len(outcome.new[kind.name]),
            outcome.known[kind.name],
            outcome.otherwise[kind.name],
            outcome.erased[kind.name],
        )
        for kind in KINDS
    ]
    left = _lines(draft.left, _because) + [
        Line(str(KIND_WORDS.get(kind, kind)), _because(why), count) for (kind, why), count in outcome.left.items()
    ]
    mapped, unknown = _lines(draft.mapped, _ours), _lines(draft.unknown, _ours)
    return {
        "counts": [line for line in counts if any(line[1:])],
        "mapped": mapped,
        "unknown": unknown,
        "left": left,
        "more": max(0, *(len(each) - MOST_LINES for each in (draft.mapped, draft.unknown, draft.left))),
        "renamed": [(_text(theirs), _text(ours)) for theirs, ours in outcome.renamed[:MOST_LINES]],
        "alike": [(_text(title), one) for title, one in outcome.alike[:MOST_LINES]],
        "events": list(islice(outcome.new["events"].values(), SHOWN)),
        "made": outcome.made,
        "brought": bool(draft.records["assertions"] or draft.records["status_reviews"]),
    }


def why_not(error: NotRead) -> str:
    """Why a file is not read, and which line of it is wrong."""
    said = {"kind": KIND_WORDS.get(error.kind, error.kind), "row": error.row, "field": error.field}
    sentence = WHY.get(error.what, WHY["broken"]) % said
    if not error.kind:
        return sentence
    where = str((EVERY_FIELD if error.field else EVERY_LINE) % said) if error.row else str(said["kind"])
    return f"{sentence} ({where})"
