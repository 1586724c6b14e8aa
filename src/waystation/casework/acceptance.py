"""A request becomes a case: fresh keys, granted to the teams of the policy, in one transaction."""

import uuid
from datetime import date
from uuid import UUID

from django.db import transaction
from msgspec.structs import replace

from waystation.audit.log import log
from waystation.casework import access, history
from waystation.casework.errors import Refused
from waystation.casework.models import Case, MoveRow
from waystation.casework.persons import actions as persons
from waystation.casework.records import CaseStub, Move
from waystation.casework.wording import ALREADY_A_CASE, NO_CALLER
from waystation.hotline import access as hotline_access
from waystation.hotline import actions as hotline_actions
from waystation.hotline.rules import is_caller
from waystation.staff import teams
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.policy import COMPARTMENT_TEAMS, require
from waystation.trust import vetting
from waystation.vault import grants
from waystation.vault.compartments import CASE_COMPARTMENTS, Compartment
from waystation.vault.keyring import Key
from waystation.vault.order import in_order
from waystation.vault.records import create


def accept(
    actor: Actor,
    request_id: UUID,
    *,
    pseudonym: str,
    origin: str = "",
    urgency: str = "normal",
    next_action: str = "",
    next_due: date | None = None,
) -> UUID:
    """Makes a request a case with keys of its own, granted to the teams of the policy. Returns the case's id.

    Raises Absent for a request that is not for this person, Refused for one that is a case already.
    """
    with transaction.atomic():
        case_id = _accept(
            actor,
            request_id,
            CaseStub(
                pseudonym=pseudonym,
                origin=origin,
                urgency=urgency,
                next_action=next_action,
                next_due=next_due,
                owner=actor.account,
                opened=actor.today,
                milestones={"accepted": actor.today},
                request=request_id,
            ),
        )
    refresh(actor)
    return case_id


def _accept(actor: Actor, request_id: UUID, stub: CaseStub) -> UUID:
    require(actor, "casework.write")
    in_order()  # before looking: of two who accept at once the second is told that it is a case
    refresh(actor)  # whose keys the first may have changed
    request, stub_of_request = hotline_access.request(actor, request_id)
    if Case.objects.filter(pk=request.locator).exists():
        raise Refused([ALREADY_A_CASE])
    if not is_caller(stub_of_request):
        raise Refused([NO_CALLER])
    case_id = uuid.uuid4()
    keys = {key.compartment: key for key in grants.create_keys(case_id, CASE_COMPARTMENTS)}
    grant_to_teams(actor, keys)
    create(Case, stub, keys[Compartment.LIST], id=case_id)
    first = Move(stage=stub.stage, at=actor.now(), by=actor.account)
    create(MoveRow, first, keys[Compartment.CONTACT])
    persons.first(actor, keys)
    hotline_actions.hand_over(actor, request, keys[Compartment.CONTACT])
    vetting.hand_over(actor, request, keys[Compartment.CONTACT])
    log(actor.account, "casework.accepted", subject=request_id, case=case_id)
    return case_id


@transaction.atomic
def begin_thread(actor: Actor, case_id: UUID) -> UUID:
    """Gives a case that came by a table or a file a thread, where there is none: for vetting, messages, safe contact.

    Returns its id. Raises Absent.
    """
    require(actor, "casework.write")
    in_order()  # before looking: twice pressed, it is begun once
    row, stub = access.case(actor, case_id)
    if stub.request:
        return stub.request
    thread = hotline_actions.begin(actor, access.key(actor, case_id), stub.pseudonym)
    history.rewrite(actor, row, replace(stub, request=thread))
    log(actor.account, "casework.thread_begun", subject=thread, case=case_id)
    return thread


def grant_to_teams(actor: Actor, keys: dict[Compartment, Key]) -> None:
    """One page of keys to each team: all that the policy gives it."""
    for team in teams.TEAMS:
        granted = [key for compartment, key in keys.items() if team in COMPARTMENT_TEAMS[compartment]]
        if granted:
            grants.grant(granted, to=actor.team(team))
