"""Asks a time-stamping authority (RFC 3161) for a token over the last line of a custody log.

Off unless settings name one: that somebody asks tells that something was kept, and when. It is told a SHA-256 alone.
"""

import http.client
import ssl
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from waystation.vault import timestamps

SECONDS = 20
LARGEST = 1 << 16  # bytes of an answer
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class NoAnswer(Exception):
    """The authority was not reached, or said something that is no answer."""


def is_on() -> bool:
    """Whether an authority is named."""
    return bool(settings.WAYSTATION_TIMESTAMPS.get("authority"))


def roots() -> bytes:
    """The certificates of those that are believed, in PEM; b"" where none can be read: then nothing is believed."""
    try:
        return Path(str(settings.WAYSTATION_TIMESTAMPS["roots"])).read_bytes()
    except (KeyError, OSError):
        return b""


def ask(message: bytes, digest: bytes) -> bytes:
    """A token over a message whose SHA-256 is `digest`. Raises NoAnswer, NotStamped."""
    question, nonce = timestamps.question(message)
    return timestamps.token(_posted(question), digest, roots(), nonce)


def _posted(question: bytes) -> bytes:
    url = urlsplit(str(settings.WAYSTATION_TIMESTAMPS["authority"]))
    host = url.hostname or ""
    if url.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(host, url.port, timeout=SECONDS, context=context)
    elif url.scheme == "http" and host in _LOOPBACK:
        connection = http.client.HTTPConnection(host, url.port, timeout=SECONDS)  # type: ignore[assignment]
    else:
        raise NoAnswer
    try:
        connection.request("POST", url.path or "/", question, {"Content-Type": "application/timestamp-query"})
        answer = connection.getresponse()
        said = answer.read(LARGEST + 1)
    except (OSError, http.client.HTTPException):
        raise NoAnswer from None
    finally:
        connection.close()
    if answer.status != 200 or len(said) > LARGEST:
        raise NoAnswer
    return said
