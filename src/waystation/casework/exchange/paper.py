"""A document as PDF, of headings, texts and drawings of plain shapes.

The letters are those of DejaVu Sans, which has Cyrillic with the palochka, Arabic with what Persian adds, and Hebrew;
only those used are embedded. A letter that it has not becomes a square here: the library would write it into the log.
What runs from right to left is ordered and joined by HarfBuzz, paragraph by paragraph; every other text is set as ever.
"""

import io
import logging
import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fpdf import FPDF
from fpdf.bidi import auto_detect_base_direction
from fpdf.enums import TextDirection, XPos, YPos

_FONT, _FAMILY, _MISSING = Path(__file__).parent / "fonts" / "DejaVuSans.ttf", "dejavu", "□"
_MARGIN = 18  # millimetres, above and below
_BASE = 0.8  # of its height: how far below its top a cell's letters stand
_FIRST_ROWS = 4  # of a figure: fewer do not stand alone
_SIZES = {"title": 18, "section": 13, "label": 9, "text": 11}

_TURNED = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Letters that run from right to left: Hebrew, Arabic and their neighbours."""

_STRONG = frozenset({"L", "R", "AL", "AN", "EN"})
_SIDE_BY_SIDE = 200  # letters without a direction; of more the library's algorithm would run out of stack

_ABOUT = """<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmp:CreateDate="{made}" xmp:ModifyDate="{made}">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description></rdf:RDF></x:xmpmeta>"""

for _name in ("fpdf", "fontTools"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)  # they tell which letters a text has


def _about(made: datetime) -> str:
    """What a file to be kept says of itself (XMP): the library's own would hold the moment at which it is drawn."""
    return _ABOUT.format(made=made.astimezone(UTC).isoformat(timespec="seconds"))


def _parted(text: str) -> str:
    """A paragraph with a mark that nobody sees in each long row of signs that have no direction."""
    mark = "\u200f" if auto_detect_base_direction(text) is TextDirection.RTL else "\u200e"
    found, row = list[str](), 0
    for letter in text:
        row = 0 if unicodedata.bidirectional(letter) in _STRONG else row + 1
        found.append(letter)
        if row == _SIDE_BY_SIDE:
            found.append(mark)
            row = 0
    return "".join(found)


@dataclass(frozen=True)
class Drawing:
    """Shapes in units of their own, of which `filled` are grey, with short texts on them."""

    caption: str
    width: float
    height: float
    shapes: Sequence[tuple[tuple[float, float], ...]]
    filled: frozenset[int]
    marks: Sequence[tuple[float, float, str]]


class Figure:
    """Lines, rectangles and texts in units of their own, `width` of which are as wide as the page.

    One that is higher than a page goes on on the next: `step` is the height of a row, through which no page breaks.
    """

    def __init__(self, width: float, height: float, step: float) -> None:
        self.width, self.height, self.step = width, height, step
        self.lines: list[tuple[float, float, float]] = []
        self.rectangles: list[tuple[float, float, float, float, int]] = []
        self.texts: list[tuple[float, float, str, str]] = []

    def line(self, x: float, top: float, bottom: float) -> None:
        """An upright line."""
        self.lines.append((x, top, bottom))

    def rectangle(self, x: float, y: float, wide: float, high: float, grey: int) -> None:
        """A filled rectangle; 0 is black and 255 white."""
        self.rectangles.append((x, y, wide, high, grey))

    def text(self, x: float, y: float, text: str, side: str = "left") -> None:
        """A text that stands on y and begins at x, or ends there (`right`)."""
        self.texts.append((x, y, text, side))


