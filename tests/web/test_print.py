"""What leaves the printer: the text, without what one presses on a screen."""

import re
from pathlib import Path

ROOMS = Path(__file__).parents[2] / "src/waystation"
CLASS = re.compile(r"\.([a-z][a-z-]*)")


def test_texts_side_by_side_are_not_called_what_the_frame_leaves_out_on_paper() -> None:
    frame = (ROOMS / "web/static/web/waystation.css").read_text()
    left_out = re.search(r"@media print \{\s*([^{]+)\{ display: none !important; \}", frame)
    assert left_out
    unprinted = set(CLASS.findall(left_out[1]))
    assert {"side", "languages"} <= unprinted
    sheet = (ROOMS / "publication/static/publication/publication.css").read_text()
    assert unprinted.isdisjoint(CLASS.findall(re.sub(r"\{[^}]*\}", "", sheet)))
