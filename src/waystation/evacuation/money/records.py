"""What is inside the sealed rows. Amounts are decimal numbers, their currencies codes of ISO 4217, times in UTC."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from waystation.vault.records import Record
from waystation.vault.streams import Content

CATEGORIES = (
    *("travel", "shelter", "food", "papers", "medical", "legal", "communication", "safety", "relocation", "other"),
)
TRAVEL = "travel"
FUND_STATES = OPEN, CLOSED = ("open", "closed")
HOLDING_KINDS = CASH, BANK = ("cash", "bank")
METHODS = CASH_BY_HELPER, TRANSFER, TICKET = ("cash_by_helper", "transfer", "ticket")
PAYEES = PERSON, HELPER, STAFF, SELLER = ("person", "helper", "staff", "seller")
PAYMENT_STATES = ASKED, APPROVED, PAID, REFUSED, WITHDRAWN, REVERSED = (
    *("asked", "approved", "paid", "refused", "withdrawn", "reversed"),
)

# Accounts. A posting with a positive amount is a debit of its account, with a negative one a credit.
HELD, GIVEN, SPENT, EXCHANGED, DIFFERENCE, RESERVED, SET_ASIDE = ACCOUNTS = (
    "held",  # money itself, in a cash box or at a bank
    "given",  # what donors gave
    "spent",  # by category
    "exchanged",  # what one currency owes the other after an exchange
    "difference",  # what a count found too much or too little
    "reserved",  # encumbrances: promised, not paid yet
    "set_aside",  # the reserve for encumbrances, their other side
)
GIFT, RESERVATION, RELEASE, PAYMENT, EXCHANGE, MOVE, COUNT, REVERSAL = ENTRY_KINDS = (
    *("gift", "reservation", "release", "payment", "exchange", "move", "count", "reversal"),
)


class Fund(Record, frozen=True):
    """What somebody gave for something. Empty restrictions are none; `words` are the donor's own, for whoever reads.

    `ceiling` is the most that may go to one person, in the fund's `currency`. It counts from `first` to `last`.
    """

    name: str
    currency: str
    donor: str = ""
    purposes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    ceiling: Decimal | None = None
    words: str = ""
    state: str = OPEN
    at: datetime | None = None
    by: UUID | None = None


class Holding(Record, frozen=True):
    """Where money lies, in one currency: a cash box with whoever keeps it, or a bank account."""

    name: str
    currency: str
    kind: str = CASH
    keeper: UUID | None = None
    state: str = OPEN
    at: datetime | None = None
    by: UUID | None = None


class Posting(Record, frozen=True):
    """One line of an entry. `holding` is of `held`, `category` of `spent`."""

    account: str
    amount: Decimal
    currency: str
    fund: UUID
    holding: UUID | None = None
    category: str = ""


class Rate(Record, frozen=True):
    """One unit of `base` was `rate` units of `quote` on a day, and who says so."""

    base: str
    quote: str
    rate: Decimal
    source: str
    on: date


class Entry(Record, frozen=True):
    """One movement: postings whose sum is zero. `on` is the day of the movement, `at` when it was written down.

    It names nobody: `reservation` is the random id of a row in a case, which alone says of whom.
    """

    kind: str
    on: date
    at: datetime
    by: UUID
    postings: tuple[Posting, ...]
    note: str = ""
    reservation: UUID | None = None
    reverses: UUID | None = None
    rate: Rate | None = None


class Reconciliation(Record, frozen=True):
    """What a statement says or a count found on a day, beside what the books said. `entry` is what was booked of it.

    `seen` are the movements that stand on the statement of a bank, and on no earlier one.
    """

    holding: UUID
    on: date
    counted: Decimal
    booked: Decimal
    explanation: str
    at: datetime
    by: UUID
    entry: UUID | None = None
    seen: tuple[UUID, ...] = ()


class Budget(Record, frozen=True):
    """MONEY: how much may go to a case in a currency, all in all."""

    amount: Decimal
    currency: str
    note: str = ""
    at: datetime | None = None
    by: UUID | None = None


class Reservation(Record, frozen=True):
    """MONEY: what a fund keeps for a case. `journey` and `leg` are for what of the way, where it is for that."""

    fund: UUID
    amount: Decimal
    currency: str
    what_for: str
    category: str = TRAVEL
    country: str = ""
    journey: UUID | None = None
    leg: UUID | None = None
    at: datetime | None = None
    by: UUID | None = None


class Payment(Record, frozen=True):
    """MONEY: a disbursement, from asking to the receipt. `details` are how it is paid: to whom, which ticket.

    `paid` is how much was, at most `amount`, and `paid_how` how: what was approved stays beside it.
    `no_receipt` says why there is none and never will be.
    """

    fund: UUID
    amount: Decimal
    currency: str
    category: str
    what_for: str
    method: str
    payee: str
    payee_name: str = ""
    staff: UUID | None = None
    helper: UUID | None = None
    details: str = ""
    reservation: UUID | None = None
    own_reservation: bool = False
    country: str = ""
    journey: UUID | None = None
    leg: UUID | None = None
    needs_second: bool = True
    state: str = ASKED
    at: datetime | None = None
    by: UUID | None = None
    answered_at: datetime | None = None
    answered_by: UUID | None = None
    answer: str = ""
    paid: Decimal | None = None
    paid_on: date | None = None
    paid_by: UUID | None = None
    paid_how: str = ""
    holding: UUID | None = None
    entry: UUID | None = None
    receipts: int = 0
    no_receipt: str = ""
    reversed_because: str = ""


class Receipt(Record, frozen=True):
    """MONEY: a file that proves a payment."""

    payment: UUID
    file: UUID
    content: Content
    name: str = ""
    type: str = ""
    at: datetime | None = None
    by: UUID | None = None
