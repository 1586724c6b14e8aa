"""Counts of cash boxes and statements of banks made ready for the pages. Nothing is decided here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from waystation.evacuation.money import access, statements
from waystation.evacuation.money.amounts import said
from waystation.evacuation.money.records import BANK, Reconciliation
from waystation.evacuation.money.statements import Item
from waystation.evacuation.money.wording import ENTRY_WORDS
from waystation.staff.access import personas
from waystation.staff.actor import Actor


@dataclass(frozen=True)
class StatementLine:
    """A count, or a statement that was closed: what explains its difference, and what was changed since, in words."""

    of: Reconciliation = field(repr=False)
    currency: str
    by: str
    outstanding: list[str] = field(default_factory=list, repr=False)
    changes: list[str] = field(default_factory=list, repr=False)

    @property
    def counted(self) -> str:
        return said(self.of.counted, self.currency)

    @property
    def booked(self) -> str:
        return said(self.of.booked, self.currency)


def lines(actor: Actor, holding_id: UUID) -> list[StatementLine]:
    """Of a place where money lies, the newest first."""
    holding = access.holding(actor, holding_id)[1]
    names, closed = personas(actor), access.reconciliations(actor, holding_id)[::-1]
    items = access.items(actor, holding_id) if holding.kind == BANK else []
    found = [
        StatementLine(
            each,
            holding.currency,
            names.get(each.by, "?"),
            _words(statements.outstanding(items, closed, number), holding.currency),
            _words(statements.changes(items, each), holding.currency),
        )
        for number, each in enumerate(closed)
    ]
    return found[::-1]


def to_tick(actor: Actor, holding_id: UUID) -> list[tuple[str, str]] | None:
    """The movements that stand on no statement of a bank yet, for its form; of a cash box, None."""
    holding = access.holding(actor, holding_id)[1]
    if holding.kind != BANK:
        return None
    open_ = statements.unseen(access.items(actor, holding_id), access.reconciliations(actor, holding_id))
    return list(zip((str(each.id) for each in open_), _words(open_, holding.currency), strict=True))


def _words(items: Iterable[Item], currency: str) -> list[str]:
    return [
        " · ".join(
            filter(
                None,
                (
                    date_format(each.entry.on, "SHORT_DATE_FORMAT"),
                    said(each.amount, currency),
                    str(ENTRY_WORDS.get(each.entry.kind, each.entry.kind)),
                    each.entry.note,
                ),
            )
        )
        for each in items
    ]


def stands_on(actor: Actor, entry_id: UUID) -> str:
    """What is told before a movement is reversed that stands on a closed statement."""
    day = access.statement_of(actor, entry_id)
    if day is None:
        return ""
    said_on = {"day": date_format(day, "SHORT_DATE_FORMAT")}
    return _("It stands on the statement of %(day)s, which is closed. Its reversal will be told there.") % said_on
