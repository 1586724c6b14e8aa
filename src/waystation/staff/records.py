"""What is known of a member of staff."""

from waystation.vault.records import Record


class Profile(Record, frozen=True):
    """`persona` is the only name that ever goes outside; the sign-in name is kept nowhere readable."""

    persona: str
    roles: list[str] = []
    language: str = "ru"
