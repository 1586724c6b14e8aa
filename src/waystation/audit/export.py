"""The log, and proofs from it, as files that anybody can check offline; nothing of what it says can be read."""

import base64
from collections.abc import Callable
from typing import BinaryIO

from waystation.audit import notes, proofs, tree, witness
from waystation.audit.models import Line
from waystation.audit.verifier import HEADER, PROOF, written


class NotProvable(Exception):
    """No such line, or lines are missing that the proof would need, or the log disagrees with its witness."""


def write(file: BinaryIO) -> None:
    """Writes every line, oldest first, in the form that verifier.py reads."""
    file.write(HEADER)
    rows = Line.objects.order_by("number").values_list("number", "salt", "sealed", "nodes")
    for number, *parts in rows.iterator(chunk_size=2000):
        file.write(written(number, *map(bytes, parts)))


def proof_of_line(number: int) -> bytes:
    """That line `number` is in the log: a C2SP tlog-proof with the leaf as extra data.

    Against the newest cosigned head that covers it, else one signed now. Raises NotProvable.
    """
    line = Line.objects.filter(number=number).first()
    cosigned = witness.newest_cosigned()
    if line is None:
        raise NotProvable
    if cosigned is not None and cosigned.size is not None and cosigned.size >= number:
        size, note = cosigned.size, b"%s\n%s" % (cosigned.text, cosigned.lines)
    else:
        size, note = _head()
    path = _nodes(lambda: proofs.inclusion(number - 1, size, tree.node_reader()))
    leaf = base64.b64encode(bytes(line.salt) + bytes(line.sealed))
    return b"%sextra %s\nindex %d\n%s\n%s" % (PROOF, leaf, number - 1, path, note)


def proof_of_growth(old: int) -> bytes:
    """That the log of now begins with the log of `old` lines: the request of tlog-witness.md. Raises NotProvable."""
    size, note = _head()
    return b"old %d\n%s\n%s" % (old, _nodes(lambda: proofs.consistency(old, size, tree.node_reader())), note)


def _head() -> tuple[int, bytes]:
    if witness.compare() is not None:
        raise NotProvable
    return notes.checkpoint()


def _nodes(find: Callable[[], list[bytes]]) -> bytes:
    try:
        return b"".join(base64.b64encode(node) + b"\n" for node in find())
    except LookupError:
        raise NotProvable from None
