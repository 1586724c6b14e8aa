"""One text reaches one device, sealed, through a service that knows whose it is; nobody else is ever asked."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.mail.certificate import make_certificate
from tests.push.service import Browser, Service, claims, serving
from waystation.push import sending
from waystation.push.sending import Device, Failed, Gone, NotADevice

SECRET = os.urandom(32)


@pytest.fixture
def service() -> Iterator[Service]:
    with serving() as service:
        yield service


def known(browser: Browser, *services: str) -> Device:
    return sending.device(**browser.told, services=services)


def woken(service: Service, said: bytes = b"Look.", name: str = "/one") -> Browser:
    browser = service.browser(name)
    sending.send(known(browser, service.origin), said, secret=SECRET)
    return browser


def test_the_device_alone_reads_it(service: Service) -> None:
    browser = woken(service)
    ((path, headers, body),) = service.asked
    assert path == "/one"
    assert headers["content-encoding"] == "aes128gcm"
    assert browser.opened(body) == b"Look."
    assert b"Look" not in body
    with pytest.raises(Exception, match="Decryption"):
        Browser(browser.endpoint).opened(body)


def test_the_service_is_told_that_it_is_the_same_sender_and_nothing_more(service: Service) -> None:
    woken(service)
    _, headers, _ = service.asked[0]
    said = claims(headers["authorization"])
    assert said.keys() == {"aud", "exp", "sub"}
    assert (said["aud"], said["sub"]) == (service.origin, "")
    assert 0 < said["exp"] - time.time() <= 24 * 3600
    assert headers["authorization"].endswith(f"k={sending.public_key(SECRET)}")
    assert headers.keys() <= {
        "authorization",
        "accept-encoding",
        "content-encoding",
        "host",
        "topic",
        "ttl",
        "urgency",
    }


def test_every_device_and_every_text_of_ours_looks_the_same_to_the_service(service: Service) -> None:
    for name in ("/one", "/two"):
        woken(service, name=name)
    (one, body), (two, other) = (({**headers, "authorization": ""}, body) for _, headers, body in service.asked)
    assert one == two
    assert len(body) == len(other)


def test_a_service_that_cannot_prove_its_name_is_told_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = make_certificate(tmp_path)
    with serving(certificate) as service:
        told = known(Browser("https://push.example/x"), "push.example")
        device = replace(told, endpoint=f"{service.origin}/one")
        with pytest.raises(Failed):
            sending.send(device, b"Look.", secret=SECRET)
        assert service.asked == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate.certificate))  # or silence would prove nothing
        sending.send(device, b"Look.", secret=SECRET)
        assert [path for path, _, _ in service.asked] == ["/one"]


def test_a_sender_whose_signature_is_anothers_is_refused(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    real, other = sending._signed, sending.public_key(os.urandom(32))

    def forged(*args: Any) -> str:
        return real(*args).rpartition("k=")[0] + f"k={other}"

    monkeypatch.setattr(sending, "_signed", forged)
    with pytest.raises(Failed):
        woken(service)


@pytest.mark.parametrize(("status", "error"), [(410, Gone), (404, Gone), (500, Failed), (429, Failed), (302, Failed)])
def test_what_the_service_answers_counts(service: Service, status: int, error: type[Exception]) -> None:
    service.answers["/one"] = status
    with pytest.raises(error):
        woken(service)
    assert [path for path, _, _ in service.asked] == ["/one"]  # no redirect is followed


def test_a_service_that_is_not_there_is_told() -> None:
    with serving() as gone:
        browser, origin = gone.browser(), gone.origin
    with pytest.raises(Failed):
        sending.send(known(browser, origin), b"x", secret=SECRET)


ELSEWHERE = [
    "http://push.example/x",
    "https://evil.example/x",
    "https://push.example.evil.example/x",
    "https://evilpush.example/x",
    "https://push.example:22/x",
    "https://user@push.example/x",
    "https://push.example@evil.example/x",
    "https://127.0.0.1/x",
    "http://127.0.0.1:1/x",
    "http://localhost/x",
    "ftp://push.example/x",
    "https://[::1]/x",
    "https:///x",
    "file:///etc/passwd",
    "https://push.example/x\r\nX: y",
    "https://push.example/" + "x" * 1000,
    "https://push.example/ж",
    "https://[/x",
    "",
]


@pytest.mark.parametrize("endpoint", ELSEWHERE)
def test_nobody_makes_this_server_ask_elsewhere(endpoint: str) -> None:
    with pytest.raises(NotADevice):
        known(Browser(endpoint), "push.example", "*.push.example")


@pytest.mark.parametrize("endpoint", ["https://push.example/x?y=1", "https://a.push.example:443/x"])
def test_a_service_that_was_named_is_taken(endpoint: str) -> None:
    assert known(Browser(endpoint), "push.example", "*.push.example").endpoint == endpoint


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": ""},
        {"key": "BA" + "A" * 85},  # no point of the curve
        {"key": "A" * 87},
        {"secret": "AAAA"},
        {"key": "й"},
        {"secret": "***"},
    ],
)
def test_keys_that_are_none_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(NotADevice):
        sending.device(**(Browser("https://push.example/x").told | wrong), services=["push.example"])


def test_a_device_says_nothing_of_itself_in_an_error() -> None:
    assert "push.example" not in repr(known(Browser("https://push.example/x"), "push.example"))
