"""The log as a file that anybody can check offline: sealed lines, salts, hashes; nothing of it can be read."""

from typing import BinaryIO

from waystation.audit.models import Line
from waystation.audit.verifier import HEADER, written


def write(file: BinaryIO) -> None:
    """Writes every line, oldest first, in the form that verifier.py reads."""
    file.write(HEADER)
    rows = Line.objects.order_by("number").values_list("number", "salt", "sealed", "nodes")
    for number, *parts in rows.iterator(chunk_size=2000):
        file.write(written(number, *map(bytes, parts)))
