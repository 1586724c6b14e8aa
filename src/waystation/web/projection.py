"""Longitude and latitude on a plane, for pictures. Pure."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from math import cos, radians
from typing import TypeVar

Name = TypeVar("Name", bound=Hashable)
Spot = tuple[float, float]
LARGEST_SCALE = 120.0
"""Units of a picture to a degree at most, so that two neighbouring towns do not fill it."""


@dataclass(frozen=True)
class Projection:
    """Equirectangular, true at the middle latitude; north is up. `height` is that of the picture."""

    height: float
    middle: float
    scale: float
    right: float
    down: float

    def at(self, longitude: float, latitude: float) -> Spot:
        """Where a point of the earth stands in the picture."""
        x, y = _flat((longitude, latitude), self.middle)
        return self.right + x * self.scale, self.down + y * self.scale


def fitted(spots: Collection[Spot], width: float, heights: Spot, margin: float) -> Projection:
    """The projection in which some points fill a picture, `margin` from its edges; at least one point is needed.

    Its height is between the two that are given.
    """
    least, most = heights
    middle = (min(lat for _, lat in spots) + max(lat for _, lat in spots)) / 2
    flat = [_flat(spot, middle) for spot in spots]
    left, top = (min(spot[axis] for spot in flat) for axis in (0, 1))
    wide, high = (max(spot[axis] for spot in flat) - first for axis, first in ((0, left), (1, top)))
    scale = min((width - 2 * margin) / (wide or 1e-9), (most - 2 * margin) / (high or 1e-9), LARGEST_SCALE)
    height = max(least, high * scale + 2 * margin)
    right, down = (width - wide * scale) / 2 - left * scale, (height - high * scale) / 2 - top * scale
    return Projection(height, middle, scale, right, down)


def _flat(spot: Spot, middle: float) -> Spot:
    longitude, latitude = spot
    return longitude * cos(radians(middle)), -latitude


def projected(spots: Mapping[Name, Spot], width: float, heights: Spot, margin: float) -> tuple[dict[Name, Spot], float]:
    """Points at longitude and latitude in a picture that they fill, and its height. Of none there is a margin alone."""
    if not spots:
        return {}, margin
    found = fitted(list(spots.values()), width, heights, margin)
    return {name: found.at(*spot) for name, spot in spots.items()}, found.height
