"""Positions that are written as a code: MGRS and UTM, plus codes and geohashes, each as degrees.

Sources: the Krüger series of order three as Karney has it (Transverse Mercator with an accuracy of a few nanometers,
2011) on WGS 84; NGA.STND.0037 for the squares of MGRS; the Open Location Code specification 1.0; Niemeyer's geohash.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import cycle
from typing import Final

Degrees = tuple[float, float]
"""Latitude and longitude."""

_BANDS: Final = "CDEFGHJKLMNPQRSTUVWX"
_BAND_HIGH, _FIRST_BAND = 8, -80
_COLUMNS: Final = ("STUVWXYZ", "ABCDEFGH", "JKLMNPQR")
_ROWS: Final = ("FGHJKLMNPQRSTUVABCDE", "ABCDEFGHJKLMNPQRSTUV")
_SQUARE, _CYCLE = 100_000, 2_000_000
"""Metres: of a square, and after which the letters of rows come again."""
_MGRS: Final = re.compile(
    r"(?<!\w)(\d{1,2})\s?([C-HJ-NP-X])\s?([A-HJ-NP-Z])([A-HJ-NP-V])\s?(\d{2,5})[\s,]?(\d{2,5})(?!\w)", re.IGNORECASE
)
_UTM: Final = re.compile(
    r"(?<!\w)(\d{1,2})\s?([C-HJ-NP-X])[\s,;]{1,3}(?:E\s?)?(\d{6})(?:[.,]\d{1,4})?\s?m?E?[\s,;/]{1,3}"
    r"(?:N\s?)?(\d{6,8})(?:[.,]\d{1,4})?(?!\d)",
    re.IGNORECASE,
)
_PLUS: Final = "23456789CFGHJMPQRVWX"
_PLUS_CODE: Final = re.compile(rf"(?<!\w)([{_PLUS}]{{8}}|[{_PLUS}]{{4}})\+([{_PLUS}]{{2,5}})(?!\w)", re.IGNORECASE)
_WHOLE_CODE, _PAIRED = 8, 10
_GEOHASH: Final = "0123456789bcdefghjkmnpqrstuvwxyz"
_HASHED: Final = re.compile(rf"(?<!\w)(?=[a-z]{{0,12}}\d)(?=\d{{0,12}}[a-z])[{_GEOHASH}]{{6,12}}(?!\w)")
_ZONES: Final = range(1, 61)


def _series() -> tuple[float, tuple[float, ...], tuple[float, ...]]:
    flat = 1 / 298.257223563
    n = flat / (2 - flat)
    radius = 6_378_137 / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    beta = (n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96, n**2 / 48 + n**3 / 15, 17 * n**3 / 480)
    delta = (2 * n - 2 * n**2 / 3 - 2 * n**3, 7 * n**2 / 3 - 8 * n**3 / 5, 56 * n**3 / 15)
    return 0.9996 * radius, beta, delta


_RADIUS, _BETA, _DELTA = _series()


def from_utm(zone: int, easting: float, northing: float, *, south: bool) -> Degrees:
    """A place of a zone of UTM; easting and northing are metres."""
    up, across = (northing - (10_000_000 if south else 0)) / _RADIUS, (easting - 500_000) / _RADIUS
    turns = [2 * (number + 1) for number in range(len(_BETA))]
    xi = up - sum(b * math.sin(j * up) * math.cosh(j * across) for b, j in zip(_BETA, turns, strict=True))
    eta = across - sum(b * math.cos(j * up) * math.sinh(j * across) for b, j in zip(_BETA, turns, strict=True))
    chi = math.asin(math.sin(xi) / math.cosh(eta))
    latitude = chi + sum(d * math.sin(j * chi) for d, j in zip(_DELTA, turns, strict=True))
    return math.degrees(latitude), zone * 6 - 183 + math.degrees(math.atan2(math.sinh(eta), math.cos(xi)))


def from_plus_code(code: str) -> Degrees:
    """The middle of a whole plus code, of ten digits and more, without its plus."""
    low, size, where = [-90.0, -180.0], [20.0, 20.0], list(code.upper())
    for letter, axis in zip(where[:_PAIRED], cycle((0, 1)), strict=False):
        low[axis] += _PLUS.index(letter) * size[axis]
        size[axis] /= 20
    return low[0] + size[0] * 10, low[1] + size[1] * 10


def near_plus_code(code: str, latitude: float, longitude: float) -> Degrees:
    """What a plus code without its first four digits stands for near a place."""
    north, east = (
        part % 1 + round(where - part % 1)
        for part, where in zip(from_plus_code("2222" + code), (latitude, longitude), strict=True)
    )
    return north, east


def from_geohash(code: str) -> Degrees:
    """The middle of a geohash."""
    low, high = [-180.0, -90.0], [180.0, 90.0]
    axes = cycle((0, 1))
    for letter in code:
        for bit in (16, 8, 4, 2, 1):
            axis = next(axes)
            middle = (low[axis] + high[axis]) / 2
            (low if _GEOHASH.index(letter) & bit else high)[axis] = middle
    return (low[1] + high[1]) / 2, (low[0] + high[0]) / 2


def positions(plain: str) -> Iterator[tuple[Degrees, tuple[int, int], int]]:
    """The places in a text that are written so: where on the earth, where in the text, and to how many decimals.

    A geohash may be any word with a figure: as if it had none, so that only one near somebody is told.
    """
    for found in _MGRS.finditer(plain):
        if len(found[5]) == len(found[6]) and (where := _of_square(found)):
            yield where, found.span(), len(found[5])
    for found in _UTM.finditer(plain):
        if int(found[1]) in _ZONES:
            south = _BANDS.index(found[2].upper()) < _BANDS.index("N")
            yield from_utm(int(found[1]), float(found[3]), float(found[4]), south=south), found.span(), 5
    for found in _PLUS_CODE.finditer(plain):
        if len(found[1]) == _WHOLE_CODE:
            yield from_plus_code(found[1] + found[2]), found.span(), 4
    for found in _HASHED.finditer(plain):
        yield from_geohash(found[0]), found.span(), 0


def short_plus_codes(plain: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Plus codes that stand for a place only near another one, and where they are."""
    for found in _PLUS_CODE.finditer(plain):
        if len(found[1]) != _WHOLE_CODE:
            yield found[1] + found[2], found.span()


def _of_square(found: re.Match[str]) -> Degrees | None:
    """The corner of what MGRS names, in the band of latitude that it says."""
    zone, band, column, row = int(found[1]), found[2].upper(), found[3].upper(), found[4].upper()
    columns, rows = _COLUMNS[zone % 3], _ROWS[zone % 2]
    if zone not in _ZONES or column not in columns or row not in rows:
        return None
    east, north = (int(each.ljust(5, "0")) for each in (found[5], found[6]))
    easting = (columns.index(column) + 1) * _SQUARE + east
    southern = _FIRST_BAND + _BAND_HIGH * _BANDS.index(band)
    for turn in range(5):
        northing = turn * _CYCLE + rows.index(row) * _SQUARE + north
        where = from_utm(zone, easting, northing, south=southern < 0)
        if southern - 1 <= where[0] <= southern + _BAND_HIGH + 5:
            return where
    return None
