"""What the log says of reading: who opened a case or a thread, who searched, who was refused.

Kept at the one place that every staff page passes. Lists are not logged: what they show is less than a case, and they
are opened all day. The same page again within an hour of the same session is the same reading.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import ResolverMatch

from waystation.audit.log import log
from waystation.staff.above import ask
from waystation.staff.actor import Actor
from waystation.staff.holders import is_current
from waystation.staff.policy import allows
from waystation.vault.compartments import Compartment

AGAIN_AFTER = timedelta(hours=1)
SEARCHES = {"casework:cases": "casework.searched", "trust:marks": "trust.marks_searched"}
# Every other page that shows one thing, or a part of it: what its id is called in the address, and the verb.
SINGLE = {
    "provider_id": "services.provider_opened",
    "task_id": "work.opened",
    "flag_id": "work.opened",
    "approval_id": "work.opened",
    "incoming_id": "exchange.bundle_read",
    "import_id": "exchange.import_read",
    "exhibit_id": "exhibits.opened",
    "place_id": "evacuation.place_opened",
    "helper_id": "evacuation.helper_opened",
    "connection_id": "evacuation.connection_opened",
    "run_id": "evacuation.plan_opened",
    "plan_part_id": "evacuation.plan_opened",
    "protocol_id": "evacuation.protocol_opened",
    "check_in_id": "evacuation.check_in_opened",
    "confirmation_id": "handover.alarm_opened",
    "alarm_id": "pursuers.alarm_opened",
    "payment_id": "money.payment_opened",
    "proof_id": "money.receipt_viewed",
    "statement_id": "statements.opened",
    "event_id": "documentation.event_opened",
    "documented_id": "documentation.person_opened",
    "figure_id": "figures.opened",
    "submission_id": "advocacy.submission_opened",
    "authority_id": "advocacy.authority_opened",
    "pressure_id": "advocacy.pressure_opened",
    "publication_id": "publication.opened",
    "upload_id": "formats.upload_opened",
}
# How the names of pages begin that show who somebody is to those who may know; the others with a case show the case.
WITH_IDENTITY = ("casework:case", "persons:")
# Pages of what is sealed apart of a person, and what the id of it is called in their addresses.
SEALED_APART = ("persons:health", "persons:sogiesc", "medical:")
APART_BY = {"medical": "evaluation_id"}


def opened(actor: Actor, page: ResolverMatch, method: str | None) -> None:
    """Logs that a page was shown, before it leaves."""
    case, thread = _id(page.kwargs, "case_id"), _id(page.kwargs, "request_id")
    if case is not None:
        about = page.kwargs.get(APART_BY.get(page.namespace, "person_id"), case) if _is_apart(page.view_name) else case
        once(actor, _case_verb(actor, page.view_name, case), subject=about, case=case)
    elif thread is not None:
        once(actor, "hotline.thread_read", subject=thread, hole="request_id")
    elif hole := next((hole for hole in page.kwargs if hole in SINGLE), None):
        once(actor, SINGLE[hole], subject=page.kwargs[hole], hole=hole)
    elif method == "POST" and page.view_name in SEARCHES:
        _write(actor, SEARCHES[page.view_name])


def refused(actor: Actor, page: ResolverMatch | None) -> None:
    """Logs that somebody asked for what is not there for them."""
    found = page.kwargs if page else {}
    subject = next((value for value in found.values() if isinstance(value, UUID)), None)
    _write(actor, "staff.refused", subject=subject, case=_id(found, "case_id"))


def _case_verb(actor: Actor, page: str, case: UUID) -> str:
    if _is_apart(page):
        return "casework.apart_opened"
    identity = allows(actor, "casework.identity") and is_current(actor.keys, case, Compartment.IDENTITY)
    return "casework.identity_opened" if identity and page.startswith(WITH_IDENTITY) else "casework.opened"


def _is_apart(page: str) -> bool:
    return page.startswith(SEALED_APART)


def _id(found: Mapping[str, Any], name: str) -> UUID | None:
    value = found.get(name)
    return value if isinstance(value, UUID) else None


def once(actor: Actor, verb: str, *, subject: UUID, case: UUID | None = None, hole: str = "") -> None:
    """Logs a reading, unless the same one of this session is younger than an hour.

    `hole`: what the id of the subject is called in addresses, from which follows whose case it is about.
    """
    read: dict[tuple[str, UUID], datetime] = actor.memory.setdefault("read", {})
    now = actor.now()
    if abs(now - read.get((verb, subject), now - AGAIN_AFTER)) < AGAIN_AFTER:  # a clock may be set back
        return
    _write(actor, verb, subject=subject, case=ask("about", actor, hole, subject) if hole else case)
    read[verb, subject] = now


def _write(actor: Actor, verb: str, *, subject: UUID | None = None, case: UUID | None = None) -> None:
    with transaction.atomic():
        log(actor.account, verb, subject=subject, case=case)
