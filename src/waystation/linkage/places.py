"""Places by hierarchy: which settlement may be meant, and in which district it lies."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from waystation.linkage.letters import outline, readings

_APART: Final = re.compile(r"[^\w’'`!|]+")
_LEVELS: Final = re.compile(r"\s*[,;>]\s*")
# What kind of place it is, which says nothing of which it is.
_KINDS: Final = frozenset(
    ("с", "село", "ст", "стца", "станица", "х", "хутор", "г", "гор", "город", "п", "пос", "поселок", "посёлок", "пгт")
    + ("аул", "д", "деревня", "s", "g", "st", "selo", "stanitsa", "aul", "aoul", "gorod", "village", "town", "city")
    + ("of", "the", "dorf", "stadt", "ville")
)
_SHORT_DISTRICT: Final = re.compile(r"\bр-?н\b")
_DISTRICT: Final = re.compile(r"район\w*|ra[iyj]j?on|district|kreis|rajon|raïon|кӏошт|област\w*|oblast|region|county")
_RUNS: Final = re.compile(r"(?<=[a-z])(?:sk)?(?:ii|i|ij|aia|oi|oe|ogo)?$")


@dataclass(frozen=True, slots=True)
class Place:
    """The settlement by its one name, all its readings, the district: None of what is not said."""

    name: str | None
    readings: tuple[str, ...]
    district: str | None


@lru_cache(maxsize=100_000)
def place(text: str) -> Place:
    """What is meant by "Аргун", "ст. Шелковская", "Shali, Chechnya", "Грозненский район": the first part tells most."""
    levels = [level for level in _LEVELS.split(_SHORT_DISTRICT.sub(" район", text.casefold().strip())) if level]
    name: str | None = None
    said: tuple[str, ...] = ()
    district: str | None = None
    for level in levels[:4]:
        words = [word for word in _APART.split(level) if word]
        bare = [word for word in words if word not in _KINDS and not _DISTRICT.fullmatch(word)]
        if not bare:
            continue
        folded = tuple(dict.fromkeys(each for each in readings("".join(bare)) if each))
        if any(map(_DISTRICT.fullmatch, words)):
            district = district or _district(folded)
        elif name is None and not (_as_district(folded) and not _known_of(folded)):
            known = _known_of(folded)
            name, said = (known[0], (known[0], *folded)) if known else (folded[0] if folded else None, folded)
            district = district or (known[1] if known else None)
        elif district is None:
            district = _district(folded)
    return Place(name, said, district)


def _known_of(folded: tuple[str, ...]) -> tuple[str, str | None] | None:
    known = _settlements()
    return next((known[said] for each in folded for said in (each, f"~{outline(each)}") if said in known), None)


def _as_district(folded: tuple[str, ...]) -> str | None:
    """A district named by its adjective alone."""
    return next((stem for each in folded if (stem := _stem(each)) in _districts()), None)


def _district(folded: tuple[str, ...]) -> str | None:
    return _as_district(folded) or (_stem(folded[0]) if folded else None)


def _stem(reading: str) -> str:
    return outline(_RUNS.sub("", reading))


@cache
def _settlements() -> dict[str, tuple[str, str | None]]:
    found: dict[str, tuple[str, str | None]] = {}
    for district, names in _lines():
        one = readings("".join(_APART.split(names[0].casefold())))[0]
        in_district = None if district == "-" else _stem(readings("".join(_APART.split(district)))[0])
        for name in names:
            for reading in readings("".join(_APART.split(name.casefold()))):
                found.setdefault(reading, (one, in_district))
                found.setdefault(f"~{outline(reading)}", (one, in_district))
    return found


@cache
def _districts() -> frozenset[str]:
    return frozenset(district for _, district in _settlements().values() if district)


def _lines() -> Iterator[tuple[str, list[str]]]:
    for line in Path(__file__).with_name("places.txt").read_text("utf-8").splitlines():
        if line and line[0] != "#":
            district, names = line.split(" ", 1)
            yield district, names.split("|")
