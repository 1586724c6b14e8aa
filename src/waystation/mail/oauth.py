"""Sign-in with a token in place of a password: OAuth 2.0's refresh grant (RFC 6749 6), for IMAP and SMTP.

A provider that gives a new refresh token takes the old one back (RFC 6749 10.4): the newest is kept in a file beside
the settings, which hold the first one as readably.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPSHandler, ProxyHandler, Request, build_opener

from waystation.mail.tls import require_loopback, verified

_MARGIN_SECONDS = 60
_USUAL_SECONDS = 3600
_ANSWER_BYTES = 64 * 1024


class NoToken(Exception):
    """No access token was given. `refused`: the provider said no, and asking again will not help."""

    def __init__(self, *, refused: bool) -> None:
        super().__init__("refused" if refused else "unreachable")
        self.refused = refused


@dataclass(frozen=True, kw_only=True)
class OAuthSettings:
    """One grant. `token_url` is https, or on this machine. `mechanism` is XOAUTH2 or OAUTHBEARER (RFC 7628).

    `kept_in` is the file for refresh tokens that replace the one here; none, where they are not replaced.
    """

    token_url: str
    client_id: str
    refresh_token: str = field(repr=False)
    client_secret: str = field(default="", repr=False)
    scope: str = ""
    mechanism: str = "XOAUTH2"
    ca_file: str | None = None
    timeout: float = 30
    kept_in: Path | None = None

    def __post_init__(self) -> None:
        place = urlsplit(self.token_url)
        if place.scheme != "https":
            require_loopback(place.hostname or "")
        if self.mechanism not in ("XOAUTH2", "OAUTHBEARER"):
            raise ValueError('mechanism is "XOAUTH2" or "OAUTHBEARER"')


class Tokens:
    """Gives access tokens that are still good, and asks for a new one when needed. Safe in several threads."""

    def __init__(self, settings: OAuthSettings) -> None:
        self._settings = settings
        self._token, self._good_until, self._unkept = "", 0.0, ""
        self._lock = threading.Lock()

    def access(self) -> str:
        """Raises NoToken."""
        with self._lock:
            if time.monotonic() >= self._good_until:
                self._renew()
            return self._token

    def forget(self) -> None:
        """The server would not take it: the next one is asked for anew."""
        self._good_until = 0.0

    def _renew(self) -> None:
        given = self._asked()
        token, lasts = given.get("access_token"), given.get("expires_in", _USUAL_SECONDS)
        if not isinstance(token, str) or not token or not token.isascii() or not token.isprintable():
            raise NoToken(refused=True)
        with suppress(TypeError, ValueError):
            self._good_until = time.monotonic() + float(lasts) - _MARGIN_SECONDS
        self._token = token
        newer = given.get("refresh_token")
        if isinstance(newer, str) and newer and newer != self._refresh_token():
            self._keep(newer)

    def _asked(self) -> dict[str, Any]:
        settings = self._settings
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self._refresh_token(),
            "client_id": settings.client_id,
            "client_secret": settings.client_secret,
            "scope": settings.scope,
        }
        body = urlencode({name: value for name, value in form.items() if value}).encode()
        asked = Request(settings.token_url, body, {"Accept": "application/json"})  # noqa: S310  # https, or this machine
        tls = HTTPSHandler(context=verified(settings.ca_file))
        try:
            with build_opener(ProxyHandler({}), tls).open(asked, timeout=settings.timeout) as answer:
                given = json.loads(answer.read(_ANSWER_BYTES))
        except HTTPError as error:
            error.close()
            raise NoToken(refused=400 <= error.code < 429) from None
        except (OSError, ValueError):
            raise NoToken(refused=False) from None
        return given if isinstance(given, dict) else {}

    def _name(self) -> str:
        """What the kept token is found by: another one as soon as the settings name another first one."""
        settings = self._settings
        said = "\0".join((settings.token_url, settings.client_id, settings.refresh_token))
        return hashlib.sha256(said.encode()).hexdigest()

    def _kept(self) -> dict[str, str]:
        with suppress(OSError, ValueError, AttributeError):
            found = json.loads(self._settings.kept_in.read_text()) if self._settings.kept_in else {}
            return {str(name): str(token) for name, token in found.items()}
        return {}

    def _refresh_token(self) -> str:
        return self._unkept or self._kept().get(self._name(), self._settings.refresh_token)

    def _keep(self, token: str) -> None:
        """In the file; on a full disk in memory, so that mail goes on until the next start."""
        self._unkept = token
        if path := self._settings.kept_in:
            with suppress(OSError):
                self._write(path, token)
                self._unkept = ""

    def _write(self, path: Path, token: str) -> None:
        draft = path.with_name(f"{path.name}.part")
        with _file_lock:
            draft.unlink(missing_ok=True)
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                json.dump(self._kept() | {self._name(): token}, file)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)


_file_lock = threading.Lock()


def xoauth2(user: str, token: str) -> str:
    """The initial response of XOAUTH2, as its inventor describes it; never written anywhere."""
    return f"user={user}\1auth=Bearer {token}\1\1"


def oauthbearer(user: str, token: str) -> str:
    """The same of OAUTHBEARER (RFC 7628 3.1)."""
    return f"n,a={user.replace('=', '=3D').replace(',', '=2C')},\1auth=Bearer {token}\1\1"
