"""Published figures of 2017 to 2023 about one operation, and of those who help alike, with where each was seen."""

import json
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from waystation.documentation.dates import read_known
from waystation.documentation.figures.bases import bases
from waystation.documentation.figures.records import Definition, Figure, Quantity
from waystation.documentation.figures.rules import digest


@cache
def published() -> tuple[Figure, ...]:
    """Every one of them, in the order of the file. A part follows the figure of which it is one."""
    named: dict[str, str] = {}
    found = []
    for said in json.loads((Path(__file__).parent / "published.json").read_text())["figures"]:
        figure = _figure(said, named[said["part_of"]] if "part_of" in said else "")
        named[f"{said['basis']} {said['date']}"] = digest(figure)
        found.append(figure)
    return tuple(found)


def _figure(said: dict[str, Any], part_of: str) -> Figure:
    basis = bases()[said["basis"]]
    return Figure(
        definition=Definition(
            basis=basis.term.code,
            unit=basis.unit,
            as_of=read_known(said["date"]),
            place=said["place"],
            status=basis.status,
        ),
        quantity=Quantity(
            relation=said["relation"],
            value=Decimal(said["value"]),
            most=Decimal(said["most"]) if "most" in said else None,
        ),
        publisher=said["publisher"],
        sources=tuple(said["sources"]),
        note=said["note"],
        part_of=part_of,
    )
