"""What is known of a member of staff."""

import msgspec

from waystation.vault.records import Record


class Profile(Record, frozen=True):
    """`persona` is the only name that ever goes outside; the sign-in name is kept nowhere readable."""

    persona: str
    roles: list[str] = []
    language: str = "ru"


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """What trustees need to restore a person: the secret, and the sign-in name, whose digest needs the vault half."""

    name: str
    secret: bytes

    def __repr__(self) -> str:
        return "Kept()"
