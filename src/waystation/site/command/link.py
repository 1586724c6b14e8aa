"""`waystation link`: which records of a table are of one person. Nothing is kept of them but what is written out."""

import argparse
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from waystation.casework.exchange.tables import Table, plain, write_csv
from waystation.linkage.columns import Role
from waystation.linkage.reading import File, Unreadable
from waystation.site.command.ending import ended
from waystation.site.commands import COMMANDS, IN_CHECKOUT

if TYPE_CHECKING:
    from waystation.linkage.linking import Decision, Linked

_BRINGS = "`./waystation link` brings it" if IN_CHECKOUT else "install waystation[link]"
_MAP = "what a column holds where its header does not say it: " + ", ".join(Role)
_DECISIONS = "two ids and same or different on each line: what was decided holds, whatever the records say"
_PAIRS = "also the pairs that may be one person, the likeliest first"
_UNNAMED = "also compare records that name nobody: a wrong merge hides a victim"


def main(arguments: list[str]) -> int:
    """Returns 0; 2 where the table cannot be read or is too large; 130 where it was interrupted."""
    chosen = options().parse_args(arguments)
    return ended(lambda: _link(chosen), _sentence)


def _sentence(error: Exception) -> str | None:
    match error:
        case UnicodeDecodeError():
            return "the table is not written in UTF-8: save it anew as CSV UTF-8"
        case ModuleNotFoundError():
            return f"{error.name} is not installed: {_BRINGS}"
        case ValueError():
            return str(error)
        case MemoryError():
            return "this needs more memory than there is: link a region or a year at a time"
    return None


def options() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="waystation link", description=COMMANDS["link"])
    made.add_argument("records", metavar="RECORDS.csv", help="one record on each line, the names of columns above")
    made.add_argument("--out", type=Path, required=True, metavar="CLUSTERS.csv", help="each record's cluster")
    made.add_argument("--threshold", type=_probability, default=0.5, metavar="P",
                         help="from which probability two are taken for one person (default: 0.5)")  # fmt: skip
    made.add_argument("--map", type=_mapping, action="append", default=[], metavar="COLUMN=WHAT", help=_MAP)
    made.add_argument("--decisions", metavar="DECISIONS.csv", help=_DECISIONS)
    made.add_argument("--pairs", type=Path, metavar="PAIRS.csv", help=_PAIRS)
    made.add_argument("--unnamed", action="store_true", help=_UNNAMED)
    made.add_argument("--json", action="store_true", help="tell the result as one line of JSON")
    return made


def _probability(given: str) -> float:
    with suppress(ValueError):
        if 0 < float(given.replace(",", ".")) < 1:
            return float(given.replace(",", "."))
    raise argparse.ArgumentTypeError("a probability, more than 0 and less than 1")


def _mapping(given: str) -> tuple[str, str]:
    column, sign, role = given.rpartition("=")
    if not sign:
        raise argparse.ArgumentTypeError("the name of a column, =, and what it holds")
    return column, role


def _link(chosen: argparse.Namespace) -> int:
    read = [chosen.records, *([chosen.decisions] if chosen.decisions else [])]
    written = [chosen.out, *([chosen.pairs] if chosen.pairs else [])]
    records = File(chosen.records)
    for path in written:
        if path.is_dir() or not path.parent.is_dir():
            raise Unreadable(f"{path} is no file that can be written")
        if (
            any(path.resolve() == Path(other).resolve() for other in read)
            or [*map(Path.resolve, written)].count(path.resolve()) > 1
        ):
            raise Unreadable(f"{path} is given twice: what is written needs a file of its own")
    from waystation.linkage.linking import link  # Splink, DuckDB and numpy are loaded for nothing else

    decisions = _decisions(chosen.decisions) if chosen.decisions else []
    is_seen = sys.stderr.isatty()
    found = link(
        records,
        columns=dict(chosen.map),
        threshold=chosen.threshold,
        decisions=decisions,
        is_unnamed=chosen.unnamed,
        progress=_tell if is_seen else None,
    )
    if is_seen:
        sys.stderr.write("\r\033[K")
    sizes = Counter(found.clusters)
    _write(chosen.out, ("record", "cluster", "size"), _rows(found, sizes))
    if chosen.pairs:
        likely = ((one, other, f"{chance:.4f}") for one, other, chance in found.pairs())
        _write(chosen.pairs, ("record", "other", "probability"), likely)
    sys.stdout.write(
        (json.dumps(found.to_dict(), ensure_ascii=False, allow_nan=False) if chosen.json else found.summary()) + "\n"
    )
    sys.stdout.flush()
    return 0


def _rows(found: "Linked", sizes: Counter[int]) -> Table:
    return ((each, found.ids[lead], str(sizes[lead])) for each, lead in zip(found.ids, found.clusters, strict=True))


def _decisions(path: str) -> "list[Decision]":
    from waystation.linkage.linking import Decision

    file = File(path)
    if len(file.headers) != 3:
        raise Unreadable(f"{path}: a decision is two ids and same or different, in three columns with names above")
    rows = (tuple(plain(value.strip()) for value in row.values()) for row in file)  # ids as they were written out
    return [Decision(one, other, cast("Literal['same', 'different']", said.casefold())) for one, other, said in rows]


def _write(path: Path, header: Sequence[str], rows: Table) -> None:
    """Whole or not at all: what is written goes beside its place first. No id in it is a formula to a spreadsheet."""
    descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with open(descriptor, "w", encoding="utf-8", newline="") as file:
            write_csv(file, chain([header], rows), fit=str)
        os.replace(beside, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise


def _tell(what: str, part: float) -> None:
    sys.stderr.write(f"\r\033[K{what}{f': {part:.0%}' if part else ''}")
    sys.stderr.flush()
