"""What the page of one case shows, gathered for somebody."""

from typing import Any
from uuid import UUID, uuid4

from waystation.casework import access, consent_shown, rules, shown, stages
from waystation.casework.models import Case
from waystation.casework.records import CaseStub, Risk
from waystation.staff import integrity
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.context import said
from waystation.staff.policy import allows
from waystation.trust import vetted, vetting_rules
from waystation.vault.compartments import Compartment
from waystation.vault.erasure import is_buried
from waystation.vocabulary.vocabularies import term


def context(actor: Actor, row: Case, stub: CaseStub) -> dict[str, Any]:
    """Everything that this person may see of the case."""
    names, today = personas(actor), actor.now().date()
    identified = access.may_identify(actor, row.pk)
    return {
        "case_id": row.pk,
        "differences": said(integrity.opened(actor, row.pk, case=row.pk)),
        "case": shown.show(row, stub, names, today),
        "stub": stub,
        "steps": shown.steps(stub),
        "misfortune": stub.stage in stages.MISFORTUNES,
        "open": stages.is_open(stub.stage),
        "ahead": shown.ahead(access.standing(actor, row.pk, stub)),
        "needs": _needs(actor, row.pk, names),
        "risk": _risk(actor, row.pk, names),
        "answers": consent_shown.standing(actor, row.pk, shown.STRIP),
        "recall": consent_shown.withdrawn(actor, row.pk),
        "notes": _notes(actor, row.pk, names),
        "moves": _moves(actor, row.pk, names),
        "identified": identified,
        "person": access.person(actor, row.pk)[1] if identified else None,
        "vetting": _vetting(actor, row.pk),
        "may_plan": allows(actor, "evacuation.read"),
        "may_share": allows(actor, "casework.access"),
        "may_audit": allows(actor, "audit.read"),
        "erased": is_buried(row.pk, Compartment.CONTACT),
        "once": uuid4(),
    }


def _vetting(actor: Actor, case_id: UUID) -> vetting_rules.Text:
    """What the person is held to be, or that it has to be looked at again."""
    standing = vetted.of_case(actor, case_id)
    return vetting_rules.AGAIN if standing.lapsed else vetting_rules.STATES[standing.state]


def _needs(actor: Actor, case_id: UUID, names: dict[UUID, str]) -> list[dict[str, Any]]:
    """Open ones first, the nearest due first; then those that are met."""
    today = actor.now().date()
    found = [
        {
            "id": row.pk,
            "label": term("needs", need.code).label,
            "need": need,
            "overdue": need.met_on is None and need.due is not None and need.due < today,
        }
        for row, need in access.needs(actor, case_id)
    ]
    return sorted(found, key=lambda each: (each["need"].met_on is not None, each["need"].due is None, _due(each)))


def _due(each: dict[str, Any]) -> str:
    return str(each["need"].due or "")


def _risk(actor: Actor, case_id: UUID, names: dict[UUID, str]) -> dict[str, Any] | None:
    risk = access.risk(actor, case_id)
    if risk is None:
        return None
    return {
        "risk": risk,
        "sum": rules.add_up(risk),
        "imminence": rules.IMMINENCES.get(risk.imminence, ""),
        "outdated": rules.is_outdated(risk, actor.now().date()),
        "by": names.get(risk.by, "") if risk.by else "",
    }


def _notes(actor: Actor, case_id: UUID, names: dict[UUID, str]) -> list[dict[str, Any]]:
    """Newest first."""
    notes = reversed(access.notes(actor, case_id))
    return [{"note": note, "by": names.get(note.by, "") if note.by else ""} for _row, note in notes]


def _moves(actor: Actor, case_id: UUID, names: dict[UUID, str]) -> list[dict[str, Any]]:
    """Newest first."""
    moves = reversed(access.moves(actor, case_id))
    return [
        {
            "move": move,
            "label": shown.stage_label(move.stage),
            "where": ", ".join(part for part in (move.place, move.country) if part),
            "by": names.get(move.by, "") if move.by else "",
        }
        for _row, move in moves
    ]


def risk_initial(risk: Risk | None) -> dict[str, Any]:
    """A new assessment starts from what was ticked last; its validity starts anew."""
    if risk is None:
        return {}
    return {
        "factors": list(risk.factors),
        "doubts": list(risk.factors),
        "imminence": risk.imminence,
        "adjustment": risk.adjustment or None,
        "reason": risk.reason,
    }
