"""The web server's door, over a real socket: what is ambiguous is refused, what is cut off is no message."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from django.conf import settings

from waystation.site.door import Door
from waystation.web.middleware import ALWAYS

HOST = b"Host: 127.0.0.1\r\n"
SMUGGLED = b"GET /smuggled HTTP/1.1\r\n" + HOST + b"\r\n"


class Fake:
    """An application that remembers what it was asked, and answers with what it was sent."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.bodies: list[bytes] = []
        self.cut = self.pieces = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
        if "reads" in environ["PATH_INFO"]:
            try:
                self.bodies.append(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
            except OSError:
                self.cut += 1
        if "pieces" in environ["PATH_INFO"]:
            try:
                while environ["wsgi.input"].read(65536):
                    self.pieces += 1
            except OSError:
                self.cut += 1
        if "waits" in environ["PATH_INFO"]:
            time.sleep(0.6)
        if "fails" in environ["PATH_INFO"]:
            raise RuntimeError("a canary in an error")
        names = [name for name in environ if "FORWARDED" in name]
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [str(names).encode()]


@pytest.fixture
def application() -> Fake:
    return Fake()


@contextmanager
def serving(application: Any) -> Iterator[Door]:
    server = Door(("127.0.0.1", 0), application, numthreads=2, server_name="")
    server.max_request_body_size, server.max_request_header_size = 10_000, 8192
    server.request_queue_size = 128
    server.prepare()
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield server
    finally:
        server.stop()
        thread.join()


@pytest.fixture
def door(application: Fake) -> Iterator[Door]:
    with serving(application) as server:
        yield server


def ask(door: Door, sent: bytes, *, ends: bool = True) -> bytes:
    with socket.create_connection(door.socket.getsockname()[:2], timeout=60) as line:
        line.sendall(sent)
        if ends:
            line.shutdown(socket.SHUT_WR)
        heard = b""
        while chunk := line.recv(65536):
            heard += chunk
        return heard


def test_it_works(door: Door, application: Fake) -> None:
    heard = ask(door, b"POST /reads HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\n\r\nhello" + SMUGGLED)
    assert heard.count(b"200 OK") == 2
    assert application.bodies == [b"hello"]


AMBIGUOUS = {
    "two lengths": b"Content-Length: 0\r\nContent-Length: 5\r\n",
    "the same length twice": b"Content-Length: 0\r\nContent-Length: 0\r\n",
    "a negative length": b"Content-Length: -5\r\n",
    "a length with a sign": b"Content-Length: +0\r\n",
    "a length with underscores": b"Content-Length: 0_0\r\n",
    "a length that goes on in the next line": b"Content-Length: 0\r\n 5\r\n",
    "a space before the colon": b"Content-Length : 0\r\n",
    "chunks": b"Transfer-Encoding: chunked\r\n",
    "chunks and a length": b"Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
    "chunks by another spelling": b"Transfer-Encoding: xchunked\r\n",
    "two hosts": b"Host: evil.example\r\n",
}


@pytest.mark.parametrize("said", AMBIGUOUS.values(), ids=AMBIGUOUS.keys())
@pytest.mark.parametrize("version", [b"1.0", b"1.1"])
def test_no_second_request_hides_behind_the_first(door: Door, application: Fake, said: bytes, version: bytes) -> None:
    head = b"POST /first HTTP/" + version + b"\r\n" + HOST + b"Connection: Keep-Alive\r\n" + said + b"\r\n"
    heard = ask(door, head + SMUGGLED)
    assert application.asked == []
    assert heard.count(b"HTTP/1.1 ") == 1
    assert heard.split(b" ")[1] in (b"400", b"411", b"501")


BY_ITSELF = {
    "400": b"nonsense\r\n\r\n",
    "411": b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n",
    "413": b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 99999\r\n\r\n",
    "414": b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n",
    "500": b"GET /fails HTTP/1.1\r\n" + HOST + b"\r\n",
}


@pytest.mark.parametrize("status", BY_ITSELF)
def test_what_the_server_says_by_itself_has_every_header_and_no_word(
    door: Door, status: str, capsys: pytest.CaptureFixture[str]
) -> None:
    heard = ask(door, BY_ITSELF[status], ends=False).decode()
    assert heard.startswith(f"HTTP/1.1 {status} ")
    for name, value in {**ALWAYS, "Cache-Control": "no-store", "Connection": "close"}.items():
        assert f"\r\n{name}: {value}\r\n" in heard
    assert "canary" not in heard + "".join(capsys.readouterr())


def test_a_message_that_breaks_off_is_no_message(door: Door, application: Fake) -> None:
    ask(door, b"POST /reads HTTP/1.1\r\n" + HOST + b"Content-Length: 99\r\n\r\ntext=They+come+ton")
    assert (application.bodies, application.cut) == ([], 1)


def test_forms_that_break_off_are_no_forms() -> None:
    """The same through the whole program: what comes in two parts is taken, what breaks off is not."""
    from waystation.site.wsgi import application as product

    body = b"text=They+come+tonight"
    head = b"POST /en/write HTTP/1.1\r\n" + HOST + b"Content-Type: %s\r\nContent-Length: %d\r\n\r\n"
    with serving(product) as server:
        for kind in (b"application/x-www-form-urlencoded", b"multipart/form-data; boundary=b"):
            heard = ask(server, head % (kind, len(body)) + body)
            assert heard.startswith(b"HTTP/1.1 403"), heard[:100]
            assert b"no-store" in ask(server, head % (kind, 99) + body)


def test_a_name_with_an_underscore_does_not_pass_for_another(door: Door) -> None:
    fields = b"X_Forwarded_Proto: https\r\nX-Forwarded-For: 1\r\n"
    heard = ask(door, b"GET / HTTP/1.1\r\n" + HOST + fields + b"Connection: close\r\n\r\n")
    assert b"['HTTP_X_FORWARDED_FOR']" in heard


def test_whoever_stands_in_the_door_is_sent_away(door: Door) -> None:
    """Both threads are held by requests that never end; the next caller is served once patience is over."""
    address = door.socket.getsockname()[:2]
    slow = [socket.create_connection(address) for _ in range(2)]
    for line in slow:
        line.sendall(b"GET / HTTP/1.1\r\nX: ")
    waiting = time.monotonic() + 60
    while len(door.coming_in) < 2 and time.monotonic() < waiting:
        time.sleep(0.01)
    door.hang_up_on_the_slow(patience=60)
    assert len(door.coming_in) == 2
    door.hang_up_on_the_slow(patience=0)
    assert b"200 OK" in ask(door, b"GET / HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
    for line in slow:
        line.close()


def test_connections_on_which_nothing_comes_in_hold_no_thread(door: Door, application: Fake) -> None:
    address = ("127.0.0.1", door.socket.getsockname()[1])
    idle = [socket.create_connection(address) for _ in range(20)]
    with socket.create_connection(address, timeout=60) as line:
        line.sendall(b"GET /mine HTTP/1.0\r\n" + HOST + b"\r\n")
        assert line.recv(15) == b"HTTP/1.1 200 OK"
    for one in idle:
        one.close()


def test_who_waits_longest_without_a_word_makes_room(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("waystation.site.door.WAITING", 3)
    address = ("127.0.0.1", door.socket.getsockname()[1])
    lines = []
    for _ in range(5):
        lines.append(socket.create_connection(address, timeout=60))
        time.sleep(0.1)
    assert [line.recv(1) for line in lines[:2]] == [b"", b""]
    lines[-1].sendall(b"GET /mine HTTP/1.0\r\n" + HOST + b"\r\n")
    assert lines[-1].recv(15) == b"HTTP/1.1 200 OK"
    for line in lines:
        line.close()


def test_where_every_thread_is_taken_patience_is_short(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("waystation.site.door.HURRY", 0.0)
    door.requests.max = 2
    address = ("127.0.0.1", door.socket.getsockname()[1])
    half = [socket.create_connection(address, timeout=60) for _ in range(2)]
    half[0].sendall(b"GET / HTTP/1.1\r\n")
    assert _comes(lambda: len(door.coming_in) == 1, door)
    time.sleep(0.2)
    door.hang_up_on_the_slow()  # one thread is free
    half[1].sendall(b"GET / HTTP/1.1\r\n")
    assert _comes(lambda: len(door.coming_in) == 2, door)
    time.sleep(0.2)
    door.hang_up_on_the_slow()
    assert [b"400" in line.recv(100) or not line.recv(1) for line in half] == [True, True]
    for line in half:
        line.close()


@pytest.mark.parametrize("body", [b"", b"Content-Length: 2\r\n\r\nab"])
def test_whoever_waits_for_an_answer_is_not_hung_up_on(door: Door, application: Fake, body: bytes) -> None:
    """And may ask again on the same line."""
    with socket.create_connection(door.socket.getsockname()[:2], timeout=60) as line:
        for number in range(2):
            line.sendall(b"POST /waits-reads HTTP/1.1\r\n" + HOST + (body or b"\r\n"))
            assert _comes(lambda: len(application.bodies) > number, door)  # noqa: B023  # it waits meanwhile
            door.hang_up_on_the_slow(patience=0)
            told = b""
            while not told.endswith(b"0\r\n\r\n"):  # the end of an answer in chunks, however it comes
                told += line.recv(65536)
            assert told.startswith(b"HTTP/1.1 200 OK")


def test_a_file_on_a_bad_line_is_waited_for_as_long_as_it_comes(application: Fake) -> None:
    """What came in earns time: a second for each 8 kB; who sends nothing more is sent away all the same."""
    with serving(application) as server:
        server.max_request_body_size = 2_000_000
        with socket.create_connection(server.socket.getsockname()[:2]) as line:
            line.sendall(b"POST /pieces HTTP/1.1\r\n" + HOST + b"Content-Length: 1000000\r\n\r\n" + b"x" * 400_000)
            waiting = time.monotonic() + 60
            while application.pieces < 5 and time.monotonic() < waiting:
                time.sleep(0.01)
            server.hang_up_on_the_slow(patience=0)
            assert (application.pieces >= 5, application.cut) == (True, 0)
            server.hang_up_on_the_slow(patience=-100)
            while not application.cut and time.monotonic() < waiting:
                time.sleep(0.01)
            assert application.cut == 1


def test_what_nobody_read_of_a_body_is_not_taken_into_memory(
    application: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("waystation.site.door.LEFT_UNREAD", 100)
    with serving(application) as server:
        for size, kept in ((90, True), (5000, False)):
            head = b"POST /x HTTP/1.1\r\n" + HOST + b"Content-Length: %d\r\n\r\n" % size
            heard = ask(server, head + b"x" * size + b"GET /next HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n")
            assert heard.count(b"200 OK") == 1 + kept
    assert [path for _, path in application.asked] == ["/x", "/next", "/x"]


@pytest.mark.alone
@pytest.mark.django_db(transaction=True)
def test_sixty_four_who_never_finish_keep_nobody_waiting() -> None:
    """The whole program, as an onion service has it: nothing in front, and one address for all."""
    from waystation.site.wsgi import application as product

    cookie = f"Cookie: {settings.CSRF_COOKIE_NAME}={'a' * 32}\r\n".encode()  # without one no form is read at all
    body = cookie + b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\ntext="
    page = b"GET /en/ HTTP/1.1\r\n" + HOST + b"Connection: close\r\n\r\n"
    with serving(product) as server, ExitStack() as lines:
        ask(server, page)  # the first one loads what it needs
        before = time.monotonic()
        ask(server, page)
        usual = time.monotonic() - before
        address = server.socket.getsockname()[:2]
        slow = [lines.enter_context(socket.create_connection(address)) for _ in range(64)]
        for number, line in enumerate(slow):
            line.sendall(b"POST /en/write HTTP/1.1\r\n" + HOST + (body if number % 2 else b"X: "))
        waiting = time.monotonic() + 60
        while len(server.coming_in) < 64 and time.monotonic() < waiting:
            time.sleep(0.01)
        assert len(server.coming_in) == 64
        for _ in range(3):
            before = time.monotonic()
            assert b"200 OK" in ask(server, page)
            assert time.monotonic() - before < 2 + 20 * usual
        lines.close()
        while server.coming_in and time.monotonic() < waiting:
            time.sleep(0.01)
        server.hang_up_on_the_slow()
        assert _comes(lambda: len(server.requests._threads) <= 3, server)


def _comes(what: Any, server: Door) -> bool:
    until = time.monotonic() + 60
    while not what() and time.monotonic() < until:
        server.requests._clear_dead_threads()
        time.sleep(0.05)
    return bool(what())


def test_no_more_work_at_once_than_is_said(door: Door, application: Fake) -> None:
    """However many threads wait for what comes in slowly."""
    address = door.socket.getsockname()[:2]
    slow = [socket.create_connection(address) for _ in range(6)]
    for line in slow:
        line.sendall(b"POST /reads HTTP/1.1\r\n" + HOST + b"Content-Length: 5\r\n\r\n")
    before = time.monotonic()
    with ThreadPoolExecutor(4) as many:
        heard = list(many.map(lambda _: ask(door, b"GET /waits HTTP/1.0\r\n" + HOST + b"\r\n"), range(4)))
    assert all(b"200 OK" in each for each in heard)
    assert 1.1 < time.monotonic() - before < 30  # two rounds of two, 0.6 s each
    for line in slow:
        line.sendall(b"hello")
        assert b"200 OK" in line.recv(65536)
        line.close()
