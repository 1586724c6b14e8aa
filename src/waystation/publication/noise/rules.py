"""What a table with noise may cost, and what is left of the budget. Pure. Epsilon in hundredths.

What tables cost adds up (sequential composition: Dwork, Roth, The Algorithmic Foundations of Differential Privacy,
2014, theorem 3.16), also of those that were discarded or taken back: whoever drew them has seen them.
"""

import hashlib
import math
from collections.abc import Iterator, Sequence
from uuid import UUID

import msgspec

from waystation.publication.noise import wording
from waystation.publication.noise.records import Asked, Ledger, Spend, Total
from waystation.publication.records import Publication, Tabled

LEAST_COST, MOST_COST, MOST_TOTAL = 5, 300, 1_000
MOST_ACTS = 20
_BEFORE = 0.1
Fault = tuple[str, wording.Text]


def total(ledger: Ledger, source: str, audience: str) -> int:
    """What all tables of a source for some readers may cost; 0 until two agreed to something."""
    agreed = [each.asked for each in ledger.totals if (each.asked.source, each.asked.audience) == (source, audience)]
    return agreed[-1].epsilon if agreed else 0


def spends(ledger: Ledger, source: str, audience: str) -> list[Spend]:
    """What they have cost, each."""
    return [each for each in ledger.spends if (each.source, each.audience) == (source, audience)]


def spent(ledger: Ledger, source: str, audience: str) -> int:
    """What they have cost together."""
    return sum(each.epsilon for each in spends(ledger, source, audience))


def left(ledger: Ledger, source: str, audience: str) -> int:
    """What is left; never below nothing, though a budget may have been lowered since."""
    return max(0, total(ledger, source, audience) - spent(ledger, source, audience))


def faults(ledger: Ledger, source: str, audience: str, epsilon: int) -> Iterator[Fault]:
    """Why a table may not be drawn."""
    if not LEAST_COST <= epsilon <= MOST_COST:
        yield "epsilon", wording.COST_BETWEEN % {"least": wording.number(LEAST_COST), "most": wording.number(MOST_COST)}
    elif not total(ledger, source, audience):
        yield "", wording.NO_BUDGET
    elif epsilon > (rest := left(ledger, source, audience)):
        yield "", wording.SPENT % {"left": wording.number(rest), "cost": wording.number(epsilon)}


def asking_faults(ledger: Ledger, asked: Asked) -> Iterator[Fault]:
    """Why nobody is asked to agree to a budget."""
    if not 0 <= asked.epsilon <= MOST_TOTAL:
        yield "epsilon", wording.TOTAL_BETWEEN % {"most": wording.number(MOST_TOTAL)}
    if not asked.reason.strip():
        yield "reason", wording.SAY_WHY


def digest(table: Tabled) -> bytes:
    """Of what is shown of a table, and how it was made."""
    return hashlib.sha256(msgspec.json.encode(table)).digest()


def paid_for(publication_id: UUID, said: Publication) -> Spend | None:
    """The line of a table with noise, by whoever made it; None of anything else."""
    table = said.table
    if table is None or table.noise is None or said.by is None or said.at is None:
        return None
    return Spend(
        of=publication_id,
        digest=digest(table),
        source=table.source,
        audience=table.audience,
        rows=table.rows,
        columns=table.columns,
        epsilon=table.noise.epsilon,
        most=table.noise.most,
        by=said.by,
        at=said.at,
    )


def agreed_for(spends: Sequence[Spend]) -> Total:
    """The budget that whoever spent so much must have had: of an innocent view, which knows what is public alone."""
    first = min(spends, key=lambda each: each.at)
    cost = sum(each.epsilon for each in spends)
    asked = Asked(
        source=first.source,
        audience=first.audience,
        epsilon=-(-cost // 100) * 100,
        reason="ε",
        by=first.by,
        at=first.at,
    )
    return Total(asked=asked, agreed_by=first.by, agreed_at=first.at)


def is_paid(ledger: Ledger, publication_id: UUID, table: Tabled) -> bool:
    """Whether the ledger says that this very table was paid for under this id."""
    cost = table.noise.epsilon if table.noise else 0
    return any((each.of, each.digest, each.epsilon) == (publication_id, digest(table), cost) for each in ledger.spends)


def believed(epsilon: int, before: float = _BEFORE) -> int:
    """How many in a hundred somebody may think at most, after all tables, of what they held for `before` likely."""
    grown = before * math.exp(epsilon / 100)
    return round(100 * grown / (grown + 1 - before))
