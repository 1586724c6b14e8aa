"""The HTTP server's door: what two programs on the way could read in two ways is refused, and nobody stands in it.

A proxy that ends a request elsewhere than this server does would hand one caller what belongs to another. So lengths
are said once, in digits, and never by chunks: no browser sends a form that way.
"""

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from cheroot.server import HeaderReader, HTTPConnection, HTTPRequest
from cheroot.wsgi import Server

from waystation.site import logs
from waystation.web.middleware import ALWAYS, PUBLIC_POLICY

PATIENCE = 60.0  # seconds for a whole request to come in; a phone on a bad line needs some
HURRY = 5.0  # the same while every thread is taken
WAITING = 500  # connections on which nothing comes in
SLOWEST = 8_000  # bytes a second: whoever sends a file at this pace or faster is waited for
LEFT_UNREAD = 2_000_000  # bytes
HELD = 128  # requests that come in slowly, each held by a thread that does nothing else

_SAID_ONCE = (b"Host", b"Content-Length", b"Transfer-Encoding")


class _Fields(dict[bytes, bytes]):
    """Header fields by name. Raises ValueError for one that is ambiguous."""

    def __setitem__(self, name: bytes, value: bytes) -> None:
        if name in _SAID_ONCE and name in self:
            raise ValueError("Said twice.")
        if name == b"Content-Length" and not value.isdigit():
            raise ValueError("Not a length.")
        super().__setitem__(name, value)


class _Reader(HeaderReader):
    def __call__(self, rfile: Any, hdict: Any = None) -> Any:
        found = super().__call__(rfile, _Fields())
        hdict.update(found)
        return found

    def _transform_key(self, key_name: bytes) -> Any:
        if key_name != key_name.strip():
            raise ValueError("Not a name.")
        return super()._transform_key(key_name)  # type: ignore[misc]

    def _allow_header(self, key_name: bytes) -> bool:
        # X_Forwarded_Proto would reach the application under the same name as what a proxy says.
        return b"_" not in key_name


class _Whole:
    """A request's body. One that ends before its length is an error: half a message must not be taken for one."""

    def __init__(self, stream: Any, work: threading.Semaphore) -> None:
        self._stream, self._work = stream, work

    def read(self, size: int | None = None) -> bytes:
        wanted = self._wanted(size)
        data = self._waited_for(self._stream.read, size)
        if len(data) < wanted:
            raise ConnectionResetError
        return data

    def readline(self, size: int | None = None) -> bytes:
        wanted = self._wanted(size)
        data = self._waited_for(self._stream.readline, size)
        if len(data) < wanted and not data.endswith(b"\n"):
            raise ConnectionResetError
        return data

    def _waited_for(self, read: Callable[[int | None], bytes], size: int | None) -> bytes:
        """Somebody else works meanwhile."""
        self._work.release()
        try:
            return read(size)
        finally:
            self._work.acquire()

    def _wanted(self, size: int | None) -> int:
        left: int = self._stream.remaining
        return left if size is None or size < 0 else min(size, left)


