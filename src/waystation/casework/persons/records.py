"""What is inside the sealed rows of persons. Codes are those of the vocabularies; days are days in UTC.

A person is sealed under the case in which it was first recorded, its home.
"""

from datetime import date, datetime
from uuid import UUID

from waystation.vault.records import Record


class Name(Record, frozen=True):
    """One name in one spelling, as it was said or stands in a paper."""

    text: str
    kind: str = "given"


class Birth(Record, frozen=True):
    """A day of birth, as far as it is known: `precision` is exact, month, year, about or unknown."""

    precision: str = "unknown"
    year: int | None = None
    month: int | None = None
    day: int | None = None


class Paper(Record, frozen=True):
    """An identity paper, a visa, a permit: what it says, where it lies now, and in whose hand.

    `country` is the one that issued it. `let_lapse`: it may run out, nobody needs another one.
    """

    id: UUID
    kind: str
    country: str = ""
    number: str = ""
    valid_until: date | None = None
    place: str = ""
    holder: str = ""
    note: str = ""
    let_lapse: bool = False


class Person(Record, frozen=True):
    """IDENTITY: who it is. Without a pseudonym of their own they are called as their case is.

    `photo` is the id of a file of the case.
    """

    pseudonym: str = ""
    names: tuple[Name, ...] = ()
    birth: Birth = Birth()
    languages: tuple[str, ...] = ()
    other_languages: str = ""
    phone: str = ""
    papers: tuple[Paper, ...] = ()
    photo: UUID | None = None
    note: str = ""
    at: datetime | None = None
    by: UUID | None = None


class Health(Record, frozen=True):
    """What those who travel and live with somebody must look after."""

    conditions: str = ""
    medicines: str = ""
    allergies: str = ""
    mobility: str = ""
    treated_by: str = ""
    note: str = ""


class Sogiesc(Record, frozen=True):
    """Sexual orientation, gender identity and expression, sex characteristics: in the person's own words alone."""

    orientation: str = ""
    identity: str = ""
    expression: str = ""
    characteristics: str = ""
    address: str = ""
    known_to: str = ""
    note: str = ""


class Apart(Record, frozen=True):
    """MEDICAL: health or SOGIESC of one person; the database does not say which. Exactly one of them is there."""

    person: UUID
    health: Health | None = None
    sogiesc: Sogiesc | None = None
    at: datetime | None = None
    by: UUID | None = None


class Part(Record, frozen=True):
    """CONTACT: the roles of one person in one case, and what they are called to whoever cannot open their home.

    Not called anything, they are called as the case is.
    """

    person: UUID
    home: UUID
    roles: tuple[str, ...] = ()
    called: str = ""
    note: str = ""
    at: datetime | None = None
    by: UUID | None = None


class Bond(Record, frozen=True):
    """CONTACT: whether two persons must, may or must not travel, live, be contacted together; empty where nobody asked.

    `depends` names the one of the two who cannot be without the other.
    """

    first: UUID
    second: UUID
    travel: str = ""
    live: str = ""
    contact: str = ""
    depends: UUID | None = None
    reason: str = ""
    at: datetime | None = None
    by: UUID | None = None


class Tie(Record, frozen=True):
    """IDENTITY, of the first one's home: what is between two persons, how sure that is, and who says so.

    `homes` and `called` are of the first and of the second. `credibility` and `source` are codes; `on` is the day
    from which it is known.
    """

    first: UUID
    second: UUID
    homes: tuple[UUID, UUID]
    kind: str
    called: tuple[str, str] = ("", "")
    credibility: str = "6"
    source: str = "unknown"
    on: date | None = None
    note: str = ""
    at: datetime | None = None
    by: UUID | None = None
