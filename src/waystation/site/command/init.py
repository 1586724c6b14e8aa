"""`waystation init`: makes an installation and prints its secrets once."""

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from waystation.site import deployment, folder
from waystation.site.command import init_questions as questions
from waystation.site.command import setup
from waystation.site.commands import CALLED, POSTGRESQL, open_installation, parser

USER = deployment.USER
_GIVEN = ("origin", "address", "duty_address", "time_zone", "database", "trustees", "field_home", "field_documentation")


def options() -> argparse.ArgumentParser:
    made = parser("init")
    made.add_argument("--unattended", action="store_true", help="ask nothing")
    made.add_argument("--origin", help="the address of the pages, as in https://example.org")
    made.add_argument("--address", help="the hotline's mail address")
    made.add_argument("--duty-address", help="of whoever is on duty: told, without content, of alarms")
    made.add_argument("--time-zone", help="in which pages show times, as in Europe/Berlin")
    made.add_argument("--database", metavar="URL", help="an empty PostgreSQL database, in place of a file")
    made.add_argument(
        "--server-files", type=Path, metavar="DIR", help="where units and the like go (beside the folder)"
    )
    made.add_argument("--trustees", metavar="M-of-N", help="who can recover together (default: 3-of-5)")
    made.add_argument("--field-home", metavar="KEY", help="of a laptop for the field: the key of the home, age1...")
    made.add_argument("--field-documentation", metavar="KEY", help="the key of documentation at home, age1...")
    made.add_argument("--json", action="store_true", help="print one line of JSON")
    return made


def main(arguments: list[str]) -> int:
    chosen = options().parse_args(arguments)
    if not folder.is_free(chosen.data):
        sys.stderr.write("waystation: there is something in that folder already; it was left as it is.\n")
        return 73
    given = {name: value for name in _GIVEN if (value := getattr(chosen, name)) is not None}
    try:
        answers = questions.Answers(**given) if chosen.unattended else questions.asked(given)
    except EOFError:
        sys.stderr.write("\nwaystation: nobody answers; `--unattended` asks nothing.\n")
        return 64
    if wrong := questions.objection(answers):
        sys.stderr.write(f"waystation: {wrong}\n")
        return 64
    try:
        folder.prepare(chosen.data, questions.configuration(answers))
        files = setup.written(chosen.data, chosen.server_files)
    except OSError as error:
        sys.stderr.write(f"waystation: nothing can be written there: {error.strerror}.\n")
        return 73
    except deployment.NoName as error:
        _unprepare(chosen.data)
        sys.stderr.write(f"waystation: {error}\n")
        return 64
    open_installation(chosen.data)
    if answers.database and (wrong := _database()):
        _unprepare(chosen.data)
        sys.stderr.write(f"waystation: {wrong}\n")
        return 69
    from waystation.site import installation

    needed, trustees = questions.scheme(answers.trustees)
    accounts = installation.first_accounts()
    founding = installation.found(accounts, threshold=needed, trustees=trustees)
    _print(accounts, founding.shares, needed, chosen, files)
    if answers.field_home and not chosen.json:
        _print_field()
    return 0


def _print_field() -> None:
    from waystation.audit import notes

    sys.stdout.write(
        "\nThis is a laptop for the field. Its key has to stand in the settings at home, or nothing of it is taken:\n\n"
        f"  [field]\n  laptops = [{json.dumps(str(notes.key()))}]\n"
    )


def _unprepare(data: Path) -> None:
    """As if nobody had tried: what lies beside the folder may be of an earlier installation."""
    (data / folder.CONFIGURATION).unlink()
    data.rmdir()


def _database() -> str:
    """What is wrong with the PostgreSQL database that was named, before anything is made in it."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError, connection

    try:
        return "there is something in that database already." if connection.introspection.table_names() else ""
    except ImproperlyConfigured:
        return f"the driver of PostgreSQL is not installed. {POSTGRESQL}"
    except DatabaseError:
        return "that database cannot be reached: is the address right, and may this user sign in?"


def _print(accounts: list[Any], shares: list[Any], needed: int, chosen: argparse.Namespace, files: Path) -> None:
    if chosen.json:
        facts = {
            "data": str(chosen.data.absolute()),
            "server_files": str(files),
            "sign_ins": [{"name": account.name, "passphrase": account.passphrase} for account in accounts],
            "recovery": {
                "needed": needed,
                "shares": [{"number": share.number, "words": share.words} for share in shares],
            },
        }
        sys.stdout.write(json.dumps(facts) + "\n")
        return
    sys.stdout.write("The installation is made. What follows is shown once and is kept nowhere.\n\n")
    sys.stdout.write("Passphrases. Write each on paper and hand it over in person:\n\n")
    for account in accounts:
        sys.stdout.write(f"  {account.name:<14} {account.passphrase}\n")
    _print_shares(shares, needed, chosen.data)
    if os.geteuid() == 0:
        sys.stdout.write(f"\nYou are root. The service is not to be: chown -R {USER}: {chosen.data}*\n")
    sys.stdout.write(
        f"\nKeep a copy of {chosen.data}/half apart from all backups: without it nothing can be opened.\n"
        f"systemd units and configuration of web server and tor lie in {files} ; STEPS.md there says what to do.\n"
        f"Look for what is still to do: {CALLED} doctor --data {chosen.data}\n"
        f"Start it: {CALLED} run --data {chosen.data}\n"
    )


def _print_shares(shares: list[Any], needed: int, data: Path) -> None:
    trustees = len(shares)
    sys.stdout.write(
        "\nRecovery shares. Give each, on paper, to one trustee, who keeps it away from this server and from the\n"
        f"others, and tells nobody. Any {needed} of the {trustees} together can give a member of staff a new\n"
        f"passphrase; fewer can do nothing. If more than {trustees - needed} are lost, recovery is lost.\n"
    )
    for share in shares:
        words = share.words.split()
        lines = [" ".join(words[start : start + 11]) for start in range(0, len(words), 11)]
        sys.stdout.write(f"\n  Share {share.number} of {trustees}\n" + "".join(f"    {line}\n" for line in lines))
    sys.stdout.write(
        f"\nRehearse it with the papers before they leave the room:\n{CALLED} recover rehearse --data {data}\n"
    )
