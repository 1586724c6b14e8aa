"""Longitude and latitude on a plane, for pictures. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from math import cos, radians
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)
LARGEST_SCALE = 120.0
"""Units of a picture to a degree at most, so that two neighbouring towns do not fill it."""


def projected(
    spots: Mapping[Name, tuple[float, float]], width: float, heights: tuple[float, float], margin: float
) -> tuple[dict[Name, tuple[float, float]], float]:
    """Points at longitude and latitude in a picture, and its height between the two that are given.

    Equirectangular, true at the middle latitude; north is up, and everything stands `margin` from the edges.
    """
    least, most = heights
    if not spots:
        return {}, margin
    middle = (min(lat for _, lat in spots.values()) + max(lat for _, lat in spots.values())) / 2
    flat = {name: (lon * cos(radians(middle)), -lat) for name, (lon, lat) in spots.items()}
    left, top = (min(spot[axis] for spot in flat.values()) for axis in (0, 1))
    wide, high = (max(spot[axis] for spot in flat.values()) - first for axis, first in ((0, left), (1, top)))
    scale = min((width - 2 * margin) / (wide or 1e-9), (most - 2 * margin) / (high or 1e-9), LARGEST_SCALE)
    height = max(least, high * scale + 2 * margin)
    right, down = (width - wide * scale) / 2, (height - high * scale) / 2
    return {name: (right + (x - left) * scale, down + (y - top) * scale) for name, (x, y) in flat.items()}, height
