"""What is inside the sealed rows: what one person is told of one leg, what we wait to hear, what they said."""

from datetime import datetime
from enum import IntEnum
from uuid import UUID

import msgspec

from waystation.vault.records import Record

ROLES = TRAVELLER, DRIVER, HOST, ESCORT = ("traveller", "driver", "host", "escort")
OUTCOMES = DONE, LATE, NOT_MET, TROUBLE = ("done", "late", "not_met", "trouble")


class Confirmed(IntEnum):
    """The number in the row. OVERDUE is a word that came after the alarm; ATTENDED, an alarm somebody took on."""

    EXPECTED = 0
    RECEIVED = 1
    OVERDUE = 2
    MISSED = 3
    ATTENDED = 4
    WITHDRAWN = 5


class Sentence(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One of the sentences of `recognition`, and the number that is said in it."""

    which: int
    number: int


class Meeting(Record, frozen=True):
    """Whom one meets. The helper says `question`, the traveller answers with `answer`, both in `language`.

    `called` is how the other is called on this leg, `own` how whoever reads is: names that are used nowhere else.
    """

    role: str
    called: int
    own: int
    language: str
    question: Sentence
    answer: Sentence


class Briefing(Record, frozen=True):
    """What one person sees of one leg: which of the fields are filled, the role decides (`evacuation.handover`).

    `confirmation` is what we wait to hear of, `team` to whom it is sealed.
    """

    role: str
    opens_at: datetime
    closes_at: datetime
    confirmation: UUID
    team: UUID
    at: datetime
    until: datetime | None = None
    pick_up: str = ""
    drop_off: str = ""
    people: int = 0
    needs: str = ""
    nights: int = 0
    sign: str = ""
    check_in: datetime | None = None
    at_checks: str = ""
    meetings: tuple[Meeting, ...] = ()
    changed_at: datetime | None = None


class Confirmation(Record, frozen=True):
    """For the duty team: whose word we wait for, so that they know whom to ask after when it does not come."""

    case: UUID
    leg: UUID
    pseudonym: str
    role: str
    acknowledged_by: UUID | None = None
    acknowledged_at: datetime | None = None
    acknowledgement: str = ""


class Report(Record, frozen=True):
    """What somebody said on their page, in their own words too. `early`: that it was done, before it was to begin."""

    confirmation: UUID
    at: datetime
    outcome: str
    text: str = ""
    early: bool = False
