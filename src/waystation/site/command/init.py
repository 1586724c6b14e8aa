"""`waystation init`: makes an installation and prints its secrets once."""

import json
import sys
from typing import Any

from waystation.site import folder
from waystation.site.commands import open_installation, parser

CONFIGURATION = """\
# Waystation's settings. Read at start; changes need a restart.
origin = {origin}

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
"""


def main(arguments: list[str]) -> int:
    options = parser("init")
    options.add_argument("--unattended", action="store_true", help="ask nothing")
    options.add_argument("--origin", help="the address of the pages, as in https://example.org")
    options.add_argument("--address", help="the hotline's mail address")
    options.add_argument("--json", action="store_true", help="print one line of JSON")
    chosen = options.parse_args(arguments)
    ask = _default if chosen.unattended else _ask
    origin = chosen.origin or ask("Address of the pages", "http://127.0.0.1:8000")
    address = chosen.address or ask("The hotline's mail address", "help@waystation.example")
    try:
        folder.prepare(chosen.data, CONFIGURATION.format(origin=json.dumps(origin), address=json.dumps(address)))
    except FileExistsError:
        sys.stderr.write("waystation: there is an installation in that folder already; it was left as it is.\n")
        return 73
    open_installation(chosen.data)
    from waystation.site import installation

    accounts = installation.first_accounts()
    installation.found(accounts)
    _print(accounts, chosen)
    return 0


def _default(question: str, answer: str) -> str:
    return answer


def _ask(question: str, answer: str) -> str:
    return input(f"{question} [{answer}]: ").strip() or answer


def _print(accounts: list[Any], chosen: Any) -> None:
    if chosen.json:
        sign_ins = [{"name": account.name, "passphrase": account.passphrase} for account in accounts]
        sys.stdout.write(json.dumps({"data": str(chosen.data.absolute()), "sign_ins": sign_ins}) + "\n")
        return
    sys.stdout.write("The installation is made. These passphrases are shown once and are kept nowhere:\n\n")
    for account in accounts:
        sys.stdout.write(f"  {account.name:<14} {account.passphrase}\n")
    sys.stdout.write(
        f"\nKeep a copy of {chosen.data}/half apart from all backups: without it nothing can be opened.\n"
        f"Start it: ./waystation run --data {chosen.data}\n"
    )
