"""What is heard of a publication: its words in order, each speaker at a pitch of their own, by a bounded process.

Of what is public a process keeps what it made, by the words that it was made of: the site is made, shown and signed of
the same bytes. Of a draft nothing is kept: it would outlast the session whose keys opened it.
"""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from typing import Final

from waystation.bounded import process
from waystation.mail.words import clean
from waystation.publication import markdown, rules
from waystation.publication.aloud.program import LARGEST, VOICES
from waystation.publication.records import TRANSCRIPT, Public, Publication

LONGEST: Final = 128 * 1024 * 1024
"""Bytes of what is heard: nine hours."""
_SECONDS: Final = 300.0
_KEPT: Final = 192 * 1024 * 1024  # bytes of all that is kept
_PROGRAM: Final = process.Program("waystation.publication.aloud.program", _SECONDS, alone=True)
_NARRATOR: Final = 45
_PITCHES: Final = (35, 60, 25, 75)
_STRANGE: Final = re.compile(r"[^\x00-\x7f\u0400-\u04ff–—«»“”„’…№°§]+")
_lock = threading.Lock()
_made: dict[bytes, bytes] = {}

Parts = list[tuple[int, str]]


def is_spoken(language: str) -> bool:
    """Whether there is a voice for a language. There is none for Chechen."""
    return language in VOICES


def is_possible() -> bool:
    """Whether this machine has what speaks: libespeak-ng1, its data, libmp3lame0."""
    return bool(_spoken("en", [(_NARRATOR, "Yes.")]))


def heard(said: Public | Publication, language: str) -> bytes | None:
    """MP3 of what is said in a language; None where nobody wants it heard, or nothing here speaks it."""
    if not said.aloud or not is_spoken(language) or not said.texts.get(language, "").strip():
        return None
    told = list(parts(said, language))
    return _kept(language, told) if isinstance(said, Public) else _spoken(language, told)


def parts(said: Public | Publication, language: str) -> Iterator[tuple[int, str]]:
    """The words in the order in which they are read, each with a pitch. A speaker is named when their turn begins."""
    known = rules.speakers(said.speakers.get(language, "")) if said.kind == TRANSCRIPT else []
    pitches = {each.letter: _PITCHES[at % len(_PITCHES)] for at, each in enumerate(known)}
    labels = {each.letter: each.label for each in known}
    yield from _part(_NARRATOR, said.titles.get(language, ""))
    last = ""
    for block in markdown.blocks(clean(said.texts.get(language, ""))[0], tuple(labels)):
        if block.speaker and block.speaker != last:
            yield from _part(_NARRATOR, labels[block.speaker])
        last = block.speaker or last
        text = "\n".join("".join(piece.text for piece in line) for line in block.lines)
        yield from _part(pitches.get(block.speaker, _NARRATOR), text)


def _part(pitch: int, text: str) -> Iterator[tuple[int, str]]:
    """Words that a voice can say: those of other alphabets in Latin letters."""
    plain = clean(text)[0]
    if _STRANGE.search(plain):
        from anyascii import anyascii  # loaded for whoever has such a word

        plain = _STRANGE.sub(lambda found: anyascii(found[0]), plain)
    if plain.strip():
        yield pitch, plain


def _kept(language: str, told: Parts) -> bytes | None:
    key = hashlib.sha256(json.dumps((language, told)).encode()).digest()
    with _lock:  # one at a time: whoever asks for the same waits for it
        found = _made.get(key) or _spoken(language, told)
        if found is not None and key not in _made:
            while _made and sum(map(len, _made.values())) + len(found) > _KEPT:
                _made.pop(next(iter(_made)))
            _made[key] = found
    return found


def _spoken(language: str, told: Parts) -> bytes | None:
    raw = json.dumps(told, ensure_ascii=False).encode()
    return process.run(_PROGRAM, [language], [raw], LONGEST) or None if len(raw) <= LARGEST else None
