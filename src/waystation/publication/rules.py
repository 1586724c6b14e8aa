"""What a text that is to be released must be, and what stands against its release. Pure."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from waystation.publication import wording
from waystation.publication.protection import Finding
from waystation.publication.records import LANGUAGES, PUBLICATION_KINDS, TABLE, TRANSCRIPT, Override, Publication

DRAFTED, APPROVED, RELEASED, RECALLED = STATES = ("drafted", "approved", "released", "recalled")
APPROVERS = 2
LONGEST_TITLE, LONGEST_TEXT, LONGEST_SPEAKERS = 200, 100_000, 4_000
CHECKED_FOR = timedelta(hours=1)
"""So long a check is one of what is confidential now."""
_SPEAKER = re.compile(r"(?P<letter>[^\W\d_]{1,3})\s*:\s*(?P<label>[^|\n]{1,200})(?:\|(?P<why>[^\n]{0,400}))?")
Fault = tuple[str, wording.Text]


@dataclass(frozen=True)
class Speaker:
    """How somebody is called outside, and why without a name."""

    letter: str
    label: str
    why: str = ""


def speakers(said: str) -> list[Speaker]:
    """The speakers of some lines. Raises ValueError with the number of a line that says none."""
    found = []
    for number, line in enumerate(said.splitlines(), 1):
        if not line.strip():
            continue
        told = _SPEAKER.fullmatch(line.strip())
        if not told:
            raise ValueError(number)
        found.append(Speaker(told["letter"], told["label"].strip(), (told["why"] or "").strip()))
    return found


def faults(said: Publication) -> Iterator[Fault]:
    """Why it is not kept: nothing is ever cut off."""
    if said.kind not in (*PUBLICATION_KINDS, TABLE) or (said.kind == TABLE) != (said.table is not None):
        yield "kind", wording.CHOOSE
    if not any(title.strip() for title in said.titles.values()):
        yield "title_ru", wording.NO_TITLE
    for name, texts, most in (
        ("title", said.titles, LONGEST_TITLE),
        ("text", said.texts, LONGEST_TEXT),
        ("speakers", said.speakers, LONGEST_SPEAKERS),
    ):
        for language, text in texts.items():
            if language not in LANGUAGES:
                yield "", wording.CHOOSE
            elif len(text) > most:
                yield f"{name}_{language}", wording.TOO_LONG % {"most": most}
    for language, text in said.speakers.items():
        yield from _speaker_faults(language, text)


def _speaker_faults(language: str, text: str) -> Iterator[Fault]:
    try:
        found = speakers(text)
    except ValueError as error:
        yield f"speakers_{language}", wording.NO_SPEAKER % {"number": error.args[0]}
        return
    if len({each.letter for each in found}) < len(found):
        yield f"speakers_{language}", wording.SAME_LETTER


def digest(said: Publication) -> bytes:
    """Of what is released, and nothing else: an approval is of these very words."""
    more = (*((said.table,) if said.table else ()), *(("aloud",) if said.aloud else ()))
    told = (*more, said.kind, sorted(said.titles.items()), sorted(said.texts.items()), sorted(said.speakers.items()))
    return hashlib.sha256(msgspec.json.encode(told)).digest()


def parts(said: Publication) -> list[tuple[str, str]]:
    """Everything in it that is read outside, each with the language."""
    labels = dict.fromkeys(label for cell, _number in said.table.shown for label in cell) if said.table else {}
    table = [("ru", "\n".join(labels))] if labels else []
    return table + [
        (language, text)
        for language in LANGUAGES
        for texts in (said.titles, said.speakers, said.texts)
        if (text := texts.get(language, "")).strip()
    ]


def whole(said: Publication, language: str) -> str:
    """What is read outside in one language, as plain text."""
    return "\n\n".join(text for one, text in parts(said) if one == language)


def languages(said: Publication) -> list[str]:
    """The languages in which it stands: of a table its title is enough."""
    written = [said.texts, said.titles] if said.table else [said.texts]
    return [each for each in LANGUAGES if any(texts.get(each, "").strip() for texts in written)]


def still_open(findings: Iterable[Finding], overrides: Iterable[Override]) -> list[int]:
    """The numbers of the findings that two people have not let stand."""
    settled = {each.key for each in overrides if each.agreed_by is not None}
    return [number for number, each in enumerate(findings) if each.key not in settled]


def approved_by(said: Publication) -> set[str]:
    """The teams whose keys were in the checks of those who approved the text as it is."""
    return {team for each in said.approvals if each.digest == digest(said) for team in each.teams}


def is_approved(said: Publication, holders: Iterable[str]) -> bool:
    """Whether two people approved it as it is, and between them looked at everything confidential."""
    people = {each.by for each in said.approvals if each.digest == digest(said)}
    return len(people) >= APPROVERS and set(holders) <= approved_by(said)


def state(said: Publication, holders: Iterable[str], *, out: bool = False) -> str:
    """How it stands; `out`: a consent that it stood on was taken back."""
    if said.recalled_at is not None or out:
        return RECALLED
    if said.released_at is not None:
        return RELEASED
    return APPROVED if is_approved(said, holders) else DRAFTED


def is_fresh(ended: datetime | None, now: datetime) -> bool:
    """Whether a check that ended then is one of what is confidential now."""
    return ended is not None and timedelta(0) <= now - ended <= CHECKED_FOR


def letters(said: Publication, language: str) -> tuple[str, ...]:
    """The letters with which turns begin: of a transcript alone."""
    if said.kind != TRANSCRIPT:
        return ()
    return tuple(each.letter for each in speakers(said.speakers.get(language, "")))
