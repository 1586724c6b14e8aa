"""What a document or a table holds that is a ZIP of XML: DOCX, XLSX, PPTX, ODT, ODS. Runs in the bounded process."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from waystation.publication.layers import pictures
from waystation.publication.layers.found import BROKEN, HIDDEN, LARGE, OTHER, PROPERTIES, TEXT, Gathered, Unreadable
from waystation.publication.layers.printed import printed

UNPACKED: Final = 128 * 1024 * 1024  # bytes, of all parts together
MOST_PARTS: Final = 2_000
_PARAGRAPHS: Final = ("p", "h", "tr", "table-row", "si", "comment", "br", "tab", "s", "cr")
_BODY: Final = re.compile(r"(word/document\.xml|ppt/slides/slide\d+\.xml|(^|/)content\.xml)$")
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml$")
_PROPERTIES: Final = re.compile(r"(docProps/.*\.xml|(^|/)meta\.xml)$")
_COMMENTS: Final = re.compile(r"comments|people\.xml|annotation", re.IGNORECASE)
_PICTURE: Final = re.compile(r"\.(jpe?g|png|gif|webp|tiff?)$", re.IGNORECASE)
_OTHER_PICTURE: Final = re.compile(r"\.(emf|wmf|emz|wmz|bmp|jp2|heic|heif|avif|svm|pict|ico)$", re.IGNORECASE)
_BINARY: Final = re.compile(r"\.(bin|ole|docx|xlsx|pptx|pdf|vba|doc|xls)$", re.IGNORECASE)
_ALSO_XML: Final = (".vml", ".svg", ".xhtml", ".html", ".rdf")
_STYLING: Final = re.compile(r"(fontTable|theme\d*|webSettings|tableStyles|\[Content_Types\])\.xml$")
_FONTS: Final = (
    *("rFonts", "lsdException", "latin", "ea", "cs", "ascii", "hAnsi", "eastAsia", "typeface", "font", "rFont"),
    *("font-name", "font-family", "font-face", "name-asian", "name-complex", "font-name-asian", "font-name-complex"),
    *("font-family-asian", "font-family-complex", "schemaLocation"),
)
_SCHEMAS: Final = ("http://schemas.", "http://purl.", "urn:", "http://www.w3.org/")
_WORDY: Final = re.compile(r"[^\W\d_]{3}|\d{5}")
_MARKUP: Final = re.compile(r"<[^>]{0,2000}>")
_OF_A_MAC: Final = b"\x00\x05\x16\x07"
"""Begins what a Mac puts beside each file that it packs (AppleDouble, RFC 1740), by the name of that file."""
_GAP, _LARGEST = 64, 4 * 1024 * 1024
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
            parts = [(each.filename, archive.read(each)) for each in members]  # a name may be there twice
            _around(raw, archive, found)
    except Unreadable:
        raise
    except Exception:  # an archive may be broken in any way
        raise Unreadable(BROKEN) from None
    found.add(HIDDEN, "\n".join(dict.fromkeys(name for name, _content in parts)))
    shared = _shared(dict(parts))
    for name, content in sorted(parts, key=lambda part: (not _BODY.search(part[0]), part[0])):
        _part(name, content, shared, found)
    _not_shown(dict(parts), shared, found)


def _around(raw: bytes, archive: zipfile.ZipFile, found: Gathered) -> None:
    """What lies between the parts: files that were taken out of the list alone, words beside it."""
    found.add(HIDDEN, printed(archive.comment))
    end = 0
    for each in sorted(archive.infolist(), key=lambda one: one.header_offset):
        if each.header_offset - end > _GAP:
            _forgotten(raw[end : each.header_offset], found)
        name, extra = (int.from_bytes(raw[each.header_offset + at :][:2], "little") for at in (26, 28))
        end = each.header_offset + 30 + name + extra + each.compress_size
    if archive.start_dir - end > _GAP:
        _forgotten(raw[end : archive.start_dir], found)


def _forgotten(raw: bytes, found: Gathered) -> None:
    found.trace("revisions")
    found.add(HIDDEN, printed(raw))
    for start in re.finditer(rb"PK\x03\x04", raw):
        begin = start.start() + 30 + sum(int.from_bytes(raw[start.start() + at :][:2], "little") for at in (26, 28))
        with suppress(zlib.error):
            found.add(HIDDEN, _MARKUP.sub(" ", printed(zlib.decompressobj(-15).decompress(raw[begin:], _LARGEST))))


def _not_shown(parts: dict[str, bytes], shared: list[str], found: Gathered) -> None:
    """What cells said once and no cell says any more."""
    used = {
        int(number)
        for name, content in parts.items()
        if _SHEET.search(name)
        for number in re.findall(rb"<v>(\d{1,9})</v>", content)
    }
    found.add(HIDDEN, "\n".join(text for at, text in enumerate(shared) if at not in used), "xl/sharedStrings.xml")


def _part(name: str, content: bytes, shared: list[str], found: Gathered) -> None:
    if not content:  # LibreOffice writes an empty Configurations2/accelerator/current.xml
        return
    if content.startswith(_OF_A_MAC):
        found.add(HIDDEN, printed(content), name)
    elif name.endswith((".xml", ".rels")):
        _xml(name, _parsed(content), shared, found)
    elif name.endswith(_ALSO_XML):
        try:
            _xml(name, _parsed(content), shared, found)
        except Unreadable:
            found.add(HIDDEN, printed(content), name)
    elif "thumbnail" in name.casefold():
        found.trace("thumbnail")
        _picture(name, content, found)
    elif _PICTURE.search(name):
        _picture(name, content, found)
    elif _OTHER_PICTURE.search(name):
        found.trace("pictures")
        found.trace("unread_pictures")
        found.inside(content, name)
    elif _BINARY.search(name):
        found.trace("attachments")
        found.inside(content, name)
    elif name != "mimetype":
        found.inside(content, name)


def _picture(name: str, content: bytes, found: Gathered) -> None:
    found.trace("pictures")
    try:
        pictures.read(content, found, name)
    except Unreadable:
        found.trace("unread_pictures")
        found.add(HIDDEN, printed(content), name)


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
    """What stands in attributes: who wrote a change, what a bookmark is called, what a pivot table keeps, where a link
    leads. Names of fonts and schemas are of the format.
    """
    if _STYLING.search(name):
        return
    told = dict.fromkeys(
        value
        for element in root.iter()
        if _tag(element) not in _FONTS
        for key, value in element.attrib.items()
        if key.rpartition("}")[2] not in _FONTS and _WORDY.search(value) and not value.startswith(_SCHEMAS)
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
