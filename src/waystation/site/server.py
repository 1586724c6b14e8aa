"""One process: pages, mail listener, mailboxes and timers; or one for the pages and one for mail.

Timers run in each: a letter that staff wrote is in the memory of the process in which they did, and leaves from there.
What is due is claimed by one of them.
"""

import ctypes
import gc
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from waystation.hotline import mail, reach
from waystation.site import folder, worker
from waystation.site.door import Door
from waystation.site.innocent import story  # noqa: F401  # loaded here, not by the first page that needs it
from waystation.site.maps import serving
from waystation.site.monitoring import Counted, CountErrors, Monitor, counting
from waystation.vault import panic

THREADS = 16  # that work at once; who waits for a bad line keeps none of them
LAST_WORDS = 0.2  # seconds
GLANCE = 2.0  # seconds between two looks at who is slow
# Seconds after which a busy thread lets another go on. A page asks the database fifty times, and may wait as long each
# time where others work: with Python's 0.005 s that was more than the page itself.
TURN = 0.003


@dataclass(frozen=True)
class Addresses:
    """Where to listen; port 0 takes any free one."""

    host: str = "127.0.0.1"
    port: int | None = 8000  # none: no pages
    mail_port: int | None = 8025  # none: no listener
    mail_host: str = "127.0.0.1"
    monitor_port: int | None = None  # none: nothing is told to a monitor


def _web(host: str, port: int, urls: str | None, counted: Counted) -> Door:
    application = counting(serving(urls) if urls else get_wsgi_application(), counted)
    # No name: the frame sets the header, and what the server answers by itself should tell nothing.
    server = Door((host, port), application, numthreads=THREADS, server_name="")
    # Forms without files are bounded far below, before they are read (waystation/files/uploads.py).
    server.max_request_body_size = 2 * max(settings.WAYSTATION_FILE_LIMIT, settings.WAYSTATION_MESSAGE_LIMIT) + 2**20
    server.max_request_header_size = 64 * 1024
    server.timeout = 30
    server.request_queue_size = 512  # connections that the kernel keeps for us: a crowd beyond them is reset
    return server


_M_MMAP_THRESHOLD, _M_ARENA_MAX = -3, -8  # mallopt(3)
_LARGE = 1024 * 1024  # bytes; four times what asyncio asks for at each read
_ARENAS = 2


def _give_memory_back() -> None:
    """What a large message took is given back to the system when it is stored, and what one thread freed to the others.

    Left to itself, glibc takes the first large block that is freed as a sign to keep such blocks from then on, in each
    thread's own arena: a few messages of 25 MB at once then cost 700 MB for good. And it makes eight arenas for each
    core, where what one page left over serves no other thread: that alone grew by 10 MiB in a thousand messages. Of
    our threads one runs at a time, so that two arenas keep nobody waiting. Other C libraries know no mallopt.
    """
    with suppress(AttributeError):
        libc = ctypes.CDLL(None)
        libc.mallopt(_M_MMAP_THRESHOLD, _LARGE)
        libc.mallopt(_M_ARENA_MAX, _ARENAS)


def settle() -> None:
    """Keeps the collector out of the middle of requests, once everything is loaded.

    What is loaded stays, and need not be walked through again. What sessions hold open is all in the oldest generation,
    which is looked at a tenth as often: with a thousand cases that takes a third of a second, whichever page meets it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(700, 10, 100)


@dataclass(frozen=True)
class Parts:
    """What one process does besides the timers: pages of one map, or of both without one; and the mail doors."""

    urls: str | None = None
    mail: bool = True


def serve(addresses: Addresses, ready: Callable[[int | None, int | None], None], parts: Parts = Parts()) -> None:
    """Serves until SIGTERM or SIGINT, or a panic, which SIGUSR2 starts too.

    `ready` is told the web and mail ports once both listen. Raises OSError where an address is taken.
    """
    sys.setswitchinterval(TURN)
    _give_memory_back()
    stop = threading.Event()
    web, counted = None, Counted()
    logging.getLogger().addHandler(CountErrors(counted))
    if addresses.port is not None:
        web = _web(addresses.host, addresses.port, parts.urls, counted)
        web.prepare()
    if addresses.monitor_port is not None:
        _monitor(addresses.monitor_port, web, counted)
    settle()
    listener = None
    if parts.mail and addresses.mail_port is not None:
        listener = mail.listener(addresses.mail_host, addresses.mail_port)
        listener.start()
    threads = [threading.Thread(target=worker.loop, args=[stop], name="worker")]
    if web:
        threads.append(threading.Thread(target=_watch, args=[web, stop], name="door", daemon=True))
    threads += _at_the_mail_doors(stop) if parts.mail else []
    for thread in threads:
        thread.start()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: threading.Thread(target=web.stop if web else stop.set).start())
    panic.at_last(_leave_soon)
    hear_panic()
    ready(_port(web.socket) if web else None, listener.port if listener else None)
    try:
        if web:
            web.serve()
        else:
            stop.wait()
    finally:
        stop.set()
        if listener:
            listener.stop()
        threads[0].join(timeout=10)


def _monitor(port: int, web: Door | None, counted: Counted) -> None:
    """Its port is told on standard error: what is on standard output is for whoever started the server."""
    threads = web.count_threads if web else int
    taken = Monitor(port, Path(settings.WAYSTATION_DATA), counted, threads).start()
    sys.stderr.write(f"A monitor on this machine may ask http://127.0.0.1:{taken}/health and /metrics.\n")


def _at_the_mail_doors(stop: threading.Event) -> list[threading.Thread]:
    watching = [box.run for box in mail.mailboxes()]
    return [threading.Thread(target=each, args=[stop], name="mail", daemon=True) for each in (*watching, reach.watch)]


def _leave_soon() -> None:
    """Ends the process without another step of any thread, once the page that asked for it is answered."""
    _tell_the_others()
    threading.Timer(LAST_WORDS, os._exit, [panic.EXIT]).start()


def _tell_the_others() -> None:
    """Whoever else serves this folder forgets its keys too. By then the half is gone, and they end."""
    for process in {*folder.servers(Path(settings.WAYSTATION_DATA)).values()} - {os.getpid()}:
        with suppress(OSError):
            os.kill(process, signal.SIGUSR2)


def hear_panic() -> None:
    """From now on SIGUSR2 starts the panic: also while the start still waits for the database."""
    signal.signal(signal.SIGUSR2, lambda *_: threading.Thread(target=_panic).start())


def _panic() -> None:
    try:
        panic.now()
    finally:
        os._exit(panic.EXIT)


def _watch(web: Door, stop: threading.Event) -> None:
    while not stop.wait(GLANCE):
        web.hang_up_on_the_slow()


def _port(bound: socket.socket) -> int:
    port: int = bound.getsockname()[1]
    return port
