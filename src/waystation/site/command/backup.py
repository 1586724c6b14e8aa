"""`waystation backup create|verify|restore`."""

import argparse
import getpass
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from waystation.site import folder, upkeep
from waystation.site.commands import CALLED, open_installation, parser

_SHORTEST = 20  # characters, as of a passphrase with which somebody signs in


def main(arguments: list[str]) -> int:
    chosen = options().parse_args(arguments)
    if chosen.what == "create" and not folder.exists(chosen.data):
        return _fail(66, "there is no installation in that folder.")
    if chosen.what == "restore" and folder.exists(chosen.data):
        return _fail(73, "there is an installation in that folder already; it was left as it is.")
    open_installation(chosen.data)
    from waystation.site import backup
    from waystation.vault.errors import NotReady

    try:
        return {"create": _create, "verify": _verify, "restore": _restore}[chosen.what](chosen)
    except NotReady as error:
        return _fail(78, f"{error}.")
    except backup.Busy:
        return _fail(75, "another backup of this installation is being made; try again later.")
    except backup.Exists:
        return _fail(73, "there is a database in that folder already; it was left as it is.")
    except backup.Damaged as error:
        return _fail(
            65, f"{error} does not open: wrong passphrase or key, damaged, or not a backup. Nothing was changed."
        )
    except FileNotFoundError:
        return _fail(66, "a file or folder is not there.")
    except OSError as error:
        return _fail(74, f"the backup could not be read or written: {error.strerror}.")


def options() -> argparse.ArgumentParser:
    made = parser("backup")
    actions = made.add_subparsers(dest="what", required=True, metavar="create|verify|restore")
    create = actions.add_parser("create", help="copy a running installation into two sealed files, or three")
    create.add_argument("out", type=Path, metavar="OUT", help="the folder for them")
    create.add_argument("--recipient", action="append", default=[], metavar="age1...", help="seal to this public key")
    verify = actions.add_parser("verify", help="open files and check them")
    verify.add_argument("files", type=Path, nargs="+", metavar="FILE")
    restore = actions.add_parser("restore", help="make a fresh folder out of the sets of a backup")
    restore.add_argument(
        "files",
        type=Path,
        nargs="+",
        metavar="FILE",
        help="one .data.age, one .keys.age, and .files.age if there is one",
    )
    for action in (verify, restore):
        action.add_argument("--identity", type=Path, metavar="FILE", help="secret key, where a recipient was used")
    for action in (create, verify, restore):
        # SUPPRESS: else this default would win over the same option given before the word.
        action.add_argument("--data", type=Path, default=argparse.SUPPRESS, metavar="DIR", help="the folder")
    return made


def _create(chosen: argparse.Namespace) -> int:
    from django.conf import settings
    from django.db import transaction

    from waystation.audit.log import log
    from waystation.site import backup
    from waystation.staff import actions
    from waystation.vault import age, stores

    database = settings.DATABASES["default"]
    if "sqlite" not in database["ENGINE"]:
        return _fail(
            69, "this installation keeps its rows in PostgreSQL: use pg_dump and age, see docs/administrators.md."
        )
    if not Path(database["NAME"]).exists() or not actions.ready():
        return _fail(66, "the installation in that folder has no database, or was not finished.")
    recipients = chosen.recipient or settings.WAYSTATION.get("backup", {}).get("recipients", [])
    seal = age.to_recipients(recipients) if recipients else age.to_passphrase(_passphrase(twice=True))
    written = (chosen.data / folder.CONFIGURATION).read_bytes()
    source = backup.Source(Path(database["NAME"]), written, stores.chosen())
    now = datetime.now(UTC)
    files = backup.create(source, chosen.out.absolute(), seal, now=now)
    upkeep.note(chosen.data, upkeep.BACKUP, now.date())
    with transaction.atomic():
        log(None, "backup.created")
    for file in files:
        sys.stdout.write(f"{file}\n")
    sys.stderr.write(
        "The keys set opens, together with the vault half and the passphrases, what the data set holds.\n"
        "Keep them apart; delete key sets after 30 days. The vault half is in none of them.\n"
    )
    return 0


def _unseal(chosen: argparse.Namespace) -> Any:
    from waystation.vault import age

    if chosen.identity:
        return age.from_identities(chosen.identity.read_text())
    return age.from_passphrase(_passphrase(twice=False))


def _verify(chosen: argparse.Namespace) -> int:
    from waystation.site import backup

    unseal = _unseal(chosen)
    for file in chosen.files:
        found = backup.verify(file.absolute(), unseal)
        made = f"{found.made:%Y-%m-%d %H:%M} UTC"
        held = f"{found.tables} tables, {found.rows} rows" if found.tables else f"{found.rows} files"
        sys.stdout.write(f"{file.name}: whole. The {found.kind} of {made}: {held}.\n")
    return 0


def _restore(chosen: argparse.Namespace) -> int:
    from waystation.audit.log import log_alone
    from waystation.site import backup
    from waystation.staff import actions

    sets = {
        kind: [file.absolute() for file in chosen.files if file.name.endswith(f".{kind}.age")]
        for kind in (backup.DATA, backup.KEYS, backup.FILES)
    }
    numbers = [len(found) for found in sets.values()]
    if numbers not in ([1, 1, 0], [1, 1, 1]) or sum(numbers) != len(chosen.files):
        return _fail(
            64, "restore takes one file each that ends in .data.age, .keys.age and, if there is one, .files.age."
        )
    (data,), (keys,), files = sets.values()
    restored = backup.restore(data, keys, chosen.data.absolute(), _unseal(chosen), *files)
    if actions.ready():
        log_alone(None, "backup.restored")
    if restored.missing:
        sys.stderr.write(
            f"waystation: {restored.missing} attached files are missing: they are in a later .files.age.\n"
        )
    settings = folder.settings(chosen.data)  # those that came back: what was loaded before knew none
    if settings.get("files", {}).get("s3"):
        sys.stderr.write(
            "waystation: the settings name a bucket for files: those that came back lie in the folder until\n"
            f"`{CALLED} files move` brings them there. If the bucket still has them, it only compares.\n"
        )
    sys.stdout.write(
        f"Restored into {chosen.data} ; {restored.files} attached files.\n"
        f"Put the witness file back as {_witness(settings, chosen.data)} : by it, what was\n"
        "erased after this backup is erased again at the start.\n"
        f"Now put the vault half back as {folder.half(chosen.data, settings)} (only its owner may read it) and start:\n"
        f"{CALLED} run --data {chosen.data}\n"
        "If the half is lost, the trustees can still help:\n"
        f"{CALLED} recover person --everybody --new-half --data {chosen.data}\n"
    )
    return 0


def _witness(settings: dict[str, Any], data: Path) -> str:
    return str(settings.get("audit", {}).get("witness") or folder.witness(data))


def _passphrase(*, twice: bool) -> str:
    """From the terminal, or the first line of standard input. Raises NotReady for none or two different ones."""
    from waystation.vault.errors import NotReady

    if not sys.stdin.isatty():
        given = sys.stdin.readline().strip()
    else:
        given = getpass.getpass("Passphrase of the backup: ").strip()
        if twice and getpass.getpass("Once more: ").strip() != given:
            raise NotReady("the two passphrases differ")
    if twice and 0 < len(given) < _SHORTEST:
        raise NotReady(f"the passphrase has at least {_SHORTEST} characters; best are seven random words")
    if not given:
        raise NotReady("a passphrase or a recipient is needed")
    return given


def _fail(code: int, sentence: str) -> int:
    sys.stderr.write(f"waystation: {sentence}\n")
    return code
