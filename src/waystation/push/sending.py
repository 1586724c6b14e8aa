"""One text to one device, through the push service of whoever made its browser."""

from __future__ import annotations

import base64
import binascii
import http.client
import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

import http_ece  # type: ignore[import-untyped]
from py_vapid import Vapid02  # type: ignore[import-untyped]

SECONDS = 10.0
KEPT_FOR = 3600  # seconds that the service keeps it for a device that is switched off
_TOKEN_LASTS = 3600  # seconds; RFC 8292 section 2 allows a day
_POINT, _SECRET = 65, 16  # bytes of an uncompressed P-256 point, and of the authentication secret (RFC 8291 section 2)
_LONGEST = 1000  # characters of an address
_TAKEN = (200, 201, 202)
_GONE = (404, 410)
_LOOPBACK = ("127.0.0.1", "localhost")


class Gone(Exception):
    """The device has no subscription any more: nothing can ever be sent to it again."""


class Failed(Exception):
    """The push service could not be reached, or refused: another try may do."""


class NotADevice(Exception):
    """What a browser said of itself is no subscription of a service that may be asked."""


@dataclass(frozen=True)
class Device:
    """A subscription as the browser gives it: where, the device's public key, and the secret that it shares."""

    endpoint: str = field(repr=False)
    key: bytes = field(repr=False)
    secret: bytes = field(repr=False)


def device(endpoint: str, key: str, secret: str, services: Iterable[str]) -> Device:
    """A device from the words of a browser (base64url). Raises NotADevice."""
    try:
        found = Device(endpoint, _bytes(key), _bytes(secret))
        url = urlsplit(endpoint)
        allowed = _is_allowed(url, services)
    except (ValueError, binascii.Error):
        raise NotADevice from None
    right = len(found.key) == _POINT and found.key[0] == 4 and len(found.secret) == _SECRET
    if not (right and allowed and endpoint.isascii() and endpoint.isprintable() and len(endpoint) <= _LONGEST):
        raise NotADevice
    try:
        _sealed(found, b"")  # a point that is not on the curve
    except ValueError:
        raise NotADevice from None
    return found


def _is_allowed(url: SplitResult, services: Iterable[str]) -> bool:
    """Whether this is a service that we were told of: nobody makes this server ask elsewhere."""
    host = (url.hostname or "").lower()
    if url.username or url.password or " " in url.netloc:
        return False
    if url.scheme == "http" and host in _LOOPBACK:
        return f"http://{url.netloc}" in services
    named = any(host == name or (name.startswith("*.") and host.endswith(name[1:])) for name in services)
    return url.scheme == "https" and url.port in (None, 443) and named


def public_key(secret: bytes) -> str:
    """What a browser must be told for us to wake it: the public half of our 32 secret bytes (RFC 8292)."""
    header: str = _signed(secret, "https://localhost", "")
    return header.rpartition("k=")[2]


def send(to: Device, text: bytes, *, secret: bytes, contact: str = "") -> None:
    """Wakes a device with a text. Raises Gone, Failed. Follows no redirect."""
    url = urlsplit(to.endpoint)
    headers = {
        "Authorization": _signed(secret, f"{url.scheme}://{url.netloc}", contact),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(KEPT_FOR),
        "Urgency": "high",
        "Topic": "look",  # a newer one takes the place of one that waits (RFC 8030 section 5.4)
    }
    status = _posted(url, _sealed(to, text), headers)
    if status in _GONE:
        raise Gone
    if status not in _TAKEN:
        raise Failed


def _posted(url: SplitResult, body: bytes, headers: dict[str, str]) -> int:
    path = (url.path or "/") + (f"?{url.query}" if url.query else "")
    connection = _connection(url)
    try:
        connection.request("POST", path, body, headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        raise Failed from None
    finally:
        connection.close()


def _connection(url: SplitResult) -> http.client.HTTPConnection:
    host = url.hostname or ""
    if url.scheme == "https":
        context = ssl.create_default_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return http.client.HTTPSConnection(host, url.port, timeout=SECONDS, context=context)
    return http.client.HTTPConnection(host, url.port, timeout=SECONDS)


def _sealed(to: Device, text: bytes) -> bytes:
    once = Vapid02()
    once.generate_keys()
    sealed: bytes = http_ece.encrypt(
        text, private_key=once.private_key, dh=to.key, auth_secret=to.secret, version="aes128gcm"
    )
    return sealed


def _signed(secret: bytes, audience: str, contact: str) -> str:
    """The token by which a service knows that the same sender asks (RFC 8292 section 2)."""
    sender = Vapid02.from_raw(base64.urlsafe_b64encode(secret).rstrip(b"="))
    sender.conf = {"no-strict": True}  # without a contact, or with one of a form that the library does not know
    claims = {"aud": audience, "exp": int(time.time()) + _TOKEN_LASTS, "sub": contact}
    header: str = sender.sign(claims)["Authorization"]
    return header


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
