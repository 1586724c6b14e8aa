"""Reads one hostile file: the program of a bounded process. XML, or a ZIP of tables, in; JSON of plain text out.

Before a byte is interpreted the process has given up files, network and other programs. XML that declares a document
type is refused, so no entity is ever expanded and nothing outside is asked for; what is too deep, too large, or unpacks
to too much, is refused.
"""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from typing import Any

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import DefusedXMLParser  # type: ignore[import-untyped]

from waystation.bounded import confine, seccomp
from waystation.casework.exchange.tables import plain

CPU_SECONDS, MEMORY_BYTES = 50, 1024 * 1024 * 1024
LARGEST = 64 * 1024 * 1024  # bytes as they came
UNPACKED = 192 * 1024 * 1024  # bytes, of all tables of a ZIP together
MOST_TABLES = 40
MOST_ELEMENTS, DEEPEST = 1_000_000, 30
MOST_CHARACTERS = 1_000_000  # of one text or cell
MOST_ROWS, MOST_COLUMNS = 60_000, 80

_PART = r"events-\d+\.(json|zip)"  # as `parts` names them

_ENCODINGS = ("utf-8", "utf-16", "latin-1", "cp1251", "cp1252", "koi8-r", "iso8859-5", "cp866", "mac_cyrillic")


class Unreadable(Exception):
    """Why a file is not read: a code of `wording.WHY`."""


class Tree:
    """Builds nested lists: tag, attributes, text, children. Namespaces and comments are left away."""

    def __init__(self) -> None:
        self.root: list[Any] | None = None
        self._open: list[list[Any]] = []
        self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > MOST_ELEMENTS:
            raise Unreadable("large")
        if len(self._open) >= DEEPEST:
            raise Unreadable("deep")
        element: list[Any] = [tag.rpartition("}")[2], dict(attributes), [], []]
        if self._open:
            self._open[-1][3].append(element)
        else:
            self.root = element
        self._open.append(element)

    def end(self, tag: str) -> None:
        element = self._open.pop()
        element[2] = "".join(element[2]).strip()
        if len(element[2]) > MOST_CHARACTERS:
            raise Unreadable("long")

    def data(self, text: str) -> None:
        if self._open:
            self._open[-1][2].append(text)

    def close(self) -> list[Any]:
        if self.root is None:
            raise Unreadable("broken")
        return self.root


def xml(raw: bytes) -> list[Any]:
    """The elements of an XML file. Raises Unreadable, and whatever the library does."""
    if len(raw) > LARGEST:
        raise Unreadable("large")
    parser = DefusedXMLParser(target=Tree(), forbid_dtd=True, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(raw)
        found: list[Any] = parser.close()
    except DefusedXmlException:
        raise Unreadable("declares") from None
    return found


def tables(raw: bytes) -> dict[str, list[list[str]]]:
    """The tables of a ZIP by their names. Raises Unreadable, and whatever the library does."""
    if len(raw) > LARGEST:
        raise Unreadable("large")
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = [each for each in archive.infolist() if not each.is_dir()]
        if len(members) > MOST_TABLES or sum(each.file_size for each in members) > UNPACKED:
            raise Unreadable("large")
        if members and all(re.fullmatch(_PART, each.filename) for each in members):
            raise Unreadable("parts")
        if any(not each.filename.endswith(".csv") or "/" in each.filename for each in members):
            raise Unreadable("tables")
        found: dict[str, list[list[str]]] = {}
        for each in members:
            name = each.filename.removesuffix(".csv")
            if name in found:
                raise Unreadable("tables")
            found[name] = table(archive.read(each))
    return found


def table(raw: bytes) -> list[list[str]]:
    """The cells of one CSV file in UTF-8. Raises Unreadable."""
    csv.field_size_limit(MOST_CHARACTERS)
    text = raw.decode("utf-8-sig")
    first = text[:20_000].split("\n", 1)[0]
    rows = []
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True):
        if len(rows) > MOST_ROWS or len(row) > MOST_COLUMNS:
            raise Unreadable("large")
        rows.append([plain(cell) for cell in row])
    return rows


def _warm() -> None:
    """Loads what the libraries load late: once the process is bound, nothing more is."""
    for name in _ENCODINGS:
        text = "<a b='c'>d</a>".encode(name)
        head = b"" if name in ("utf-8", "utf-16") else f"<?xml version='1.0' encoding='{name}'?>".encode()
        xml(head + text)
    for refused in (b"<!DOCTYPE a><a/>", b"<a"):
        try:
            xml(refused)
        except Exception:  # noqa: S112 it is what is refused that has to be loaded
            continue
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b'"a"\r\n')
    tables(out.getvalue())


def main(arguments: list[str]) -> None:
    """The file on standard input, `xml` or `tables` as the argument; JSON on standard output."""
    confine.limits(seconds=CPU_SECONDS, memory=MEMORY_BYTES)
    with open(0, "rb", buffering=0) as source, open(1, "wb", closefd=False) as target:
        raw = source.read()
        said: dict[str, Any]
        try:
            confine.no_calls()
            said = {"xml": xml(raw)} if arguments[0] == "xml" else {"tables": tables(raw)}
        except seccomp.Unavailable:
            said = {"problem": "unsafe"}
        except Unreadable as error:
            said = {"problem": str(error)}
        except MemoryError:
            said = {"problem": "large"}
        except Exception:  # of a hostile file a library may raise anything; nothing of it is told
            said = {"problem": "broken"}
        target.write(json.dumps(said).encode("utf-8", "backslashreplace"))


_warm()
