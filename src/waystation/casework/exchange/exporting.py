"""What is given out of cases, through the gate of consent and the log. The only writers of what leaves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from waystation.audit.log import log
from waystation.casework import access, consent_reach, consent_rules
from waystation.casework.consent_rules import Sentence, Wanted
from waystation.casework.errors import Refused, refuse
from waystation.casework.exchange import columns, form, people, summary, tables, whole
from waystation.casework.exchange.people import Going
from waystation.casework.exchange.wording import NOBODY_ALLOWS, TOO_MANY_AT_ONCE
from waystation.casework.gate import gate
from waystation.casework.records import CaseStub
from waystation.casework.register import register
from waystation.staff.actor import Actor
from waystation.staff.policy import require

MOST_CASES = 1_000  # in one export: each passes the gate by itself


@dataclass(frozen=True)
class Candidate:
    """A case that may be in an export: why not, and the limits that must be read, with what stands for their answers.

    `wanted` is the use with everybody who is asked; who of them did not say yes is left out of the table.
    """

    id: UUID
    pseudonym: str
    reasons: Sequence[Sentence] = ()
    limits: str = field(default="", repr=False)
    answer: UUID | None = None
    wanted: Wanted = Wanted("")
    going: Going = field(default_factory=Going)

    @property
    def allowed(self) -> bool:
        return not self.reasons


def candidates(
    actor: Actor, group: str, wanted: Wanted, limits_seen: Mapping[UUID, UUID] | None = None
) -> list[Candidate]:
    """The cases of a group of the list, each with what the gate would say. Raises Refused for too many."""
    require(actor, "exchange.export")
    refuse(consent_rules.faults(wanted))
    found = register(actor).group(group)
    if len(found) > MOST_CASES:
        raise Refused([TOO_MANY_AT_ONCE % {"most": MOST_CASES}])
    return [_candidate(actor, held.pk, held.record, wanted, limits_seen or {}) for held in found]


def _candidate(
    actor: Actor, case_id: UUID, stub: CaseStub, wanted: Wanted, limits_seen: Mapping[UUID, UUID]
) -> Candidate:
    asked = people.ask(actor, case_id, replace(wanted, without=True), limits_seen.get(case_id))
    found = asked.found
    return Candidate(case_id, stub.pseudonym, asked.reasons, found.limits, found.limits_id, asked.wanted, asked.going)


@transaction.atomic
def export_table(
    actor: Actor, group: str, wanted: Wanted, kind: str, *, limits_seen: Mapping[UUID, UUID] | None = None
) -> tuple[bytes, int]:
    """A table (`tables.WRITERS`) of those cases of a group whose persons allow it, and how many were left out.

    Raises Refused where nobody does.
    """
    seen = limits_seen or {}
    every = candidates(actor, group, wanted, seen)
    allowed = [each for each in every if each.allowed]
    if not allowed:
        raise Refused([NOBODY_ALLOWS])
    for each in allowed:
        gate(actor, each.id, each.wanted, limits_seen=seen.get(each.id))
    log(actor.account, "exchange.table_given")
    going = {each.id: each.going for each in allowed}
    return _table(actor, going, wanted, kind), len(every) - len(allowed)


def _table(actor: Actor, cases: Mapping[UUID, Going], wanted: Wanted, kind: str) -> bytes:
    head = [str(columns.LABELS[code]) for code in columns.of(wanted)]
    rows = [
        columns.row(actor, case_id, access.case(actor, case_id)[1], wanted, going) for case_id, going in cases.items()
    ]
    return tables.WRITERS[kind]([head, *rows])


def made(wanted: Wanted, kind: str) -> Wanted:
    """The same use with what is done: a table or a summary is given on, the whole case too, or one of both kept."""
    what = {"pdf": "summary", "json": "whole"}.get(kind, "export")
    kept = what != "export" and consent_reach.reach(wanted.purpose) == consent_reach.OURS
    return replace(wanted, what=consent_reach.KEPT if kept else what)


@transaction.atomic
def export_case(actor: Actor, case_id: UUID, wanted: Wanted, kind: str, *, limits_seen: UUID | None = None) -> bytes:
    """One case as a table, a summary or whole (`KINDS`). Raises Absent, Refused."""
    require(actor, "exchange.export")
    _row, stub = access.case(actor, case_id)
    wanted = made(wanted, kind)
    passing, _use = people.passed(actor, case_id, wanted, limits_seen, words="" if kind == "pdf" else None)
    going = passing.going
    if kind == "json":
        ours = None if wanted.what == consent_reach.KEPT else going
        content = form.packed(whole.read_out(actor, case_id, wanted.parts, going=ours))
    elif kind == "pdf":
        content = summary.written(actor, case_id, stub, wanted, passing.found.told, going)
    else:
        content = _table(actor, {case_id: going}, wanted, kind)
    log(actor.account, "exchange.case_given", subject=case_id, case=case_id)
    return content


KINDS = {
    "pdf": _("Summary on paper (PDF)"),
    "csv": _("Table (CSV)"),
    "xlsx": _("Table (XLSX)"),
    "json": _("The whole case, for another Waystation or for keeping (JSON)"),
}
