"""Serves the peer as Waystation serves itself: cheroot with eight threads, and aiosmtpd beside it.

`python -m benchmarks.plain.server` with PLAIN_DATA set; prints one line of JSON once it listens.
"""

import json
import os
import socket
import sqlite3
import sys
from typing import Any

from aiosmtpd.controller import Controller
from cheroot.wsgi import Server

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.plain.settings")


class Keeper:
    """Stores each mail as text. One connection, in the mail server's own thread."""

    def __init__(self, path: str, pragmas: str) -> None:
        self.path, self.pragmas = path, pragmas
        self.connection: sqlite3.Connection | None = None

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.connection is None:
            self.connection = sqlite3.connect(self.path, timeout=20)
            self.connection.executescript(self.pragmas)
        with self.connection:
            self.connection.execute(
                "INSERT INTO plain_message (at, name, in_danger, status, text) "
                "VALUES (datetime('now'), ?, 0, 'new', ?)",
                (envelope.mail_from, envelope.content.decode(errors="replace")),
            )
        return "250 Stored."


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def main() -> None:
    from django.conf import settings
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    call_command("migrate", run_syncdb=True, verbosity=0)
    keeper = Keeper(str(settings.DATABASES["default"]["NAME"]), settings.PRAGMAS)
    mail = Controller(keeper, hostname="127.0.0.1", port=_free_port())  # it cannot take port 0
    mail.start()
    web = Server(("127.0.0.1", 0), application, numthreads=8)
    web.prepare()
    facts = {"web": web.socket.getsockname()[1], "mail": mail.port}
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()
    try:
        web.serve()
    except KeyboardInterrupt:
        mail.stop()


if __name__ == "__main__":
    main()
