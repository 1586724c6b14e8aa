"""`waystation mode`: says or sets the security mode."""

import argparse
import sys

from waystation.site import folder
from waystation.site.commands import open_installation, parser

MODES = ("normal", "read-only", "closed")


def options() -> argparse.ArgumentParser:
    made = parser("mode")
    made.add_argument("mode", nargs="?", choices=MODES, help="the new mode; without it, the one in force is said")
    return made


def main(arguments: list[str]) -> int:
    chosen = options().parse_args(arguments)
    if not folder.exists(chosen.data):
        sys.stderr.write("waystation: there is no installation in that folder.\n")
        return 66
    open_installation(chosen.data)
    from waystation.vault.errors import NotReady

    try:
        return _act(chosen)
    except NotReady as error:
        sys.stderr.write(f"waystation: {error}.\n")
        return 78


def _act(chosen: argparse.Namespace) -> int:
    from waystation.site import installation
    from waystation.staff import security
    from waystation.vault import mode

    installation.open_existing()
    if chosen.mode:
        security.set_by_command(mode.Mode(MODES.index(chosen.mode)))
    standing = mode.current()
    sys.stdout.write(f"{MODES[standing.mode]}\n")
    if standing.doubtful:
        sys.stderr.write("waystation: the mode was changed outside this program, and counts as closed. Set it again.\n")
    return 1 if standing.doubtful else 0
