"""What the tests of signing in share: a browser at the door, and an app that shows codes."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pyotp
import pytest
from django.test import Client

from tests.stage import CAST
from waystation.staff import actions, cookies, second_factor
from waystation.staff.actor import Actor, utc_now
from waystation.vault import sessions

PAGE, SECOND, ACCOUNT = "/staff/sign-in", "/staff/second-step", "/staff/account"


def knock(client: Client, who: str = "dina", **changes: str) -> Any:
    """Sends the sign-in form."""
    return client.post(PAGE, {"name": CAST[who].name, "passphrase": CAST[who].passphrase} | changes)


def is_in(client: Client) -> bool:
    """Signed in, /staff/sign-out says that it wants a POST; strangers are sent to the door."""
    return client.get("/staff/sign-out").status_code == 405


def code(secret: str, at: datetime | None = None, steps: int = 0) -> str:
    """What an app shows, some steps of 30 seconds from now."""
    return pyotp.TOTP(secret).at((at or utc_now()) + timedelta(seconds=30 * steps))


def with_app(actor: Actor) -> tuple[str, list[str]]:
    """Sets up an app for this person: its secret, and the recovery codes. The code of the step before was used."""
    secret = second_factor.proposed_app(actor)
    codes = second_factor.confirm_app(actor, code(secret, steps=-1))
    return secret, codes


def actor_of(client: Client) -> Actor:
    """Who is signed in in this browser."""
    actor = actions.resume(client.cookies[cookies.name(cookies.SESSION)].value, now=utc_now())
    assert actor is not None
    return actor


@contextmanager
def elsewhere() -> Iterator[None]:
    """As in a process on another host, with the same database: it has sessions and a key of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sessions, "_process_key", os.urandom(32))
        patch.setattr(sessions, "_memories", {})
        patch.setattr(sessions, "_ends", {})
        yield
