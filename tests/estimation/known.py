"""The published tables beside this file, and what programs in R give for them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from waystation.estimation import Table

FOLDER = Path(__file__).with_name("tables")


@cache
def table(name: str) -> Table:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8") as file:
        return Table.from_csv(file)


@cache
def reference() -> Any:
    return json.loads((FOLDER / "reference.json").read_text())


def random_tables() -> Any:
    """Tables that nobody published, with what glm of R gives for each model of theirs."""
    return json.loads((FOLDER / "glm.json").read_text())
