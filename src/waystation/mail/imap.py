"""A mailbox at a mail provider, emptied by IMAP (RFC 9051): IDLE where offered, else polling.

A message is removed from the provider only after `accept` returned. Between the two lies a moment in which a
crash makes the message be offered again: `accept` recognises it.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from imapclient import IMAPClient, SocketTimeout  # type: ignore[import-untyped]

from waystation.mail.doors import SIGN_IN_REFUSED, trouble
from waystation.mail.envelope import Accept, Envelope
from waystation.mail.errors import Refused, TryAgain
from waystation.mail.oauth import OAuthSettings, Tokens
from waystation.mail.tls import require_loopback, verified

logging.getLogger("imapclient").setLevel(logging.WARNING)  # below that it writes what goes over the wire

_log = logging.getLogger(__name__)

State = Literal[
    "stopped", "connecting", "working", "waiting", "sign-in-refused", "token-refused", "tls-failed", "unreachable"
]

_BACK_OFF_SECONDS = (1.0, 300.0)
_STEADY_SECONDS = 120
_GLANCE_SECONDS = 1.0
_TAKE = 100
BEGINNING = 200_000  # bytes of a message that is too large


@dataclass(frozen=True, kw_only=True)
class ImapSettings:
    """`done_folder` empty: accepted messages are expunged. Times are in seconds, `max_bytes` in bytes.

    `tls` False is for a server on this machine only. `address` is ours whose mailbox this is; `oauth` signs in with a
    token in place of the password.
    """

    host: str
    username: str
    password: str = field(default="", repr=False)
    oauth: OAuthSettings | None = None
    address: str = ""
    port: int = 993
    tls: bool = True
    ca_file: str | None = None
    folder: str = "INBOX"
    done_folder: str = ""
    refused_folder: str = "Refused"
    max_bytes: int = 25_000_000
    poll_seconds: float = 60
    idle_seconds: float = 5 * 60
    timeout: float = 60

    def __post_init__(self) -> None:
        if not self.tls:
            require_loopback(self.host)
        if not (self.password or self.oauth):
            raise ValueError("either 'password' or a table 'oauth' is needed")


class Mailbox:
    """Offers every message of a folder to `accept`; `state` says how that goes, for an administrator.

    `tell` is told each state that it comes to; what it raises is taken for trouble with the server.
    """

    def __init__(self, settings: ImapSettings, accept: Accept, tell: Callable[[str], None] | None = None) -> None:
        self.state: State = "stopped"
        self._settings = settings
        self._accept = accept
        self._tell = tell
        self._tokens = Tokens(settings.oauth) if settings.oauth else None
        self._folders: set[str] = set()

    def run(self, stop: threading.Event) -> None:
        """Works until `stop` is set, reconnecting for ever with growing pauses. Never raises."""
        shortest, longest = _BACK_OFF_SECONDS
        pause = shortest
        while not stop.is_set():
            self._be("connecting")
            begun = time.monotonic()
            try:
                with self._connection() as client:
                    self._attend(client, stop)
            except Exception as error:
                self._be(trouble(error))  # type: ignore[arg-type]
                if self._tokens and self.state == SIGN_IN_REFUSED:
                    self._tokens.forget()
                _log.warning("mailbox: %s (%s)", self.state, type(error).__name__)
                if time.monotonic() - begun > _STEADY_SECONDS:
                    pause = shortest
                stop.wait(pause)
                pause = min(2 * pause, longest)
        self._be("stopped")

    def _be(self, state: State) -> None:
        self.state = state
        if self._tell:
            self._tell(state)

    @contextlib.contextmanager
    def _connection(self) -> Iterator[IMAPClient]:
        settings = self._settings
        client = IMAPClient(
            settings.host,
            port=settings.port,
            ssl=settings.tls,
            ssl_context=verified(settings.ca_file) if settings.tls else None,
            timeout=SocketTimeout(connect=15, read=settings.timeout),
        )
        try:
            self._sign_in(client)
            client.select_folder(settings.folder)
            yield client
            client.logout()
        finally:
            with contextlib.suppress(Exception):
                client.shutdown()

    def _sign_in(self, client: IMAPClient) -> None:
        settings = self._settings
        if self._tokens is None or settings.oauth is None:
            client.login(settings.username, settings.password)
        elif settings.oauth.mechanism == "OAUTHBEARER":
            client.oauthbearer_login(settings.username, self._tokens.access())
        else:
            client.oauth2_login(settings.username, self._tokens.access())

    def _attend(self, client: IMAPClient, stop: threading.Event) -> None:
        while not stop.is_set():
            self._be("working")
            settled, left = self._take(client, stop)
            if settled:  # what arrived meanwhile was announced meanwhile, and IDLE does not announce it again
                continue
            self._be("waiting")
            patience = self._settings.poll_seconds if left else self._settings.idle_seconds
            if client.has_capability("IDLE"):
                self._idle(client, stop, patience)
            else:
                stop.wait(self._settings.poll_seconds)
                client.noop()

    def _idle(self, client: IMAPClient, stop: threading.Event, patience: float) -> None:
        """Waits for news, at most `patience`; providers drop what idles 29 minutes (RFC 2177)."""
        client.idle()
        until = time.monotonic() + patience
        while not stop.is_set() and time.monotonic() < until:
            begun = time.monotonic()
            news = client.idle_check(timeout=_GLANCE_SECONDS)
            if any(b"EXISTS" in line for line in news if isinstance(line, tuple)):
                break
            if not news and time.monotonic() - begun < _GLANCE_SECONDS / 2:
                raise ConnectionResetError  # readable but nothing to read: the server has gone
        client.idle_done()

    def _take(self, client: IMAPClient, stop: threading.Event) -> tuple[int, int]:
        """Offers every message once: how many were settled, how many were left for later."""
        settled = left = 0
        uids = client.search("UNDELETED")
        for first in range(0, len(uids), _TAKE):
            sizes = client.fetch(uids[first : first + _TAKE], ["RFC822.SIZE"])
            for uid in uids[first : first + _TAKE]:
                if stop.is_set():
                    return settled, left
                if uid in sizes:
                    done = self._offer(client, uid, int(sizes[uid][b"RFC822.SIZE"]))
                    settled, left = settled + done, left + (not done)
        return settled, left

    def _offer(self, client: IMAPClient, uid: int, size: int) -> bool:
        """Whether the message is settled: accepted, or refused for good.

        Of one that is too large the beginning is handed over, so that somebody learns of it; the whole is moved aside.
        """
        aside = size > self._settings.max_bytes
        part, name = (f"<0.{BEGINNING}>", b"BODY[]<0>") if aside else ("", b"BODY[]")
        raw = client.fetch([uid], [f"BODY.PEEK[]{part}"]).get(uid, {}).get(name)
        if raw is None:  # another mail program removed it meanwhile
            return True
        try:
            envelope = Envelope(via="imap", mailbox=self._settings.address, whole=size if aside else 0)
            self._accept(bytes(raw), envelope)
        except Refused:
            aside = True
        except TryAgain:
            return False
        except Exception as error:  # a fault of ours: the message stays, the others are still offered
            _log.warning("mailbox: a message could not be stored (%s)", type(error).__name__)
            return False
        if aside:
            self._move(client, uid, self._settings.refused_folder)
        elif self._settings.done_folder:
            self._move(client, uid, self._settings.done_folder)
        else:
            _remove(client, uid)
        return True

    def _move(self, client: IMAPClient, uid: int, folder: str) -> None:
        if folder not in self._folders and not client.folder_exists(folder):
            client.create_folder(folder)
        self._folders.add(folder)
        if client.has_capability("MOVE"):
            client.move([uid], folder)
            return
        client.copy([uid], folder)
        _remove(client, uid)


def _remove(client: IMAPClient, uid: int) -> None:
    """Only this one: a plain EXPUNGE would also remove what people marked in their mail program."""
    client.delete_messages([uid], silent=True)
    if client.has_capability("UIDPLUS"):
        client.uid_expunge([uid])
