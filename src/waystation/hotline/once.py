"""One-time form tokens: a form sent twice does its work once.

A token is random; everything that must happen once takes its row id from it and from the text, so that the database
itself refuses the second time, and what somebody who went back wrote into the same form is kept. The token's check
bytes keep strangers from choosing ids.
"""

import base64
import binascii
import hmac
import os
from uuid import UUID

from waystation.vault import half

SIZE = 16


def token() -> str:
    """A fresh token for one form."""
    seed = os.urandom(SIZE)
    return base64.urlsafe_b64encode(seed + _check(seed)).decode()


def seed(token: str) -> bytes | None:
    """The random part of a token that this installation made; None for anything else."""
    try:
        raw = base64.urlsafe_b64decode(token.encode())
    except (ValueError, binascii.Error):
        return None
    good = len(raw) == 2 * SIZE and hmac.compare_digest(raw[SIZE:], _check(raw[:SIZE]))
    return raw[:SIZE] if good else None


def row_id(seed: bytes, text: str) -> UUID:
    """The id of the row that this form makes; with other words in it, the form makes another."""
    return UUID(bytes=half.digest(b"form row", seed + text.encode()))


def entropy(seed: bytes) -> bytes:
    """The code phrase that this form makes: as random as the token, and not to be told from it without the half."""
    return half.digest(b"form phrase", seed)


def _check(seed: bytes) -> bytes:
    return half.digest(b"form token", seed)