class Sheet:
    """One document. Texts are text: nothing in them is markup.

    With `made`, which then stands in it as the time of its making, the same texts give the same bytes, and the file is
    one to be kept: PDF/A-2b (ISO 19005-2). `missing` counts the letters that the font has not. `language` (BCP 47) is
    for whoever has it read aloud.
    """

    def __init__(self, title: str, made: datetime | None = None, language: str = "") -> None:
        self._pdf = FPDF(format="A4", enforce_compliance=None if made is None else "PDF/A-2B")
        if language:
            self._pdf.set_lang(language)
        if made is not None:
            self._pdf.set_creation_date(made)
            self._pdf.set_xmp_metadata(_about(made))
        self._pdf.add_font(_FAMILY, fname=_FONT)
        self.missing = 0
        self._known = self._pdf.fonts[_FAMILY].cmap  # type: ignore[union-attr]
        self._pdf.set_auto_page_break(True, margin=_MARGIN)
        self._pdf.set_margins(20, _MARGIN)
        self._pdf.add_page()
        self.put("title", title)

    def put(self, style: str, text: str) -> None:
        self._pdf.set_font(_FAMILY, size=_SIZES[style])
        for paragraph in self._lines(self._shown(text)):
            with self._set(paragraph) as direction:
                self._pdf.multi_cell(
                    0,
                    text=paragraph or "\n",
                    h=_SIZES[style] * 0.55,
                    new_x=XPos.LMARGIN,
                    new_y=YPos.NEXT,
                    align="R" if direction is TextDirection.RTL else "L",
                )

    def _lines(self, text: str) -> list[str]:
        """The paragraphs of a text, each of which has a direction of its own; one where all run the same way."""
        return list(map(_parted, text.split("\n"))) if _TURNED.search(text) else [text]

    @contextmanager
    def _set(self, text: str) -> Iterator[TextDirection]:
        """While a text is set: its letters are ordered and joined where some run from right to left."""
        if not _TURNED.search(text):
            yield TextDirection.LTR
            return
        direction = auto_detect_base_direction(text)
        self._pdf.set_text_shaping(True, direction=direction)
        try:
            yield direction
        finally:
            self._pdf.set_text_shaping(False)

    def _shown(self, text: str) -> str:
        lacking = {letter for letter in set(text) if letter != "\n" and ord(letter) not in self._known}
        unseen = {
            letter for letter in lacking if unicodedata.category(letter) == "Cf"
        }  # marks of direction and the like
        lacking -= unseen
        self.missing += sum(text.count(letter) for letter in lacking)
        return text.translate({ord(letter): _MISSING for letter in lacking} | dict.fromkeys(map(ord, unseen)))

    def section(self, title: str, pairs: list[tuple[str, str]]) -> None:
        self.head(title)
        for label, text in pairs:
            self.pair(label, text)

    def head(self, title: str, before: Figure | None = None) -> None:
        """The heading of a section, which does not stand alone below a page, nor without the first rows of a figure."""
        self._pdf.ln(5)
        self._begin_with("section", "label", "text", high=_FIRST_ROWS * self._row(before) + 3 if before else 0.0)
        self.put("section", title)

    def pair(self, label: str, text: str) -> None:
        """A text, with a small label above it where there is one."""
        self._pdf.ln(1.5)
        if label:
            self._begin_with("label", "text")
            self.put("label", label)
        self.put("text", text)

    def _row(self, figure: Figure) -> float:
        """How high a row of a figure is, in millimetres."""
        return figure.step * self._pdf.epw / figure.width

    def _begin_with(self, *styles: str, high: float = 0.0) -> None:
        """Begins a page where a line of each, and so many millimetres more, do not fit on this one."""
        high += sum(_SIZES[style] * 0.55 for style in styles) + 2
        if self._pdf.get_y() + high > self._pdf.h - self._pdf.b_margin:
            self._pdf.add_page()

    def figure(self, figure: Figure) -> None:
        """A figure as wide as the page, on as many pages as it takes."""
        pdf = self._pdf
        pdf.ln(3)
        scale = pdf.epw / figure.width
        start = 0.0
        while start < figure.height:
            room = (pdf.h - pdf.b_margin - pdf.get_y()) / scale
            rows = int(room // figure.step)
            if rows < min(_FIRST_ROWS, figure.height / figure.step):
                pdf.add_page()
                continue
            high, top = min(rows * figure.step, figure.height - start), pdf.get_y()
            self._part(figure, start, start + high, top, scale)
            pdf.set_xy(pdf.l_margin, top + high * scale)
            start += high

    def _part(self, figure: Figure, start: float, end: float, top: float, scale: float) -> None:
        pdf, left = self._pdf, self._pdf.l_margin
        for x, y, wide, high, grey in figure.rectangles:
            first, last = max(y, start), min(y + high, end)
            if first < last:
                pdf.set_fill_color(grey)
                pdf.rect(
                    left + x * scale, top + (first - start) * scale, wide * scale, (last - first) * scale, style="F"
                )
        pdf.set_draw_color(190)
        for x, above, below in figure.lines:
            first, last = max(above, start), min(below, end)
            if first < last:
                at = left + x * scale
                pdf.line(at, top + (first - start) * scale, at, top + (last - start) * scale)
        pdf.set_font(_FAMILY, size=6)
        for x, y, text, side in figure.texts:
            if start <= y < end:
                (said,) = self._lines(" ".join(self._shown(text).splitlines()))
                self._stand(left + x * scale, top + (y - start) * scale, said, side)

    def _stand(self, x: float, y: float, text: str, side: str) -> None:
        """A text that stands on y and begins at x, or ends there (`right`)."""
        pdf = self._pdf
        with self._set(text):
            wide = pdf.get_string_width(text)
            first = x - wide if side == "right" else x
            if not _TURNED.search(text):
                pdf.text(first, y, text)
                return
            pdf.set_auto_page_break(False)  # a cell alone orders its letters, and would also begin a page
            pdf.set_xy(first - pdf.c_margin, y - _BASE * pdf.font_size)
            pdf.cell(wide + 2 * pdf.c_margin, pdf.font_size, text, align="L")
            pdf.set_auto_page_break(True, margin=_MARGIN)

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

    def picture(self, content: bytes, caption: str) -> None:
        """A photograph as JPEG under its caption, at most as wide as the page and half as high.

        Its bytes go in as they are: no decoder looks at them. Raises ValueError for what is something else.
        """
        if not content.startswith(b"\xff\xd8\xff") or b"ICC_PROFILE" in content:
            raise ValueError("not a photograph as it is drawn anew")
        pdf = self._pdf
        wide, high = pdf.epw, pdf.eph / 2
        if pdf.get_y() + high + 20 > pdf.h - pdf.b_margin:
            pdf.add_page()
        pdf.ln(3)
        self.put("label", caption)
        top = pdf.get_y() + 1
        shown = pdf.image(io.BytesIO(content), x=pdf.l_margin, y=top, w=wide, h=high, keep_aspect_ratio=True)
        pdf.set_xy(pdf.l_margin, top + min(high, wide * shown.height / shown.width))

    def bytes(self) -> bytes:
        return bytes(self._pdf.output())
