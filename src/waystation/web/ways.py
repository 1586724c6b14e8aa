"""From where to where, in languages of both directions.

An arrow is not turned round by itself where a page runs from right to left, and two names in Latin letters keep their
order there: each name stands alone (U+2068 to U+2069), and the arrow shows where reading goes on.
"""

from __future__ import annotations

from django.utils.translation import get_language_bidi


def onward() -> str:
    """An arrow in the direction of reading."""
    return "←" if get_language_bidi() else "→"


def from_to(*points: object) -> str:
    """The points one after the other with arrows between them, as plain text."""
    if get_language_bidi():
        return " ← ".join(f"\u2068{point}\u2069" for point in points)
    return " → ".join(map(str, points))
