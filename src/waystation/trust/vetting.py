"""The verbs of vetting, and its only writers. Each writes and logs in one transaction.

`seen` is the version that the person had before them; if somebody changed it since, Stale is raised.
"""

import dataclasses
import uuid
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.hotline import contacting
from waystation.hotline.models import Request
from waystation.staff import second
from waystation.staff.access import sound
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent, Refused
from waystation.staff.policy import require
from waystation.trust import vetted
from waystation.trust import vetting_rules as rules
from waystation.trust.models import VettingRow
from waystation.trust.records import Finding, Verdict, Vetting, Voucher
from waystation.trust.vetted import Known
from waystation.trust.wording import NOT_BY_THE_SAME, NOT_FROM_HERE, SAY_WHY, WAS_TURNED_AWAY
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Stale
from waystation.vault.keyring import Key
from waystation.vault.order import in_order
from waystation.vault.records import create, delete, move, rewrite

replace = msgspec.structs.replace


def open_to_write(actor: Actor, request_id: UUID, seen: int | None = None) -> Known:
    """What is known of somebody, and nobody else writes until the transaction ends. Raises Absent, Stale."""
    require(actor, "trust.vet")
    in_order()  # before looking: it becomes no case meanwhile
    found = vetted.known(actor, request_id)
    if found.stub.joined:
        raise Absent
    if seen is not None and seen != found.version:
        raise Stale
    return found


def keep(actor: Actor, found: Known, record: Vetting, verb: str) -> None:
    """Writes what is known now, where the thread stands, and the line of the log."""
    if found.damaged is not None:
        delete(found.damaged)
    if found.row is None:
        key = actor.keys.key(found.request.locator, Compartment(found.request.compartment))
        create(VettingRow, record, key, id=found.request.pk)
    else:
        rewrite(found.row, record, actor.keys)
    log(actor.account, verb, subject=found.request.pk, case=found.stub.case)


def hand_over(actor: Actor, request: Request, contact_key: Key) -> None:
    """Moves what is known under the key of the case that a request became, in the caller's transaction."""
    require(actor, "trust.vet")
    for row, record in sound(actor, VettingRow.objects.filter(pk=request.pk)):
        move(row, record, contact_key)


@transaction.atomic
def note_finding(actor: Actor, request_id: UUID, code: str, note: str = "", *, once: UUID | None = None) -> UUID:
    """Notes a sign for or against somebody. Returns its id. Raises Absent, KeyError for a code that is no sign."""
    found = open_to_write(actor, request_id)
    made = once or uuid.uuid4()
    if made not in {finding.id for finding in found.record.findings}:
        finding = Finding(id=made, code=code, weight=rules.weight(code), note=note, at=actor.now(), by=actor.account)
        noted = replace(found.record, findings=(*found.record.findings, finding))
        keep(actor, found, noted, "trust.finding_noted")
    return made


@transaction.atomic
def take_back_finding(actor: Actor, request_id: UUID, finding_id: UUID) -> None:
    """A sign was none; it stays to be read. Raises Absent."""
    found = open_to_write(actor, request_id)
    if finding_id not in {finding.id for finding in found.record.findings}:
        raise Absent
    changed = tuple(replace(each, taken_back=True) if each.id == finding_id else each for each in found.record.findings)
    keep(actor, found, replace(found.record, findings=changed), "trust.finding_taken_back")


@transaction.atomic
def judge(
    actor: Actor,
    request_id: UUID,
    state: str,
    reason: str = "",
    *,
    again_on: date | None = None,
    seen: int | None = None,
) -> None:
    """Says what somebody is held to be. What two must hold waits until another says the same.

    Raises Absent, Stale, and Refused where it cannot follow, nobody says why, or the second person is the first.
    """
    found = open_to_write(actor, request_id, seen)
    proposal = found.record.proposal
    if state not in rules.NEXT[found.standing.state]:
        raise Refused(NOT_FROM_HERE)
    if proposal is not None and proposal.state == state:
        if proposal.by == actor.account:
            raise Refused(NOT_BY_THE_SAME)
        if new := second.against(actor, proposal.by):
            raise Refused(new)
        agreed = replace(proposal, agreed_by=actor.account, agreed_at=actor.now())
        _settle(actor, replace_proposal(found, None), agreed, "trust.verdict_agreed")
        return
    if not reason.strip():
        raise Refused(SAY_WHY)
    today = actor.today
    day = rules.again_on(state, again_on, today)
    verdict = Verdict(state=state, at=actor.now(), by=actor.account, reason=reason, again_on=day)
    left = replace_proposal(found, proposal)
    if state in rules.BY_TWO:
        keep(actor, found, replace(left.record, proposal=verdict), "trust.verdict_proposed")
    else:
        _settle(actor, left, verdict, "trust.verdict_given")


def replace_proposal(found: Known, otherwise: Verdict | None) -> Known:
    """The same without what waits; where somebody says otherwise, it stays to be read."""
    others = (*found.record.others, otherwise) if otherwise else found.record.others
    return _with(found, replace(found.record, proposal=None, others=others))


def _with(found: Known, record: Vetting) -> Known:
    return dataclasses.replace(found, record=record)


def _settle(actor: Actor, found: Known, verdict: Verdict, verb: str) -> None:
    """A verdict takes effect. Whoever is turned away vouches for nobody any more."""
    sound = rules.sound_vouches(found.record, found.around.vouchers)
    whole = replace(verdict, leans_on=tuple(vouch.id for vouch in sound), joined=tuple(found.around.joined))
    whole = replace(whole, despite=tuple(sorted(found.around.lost)))
    keep(actor, found, replace(found.record, verdicts=(*found.record.verdicts, whole)), verb)
    contacting.bind(actor, found.request.pk)
    if verdict.state in rules.TURNED_AWAY:
        for row, voucher in vetted.vouchers(actor):
            if voucher.thread == found.request.pk and voucher.withdrawn is None:
                distrust(actor, row, voucher, str(WAS_TURNED_AWAY))


def distrust(actor: Actor, row: Any, voucher: Voucher, why: str) -> None:
    """Takes the trust in somebody who vouches away, inside the caller's transaction."""
    gone = replace(voucher, withdrawn=actor.now(), withdrawn_by=actor.account, why=why)
    rewrite(row, gone, actor.keys)
    log(actor.account, "trust.voucher_withdrawn", subject=row.pk)
