"""What is known of a member of staff, by all colleagues and by themselves alone, and who holds which keys."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from waystation.audit.log import Entry
from waystation.vault.records import Record


class Profile(Record, frozen=True):
    """`persona` is the only name that ever goes outside; the sign-in name is kept nowhere readable.

    `teams` are those whose keys this person was handed; of the others that the roles belong to, a member has to let
    them in. The profile of somebody who `left` stays, without roles, so that what they did keeps its name.
    `added_by` is the colleague who made the account, None where it was made on the server; `confirmed_by` is another.
    """

    persona: str
    roles: list[str] = []
    language: str = "ru"
    teams: list[str] = []
    left: date | None = None
    # How often a colleague took off this person's second factor, who did so last, and when.
    resets: int = 0
    reset_by: UUID | None = None
    added_by: UUID | None = None
    added_on: date | None = None
    confirmed_by: UUID | None = None

    @property
    def counts(self) -> bool:
        """Whether this person counts as one of two: see `second`."""
        return self.added_by is None or self.confirmed_by is not None


class Holders(Record, frozen=True):
    """Who was handed a compartment's key: teams and persons, by locator; a person in `until` only to that day.

    Who is `through` teams stood for these when the part was closed to newcomers, and goes when no role belongs there.
    `renewed` is a team's alone: somebody was taken out of it, and of what it holds all cases up to this locator have
    new keys since. None where all have.
    """

    holders: list[UUID] = []
    until: dict[UUID, date] = {}
    through: dict[UUID, list[str]] = {}
    renewed: UUID | None = None


class Closing(Record, frozen=True):
    """Asks whoever holds a part of a case to close it to newcomers."""


class Tries(Record, frozen=True):
    """Wrong codes in a row."""

    count: int = 0
    last: datetime | None = None


class Passkey(Record, frozen=True):
    """A WebAuthn credential; `data` is its attested credential data, `host` the address that it was made for."""

    data: bytes
    host: str
    counter: int
    on: date


class Device(Record, frozen=True):
    """A browser that this person has signed in from, by the digest of its mark."""

    digest: bytes
    on: date
    tries: Tries = Tries()


class OpenSession(Record, frozen=True):
    """A session that this person began, by the digest under which its row is found."""

    id: bytes
    since: datetime
    device: bytes = b""


class Alert(Record, frozen=True):
    """Something that this person must be told and has not answered for: device, tries, reset, code or older.

    `device` is the browser that it came from, `by` the colleague who did it.
    """

    kind: str
    on: datetime
    device: bytes = b""
    by: UUID | None = None


class Own(Record, frozen=True):
    """How one person signs in, beyond the passphrase. Sealed under that person's key: colleagues cannot read it.

    `seen_resets` is how many of the profile's `resets` have been carried out here. `step` is the newest time step of
    which a code was accepted. `took` is how many microseconds opening the keys takes at a sign-in. `filler` gives every
    such row one size. `feed` is the address of a calendar feed. `forced` counts the sign-ins under duress.
    """

    seen_resets: int = 0
    app: str = ""
    step: int = 0
    passkeys: list[Passkey] = []
    handle: bytes = b""
    codes: list[bytes] = []
    devices: list[Device] = []
    strangers: Tries = Tries()
    sessions: list[OpenSession] = []
    alerts: list[Alert] = []
    took: int = 0
    filler: str = ""
    feed: bytes = b""
    forced: int = 0

    @property
    def has_factor(self) -> bool:
        return bool(self.app or self.passkeys)


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """What trustees need to restore a person: the secret, and the sign-in name, whose digest needs the vault half."""

    name: str
    secret: bytes

    def __repr__(self) -> str:
        return "Kept()"


class Within(msgspec.Struct, frozen=True, array_like=True):
    """What a login slot holds: whose keys it opens.

    `innocent`: those of the innocent view. `mate`, beside one's own keys only: the stretched duress passphrase, by
    which its slot is written anew. `factor`: the secret of one's own record, the same in both slots of one person.
    """

    holder: UUID
    secret: bytes
    factor: bytes
    innocent: bool = False
    mate: bytes = b""

    def __repr__(self) -> str:
        return "Within()"


class Notice(Record, frozen=True, kw_only=True):
    """What every sign-in posts to the duty team, equally long: nearly always nothing at all.

    `account` signed in under duress, and sees the innocent view of `view`. `answered` is a notice that somebody of
    the team took on, `others` are those of the same person till then. By id: whoever sets the clock, or posts a notice
    of a time to come, silences none that follows.
    """

    at: datetime
    account: UUID | None = None
    view: UUID | None = None
    answered: UUID | None = None
    others: tuple[UUID, ...] = ()


class Diary(Record, frozen=True, kw_only=True):
    """The log of an innocent view, and when the view was made."""

    made: datetime
    entries: list[Entry] = []


class Feed(Record, frozen=True, kw_only=True):
    """Times at which something is due. `hours`: whether its owner wants more than the days. `filler`: for one size."""

    made: datetime
    hours: bool = False
    days: tuple[date, ...] = ()
    moments: tuple[datetime, ...] = ()
    filler: str = ""
