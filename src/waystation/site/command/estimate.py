"""`waystation estimate`: from overlapping lists, how many there are whom nobody listed. Nothing is kept of them."""

import argparse
import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from waystation.estimation import METHODS, Table, Unreadable
from waystation.estimation.methods import REPETITIONS, SECONDS, SEED
from waystation.estimation.tables import MOST_BYTES
from waystation.site.command.ending import ended
from waystation.site.commands import COMMANDS

_COLUMNS = "a column for each list, 0 or 1, and a column count; without it each row is one person; or pattern and count"
_SEVERAL = "several: the same records after other clusterings, each as likely"
_STRATA = "the column that says to which stratum a row belongs: an estimate of each, and their sum"
_CRITERION = "by which log-linear models are chosen"
_REPETITIONS = "resampled tables for the interval of log-linear models"
_SECONDS = "at most so long for latent classes"


def main(arguments: list[str]) -> int:
    """Returns 0; 1 where no estimate can be given; 2 where the table cannot be read; 130 where it was interrupted."""
    chosen = options().parse_args(arguments)
    return ended(lambda: _estimate(chosen), _sentence)


def _sentence(error: Exception) -> str | None:
    match error:
        case UnicodeDecodeError():
            return "the table is not written in UTF-8: save it again as CSV in UTF-8"
        case ValueError():
            return str(error)
        case MemoryError():
            return "this needs more memory than there is"
    return None


def options() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="waystation estimate", description=COMMANDS["estimate"])
    made.add_argument("tables", metavar="TABLE.csv", nargs="+", help=f"{_COLUMNS}; - for standard input; {_SEVERAL}")
    made.add_argument("--method", choices=METHODS, default="auto", help="one method alone (default: several)")
    made.add_argument("--criterion", choices=("bic", "aic", "aicc"), default="bic", help=_CRITERION)
    made.add_argument("--seed", type=_seed, default=SEED, metavar="N", help="the same seed, the same answer")
    made.add_argument("--repetitions", type=_number, default=REPETITIONS, metavar="N", help=_REPETITIONS)
    made.add_argument("--seconds", type=_seconds, default=SECONDS, metavar="S", help=_SECONDS)
    made.add_argument("--allow-two-lists", action="store_true", help="two lists, taken as independent of each other")
    made.add_argument("--strata", metavar="COLUMN", help=_STRATA)
    made.add_argument("--leave-one-out", action="store_true", help="also without each of the lists (of one table)")
    made.add_argument("--draw", type=Path, metavar="OUT.html", help="also a page of pictures, in one file")
    made.add_argument("--json", action="store_true", help="tell the result as one line of JSON")
    return made


def _number(given: str) -> int:
    if not given.isdecimal() or not 20 <= int(given) <= 100_000:
        raise argparse.ArgumentTypeError("a number from 20 to 100,000")
    return int(given)


def _seed(given: str) -> int:
    if not given.isdecimal():
        raise argparse.ArgumentTypeError("a whole number, 0 or more")
    return int(given)


def _seconds(given: str) -> float:
    with suppress(ValueError):
        if 1 <= float(given) <= 86_400:
            return float(given)
    raise argparse.ArgumentTypeError("a number of seconds, from 1 to a day")


@contextmanager
def _lines(path: str) -> Iterator[TextIO]:
    """Read as they come, line by line: only the counts are kept. Raises Unreadable, UnicodeDecodeError."""
    if path == "-":
        yield io.TextIOWrapper(sys.stdin.buffer, "utf-8", newline="")
        return
    try:
        size = Path(path).stat().st_size
        if size > MOST_BYTES:
            many = f"{size // 2**20:,} MB, and {MOST_BYTES // 2**20} is the most"
            raise Unreadable(f"{path} has {many}: count the people of each pattern first")
        with Path(path).open(encoding="utf-8", newline="") as file:
            yield file
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}") from None


def _estimate(chosen: argparse.Namespace) -> int:
    if chosen.draw and any(chosen.draw.is_dir() or _is_same(chosen.draw, path) for path in chosen.tables):
        raise Unreadable(f"{chosen.draw} is no file to write a page to; give another one to --draw")
    if chosen.strata and len(chosen.tables) > 1:
        raise Unreadable("strata are read from one table: give either --strata or several tables")
    tables: list[Table] = []
    strata: dict[str, Table] = {}
    for path in chosen.tables:
        with _lines(path) as lines:
            if chosen.strata:
                strata = Table.strata(lines, chosen.strata)
            else:
                tables.append(Table.from_csv(lines))

    from waystation.estimation import drawing  # numpy is loaded for nothing else
    from waystation.estimation.estimating import Options, estimate, leave_one_out
    from waystation.estimation.together import combined, stratified

    progress = _tell if sys.stderr.isatty() else None
    options = Options(
        seed=chosen.seed,
        criterion=chosen.criterion,
        repetitions=chosen.repetitions,
        seconds=chosen.seconds,
        allow_two_lists=chosen.allow_two_lists,
        progress=progress,
    )
    without = {}
    if chosen.strata or len(tables) > 1:
        if chosen.strata:
            whole = stratified(strata, chosen.method, **options)
        else:
            whole = combined(tables, method=chosen.method, **options)
        said, is_refused, words, drawn = whole.to_dict(), whole.is_refused, whole.summary(), [whole.plot()]
    else:
        found = estimate(tables[0], chosen.method, **options)
        if chosen.leave_one_out and not found.is_refused:
            without = leave_one_out(tables[0], seed=chosen.seed)
        said, is_refused, words, drawn = found.to_dict(), found.is_refused, found.summary(), []
        if chosen.draw:
            drawn = drawing.pictures(found, without)
    if progress is not None:
        sys.stderr.write("\r\033[K")
    if chosen.leave_one_out and not without and not is_refused:
        sys.stderr.write("waystation: of fewer than four lists, or of several tables, none can be left out\n")
    if chosen.draw:
        chosen.draw.write_text(drawing.report(words, drawn), encoding="utf-8")
    if chosen.json:
        if without:
            said["without"] = {name: each.to_dict() for name, each in without.items()}
        sys.stdout.write(json.dumps(said, ensure_ascii=False, allow_nan=False) + "\n")
    else:
        less = [f"  without {name}: {each.headline()}" for name, each in without.items()]
        sys.stdout.write(words + "\n" + ("\n" + "\n".join(less) + "\n" if less else ""))
    sys.stdout.flush()
    return 1 if is_refused else 0


def _is_same(page: Path, table: str) -> bool:
    return table != "-" and page.exists() and Path(table).exists() and page.samefile(table)


def _tell(what: str, part: float) -> None:
    sys.stderr.write(f"\r\033[K{what}: {part:.0%}")
    sys.stderr.flush()
