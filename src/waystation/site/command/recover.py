"""`waystation recover`: what the trustees do together."""

import argparse
import json
import sys
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from waystation.site import folder, upkeep
from waystation.site.commands import CALLED, open_installation, parser

_WHAT = {
    "rehearse": "say whether the shares would restore everybody; change nothing",
    "person": "give people new passphrases in place of their old ones",
}
_LOST_HALF = """
A new vault half is in use. Restart the server, and keep a copy of the half apart from all backups.
The old half cannot be brought back by trustees: nobody else can sign in until they are recovered too. Callers' code
phrases no longer find their threads (staff still read what was written); an answer to a letter of ours no longer finds
its thread, and begins a new one; a message that a mailbox offers again is taken for a new one. The log is signed with
a new key: give it to those who keep its heads ({called} audit key). If a security mode was ever set, the pages are
closed until a coordinator opens them.
"""


def main(arguments: list[str]) -> int:
    chosen = _options(arguments)
    if not folder.exists(chosen.data):
        return _fail(66, "there is no installation in that folder.")
    open_installation(chosen.data)
    from waystation.vault import errors

    try:
        return _ceremony(chosen)
    except errors.NotReady as error:
        return _fail(78, f"{error}.")
    except errors.WrongShare:
        return 65  # which one was said already
    except errors.TooFew:
        return _fail(65, "these are too few shares. Nothing was opened and nothing was changed.")
    except errors.Tampered:
        return _fail(65, "the recovery key in the database is not the one of these shares: restore a backup first.")


def options() -> argparse.ArgumentParser:
    made = parser("recover")
    made.add_argument("what", choices=_WHAT, help="; ".join(f"{name}: {text}" for name, text in _WHAT.items()))
    made.add_argument("names", nargs="*", metavar="NAME", help="sign-in names")
    made.add_argument("--everybody", action="store_true", help="all who can be recovered")
    made.add_argument("--new-half", action="store_true", help="the vault half is lost: go on with a new one")
    made.add_argument(
        "--factors-off",
        action="store_true",
        help="their second factors and recovery codes are lost: take them off, too",
    )
    made.add_argument("--json", action="store_true", help="print one line of JSON")
    return made


def _options(arguments: list[str]) -> argparse.Namespace:
    made = options()
    chosen = made.parse_intermixed_args(arguments)  # NAME may stand behind the options
    if (chosen.what == "person") != bool(chosen.names or chosen.everybody):
        made.error("say whom, as in `recover person NAME`; a rehearsal takes no name")
    if chosen.factors_off and chosen.what != "person":
        made.error("a rehearsal takes nothing off")
    return chosen


def _ceremony(chosen: argparse.Namespace) -> int:
    from waystation.site import installation, trustees

    installation.open_without_half()
    if chosen.what == "rehearse":
        return _rehearse(chosen, trustees.ask())
    if objection := _objection(chosen.new_half):
        return _fail(78, objection)
    return _recover(chosen, trustees.ask())


def _objection(new_half: bool) -> str:
    """Why nobody can be recovered with the vault half as it is."""
    from waystation.vault import recovery
    from waystation.vault.errors import NotReady

    try:
        if recovery.belongs_here():
            return "the vault half is not lost: --new-half would only keep everybody else out." if new_half else ""
        return (
            "" if new_half else "this vault half belongs to another installation; if its own is lost, add --new-half."
        )
    except NotReady as error:
        if not new_half:
            return f"{error}; if it is lost for good, add --new-half."
        return "what is in place of the vault half is damaged: move it away first." if _half_path().exists() else ""


def _half_path() -> Path:
    from django.conf import settings

    return Path(settings.WAYSTATION_VAULT_HALF)


def _rehearse(chosen: argparse.Namespace, key: Any) -> int:
    from waystation.staff import actions
    from waystation.staff.models import Account

    found, everybody = actions.rehearse(key), Account.objects.count()
    if found == everybody:
        upkeep.note(chosen.data, upkeep.REHEARSAL, datetime.now(UTC).date())
    if chosen.json:
        sys.stdout.write(json.dumps({"would_restore": found, "accounts": everybody}) + "\n")
    else:
        sys.stdout.write(f"These shares would restore {found} of {everybody} accounts. Nothing was changed.\n")
    return 0 if found == everybody else 65


def _recover(chosen: argparse.Namespace, key: Any) -> int:
    from django.db import transaction

    from waystation.staff import actions
    from waystation.staff.phrases import new_passphrase
    from waystation.vault import half

    known = actions.recoverable(key)
    names = list(known) if chosen.everybody else chosen.names
    if not names or any(actions.folded(name) not in known for name in names):
        return _fail(67, "somebody of that name cannot be recovered. Nothing was changed.")
    if chosen.new_half and not _half_path().exists():
        half.create(_half_path())
    phrases = {name: new_passphrase() for name in names}
    # Together: once the new half is taken for ours, nobody may begin anew with it.
    with transaction.atomic() if chosen.new_half else nullcontext():
        actions.recover(key, phrases=phrases, factors_off=chosen.factors_off)
        if chosen.new_half:
            _begin_anew()
    _print(chosen, phrases)
    return 0


def _begin_anew() -> None:
    """What was sealed under the lost half alone is put right, or given up."""
    from waystation.audit.log import log
    from waystation.duty import devices
    from waystation.hotline import outbox, waiting
    from waystation.interfaces import tokens
    from waystation.staff import feeds
    from waystation.vault import mode

    outbox.give_up_nudges()
    waiting.give_up()
    devices.give_up()
    feeds.give_up()
    tokens.give_up()
    if mode.was_set():
        mode.put(mode.Mode.CLOSED)  # which one it was, only the lost half could say
    log(None, "organisation.half_replaced")


def _print(chosen: argparse.Namespace, phrases: dict[str, str]) -> None:
    if chosen.json:
        sign_ins = [{"name": name, "passphrase": phrase} for name, phrase in phrases.items()]
        sys.stdout.write(json.dumps({"sign_ins": sign_ins}) + "\n")
        return
    sys.stdout.write("New passphrases, shown once; the old ones open nothing from now on:\n\n")
    for name, phrase in phrases.items():
        sys.stdout.write(f"  {name:<14} {phrase}\n")
    if chosen.new_half:
        sys.stdout.write(_LOST_HALF.format(called=CALLED))


def _fail(code: int, sentence: str) -> int:
    sys.stderr.write(f"waystation: {sentence}\n")
    return code
