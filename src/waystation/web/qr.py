"""QR codes (ISO/IEC 18004) as one SVG path: no picture file, no script."""

from itertools import groupby

import segno


def qr_path(text: str) -> tuple[int, str]:
    """The path of unit squares, and the side of its field with the quiet zone."""
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix_iter(border=4)]
    path = ""
    for y, row in enumerate(rows):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            path += f"M{x} {y}h{length}v1h-{length}z" if dark else ""
            x += length
    return len(rows), path
