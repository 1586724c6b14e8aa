"""What the page of today shows: alarms, who waits, what is due. Gathered for somebody from the rooms below."""

from typing import Any
from uuid import UUID

from django.db.models import Count

from waystation.casework import access as casework
from waystation.casework import rules as casework_rules
from waystation.casework import shown, stages
from waystation.desk import queue
from waystation.evacuation import access as evacuation
from waystation.hotline import access as hotline
from waystation.hotline import rules as hotline_rules
from waystation.hotline.models import Outgoing
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.policy import allows

SHOWN = 8


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
    waiting = [line for line in hotline_rules.ordered(hotline.lines(actor)) if line.ours]
    cases = {row.pk: stub.pseudonym for row, stub in casework.cases(actor)}
    return {
        "waiting": [_waiting(line, cases) for line in waiting[:SHOWN]],
        "waiting_count": len(waiting),
        "letters": _letters(),
        "to_review": queue.waiting(actor),
        "may_answer": True,
    }


def _waiting(line: hotline_rules.Line, cases: dict[UUID, str]) -> dict[str, Any]:
    stub = line.stub
    return {
        "line": line,
        "who": cases.get(stub.case, "") if stub.case else stub.name or stub.who,
        "urgency": hotline_rules.URGENCIES.get(stub.urgency, ""),
        "tone": hotline_rules.URGENCY_TONES.get(stub.urgency, "neutral"),
        "status": hotline_rules.STATUSES.get(stub.status, ""),
    }


def _letters() -> dict[str, int]:
    """How many letters are in each state of the outbox."""
    return dict(Outgoing.objects.values_list("state").annotate(Count("pk")))


def _cases(actor: Actor) -> dict[str, Any]:
    if not allows(actor, "casework.read"):
        return {}
    names, day = personas(actor), actor.now().date()
    everyone = shown.in_order(
        shown.show(row, stub, names, day) for row, stub in casework.cases(actor) if not stub.erased
    )
    opened = [case for case in everyone if stages.is_open(case.stub.stage)]
    silent = [case for case in opened if case.stub.stage in stages.ALARMS]
    due = [case for case in opened if case.stub.next_due and case.stub.next_due <= day]
    due.sort(key=lambda case: (case.stub.owner != actor.account, case.stub.next_due))
    return {
        "silent": silent,
        "due": due[:SHOWN],
        "due_more": max(0, len(due) - SHOWN),
        "without_next": [case for case in opened if not case.stub.next_action][:SHOWN],
        "open_cases": len(opened),
        "urgent": sum(case.stub.urgency == "now" for case in opened),
        "may_work": True,
        "urgencies": casework_rules.URGENCIES,
    }
