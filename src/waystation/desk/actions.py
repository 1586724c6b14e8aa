"""The desk's verbs: keep longer, propose to erase, erase. The only writers of its rows."""

from datetime import date
from uuid import UUID

from django.db import transaction

from waystation.audit import witness
from waystation.audit.log import log
from waystation.casework import actions as casework
from waystation.casework.persons import access as persons
from waystation.casework.services import access as services
from waystation.desk import access, receipts, rules
from waystation.desk.access import Subject, tally_id
from waystation.desk.errors import Refused
from waystation.desk.models import ReceiptRow, ReviewRow, TallyRow
from waystation.desk.records import CASE, ERASE, INDIVIDUAL, KEEP, PERSON, REQUEST, Receipt, Review, Tally
from waystation.desk.rules import Asked
from waystation.desk.wording import ANOTHER_PERSON, NO_WITNESS, NOT_SO, REASONS
from waystation.documentation.medical import access as medical
from waystation.evacuation.relocation import access as relocation
from waystation.hotline import erasure as hotline_erasure
from waystation.staff import second
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import AUDIT, DUTY
from waystation.vault import erasure, grants
from waystation.vault.compartments import CASE_COMPARTMENTS, Compartment
from waystation.vault.errors import Stale
from waystation.vault.grants import Buried
from waystation.vault.keyring import Keyring
from waystation.vault.order import in_order
from waystation.vault.records import create, delete, rewrite

VERBS = {PERSON: "erasure.person", CASE: "erasure.case", REQUEST: "erasure.request", INDIVIDUAL: "erasure.individual"}


def _decide(actor: Actor, review: Review) -> None:
    """Writes a decision in place of the one before."""
    before = access.reviews(actor).get(review.subject)
    if before is None:
        create(ReviewRow, review, actor.keys.key(actor.team(DUTY)))
    else:
        rewrite(before[0], review, actor.keys)


@transaction.atomic
def keep_longer(actor: Actor, subject_id: UUID, *, until: date, reason: str) -> None:
    """Keeps something beyond its time: it is looked at again on that day. Raises Absent, Refused."""
    subject = access.subject(actor, subject_id)
    review = Review(subject=subject.id, what=KEEP, until=until, reason=reason, by=actor.account, at=actor.now())
    _decide(actor, review)
    log(actor.account, "erasure.kept", subject=subject.id, case=subject.in_case)


@transaction.atomic
def propose(actor: Actor, subject_id: UUID, *, extent: str, reason: str) -> None:
    """Proposes to erase. A coordinator who is somebody else does it. Raises Absent, Refused."""
    subject = access.subject(actor, subject_id)
    if extent not in subject.extents or reason not in REASONS:
        raise Refused(NOT_SO)
    review = Review(subject=subject.id, what=ERASE, extent=extent, reason=reason, by=actor.account, at=actor.now())
    _decide(actor, review)
    log(actor.account, "erasure.proposed", subject=subject.id, case=subject.in_case)


@transaction.atomic
def withdraw(actor: Actor, review_id: UUID) -> None:
    """Takes a proposal back; anybody who may propose may."""
    row, review = access.proposal(actor, review_id)
    if not delete(row):
        raise Stale
    log(actor.account, "erasure.withdrawn", subject=review.subject)


def erase(actor: Actor, review_id: UUID) -> UUID:
    """Erases what somebody else proposed: rows and keys, at once and for everybody. Returns the receipt's id.

    Raises Absent, Refused to who proposed it or where nothing can be kept outside.
    """
    require(actor, "erasure.agree")
    with transaction.atomic():
        in_order()  # before the rows: whoever writes waits in this order
        receipt_id = _erase(actor, review_id)
    refresh(actor)
    erasure.leave_the_files()
    return receipt_id


def _erase(actor: Actor, review_id: UUID) -> UUID:
    _row, review = access.proposal(actor, review_id)
    if review.by == actor.account:
        raise Refused(ANOTHER_PERSON)
    if new := second.against(actor, review.by):
        raise Refused(new)
    subject = access.subject(actor, review.subject)
    places = _places(actor, subject, review.extent)
    hotline_erasure.forget_seen(actor, erasure.alone(places))
    if review.extent == PERSON:
        casework.reduce(actor, subject.id)
    elif review.extent != INDIVIDUAL:
        _count(actor, subject)
    keys = receipts.key_ids(places)
    grants.bury(places, actor.keys)
    deleted = erasure.delete(places)
    try:
        witness.keep_erased(erasure.packed(places))
    except OSError:
        raise Refused(NO_WITNESS) from None
    return _receipt(actor, subject, review, receipts.text(review, keys, deleted, actor.today))


def _places(actor: Actor, subject: Subject, extent: str) -> set[Buried]:
    """Everything that is to go: the keys of a case, and the ids of what stands elsewhere."""
    if subject.case is None:
        found = {access.reviews(actor)[subject.id][0].pk}
        if subject.home:
            found |= persons.standing_on(actor, subject.home, subject.id)
            found |= services.of_person(actor, subject.home, subject.id)
            found |= relocation.of_person(actor, subject.home, subject.id)
            found |= medical.of_person(actor, subject.home, subject.id)
        else:
            found |= hotline_erasure.of_threads(actor, [subject.id])
        return {(one, Compartment.SELF) for one in found}
    gone = [part for part in CASE_COMPARTMENTS if extent == CASE or part is not Compartment.LIST]
    single = {one for room in erasure.rooms() for one in room.ids(actor, subject.id)}
    return {(subject.id, part) for part in gone} | {(one, Compartment.SELF) for one in single}


def _count(actor: Actor, subject: Subject) -> None:
    """Adds to the tally what goes from the counts."""
    asked = [Asked(subject.request.status)] if subject.request else []
    gone = rules.count([subject.case] if subject.case else [], asked)
    tally = Tally(rules.add(access.erased(actor), gone))
    row = TallyRow.objects.filter(pk=tally_id(actor)).first()
    if row is None:
        create(TallyRow, tally, actor.keys.key(actor.team(DUTY)), id=tally_id(actor))
    else:
        rewrite(row, tally, actor.keys)


def _receipt(actor: Actor, subject: Subject, review: Review, text: str) -> UUID:
    line = log(
        actor.account,
        VERBS[review.extent],
        subject=subject.id,
        case=subject.in_case,
        salt=receipts.salt(text),
    )
    kept = Receipt(text=text, line=line, extent=review.extent, at=actor.now(), by=actor.account)
    return create(ReceiptRow, kept, actor.keys.key(actor.team(AUDIT))).pk


def bury_again() -> bool:
    """Erases anew what stands here although it was erased: an older database was put back, or a late hand wrote.

    What was erased is known from tombstones and from the witness outside. Needs no key. Returns whether there was any.
    """
    try:
        known = {place for note in witness.erased() for place in erasure.unpacked(note)}
    except OSError:
        known = set()
    with transaction.atomic():
        missing = known - grants.buried()
        grants.bury(missing, Keyring())
        found = bool(erasure.delete_again()) or bool(missing)
        if found:
            log(None, "erasure.repeated")
    erasure.leave_the_files()
    return found
