"""The parts of a MIME message (RFC 2045, 2046) as offsets into its bytes.

Nothing is copied and nothing recurses: a message of any size and any nesting costs at most `DEPTH` passes
over its bytes. The standard library's parser keeps every line as an object, which a bounded process cannot
afford for 25 MB and which fails on ten thousand nested parts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import Message
from typing import Any, NamedTuple

from waystation.mail.charsets import decode
from waystation.mail.headers import Block, block
from waystation.mail.words import one_line, unstructured

DEPTH = 25
PARTS = 1000

_PARAMETERS = 4000
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,80}")
_DESCRIBING = ("content-type", "content-transfer-encoding", "content-disposition")


class Part(NamedTuple):
    """One leaf of the tree: its header, and its body as `raw[start:end]`.

    `choice` is the number of the outermost multipart/alternative it belongs to, `type` is lower-case.
    """

    header: Block
    start: int
    end: int
    type: str
    parameters: Message
    choice: int | None
    root: bool

    @property
    def encoding(self) -> str:
        """The transfer encoding, lower-case; empty if none is declared."""
        return str(self.parameters.get("content-transfer-encoding", "")).strip().lower()[:40]

    @property
    def charset(self) -> str | None:
        """The charset as declared."""
        declared = _declared(lambda: self.parameters.get_param("charset"))
        return declared[2] if isinstance(declared, tuple) else declared or None

    @property
    def name(self) -> str:
        """The file name as declared, decoded, on one safe line, without directories."""
        name = one_line(unstructured(_declared(self.parameters.get_filename) or "", 300), 200)
        return re.split(r"[/\\]", name)[-1]

    @property
    def is_attachment(self) -> bool:
        """Whether to keep the part for download rather than to show it."""
        if self.type in ("message/rfc822", "text/calendar"):
            return True
        if not self.type.startswith(("text/", "message/")):
            return True
        disposition = str(self.parameters.get("content-disposition", "")).strip().lower()
        return not self.root and (disposition.startswith("attachment") or bool(self.name))


class Tree(NamedTuple):
    """All leaves in the order of the message; `notes` are codes of what was odd about the structure."""

    header: Block
    parts: list[Part]
    notes: list[str]

    @property
    def attachments(self) -> list[Part]:
        """The parts kept for download, in the order of their index."""
        return [part for part in self.parts if part.is_attachment]


class _Range(NamedTuple):
    start: int
    end: int
    depth: int
    choice: int | None


class Entity(NamedTuple):
    """One node of the tree as it stands in `raw[start:end]`, with the ranges of its children if it is a multipart."""

    header: Block
    type: str
    parameters: Message
    start: int
    end: int
    children: list[tuple[int, int]]

    @property
    def encoding(self) -> str:
        """The transfer encoding, lower-case; empty if none is declared."""
        return str(self.parameters.get("content-transfer-encoding", "")).strip().lower()[:40]

    def parameter(self, name: str) -> str:
        """A parameter of the content type, lower-case; empty if it is not declared."""
        declared = _declared(lambda: self.parameters.get_param(name))
        return declared.lower() if isinstance(declared, str) else ""


def entity(raw: bytes, start: int, end: int) -> Entity:
    """The node that stands there. Never raises on hostile input."""
    header = block(raw, start, end)
    parameters = _parameters(header)
    kind = _type(parameters)
    body = _Range(header.body, end, 0, None)
    inner = _children(raw, body, parameters, None) if kind.startswith("multipart/") else []
    return Entity(header, kind, parameters, start, end, [(child.start, child.end) for child in inner])


def walk(raw: bytes) -> Tree:
    """The leaves of a message. Never raises on hostile input; bounded by `DEPTH` and `PARTS`."""
    tree = Tree(block(raw), [], [])
    pending = [_Range(0, len(raw), 0, None)]
    while pending:
        if len(tree.parts) > PARTS:
            tree.notes.append("too-many-parts")
            pending = []
            break
        pending.extend(reversed(_visit(raw, pending.pop(), tree)))
    return tree


def _visit(raw: bytes, place: _Range, tree: Tree) -> list[_Range]:
    header = block(raw, place.start, place.end)
    if header.cut:
        tree.notes.append("header-cut")
    parameters = _parameters(header)
    kind = _type(parameters)
    body = _Range(header.body, place.end, place.depth + 1, place.choice)
    if kind == "multipart/encrypted":
        tree.notes.append("encrypted-openpgp")
    elif kind == "multipart/signed":
        tree.notes.append("signed")
    if place.depth >= DEPTH and kind.startswith(("multipart/", "message/rfc822")):
        tree.notes.append("too-deep")
        kind = "text/plain"
    elif kind.startswith("multipart/"):
        children = _children(raw, body, parameters, body.start if kind == "multipart/alternative" else None)
        if children:
            tree.notes.extend(["too-many-parts"] if len(children) > PARTS else [])
            return children[:PARTS]
        tree.notes.append("broken-structure")
        kind = "text/plain"
    root = place.depth == 0
    tree.parts.append(Part(header, body.start, body.end, kind, parameters, place.choice, root))
    return [body] if kind == "message/rfc822" else []


def _parameters(header: Block) -> Message:
    message = Message()
    for name in _DESCRIBING:
        value = header.first(name)
        if value:
            message[name] = one_line(decode(value[:_PARAMETERS], None)[0], _PARAMETERS)
    return message


def _declared(read: Callable[[], Any]) -> Any:
    """A parameter as the standard library reads it; None where hostile input surprises it (RFC 2231 continuations)."""
    try:
        return read()
    except Exception:
        return None


def _type(parameters: Message) -> str:
    declared = str(parameters.get("content-type", "text/plain")).partition(";")[0].strip().lower()
    if _TYPE.fullmatch(declared):
        return declared
    return "text/plain" if "/" not in declared else "application/octet-stream"


def _children(raw: bytes, body: _Range, parameters: Message, choice: int | None) -> list[_Range]:
    boundary = _declared(parameters.get_boundary)
    if not boundary:
        return []
    cuts = _delimiters(raw, boundary.encode("utf-8", "replace")[:200], body.start, body.end)
    if not cuts:
        return []
    chosen = body.choice if body.choice is not None else choice
    ends = [start for start, _ in cuts[1:]] + [body.end]
    starts = [end for _, end in cuts]
    return [
        _Range(start, max(start, _without_newline(raw, start, end)), body.depth, chosen)
        for start, end in zip(starts, ends, strict=True)
        if start >= 0
    ]


def _delimiters(raw: bytes, boundary: bytes, start: int, end: int) -> list[tuple[int, int]]:
    """Where each delimiter line starts and ends; the end of a closing one is -1, and it is the last."""
    line = re.compile(rb"\n--" + re.escape(boundary) + rb"(--)?[ \t]{0,70}(?=(\r?\n|\Z))")
    found: list[tuple[int, int]] = []
    for match in line.finditer(raw, max(0, start - 1), end):
        found.append((match.start() + 1, -1 if match[1] else match.end(2)))
        if match[1] or len(found) > PARTS + 1:
            break
    return found


def _without_newline(raw: bytes, start: int, end: int) -> int:
    """The line end before a delimiter belongs to the delimiter (RFC 2046 5.1.1)."""
    if end > start and raw[end - 1] == 0x0A and raw[end : end + 2] == b"--":
        end -= 2 if end - 1 > start and raw[end - 2] == 0x0D else 1
    return end
