"""One process: pages, mail listener, mailboxes and timers."""

import signal
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass

from cheroot.wsgi import Server
from django.conf import settings
from django.core.wsgi import get_wsgi_application

from waystation.hotline import mail
from waystation.site import worker

THREADS = 8
ROOM_FOR_FIELDS = 64 * 1024


@dataclass(frozen=True)
class Addresses:
    """Where to listen; port 0 takes any free one."""

    host: str = "127.0.0.1"
    port: int = 8000
    mail_port: int | None = 8025


def _web(addresses: Addresses) -> Server:
    # No name: the frame sets the header, and what the server answers by itself should tell nothing.
    server = Server((addresses.host, addresses.port), get_wsgi_application(), numthreads=THREADS, server_name="")
    server.max_request_body_size = settings.WAYSTATION_MESSAGE_LIMIT + ROOM_FOR_FIELDS
    server.max_request_header_size = 64 * 1024
    server.timeout = 30
    return server


def serve(addresses: Addresses, ready: Callable[[int, int | None], None]) -> None:
    """Serves until SIGTERM or SIGINT. `ready` is told the web and mail ports once both listen.

    Raises OSError where an address is taken.
    """
    stop = threading.Event()
    web = _web(addresses)
    web.prepare()
    listener = None
    if addresses.mail_port is not None:
        listener = mail.listener(addresses.host, addresses.mail_port)
        listener.start()
    threads = [threading.Thread(target=worker.loop, args=[stop], name="worker")]
    threads += [threading.Thread(target=box.run, args=[stop], name="mailbox", daemon=True) for box in mail.mailboxes()]
    for thread in threads:
        thread.start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=web.stop).start())
    ready(_port(web.socket), listener.port if listener else None)
    try:
        web.serve()
    finally:
        stop.set()
        if listener:
            listener.stop()
        threads[0].join(timeout=10)


def _port(bound: socket.socket) -> int:
    port: int = bound.getsockname()[1]
    return port
