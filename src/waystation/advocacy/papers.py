"""A letter as a file: PDF, DOCX or text. The same letter gives the same bytes."""

from collections.abc import Callable
from typing import Final

from waystation.advocacy import docx
from waystation.advocacy.letters import Letter

PDF, DOCX, TEXT = KINDS = ("pdf", "docx", "txt")
TYPES: Final = {
    PDF: ("application", "pdf"),
    DOCX: ("application", "vnd.openxmlformats-officedocument.wordprocessingml.document"),
    TEXT: ("text", "plain"),
}


def file(letter: Letter, kind: str) -> bytes:
    """The letter as a file of one of KINDS."""
    make: dict[str, Callable[[Letter], bytes]] = {PDF: as_pdf, DOCX: as_docx, TEXT: as_text}
    return make[kind](letter)


def as_text(letter: Letter) -> bytes:
    """UTF-8, its lines ended as mail programs and old editors expect."""
    blocks = [letter.draft] if letter.draft else []
    blocks.append("\n".join(f"{label}: {_beside(text)}" for label, text in letter.head))
    blocks.append(letter.title)
    blocks += ["\n".join(filter(None, (each.heading.upper(), each.text))) for each in letter.parts]
    blocks.append(f"-- \n{letter.signed}")
    return "\n\n".join(blocks).replace("\n", "\r\n").encode() + b"\r\n"


def _beside(text: str) -> str:
    return ", ".join(text.split("\n"))


def as_pdf(letter: Letter) -> bytes:
    """PDF/A-2b."""
    from waystation.casework.exchange.paper import Sheet  # which brings numpy; the server starts without

    sheet = Sheet(letter.title, letter.made, letter.language)
    if letter.draft:
        sheet.put("section", letter.draft)
    for label, text in letter.head:
        sheet.pair(label, text)
    for part in letter.parts:
        if part.heading:
            sheet.head(part.heading)
        if part.text:
            sheet.pair("", part.text)
    sheet.head("")
    sheet.pair(letter.signature, letter.signed)
    return sheet.bytes()


def as_docx(letter: Letter) -> bytes:
    """Office Open XML, which Word and LibreOffice open."""
    paragraphs = [(docx.HEADING, letter.draft)] if letter.draft else []
    paragraphs.append((docx.TITLE, letter.title))
    paragraphs += [(docx.TEXT, f"{label}: {_beside(text)}") for label, text in letter.head]
    for part in letter.parts:
        paragraphs += [(docx.HEADING, part.heading)] if part.heading else []
        paragraphs += [(docx.TEXT, line) for line in part.text.split("\n") if part.text]
    paragraphs.append((docx.TEXT, f"{letter.signature}: {letter.signed}"))
    return docx.written(paragraphs, letter.made, letter.language)
