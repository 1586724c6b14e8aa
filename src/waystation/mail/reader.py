"""Reads one hostile message: the program of the bounded process that `parse` starts. Standard library only.

`read` turns raw bytes into what a person can be shown: text, names, notes on what could not be shown, a list
of attachments. `attachment` gives the bytes of one. Nothing is fetched, executed or written.
"""

from __future__ import annotations

import json
import re
import sys
from contextlib import suppress
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any

from waystation.bounded import confine, seccomp
from waystation.mail import delivery, mailboxes
from waystation.mail.charsets import decode, load
from waystation.mail.headers import Block
from waystation.mail.identifiers import from_header
from waystation.mail.markup import to_text
from waystation.mail.structure import Part, Tree, walk
from waystation.mail.transfer import decoded_size, undo
from waystation.mail.words import clean, unstructured

MEMORY_BYTES = 200 * 1024 * 1024
CPU_SECONDS = 2
TEXT_CHARACTERS = 200_000
RAW_BYTES = 100_000
PART_BYTES = 2_000_000
ATTACHMENTS = 200
RECIPIENTS, SENDERS = 100, 10
CHARSETS = 500

_NAMED_CHARSET = re.compile(rb"(?i:charset\*?\s{0,5}=\s{0,5}[\"']?([a-z0-9_:.-]{1,40}))|=\?([A-Za-z0-9_:.-]{1,40})")

_META_CHARSET = re.compile(rb"charset\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9_:.-]{1,40})", re.IGNORECASE)
_CALENDAR = re.compile(r"(SUMMARY|DTSTART|DTEND|LOCATION|ORGANIZER|DESCRIPTION|COMMENT)\b[^:\n]{0,300}:")
_PGP = "-----BEGIN PGP MESSAGE-----"
_KIND_NOTES = {
    "application/pkcs7-mime": "smime",
    "application/x-pkcs7-mime": "smime",
    "application/pkcs7-signature": "signed",
    "application/x-pkcs7-signature": "signed",
    "application/pgp-signature": "signed",
    "application/pgp-encrypted": "encrypted-openpgp",
    "application/ms-tnef": "winmail",
    "application/vnd.ms-tnef": "winmail",
    "text/calendar": "calendar",
    "application/ics": "calendar",
}

Read = dict[str, Any]


def read(raw: bytes) -> Read:
    """Everything `Parsed` has, as JSON types; notes in a stable order without repetition."""
    tree = walk(raw)
    notes = list(tree.notes)
    text = _text(raw, tree, notes)
    attachments = _attachments(raw, tree, notes)
    if not raw:
        notes.insert(0, "empty")
    elif not tree.header.fields:
        notes.insert(0, "no-headers")
    if raw and not text:
        notes.append("no-text")
    return _header(tree.header) | {
        "text": text,
        "notes": list(dict.fromkeys(notes)),
        "attachments": attachments,
        "delivery": delivery.of(raw, tree),
    }


def unread(raw: bytes) -> Read:
    """What to show when reading failed: the beginning of the raw message as text."""
    text = decode(raw[:RAW_BYTES], None)[0]
    return _header(Block([], 0, False)) | {
        "text": clean(text)[0][:TEXT_CHARACTERS],
        "notes": ["parser-stopped"],
        "attachments": [],
    }


def attachment(raw: bytes, index: int) -> bytes:
    """The decoded bytes of the attachment with this index. Raises IndexError."""
    part = walk(raw).attachments[index]
    return undo(memoryview(raw)[part.start : part.end], part.encoding)[0]


def _header(header: Block) -> Read:
    found = from_header(header)
    name, address = _addresses(header.first("from"))[0]
    return {
        "sender_name": name,
        "sender_address": address,
        "more_senders": _others(header, "from", address),
        "answers_to": _others(header, "reply-to", address),
        "to": _every(header, "to", "cc")[:RECIPIENTS],
        "subject": unstructured(header.first("subject")),
        "date": _date(header.first("date")),
        "message_id": found.message_id,
        "references": list(found.references),
        "automatic": found.automatic,
    }


def _every(header: Block, *fields: str) -> list[str]:
    """The addresses in all fields of these names."""
    return [one for field in fields for value in header.every(field) for _, one in _addresses(value) if one]


def _others(header: Block, field: str, address: str) -> list[str]:
    """The first addresses in these fields that are another than this one, each once."""
    found = {one.casefold(): one for one in _every(header, field) if one.casefold() != address.casefold()}
    return list(found.values())[:SENDERS]


def _addresses(value: bytes | None) -> list[tuple[str, str]]:
    """Display names and addresses; a pair of empty strings at least."""
    return mailboxes.read(decode((value or b"")[: mailboxes.CHARACTERS], None)[0])


def _date(value: bytes | None) -> str | None:
    try:
        moment = parsedate_to_datetime((value or b"")[:200].decode("ascii", "replace"))
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except Exception:  # any unusable date is no date
        return None


