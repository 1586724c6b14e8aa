"""What is inside the sealed rows: who provides what, and what was agreed for a person. Needs are codes of `needs`."""

from datetime import date, datetime
from uuid import UUID

from waystation.vault.records import Record

VETTINGS = NOT_CHECKED, RECOMMENDED, CHECKED = ("not_checked", "recommended", "checked")
STATES = ACTIVE, RESTING, COMPROMISED, ENDED = ("active", "resting", "compromised", "ended")
OUTCOMES = GIVEN, IN_PART, NOT_GIVEN, NOT_WANTED = ("given", "in_part", "not_given", "not_wanted")


class Provider(Record, frozen=True):
    """Whoever gives what people need: a doctor, a lawyer, a fund. `at_most` is how many at once; None is no limit.

    `note` is for us alone: how to reach them, what to know. `why` is the reason of the present state.
    """

    name: str
    offers: tuple[str, ...] = ()
    languages: str = ""
    places: str = ""
    at_most: int | None = None
    vetting: str = NOT_CHECKED
    state: str = ACTIVE
    why: str = ""
    note: str = ""
    at: datetime | None = None
    by: UUID | None = None


class Slot(Record, frozen=True):
    """One of a provider's places, taken by what one person is given there at the same time and is not over."""

    provider: UUID


class Service(Record, frozen=True):
    """CONTACT: one thing that is to be done for a person, until `done_on`; `result` says what came of it.

    `need` is the row of the need that it answers; `reason` is why this provider, where something stood against it.
    `person` is for whom of the case it is; None: the one for whom the case was opened.
    """

    code: str
    need: UUID | None = None
    provider: UUID | None = None
    slot: UUID | None = None
    due: date | None = None
    note: str = ""
    reason: str = ""
    at: datetime | None = None
    by: UUID | None = None
    done_on: date | None = None
    outcome: str = ""
    result: str = ""
    person: UUID | None = None
