"""Pages of a PDF, drawn as pictures by PDFium built without JavaScript. Runs in the bounded process.

Nothing in the document is followed or started: forms are not set up, so that no action runs; files that are attached
inside stay inside. Letters of fonts that the document does not carry may be missing, since no font can be opened.
"""

from __future__ import annotations

import math

import pypdfium2

from waystation.files.errors import Broken
from waystation.files.pictures import encoded

SIDE = 1600  # pixels, of the longer side
_LARGEST_SCALE = 3.0


def _open(raw: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError:
        raise Broken from None


def pages(raw: bytes) -> int:
    """How many pages it has. Raises Broken, also for what a password protects."""
    return len(_open(raw))


def draw(raw: bytes, page: int, form: str = "PNG") -> bytes:
    """One page as PNG or JPEG. Raises Broken."""
    found = _open(raw)[page]
    longer = max(found.get_size())
    if not math.isfinite(longer) or longer <= 0:
        raise Broken
    scale = min(_LARGEST_SCALE, SIDE / longer)
    return encoded(found.render(scale=scale, may_draw_forms=False).to_pil(), form)
