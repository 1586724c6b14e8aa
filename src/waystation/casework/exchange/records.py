"""What is inside the sealed rows of the exchange."""

from datetime import datetime
from uuid import UUID

from waystation.vault.records import Record
from waystation.vault.streams import Content


class Import(Record, frozen=True, kw_only=True):
    """A table that is taken in. Rows count from 1 as in a spreadsheet.

    `columns` says which column (from 0) is which field; the rows after `head` are taken. `done` is the last row that
    was taken or refused: from there it goes on after whatever stopped it. `source` is whose numbers the rows have, ""
    is ours. `made` counts the cases that it made, `known` the rows that had made one before, `refused` those that were
    wrong, `left` those that were left out otherwise; `alike` the pairs of persons who are likely the same, of whom
    `queued` wait for a decision; `compared` the persons who were compared so far. `titles` are the words in the row
    `head`: what was wrong is named by them when the cells are gone. `unread` are the columns that hold something and
    were matched to nothing; `stage` is where cases stand whose rows say none, "" leaves these out; `past` is what is
    asked before the stages to which cases came, with how many of them.
    """

    file: UUID
    content: Content
    name: str = ""
    rows: int = 0
    sheets: int = 1
    merged: tuple[str, ...] = ()
    formulas: tuple[str, ...] = ()
    head: int = 1
    titles: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    past: dict[str, int] = {}
    columns: dict[str, int] = {}
    stage: str = "accepted"
    done: int = 0
    made: int = 0
    known: int = 0
    refused: int = 0
    left: int = 0
    source: str = ""
    compared: int = 0
    alike: int = 0
    queued: int = 0
    problems: tuple[tuple[int, str, str], ...] = ()
    state: str = "mapping"
    at: datetime
    by: UUID


class OwnKey(Record, frozen=True, kw_only=True):
    """Our own age key: partners seal bundles to its public half, `recipient`."""

    identity: str
    recipient: str
    at: datetime
    by: UUID


class Partner(Record, frozen=True, kw_only=True):
    """An organisation with a pinned age key. `how`: by which other way its fingerprint was compared.

    `address`: of their Waystation, which takes bundles from us by `token`; "" for one that takes none.
    """

    name: str
    recipient: str
    how: str
    at: datetime
    by: UUID
    dropped: bool = False
    address: str = ""
    token: str = ""


class Step(Record, frozen=True, kw_only=True):
    """What became of a hand-over, when, by whom it was noted. `proved`: the partner's own code said so."""

    state: str
    at: datetime
    by: UUID
    note: str = ""
    proved: bool = False


class Transfer(Record, frozen=True, kw_only=True):
    """CONTACT: a referral (a partner does something for the person) or a transfer (it takes the case over).

    `use` is what the gate wrote down; `code` went in the bundle, and answers come with what is made of it.
    """

    partner: UUID
    name: str
    kind: str
    purpose: str
    parts: tuple[str, ...]
    use: UUID
    code: bytes
    note: str = ""
    steps: tuple[Step, ...] = ()

    @property
    def state(self) -> str:
        return self.steps[-1].state


class Incoming(Record, frozen=True, kw_only=True):
    """A bundle that a partner sent: `sender` is what it says of itself. Once it is decided the file is empty.

    `proof` is what it shows of an earlier bundle of the same case; `ours`: one of our own laptops signed it.
    """

    case: UUID
    file: UUID
    content: Content
    sender: str
    kind: str
    pseudonym: str
    code: bytes
    note: str = ""
    limits: str = ""
    parts: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    proof: str = ""
    ours: bool = False

    @property
    def state(self) -> str:
        return self.steps[-1].state


class Arrived(Record, frozen=True, kw_only=True):
    """A bundle as a partner's program brought it: still sealed by the partner, and once more here.

    `sender` is what we call whose token it came with. `incoming` is what it became when somebody opened it.
    """

    file: UUID
    content: Content
    sender: str
    at: datetime
    incoming: UUID | None = None


class Sending(Record, frozen=True, kw_only=True):
    """A bundle on its way to a partner's Waystation; once it is there the file is empty. `theirs` is its id there."""

    transfer: UUID
    address: str
    token: str
    file: UUID
    content: Content
    at: datetime
    theirs: str = ""
