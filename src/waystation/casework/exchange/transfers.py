"""Handing a case to a partner organisation, and taking one on. The only writers of both."""

import os
from collections.abc import Collection
from uuid import UUID, uuid4

import msgspec
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from waystation.audit.log import log
from waystation.casework import access, consent_rules
from waystation.casework import actions as casework
from waystation.casework.consent_rules import Wanted
from waystation.casework.errors import Refused
from waystation.casework.exchange import arrivals, bundle, form, home, partners, people, sending, whole
from waystation.casework.exchange import transfer_rules as rules
from waystation.casework.exchange.bundle import Bundle
from waystation.casework.exchange.errors import NotOurs
from waystation.casework.exchange.models import IncomingRow, TransferRow
from waystation.casework.exchange.records import Incoming, Step, Transfer
from waystation.casework.exchange.wording import (
    CODE_OR_NOTE,
    HOME_BY_CODE,
    NOT_CONNECTED,
    NOT_FROM_HERE,
    NOT_THE_CODE,
    PARTNER_DROPPED,
)
from waystation.casework.models import Case, ConsentRow
from waystation.casework.records import Consent
from waystation.mail.words import clean, one_line
from waystation.staff.access import all_or_nothing, open_row, stubs
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import COORDINATION
from waystation.vault import files
from waystation.vault.errors import Stale
from waystation.vault.files import Stored
from waystation.vault.records import create, move, rewrite

replace = msgspec.structs.replace


@transaction.atomic
def hand_on(
    actor: Actor,
    case_id: UUID,
    partner_id: UUID,
    *,
    kind: str,
    purpose: str,
    parts: Collection[str],
    note: str = "",
    limits_seen: UUID | None = None,
    without: bool = False,
    send: bool = False,
) -> bytes:
    """Writes a bundle for a partner, through the gate of consent. Raises Absent, Refused.

    `without` those of the case who did not say yes to it. `send`: it leaves for their Waystation by itself, too.
    """
    require(actor, "exchange.transfer")
    _row, partner = partners.partner(actor, partner_id)
    if partner.dropped:
        raise Refused([PARTNER_DROPPED])
    if send and not partner.address:
        raise Refused([NOT_CONNECTED])
    wanted = Wanted(purpose, partner.name, frozenset(parts), "transfer", without=without)
    passing, use = people.passed(actor, case_id, wanted, limits_seen, words=note)
    code = os.urandom(rules.CODE_BYTES)
    content = form.packed(whole.read_out(actor, case_id, parts, going=passing.going))
    sender = settings.WAYSTATION_SITE_TITLE or "Waystation"
    proof = _proof(actor, case_id, partner_id)
    bare = Bundle(sender, kind, note, passing.found.told, code, msgspec.Raw(content), proof=proof)
    record = Transfer(
        partner=partner_id,
        name=partner.name,
        kind=kind,
        purpose=purpose,
        parts=tuple(sorted(parts)),
        use=use,
        code=code,
        note=note,
        steps=(_step(actor, rules.ASKED),),
    )
    row = create(TransferRow, record, access.key(actor, case_id))
    log(actor.account, "exchange.handed_on", subject=row.pk, case=case_id)
    sealed = bundle.sealed(bare, partner.recipient)
    if send:
        sending.put(actor, row.pk, partner, sealed)
    return sealed


def taken_on(actor: Actor, case_id: UUID) -> list[tuple[IncomingRow, Incoming]]:
    """The bundles by which a case came to us or was changed by a partner, the newest first."""
    return [pair for pair in incoming(actor) if (pair[1].case, pair[1].state) == (case_id, rules.ACCEPTED)]


def _proof(actor: Actor, case_id: UUID, partner_id: UUID) -> str:
    """What shows the partner that a bundle is from whom they share this case with; "" where they do not yet."""
    theirs = [each for _row, each in of_case(actor, case_id) if each.partner == partner_id]
    sent = [each.code for each in theirs if each.state in (rules.ACCEPTED, rules.DONE)]
    codes = [*sent, *(each.code for _row, each in taken_on(actor, case_id))]
    return rules.answer(codes[0], rules.UPDATED) if codes else ""


def _step(actor: Actor, state: str, note: str = "", *, proved: bool = False) -> Step:
    return Step(state=state, at=actor.now(), by=actor.account, note=note, proved=proved)


