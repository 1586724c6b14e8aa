"""What was recorded by mistake is put right: the verbs, each of which writes and logs in one transaction.

What somebody told us in a statement is withdrawn there and stays, marked. These are lines of the one screen, of which
nobody's words are kept: a source that was none, somebody who did not do it, an act that is another's. Every count and
picture that stood on them follows at once. What is taken away comes back neither with a backup nor with a file.
"""

from collections.abc import Iterable
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.documentation import access, wording
from waystation.documentation.actions import change_person
from waystation.documentation.errors import Refused
from waystation.documentation.models import InformationRow, InvolvementRow
from waystation.documentation.statements.models import AssertionRow, StatusReviewRow
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.compartments import Compartment
from waystation.vault.erasure import delete as delete_under
from waystation.vault.grants import bury
from waystation.vault.order import in_order


@transaction.atomic
def remove_source(actor: Actor, event_id: UUID, information_id: UUID) -> None:
    """Takes away that somebody told us of an event; what they said in statements stays. Raises Absent."""
    require(actor, "documentation.record")
    in_order()
    access.one_of_event(actor, InformationRow, event_id, information_id)
    _take_away(actor, [information_id])
    log(actor.account, "documentation.source_removed", subject=information_id)


@transaction.atomic
def remove_involvement(actor: Actor, event_id: UUID, involvement_id: UUID) -> None:
    """Takes away that somebody did an act. Raises Absent."""
    require(actor, "documentation.record")
    in_order()
    access.one_of_event(actor, InvolvementRow, event_id, involvement_id)
    _take_away(actor, [involvement_id])
    log(actor.account, "documentation.involvement_removed", subject=involvement_id)


@transaction.atomic
def remove_act(actor: Actor, event_id: UUID, act_id: UUID) -> None:
    """Takes an act away with who did it. Raises Absent, Refused where a statement says something of it."""
    require(actor, "documentation.record")
    in_order()
    access.act(actor, event_id, act_id)
    if any(each.said.subject == act_id for _row, each in stubs(actor, AssertionRow.objects.filter(event=event_id))):
        raise Refused([("", wording.DRAWN_OF_IT)])
    did = [row.pk for row, each in access.involvements(actor, event_id) if each.act == act_id]
    _take_away(actor, [act_id, *did])
    log(actor.account, "documentation.act_removed", subject=act_id)


@transaction.atomic
def put_right(
    actor: Actor, person_id: UUID, called: str, least: int, most: int | None, note: str, *, seen: int | None = None
) -> None:
    """Says anew what we call somebody, and how many they are at least and at most.

    Raises Absent, Refused, Stale. How many they are stands in what is said in public: it stays where reviewers agreed.
    """
    require(actor, "documentation.record")
    in_order()
    _row, before = access.person(actor, person_id)
    anew = msgspec.structs.replace(before, called=" ".join(called.split()), minimum=least, maximum=most, note=note)
    if (least, most) != (before.minimum, before.maximum):
        events = {act.event for _id, act in access.acts_upon(actor, person_id)}
        if StatusReviewRow.objects.filter(event__in=events).exists():
            raise Refused([("minimum", wording.REVIEWED_SO_MANY)])
    change_person(actor, person_id, anew, seen=seen)


def _take_away(actor: Actor, rows: Iterable[UUID]) -> None:
    places = {(one, int(Compartment.SELF)) for one in rows}
    delete_under(places)
    bury(places, actor.keys)
