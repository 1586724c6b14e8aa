"""Calls to partners: signed, without content, until they are taken, and never to where they must not go."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from waystation.interfaces import calling, hooks, tokens
from waystation.interfaces.calling import NotAnAddress
from waystation.interfaces.models import CallRow
from waystation.staff.actor import utc_now


class Listener:
    """A partner's program on this machine: keeps what it is told, and answers what it is told to answer."""

    def __init__(self) -> None:
        self.heard: list[tuple[dict[str, str], bytes]] = []
        self.answers = 204
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["Content-Length"])
                listener.heard.append((dict(self.headers), self.rfile.read(length)))
                self.send_response(listener.answers)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *arguments: Any) -> None:
                """Says nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture
def listener(settings: Any) -> Iterator[Listener]:
    found = Listener()
    settings.WAYSTATION_HOOK_HOSTS = [found.origin]
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def hooked(listener: Listener, made: Any) -> tokens.Made:
    found: tokens.Made = made("statistics", hook=f"{listener.origin}/changed?x=1")
    return found


def due() -> int:
    return hooks.send(utc_now())


def test_it_says_that_something_changed_and_nothing_else(listener: Listener, hooked: tokens.Made) -> None:
    hooks.changed("statistics")
    assert due() == 1
    ((headers, body),) = listener.heard
    told = json.loads(body)
    assert set(told) == {"type", "timestamp"}
    assert told["type"] == "statistics.changed"
    assert told["timestamp"].endswith(":00+00:00")  # to the minute
    secret = base64.b64decode(hooked.hook_secret.removeprefix("whsec_"))
    signed = b".".join((headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body))
    mac = base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{mac}"
    assert abs(int(headers["webhook-timestamp"]) - utc_now().timestamp()) < 60
    assert not CallRow.objects.exists()
    assert due() == 0


def test_nobody_is_called_whose_token_has_ended(listener: Listener, hooked: tokens.Made) -> None:
    """Nor by a call that waited for that long."""
    hooks.changed("statistics")
    assert hooks.send(utc_now() + timedelta(days=tokens.DAYS, minutes=1)) == 0
    assert not listener.heard
    assert not CallRow.objects.exists()


def test_only_who_has_that_scope_and_only_the_one_who_is_meant(listener: Listener, made: Any) -> None:
    made("intake", hook=f"{listener.origin}/a")
    two = made("bundles", hook=f"{listener.origin}/b")
    made("bundles", hook=f"{listener.origin}/c")
    hooks.changed("statistics")
    assert not CallRow.objects.exists()
    hooks.changed("bundles", two.id)
    assert CallRow.objects.count() == 1
    hooks.changed("bundles")
    assert CallRow.objects.count() == 2


@pytest.mark.parametrize("status", [301, 302, 307, 400, 410, 500, 503])
def test_what_is_not_taken_is_tried_again_later_and_follows_nothing(
    listener: Listener, hooked: tokens.Made, status: int
) -> None:
    hooks.changed("statistics")
    listener.answers = status
    assert due() == 0
    assert len(listener.heard) == 1
    row = CallRow.objects.get()
    assert row.tries == 1
    assert row.next_try > utc_now()
    assert due() == 0
    listener.answers = 200
    assert hooks.send(row.next_try + timedelta(seconds=1)) == 1
    assert {headers["webhook-id"] for headers, _ in listener.heard} == {listener.heard[0][0]["webhook-id"]}
    assert not CallRow.objects.exists()


def test_at_last_it_gives_up(listener: Listener, hooked: tokens.Made) -> None:
    hooks.changed("statistics")
    listener.answers = 500
    now = utc_now()
    for _ in range(hooks.TRIES):
        hooks.send(now)
        now += timedelta(days=1)
    assert len(listener.heard) == hooks.TRIES
    assert not CallRow.objects.exists()


def test_many_changes_are_one_call_and_one_during_a_call_is_another(
    listener: Listener, hooked: tokens.Made, monkeypatch: Any
) -> None:
    for _ in range(5):
        hooks.changed("statistics")
    assert CallRow.objects.count() == 1
    post = calling.post

    def changing(*told: Any) -> bool:
        hooks.changed("statistics")  # after they have fetched, before they answer
        return post(*told)

    with monkeypatch.context() as patched:
        patched.setattr(hooks.calling, "post", changing)
        due()
    assert CallRow.objects.count() == 1
    assert due() == 1
    first, second = (headers["webhook-id"] for headers, _ in listener.heard)
    assert first != second


def test_two_processes_make_a_call_once(listener: Listener, hooked: tokens.Made, monkeypatch: Any) -> None:
    hooks.changed("statistics")
    post, now = calling.post, utc_now()

    def beside(*told: Any) -> bool:
        monkeypatch.setattr(hooks.calling, "post", post)
        assert hooks.send(now) == 0
        return post(*told)

    monkeypatch.setattr(hooks.calling, "post", beside)
    assert hooks.send(now) == 1
    assert len(listener.heard) == 1


def test_a_killed_worker_leaves_the_call_to_another(listener: Listener, hooked: tokens.Made, monkeypatch: Any) -> None:
    hooks.changed("statistics")

    def killed(*told: Any) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(hooks.calling, "post", killed)
        with pytest.raises(KeyboardInterrupt):
            due()
    assert due() == 0
    assert hooks.send(utc_now() + hooks.LEASE) == 1


def test_revoked_nobody_is_called(listener: Listener, hooked: tokens.Made) -> None:
    hooks.changed("statistics")
    tokens.revoke(None, hooked.id)
    assert not CallRow.objects.exists()
    assert due() == 0
    assert not listener.heard


def test_a_row_says_nothing(hooked: tokens.Made) -> None:
    hooks.changed("statistics")
    row = CallRow.objects.get()
    assert b"statistics" not in bytes(row.sealed)
    assert row.next_try.second == 0


PRIVATE = ["127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1"]
PRIVATE += ["::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "ff02::1", "::"]


@pytest.mark.parametrize("address", PRIVATE)
def test_no_name_leads_into_our_own_network(monkeypatch: Any, address: str) -> None:
    asked = []

    def looked_up(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(2, 1, 6, "", ("93.184.216.34", port)), (2, 1, 6, "", (address, port))]

    monkeypatch.setattr(calling.socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(calling.socket, "create_connection", lambda *_: pytest.fail("it was asked"))
    assert calling.post("https://partner.example/", b"", {}) is False
    assert asked == ["partner.example"]


def test_what_was_looked_up_is_what_is_asked(monkeypatch: Any) -> None:
    """A name that leads elsewhere a moment later is not looked up again."""
    times = []

    def looked_up(host: str, port: int, **_: Any) -> list[Any]:
        times.append(host)
        return [(2, 1, 6, "", ("93.184.216.34" if len(times) == 1 else "127.0.0.1", port))]

    asked = []

    def connected(where: tuple[str, int], _timeout: float) -> Any:
        asked.append(where)
        raise OSError

    monkeypatch.setattr(calling.socket, "getaddrinfo", looked_up)
    monkeypatch.setattr(calling.socket, "create_connection", connected)
    assert calling.post("https://partner.example/", b"", {}) is False
    assert (times, asked) == (["partner.example"], [("93.184.216.34", 443)])


@pytest.mark.parametrize(
    "address",
    ["https://x.onion/", "https://a b/", "https://partner.example/#x", "http://partner.example/", "https://partner/"]
    + ["https://partner.example:22/", "gopher://partner.example/", "https://" + "x" * 600 + ".example/", "", "x"],
)
def test_such_an_address_is_none(address: str) -> None:
    with pytest.raises(NotAnAddress):
        calling.checked(address)
    assert calling.post(address, b"", {}) is False


def test_a_slow_partner_keeps_no_alarm_waiting(hooked: tokens.Made, monkeypatch: Any) -> None:
    """What is called is called in a thread of its own, one at a time."""
    hooks.changed("statistics")
    go_on, began = threading.Event(), threading.Event()

    def slow(_now: Any) -> None:
        began.set()
        go_on.wait(20)

    monkeypatch.setattr(hooks, "send", slow)
    assert hooks.send_due(utc_now())
    assert began.wait(20)
    assert not hooks.send_due(utc_now())
    go_on.set()
    hooks._calls.join(20)
