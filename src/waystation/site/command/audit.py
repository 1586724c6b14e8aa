"""`waystation audit`: the log for those who check it, offline and without any key to what stands in it."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from waystation.audit.verifier import Key, Note, report
from waystation.site import folder
from waystation.site.commands import COMMANDS, DEFAULT_DATA, open_installation

PURPOSES = {
    "export": "write the log to standard output, as verify reads it",
    "checkpoint": "write a signed head of the log to standard output",
    "key": "write the key by which anybody can check this log's heads",
    "verify": "compare an exported log with signed heads",
}


def main(arguments: list[str]) -> int:
    chosen = _options(arguments)
    if chosen.what == "verify" and chosen.key:
        return _verify(chosen, _key(chosen.key))
    if not folder.exists(chosen.data):
        sys.stderr.write("waystation: there is no installation in that folder.\n")
        return 66
    open_installation(chosen.data)
    from waystation.vault.errors import NotReady

    try:
        return ACTIONS[chosen.what](chosen)
    except NotReady as error:
        sys.stderr.write(f"waystation: {error}\n")
        return 78


def _options(arguments: list[str]) -> argparse.Namespace:
    options = argparse.ArgumentParser(prog="waystation audit", description=COMMANDS["audit"])
    parsers = options.add_subparsers(dest="what", required=True, metavar="|".join(PURPOSES))
    made = {name: parsers.add_parser(name, help=purpose, description=purpose) for name, purpose in PURPOSES.items()}
    for each in made.values():
        each.add_argument("--data", type=Path, default=DEFAULT_DATA, metavar="DIR", help="the installation's folder")
    verify = made["verify"]
    verify.add_argument("logfile", type=Path, help="what `export` wrote")
    verify.add_argument("checkpoint", type=Path, help="the witness file, or a head that came by mail")
    verify.add_argument("--key", help="the log's key or a file with it; else the key of the installation in --data")
    verify.add_argument("--earlier", type=Path, help="an older export: names the very line that differs")
    return options.parse_args(arguments)


def _export(chosen: Any) -> int:
    from waystation.audit import export

    export.write(sys.stdout.buffer)
    return 0


def _key(text: str) -> Key | None:
    """The key that was given, as text or in a file; None where it is none."""
    try:
        return Key.parse(Path(text).read_text() if Path(text).is_file() else text)
    except (OSError, ValueError):
        return None


def _checkpoint(chosen: Any) -> int:
    from waystation.audit import notes, witness

    if witness.compare() is not None:
        sys.stderr.write("waystation: the log disagrees with its witness; a head that contradicts it is not signed.\n")
        return 1
    sys.stdout.buffer.write(notes.checkpoint()[1])
    return 0


def _verify(chosen: Any, key: Key | None = None) -> int:
    if chosen.key is None:
        from waystation.audit import notes

        key = notes.key()
    if key is None:
        sys.stderr.write("waystation: that is no key of a log; `./waystation audit key` prints it.\n")
        return 2
    public = key.public

    def check(note: Note) -> bool:
        from waystation.vault import signatures

        return signatures.verify(public, note.text, note.signature)

    try:
        code, sentence = report(chosen.logfile, chosen.checkpoint, key, check, chosen.earlier)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"waystation: {error}\n")
        return 2
    sys.stdout.write(f"{sentence}\n")
    return code


def _print_key(chosen: Any) -> int:
    from waystation.audit import notes

    sys.stdout.write(f"{notes.key()}\n")
    return 0


ACTIONS: dict[str, Callable[[Any], int]] = {
    "export": _export,
    "checkpoint": _checkpoint,
    "key": _print_key,
    "verify": _verify,
}
