"""What is inside the sealed rows around a check-in. All times are in UTC."""

from datetime import datetime
from uuid import UUID

from waystation.vault.records import Record

WAYS = WEB, EMAIL, CALL, MESSENGER, MEETING = ("web", "email", "call", "messenger", "meeting")
# What an answer may say: codes of checkin_states, and one for the agreed word that came another way than agreed.
OK, OK_NO_WORD, DURESS, OTHER_WAY = ("ok", "ok_no_word", "duress", "other_way")
ON_DUTY, EVERYBODY = ("duty", "everybody")


class Answer(Record, frozen=True, kw_only=True):
    """Something that came in answer: what it was, which way, and who noted it or in which message it stood."""

    at: datetime
    what: str
    way: str = ""
    by: UUID | None = None
    message: UUID | None = None
    accepted_by: UUID | None = None
    accepted_because: str = ""


class Step(Record, frozen=True, kw_only=True):
    """One step of an escalation: how many minutes after an answer was due, its state, and who is called in turn.

    `owners` are ON_DUTY, EVERYBODY, or the id of an account. After the last of them everybody is called.
    """

    after: int
    state: str
    owners: tuple[str, ...] = (ON_DUTY,)


class Escalation(Record, frozen=True, kw_only=True):
    """What follows when somebody stays silent. `again`: the minutes until the next in line is called."""

    name: str
    steps: tuple[Step, ...]
    again: int = 10


class Protocol(Record, frozen=True, kw_only=True):
    """What to do at a door and which lawyer goes there: of one place, or of a region or country."""

    country: str
    region: str = ""
    place: UUID | None = None
    door: str = ""
    lawyer: str = ""
    minutes: int = 0


class Emergency(Record, frozen=True, kw_only=True):
    """Of a case: where somebody is while a check-in runs, and one half of what opens what is to be done if it fails.

    The other half stands in an `Unreachable` of the same `body`, which the program gives out after an alarm alone.
    """

    check_ins: UUID
    place: UUID | None = None
    region: str = ""
    country: str = ""
    body: UUID | None = None
    key: bytes = b""


class Unreachable(Record, frozen=True, kw_only=True):
    """What is to be done if somebody cannot be reached, sealed under a key that stands in the case."""

    sealed: bytes
