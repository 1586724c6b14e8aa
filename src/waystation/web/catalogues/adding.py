"""Languages that an installation adds: a catalogue in its folder, checked, compiled anew, and offered on all pages.

What gettext reads afterwards is what was compiled here, never the file that somebody brought. It is made again when
that file, the program's own texts or what the settings say of the language change. Nothing here stops a server: a
language that cannot be taken is not offered, and `doctor` and `waystation languages` say why not.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from waystation.web.languages import Added, is_code

FOLDER, MADE = "languages", ".made"
OURS = ("ru", "en")
"""Languages of the program that nothing is added to; Chechen may be completed."""
KNOWN = ("catalogue", "name", "right_to_left", "instead")
_FORM = 1  # of what is kept beside a compiled catalogue: another number makes all anew


@dataclass(frozen=True)
class Found:
    """What was found of one language: what is offered, or why it is not. `left_out`: so many texts may not be said."""

    code: str
    source: Path
    added: Added | None = None
    fault: str = ""
    left_out: int = 0


def take_in(data: Path, named: Mapping[str, Any]) -> list[Found]:
    """Every language of the folder `languages` and of the table of that name in the settings, by code."""
    return [_taken(data, code, source, said) for code, source, said in _brought(data, named)]


def compiled_to(data: Path) -> Path:
    """The folder that gettext reads."""
    return data / FOLDER / MADE


def code_of(stem: str) -> str:
    """A language's code out of the name of a file, as in uk.po, zh_Hans.po."""
    return stem.lower().replace("_", "-")


def _brought(data: Path, named: Mapping[str, Any]) -> list[tuple[str, Path, Mapping[str, Any]]]:
    lying: dict[str, Path] = {}
    for suffix in (".mo", ".po"):  # of both, the one that people read
        lying |= {code_of(path.stem): path for path in sorted((data / FOLDER).glob(f"*{suffix}"))}
    found = []
    for code in sorted({*lying, *named}):
        said = named.get(code, {})
        said = said if isinstance(said, dict) else {"?": said}
        where = said.get("catalogue")
        source = Path(where) if isinstance(where, str) else lying.get(code, data / FOLDER / f"{code}.po")
        found.append((code, source, said))
    return found


def _taken(data: Path, code: str, source: Path, said: Mapping[str, Any]) -> Found:
    if fault := _refused(code, said):
        return Found(code, source, fault=fault)
    try:
        if source.stat().st_size > 2**24:
            return Found(code, source, fault="the file is larger than any catalogue")
        content = source.read_bytes()
        digest = _digest(content, said)
        kept = _kept(data, code, digest)
        if kept is None:
            kept = _compile(data, code, content, said, digest)
    except OSError as error:
        return Found(code, source, fault=f"the file cannot be read, or what is made of it written: {error.strerror}")
    if isinstance(kept, str):
        return Found(code, source, fault=kept)
    left_out = kept.pop("left_out")
    return Found(code, source, Added(**kept), left_out=left_out)


def _refused(code: str, said: Mapping[str, Any]) -> str:
    if not is_code(code):
        return "that is no language's code, such as uk or zh-hans"
    if code in OURS:
        return "Russian and English come with the program"
    if unknown := sorted(set(said) - set(KNOWN)):
        return f"the settings know no '{unknown[0]}' of a language"
    if said.get("instead", "ru") not in OURS:
        return '\'instead\' is "ru" or "en"'
    if not isinstance(said.get("right_to_left", False), bool):
        return "'right_to_left' is true or false"
    name = said.get("name", "")
    if not isinstance(name, str) or len(name) > 40 or re.search(r"[<>\"&\x00-\x1f\u2028-\u202e\u2066-\u2069]", name):
        return "'name' is a word of at most 40 characters, without markup"
    return ""


def _digest(content: bytes, said: Mapping[str, Any]) -> str:
    """Of everything that a compiled catalogue depends on."""
    ours = Path(__file__).resolve().parents[2] / "locale" / "ce" / "LC_MESSAGES" / "django.po"
    parts = (content, ours.read_bytes(), json.dumps([_FORM, dict(said)], sort_keys=True).encode())
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def _place(data: Path, code: str) -> Path:
    from django.utils.translation import to_locale

    return compiled_to(data) / to_locale(code) / "LC_MESSAGES"


def _kept(data: Path, code: str, digest: str) -> dict[str, Any] | None:
    """What was told of the language when it was compiled, if nothing has changed since."""
    place = _place(data, code)
    try:
        told = json.loads((place / "made.json").read_text())
        same = told.pop("digest") == digest and told.pop("compiled") == _sha(place / "django.mo")
        return dict(told) if same else None
    except (OSError, ValueError, KeyError, AttributeError):
        return None


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _compile(data: Path, code: str, content: bytes, said: Mapping[str, Any], digest: str) -> dict[str, Any] | str:
    from waystation.web.catalogues import texts

    try:
        read = texts.read(content, code)
    except texts.NotACatalogue as error:
        return str(error)
    if not read.said:
        return "it has no text of this version in that language"
    name, right_to_left = texts.about(code)
    added = Added(
        code=code,
        name=said.get("name") or name,
        right_to_left=said.get("right_to_left", right_to_left),
        instead="ru" if code == "ce" else said.get("instead", "ru"),
        whole=read.coverage.whole,
        mostly=read.coverage.mostly,
    )
    place = _place(data, code)
    place.mkdir(parents=True, exist_ok=True)
    compiled = texts.compiled(read, english_for_the_rest=added.instead == "en")
    _write(place / "django.mo", compiled)
    kept = asdict(added) | {"left_out": len(read.left_out)}
    told = kept | {"digest": digest, "compiled": hashlib.sha256(compiled).hexdigest()}
    _write(place / "made.json", json.dumps(told).encode())
    return kept


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all: several processes of one installation may start at once."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.part")
    draft.write_bytes(content)
    draft.replace(path)
