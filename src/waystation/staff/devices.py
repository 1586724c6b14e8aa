"""Marks of browsers: who has signed in from one before waits in a queue that strangers cannot fill.

The mark is a token under a key of the vault half, so it is checked without a look into the database and before any
stretching. It also remembers how new the person's own record was: an older one, put back later, is noticed.
"""

import base64
import hashlib
import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from waystation.vault import half, suite
from waystation.vault.errors import Tampered

LASTS = timedelta(days=90)  # since the last sign-in there
_CONTEXT = b"device mark"


class _Token(msgspec.Struct, frozen=True, array_like=True):
    secret: bytes
    account: UUID
    until: int  # seconds of Unix time
    version: int
    who: UUID


@dataclass(frozen=True)
class Mark:
    """One browser. `account` signed in there last, when its own record had this `version`; None for a stranger.

    `who` they were there: another than `account` in an innocent view, which must not meet what the person left.
    """

    secret: bytes = field(repr=False)
    account: UUID | None = None
    version: int = 0
    who: UUID | None = None

    @property
    def is_known(self) -> bool:
        return self.account is not None

    @property
    def digest(self) -> bytes:
        """By which a person's own record knows it."""
        return hashlib.sha256(_CONTEXT + self.secret).digest()[:16]


def presented(cookie: str, *, now: datetime) -> Mark:
    """The mark in a cookie; a fresh one for a browser that shows none, a forged one, or one that is too old."""
    try:
        sealed = base64.urlsafe_b64decode(cookie)
        token = msgspec.msgpack.decode(suite.decrypt(half.subkey(_CONTEXT), _CONTEXT, sealed), type=_Token)
    except (ValueError, Tampered, msgspec.MsgspecError):
        return Mark(os.urandom(16))
    if now.timestamp() >= token.until:
        return Mark(token.secret)
    return Mark(token.secret, token.account, token.version, token.who)


def browser(shown: Mark | None, agent: str) -> bytes:
    """What tells one browser from another: the mark that it was given at sign-in, and what it says it is."""
    return hashlib.sha256((shown.digest if shown else b"") + agent.encode()).digest()


def token(mark: Mark, account: UUID, version: int, *, now: datetime, who: UUID | None = None) -> str:
    """The cookie that marks a browser as one from which this account signed in just now."""
    content = _Token(mark.secret, account, int((now + LASTS).timestamp()), version, who or account)
    sealed = suite.encrypt(half.subkey(_CONTEXT), _CONTEXT, msgspec.msgpack.encode(content))
    return base64.urlsafe_b64encode(sealed).decode()
