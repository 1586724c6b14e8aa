"""What the page of today shows: alarms, who waits, what is due. Gathered for somebody from the rooms below."""

from collections.abc import Callable
from itertools import islice
from typing import Any
from uuid import UUID

from django.urls import reverse

from waystation.casework import access as casework
from waystation.casework import handing, pressing, register, shown, stages
from waystation.casework import rules as casework_rules
from waystation.casework.models import Case
from waystation.casework.records import Away
from waystation.casework.services import shown as services
from waystation.desk import queue
from waystation.duty import shown as duty
from waystation.evacuation import access as evacuation
from waystation.hotline import access as hotline
from waystation.hotline import contact_shown, outbox
from waystation.hotline import rules as hotline_rules
from waystation.hotline.shown import title
from waystation.staff.access import opened, personas
from waystation.staff.actor import Actor
from waystation.staff.opened import Held, Opened
from waystation.staff.policy import allows
from waystation.trust import vetted, vetting_shown

SHOWN, SILENT = 8, 30


def context(actor: Actor) -> dict[str, Any]:
    """The sections that this person may see."""
    return {"now": actor.now(), **_danger(actor), **_requests(actor), **_cases(actor)}


def _danger(actor: Actor) -> dict[str, Any]:
    if not allows(actor, "evacuation.check_in"):
        return {}
    coming = evacuation.expected(actor, actor.now())
    return {
        "alarms": evacuation.alarms(actor),
        "attended": evacuation.attended(actor),
        "coming": coming[:SHOWN],
        "coming_more": max(0, len(coming) - SHOWN),
        "may_check_in": True,
    }


def _requests(actor: Actor) -> dict[str, Any]:
    if not allows(actor, "hotline.read"):
        return {}
    waiting = hotline.queue(actor).group("ours")
    names = casework.Pseudonyms(actor)
    return {
        "waiting": [_waiting(names, line) for line in waiting[:SHOWN]],
        "waiting_count": len(waiting),
        "letters": outbox.states(actor),
        "against": contact_shown.waiting(actor)[:SHOWN],
        "second": [vetting_shown.listed(actor, each) for each in vetted.waiting(actor)[:SHOWN]],
        "again": _again(actor),
        "to_review": queue.waiting(actor),
        "on_duty": duty.on_duty(actor),
        "may_answer": True,
    }


def _again(actor: Actor) -> list[dict[str, Any]]:
    """Those who are to be vetted again while there is still something to tell them."""
    cases = opened(actor, Case)
    ids = (one for one in vetted.to_vet_again(actor) if _may_be_told_more(cases, vetted.case_of(actor, one)))
    known = (found for one in ids for found in vetted.opened(actor, [one]) if found.standing.lapsed)
    return [vetting_shown.listed(actor, each) for each in islice(known, SHOWN)]


def _may_be_told_more(cases: Opened, case_id: UUID | None) -> bool:
    held = cases.get(case_id) if case_id else None
    stage = held.record.stage if held else "new"
    return stages.is_open(stage) and stage not in stages.SAFE


def _waiting(names: casework.Pseudonyms, line: hotline_rules.Line) -> dict[str, Any]:
    stub = line.stub
    return {
        "line": line,
        "who": (names.get(stub.case) if stub.case else "") or title(stub),
        "urgency": hotline_rules.URGENCIES.get(stub.urgency, ""),
        "tone": hotline_rules.URGENCY_TONES.get(stub.urgency, "neutral"),
        "status": hotline_rules.STATUSES.get(stub.status, ""),
    }


def _cases(actor: Actor) -> dict[str, Any]:
    if not allows(actor, "casework.read"):
        return {}
    cases, names = register.register(actor), personas(actor)

    def show(held: Held) -> shown.Shown:
        return shown.show(held, held.record, names, cases.day)

    waiting = pressing.context(actor)
    mine, everybody_s = cases.due(actor.account)
    first = [*mine[:SHOWN], *(held for held in everybody_s[: 2 * SHOWN] if held.record.owner != actor.account)]
    return {
        "silent": [(show(held), waiting["searches"].get(held.id)) for held in cases.group(register.SILENT)[:SILENT]],
        "silent_more": max(0, len(cases.group(register.SILENT)) - SILENT),
        "due": [show(held) for held in first[:SHOWN]],
        "due_more": max(0, len(everybody_s) - SHOWN),
        "without_next": [show(held) for held in cases.group(register.WITHOUT_NEXT)[:SHOWN]],
        "open_cases": len(cases.group(register.OPEN)),
        "urgent": len(cases.group(register.URGENT)),
        **waiting,
        "fallen": services.fallen(actor),
        "standing_in": [_instead_of(cases, each, names, show) for each in handing.stood_for(actor)],
        "may_work": True,
        "urgencies": casework_rules.URGENCIES,
    }


def _instead_of(
    cases: register.Register, each: Away, names: dict[UUID, str], show: Callable[[Held], shown.Shown]
) -> dict[str, Any]:
    """The work of somebody who is away, for who stands in."""
    return {
        "name": names.get(each.account, "?"),
        "last": each.last,
        "due": [show(held) for held in cases.due(each.account)[0][:SHOWN]],
        "url": f"{reverse('casework:cases')}?owner={each.account}",
    }
