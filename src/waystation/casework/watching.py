"""The verbs of what waits in a case: a rise is seen, somebody out of sight is looked for, a closing is proposed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.casework import access, alerts, instead, scales, stages
from waystation.casework.errors import Refused
from waystation.casework.models import AlertRow, NoteRow
from waystation.casework.records import Alert, CaseStub, Note, Risk
from waystation.casework.wording import LOOK_SOONER, NOT_BY_ONESELF, SAY_WHAT_WAS_TRIED, SAY_WHOM_ASKED
from waystation.duty.nudges import nudge
from waystation.staff import second
from waystation.staff.access import open_row
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import require
from waystation.vault.errors import Stale
from waystation.vault.keyring import Key
from waystation.vault.records import create

AT_FIRST, AT_MOST = timedelta(hours=24), timedelta(days=7)  # until somebody looks again


@dataclass(frozen=True)
class Search:
    """Who looks next for somebody who is out of sight, and by when."""

    who: UUID
    by: datetime


def waiting(actor: Actor, case_id: UUID, alert_id: UUID, kind: str) -> tuple[AlertRow, Alert]:
    """One thing that waits in a case. Raises Absent."""
    require(actor, "casework.write")
    access.case(actor, case_id)
    row, alert = open_row(actor, AlertRow.objects.filter(locator=case_id), alert_id)
    if alert.kind != kind:
        raise Absent
    return row, alert


def risk_rose(actor: Actor, case_id: UUID, risk_id: UUID, before: Risk | None, after: Risk) -> None:
    """Lets a rise wait until somebody has seen it; calls the duty team now, who is responsible, and their stand-in.

    In the caller's transaction.
    """
    alerts.settle(alerts.of(actor, case_id, alerts.RISK))
    change = f"{scales.total(before)} → {scales.total(after)}" if before else str(scales.total(after))
    now = actor.now()
    rise = Alert(kind=alerts.RISK, at=now, by=actor.account, text=change, subject=risk_id)
    alerts.put(actor, case_id, rise, alarm_at=now)
    instead.call(actor, case_id)


@transaction.atomic
def see_rise(actor: Actor, case_id: UUID, alert_id: UUID) -> None:
    """Somebody else than the assessor has seen that a risk rose. Raises Absent, Refused."""
    row, alert = waiting(actor, case_id, alert_id, alerts.RISK)
    if alert.by == actor.account:
        raise Refused([NOT_BY_ONESELF])
    if new := second.against(actor, alert.by):
        raise Refused([new])
    alerts.settle([(row, alert)])
    log(actor.account, "casework.rise_seen", subject=alert.subject, case=case_id)


def taken_back(actor: Actor, case_id: UUID, purposes: Iterable[str]) -> None:
    """Lets what a person took back wait until somebody noted whom they asked to delete what had left.

    Calls who is responsible. In the caller's transaction, before its line of the log.
    """
    waits = alerts.of(actor, case_id, alerts.RECALL)
    known = [code for _row, alert in waits for code in alert.text.split()]
    text = " ".join(dict.fromkeys([*known, *purposes]))
    for row, alert in waits:
        alerts.put_off(actor, row, msgspec.structs.replace(alert, text=text))
    if not waits:
        alerts.put(actor, case_id, Alert(kind=alerts.RECALL, at=actor.now(), text=text))
    instead.call(actor, case_id)


@transaction.atomic
def recall(actor: Actor, case_id: UUID, alert_id: UUID, note: str, *, seen: int | None = None) -> None:
    """Somebody saw what was taken back, and asked those who have something to delete it: whom, goes into a note.

    Raises Absent, Refused without a word, Stale where more was taken back since.
    """
    row, alert = waiting(actor, case_id, alert_id, alerts.RECALL)
    if seen is not None and row.version != seen:
        raise Stale
    if not note.strip():
        raise Refused([SAY_WHOM_ASKED])
    alerts.settle([(row, alert)])
    create(NoteRow, Note(text=note, at=actor.now(), by=actor.account), access.key(actor, case_id))
    log(actor.account, "casework.recall_noted", subject=alert_id, case=case_id)


def follow(actor: Actor, case_id: UUID, stub: CaseStub, search: Search | None) -> None:
    """What a move means for what waits, in the caller's transaction.

    Whoever is out of sight is looked for until they are not, and who is responsible is called; a proposal to close was
    about another stage.
    """
    alerts.settle(alerts.of(actor, case_id, alerts.CLOSING))
    looked_for = alerts.of(actor, case_id, alerts.SEARCH)
    if stub.stage not in stages.ALARMS:
        alerts.settle(looked_for)
    elif not looked_for:
        wanted = search or Search(stub.owner or actor.account, actor.now() + AT_FIRST)
        alerts.put(actor, case_id, _searching(actor, wanted), alarm_at=wanted.by)
        instead.call(actor, case_id, wanted.who)


def begin(actor: Actor, stub: CaseStub, contact_key: Key) -> None:
    """Whoever is out of sight when they come to us is looked for from then on, in the caller's transaction."""
    if stub.stage in stages.ALARMS:
        by = actor.now() + AT_FIRST
        search = _searching(actor, Search(stub.owner or actor.account, by))
        alerts.put_under(actor, contact_key, search, alarm_at=by)


def _searching(actor: Actor, search: Search) -> Alert:
    if not timedelta() < search.by - actor.now() <= AT_MOST:
        raise Refused([LOOK_SOONER])
    return Alert(kind=alerts.SEARCH, at=actor.now(), by=actor.account, who=search.who, due=search.by)


@transaction.atomic
def look(actor: Actor, case_id: UUID, alert_id: UUID, tried: str, search: Search, *, seen: int | None = None) -> None:
    """Somebody looked and did not find: what was tried, who looks next, by when. It ends with a move to another stage.

    Raises Absent, Refused, Stale.
    """
    row, alert = waiting(actor, case_id, alert_id, alerts.SEARCH)
    if seen is not None and row.version != seen:
        raise Stale
    if not tried.strip():
        raise Refused([SAY_WHAT_WAS_TRIED])
    wanted = msgspec.structs.replace(_searching(actor, search), at=alert.at)
    alerts.put_off(actor, row, wanted, alarm_at=search.by)
    nudge(actor, instead.with_stand_ins(actor, [search.who], case_id))
    note = Note(text=tried, at=actor.now(), by=actor.account)
    create(NoteRow, note, access.key(actor, case_id))
    log(actor.account, "casework.looked_for", subject=alert_id, case=case_id)


def propose(actor: Actor, case_id: UUID, reason: str, note: str) -> None:
    """Lets a proposal to close wait for somebody else, in the caller's transaction; a newer one takes its place."""
    alerts.settle(alerts.of(actor, case_id, alerts.CLOSING))
    proposal = Alert(kind=alerts.CLOSING, at=actor.now(), by=actor.account, text=note, reason=reason)
    alerts.put(actor, case_id, proposal)


@transaction.atomic
def drop_proposal(actor: Actor, case_id: UUID, alert_id: UUID) -> None:
    """Takes a proposal to close back, or does not agree with it. Raises Absent."""
    row, alert = waiting(actor, case_id, alert_id, alerts.CLOSING)
    alerts.settle([(row, alert)])
    log(actor.account, "casework.closing_dropped", subject=case_id, case=case_id)
