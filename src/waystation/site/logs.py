"""Logs without personal data, by construction: what is written is where something went wrong, never with what.

A log line has a time, a level, the logger's name and, for an error, a reference, the exception's class and the code
positions it passed through. Messages, arguments and exception texts are left out, since they may hold content.
"""

import logging
import secrets
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime


def new_reference() -> str:
    """Eight characters by which a person can name an error to the administrator."""
    return secrets.token_hex(4)


class PositionsOnly(logging.Formatter):
    """Formats a record without its message."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%MZ")
        line = f"{at} {record.levelname} {record.name} {record.module}:{record.lineno}"
        error = record.exc_info[1] if record.exc_info else None
        return line if error is None else f"{line} {describe(error)}"


def describe(error: BaseException) -> str:
    """The class of an error and the way it took through the code: the last steps, and the last of ours."""
    steps = traceback.extract_tb(error.__traceback__)
    ours = [step for step in steps if "/site-packages/" not in step.filename]
    shown = [step for step in steps if step in ours[-3:] or step in steps[-4:]]
    way = " > ".join(f"{step.filename.rsplit('/site-packages/')[-1]}:{step.lineno}" for step in shown)
    return f"[{_reference_of(error)}] {type(error).__name__} at {way}"


def _reference_of(error: BaseException) -> str:
    """One reference for an error, however often it is told: the page that says it finds it on the error itself."""
    if not hasattr(error, "reference"):
        error.reference = new_reference()  # type: ignore[attr-defined]
    return str(error.reference)  # type: ignore[attr-defined]


def configure() -> None:
    """Sends all logging through the formatter above, to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PositionsOnly())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.ERROR)
    # Whoever asks under a false name of ours is told so; a line for each would be a log that strangers write.
    logging.getLogger("django.security.DisallowedHost").setLevel(logging.CRITICAL)
    logging.raiseExceptions = False
    sys.excepthook = _excepthook


def _excepthook(kind: type[BaseException], error: BaseException, trace: object) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    sys.stderr.write(f"waystation: stopped by an error: {describe(error)}\n")


Reporter = Callable[[BaseException], None]


def report(error: BaseException) -> None:
    """Notes an error that was survived."""
    logging.getLogger("waystation").error("", exc_info=error)
