"""The verbs of the ledger, and its only writers. Each writes and logs in one transaction, one after another.

A table with noise is drawn unseen (`drawing`); `keep` pays for it and keeps it in one transaction, so that nobody sees
a number that was not paid for, and two who draw at once pay one after the other.
"""

import uuid
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.documentation.errors import Refused, refuse
from waystation.publication import access
from waystation.publication import rules as texts
from waystation.publication.models import LedgerRow, PublicationRow
from waystation.publication.noise import rules, wording
from waystation.publication.noise.records import Asked, Ledger, Total
from waystation.publication.records import TABLE, Publication
from waystation.staff import second
from waystation.staff.access import open_row
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import PUBLICATION
from waystation.vault.order import in_order
from waystation.vault.records import create, rewrite

replace = msgspec.structs.replace


def ledger(actor: Actor) -> Ledger:
    """The ledger as it stands in the database now. Raises Absent, also where it is damaged: then nothing is drawn."""
    return _open(actor)[1]


def _open(actor: Actor) -> tuple[LedgerRow | None, Ledger]:
    access.key(actor)
    rows = LedgerRow.objects.filter(locator=actor.team(PUBLICATION))
    first = rows.order_by("pk").values_list("pk", flat=True).first()
    return open_row(actor, rows, first) if first else (None, Ledger())


def _write(actor: Actor, row: LedgerRow | None, new: Ledger) -> None:
    if row is None:
        create(LedgerRow, new, access.key(actor))
    else:
        rewrite(row, new, actor.keys)


@transaction.atomic
def ask(actor: Actor, *, source: str, audience: str, epsilon: int, reason: str) -> None:
    """Asks that all tables of a source for some readers may cost so much; another person has to agree.

    Raises Absent, Refused.
    """
    require(actor, "publication.write")
    in_order()
    row, before = _open(actor)
    asked = Asked(
        source=source, audience=audience, epsilon=epsilon, reason=reason.strip(), by=actor.account, at=actor.now()
    )
    refuse(rules.asking_faults(before, asked))
    others = tuple(each for each in before.asked if (each.source, each.audience) != (source, audience))
    _write(actor, row, replace(before, asked=(*others, asked)))
    log(actor.account, "publication.budget_asked")


@transaction.atomic
def agree(actor: Actor, asked: Asked) -> None:
    """Agrees to what another person asked for, as it was read. Raises Absent, Refused."""
    require(actor, "publication.release")
    in_order()
    row, before = _open(actor)
    refuse([] if asked in before.asked else [("", wording.NOT_ASKED)])
    refuse([("", wording.NOT_BY_YOU)] if asked.by == actor.account else [])
    if new := second.against(actor, asked.by):
        raise Refused([("", new)])
    agreed = Total(asked=asked, agreed_by=actor.account, agreed_at=actor.now())
    left = tuple(each for each in before.asked if each != asked)
    _write(actor, row, replace(before, asked=left, totals=(*before.totals, agreed)))
    log(actor.account, "publication.budget_agreed")


@transaction.atomic
def drop(actor: Actor, asked: Asked) -> None:
    """Says no to it, or takes it back. Raises Absent, Refused."""
    require(actor, "publication.write")
    in_order()
    row, before = _open(actor)
    refuse([] if asked in before.asked else [("", wording.NOT_ASKED)])
    _write(actor, row, replace(before, asked=tuple(each for each in before.asked if each != asked)))
    log(actor.account, "publication.budget_dropped")


@transaction.atomic
def keep(actor: Actor, said: Publication, *, once: UUID | None = None) -> UUID:
    """Pays for a table with noise, and keeps it as a draft. Returns its id. Raises Absent, Refused: it stays unseen."""
    require(actor, "publication.write")
    in_order()
    made = once or uuid.uuid4()
    if PublicationRow.objects.filter(pk=made).exists():
        return made
    row, before = _open(actor)
    table = said.table
    if said.kind != TABLE or table is None or table.noise is None:
        raise Refused([("", wording.NOT_PAID)])
    refuse(texts.faults(said))
    refuse(rules.faults(before, table.source, table.audience, table.noise.epsilon))
    kept = Publication(kind=TABLE, titles=said.titles, table=table, at=actor.now(), by=actor.account)
    spend = rules.paid_for(made, kept)
    refuse([] if spend else [("", wording.NOT_PAID)])
    _write(actor, row, replace(before, spends=(*before.spends, *filter(None, [spend]))))
    create(PublicationRow, kept, access.key(actor), id=made)
    log(actor.account, "publication.noise_paid", subject=made)
    return made


def require_paid(actor: Actor, publication_id: UUID, said: Publication) -> None:
    """Raises Refused where a table with noise goes out that nobody paid for."""
    if said.table is None or said.table.noise is None:
        return
    refuse([] if rules.is_paid(ledger(actor), publication_id, said.table) else [("", wording.NOT_PAID)])
