"""A dossier as PDF. The same facts give the same bytes."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING

from django.utils import translation

from waystation.documentation.bands import Dot, Picture
from waystation.documentation.dossier import wording
from waystation.documentation.dossier.facts import Dossier

if TYPE_CHECKING:
    from waystation.casework.exchange.paper import Figure

_STEP = 20  # pairs after which it is told how far it is


def drawn(dossier: Dossier) -> Generator[float, None, bytes]:
    """Draws it, telling from time to time which part is done; returns the bytes."""
    from waystation.casework.exchange.paper import Sheet  # which brings numpy; the server starts without

    sheet, done, size = Sheet(dossier.title, dossier.made, dossier.language), 0, max(1, dossier.size)
    for section in dossier.sections:
        figure = _figure(section.picture) if section.picture is not None else None
        sheet.head(section.title, figure)
        if figure is not None:
            sheet.figure(figure)
        for label, text in section.pairs:
            sheet.pair(label, text)
            done += 1
            if done % _STEP == 0:
                yield done / size
    with translation.override(dossier.language):
        if sheet.missing:
            sheet.pair("", str(wording.MISSING % {"number": sheet.missing}))
    yield 1.0
    return sheet.bytes()


def _figure(picture: Picture) -> Figure:
    """The timeline as plain shapes: a band for each group, a dot or a bar for each day, and its words."""
    from waystation.casework.exchange.paper import Figure
    from waystation.documentation.bands import LANE, WIDTH

    found = Figure(WIDTH, picture.height, LANE)
    for tick in picture.ticks:
        found.line(tick.at, 6, picture.height)
        found.text(tick.at + 4, 17, tick.text)
    for band in picture.bands:
        found.rectangle(0, band.top, WIDTH, band.height, 245)
        found.text(12, band.top + 15, band.name)
        for dot in band.dots:
            _dot(found, dot)
    return found


def _dot(found: Figure, dot: Dot) -> None:
    if dot.is_long:
        found.rectangle(dot.first, float(dot.bar_y), dot.last - dot.first, float(dot.bar_height), 120)
    else:
        found.rectangle(dot.first - 4, float(dot.y) - 4, 8, 8, 60)
    wide = "right" if dot.words == "before" else "left"
    for y, said in dot.lines:
        found.text(dot.words_at, float(y), said, wide)
