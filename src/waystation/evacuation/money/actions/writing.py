"""How an entry gets into the ledger: the one door."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID, uuid4

from django.db import transaction

from waystation.audit.log import log
from waystation.casework.errors import Refused
from waystation.evacuation.money import access, ledger, wording
from waystation.evacuation.money.models import EntryRow
from waystation.evacuation.money.records import COUNT, HELD, Entry, Posting
from waystation.staff.actor import Actor
from waystation.vault.order import in_order
from waystation.vault.records import create

LONG_AGO = timedelta(days=10 * 366)

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def whole(action: Callable[Concatenate[Actor, Arguments], Result]) -> Callable[Concatenate[Actor, Arguments], Result]:
    """One transaction, in which nobody else writes from the first look on: what is left of a fund is promised once."""

    @wraps(action)
    def run(actor: Actor, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        with transaction.atomic():
            in_order()
            return action(actor, *args, **kwargs)

    return run


def write(
    actor: Actor, kind: str, postings: tuple[Posting, ...], on: date, *, id: UUID | None = None, **said: Any
) -> UUID:
    """Writes an entry down. Raises Refused where less than nothing would be left, or the books are not whole.

    Raises ValueError for what is no entry: nobody can type one.
    """
    entry = Entry(kind=kind, on=on, at=actor.now(), by=actor.account, postings=postings, **said)
    if found := ledger.faults(entry):
        raise ValueError(", ".join(found))
    if not access.are_whole(actor):
        raise Refused([wording.DAMAGED])
    touched = [ledger.account(each) for each in postings]
    after = access.books(actor).after(entry)
    if after.below_zero(touched):
        raise Refused([_why(after, touched)])
    made = id or uuid4()
    places = {each.holding for each in postings if each.holding}
    changed = [each for each in places if kind != COUNT and access.is_closed(actor, each, on)]
    create(EntryRow, entry, access.key(actor, None), id=made)
    for each in changed:
        log(actor.account, "money.closed_day_changed", subject=each)
    return made


def _why(books: ledger.Books, touched: list[ledger.Account]) -> Any:
    short = any(each.name == HELD and books.balances[each] < 0 for each in touched)
    return wording.NOT_THERE if short else wording.NOT_SO_MUCH


def check_day(actor: Actor, on: date) -> date:
    """The day of a movement that has happened. Raises Refused."""
    today = actor.today
    if on > today:
        raise Refused([wording.NOT_ON_THIS_DAY])
    if on < today - LONG_AGO:
        raise Refused([wording.TOO_LONG_AGO])
    return on
