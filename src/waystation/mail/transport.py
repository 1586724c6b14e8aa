"""Where outgoing messages go: a mail server by SMTP, or a maildir."""

from __future__ import annotations

import contextlib
import os
import secrets
import smtplib
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from waystation.mail.doors import trouble
from waystation.mail.errors import Refused, TryAgain, Unclear
from waystation.mail.oauth import NoToken, OAuthSettings, Tokens, oauthbearer, xoauth2
from waystation.mail.tls import require_loopback, verified


class Transport(Protocol):
    """Returns when the message is in somebody else's care; raises `TryAgain`, of it perhaps `Unclear`, or `Refused`."""

    def send(self, message: bytes, sender: str, recipients: Sequence[str]) -> None: ...


@dataclass(frozen=True, kw_only=True)
class SmtpSettings:
    """`domain` is the name said in EHLO. `security` "none" is for a server on this machine only.

    `timeout` is in seconds and holds for each step. `oauth` signs in with a token in place of the password.
    """

    host: str
    domain: str
    port: int = 465
    security: Literal["tls", "starttls", "none"] = "tls"
    username: str = ""
    password: str = field(default="", repr=False)
    oauth: OAuthSettings | None = None
    ca_file: str | None = None
    timeout: float = 30

    def __post_init__(self) -> None:
        if self.security not in ("tls", "starttls", "none"):  # a misspelt one must not end in plain text
            raise ValueError('security is "tls", "starttls" or "none"')
        if self.security == "none":
            require_loopback(self.host)


class _Noting:
    """Remembers that a message is on its way, of which only a reply tells what became."""

    handed_over = False

    def getreply(self) -> tuple[int, bytes]:
        code, said = super().getreply()  # type: ignore[misc]
        # 354: what follows is the message itself (RFC 5321 4.1.1.4). Any other reply says how it ended.
        self.handed_over = code == 354
        return code, said


class _Client(_Noting, smtplib.SMTP):
    pass


class _TlsClient(_Noting, smtplib.SMTP_SSL):
    pass


class Smtp:
    """Hands messages to a mail server, one connection each."""

    def __init__(self, settings: SmtpSettings) -> None:
        self._settings = settings
        self._tokens = Tokens(settings.oauth) if settings.oauth else None

    def probe(self) -> None:
        """Signs in and leaves: raises `TryAgain` with the reason where that does not go."""
        try:
            _leave(self._connection())
        except (OSError, smtplib.SMTPException, NoToken) as error:
            raise TryAgain(trouble(error)) from None

    def send(self, message: bytes, sender: str, recipients: Sequence[str]) -> None:
        """Sends to all `recipients` or raises; give one at a time if each outcome matters.

        `TryAgain`: unreachable, TLS not verified, sign-in refused, or a 4xx reply. `Refused`: a 5xx reply. `Unclear`:
        the connection was lost after the message, before a reply, so that it may have been taken all the same.
        """
        connection: _Client | _TlsClient | None = None
        try:
            connection = self._connection()
            try:
                refused = connection.sendmail(sender, list(recipients), message)
            finally:
                _leave(connection)
        except smtplib.SMTPRecipientsRefused as error:
            refused = error.recipients
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            raise _outcome(error.smtp_code) from None
        except UnicodeEncodeError:
            raise Refused(553, "5.6.7 The address cannot be used with this mail server.") from None
        except (OSError, smtplib.SMTPException, NoToken) as error:
            handed_over = connection is not None and connection.handed_over
            raise (Unclear if handed_over else TryAgain)(trouble(error)) from None
        if refused:
            raise _outcome(max(code for code, _ in refused.values()))

    def _connection(self) -> _Client | _TlsClient:
        settings = self._settings
        place = (settings.host, settings.port, settings.domain, settings.timeout)
        if settings.security == "tls":
            connection: _Client | _TlsClient = _TlsClient(
                *place[:3], timeout=settings.timeout, context=verified(settings.ca_file)
            )
        else:
            connection = _Client(*place)
        try:
            if settings.security == "starttls":
                connection.starttls(context=verified(settings.ca_file))
            connection.ehlo_or_helo_if_needed()
            self._sign_in(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _sign_in(self, connection: smtplib.SMTP) -> None:
        settings = self._settings
        if not self._tokens or not settings.oauth:
            if settings.username:
                connection.login(settings.username, settings.password)
            return
        said = oauthbearer if settings.oauth.mechanism == "OAUTHBEARER" else xoauth2
        first = said(settings.username, self._tokens.access())
        # A refusal comes as a challenge, which is answered with nothing, or with the byte 1 (RFC 7628 3.2.3).
        no_more = "\1" if said is oauthbearer else ""
        try:
            connection.auth(settings.oauth.mechanism, lambda challenge=None: first if challenge is None else no_more)
        except smtplib.SMTPAuthenticationError:
            self._tokens.forget()
            raise


def _leave(connection: smtplib.SMTP) -> None:
    """What goes wrong in parting says nothing about the message."""
    with contextlib.suppress(OSError, smtplib.SMTPException):
        connection.quit()
    connection.close()


def _outcome(code: int) -> Refused | TryAgain:
    if 500 <= code <= 599:
        return Refused(code, "5.0.0 The mail server refused this message for good.")
    return TryAgain()


class MaildirBox:
    """Writes each message durably as a file of its own into a maildir, readable by its owner only.

    For demonstrations and tests: what is written is not encrypted. File names hold the time and chance.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        for folder in (path, path / "tmp", path / "new", path / "cur"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def send(self, message: bytes, sender: str, recipients: Sequence[str]) -> None:
        """Returns when the file and its directory entry are on the disk."""
        name = f"{int(time.time())}.R{secrets.token_hex(12)}.local"
        waiting = self.path / "tmp" / name
        try:
            descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with open(descriptor, "wb") as file:
                file.write(message)
                file.flush()
                os.fsync(descriptor)
            waiting.rename(self.path / "new" / name)
            _sync(self.path / "new")
        except OSError:
            waiting.unlink(missing_ok=True)
            raise TryAgain from None


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