def _text(raw: bytes, tree: Tree, notes: list[str]) -> str:
    shown: list[str] = []
    plain_words: dict[int | None, int] = {}
    length = 0
    for part in _readable(tree):
        part_notes: list[str] = []
        text = _part_text(raw, part, part_notes).strip("\n")
        words = len(text.split())
        if part.type == "text/plain":
            plain_words[part.choice] = plain_words.get(part.choice, 0) + words
        elif _repeats(part, words, plain_words.get(part.choice, 0), bool(shown)):
            continue  # the plain text of this multipart/alternative says as much
        notes += part_notes
        if part.type == "text/html":
            notes.append("html-part" if shown else "html-only")
        if text.strip():
            shown.append(text[: max(0, TEXT_CHARACTERS - length)])
            length += len(text)
        if length > TEXT_CHARACTERS:
            notes.append("too-large-to-show")
            break
    return "\n\n".join(shown).strip("\n")[:TEXT_CHARACTERS]


def _repeats(part: Part, words: int, plain_words: int, after_text: bool) -> bool:
    """Whether a multipart/alternative's plain text says as much; it may only say `get a better mail program`."""
    if part.choice is None or part.type == "text/calendar":
        return False
    return words <= 4 * plain_words + (20 if after_text else 0)


def _readable(tree: Tree) -> list[Part]:
    """The parts that are text, of a multipart/alternative the plain one first."""
    parts = [part for part in tree.parts if not part.is_attachment or part.type == "text/calendar"]
    first = {part.choice: number for number, part in reversed(list(enumerate(parts)))}
    places = {
        id(part): (number if part.choice is None else first[part.choice], part.type != "text/plain", number)
        for number, part in enumerate(parts)
    }
    return sorted(parts, key=lambda part: places[id(part)])


def _part_text(raw: bytes, part: Part, notes: list[str]) -> str:
    data = _part_bytes(raw, part, notes)
    charset = part.charset
    if part.type == "text/html" and not charset and (meta := _META_CHARSET.search(data[:2000])):
        charset = meta[1].decode("ascii")
    text, guessed = decode(data, charset)
    if guessed:
        notes.append("charset-guessed")
    if "\0" in text:
        notes.append("nul-bytes")
    if part.type == "text/html":
        text = to_text(text)
    elif part.type == "text/calendar":
        text = _calendar(text)
    if _PGP in text:
        notes.append("encrypted-openpgp")
    text, hidden = clean(text)
    if hidden:
        notes.append("hidden-characters")
    return text


def _part_bytes(raw: bytes, part: Part, notes: list[str]) -> bytes:
    end = min(part.end, part.start + PART_BYTES)
    if end < part.end:
        notes.append("too-large-to-show")
        if part.encoding == "base64":
            end = raw.rfind(b"\n", part.start, end) + 1 or end
    data, damaged = undo(raw[part.start : end], part.encoding)
    if damaged:
        notes.append("broken-base64" if part.encoding == "base64" else "unknown-encoding")
    return data


def _calendar(text: str) -> str:
    unfolded = re.sub("\r?\n[ \t]", "", text).replace("\r\n", "\n")
    lines = (line for line in unfolded.split("\n") if _CALENDAR.match(line))
    return "\n".join(line.replace("\\n", "\n").replace("\\,", ",") for line in list(lines)[:50])


def _attachments(raw: bytes, tree: Tree, notes: list[str]) -> list[Read]:
    listed = []
    for index, part in enumerate(tree.attachments[:ATTACHMENTS]):
        name = part.name
        notes.append("attachment-kept")
        if name.lower() == "winmail.dat":
            notes.append("winmail")
        elif part.type in _KIND_NOTES:
            notes.append(_KIND_NOTES[part.type])
        size = decoded_size(raw, part.start, part.end, part.encoding)
        listed.append({"index": index, "name": name, "type": part.type, "size": size})
    return listed


def _charsets(raw: bytes) -> set[str]:
    """What the message says of its charsets, anywhere."""
    found = _NAMED_CHARSET.findall(raw[:PART_BYTES])[:CHARSETS]
    return {(declared or encoded).decode("ascii") for declared, encoded in found}


def main(arguments: list[str]) -> None:
    """`read` or `attachment N`: the message on standard input, JSON or bytes on standard output."""
    confine.limits(seconds=CPU_SECONDS, memory=MEMORY_BYTES)
    with open(0, "rb", buffering=0) as source, open(1, "wb", closefd=False) as target:
        raw = source.read()
        load(*_charsets(raw))
        # Mail must stay readable where the kernel has no filter: then the limits alone hold, and `doctor` says so.
        with suppress(seccomp.Unavailable):
            confine.no_calls()
        if arguments[0] == "attachment":
            target.write(attachment(raw, int(arguments[1])))
            return
        try:
            result = read(raw)
        except Exception:  # whatever went wrong, the message is shown as it came
            result = unread(raw)
        target.write(json.dumps(result, ensure_ascii=False).encode("utf-8", "replace"))


if __name__ == "__main__":
    main(sys.argv[1:])
