"""Places and helpers: added, changed, and their state changed."""

import uuid
from uuid import UUID

import msgspec

from waystation.audit.log import log
from waystation.duty import alarms
from waystation.evacuation import access, hands, in_use, placing, rules, zones
from waystation.evacuation.actions.whole import whole
from waystation.evacuation.errors import Overtaken, Refused
from waystation.evacuation.models import Helper, Place
from waystation.evacuation.records import (
    ACTIVE,
    CITY,
    CLOSED,
    COMPROMISED,
    COUNTRY,
    HELPER_COMPROMISED,
    HELPER_KINDS,
    HELPER_STATES,
    PLACE_STATES,
    REGION,
    RESTING,
    SAFE_HOUSE,
    VETTING,
    HelperRecord,
    PlaceRecord,
)
from waystation.staff.above import ask
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import require
from waystation.staff.teams import COORDINATION
from waystation.vault.order import in_order
from waystation.vault.records import create, delete, rewrite
from waystation.web import gazetteer
from waystation.web.gazetteer import Area


@whole
def add_place(actor: Actor, record: PlaceRecord, *, once: UUID | None = None) -> UUID:
    """Adds a place; a form sent twice, with the same `once`, adds it once. Raises Refused for what it cannot be."""
    require(actor, "evacuation.plan")
    made = once or uuid.uuid4()
    if Place.objects.filter(pk=made).exists():
        return made
    placed = _placed(actor, record)
    create(Place, msgspec.structs.replace(placed, edition=0), actor.keys.key(actor.team(COORDINATION)), id=made)
    log(actor.account, "evacuation.place_added", subject=made)
    return made


@whole
def add_known(actor: Actor, code: str, language: str) -> UUID:
    """Adds a city or country of the gazetteer, with what it lies in; one that is there already is returned.

    It is called as in `language`. Raises Absent for a code that the gazetteer does not have.
    """
    require(actor, "evacuation.plan")
    known = gazetteer.places().get(code)
    if known is None:
        raise Absent
    if known.country is None:
        return _area(actor, known, COUNTRY, language, None, known)
    outer = _area(actor, known.country, COUNTRY, language, None, known.country)
    if known.region is not None:
        outer = _area(actor, known.region, REGION, language, outer)
    return _area(actor, known, CITY, language, outer, known)


def _area(
    actor: Actor, area: Area, kind: str, language: str, within: UUID | None, at: gazetteer.Known | None = None
) -> UUID:
    """The place of that kind that is called so in either language, or a new one."""
    called = {area.en.casefold(), area.ru.casefold()}
    everywhere = access.places(actor)
    alike = (pk for pk, place in everywhere.items() if place.kind == kind and place.name.casefold() in called)
    there = next((pk for pk in alike if everywhere[pk].within in (within, None)), None)
    if there is not None:
        return there
    record = PlaceRecord(
        name=area.called(language),
        kind=kind,
        within=within,
        latitude=at.latitude if at else None,
        longitude=at.longitude if at else None,
    )
    row = create(Place, _placed(actor, record), actor.keys.key(actor.team(COORDINATION)))
    log(actor.account, "evacuation.place_added", subject=row.pk)
    return row.pk


@whole
def change_place(actor: Actor, place_id: UUID, record: PlaceRecord, *, seen: int | None = None) -> None:
    """Says anew what is known of a place, but for its state. `seen` is the edition that this person had before them.

    Raises Overtaken where somebody changed it since, Refused for what it cannot be.
    """
    require(actor, "evacuation.plan")
    row, before = access.place(actor, place_id)
    if seen is not None and before.edition != seen:
        raise Overtaken
    told = _placed(actor, msgspec.structs.replace(record, state=before.state, edition=before.edition + 1), place_id)
    _check_room(actor, place_id, told)
    rewrite(row, told, actor.keys)
    for pk, inner in list(placing.renamed(place_id, told, access.places(actor))):
        rewrite(access.place(actor, pk)[0], inner, actor.keys)
    log(actor.account, "evacuation.place_changed", subject=place_id)


def _placed(actor: Actor, record: PlaceRecord, own: UUID | None = None) -> PlaceRecord:
    everywhere = access.places(actor)
    found = placing.faults(record, everywhere, access.helpers(actor), own)
    if found:
        raise Refused(*dict.fromkeys(code for _field, code in found))
    return placing.placed(record, everywhere)


def _check_room(actor: Actor, place_id: UUID, told: PlaceRecord) -> None:
    """Whoever has a bed from tonight on keeps it."""
    tonight = zones.tonight(actor.now())
    ahead = [stay for stay in access.bookings(actor, place_id).values() if stay.until > tonight]
    if ahead and told.kind != SAFE_HOUSE:
        raise Refused("place_has_people")
    taken = rules.taken(place_id, ahead)
    if any(beds > told.beds for night, beds in taken.items() if night >= tonight):
        raise Refused("beds_are_taken")


