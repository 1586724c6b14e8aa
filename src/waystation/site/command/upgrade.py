"""`waystation upgrade`: brings the database to this version by hand; what serves it does so by itself."""

import argparse
import sys

from waystation import __version__
from waystation.site import folder
from waystation.site.commands import open_installation, parser


def options() -> argparse.ArgumentParser:
    made = parser("upgrade")
    made.add_argument(
        "--backed-up", action="store_true", help="make no copy of before: there is one already, by other means"
    )
    return made


def main(arguments: list[str]) -> int:
    chosen = options().parse_args(arguments)
    if not folder.exists(chosen.data):
        sys.stderr.write("waystation: there is no installation in that folder.\n")
        return 66
    open_installation(chosen.data)
    from waystation.site import installation
    from waystation.vault.errors import NotReady

    try:
        copy = installation.open_without_half(backed_up=chosen.backed_up)
    except NotReady as error:
        sys.stderr.write(f"waystation: {error}\n")
        return 78
    sys.stdout.write(f"The database is that of version {__version__}.\n")
    if copy:
        sys.stdout.write(f"A copy of before is kept for a week: {copy}\n")
    return 0
