"""`waystation files check|move|back`: the bucket that the settings name for sealed files."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from waystation.site import folder
from waystation.site.commands import open_installation, parser

if TYPE_CHECKING:
    from waystation.vault.stores import Store


def options() -> argparse.ArgumentParser:
    made = parser("files")
    actions = made.add_subparsers(dest="what", required=True, metavar="check|move|back")
    check = actions.add_parser("check", help="write, read and delete a file of zeros, and say what is wrong")
    move = actions.add_parser("move", help="bring all files from the folder there, and compare each")
    back = actions.add_parser("back", help="bring all files from there into the folder again, and compare each")
    for action in (check, move, back):
        # SUPPRESS: else this default would win over the same option given before the word.
        action.add_argument("--data", type=Path, default=argparse.SUPPRESS, metavar="DIR", help="the folder")
    return made


def main(arguments: list[str]) -> int:
    chosen = options().parse_args(arguments)
    if not folder.exists(chosen.data):
        return _fail(66, "there is no installation in that folder.")
    try:
        open_installation(chosen.data)
    except ValueError as error:
        return _fail(78, f"{folder.CONFIGURATION} cannot be used: {error}.")
    from django.conf import settings

    from waystation.site.doctor import checks
    from waystation.vault import probing

    if not settings.WAYSTATION_BUCKET:
        return _fail(64, f"{folder.CONFIGURATION} names no bucket: fill in [files.s3] first.")
    found = checks.bucket(probing.probe(settings.WAYSTATION_BUCKET))
    if found.state != checks.OK:
        return _fail(74, f"{found.said} {found.do}")
    if chosen.what == "check":
        sys.stdout.write(f"{found.said}\n")
        return 0
    if not folder.take(chosen.data):
        return _fail(75, "a server runs on that folder; stop it first.")
    return _back() if chosen.what == "back" else _move(Path(settings.WAYSTATION_FILES))


def _brought(source: "Store", target: "Store") -> tuple[int, int] | str:
    """How many files there are and how many were brought now; or what went wrong."""
    from waystation.audit.log import log_alone
    from waystation.site import moving_files
    from waystation.site.command.move import Progress
    from waystation.staff import actions

    told = Progress()
    try:
        found = moving_files.move(source, target, lambda done, total: told("files", done, total))
    except moving_files.Differs:
        return "what was brought is not what was there. That stays as it is."
    except OSError as error:
        return f"{error.strerror}. Nothing is lost: give the command again to go on."
    finally:
        told.end()
    if found[0] and actions.ready():
        log_alone(None, "files.moved")
    return found


def _back() -> int:
    from waystation.vault import stores

    found = _brought(stores.chosen(), stores.folder())
    if isinstance(found, str):
        return _fail(74, found)
    count, brought = found
    sys.stdout.write(
        f"{count:,} files are in the folder, {brought:,} of them brought now; each was read back and is what it was.\n"
        f"Now take [files.s3] out of {folder.CONFIGURATION}: no server starts before. The bucket stays as it is: "
        "empty it once everything works; it keeps what is erased from now on.\n"
    )
    return 0


def _move(files: Path) -> int:
    from waystation.site import moving_files
    from waystation.vault import stores

    found = _brought(stores.folder(), stores.chosen())
    if isinstance(found, str):
        return _fail(74, found)
    count, brought = found
    if not count:
        sys.stdout.write("There are no files in the folder.\n")
        return 0
    aside = moving_files.put_aside(files)
    sys.stdout.write(
        f"{count:,} files are in the bucket, {brought:,} of them brought now; each was read back and is what it was.\n"
        f"The folder is now {aside} : remove it once everything works; it keeps what is erased from now on.\n"
    )
    return 0


def _fail(code: int, sentence: str) -> int:
    sys.stderr.write(f"waystation: {sentence}\n")
    return code