@whole
def remove_place(actor: Actor, place_id: UUID) -> None:
    """Removes a place that was added by mistake. Raises Refused with what speaks of it, if anything does: such a place
    is closed.
    """
    require(actor, "evacuation.plan")
    row, _record = access.place(actor, place_id)
    if _is_lived_in(actor, place_id):
        raise Refused("place_has_people")
    if by := in_use.uses(actor, place_id):
        raise Refused("place_is_used", *by)
    delete(row)
    log(actor.account, "evacuation.place_removed", subject=place_id)


@whole
def set_place_state(actor: Actor, place_id: UUID, state: str) -> None:
    """Opens, rests, closes a place or marks it as compromised. A house with people in it cannot be closed.

    Of a place that becomes compromised no host has words any more; where somebody is there or on the way, the duty team
    is called.
    """
    require(actor, "evacuation.plan")
    _row, record = access.place(actor, place_id)
    if state not in PLACE_STATES:
        raise Refused("wrong_moment")
    if state == CLOSED and _is_lived_in(actor, place_id):
        raise Refused("place_has_people")
    _set_state(actor, place_id, state)
    if state == COMPROMISED != record.state and _is_somebodys(actor, place_id):
        _call(actor, "place")


def _set_state(actor: Actor, place_id: UUID, state: str) -> None:
    row, record = access.place(actor, place_id)
    rewrite(row, msgspec.structs.replace(record, state=state, edition=record.edition + 1), actor.keys)
    fallen = state == COMPROMISED != record.state
    if fallen:
        ask("place_lost", actor, place_id)
    log(actor.account, "evacuation.place_compromised" if fallen else "evacuation.place_changed", subject=place_id)


def _is_somebodys(actor: Actor, place_id: UUID) -> bool:
    return _is_lived_in(actor, place_id) or bool(access.heading_for(actor, place_id))


def _call(actor: Actor, reason: str) -> None:
    if not actor.apart:  # in an innocent view nobody is there, and nobody is called
        alarms.tell_duty(reason, now=actor.now())


def _is_lived_in(actor: Actor, place_id: UUID) -> bool:
    tonight = zones.tonight(actor.now())
    return any(stay.until > tonight for stay in access.bookings(actor, place_id).values())


@whole
def add_helper(actor: Actor, record: HelperRecord, *, once: UUID | None = None) -> UUID:
    """Adds a helper by pseudonym; a form sent twice, with the same `once`, adds them once."""
    require(actor, "evacuation.plan")
    in_order()  # before looking
    if once and Helper.objects.filter(pk=once).exists():
        return once
    known = record.kind in HELPER_KINDS and record.vetting in VETTING and record.state in HELPER_STATES
    if not known:
        raise Refused("wrong_moment")
    row = create(Helper, record, actor.keys.key(actor.team(COORDINATION)), id=once or uuid.uuid4())
    log(actor.account, "evacuation.helper_added", subject=row.pk)
    return row.pk


@whole
def set_helper_state(actor: Actor, helper_id: UUID, *, state: str = "", vetting: str = "") -> None:
    """Changes whether a helper is available, or how far they are vetted. What is left empty stays.

    Of one who becomes compromised all words are taken back, and houses of theirs that take people, or rest, are
    compromised too; the duty team is called where somebody is there, or is to be with the helper.
    """
    require(actor, "evacuation.plan")
    row, record = access.helper(actor, helper_id)
    changed = msgspec.structs.replace(record, state=state or record.state, vetting=vetting or record.vetting)
    if changed.state not in HELPER_STATES or changed.vetting not in VETTING:
        raise Refused("wrong_moment")
    rewrite(row, changed, actor.keys)
    fallen = changed.state == HELPER_COMPROMISED != record.state
    log(actor.account, "evacuation.helper_compromised" if fallen else "evacuation.helper_changed", subject=helper_id)
    if fallen:
        _lose(actor, helper_id)


def _lose(actor: Actor, helper_id: UUID) -> None:
    """What is in the hand of a helper who is compromised, in the caller's transaction."""
    ask("helper_lost", actor, helper_id)
    theirs = [pk for pk, place in access.places(actor).items() if helper_id in place.hosts]
    for pk in theirs:
        if access.place(actor, pk)[1].state in (ACTIVE, RESTING):
            _set_state(actor, pk, COMPROMISED)
    if hands.lost(actor, [helper_id]) or any(_is_somebodys(actor, pk) for pk in theirs):
        _call(actor, "helper")
