"""A document as PDF, of headings and texts.

The letters are those of DejaVu Sans, which has Cyrillic with the palochka; only those used are embedded. A letter that
it has not becomes a square here: the library would write it into the log.
"""

import logging
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos

_FONT, _FAMILY, _MISSING = Path(__file__).parent / "fonts" / "DejaVuSans.ttf", "dejavu", "□"
_SIZES = {"title": 18, "section": 13, "label": 9, "text": 11}

for _name in ("fpdf", "fontTools"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # they tell which letters a text has


class Sheet:
    """One document. Texts are text: nothing in them is markup."""

    def __init__(self, title: str) -> None:
        self._pdf = FPDF(format="A4")
        self._pdf.add_font(_FAMILY, fname=_FONT)
        self._known = self._pdf.fonts[_FAMILY].cmap  # type: ignore[union-attr]
        self._pdf.set_auto_page_break(True, margin=18)
        self._pdf.set_margins(20, 18)
        self._pdf.add_page()
        self.put("title", title)

    def put(self, style: str, text: str) -> None:
        self._pdf.set_font(_FAMILY, size=_SIZES[style])
        text = "".join(letter if letter == "\n" or ord(letter) in self._known else _MISSING for letter in text)
        self._pdf.multi_cell(0, text=text, h=_SIZES[style] * 0.55, new_x=XPos.LMARGIN, new_y=YPos.NEXT, align="L")

    def section(self, title: str, pairs: list[tuple[str, str]]) -> None:
        self._pdf.ln(5)
        self.put("section", title)
        for label, text in pairs:
            self._pdf.ln(1.5)
            if label:
                self.put("label", label)
            self.put("text", text)

    def bytes(self) -> bytes:
        return bytes(self._pdf.output())
