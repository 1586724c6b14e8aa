"""The listener: SMTP and LMTP on one port, in a thread of its own, for mail to this installation only."""

from __future__ import annotations

import asyncio
import logging
import ssl
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from waystation.mail.envelope import Accept
from waystation.mail.session import Gate, Session

for _name in ("mail.log", "mail.debug"):  # aiosmtpd writes addresses and commands to these
    _logger = logging.getLogger(_name)
    _logger.setLevel(logging.CRITICAL + 1)
    _logger.propagate = False
    _logger.addHandler(logging.NullHandler())

_log = logging.getLogger(__name__)

MAX_BYTES = 25_000_000


class Listener:
    """Accepts messages and says 250 only after `accept` returned.

    `port` 0 takes a free port; `port` tells it after `start`. `name` is the only name it greets with.
    `is_local`, if given, decides per address whether mail for it is taken; nothing is ever relayed.
    `tls`, if given, offers STARTTLS. Time-outs are in seconds; `connections` and `workers` are counts. `from_one` is
    how many connections one address may hold: more than the twenty that mail servers open to one place at once.
    """

    def __init__(
        self,
        accept: Accept,
        host: str = "127.0.0.1",
        port: int = 0,
        max_bytes: int = MAX_BYTES,
        *,
        name: str = "localhost",
        is_local: Callable[[str], bool] | None = None,
        tls: ssl.SSLContext | None = None,
        connections: int = 64,
        from_one: int = 32,
        workers: int = 8,
        recipients: int = 100,
        idle_seconds: float = 300,
        session_seconds: float = 3600,
    ) -> None:
        self.host = host
        self.port = port
        self._gate = Gate(
            accept=accept,
            name=name,
            max_bytes=max_bytes,
            is_local=is_local,
            tls=tls,
            connections=connections,
            from_one=from_one,
            recipients=recipients,
            idle_seconds=idle_seconds,
            session_seconds=session_seconds,
            pool=ThreadPoolExecutor(workers, thread_name_prefix="mail-accept"),
        )
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(_discreet)
        self._thread = threading.Thread(target=self._run, name="mail-listener", daemon=True)
        self._server: asyncio.AbstractServer | None = None

    def start(self) -> None:
        """Binds and serves; returns when connections are taken. Raises OSError if the port is not free."""
        self._thread.start()
        try:
            asyncio.run_coroutine_threadsafe(self._bind(), self._loop).result()
        except BaseException:
            self._finish()
            raise

    def stop(self) -> None:
        """Takes no more connections, lets what is being accepted finish and be answered, and closes."""
        if self._loop.is_closed() or not self._thread.is_alive():
            return
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._finish()

    def _finish(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._gate.pool.shutdown(wait=True)
        self._loop.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    async def _bind(self) -> None:
        self._server = await self._loop.create_server(
            lambda: Session(self._gate, self._loop), self.host, self.port, backlog=256
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def _close(self) -> None:
        if self._server:
            self._server.close()
        await self._gate.drain()
        await asyncio.sleep(0)


def _discreet(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """asyncio would log the exception with its data; the type is enough to find a fault."""
    _log.warning("mail listener: %s", type(context.get("exception")).__name__)
