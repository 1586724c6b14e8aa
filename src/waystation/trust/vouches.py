"""Vouches: somebody stands for somebody; taken back, whoever was cleared on that word is to be vetted again."""

import uuid
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.staff.above import ask
from waystation.staff.access import personas, profiles
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent, Refused
from waystation.staff.teams import DUTY
from waystation.trust import vetted, vetting
from waystation.trust import vetting_rules as rules
from waystation.trust.models import VoucherRow
from waystation.trust.records import Vouch, Voucher
from waystation.trust.vetted import Known
from waystation.trust.wording import IN_A_CIRCLE, NO_SUCH_COLLEAGUE, NO_SUCH_PERSON, NOT_FOR_ONESELF
from waystation.vault.records import create

replace = msgspec.structs.replace


@transaction.atomic
def vouch(
    actor: Actor, request_id: UUID, kind: str, who: str, strength: str, note: str = "", *, once: UUID | None = None
) -> UUID:
    """Notes that somebody stands for this person. `who` is a pseudonym, a persona, or any name of somebody outside.

    Returns the vouch's id. Raises Absent, and Refused where there is nobody of that name or the word proves nothing.
    """
    found = vetting.open_to_write(actor, request_id)
    made = once or uuid.uuid4()
    if made in {each.id for each in found.record.vouches}:
        return made
    wanted = _wanted(actor, kind, who)
    _check(actor, found, wanted)
    voucher = _kept(actor, wanted)
    given = Vouch(id=made, voucher=voucher, strength=strength, note=note, at=actor.now(), by=actor.account)
    vetting.keep(actor, found, replace(found.record, vouches=(*found.record.vouches, given)), "trust.vouched")
    return made


def _wanted(actor: Actor, kind: str, who: str) -> Voucher:
    base = Voucher(kind=kind, at=actor.now(), by=actor.account)
    name = " ".join(who.split())
    if kind == "person":
        return replace(base, thread=_person(actor, name))
    if kind == "colleague":
        return replace(base, account=_colleague(actor, name))
    return replace(base, name=name)


def _colleague(actor: Actor, name: str) -> UUID:
    found = [account for account, each in profiles(actor).items() if each.persona.casefold() == name.casefold()]
    if len(found) != 1:
        raise Refused(NO_SUCH_COLLEAGUE)
    return found[0]


def _person(actor: Actor, name: str) -> UUID:
    """The thread of somebody who is cleared and whom we call that."""
    found = [each for each in vetted.in_state(actor, "cleared") if called(actor, each).casefold() == name.casefold()]
    if len(found) != 1 or not found[0].standing.is_cleared:
        raise Refused(NO_SUCH_PERSON)
    return found[0].request.pk


def called(actor: Actor, found: Known) -> str:
    """What we call somebody: by the case's pseudonym where there is one."""
    name = ask("called", actor, found.stub.case) if found.stub.case else ""
    return str(name or found.stub.name or found.stub.who)


def _check(actor: Actor, found: Known, wanted: Voucher) -> None:
    """Nobody stands for themselves, nor two for each other."""
    if wanted.thread is None:
        return
    if wanted.thread == found.request.pk:
        raise Refused(NOT_FOR_ONESELF)
    theirs = vetted.known(actor, wanted.thread)
    known = vetted.trusted(actor)
    if any(known[each.voucher].thread == found.request.pk for each in rules.sound_vouches(theirs.record, known)):
        raise Refused(IN_A_CIRCLE)


def _kept(actor: Actor, wanted: Voucher) -> UUID:
    """The id of this voucher, made where there is none whom we still trust."""
    for voucher_id, known in vetted.trusted(actor).items():
        if rules.is_same(known, wanted):
            return voucher_id
    key = actor.keys.key(actor.team(DUTY))
    return create(VoucherRow, wanted, key, thread=wanted.thread).pk


def open_vouch(actor: Actor, request_id: UUID, vouch_id: UUID) -> tuple[Known, Vouch]:
    """One vouch for somebody. Raises Absent."""
    found = vetted.known(actor, request_id)
    given = next((each for each in found.record.vouches if each.id == vouch_id), None)
    if given is None:
        raise Absent
    return found, given


def leaning(actor: Actor, given: Vouch) -> list[Known]:
    """Everybody whom this person may open and whose last verdict leans on the same voucher's word."""
    return [vetted.known(actor, one) for one in vetted.leaning_on(actor, [given.voucher])]


@transaction.atomic
def withdraw(actor: Actor, request_id: UUID, vouch_id: UUID, why: str, *, everywhere: bool) -> None:
    """Takes a word back: for this person, or all that this voucher ever gave.

    Whoever was cleared on it is to be vetted again, also those whom the actor cannot open. Raises Absent.
    """
    found = vetting.open_to_write(actor, request_id)
    _found, given = open_vouch(actor, request_id, vouch_id)
    if everywhere:
        for row, voucher in vetted.vouchers(actor):
            if row.pk == given.voucher and voucher.withdrawn is None:
                vetting.distrust(actor, row, voucher, why)
        return
    gone = tuple(
        replace(each, withdrawn=actor.now(), why=why) if each.id == vouch_id else each for each in found.record.vouches
    )
    vetting.keep(actor, found, replace(found.record, vouches=gone), "trust.vouch_withdrawn")


def name_of(actor: Actor, voucher: Voucher | None) -> str:
    """What a page calls somebody who vouches; "" for a person who is not for this reader."""
    if voucher is None:
        return ""
    if voucher.account:
        return personas(actor).get(voucher.account, "")
    if voucher.thread is None:
        return voucher.name
    try:
        return called(actor, vetted.known(actor, voucher.thread))
    except Absent:
        return ""
