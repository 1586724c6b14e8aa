"""`waystation token`: makes, lists and revokes the tokens of partners' programs."""

import argparse
import sys
from typing import TYPE_CHECKING
from uuid import UUID

from waystation.interfaces import SCOPES
from waystation.site import folder
from waystation.site.commands import open_installation, parser

if TYPE_CHECKING:
    from waystation.interfaces.tokens import Made

_HOOK = "where the partner's program is called when something changed: https:// and a public name"


def options() -> argparse.ArgumentParser:
    made = parser("token")
    below = made.add_subparsers(dest="do", required=True, metavar="DO")
    new = below.add_parser("make", help="make one, and write it to standard output this once")
    new.add_argument("name", help="what we call the partner")
    new.add_argument(
        "--scope", action="append", choices=SCOPES, required=True, help="what it is for; more than one may be"
    )
    new.add_argument("--days", type=int, default=365, help="how long it counts (365)")
    new.add_argument("--hook", default="", metavar="URL", help=_HOOK)
    below.add_parser("list", help="list them: id, day until which each counts, scopes, name")
    gone = below.add_parser("revoke", help="make one count no more")
    gone.add_argument("id", type=UUID, help="as listed")
    return made


def main(arguments: list[str]) -> int:
    """Returns 0; 64 for what cannot be made, 66 without an installation or such a token, 78 without its half."""
    chosen = options().parse_args(arguments)
    if not folder.exists(chosen.data):
        return _fail(66, "there is no installation in that folder.")
    open_installation(chosen.data)
    from waystation.staff.errors import Absent
    from waystation.vault.errors import NotReady

    try:
        return _act(chosen)
    except NotReady as error:
        return _fail(78, f"{error}.")
    except Absent:
        return _fail(66, "there is no such token.")


def _act(chosen: argparse.Namespace) -> int:
    from waystation.interfaces import tokens
    from waystation.site import installation

    installation.open_existing()
    if chosen.do == "make":
        return _make(chosen)
    if chosen.do == "revoke":
        tokens.revoke(None, chosen.id)
        return 0
    for row, token in tokens.every():
        sys.stdout.write(f"{row.pk}  {token.until.date()}  {','.join(token.scopes)}  {token.name}\n")
    return 0


def _make(chosen: argparse.Namespace) -> int:
    from waystation.interfaces import calling, tokens
    from waystation.staff.actor import utc_now

    try:
        hook = calling.checked(chosen.hook) if chosen.hook else ""
        made: Made = tokens.make(
            None, name=chosen.name, scopes=chosen.scope, now=utc_now(), days=chosen.days, hook=hook
        )
    except calling.NotAnAddress:
        return _fail(64, "that is no address that we call: https:// and a public name, or one that the settings name.")
    except ValueError:
        return _fail(64, "no such token: a name, up to 730 days, and at most fifty of them.")
    sys.stdout.write(f"{made.token}\n")
    if made.hook_secret:
        sys.stdout.write(f"{made.hook_secret}\n")
    return 0


def _fail(code: int, sentence: str) -> int:
    sys.stderr.write(f"waystation: {sentence}\n")
    return code
