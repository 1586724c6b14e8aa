"""Who may be talked to in which way: verified TLS always, plain text only within this machine."""

from __future__ import annotations

import ssl

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


def verified(ca_file: str | None) -> ssl.SSLContext:
    """A client context that checks certificate and name, against `ca_file` or the system's authorities."""
    context = ssl.create_default_context(cafile=ca_file)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def require_loopback(host: str) -> None:
    """Raises ValueError if plain text would leave this machine."""
    if host not in _LOOPBACK:
        raise ValueError("without TLS only a server on this machine may be used")
