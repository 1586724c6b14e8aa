"""Interventions (ESF 26) and parts of lives (ESF 23): the verbs, and the only writers beside those of `formats`.

`seen` and `once` are as in `actions`. Who intervened, or somebody's relation, is named as on the screen of an event.
"""

import uuid
from uuid import UUID

from django.db import transaction

from waystation.audit.log import log
from waystation.documentation import access, rules
from waystation.documentation.actions import find_or_add_person, replace
from waystation.documentation.errors import Refused, refuse
from waystation.documentation.models import BiographicRow, InterventionRow
from waystation.documentation.records import BiographicDetail, Intervention, Person
from waystation.documentation.terms.access import lists
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.errors import Stale
from waystation.vault.order import in_order
from waystation.vault.records import create, delete, rewrite


def named(actor: Actor, name: str, field: str) -> UUID:
    """The person who is called so, or a new one. Raises Refused, beside the field in which they are named."""
    try:
        return find_or_add_person(actor, Person(called=name))
    except Refused as refused:
        raise Refused([(field, why) for _name, why in refused.reasons]) from None


@transaction.atomic
def add_intervention(actor: Actor, said: Intervention, *, party: str, once: UUID | None = None) -> UUID:
    """Records what `party` did because of an event. Returns its id. Raises Absent, Refused."""
    require(actor, "documentation.record")
    in_order()
    made = once or uuid.uuid4()
    if InterventionRow.objects.filter(pk=made).exists():
        return made
    checked = _intervention(actor, said, party)
    create(InterventionRow, checked, access.key(actor), id=made, event=said.event)
    log(actor.account, "documentation.intervention_added", subject=made)
    return made


@transaction.atomic
def change_intervention(
    actor: Actor, intervention_id: UUID, said: Intervention, *, party: str, seen: int | None = None
) -> None:
    """Says anew what was done, and what came of it. Raises Absent, Refused, Stale."""
    require(actor, "documentation.record")
    in_order()
    row, _before = access.intervention(actor, said.event, intervention_id)
    if seen is not None and row.version != seen:
        raise Stale
    rewrite(row, _intervention(actor, said, party), actor.keys)
    log(actor.account, "documentation.intervention_changed", subject=intervention_id)


def _intervention(actor: Actor, said: Intervention, party: str) -> Intervention:
    access.event(actor, said.event)
    if said.victim is not None:
        access.person(actor, said.victim)
    refuse(rules.intervention_faults(said, lists(actor).own))
    return replace(said, party=named(actor, party, "party"), at=actor.now(), by=actor.account)


@transaction.atomic
def remove_intervention(actor: Actor, event_id: UUID, intervention_id: UUID) -> None:
    """Takes away one that was recorded by mistake. Raises Absent."""
    require(actor, "documentation.record")
    in_order()
    row, _before = access.intervention(actor, event_id, intervention_id)
    delete(row)
    log(actor.account, "documentation.intervention_removed", subject=intervention_id)


@transaction.atomic
def add_life(actor: Actor, said: BiographicDetail, *, related: str = "", once: UUID | None = None) -> UUID:
    """Records a part of somebody's life. Returns its id. Raises Absent, Refused."""
    require(actor, "documentation.record")
    in_order()
    made = once or uuid.uuid4()
    if BiographicRow.objects.filter(pk=made).exists():
        return made
    checked = _life(actor, said, related)
    create(BiographicRow, checked, access.key(actor), id=made, person=said.person)
    log(actor.account, "documentation.life_added", subject=made)
    return made


@transaction.atomic
def change_life(
    actor: Actor, life_id: UUID, said: BiographicDetail, *, related: str = "", seen: int | None = None
) -> None:
    """Says it anew. Raises Absent, Refused, Stale."""
    require(actor, "documentation.record")
    in_order()
    row, _before = access.life(actor, said.person, life_id)
    if seen is not None and row.version != seen:
        raise Stale
    rewrite(row, _life(actor, said, related), actor.keys)
    log(actor.account, "documentation.life_changed", subject=life_id)


def _life(actor: Actor, said: BiographicDetail, related: str) -> BiographicDetail:
    access.person(actor, said.person)
    whole = replace(said, related=named(actor, related, "related") if related.strip() else None)
    refuse(rules.biographic_faults(whole, lists(actor).own))
    return replace(whole, at=actor.now(), by=actor.account)


@transaction.atomic
def remove_life(actor: Actor, person_id: UUID, life_id: UUID) -> None:
    """Takes away one that was recorded by mistake. Raises Absent."""
    require(actor, "documentation.record")
    in_order()
    row, _before = access.life(actor, person_id, life_id)
    delete(row)
    log(actor.account, "documentation.life_removed", subject=life_id)
