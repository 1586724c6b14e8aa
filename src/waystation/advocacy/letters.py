"""A submission as a letter, whatever file it becomes: to whom, from whom, what it says. Pure.

It is in the language of whoever is asked. It is signed by a persona of ours, who is never a person whom it is about.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.utils.timezone import localtime

from waystation.advocacy import outlines
from waystation.advocacy.outlines import LANGUAGES, Part
from waystation.advocacy.records import Submission
from waystation.mail.words import clean
from waystation.vocabulary.vocabularies import terms

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
ENGLISH: Final = "en"


@dataclass(frozen=True)
class Letter:
    """What the file says. `head` are pairs of a label and a text; `signature` is the label of who signs.

    The same facts give the same letter; `made` is when its words were settled. `draft` warns on one that nobody has let
    go yet.
    """

    language: str
    title: str
    head: Sequence[tuple[str, str]] = field(repr=False)
    parts: Sequence[Part] = field(repr=False)
    signed: str
    signature: str
    made: datetime
    draft: str = ""


def reference(submission_id: UUID) -> str:
    """By which number of ours an answer finds its submission: the beginning of its random id."""
    said = submission_id.hex[:8].upper()
    return f"{said[:4]}-{said[4:]}"


def words(language: str) -> dict[str, str]:
    """The words of letters in a language; in English where there are none."""
    found: dict[str, str] = _said()["words"][language if language in LANGUAGES else ENGLISH]
    return found


def title(kind: str, language: str) -> str:
    """What a kind of submission is called in a language."""
    spoken = language if language in LANGUAGES else ENGLISH
    own = _said()["titles"].get(spoken, {}).get(kind)
    known = next((each for each in terms("submission_kinds") if each.code == kind), None)
    return str(own or (known.ru if spoken == "ru" else known.en) if known else kind)


def letter(submission_id: UUID, said: Submission, *, to: str, persona: str, answer_to: str, approved: bool) -> Letter:
    """A submission as it stands, of the day on which its words were settled.

    `answer_to` is the address of ours to which an answer goes. Headings under which nothing stands are in drafts alone.
    """
    call = words(said.language)
    signed = clean(persona)[0]
    head = [
        (call["to"], clean(to)[0]),
        (call["from"], "\n".join(filter(None, (signed, answer_to)))),
        (call["date"], localtime(settled(said)).date().isoformat()),
        (call["reference"], reference(submission_id)),
    ]
    text = outlines.translated(said.kind, said.language, clean(said.text)[0])
    return Letter(
        language=said.language,
        title=title(said.kind, said.language),
        head=head,
        parts=[each for each in outlines.parts(text) if each.text or not approved],
        signed=signed,
        signature=call["signed"],
        made=settled(said),
        draft="" if approved else call["draft"],
    )


def settled(said: Submission) -> datetime:
    """When what it says was written or let go last."""
    moments = (said.at, *(each.at for each in said.approvals))
    return max((each for each in moments if each), default=EPOCH).astimezone(UTC)


@cache
def _said() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "letters.toml").read_text("utf-8"))
