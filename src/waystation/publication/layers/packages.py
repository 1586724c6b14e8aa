"""What a document or a table holds that is a ZIP of XML: DOCX, XLSX, PPTX, ODT, ODS. Runs in the bounded process."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from waystation.publication.layers import pictures
from waystation.publication.layers.found import BROKEN, HIDDEN, LARGE, OTHER, PROPERTIES, TEXT, Gathered, Unreadable

UNPACKED: Final = 128 * 1024 * 1024  # bytes, of all parts together
MOST_PARTS: Final = 2_000
_PARAGRAPHS: Final = ("p", "h", "tr", "table-row", "si", "comment", "br", "tab", "s", "cr")
_NAMED: Final = ("author", "initials", "title", "descr", "displayName", "creator", "alt", "userId", "tooltip", "href")
_BODY: Final = re.compile(r"(word/document\.xml|ppt/slides/slide\d+\.xml|(^|/)content\.xml)$")
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml$")
_PROPERTIES: Final = re.compile(r"(docProps/.*\.xml|(^|/)meta\.xml)$")
_COMMENTS: Final = re.compile(r"comments|people\.xml|annotation", re.IGNORECASE)
_PICTURE: Final = re.compile(r"\.(jpe?g|png|gif|webp|tiff?)$", re.IGNORECASE)
_BINARY: Final = re.compile(r"\.(bin|ole|docx|xlsx|pptx|pdf|vba|doc|xls)$", re.IGNORECASE)
_OUR_KINDS: Final = ("[Content_Types].xml", "mimetype")
_AUTHORS: Final = ("creator", "lastModifiedBy", "initial-creator", "Company", "Manager")


def read(raw: bytes, found: Gathered) -> None:
    """Adds every text of the parts of a document, seen and unseen. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = [each for each in archive.infolist() if not each.is_dir()]
            if len(members) > MOST_PARTS or sum(each.file_size for each in members) > UNPACKED:
                raise Unreadable(LARGE)
            if not any(each.filename in _OUR_KINDS for each in members):
                raise Unreadable(OTHER)
            parts = {each.filename: archive.read(each) for each in members}
    except Unreadable:
        raise
    except Exception:  # an archive may be broken in any way
        raise Unreadable(BROKEN) from None
    shared = _shared(parts)
    for name, content in sorted(parts.items(), key=lambda part: (not _BODY.search(part[0]), part[0])):
        _part(name, content, shared, found)


def _part(name: str, content: bytes, shared: list[str], found: Gathered) -> None:
    if name.endswith((".xml", ".rels")):
        _xml(name, _parsed(content), shared, found)
    elif "thumbnail" in name.casefold():
        found.trace("thumbnail")
        _picture(name, content, found)
    elif _PICTURE.search(name):
        _picture(name, content, found)
    elif _BINARY.search(name):
        found.trace("attachments")
        found.add(HIDDEN, pictures.printed(content), name)


def _picture(name: str, content: bytes, found: Gathered) -> None:
    found.trace("pictures")
    try:
        pictures.read(content, found, name)
    except Unreadable:
        found.add(HIDDEN, pictures.printed(content), name)


def _parsed(content: bytes) -> Element:
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except Exception:  # of a hostile file a parser may raise anything
        raise Unreadable(BROKEN) from None
    return root


def _xml(name: str, root: Element, shared: list[str], found: Gathered) -> None:
    if name.endswith("sharedStrings.xml"):
        return
    if _SHEET.search(name):
        found.add(TEXT, _rows(root, shared), name)
    else:
        text = _texts(root)
        where = TEXT if _BODY.search(name) else PROPERTIES if _PROPERTIES.search(name) else HIDDEN
        found.add(where, text, name)
        if _COMMENTS.search(name) and text.strip():
            found.trace("comments")
    for element in root.iter():
        _traces(element, found)
    _attributes(root, name, found)


def _traces(element: Element, found: Gathered) -> None:
    tag = _tag(element)
    if tag in ("delText", "del", "deletion", "moveFrom", "tracked-changes"):
        found.trace("deleted")
    if tag in ("vanish", "webHidden") or element.get("state") in ("hidden", "veryHidden"):
        found.trace("hidden")
    if tag in ("row", "col") and element.get("hidden") == "1":
        found.trace("hidden")
    if tag in ("annotation", "comment"):
        found.trace("comments")
    if tag in _AUTHORS and (element.text or "").strip():
        found.trace("author")
    if element.get("TargetMode") == "External":
        found.trace("links")


def _attributes(root: Element, name: str, found: Gathered) -> None:
    """What stands in attributes: who wrote a change, what is said for those who see no picture, where a link leads."""
    told = dict.fromkeys(
        value
        for element in root.iter()
        for key, value in element.attrib.items()
        if key.rpartition("}")[2] in _NAMED or element.get("TargetMode") == "External"
    )
    found.add(HIDDEN, "\n".join(told), name)


def _tag(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _texts(root: Element) -> str:
    """All texts, those of one paragraph together: a word may lie in several runs."""
    return "".join(_pieces(root))


def _pieces(element: Element) -> Iterator[str]:
    stack: list[Any] = [element]
    while stack:
        each = stack.pop()
        if isinstance(each, str):
            yield each
            continue
        if each.text:
            yield each.text
        after = (
            "\n" if _tag(each) in _PARAGRAPHS or not len(each) and _tag(each) not in ("t", "delText", "span") else ""
        )
        stack.append(after)
        for child in reversed(each):
            if child.tail:
                stack.append(child.tail)
            stack.append(child)


def _shared(parts: dict[str, bytes]) -> list[str]:
    content = parts.get("xl/sharedStrings.xml")
    if content is None:
        return []
    return ["".join(each.itertext()) for each in _parsed(content) if _tag(each) == "si"]


def _rows(root: Element, shared: list[str]) -> str:
    """The cells of a sheet, a line for each of its rows."""
    lines: list[str] = []
    for row in root.iter():
        if _tag(row) != "row":
            continue
        number = row.get("r", "")
        while number.isdecimal() and len(lines) + 1 < min(int(number), len(lines) + 200):
            lines.append("")
        lines.append("\t".join(_cell(cell, shared) for cell in row if _tag(cell) == "c"))
    others = [_texts(each) for each in root if _tag(each) in ("headerFooter", "dataValidations", "hyperlinks")]
    return "\n".join([*lines, *others])


def _cell(cell: Element, shared: list[str]) -> str:
    said = "".join(text for child in cell if _tag(child) in ("v", "is") for text in child.itertext())
    if cell.get("t") == "s" and said.isdecimal():
        return shared[int(said)] if int(said) < len(shared) else ""
    return said
