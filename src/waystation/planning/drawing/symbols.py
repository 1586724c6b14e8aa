"""One shape for each kind of place, so that no colour is needed to tell them apart."""

from typing import Final

from waystation.planning.drawing.layout import Point
from waystation.planning.drawing.markup import Markup, number, tag

SHAPES: Final = {
    "origin": "M-7,-7H7V7H-7Z",
    "house": "M0,-9L9,-1H6V8H-6V-1H-9Z",
    "hub": "M0,-7L7,0L0,7L-7,0Z",
    "border": "M0,-8L8,7H-8Z",
    "dest": "M0,-9.5L2.7,-3.2L9.5,-2.8L4.3,1.6L6,8.2L0,4.6L-6,8.2L-4.3,1.6L-9.5,-2.8L-2.7,-3.2Z",
}


def symbol(kind: str, at: Point, title: str = "") -> Markup:
    inside = [tag("title", title)] if title else []
    return tag(
        "path", *inside, class_=f"place {kind}", d=SHAPES[kind], transform=f"translate({number(at.x)} {number(at.y)})"
    )


def key(kind: str, words: str) -> Markup:
    """A line of the legend."""
    drawn = tag("svg", symbol(kind, Point(11, 11)), viewBox="0 0 22 22", class_="key", aria_hidden="true")
    return tag("span", drawn, words, class_="of-key")
