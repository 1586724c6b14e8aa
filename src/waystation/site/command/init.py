"""`waystation init`: makes an installation and prints its secrets once."""

import argparse
import json
import re
import sys
from typing import Any
from urllib.parse import urlsplit

from waystation.site import folder
from waystation.site.commands import CALLED, open_installation, parser

CONFIGURATION = """\
# Waystation's settings. Read at start; changes need a restart.
origin = {origin}

[staff]
second_factor = "required"               # or "offered": a code or passkey besides the passphrase

[mail]
address = {address}
# duty_address = "duty@example.org"        # is told, without any content, when something needs a person

# Outgoing mail. Without this table it is kept in the folder <data>.mailbox.
# [mail.smtp]
# host = "smtp.example.org"
# port = 587
# security = "starttls"                    # or "tls"
# username = ""
# password = ""

# Incoming mailboxes, as many as you like. Mail can also come by the listener or by `waystation receive`.
# [[mail.imap]]
# host = "imap.example.org"
# username = ""
# password = ""

# Further addresses, each with [mail.mailbox.smtp] and [[mail.mailbox.imap]] of its own: see docs/administrators.md.
# [[mail.mailbox]]
# address = "help@example.net"
"""


def options() -> argparse.ArgumentParser:
    made = parser("init")
    made.add_argument("--unattended", action="store_true", help="ask nothing")
    made.add_argument("--origin", help="the address of the pages, as in https://example.org")
    made.add_argument("--address", help="the hotline's mail address")
    made.add_argument(
        "--trustees", type=_scheme, default=(3, 5), metavar="M-of-N", help="who can recover together (default: 3-of-5)"
    )
    made.add_argument("--json", action="store_true", help="print one line of JSON")
    return made


def main(arguments: list[str]) -> int:
    chosen = options().parse_args(arguments)
    ask = _default if chosen.unattended else _ask
    try:
        origin = chosen.origin or ask("Address of the pages", "http://127.0.0.1:8000")
        address = chosen.address or ask("The hotline's mail address", "help@waystation.example")
    except EOFError:
        sys.stderr.write("\nwaystation: nobody answers; `--unattended` asks nothing.\n")
        return 64
    if not urlsplit(origin).hostname or "@" not in address.strip("@"):
        sys.stderr.write(
            "waystation: an address is as in https://example.org, a mail address as in help@example.org.\n"
        )
        return 64
    if not folder.is_free(chosen.data):
        sys.stderr.write("waystation: there is something in that folder already; it was left as it is.\n")
        return 73
    folder.prepare(chosen.data, CONFIGURATION.format(origin=json.dumps(origin), address=json.dumps(address)))
    open_installation(chosen.data)
    from waystation.site import installation

    accounts = installation.first_accounts()
    founding = installation.found(accounts, threshold=chosen.trustees[0], trustees=chosen.trustees[1])
    _print(accounts, founding.shares, chosen)
    return 0


def _scheme(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"(\d+)-of-(\d+)", text)
    needed, trustees = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 2 <= needed <= trustees <= 16:
        raise argparse.ArgumentTypeError("say M-of-N: at least 2, at most 16 trustees, as in 3-of-5")
    return needed, trustees


def _default(question: str, answer: str) -> str:
    return answer


def _ask(question: str, answer: str) -> str:
    return input(f"{question} [{answer}]: ").strip() or answer


def _print(accounts: list[Any], shares: list[Any], chosen: Any) -> None:
    if chosen.json:
        facts = {
            "data": str(chosen.data.absolute()),
            "sign_ins": [{"name": account.name, "passphrase": account.passphrase} for account in accounts],
            "recovery": {
                "needed": chosen.trustees[0],
                "shares": [{"number": share.number, "words": share.words} for share in shares],
            },
        }
        sys.stdout.write(json.dumps(facts) + "\n")
        return
    sys.stdout.write("The installation is made. What follows is shown once and is kept nowhere.\n\n")
    sys.stdout.write("Passphrases. Write each on paper and hand it over in person:\n\n")
    for account in accounts:
        sys.stdout.write(f"  {account.name:<14} {account.passphrase}\n")
    _print_shares(shares, chosen)
    sys.stdout.write(
        f"\nKeep a copy of {chosen.data}/half apart from all backups: without it nothing can be opened.\n"
        f"Look for what is still to do: {CALLED} doctor --data {chosen.data}\n"
        f"Start it: {CALLED} run --data {chosen.data}\n"
    )


def _print_shares(shares: list[Any], chosen: Any) -> None:
    needed, trustees = chosen.trustees
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
        f"\nRehearse it with the papers before they leave the room:\n{CALLED} recover rehearse --data {chosen.data}\n"
    )