def of_case(actor: Actor, case_id: UUID) -> list[tuple[TransferRow, Transfer]]:
    """What was handed on of a case, the newest first."""
    require(actor, "exchange.transfer")
    access.case(actor, case_id)
    found = stubs(actor, TransferRow.objects.filter(locator=case_id))
    return sorted(found, key=lambda pair: pair[1].steps[0].at, reverse=True)


def one(actor: Actor, case_id: UUID, transfer_id: UUID) -> tuple[TransferRow, Transfer]:
    """One of them. Raises Absent."""
    require(actor, "exchange.transfer")
    access.case(actor, case_id)
    return open_row(actor, TransferRow.objects.filter(locator=case_id), transfer_id)


@transaction.atomic
def note_state(
    actor: Actor,
    case_id: UUID,
    transfer_id: UUID,
    state: str,
    *,
    note: str = "",
    code: str = "",
    seen: int | None = None,
) -> None:
    """Notes what became of a hand-over; an answer of the partner with its code, or with how we know it.

    Raises Absent, Refused, Stale.
    """
    row, record = one(actor, case_id, transfer_id)
    if seen is not None and row.version != seen:
        raise Stale
    if not rules.may_become(record.state, state):
        raise Refused([NOT_FROM_HERE])
    if code and not rules.is_answer(record.code, state, code):
        raise Refused([NOT_THE_CODE])
    if not code and record.kind == rules.HOME:
        raise Refused([HOME_BY_CODE])
    if not code and not note.strip():
        raise Refused([CODE_OR_NOTE])
    step = _step(actor, state, note, proved=bool(code))
    rewrite(row, replace(record, steps=(*record.steps, step)), actor.keys)
    log(actor.account, "exchange.transfer_moved", subject=transfer_id, case=case_id)


def receive(actor: Actor, data: bytes) -> UUID:
    """Opens a partner's bundle, to be looked at. Nothing is taken on yet. Returns its id. Raises NotOurs, Refused.

    Or that of a laptop of ours, which is the same one also after it was taken in: its code is asked for again.
    """
    require(actor, "exchange.transfer")
    found, case = bundle.opened(data, [key.identity for key in partners.own_keys(actor)])
    ours = home.is_ours(found)
    if found.kind == rules.HOME and not ours:
        raise NotOurs("signature")
    whole.fits(case, from_others=not ours)
    stub = _stub(case)
    same = (rules.ASKED, rules.ACCEPTED) if ours else (rules.ASKED,)
    for row, record in incoming(actor):
        if (record.case, record.code) == (case.case, found.code) and record.state in same and record.ours == ours:
            return row.pk
    stored = files.keep([bytes(found.case)])
    try:
        return _received(actor, found, case, stub, stored, ours=ours)
    finally:
        files.forget(stored.id)


def _stub(case: form.CaseFile) -> str:
    """What the sender calls the person. Raises NotOurs where there is no such case in it."""
    names = [row.record.get("pseudonym") for row in case.rows if row.kind == Case._meta.label_lower]
    if len(names) != 1 or not isinstance(names[0], str):
        raise NotOurs("stub")
    return one_line(names[0], 60)


@transaction.atomic
def _received(actor: Actor, found: Bundle, case: form.CaseFile, pseudonym: str, stored: Stored, *, ours: bool) -> UUID:
    record = Incoming(
        case=case.case,
        file=stored.id,
        content=stored.content,
        sender=one_line(found.sender, 120),
        kind=rules.HOME if ours else found.kind if found.kind in rules.KINDS else "referral",
        pseudonym=pseudonym,
        code=found.code[: rules.CODE_BYTES],
        note=clean(found.note)[0][:20_000],
        limits=clean(found.limits)[0][:20_000],
        parts=case.parts,
        steps=(_step(actor, rules.ASKED),),
        proof=one_line(found.proof, 20),
        ours=ours,
    )
    row = create(IncomingRow, record, actor.keys.key(actor.team(COORDINATION)), id=uuid4(), file=stored.id)
    log(actor.account, "exchange.bundle_opened", subject=row.pk)
    return row.pk


