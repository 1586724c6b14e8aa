"""The tokens by which partners' programs are known. The only writer of them.

A token is 32 random bytes, shown once. Its row is found by a digest of it under the vault half, and opened by that
half: whoever has the database and the half can use no token, nor make one fit.
"""

import base64
import binascii
import os
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from waystation.audit.log import log
from waystation.interfaces import SCOPES
from waystation.interfaces.models import CallRow, TokenRow
from waystation.interfaces.records import Token
from waystation.mail.words import one_line
from waystation.staff import own_rows
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import require
from waystation.vault import half
from waystation.vault.errors import VaultError
from waystation.vault.keyring import OURS, Keyring
from waystation.vault.order import in_order
from waystation.vault.records import create, delete, read

USE = b"interfaces"
MARK = "wst_"  # by which programs that look for lost secrets know one
SIZE = 32
DAYS, MOST_DAYS = 365, 730
MOST, NAME_CHARACTERS = 50, 80


@dataclass(frozen=True)
class Made:
    """A new token: what is shown once. `hook_secret` is what calls are signed with, "" where none were asked for."""

    id: UUID
    token: str = field(repr=False)
    hook_secret: str = field(repr=False, default="")


@dataclass(frozen=True)
class Known:
    """The token of a request: which one, and what it may."""

    id: UUID
    token: Token


def _id(secret: bytes) -> UUID:
    return UUID(bytes=half.digest(b"interface token", secret))


def every(actor: Actor | None = None) -> list[tuple[TokenRow, Token]]:
    """All of them, the newest first. Without somebody who asks: for a command."""
    if actor is not None:
        require(actor, "interfaces.manage")
    return sorted(own_rows.rows(TokenRow, USE, actor), key=lambda pair: pair[1].at, reverse=True)


@transaction.atomic
def make(
    actor: Actor | None, *, name: str, scopes: Collection[str], now: datetime, days: int = DAYS, hook: str = ""
) -> Made:
    """A token for a partner's program. Raises ValueError for what no form of ours sends, and for one too many."""
    in_order()  # before counting
    given, called = tuple(scope for scope in SCOPES if scope in scopes), one_line(name, NAME_CHARACTERS)
    if not given or not called or not 0 < days <= MOST_DAYS or len(every(actor)) >= MOST:
        raise ValueError("no such token")
    secret, hook_secret = os.urandom(SIZE), os.urandom(SIZE) if hook else b""
    record = Token(
        name=called,
        scopes=given,
        at=now,
        by=actor.account if actor else None,
        until=now + timedelta(days=days),
        hook=hook,
        hook_secret=hook_secret,
    )
    row = create(TokenRow, record, own_rows.key(USE, actor), id=_id(secret))
    log(actor.account if actor else None, "interfaces.token_made", subject=row.pk)
    return Made(row.pk, _written(secret), "whsec_" + base64.b64encode(hook_secret).decode() if hook else "")


def _written(secret: bytes) -> str:
    return MARK + base64.urlsafe_b64encode(secret).decode().rstrip("=")


@transaction.atomic
def revoke(actor: Actor | None, token_id: UUID) -> None:
    """From now on the token is nobody's. Raises Absent."""
    row = next((row for row, _token in every(actor) if row.pk == token_id), None)
    if row is None or not delete(row):
        raise Absent
    delete(*[row for row, call in own_rows.rows(CallRow, USE, actor) if call.token == token_id])
    log(actor.account if actor else None, "interfaces.token_revoked", subject=token_id)


def known(header: str, now: datetime) -> Known | None:
    """Whose request this is, by its Authorization header; None for none of ours, whatever is wrong with it."""
    scheme, _space, said = header.partition(" ")
    if scheme.lower() != "bearer" or (secret := _read(said.strip())) is None:
        return None
    row = TokenRow.objects.filter(pk=_id(secret), locator=OURS).first()
    try:
        token = read(row, Keyring([own_rows.key(USE)])) if row else None
    except VaultError:  # of an innocent view, or put there by force
        return None
    return Known(row.pk, token) if row and token and now < token.until else None


def _read(said: str) -> bytes | None:
    if not said.startswith(MARK) or len(said) > 100 or not said.isascii():
        return None
    text = said.removeprefix(MARK)
    try:
        secret = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        return None
    return secret if len(secret) == SIZE and _written(secret) == said else None


def give_up() -> int:
    """Deletes what only a vault half that is lost could open. Returns how many rows."""
    return sum(delete(*model._default_manager.filter(locator=OURS)) for model in (TokenRow, CallRow))
