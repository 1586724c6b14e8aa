"""What is inside the sealed rows of duty."""

from datetime import datetime
from uuid import UUID

from waystation.vault.records import Record

MAIL, PUSH = "mail", "push"


class Shift(Record, frozen=True, kw_only=True):
    """That somebody is on duty from `start` until `end`."""

    account: UUID
    start: datetime
    end: datetime


class Listed(Record, frozen=True, kw_only=True):
    """A thread that was open at a hand-over, and why it was listed: now, overdue, or waits."""

    thread: UUID
    why: str


class HandOver(Record, frozen=True, kw_only=True):
    """What whoever leaves tells whoever comes, and who took over."""

    by: UUID
    at: datetime
    text: str
    open: int = 0
    listed: tuple[Listed, ...] = ()
    taken_by: UUID | None = None
    taken_at: datetime | None = None


class DeviceRecord(Record, frozen=True, kw_only=True):
    """How somebody on duty is woken: an address, or a browser's subscription at a push service.

    `work`: also when something is theirs to do while they are not on duty.
    """

    account: UUID
    kind: str
    name: str = ""
    address: str = ""
    endpoint: str = ""
    key: bytes = b""
    secret: bytes = b""
    work: bool = False


class Knock(Record, frozen=True, kw_only=True):
    """One try to wake one device; without one, the duty address, or nobody. `letter`: the mail that it is.

    `alarm` is the same in all of one alarm, and absent where somebody only tries a device of their own.
    """

    at: datetime
    device: UUID | None = None
    account: UUID | None = None
    letter: UUID | None = None
    alarm: UUID | None = None
