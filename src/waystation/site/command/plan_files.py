"""The files of `plan`: read to a bound, written whole or not at all, never over what they were made from."""

import os
import tempfile
from collections.abc import Callable
from errno import EEXIST, EISDIR
from pathlib import Path
from typing import TypeVar

from waystation.planning import Plan, Problem, Unreadable, read_plan, read_problem
from waystation.planning.events import Events, read_events
from waystation.planning.reading import MOST_BYTES

_Read = TypeVar("_Read")


def problem_at(path: Path) -> Problem:
    """The problem in a file. Raises Unreadable."""
    return _of(path, read_problem, "")


def both_at(problem: Path, plan: Path) -> tuple[Problem, Plan]:
    """A problem and a plan for it. Raises Unreadable."""
    given = problem_at(problem)
    return given, _of(plan, lambda raw: read_plan(raw, given), " (in the plan)")


def events_at(path: Path, problem: Problem, plan: Plan) -> Events:
    """What has happened to a plan since it was told. Raises Unreadable."""
    return _of(path, lambda raw: read_events(raw, problem, plan), " (in the events)")


def _of(path: Path, read: Callable[[bytes], _Read], where: str) -> _Read:
    try:
        return read(raw_at(path))
    except Unreadable as error:
        raise Unreadable(error.path, error.why + where) from None


def raw_at(path: Path) -> bytes:
    """The file, or a byte more than what is ever taken of one. Raises Unreadable."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise Unreadable("", f"{path} cannot be read: {_why(error)}") from None


def counted(number: int, what: str) -> str:
    """So many of something, in words."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def ready(out: Path, *inputs: Path) -> None:
    """Whether the file can be written, before anything is done for it. Raises Unreadable."""
    try:
        if any(each.exists() and out.exists() and out.samefile(each) for each in inputs):
            raise FileExistsError(EEXIST, "it is what is read; give another file to --out")
        if out.is_dir():
            raise IsADirectoryError(EISDIR, "Is a directory")
        if _is_stream(out):
            return
        number, name = tempfile.mkstemp(prefix=".plan-", dir=out.resolve().parent)
        os.close(number)
        Path(name).unlink()
    except (OSError, ValueError) as error:
        raise _unwritable(out, error) from None


def write(out: Path, raw: bytes) -> None:
    """Writes the file whole, in place of what was there, or leaves that as it was. Raises Unreadable."""
    try:
        if _is_stream(out):
            out.write_bytes(raw)
        else:
            _replace(out.resolve(), raw)
    except (OSError, ValueError) as error:
        raise _unwritable(out, error) from None


def _replace(out: Path, raw: bytes) -> None:
    number, name = tempfile.mkstemp(prefix=".plan-", dir=out.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, out)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _is_stream(out: Path) -> bool:
    """Whether it is a pipe or a device, which nothing can be put in place of."""
    return out.exists() and not out.is_file()


def _unwritable(out: Path, error: Exception) -> Unreadable:
    return Unreadable("", f"{out} cannot be written: {_why(error)}")


def _why(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)
