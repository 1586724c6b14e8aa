"""Countries and larger cities of Europe, the Caucasus and Central Asia, with coordinates to a tenth of a degree.

Public geography, kept in two tables beside this file; a country is drawn at its capital. Nothing is asked of any
server. Search takes English and Russian spellings, and what sounds alike.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from waystation.linkage.names import Form, Nearness, form, nearness
from waystation.vocabulary.written import instead_of

FOLDER = Path(__file__).parent
AT_MOST = 20


@dataclass(frozen=True)
class Area:
    """A name in both languages."""

    en: str
    ru: str

    def called(self, language: str) -> str:
        """In that of the two languages which somebody of this language reads, as in the vocabularies."""
        return self.en if instead_of(language) == "en" else self.ru


@dataclass(frozen=True)
class Known(Area):
    """A country or a city of the list. `region` is told of cities in Russia; `country` is None of a country."""

    code: str
    latitude: float
    longitude: float
    country: "Known | None" = None
    region: Area | None = None


@cache
def countries() -> dict[str, Known]:
    """The countries of the list, by their code (ISO 3166-1; XK as in general use)."""
    return {
        code: Known(en, ru, code, float(latitude), float(longitude))
        for code, en, ru, latitude, longitude in _lines("countries.tsv")
    }


@cache
def places() -> dict[str, Known]:
    """Countries and cities, by their codes: RU, RU-kazan."""
    found = dict(countries())
    for country, en, ru, latitude, longitude, *region in _lines("cities.tsv"):
        code = f"{country}-{_plain(en).replace(' ', '-')}"
        lies_in = Area(*region) if region else None
        found[code] = Known(en, ru, code, float(latitude), float(longitude), countries()[country], lies_in)
    return found


def _lines(name: str) -> Iterator[list[str]]:
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        yield line.split("\t")


def search(words: str) -> list[Known]:
    """What may be meant, the nearest first: a name that begins so, then one that has it inside or sounds alike."""
    wanted = _plain(words)
    if not wanted:
        return []
    meant = form(wanted)
    ranked = ((_rank(wanted, meant, names) or int(_lies_in(wanted, place)), place) for names, place in _names())
    found = sorted((pair for pair in ranked if pair[0]), key=lambda pair: (-pair[0], pair[1].en))
    return [place for _, place in found[:AT_MOST]]


@cache
def _names() -> list[tuple[tuple[tuple[str, Form], ...], Known]]:
    """Each place with its names, plain and as they may be meant."""
    return [
        (tuple((name, form(name)) for name in (_plain(place.en), _plain(place.ru))), place)
        for place in places().values()
    ]


def _rank(wanted: str, meant: Form, names: tuple[tuple[str, Form], ...]) -> int:
    if any(name == wanted for name, _ in names):
        return 4
    if any(name.startswith(wanted) for name, _ in names):
        return 3
    if len(wanted) > 2 and any(nearness(meant, said) >= Nearness.OUTLINE for _, said in names):
        return 2
    inside = any(wanted in name for name, _ in names)
    return int(inside or any(nearness(meant, said) == Nearness.TYPO for _, said in names))


def _lies_in(wanted: str, place: Known) -> bool:
    """Whether the region of a place is called so: who looks for a region finds its cities."""
    return place.region is not None and any(
        _plain(name).startswith(wanted) for name in (place.region.en, place.region.ru)
    )


def _plain(words: str) -> str:
    """Without case, accents, hyphens and ё: Усть-Каменогорск, Łódź and Орёл as people type them."""
    bare = words.casefold().translate(str.maketrans("łøıəđ", "loiad"))
    letters = (c for c in unicodedata.normalize("NFD", bare) if not unicodedata.combining(c) or c == "\u0306")
    text = unicodedata.normalize("NFC", "".join(letters)).replace("ё", "е")
    return " ".join("".join(c if c.isalnum() else " " for c in text).split())
