"""How it goes with a mail server that we sign in to: the same few words for the way in and the way out."""

from __future__ import annotations

import smtplib
import ssl
from typing import Final

from imapclient.exceptions import LoginError  # type: ignore[import-untyped]

from waystation.mail.oauth import NoToken

WORKS, STOPPED = "works", "stopped"
SIGN_IN_REFUSED, TOKEN_REFUSED, TLS_FAILED, UNREACHABLE = (
    "sign-in-refused",
    "token-refused",
    "tls-failed",
    "unreachable",
)
TROUBLES: Final = (SIGN_IN_REFUSED, TOKEN_REFUSED, TLS_FAILED, UNREACHABLE)


def trouble(error: Exception) -> str:
    """The code of TROUBLES for what went wrong with a connection."""
    if isinstance(error, NoToken):
        return TOKEN_REFUSED if error.refused else UNREACHABLE
    if isinstance(error, LoginError | smtplib.SMTPAuthenticationError):
        return SIGN_IN_REFUSED
    return TLS_FAILED if isinstance(error, ssl.SSLCertVerificationError) else UNREACHABLE
