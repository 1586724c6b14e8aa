"""Paragraphs as a file of Office Open XML (ECMA-376, WordprocessingML). Pure.

It holds nothing besides: no name of a program, of a computer or of whoever wrote it. The same paragraphs of the same
moment give the same bytes. A paragraph whose first letter runs from right to left stands so.
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final
from xml.sax.saxutils import escape, quoteattr

TITLE, HEADING, TEXT = STYLES = ("Title", "Heading1", "Normal")

_MAIN: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PARTS: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TURNED: Final = re.compile(
    "([\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+(?:[ \u00a0]+[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+)*)"
)
"""Letters that run from right to left, with the spaces between them."""
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

_CONTENT_TYPES: Final = (
    f'{_HEAD}<Types xmlns="{_PARTS}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
    '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
)
_RELATIONSHIPS: Final = (
    f'{_HEAD}<Relationships xmlns="{_PARTS}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    f'<Relationship Id="rId2" Type="{_PARTS}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>"
)
_OF_DOCUMENT: Final = (
    f'{_HEAD}<Relationships xmlns="{_PARTS}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
)


def written(paragraphs: Iterable[tuple[str, str]], made: datetime, language: str = "") -> bytes:
    """The file: each paragraph with one of STYLES. `language` (BCP 47) is for spelling and for reading aloud."""
    files = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": _RELATIONSHIPS,
        "word/document.xml": _document(paragraphs),
        "word/_rels/document.xml.rels": _OF_DOCUMENT,
        "word/styles.xml": _styles(language),
        "docProps/core.xml": _core(made),
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _document(paragraphs: Iterable[tuple[str, str]]) -> str:
    body = "".join(_paragraph(style, text) for style, text in paragraphs)
    page = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>' + _margins() + "</w:sectPr>"
    return f'{_HEAD}<w:document xmlns:w="{_MAIN}"><w:body>{body}{page}</w:body></w:document>'


def _margins() -> str:
    sides = ("top", "right", "bottom", "left")
    return (
        "<w:pgMar " + " ".join(f'w:{side}="1134"' for side in sides) + ' w:header="567" w:footer="567" w:gutter="0"/>'
    )


def _paragraph(style: str, text: str) -> str:
    text = _NOT_XML.sub("", text).encode("utf-8", "replace").decode()
    turned = "<w:bidi/>" if _is_turned(text) else ""
    runs = "".join(_run(part, bool(number % 2)) for number, part in enumerate(_TURNED.split(text)) if part)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{turned}</w:pPr>{runs}</w:p>'


def _is_turned(text: str) -> bool:
    """Whether the first letter that has a direction runs from right to left (Unicode Standard Annex 9, P2 and P3)."""
    ways = (unicodedata.bidirectional(letter) for letter in text)
    return next((way for way in ways if way in ("L", "R", "AL")), "L") != "L"


def _run(text: str, turned: bool) -> str:
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{'<w:rPr><w:rtl/></w:rPr>' if turned else ''}{lines}</w:r>"


def _styles(language: str) -> str:
    lang = f"<w:lang w:val={quoteattr(language)}/>" if language else ""
    font = '<w:rFonts w:ascii="DejaVu Sans" w:hAnsi="DejaVu Sans" w:cs="DejaVu Sans"/>'
    plain = f"<w:docDefaults><w:rPrDefault><w:rPr>{font}{_size(22)}{lang}</w:rPr></w:rPrDefault></w:docDefaults>"
    named = _style(TEXT, "Normal", 22, 120, more=' w:default="1"')
    named += _style(HEADING, "heading 1", 26, 120, before=240, level=0) + _style(TITLE, "Title", 36, 240)
    return f'{_HEAD}<w:styles xmlns:w="{_MAIN}">{plain}{named}</w:styles>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _style(
    code: str, name: str, size: int, after: int, *, before: int = 0, level: int | None = None, more: str = ""
) -> str:
    keep = "<w:keepNext/>" if level is not None else ""
    outline = "" if level is None else f'<w:outlineLvl w:val="{level}"/>'
    spacing = f'<w:spacing w:before="{before}" w:after="{after}"/>'
    bold = "<w:b/><w:bCs/>" if code != TEXT else ""
    return (
        f'<w:style w:type="paragraph"{more} w:styleId="{code}"><w:name w:val="{name}"/><w:qFormat/>'
        f"<w:pPr>{keep}{spacing}{outline}</w:pPr><w:rPr>{bold}{_size(size)}</w:rPr></w:style>"
    )


def _core(made: datetime) -> str:
    moment = made.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PARTS}/metadata/core-properties"'
        ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created></cp:coreProperties>'
    )
