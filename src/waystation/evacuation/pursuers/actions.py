"""The verbs of pursuers and conflicts, and the only writers. Each writes and logs in one transaction.

`seen` is the version of the row that somebody had before them; if a colleague changed it since, Stale is raised.
`once` is the id of what is made: the same form sent twice makes it once. Whatever may put somebody within reach looks
at everything of theirs again, and raises the alarm for whoever is within reach now.
"""

import uuid
from collections.abc import Collection, Iterable
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.casework import access as casework
from waystation.casework import history
from waystation.casework.errors import refuse
from waystation.casework.persons import access as persons
from waystation.evacuation import access as evacuation
from waystation.evacuation.pursuers import access, alarms, claims, conflicts, reasons, recheck, threats, wording
from waystation.evacuation.pursuers.areas import Areas
from waystation.evacuation.pursuers.models import Conflict, Override, Pursuer
from waystation.evacuation.pursuers.records import (
    ConflictRecord,
    Evidence,
    OverrideRecord,
    PursuerRecord,
    ReachRecord,
    SightingRecord,
    StatedZoneRecord,
)
from waystation.staff import second
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Stale
from waystation.vault.keyring import Key
from waystation.vault.models import Sealed
from waystation.vault.order import in_order
from waystation.vault.records import create, rewrite

replace = msgspec.structs.replace
KIND_OF: dict[type[Evidence], str] = {SightingRecord: "sighting", ReachRecord: "reach", StatedZoneRecord: "zone"}
NOTED = {"sighting": "pursuers.sighting_noted", "reach": "pursuers.reach_noted", "zone": "pursuers.zone_stated"}


def _begin(actor: Actor, case_id: UUID) -> Key:
    """The actor's turn to write in a case. Raises Absent."""
    require(actor, "evacuation.plan")
    in_order()
    evacuation.case(actor, case_id)
    return casework.key(actor, case_id, Compartment.LOGISTICS)


def _is_new(row: Sealed, seen: int | None) -> None:
    if seen is not None and row.version != seen:
        raise Stale


@transaction.atomic
def add_pursuer(actor: Actor, case_id: UUID, record: PursuerRecord, *, once: UUID | None = None) -> UUID:
    """Says who hunts the person of a case. Returns the id. Raises Absent, Refused."""
    key = _begin(actor, case_id)
    made = once or uuid.uuid4()
    if Pursuer.objects.filter(pk=made).exists():
        return made
    _check(actor, case_id, record)
    create(Pursuer, replace(record, at=actor.now(), by=actor.account), key, id=made)
    log(actor.account, "pursuers.added", subject=made, case=case_id)
    look_again(actor, [case_id])
    return made


@transaction.atomic
def describe_pursuer(
    actor: Actor, case_id: UUID, pursuer_id: UUID, record: PursuerRecord, *, seen: int | None = None
) -> None:
    """Says anew what is known of a pursuer; with `over`, that they hunt no more. Raises Absent, Refused, Stale."""
    _begin(actor, case_id)
    row, _before = access.pursuer(actor, case_id, pursuer_id)
    _is_new(row, seen)
    _check(actor, case_id, record)
    history.rewrite(actor, row, replace(record, at=actor.now(), by=actor.account))
    log(actor.account, "pursuers.changed", subject=pursuer_id, case=case_id)
    look_again(actor, hunted_alike(actor, pursuer_id) | {case_id})


def _check(actor: Actor, case_id: UUID, record: PursuerRecord) -> None:
    refuse(sentence for _field, sentence in claims.pursuer_faults(record))
    if record.person is not None:
        persons.member(actor, case_id, record.person)


