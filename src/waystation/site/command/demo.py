"""`waystation demo`: a fictional organisation to look at, on the embedded default."""

import argparse
import contextlib
import json
import socket
import sys
import time
from pathlib import Path
from typing import Any

from waystation.site import folder
from waystation.site.command.run import listen, port
from waystation.site.commands import open_installation, parser

CONFIGURATION = """\
# A fictional organisation, made by `waystation demo`. Never use it for real people: its passphrases can be derived.
demo = true
origin = {origin}

[mail]
address = "help@waystation.example"
duty_address = "duty@waystation.example"
"""

UNFINISHED = "unfinished"  # stands in the folder while its people are being made


def main(arguments: list[str]) -> int:
    chosen = options().parse_args(arguments)
    refused = _objection(chosen.data)
    if refused:
        return refused
    if chosen.fresh or (chosen.data / UNFINISHED).exists():
        folder.remove(chosen.data)
    first = not folder.exists(chosen.data)
    if first and _taken(chosen.port, chosen.mail_port):  # said before half a minute of work, not after
        sys.stderr.write("waystation: that port is taken; choose another with --port or --mail-port.\n")
        return 69
    if first and not _prepare(chosen.data, chosen.port):
        return 73
    open_installation(chosen.data)
    from waystation.vault.errors import NotReady

    try:
        staff = _make(chosen) if first else _continue(chosen.data)
    except NotReady as error:
        sys.stderr.write(f"waystation: {error}; `--fresh` starts over\n")
        return 78
    return listen(chosen, lambda web, mail: _announce(chosen, staff, web, mail))


def _prepare(data: Path, port: int) -> bool:
    try:
        folder.prepare(data, CONFIGURATION.format(origin=json.dumps(f"http://127.0.0.1:{port}")))
        (data / UNFINISHED).touch()
    except OSError as error:
        sys.stderr.write(f"waystation: nothing can be written there: {error.strerror}.\n")
        return False
    return True


def options() -> argparse.ArgumentParser:
    made = parser("demo")
    made.add_argument("--port", type=port, default=8000, help="of the pages; 0 takes any")
    made.add_argument("--mail-port", type=port, default=8025, help="of SMTP and LMTP; 0 takes any, -1 none")
    made.add_argument("--fresh", action="store_true", help="forget the last demo in that folder")
    made.add_argument("--empty", action="store_true", help="staff, but no people yet")
    made.add_argument("--json", action="store_true", help="print one line of JSON once it is ready")
    made.set_defaults(host="127.0.0.1", mail_host="127.0.0.1", monitor_port=None)
    return made


def _taken(*ports: int) -> bool:
    """Whether something listens there already."""
    for number in ports:
        with contextlib.closing(socket.socket()) as probe:
            probe.settimeout(1)
            if number > 0 and probe.connect_ex(("127.0.0.1", number)) == 0:
                return True
    return False


def _objection(data: Path) -> int:
    """Says why no demo can be there: somebody's installation or files, or one that is being served. 0 for nothing."""
    if not _may_be_used(data):
        sys.stderr.write("waystation: that folder holds no demo; it was left as it is.\n")
        return 73
    if folder.server(data):
        sys.stderr.write("waystation: another process serves that folder already; stop it first.\n")
        return 75
    return 0


def _may_be_used(data: Path) -> bool:
    """Whether a demo is there, or nothing. Fictional passphrases must never be shown for a real installation."""
    configuration = data / folder.CONFIGURATION
    return "\ndemo = true\n" in configuration.read_text() if configuration.exists() else folder.is_free(data)


def _make(chosen: argparse.Namespace) -> list[Any]:
    from waystation.site.demo import organisation

    started = time.monotonic()
    say = (lambda text: None) if chosen.json else sys.stderr.write
    say("waystation: making a fictional organisation")
    staff = organisation.found()
    if not chosen.empty:
        from waystation.site.demo import history

        history.make(staff, lambda done, total: say("." if done % 10 == 0 else ""))
    (chosen.data / UNFINISHED).unlink()
    say(f" {time.monotonic() - started:.0f} s\n")
    return staff


def _continue(data: Path) -> list[Any]:
    from waystation.site import installation
    from waystation.site.demo import organisation

    installation.open_existing()
    return organisation.accounts()


def _announce(chosen: argparse.Namespace, staff: list[Any], web: int, mail: int | None) -> None:
    page = f"http://{chosen.host}:{web}"
    if chosen.json:
        sys.stdout.write(json.dumps(_facts(chosen, staff, page, mail)) + "\n")
        sys.stdout.flush()
        return
    width = max(len(account.passphrase) for account in staff)
    lines = [f"  {a.name:<6} {a.passphrase:<{width}}  {a.roles[0]}\n" for a in staff]
    takes = f"{chosen.host}:{mail}, to help@waystation.example" if mail else "not taken here"
    sys.stdout.write(
        f"\nPublic page   {page}/\nStaff         {page}/staff/\n"
        f"Mail (SMTP)   {takes}\n"
        f"Mail sent     {folder.mailbox(chosen.data)} (stands for the outside world)\n"
        f"\nFictional staff, their passphrases:\n{''.join(lines)}\nCtrl-C stops; the next start goes on from here.\n"
    )
    sys.stdout.flush()


def _facts(chosen: argparse.Namespace, staff: list[Any], page: str, mail: int | None) -> dict[str, Any]:
    return {
        "public": f"{page}/",
        "staff": f"{page}/staff/",
        "sign_in": f"{page}/staff/sign-in",
        "mail": {"host": chosen.host, "port": mail, "address": "help@waystation.example"},
        "mailbox": str(folder.mailbox(chosen.data)),
        "data": str(chosen.data.absolute()),
        "sign_ins": [
            {"name": a.name, "passphrase": a.passphrase, "persona": a.persona, "role": a.roles[0]} for a in staff
        ],
    }