def _taking_whole(application: Callable[[dict[str, Any], Any], Iterable[bytes]], work: threading.Semaphore) -> Any:
    def guarded(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ["wsgi.input"] = _Whole(environ["wsgi.input"], work)
        with work:
            return application(environ, start_response)

    return guarded


class Request(HTTPRequest):
    """One request. What the server answers by itself carries the headers of every other answer, and ends there."""

    header_reader = _Reader()

    def __init__(self, server: Any, conn: Any, *given: Any, **more: Any) -> None:
        super().__init__(server, conn, *given, **more)  # type: ignore[no-untyped-call]
        conn.request = self

    def read_request_headers(self) -> bool:
        if not super().read_request_headers():  # type: ignore[no-untyped-call]
            return False
        if b"Transfer-Encoding" in self.inheaders:
            self.simple_response("411 Length Required")
            return False
        return True

    def send_headers(self) -> None:
        """The server would take what nobody read of a request into memory, to keep the connection."""
        if getattr(self.rfile, "remaining", 0) > LEFT_UNREAD:
            self.close_connection = True
        super().send_headers()  # type: ignore[no-untyped-call]

    def simple_response(self, status: str, msg: str = "") -> None:
        self.close_connection = True
        fields = {"Content-Length": len(msg), "Content-Type": "text/plain", "Connection": "close", **ALWAYS}
        fields |= {"Content-Security-Policy": PUBLIC_POLICY, "Cache-Control": "no-store"}
        lines = [f"{self.server.protocol} {status}", *(f"{name}: {value}" for name, value in fields.items()), "", msg]
        try:
            self.conn.wfile.write("\r\n".join(lines).encode("latin-1", "replace"))
        except OSError:
            return  # whoever asked has gone


class Connection(HTTPConnection):
    """Known to the server while a request comes in."""

    RequestHandlerClass = Request
    request: Any = None

    @property
    def has_come_in(self) -> bool:
        """Whether the whole request at hand was read: its answer is on the way, however long that takes."""
        return getattr(getattr(self.request, "rfile", None), "remaining", None) == 0

    def communicate(self) -> Any:
        self.request = None
        self.server.coming_in[self] = (time.monotonic(), self.rfile.bytes_read)
        try:
            return super().communicate()  # type: ignore[no-untyped-call]
        finally:
            self.server.coming_in.pop(self, None)


class Door(Server):
    """The web server. So many threads work at once; others, as many as are needed, wait for what comes in slowly."""

    ConnectionClass = Connection

    def __init__(self, address: tuple[str, int], application: Any, *, numthreads: int, **kwargs: Any) -> None:
        guarded = _taking_whole(application, threading.Semaphore(numthreads))
        super().__init__(address, guarded, numthreads=numthreads, max=numthreads + HELD, **kwargs)
        self.coming_in: dict[Connection, tuple[float, int]] = {}

    def process_conn(self, conn: Connection) -> None:
        """Gives a connection to a thread, and a new one not before something comes in on it."""
        if conn.last_used is not None:
            self._have_a_thread()
            super().process_conn(conn)  # type: ignore[no-untyped-call]
            return
        self._make_room()
        self.put_conn(conn)  # type: ignore[no-untyped-call]

    @property
    def _may_grow(self) -> bool:
        return len(self.requests._threads) < self.requests.max

    def _have_a_thread(self) -> None:
        if self.requests._queue.qsize() >= self.requests.idle and self._may_grow:
            self.requests._threads.append(self.requests._spawn_worker())

    def _make_room(self) -> None:
        """Whoever has waited longest goes first: file descriptors are few."""
        waiting = [(found.last_used, number, found) for number, found in self._selected() if found is not self]
        if len(waiting) >= WAITING:
            _, number, oldest = min(waiting, key=lambda each: each[0])
            self._connections._selector.unregister(number)
            oldest.close()

    def _selected(self) -> list[tuple[int, Any]]:
        return list(self._connections._selector.connections)

    def count_threads(self) -> int:
        return len(self.requests._threads)

    def hang_up_on_the_slow(self, patience: float | None = None) -> None:
        """Reads no more from those whose request did not come in in time: each holds one of few threads.

        Without a `patience` (seconds) it depends on whether a thread is free. An answer on its way is still given.
        """
        if patience is None:
            patience = PATIENCE if self.requests.idle or self._may_grow else HURRY
        self.requests.shrink(self.requests.idle - self.requests.min)
        for connection, (since, read_before) in list(self.coming_in.items()):
            earned = (connection.rfile.bytes_read - read_before) / SLOWEST
            if time.monotonic() - since > patience + earned and not connection.has_come_in:
                try:
                    connection.socket.shutdown(socket.SHUT_RD)
                except OSError:
                    continue  # it has ended by itself

    def error_log(self, msg: str = "", level: int = 20, traceback: bool = False) -> None:
        """The server would write the error's words and the way it took; we write the way alone."""
        error = sys.exc_info()[1]
        if error is not None:
            logs.report(error)
