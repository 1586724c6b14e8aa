"""Serves the peer as Waystation serves itself: cheroot with eight threads, and aiosmtpd beside it.

`python -m benchmarks.plain.server` with PLAIN_DATA set; prints one line of JSON once it listens.
"""

import asyncio
import json
import os
import socket
import sys
from typing import Any

from aiosmtpd.controller import Controller
from cheroot.wsgi import Server

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.plain.settings")


class Keeper:
    """Stores each mail as text, in a thread, as the framework's database layer asks for."""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        await asyncio.to_thread(self._keep, envelope.mail_from, envelope.content)
        return "250 Stored."

    def _keep(self, sender: str, content: bytes) -> None:
        from benchmarks.plain.models import Message

        Message._default_manager.create(name=sender, channel="email", text=content.decode(errors="replace"))


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def main() -> None:
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
    call_command("migrate", run_syncdb=True, verbosity=0)
    mail = Controller(Keeper(), hostname="127.0.0.1", port=_free_port())  # it cannot take port 0
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