def incoming(actor: Actor) -> list[tuple[IncomingRow, Incoming]]:
    """The bundles of partners, the newest first."""
    require(actor, "exchange.transfer")
    found = stubs(actor, IncomingRow.objects.filter(locator=actor.team(COORDINATION)))
    return sorted(found, key=lambda pair: pair[1].steps[0].at, reverse=True)


def one_incoming(actor: Actor, incoming_id: UUID) -> tuple[IncomingRow, Incoming]:
    """One of them. Raises Absent."""
    require(actor, "exchange.transfer")
    return open_row(actor, IncomingRow.objects.filter(locator=actor.team(COORDINATION)), incoming_id)


def accept(actor: Actor, incoming_id: UUID) -> UUID:
    """Takes a case on: it is made here, and whoever takes it on is responsible. Raises Refused, NotOurs, Absent."""
    with all_or_nothing(actor, one_incoming(actor, incoming_id)[1].case):
        row, record = undecided(actor, incoming_id)
        case = form.unpacked(b"".join(files.read(record.file, record.content)))
        sender = "" if record.ours else record.sender or whole.ELSEWHERE
        case_id = whole.take_in(actor, case, verb="exchange.bundle_accepted", sender=sender)
        if not record.ours:
            _keep_limits(actor, case_id, record)
        casework.assign(actor, case_id, actor.account)
        casework.write_note(actor, case_id, _asked(record))  # or it would go with the bundle
        decided(actor, row, record, rules.ACCEPTED)
    return case_id


def _keep_limits(actor: Actor, case_id: UUID, record: Incoming) -> None:
    """Keeps limits of a bundle that no answer in it says, as an answer to its sender; in the transaction at hand."""
    came = [each.consent for said in access.every_answer(actor, case_id).values() for each in said]
    known = [consent_rules.limits_of(each) for each in came if each.given_to]
    lines = [line.strip() for line in record.limits.splitlines()]
    limits = "\n".join(line for line in lines if line and not any(line in each for each in known))
    if not limits:
        return
    told = Consent(
        purpose=rules.PURPOSES[0],
        state="given_with_limits",
        limits=limits,
        on=actor.today,
        at=actor.now(),
        by=actor.account,
        given_to=record.sender or whole.ELSEWHERE,
    )
    create(ConsentRow, told, access.key(actor, case_id))


def _asked(record: Incoming) -> str:
    """What a bundle says besides the case, for whoever works on it from now on."""
    told = (
        (_("Says it comes from"), record.sender),
        (_("What is asked of us"), rules.SHOWN_KINDS.get(record.kind, "")),
        (_("Note"), record.note),
        (_("The limits that the person set"), record.limits),
    )
    return "\n".join(f"{label}: {said}" for label, said in told if said)


@transaction.atomic
def reject(actor: Actor, incoming_id: UUID, *, note: str = "") -> None:
    """Does not take a case on: what came is deleted. Raises Absent, Refused."""
    row, record = undecided(actor, incoming_id)
    decided(actor, row, record, rules.REJECTED, note)
    log(actor.account, "exchange.bundle_rejected", subject=incoming_id)


def refused_before(actor: Actor, incoming_id: UUID, record: Incoming) -> list[Step]:
    """When the same bundle, opened before, was not taken on, the last first: then its sender holds that we have not."""
    return [
        each.steps[-1]
        for row, each in incoming(actor)
        if row.pk != incoming_id and (each.case, each.code, each.state) == (record.case, record.code, rules.REJECTED)
    ]


def undecided(actor: Actor, incoming_id: UUID) -> tuple[IncomingRow, Incoming]:
    """A bundle that waits for a decision. Raises Absent, Refused."""
    row, record = one_incoming(actor, incoming_id)
    if record.state != rules.ASKED:
        raise Refused([NOT_FROM_HERE])
    return row, record


def decided(actor: Actor, row: IncomingRow, record: Incoming, state: str, note: str = "") -> None:
    """Keeps what became of a bundle, and deletes what was in it; in the caller's transaction."""
    empty, old = files.keep([b""]), record.file
    steps = (*record.steps, _step(actor, state, note))
    changed = replace(record, file=empty.id, content=empty.content, steps=steps, note="", limits="")
    move(row, changed, actor.keys.key(row.locator), file=empty.id)
    arrivals.tell(actor, row.pk, state, rules.answer(record.code, state))
    transaction.on_commit(lambda: files.forget(old))
