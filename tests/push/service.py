"""A push service of our own on 127.0.0.1, and the devices that it wakes."""

from __future__ import annotations

import base64
import json
import os
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import http_ece
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from tests.mail.certificate import Certificate


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def claims(authorization: str) -> dict[str, Any]:
    """What a sender said of itself, without a look at the signature."""
    packed = authorization.split("t=")[1].split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(packed + "=="))
    return found


@dataclass
class Browser:
    """A subscription as a browser makes it; `key` is the private half of what it tells."""

    endpoint: str
    key: Vapid02 = field(default_factory=Vapid02)
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    def __post_init__(self) -> None:
        self.key.generate_keys()

    @property
    def told(self) -> dict[str, str]:
        """What its page's script sends."""
        point = self.key.public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "key": text(point), "secret": text(self.secret)}

    def opened(self, body: bytes) -> bytes:
        opened: bytes = http_ece.decrypt(body, private_key=self.key.private_key, auth_secret=self.secret)
        return opened


@dataclass
class Service:
    """What it was asked, and what it answers: 201, or what stands in `answers` for an address."""

    origin: str = ""
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)

    def browser(self, name: str = "/one") -> Browser:
        return Browser(self.origin + name)

    def __call__(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        headers = {
            name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")
        }
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        self.asked.append((environ["PATH_INFO"], headers, body))
        status = self.answers.get(environ["PATH_INFO"], 201)
        if status == 201 and not Vapid02.verify(headers["authorization"]):
            status = 403
        start(f"{status} x", [("Location", f"{self.origin}/elsewhere"), ("Content-Length", "0")])
        return [b""]


class _Silent(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def serving(certificate: Certificate | None = None) -> Iterator[Service]:
    """Over TLS where there is a certificate, as `localhost`."""
    service = Service()
    with make_server("127.0.0.1", 0, service, handler_class=_Silent) as server:
        service.origin = f"http://127.0.0.1:{server.server_port}"
        if certificate:
            service.origin = f"https://localhost:{server.server_port}"
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(certificate.certificate, certificate.key)
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield service
        finally:
            server.shutdown()
            thread.join()
