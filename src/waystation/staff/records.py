"""What is known of a member of staff, and who holds which keys."""

from datetime import date
from uuid import UUID

import msgspec

from waystation.vault.records import Record


class Profile(Record, frozen=True):
    """`persona` is the only name that ever goes outside; the sign-in name is kept nowhere readable.

    `teams` are those whose keys this person was handed; of the others that the roles belong to, a member has to let
    them in. The profile of somebody who `left` stays, without roles, so that what they did keeps its name.
    """

    persona: str
    roles: list[str] = []
    language: str = "ru"
    teams: list[str] = []
    left: date | None = None


class Holders(Record, frozen=True):
    """Who was handed a compartment's key: teams and persons, by locator; a person in `until` only to that day.

    `renewed` is a team's alone: somebody was taken out of it, and of what it holds all cases up to this locator have
    new keys since. None where all have.
    """

    holders: list[UUID] = []
    until: dict[UUID, date] = {}
    renewed: UUID | None = None


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """What trustees need to restore a person: the secret, and the sign-in name, whose digest needs the vault half."""

    name: str
    secret: bytes

    def __repr__(self) -> str:
        return "Kept()"
