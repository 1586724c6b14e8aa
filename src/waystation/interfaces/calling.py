"""One signed call to a partner's program: HTTPS to a public address, or to one that the settings name.

Whoever makes tokens could otherwise have this server ask whatever else stands in its network. So the name is looked up
once, every address that it has must be a public one, and that very address is asked: a name that leads elsewhere a
moment later leads nowhere.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

SECONDS = 10.0
LONGEST = 500  # characters of an address
LONGEST_ANSWER = 64 * 1024  # bytes


class NotAnAddress(Exception):
    """This address is none that we call."""


def checked(address: str) -> str:
    """The address as it is called. Raises NotAnAddress. Nothing is looked up."""
    try:
        url = urlsplit(address)
        port, host = url.port, url.hostname
    except ValueError:
        raise NotAnAddress from None
    plain = address.isascii() and address.isprintable() and " " not in address and len(address) <= LONGEST
    if not plain or not host or url.username or url.password or url.fragment:
        raise NotAnAddress
    if _is_named(url) and url.scheme in ("http", "https"):
        return address
    if url.scheme != "https" or port not in (None, 443) or not _may_be_public(host):
        raise NotAnAddress
    return address


def _is_named(url: SplitResult) -> bool:
    """Whether the settings say that this host may be called wherever it stands: `hosts` of `interfaces`."""
    return f"{url.scheme}://{url.netloc}" in settings.WAYSTATION_HOOK_HOSTS


def _may_be_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host.strip(".") and not host.endswith((".onion", ".local", ".internal", ".localhost"))


def post(address: str, body: bytes, headers: dict[str, str]) -> bool:
    """Whether it was taken: any 2xx. Follows no redirect, and never raises."""
    answer = ask("POST", address, body, {"Content-Type": "application/json", **headers})
    return answer is not None and 200 <= answer[0] < 300


def ask(method: str, address: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes] | None:
    """The status and the first bytes of an answer, None where none came. Follows no redirect, and never raises."""
    try:
        url = urlsplit(checked(address))
        link = _link(url)
    except (NotAnAddress, OSError, UnicodeError):
        return None
    try:
        link.request(method, (url.path or "/") + (f"?{url.query}" if url.query else ""), body, headers)
        answer = link.getresponse()
        return answer.status, answer.read(LONGEST_ANSWER)
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        link.close()


def _link(url: SplitResult) -> http.client.HTTPConnection:
    host, port = url.hostname or "", url.port or (443 if url.scheme == "https" else 80)
    where = _looked_up(host, port, any_address=_is_named(url))
    if url.scheme == "http":
        return _Pinned(host, port, where)
    return _PinnedTLS(host, port, where)


def _looked_up(host: str, port: int, *, any_address: bool) -> str:
    """The address of a host. Raises NotAnAddress where one of those that it has is not public."""
    found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not (any_address or all(_is_public(each) for each in found)):
        raise NotAnAddress
    return found[0]


def _is_public(address: str) -> bool:
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    # is_global says yes to groups and to IPv4 in some clothes of IPv6.
    return found.is_global and not found.is_multicast and (mapped is None or mapped.is_global)


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, whatever its name leads to by now."""

    def __init__(self, host: str, port: int, where: str) -> None:
        super().__init__(host, port, timeout=SECONDS)
        self._where = where

    def connect(self) -> None:
        self.sock = socket.create_connection((self._where, self.port), SECONDS)


class _PinnedTLS(_Pinned):
    default_port = 443

    def connect(self) -> None:
        super().connect()
        context = ssl.create_default_context()
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
