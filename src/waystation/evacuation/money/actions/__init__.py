"""The verbs of the room, and its only writers. Each writes and logs in one transaction, in the queue of all who write.

`seen` is the version of the row that the person had before them; if somebody changed it since, Stale is raised. `once`
is the id of what is made: the same form sent twice makes it once.
"""

from waystation.evacuation.money.actions.comparing import reconcile
from waystation.evacuation.money.actions.funds import add_fund, add_holding, change_fund, change_holding
from waystation.evacuation.money.actions.movements import exchange, move, reverse, take_in
from waystation.evacuation.money.actions.paying import (
    add_receipt,
    approve,
    ask,
    explain_receipt,
    pay,
    refuse_payment,
    reverse_payment,
    withdraw,
)
from waystation.evacuation.money.actions.reserving import (
    release,
    release_of_journey,
    reserve,
    reserve_way,
    set_budget,
)

__all__ = [
    "add_fund",
    "add_holding",
    "add_receipt",
    "approve",
    "ask",
    "change_fund",
    "change_holding",
    "exchange",
    "explain_receipt",
    "move",
    "pay",
    "reconcile",
    "refuse_payment",
    "release",
    "release_of_journey",
    "reserve",
    "reserve_way",
    "reverse",
    "reverse_payment",
    "set_budget",
    "take_in",
    "withdraw",
]
