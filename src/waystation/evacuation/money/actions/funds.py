"""Funds and the places where money lies."""

from uuid import UUID, uuid4

import msgspec

from waystation.audit.log import log
from waystation.casework import history
from waystation.casework.errors import Refused, refuse
from waystation.evacuation.money import access, rules, wording
from waystation.evacuation.money.actions.writing import whole
from waystation.evacuation.money.models import FundRow, HoldingRow
from waystation.evacuation.money.records import OPEN, Fund, Holding
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.errors import Stale
from waystation.vault.records import create

replace = msgspec.structs.replace


@whole
def add_fund(actor: Actor, fund: Fund, *, once: UUID | None = None) -> UUID:
    """Adds a fund. Returns its id. Raises Refused."""
    require(actor, "money.funds")
    refuse(sentence for _, sentence in rules.fund_faults(fund))
    made = once or uuid4()
    if not FundRow.objects.filter(pk=made).exists():
        create(FundRow, replace(fund, at=actor.now(), by=actor.account), access.key(actor, None), id=made)
        log(actor.account, "money.fund_added", subject=made)
    return made


@whole
def change_fund(actor: Actor, fund_id: UUID, fund: Fund, *, seen: int | None = None) -> None:
    """Says anew what is known of a fund. Its currency stays. Raises Absent, Refused, Stale."""
    require(actor, "money.funds")
    row, before = access.fund(actor, fund_id)
    if seen is not None and row.version != seen:
        raise Stale
    wanted = replace(fund, currency=before.currency, at=actor.now(), by=actor.account)
    refuse(sentence for _, sentence in rules.fund_faults(wanted))
    standings = access.books(actor).of_fund(fund_id).values()
    if wanted.state != OPEN and any(each.reserved for each in standings):
        raise Refused([wording.PROMISED])
    history.rewrite(actor, row, wanted)
    log(actor.account, "money.fund_changed", subject=fund_id)


@whole
def add_holding(actor: Actor, holding: Holding, *, once: UUID | None = None) -> UUID:
    """Adds a place where money lies. Returns its id. Raises Refused."""
    require(actor, "money.funds")
    refuse(sentence for _, sentence in rules.holding_faults(holding))
    made = once or uuid4()
    if not HoldingRow.objects.filter(pk=made).exists():
        create(HoldingRow, replace(holding, at=actor.now(), by=actor.account), access.key(actor, None), id=made)
        log(actor.account, "money.holding_added", subject=made)
    return made


@whole
def change_holding(actor: Actor, holding_id: UUID, holding: Holding, *, seen: int | None = None) -> None:
    """Says anew what is known of a place where money lies. Its currency stays. Raises Absent, Refused, Stale."""
    require(actor, "money.funds")
    row, before = access.holding(actor, holding_id)
    if seen is not None and row.version != seen:
        raise Stale
    wanted = replace(holding, currency=before.currency, at=actor.now(), by=actor.account)
    refuse(sentence for _, sentence in rules.holding_faults(wanted))
    if wanted.state != OPEN and access.books(actor).in_holding(holding_id):
        raise Refused([wording.STILL_MONEY])
    history.rewrite(actor, row, wanted)
    log(actor.account, "money.holding_changed", subject=holding_id)
