"""What the page of one case shows, gathered for somebody."""

from typing import Any
from uuid import UUID, uuid4

from django.utils.translation import gettext as _

from waystation.casework import access, alerts, consent_shown, pressing, rules, scales, shown, stages
from waystation.casework.exchange import shown as exchange
from waystation.casework.models import AlertRow, Case
from waystation.casework.persons import access as persons
from waystation.casework.persons import household
from waystation.casework.persons import shown as persons_shown
from waystation.casework.records import Alert, CaseStub, Risk
from waystation.casework.services import shown as services
from waystation.casework.work import shown as work
from waystation.staff import integrity
from waystation.staff.access import personas, profiles
from waystation.staff.actor import Actor
from waystation.staff.context import said
from waystation.staff.policy import allows
from waystation.trust import vetted, vetting_rules
from waystation.vault.compartments import Compartment
from waystation.vault.erasure import is_buried
from waystation.vocabulary.vocabularies import label_of


def context(actor: Actor, row: Case, stub: CaseStub) -> dict[str, Any]:
    """Everything that this person may see of the case."""
    names, today = personas(actor), actor.today
    members = persons.members(actor, row.pk)
    waiting, held = alerts.of(actor, row.pk), vetted.of_case(actor, row.pk)
    standing = access.standing(actor, row.pk, stub, held)
    consents = consent_shown.standing(actor, row.pk)
    return {
        "case_id": row.pk,
        "differences": said(integrity.opened(actor, row.pk, case=row.pk)),
        "case": shown.show(row, stub, names, today),
        "stub": stub,
        "hostile_along": rules.hostile_along(standing.along) if standing.along else "",
        "steps": shown.steps(stub),
        "pressing": pressing.of_case(actor, row.pk, waiting),
        "funds": standing.funds,
        "covered": standing.covered,
        "check_ups": [day for day in rules.check_ups(stub) if day >= today][:4] if stages.is_open(stub.stage) else [],
        "aftercare_until": rules.aftercare_until(stub),
        "misfortune": stub.stage in stages.MISFORTUNES,
        "open": stages.is_open(stub.stage),
        "nobodys": stages.is_open(stub.stage) and stub.owner not in profiles(actor),
        "ahead": shown.ahead(standing),
        "behind": _behind(actor, row.pk, standing),
        **services.of_case(actor, row.pk),
        "risk": _risk(actor, row.pk, names, waiting),
        "answers": [each for each in consents if each.answered or each.earlier or each.purpose in shown.STRIP],
        "recall": consent_shown.withdrawn(consents),
        "notes": _notes(actor, row.pk, names),
        "moves": _moves(actor, row.pk, names),
        "people": persons_shown.people(actor, members, today),
        "troubles": household.household(actor, row.pk, members).troubles,
        "vetting": vetting_rules.AGAIN if held.lapsed else vetting_rules.STATES[held.state],
        "may_plan": allows(actor, "evacuation.read"),
        "may_evaluate": allows(actor, "medical.read") and access.is_open_to(actor, row.pk, Compartment.MEDICAL),
        "may_pay": allows(actor, "money.read") and access.is_open_to(actor, row.pk, Compartment.MONEY),
        "may_share": allows(actor, "casework.access"),
        "may_audit": allows(actor, "audit.read"),
        "handed_on": exchange.of_case(actor, row.pk, is_open=stages.is_open(stub.stage)),
        "erased": (erased := is_buried(row.pk, Compartment.CONTACT)),
        "closed": not erased and not access.is_open_to(actor, row.pk),
        "once": uuid4(),
    } | work.of_case(actor, row.pk, stub)


def _behind(actor: Actor, case_id: UUID, standing: rules.Standing) -> list[rules.Sentence]:
    """What nobody was asked of a case that began further along, as one of a table does, and is not there yet."""
    moves = access.moves(actor, case_id)
    began = moves[0][1].stage if moves else "accepted"
    further = began in stages.PATH and stages.PATH.index(began) > stages.PATH.index("accepted")
    return rules.still_asked(standing, began) if further and stages.is_open(standing.stub.stage) else []


def _risk(
    actor: Actor, case_id: UUID, names: dict[UUID, str], waiting: list[tuple[AlertRow, Alert]]
) -> dict[str, Any] | None:
    found = [risk for _row, risk in access.risks(actor, case_id)]
    if not found:
        return None
    risk, rises = found[-1], [pair for pair in waiting if pair[1].kind == alerts.RISK]
    return {
        "history": shown.risk_history(found),
        "risen": next(({"id": row.pk, "mine": rise.by == actor.account} for row, rise in rises), None),
        "risk": risk,
        "sum": rules.add_up(risk),
        "imminence": scales.IMMINENCES.get(risk.imminence, ""),
        "outdated": rules.is_outdated(risk, actor.today),
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
            "reason": label_of("closing_reasons", move.reason) if move.reason else "",
            "where": ", ".join(part for part in (move.place, move.country) if part),
            "by": names.get(move.by, "") if move.by else "",
        }
        for _row, move in moves
    ]


def risk_stands(actor: Actor, case_id: UUID) -> list[tuple[Any, Any]]:
    """The assessment that stands, for whoever wrote another one at the same time."""
    risk = access.risk(actor, case_id)
    if risk is None:
        return []
    found = rules.add_up(risk)
    return [
        (_("Sum"), found.arithmetic),
        (_("What makes it dangerous"), "; ".join(label for label, _weight in found.parts)),
        (_("What makes us doubt"), "; ".join(label for label, _weight in found.doubts)),
        *((scales.SCALES[name].title, scales.SCALES[name].words[getattr(risk, name)]) for name in scales.SCALES),
        (_("Why, and what else matters"), risk.reason),
        (_("Assessed by"), personas(actor).get(risk.by, "?") if risk.by else ""),
    ]


def risk_initial(risk: Risk | None) -> dict[str, Any]:
    """A new assessment starts from what was ticked last; its validity starts anew."""
    if risk is None:
        return {}
    return {
        "factors": list(risk.factors),
        "doubts": list(risk.factors),
        **{name: getattr(risk, name) for name in scales.SCALES},
        "adjustment": risk.adjustment or None,
        "reason": risk.reason,
    }
