"""Rosters, devices and moments for the tests of duty."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.push.service import Browser
from waystation.duty import devices, roster
from waystation.duty.models import ShiftRow
from waystation.duty.records import Shift
from waystation.staff import own_rows
from waystation.staff.actor import Actor
from waystation.vault.records import create

NOON = datetime(2026, 4, 3, 12, tzinfo=UTC)  # a Friday, 15:00 on the pages
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def at(actor: Actor, moment: datetime) -> Actor:
    """The same person with another clock."""
    return replace(actor, now=lambda: moment)


def on_duty(actor: Actor, start: datetime = NOON - HOUR, end: datetime = NOON + 8 * HOUR) -> ShiftRow:
    """Puts somebody into the roster to the minute."""
    shift = Shift(account=actor.account, start=start, end=end)
    return create(ShiftRow, shift, own_rows.key(roster.USE, actor))


def switched_on(actor: Actor, browser: Browser) -> Browser:
    devices.add_browser(actor, "phone", *browser.told.values())
    return browser


def letters(mailbox: Path) -> list[bytes]:
    folder = mailbox / "new"
    return [path.read_bytes() for path in sorted(folder.iterdir())] if folder.is_dir() else []
