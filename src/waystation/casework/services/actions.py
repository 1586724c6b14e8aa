"""The verbs of providers and services, and the only writers. Each writes and logs in one transaction.

`seen` is the version of the row that the person had before them; if somebody changed it since, Stale is raised.
`once` is the id of what is made: the same form sent twice makes it once.
"""

import uuid
from datetime import date
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.casework import access as casework
from waystation.casework import history
from waystation.casework.errors import Refused, refuse
from waystation.casework.needs import meet_need
from waystation.casework.services import access, asked, rules, wording
from waystation.casework.services.models import ProviderRow, ServiceRow, SlotRow
from waystation.casework.services.records import COMPROMISED, Provider, Service, Slot
from waystation.casework.wording import PAST
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import DUTY
from waystation.vault.errors import Stale
from waystation.vault.order import in_order
from waystation.vault.records import create, delete

replace = msgspec.structs.replace


@transaction.atomic
def add_provider(actor: Actor, provider: Provider, *, once: UUID | None = None) -> UUID:
    """Adds somebody who provides. Returns the provider's id. Raises Refused."""
    require(actor, "services.providers")
    refuse(sentence for _, sentence in rules.provider_faults(provider))
    made = once or uuid.uuid4()
    if not ProviderRow.objects.filter(pk=made).exists():
        signed = replace(provider, at=actor.now(), by=actor.account)
        create(ProviderRow, signed, actor.keys.key(actor.team(DUTY)), id=made)
        log(actor.account, "services.provider_added", subject=made)
    return made


@transaction.atomic
def change_provider(actor: Actor, provider_id: UUID, provider: Provider, *, seen: int | None = None) -> None:
    """Says anew what is known of a provider. Raises Absent, Refused, Stale."""
    require(actor, "services.providers")
    row, before = access.provider(actor, provider_id)
    if seen is not None and row.version != seen:
        raise Stale
    refuse(sentence for _, sentence in rules.provider_faults(provider))
    history.rewrite(actor, row, replace(provider, at=actor.now(), by=actor.account))
    fallen = provider.state == COMPROMISED != before.state
    log(actor.account, "services.provider_compromised" if fallen else "services.provider_changed", subject=provider_id)


@transaction.atomic
def plan_service(
    actor: Actor,
    case_id: UUID,
    *,
    code: str,
    need: UUID | None = None,
    provider: UUID | None = None,
    due: date | None = None,
    note: str = "",
    reason: str = "",
    person: UUID | None = None,
    once: UUID | None = None,
) -> UUID:
    """Plans something to be done for a person of a case. Returns its id. Raises Absent, Refused.

    A provider who is full, does not offer it or was never checked is taken with a `reason` alone.
    """
    _open_to_write(actor, case_id)
    made = once or uuid.uuid4()
    if ServiceRow.objects.filter(pk=made).exists():
        return made
    _check_answers(actor, case_id, code, need)
    if due is not None and due < actor.today:
        raise Refused([PAST])
    whose = access.for_whom(actor, case_id, person)
    wanted = Service(code=code, need=need, due=due, note=note, reason=reason, person=whose)
    placed = _placed(actor, case_id, replace(wanted, at=actor.now(), by=actor.account), provider)
    create(ServiceRow, placed, casework.key(actor, case_id), id=made)
    log(actor.account, "services.planned", subject=made, case=case_id)
    return made


@transaction.atomic
def change_service(
    actor: Actor,
    case_id: UUID,
    service_id: UUID,
    *,
    provider: UUID | None = None,
    due: date | None = None,
    note: str = "",
    reason: str = "",
    person: UUID | None = None,
    seen: int | None = None,
) -> None:
    """Changes by whom, for whom, by when, how. Raises Absent, Refused for what is over already, Stale."""
    row, before = _open_service(actor, case_id, service_id, seen)
    if not rules.is_open(before):
        raise Refused([wording.OVER_ALREADY])
    if due is not None and due != before.due and due < actor.today:
        raise Refused([PAST])
    whose = access.for_whom(actor, case_id, person)
    wanted = replace(before, due=due, note=note, reason=reason, person=whose)
    if (provider, whose) != (before.provider, before.person):
        _free(actor, row, before)
        wanted = _placed(actor, case_id, replace(wanted, slot=None), provider, but=service_id)
    history.rewrite(actor, row, wanted)
    log(actor.account, "services.changed", subject=service_id, case=case_id)


