"""`waystation estimate`: from overlapping lists, how many there are whom nobody listed. Nothing is kept of them."""

import argparse
import io
import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from waystation.estimation import METHODS, Table, Unreadable
from waystation.estimation.methods import REPETITIONS, SECONDS, SEED
from waystation.estimation.tables import MOST_BYTES
from waystation.site.commands import COMMANDS

_COLUMNS = "a column for each list, 0 or 1, and a column count; without it each row is one person"
_CRITERION = "by which log-linear models are chosen"
_REPETITIONS = "resampled tables for the interval of log-linear models"
_SECONDS = "at most so long for latent classes"


def main(arguments: list[str]) -> int:
    """Returns 0; 1 where no estimate can be given; 2 where the table cannot be read; 130 where it was interrupted."""
    chosen = _options(arguments)
    try:
        return _estimate(chosen)
    except UnicodeDecodeError:
        sys.stderr.write("waystation: the table is not written in UTF-8\n")
    except ValueError as error:
        sys.stderr.write(f"waystation: {error}\n")
    except MemoryError:
        sys.stderr.write("waystation: this needs more memory than there is\n")
    except OSError as error:
        # What is still to be written would be tried again when the process ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.stderr.write(f"waystation: {error.filename or 'standard output'}: {error.strerror}\n")
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return 2


def _options(arguments: list[str]) -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="waystation estimate", description=COMMANDS["estimate"])
    options.add_argument("table", metavar="TABLE.csv", help=f"{_COLUMNS}; - for standard input")
    options.add_argument("--method", choices=METHODS, default="auto", help="one method alone (default: several)")
    options.add_argument("--criterion", choices=("bic", "aic", "aicc"), default="bic", help=_CRITERION)
    options.add_argument("--seed", type=int, default=SEED, metavar="N", help="the same seed, the same answer")
    options.add_argument("--repetitions", type=_number, default=REPETITIONS, metavar="N", help=_REPETITIONS)
    options.add_argument("--seconds", type=_seconds, default=SECONDS, metavar="S", help=_SECONDS)
    options.add_argument("--allow-two-lists", action="store_true", help="two lists, taken as independent of each other")
    options.add_argument("--leave-one-out", action="store_true", help="also without each of the lists")
    options.add_argument("--draw", type=Path, metavar="OUT.html", help="also a page of pictures, in one file")
    options.add_argument("--json", action="store_true", help="tell the result as one line of JSON")
    return options.parse_args(arguments)


def _number(given: str) -> int:
    if not given.isdecimal() or not 20 <= int(given) <= 100_000:
        raise argparse.ArgumentTypeError("a number from 20 to 100,000")
    return int(given)


def _seconds(given: str) -> float:
    with suppress(ValueError):
        if 1 <= float(given) <= 86_400:
            return float(given)
    raise argparse.ArgumentTypeError("a number of seconds, from 1 to a day")


def _table(path: str) -> Table:
    """Read as it comes, line by line: only the counts are kept. Raises Unreadable, UnicodeDecodeError."""
    if path == "-":
        return Table.from_csv(io.TextIOWrapper(sys.stdin.buffer, "utf-8", newline=""))
    try:
        size = Path(path).stat().st_size
        if size > MOST_BYTES:
            many = f"{size // 2**20:,} MB, and {MOST_BYTES // 2**20} is the most"
            raise Unreadable(f"{path} has {many}: count the people of each pattern first")
        with Path(path).open(encoding="utf-8", newline="") as file:
            return Table.from_csv(file)
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {error.strerror}") from None


def _estimate(chosen: argparse.Namespace) -> int:
    table = _table(chosen.table)
    if chosen.draw and (chosen.draw.is_dir() or chosen.draw.exists() and chosen.draw.samefile(chosen.table)):
        raise Unreadable(f"{chosen.draw} is no file to write a page to; give another one to --draw")

    from waystation.estimation.estimating import estimate, leave_one_out  # numpy is loaded for nothing else

    progress = _tell if sys.stderr.isatty() else None
    found = estimate(
        table,
        chosen.method,
        seed=chosen.seed,
        criterion=chosen.criterion,
        repetitions=chosen.repetitions,
        seconds=chosen.seconds,
        allow_two_lists=chosen.allow_two_lists,
        progress=progress,
    )
    without = leave_one_out(table, seed=chosen.seed) if chosen.leave_one_out and not found.is_refused else {}
    if progress is not None:
        sys.stderr.write("\r\033[K")
    if chosen.leave_one_out and len(table.lists) < 4:
        sys.stderr.write("waystation: of fewer than four lists none can be left out\n")
    if chosen.draw:
        from waystation.estimation.drawing import report

        chosen.draw.write_text(report(found, without), encoding="utf-8")
    if chosen.json:
        said = found.to_dict()
        if without:
            said["without"] = {name: each.to_dict() for name, each in without.items()}
        sys.stdout.write(json.dumps(said, ensure_ascii=False, allow_nan=False) + "\n")
    else:
        lines = [f"  without {name}: {each.summary().splitlines()[1]}" for name, each in without.items()]
        sys.stdout.write(found.summary() + "\n" + ("\n" + "\n".join(lines) + "\n" if lines else ""))
    sys.stdout.flush()
    return 1 if found.is_refused else 0


def _tell(what: str, part: float) -> None:
    sys.stderr.write(f"\r\033[K{what}: {part:.0%}")
    sys.stderr.flush()
