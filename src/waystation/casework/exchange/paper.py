"""A document as PDF, of headings, texts and drawings of plain shapes.

The letters are those of DejaVu Sans, which has Cyrillic with the palochka; only those used are embedded. A letter that
it has not becomes a square here: the library would write it into the log.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos

_FONT, _FAMILY, _MISSING = Path(__file__).parent / "fonts" / "DejaVuSans.ttf", "dejavu", "□"
_SIZES = {"title": 18, "section": 13, "label": 9, "text": 11}

for _name in ("fpdf", "fontTools"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # they tell which letters a text has


@dataclass(frozen=True)
class Drawing:
    """Shapes in units of their own, of which `filled` are grey, with short texts on them."""

    caption: str
    width: float
    height: float
    shapes: Sequence[tuple[tuple[float, float], ...]]
    filled: frozenset[int]
    marks: Sequence[tuple[float, float, str]]


class Sheet:
    """One document. Texts are text: nothing in them is markup.

    With `made`, which then stands in it as the time of its making, the same texts give the same bytes.
    """

    def __init__(self, title: str, made: datetime | None = None) -> None:
        self._pdf = FPDF(format="A4")
        if made is not None:
            self._pdf.set_creation_date(made)
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

    def beside(self, drawings: Sequence[Drawing], wide: float = 74) -> None:
        """Drawings beside each other, each as many millimetres wide as said."""
        pdf = self._pdf
        high = max(wide * each.height / each.width for each in drawings) + 8
        if pdf.get_y() + high > pdf.h - pdf.b_margin:
            pdf.add_page()
        pdf.ln(3)
        top = pdf.get_y()
        for place, each in enumerate(drawings):
            self._draw(each, pdf.l_margin + place * (wide + 8), top, wide / each.width)
        pdf.set_xy(pdf.l_margin, top + high)

    def _draw(self, drawing: Drawing, left: float, top: float, scale: float) -> None:
        pdf = self._pdf
        pdf.set_font(_FAMILY, size=_SIZES["label"])
        pdf.text(left, top + 3, drawing.caption)
        pdf.set_draw_color(90)
        pdf.set_fill_color(200)
        for number, shape in enumerate(drawing.shapes):
            points = [(left + x * scale, top + 6 + y * scale) for x, y in shape]
            pdf.polygon(points, style="DF" if number in drawing.filled else "D")
        pdf.set_font(_FAMILY, size=6)
        for x, y, text in drawing.marks:
            pdf.text(left + x * scale - pdf.get_string_width(text) / 2, top + 6 + y * scale + 0.8, text)

    def bytes(self) -> bytes:
        return bytes(self._pdf.output())
