"""`waystation run`: serves an installation. `serve` and `worker` are the two halves of it as processes of their own."""

import argparse
import errno
import sys
import tomllib
from datetime import UTC, datetime
from typing import Any

from waystation.site import clock, folder
from waystation.site.commands import CALLED, open_installation, parser


def options() -> argparse.ArgumentParser:
    made = parser("run")
    made.add_argument("--host", default="127.0.0.1", help="the address to serve the pages on")
    made.add_argument("--mail-host", default="127.0.0.1", help="the address to take mail on: for a mail server of ours")
    made.add_argument("--port", type=port, default=8000, help="of the pages; 0 takes any")
    made.add_argument("--mail-port", type=port, default=8025, help="SMTP and LMTP; 0 takes any, -1 none")
    monitor_option(made)
    return made


def monitor_option(made: argparse.ArgumentParser) -> None:
    made.add_argument(
        "--monitor-port", type=port, default=-1, metavar="PORT", help="/health and /metrics on 127.0.0.1 (none)"
    )


def main(arguments: list[str]) -> int:
    chosen = options().parse_args(arguments)
    return start(chosen)


def start(chosen: argparse.Namespace, part: str = "", urls: str | None = None) -> int:
    """Brings the installation to this version and serves it, or one part of it (see `folder`)."""
    if not folder.exists(chosen.data):
        sys.stderr.write(f"waystation: there is no installation in that folder; `{CALLED} init` makes one.\n")
        return 66
    try:
        open_installation(chosen.data)
    except tomllib.TOMLDecodeError as error:
        sys.stderr.write(f"waystation: {folder.CONFIGURATION} cannot be read: {error}\n")
        return 78
    except ValueError as error:
        sys.stderr.write(f"waystation: {folder.CONFIGURATION} cannot be used: {error}.\n")
        return 78
    from waystation.site import installation, server
    from waystation.vault.errors import NotReady

    server.hear_panic()
    wrong = _wrong_settings()
    if wrong:
        sys.stderr.write(f"waystation: {wrong}\n")
        return 78
    try:
        copy = installation.open_existing()
    except NotReady as error:
        sys.stderr.write(f"waystation: {error}\n")
        return 78
    if copy:
        sys.stderr.write(
            f"waystation: the database was brought to this version; a copy of before, for a week: {copy}\n"
        )
    return listen(chosen, lambda web, mail: _announce(chosen, web, mail), part, urls)


def port(text: str) -> int:
    """A port as a person writes it; -1 stands for none."""
    number = int(text)
    if not -1 <= number <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return number


def _wrong_settings() -> str:
    """What is wrong with the tables that others fill in, before anything listens; empty if nothing is."""
    from waystation.audit import cosign, witness
    from waystation.desk.access import rules
    from waystation.hotline import boxes, mail, outbox

    def leaving() -> None:
        for box in boxes.every():
            outbox.transport(box.address)

    for table, use in (("[mail]", boxes.every), ("[[mail.imap]]", mail.mailboxes), ("[mail.smtp]", leaving)):
        try:
            use()
        except ValueError as error:  # what they say names the setting, never its value
            return f"{table} in {folder.CONFIGURATION} cannot be used: {error}."
    for table, read in (("[audit] cosigns", cosign.trusted), ("[[audit.cosigners]]", witness.cosigners)):
        try:
            read()
        except (TypeError, ValueError, KeyError):
            return f"{table} in {folder.CONFIGURATION} holds what is no key of a log: `{CALLED} audit key` prints it."
    if wrong := _wrong_bucket():
        return wrong
    try:
        rules()
    except (TypeError, ValueError):
        return f"[retention] in {folder.CONFIGURATION} cannot be used: days are whole numbers."
    return ""


def _wrong_bucket() -> str:
    """Why a bucket cannot be the store at all; one that is away for the moment is waited for."""
    from django.conf import settings

    from waystation.vault import bucket, stores

    try:
        if settings.WAYSTATION_BUCKET:
            bucket.of(settings.WAYSTATION_BUCKET)
    except (stores.Away, ValueError):
        return f"[files.s3] in {folder.CONFIGURATION} cannot be used: `{CALLED} files check` says why."
    if stores.left_in_folder():
        return f"the settings name a bucket, but files still lie in the folder: `{CALLED} files move` brings them."
    return ""


def listen(chosen: Any, ready: Any, part: str = "", urls: str | None = None) -> int:
    """Serves at the chosen addresses; says so plainly where one is taken."""
    from waystation.site.server import Addresses, Parts, serve
    from waystation.vault import half
    from waystation.vault.errors import NotReady

    if not folder.take(chosen.data, *filter(None, [part])):
        sys.stderr.write("waystation: another process serves that folder already; stop it first.\n")
        return 75
    half.forget()  # a panic that came while the start waited for the database found no server to stop
    try:
        half.subkey(b"start")
    except NotReady as error:
        sys.stderr.write(f"waystation: {error}\n")
        return 78
    numbers = (chosen.port, chosen.mail_port, chosen.monitor_port)
    web, mail, monitor = (None if number is None or number < 0 else number for number in numbers)
    parts = Parts(urls, mail=part in ("", folder.WORKING))
    try:
        serve(Addresses(chosen.host, web, mail, chosen.mail_host, monitor), ready, parts)
    except OSError as error:
        taken = "that port is taken; choose another with --port or --mail-port"
        what = taken if error.errno in (errno.EADDRINUSE, None) else f"it cannot listen there: {error.strerror}"
        sys.stderr.write(f"waystation: {what}.\n")
        return 69
    return 0


def _announce(chosen: Any, web: int | None, mail: int | None) -> None:
    from waystation.hotline.outbox import is_local

    page = f"http://{chosen.host}:{web}/"
    pages = f"Pages on {page} , staff on {page}staff/" if web else "No pages"
    taken = f"mail is taken on port {mail}" if mail else "the mail listener is off"
    sys.stdout.write(f"{pages} , {taken}.\n")
    if is_local():
        sys.stdout.write(f"No mail server is set: answers stay, readable, in {folder.mailbox(chosen.data)} .\n")
    if clock.behind(chosen.data, datetime.now(UTC)):
        sys.stdout.write(f"The machine's clock was set back; alarms go on by the later time. See: {CALLED} doctor\n")
    sys.stdout.flush()