@transaction.atomic
def note(actor: Actor, case_id: UUID, record: Evidence, *, once: UUID | None = None) -> UUID:
    """Notes a sighting or a reach of a pursuer, or states a zone. Returns its id. Raises Absent, Refused."""
    key = _begin(actor, case_id)
    kind = KIND_OF[type(record)]
    model = access.EVIDENCE[kind]
    made = once or uuid.uuid4()
    if model._default_manager.filter(pk=made).exists():
        return made
    _row, pursuer = access.pursuer(actor, case_id, record.pursuer)
    refuse([wording.HUNTS_NO_MORE] if pursuer.over else [])
    refuse(sentence for _field, sentence in claims.faults(record, actor.now()))
    place = getattr(record, "place", None)
    if place is not None:
        evacuation.place(actor, place)
    create(model, replace(record, at=actor.now(), by=actor.account), key, id=made)
    log(actor.account, NOTED[kind], subject=made, case=case_id)
    look_again(actor, hunted_alike(actor, record.pursuer))
    return made


@transaction.atomic
def withdraw(
    actor: Actor, case_id: UUID, kind: str, evidence_id: UUID, *, because: str, seen: int | None = None
) -> None:
    """Says why something counts no more: wrong, or over. It stays to be read. Raises Absent, Refused, Stale."""
    _begin(actor, case_id)
    row, record = access.evidence(actor, case_id, kind, evidence_id)
    _is_new(row, seen)
    refuse([] if because.strip() else [wording.SAY_WHY])
    history.rewrite(actor, row, replace(record, withdrawn=because))
    log(actor.account, "pursuers.withdrawn", subject=evidence_id, case=case_id)
    look_ahead(actor, hunted_alike(actor, record.pursuer) | {case_id})


def hunted_alike(actor: Actor, pursuer_id: UUID) -> set[UUID]:
    """The cases that this pursuer hunts, and those that the same person hunts in other cases."""
    found = {held.id: (held.locator, held.record.person) for held in access.pursuers(actor)}
    case, person = found.get(pursuer_id, (None, None))
    alike = {other for other, who in found.values() if person and who == person}
    return alike | ({case} if case else set())


# Conflicts


@transaction.atomic
def keep_apart(actor: Actor, case_id: UUID, other_id: UUID, reason: str, *, once: UUID | None = None) -> UUID:
    """States that two cases must not be together. Returns the id of the row in the first. Raises Absent, Refused."""
    key, other_key = _begin(actor, case_id), _begin(actor, other_id)
    made = once or uuid.uuid4()
    if Conflict.objects.filter(pk=made).exists():
        return made
    refuse(_pair_faults(actor, case_id, other_id, reason))
    twin = uuid.uuid4()
    mine, theirs = reasons.split(reason.strip())
    signed = ConflictRecord(other=other_id, twin=twin, share=b"", at=actor.now(), by=actor.account)
    create(Conflict, replace(signed, other=other_id, twin=twin, share=mine), key, id=made)
    create(Conflict, replace(signed, other=case_id, twin=made, share=theirs), other_key, id=twin)
    log(actor.account, "pursuers.kept_apart", subject=made, case=case_id)
    log(actor.account, "pursuers.kept_apart", subject=twin, case=other_id)
    _part_now(actor, frozenset((case_id, other_id)))
    return made


def _pair_faults(actor: Actor, case_id: UUID, other_id: UUID, reason: str) -> Iterable[wording.Sentence]:
    if case_id == other_id:
        yield wording.SAME_CASE
    elif any({held.locator, held.record.other} == {case_id, other_id} for held in access.stated(actor)):
        yield wording.APART_ALREADY
    if not reason.strip():
        yield wording.SAY_WHY


@transaction.atomic
def let_together(actor: Actor, case_id: UUID, conflict_id: UUID) -> None:
    """Takes back that two cases must not be together. Both must open: who sees one side alone does not know why."""
    _begin(actor, case_id)
    row, record = access.conflict(actor, case_id, conflict_id)
    _begin(actor, record.other)
    twin, there = access.conflict(actor, record.other, record.twin)
    rewrite(row, replace(record, withdrawn=True, at=actor.now(), by=actor.account), actor.keys)
    rewrite(twin, replace(there, withdrawn=True, at=actor.now(), by=actor.account), actor.keys)
    log(actor.account, "pursuers.let_together", subject=conflict_id, case=case_id)
    log(actor.account, "pursuers.let_together", subject=record.twin, case=record.other)


