"""`waystation audit`: the log for those who check it, offline and without any key to what stands in it."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from waystation.audit.verifier import COSIGNATURE, ED25519, Key, checker, read_key, report
from waystation.site import folder
from waystation.site.commands import CALLED, COMMANDS, default_data, open_installation

PURPOSES = {
    "export": "write the log to standard output, as verify reads it",
    "checkpoint": "write a signed head of the log to standard output",
    "prove": "write a proof that a line is in the log, or that the log only grew",
    "key": "write the key by which anybody can check this log's heads",
    "verify": "compare an exported log, a proof or a receipt with signed heads",
    "cosign": "sign the head of another organisation's log, read from standard input with its proof",
    "accept": "keep what another organisation signed of ours, read from standard input",
}


def main(arguments: list[str]) -> int:
    chosen = options().parse_args(arguments)
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


def options() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(prog="waystation audit", description=COMMANDS["audit"])
    parsers = whole.add_subparsers(dest="what", required=True, metavar="|".join(PURPOSES))
    made = {name: parsers.add_parser(name, help=purpose, description=purpose) for name, purpose in PURPOSES.items()}
    data = default_data()
    for each in made.values():
        each.add_argument("--data", type=Path, default=data, metavar="DIR", help="the installation's folder")
    made["key"].add_argument("--cosigner", action="store_true", help="the key by which we sign other logs' heads")
    what = made["prove"].add_mutually_exclusive_group(required=True)
    what.add_argument("--line", type=int, metavar="N", help="that line N is in the log")
    what.add_argument(
        "--since", type=int, metavar="N", help="that the log begins with its first N lines, for cosigners"
    )
    verify = made["verify"]
    verify.add_argument("logfile", type=Path, help="what `export` or `prove` wrote, or a receipt")
    verify.add_argument("--cosigner", action="append", default=[], metavar="KEY", help="heads count only if it signed")
    verify.add_argument("checkpoint", type=Path, help="the witness file, or a saved mail with a head")
    verify.add_argument("--key", help="the log's key or a file with it; else the key of the installation in --data")
    verify.add_argument("--earlier", type=Path, help="an older export: names the very line that differs")
    return whole


def _log(verb: str) -> None:
    """A line by the installation itself, once it is founded."""
    from waystation.audit.log import log_alone
    from waystation.staff.actions import ready

    if ready():
        log_alone(None, verb)


def _export(chosen: Any) -> int:
    from waystation.audit import export

    _log("audit.exported")
    export.write(sys.stdout.buffer)
    return 0


def _prove(chosen: Any) -> int:
    from waystation.audit import export

    try:
        proof = export.proof_of_growth(chosen.since) if chosen.line is None else export.proof_of_line(chosen.line)
    except export.NotProvable:
        sys.stderr.write("waystation: there is no such line, or the log is not whole: see the page of the log.\n")
        return 1
    _log("audit.exported")
    sys.stdout.buffer.write(proof)
    return 0


def _cosign(chosen: Any) -> int:
    from datetime import UTC, datetime

    from waystation.audit import cosign

    try:
        line = cosign.cosign(sys.stdin.buffer.read(cosign.LARGEST), datetime.now(UTC))
    except cosign.Declined as declined:
        sys.stderr.write(f"waystation: {declined.sentence}\n")
        return 1
    _log("audit.cosigned")
    sys.stdout.buffer.write(line)
    return 0


def _accept(chosen: Any) -> int:
    from waystation.audit import witness

    kept = witness.accept(sys.stdin.buffer.read())
    if not kept:
        sys.stderr.write("waystation: no head of this log in that, signed by a cosigner whom the settings name.\n")
        return 1
    _log("audit.cosignature_kept")
    return 0


def _key(text: str, kind: bytes = ED25519) -> Key | None:
    """The key that was given, as text or in a file; None where it is none."""
    try:
        return read_key(text, kind)
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
    cosigners = [found for text in chosen.cosigner if (found := _key(text, COSIGNATURE))]
    if key is None or len(cosigners) < len(chosen.cosigner):
        sys.stderr.write(f"waystation: that is no key of a log; `{CALLED} audit key` prints it.\n")
        return 2
    from waystation.vault import signatures

    try:
        check = checker(key, cosigners, signatures.verify)
        code, sentence = report(chosen.logfile, chosen.checkpoint, key, check, chosen.earlier)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"waystation: {error}\n")
        return 2
    sys.stdout.write(f"{sentence}\n")
    return code


def _print_key(chosen: Any) -> int:
    from waystation.audit import notes

    sys.stdout.write(f"{notes.cosigner() if chosen.cosigner else notes.key()}\n")
    return 0


ACTIONS: dict[str, Callable[[Any], int]] = {
    "export": _export,
    "checkpoint": _checkpoint,
    "prove": _prove,
    "cosign": _cosign,
    "accept": _accept,
    "key": _print_key,
    "verify": _verify,
}
