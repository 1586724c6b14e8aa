"""The verbs of documentation, and the only writers. Each writes and logs in one transaction.

`seen` is the version of the row that the person had before them; if somebody changed it since, Stale is raised.
`once` is the id of what is made: the same form sent twice makes it once.
"""

import uuid
from collections.abc import Iterable
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.documentation import access, rules, wording
from waystation.documentation.errors import Refused, refuse
from waystation.documentation.models import ActRow, EventRow, InformationRow, InvolvementRow, PersonRow, of_event
from waystation.documentation.records import NAMED, Act, Event, Information, Involvement, Person
from waystation.documentation.terms.access import lists
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.compartments import Compartment
from waystation.vault.erasure import delete as delete_under
from waystation.vault.errors import Stale
from waystation.vault.grants import bury
from waystation.vault.order import in_order
from waystation.vault.records import create, rewrite

replace = msgspec.structs.replace


@transaction.atomic
def add_event(actor: Actor, event: Event, *, once: UUID | None = None) -> UUID:
    """Records an event. Returns its id. Raises Refused."""
    require(actor, "documentation.record")
    in_order()
    made = once or uuid.uuid4()
    if EventRow.objects.filter(pk=made).exists():
        return made
    _check_event(actor, made, event)
    create(EventRow, replace(event, at=actor.now(), by=actor.account), access.key(actor), id=made)
    log(actor.account, "documentation.event_added", subject=made)
    return made


@transaction.atomic
def change_event(actor: Actor, event_id: UUID, event: Event, *, seen: int | None = None) -> None:
    """Says anew what happened. Raises Absent, Refused, Stale."""
    require(actor, "documentation.record")
    in_order()
    row, before = access.event(actor, event_id)
    if seen is not None and row.version != seen:
        raise Stale
    _check_event(actor, event_id, event)
    if replace(event, at=before.at, by=before.by) == before:
        return
    rewrite(row, replace(event, at=actor.now(), by=actor.account), actor.keys)
    log(actor.account, "documentation.event_changed", subject=event_id)


def _check_event(actor: Actor, event_id: UUID, event: Event) -> None:
    for link in event.chain:
        if link.event != event_id:
            access.event(actor, link.event)
    refuse(rules.event_faults(event))
    if event.chain:  # without links nothing closes a circle, and no other event has to be looked at
        others = {one: each.chain for one, each in access.linked(actor) if one != event_id}
        refuse(rules.chain_faults(event_id, event.chain, others))


@transaction.atomic
def find_or_add_person(actor: Actor, person: Person) -> UUID:
    """The person who is called so, or a new one. Returns their id.

    Raises Refused where several are called so, or where the one who is stands for another number of people.
    """
    require(actor, "documentation.record")
    in_order()
    refuse(rules.person_faults(person))
    found = access.so_called(actor, person.called)
    if len(found) > 1:
        raise Refused([("called", wording.SEVERAL)])
    if found:
        one, known = found[0]
        if person.kind != NAMED and _size(known) != _size(person):
            raise Refused([("called", wording.OF_OTHERS)])
        return one
    signed = replace(person, called=" ".join(person.called.split()), at=actor.now(), by=actor.account)
    made = create(PersonRow, signed, access.key(actor))
    log(actor.account, "documentation.person_added", subject=made.pk)
    return made.pk


def _size(person: Person) -> tuple[str, int, int | None]:
    return person.kind, person.minimum, person.maximum


@transaction.atomic
def change_person(actor: Actor, person_id: UUID, person: Person, *, seen: int | None = None) -> None:
    """Says anew who somebody is. Raises Absent, Refused, Stale."""
    require(actor, "documentation.record")
    in_order()
    row, _before = access.person(actor, person_id)
    if seen is not None and row.version != seen:
        raise Stale
    refuse(rules.person_faults(person))
    if any(one != person_id for one, _ in access.so_called(actor, person.called)):
        raise Refused([("called", wording.CALLED_ALREADY)])
    rewrite(row, replace(person, at=actor.now(), by=actor.account), actor.keys)
    log(actor.account, "documentation.person_changed", subject=person_id)


@transaction.atomic
def add_act(actor: Actor, act: Act, *, once: UUID | None = None) -> UUID:
    """Records what was done to one victim in an event. Returns its id. Raises Absent, Refused."""
    require(actor, "documentation.record")
    in_order()
    access.event(actor, act.event)
    made = once or uuid.uuid4()
    if ActRow.objects.filter(pk=made).exists():
        return made
    access.person(actor, act.victim)
    refuse(rules.act_faults(act, lists(actor).own))
    create(ActRow, replace(act, at=actor.now(), by=actor.account), access.key(actor), id=made, event=act.event)
    log(actor.account, "documentation.act_added", subject=made)
    return made


@transaction.atomic
def change_act(actor: Actor, event_id: UUID, act_id: UUID, act: Act, *, seen: int | None = None) -> None:
    """Says anew what was done. Raises Absent, Refused, Stale."""
    require(actor, "documentation.record")
    in_order()
    row, _before = access.act(actor, event_id, act_id)
    if seen is not None and row.version != seen:
        raise Stale
    access.person(actor, act.victim)
    refuse(rules.act_faults(act, lists(actor).own))
    rewrite(row, replace(act, event=event_id, at=actor.now(), by=actor.account), actor.keys)
    log(actor.account, "documentation.act_changed", subject=act_id)


@transaction.atomic
def involve(actor: Actor, involvement: Involvement, *, once: UUID | None = None) -> UUID:
    """Records who did an act. Returns its id. Raises Absent, Refused."""
    require(actor, "documentation.record")
    in_order()
    access.act(actor, involvement.event, involvement.act)
    access.person(actor, involvement.perpetrator)
    refuse(rules.involvement_faults(involvement, lists(actor).own))
    made = once or uuid.uuid4()
    if not InvolvementRow.objects.filter(pk=made).exists():
        signed = replace(involvement, at=actor.now(), by=actor.account)
        create(InvolvementRow, signed, access.key(actor), id=made, event=involvement.event)
        log(actor.account, "documentation.involvement_added", subject=made)
    return made


@transaction.atomic
def add_source(actor: Actor, information: Information, *, once: UUID | None = None) -> UUID:
    """Records who told us of an event and how they know. Returns its id. Raises Absent, Refused."""
    require(actor, "documentation.record")
    in_order()
    access.event(actor, information.event)
    access.person(actor, information.source)
    refuse(rules.information_faults(information))
    made = once or uuid.uuid4()
    if not InformationRow.objects.filter(pk=made).exists():
        signed = replace(information, at=actor.now(), by=actor.account)
        create(InformationRow, signed, access.key(actor), id=made, event=information.event)
        log(actor.account, "documentation.source_added", subject=made)
    return made


@transaction.atomic
def erase_event(actor: Actor, event_id: UUID) -> int:
    """Erases an event with everything that belongs to it, for good, also where a backup brings it back.

    People stay: other events may tell of them. Returns how many rows went. Raises Absent, Refused while another event
    is linked with it.
    """
    require(actor, "documentation.erase")
    in_order()
    access.event(actor, event_id)
    if access.linked_with(actor, event_id):
        raise Refused([("", wording.LINKED)])
    rows = {event_id, *_belonging(event_id)}
    places = {(one, int(Compartment.SELF)) for one in rows}
    gone = delete_under(places)
    bury(places, actor.keys)
    log(actor.account, "documentation.event_erased", subject=event_id)
    return gone


def _belonging(event_id: UUID) -> Iterable[UUID]:
    for model in of_event():
        yield from model._default_manager.filter(event=event_id).values_list("pk", flat=True)