def _part_now(actor: Actor, pair: conflicts.Pair) -> None:
    """The alarm where the two are under one roof, or on one way, already."""
    now = [clash for clash in recheck.clashes(actor, {pair}) if clash.start <= actor.now()]
    if now:
        alarms.raise_for(actor, {case: tuple(now[0].subjects) for case in pair})


# What two people allow


@transaction.atomic
def ask_override(
    actor: Actor,
    case_id: UUID,
    *,
    place: UUID | None = None,
    power: str = "",
    reason: str,
    once: UUID | None = None,
) -> UUID:
    """Asks a second person to let a case be at a place within reach, or be seen by a power. Raises Absent, Refused.

    It is asked of what is known at this moment: what comes later is refused again.
    """
    key = _begin(actor, case_id)
    made = once or uuid.uuid4()
    if Override.objects.filter(pk=made).exists():
        return made
    evidence = tuple(standing_against(actor, case_id, place, power))
    refuse([] if reason.strip() else [wording.SAY_WHY])
    refuse([] if evidence else [wording.NOTHING_AGAINST])
    record = OverrideRecord(
        place=place, power=power, evidence=evidence, reason=reason, asked_by=actor.account, asked_at=actor.now()
    )
    create(Override, record, key, id=made)
    log(actor.account, "pursuers.override_asked", subject=made, case=case_id)
    return made


def standing_against(actor: Actor, case_id: UUID, place: UUID | None, power: str) -> set[UUID]:
    """What is known that stands against a place, or a power of the state."""
    known = threats.known(actor, [case_id])
    if power:
        return {threat.evidence for threat in known.powers.get(case_id, ()) if threat.power == power}
    areas = Areas(evacuation.places(actor))
    near = known.places.get(case_id, ()) if place else ()
    return {threat.evidence for threat in near if place in threats.reaches(threat, areas)}


@transaction.atomic
def agree_override(actor: Actor, case_id: UUID, override_id: UUID, *, seen: int | None = None) -> None:
    """The second person agrees, and answers for it with their name. Raises Absent, Refused to who asked, Stale."""
    _begin(actor, case_id)
    row, record = access.override(actor, case_id, override_id)
    _is_new(row, seen)
    refuse([wording.ANOTHER_PERSON] if record.asked_by == actor.account else [])
    refuse([wording.AGREED_ALREADY] if record.agreed_by else [])
    refuse([wording.ENDED_ALREADY] if record.ended else [])
    refuse([new] if (new := second.against(actor, record.asked_by)) else [])
    rewrite(row, replace(record, agreed_by=actor.account, agreed_at=actor.now()), actor.keys)
    log(actor.account, "pursuers.override_agreed", subject=override_id, case=case_id)
    look_ahead(actor, [case_id])


@transaction.atomic
def end_override(actor: Actor, case_id: UUID, override_id: UUID, *, because: str, seen: int | None = None) -> None:
    """It is allowed, or asked for, no more; one person is enough for that. Raises Absent, Refused, Stale.

    From then on everything counts again that stands against it.
    """
    _begin(actor, case_id)
    row, record = access.override(actor, case_id, override_id)
    _is_new(row, seen)
    refuse([wording.ENDED_ALREADY] if record.ended else [])
    refuse([] if because.strip() else [wording.SAY_WHY])
    rewrite(row, replace(record, ended=because, ended_by=actor.account, ended_at=actor.now()), actor.keys)
    log(actor.account, "pursuers.override_ended", subject=override_id, case=case_id)
    look_again(actor, [case_id])


# What follows


def look_again(actor: Actor, cases: Collection[UUID]) -> None:
    """Re-checks all that these cases have, and calls the duty team for whoever is within reach now."""
    found: dict[UUID, set[UUID]] = {}
    for each in recheck.everything(actor, cases):
        if each.now and each.refuses:
            found.setdefault(each.case, set()).add(each.threat.evidence)
    alarms.raise_for(actor, {case: tuple(sorted(known)) for case, known in found.items()})
    look_ahead(actor, cases)


def look_ahead(actor: Actor, cases: Collection[UUID]) -> None:
    """Has the duty team called when a threat begins while one of these cases is in it; and not where that is over."""
    alarms.set_ahead(actor, recheck.beginning(actor, cases))