@transaction.atomic
def end_service(
    actor: Actor,
    case_id: UUID,
    service_id: UUID,
    *,
    outcome: str,
    result: str = "",
    done_on: date | None = None,
    met: bool = False,
    seen: int | None = None,
) -> None:
    """Says what came of a service: its place is free again. `met`: the need that it answers is met by it.

    Raises Absent, Refused for what is over already or a day that is none, Stale.
    """
    row, before = _open_service(actor, case_id, service_id, seen)
    if not rules.is_open(before):
        raise Refused([wording.OVER_ALREADY])
    today = actor.today
    day = done_on or today
    refuse(sentence for _, sentence in rules.ending_faults(day, today))
    _free(actor, row, before)
    history.rewrite(actor, row, replace(before, slot=None, done_on=day, outcome=outcome, result=result))
    if met and before.need is not None:
        meet_need(actor, case_id, before.need)
    log(actor.account, "services.ended", subject=service_id, case=case_id)


@transaction.atomic
def reopen_service(actor: Actor, case_id: UUID, service_id: UUID, *, seen: int | None = None) -> None:
    """Takes back that a service is over: a mistake. Raises Absent, Refused, Stale."""
    row, before = _open_service(actor, case_id, service_id, seen)
    if rules.is_open(before):
        raise Refused([wording.NOT_OVER])
    wanted = replace(before, done_on=None, outcome="", result="")
    history.rewrite(actor, row, _placed(actor, case_id, wanted, before.provider, but=service_id))
    log(actor.account, "services.reopened", subject=service_id, case=case_id)


def _open_to_write(actor: Actor, case_id: UUID) -> None:
    require(actor, "services.plan")
    casework.case(actor, case_id)


def _check_answers(actor: Actor, case_id: UUID, code: str, need_id: UUID | None) -> None:
    """Raises Absent for a need of another case, Refused for one of another kind."""
    if need_id is not None and casework.need(actor, case_id, need_id)[1].code != code:
        raise Refused([wording.ANOTHER_NEED])


def _open_service(actor: Actor, case_id: UUID, service_id: UUID, seen: int | None) -> tuple[ServiceRow, Service]:
    require(actor, "services.plan")
    row, found = access.service(actor, case_id, service_id)
    if seen is not None and row.version != seen:
        raise Stale
    return row, found


def _placed(
    actor: Actor, case_id: UUID, service: Service, provider_id: UUID | None, *, but: UUID | None = None
) -> Service:
    """The service with a provider, and a place of theirs: the one that the person has there, or another.

    `but` is its own id. Raises Absent, Refused.
    """
    if provider_id is None:
        return replace(service, provider=None)
    in_order()  # before counting: the last place is given once
    _row, provider = access.provider(actor, provider_id)
    if refusal := rules.refusal(provider):
        raise Refused([refusal])
    asked.pass_on(actor, case_id, provider, service.person)
    wanted = replace(service, provider=provider_id)
    slot = _shared(actor, case_id, wanted, but)
    against = rules.objections(provider, service.code, 0 if slot else access.taken(actor).get(provider_id, 0))
    if against and not service.reason.strip():
        raise Refused(against)
    slot = slot or create(SlotRow, Slot(provider=provider_id), actor.keys.key(actor.team(DUTY))).pk
    return replace(wanted, slot=slot)


def _shared(actor: Actor, case_id: UUID, wanted: Service, but: UUID | None) -> UUID | None:
    """The place that the same person has with the same provider already, if it is of the same kind."""
    for row, other in access.services(actor, case_id):
        if row.pk != but and other.slot and rules.share_a_place(other, wanted):
            return other.slot
    return None


def _free(actor: Actor, row: ServiceRow, service: Service) -> None:
    """Gives back the place that a service took, unless another one of the same person still has it."""
    others = (other for one, other in access.services(actor, row.locator) if one.pk != row.pk)
    if service.slot is not None and all(other.slot != service.slot for other in others):
        delete(*SlotRow.objects.filter(pk=service.slot))
