"""Who may see providers and services: one door per noun."""

from collections.abc import Hashable
from datetime import date
from uuid import UUID

from waystation.casework import access as casework
from waystation.casework.persons import access as persons
from waystation.casework.services import rules
from waystation.casework.services.models import ProviderRow, ServiceRow, SlotRow
from waystation.casework.services.records import Provider, Service
from waystation.staff.access import index, open_row, opened, stubs
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Group, Standing
from waystation.staff.teams import DUTY

OPEN, WITH, WAS_WITH = "open", "with", "was with"


def providers(actor: Actor) -> dict[UUID, Provider]:
    """Every provider, by name."""
    require(actor, "services.read")
    team = actor.team(DUTY)
    found = {held.id: held.record for held in opened(actor, ProviderRow) if held.locator == team}
    return dict(sorted(found.items(), key=lambda pair: pair[1].name.casefold()))


def provider(actor: Actor, provider_id: UUID) -> tuple[ProviderRow, Provider]:
    """One provider. Raises Absent."""
    require(actor, "services.read")
    return open_row(actor, ProviderRow.objects.filter(locator=actor.team(DUTY)), provider_id)


def taken(actor: Actor) -> dict[Hashable, int]:
    """How many places of each provider are taken now, in whatever case."""
    require(actor, "services.read")
    return index(actor, SlotRow, _of_slot).counts()


def _of_slot(held: Held) -> Standing:
    return b"", [held.record.provider]


def services(actor: Actor, case_id: UUID) -> list[tuple[ServiceRow, Service]]:
    """The services of a case: what is due first, then what has no day, then what is over."""
    require(actor, "services.read")
    return sorted(stubs(actor, ServiceRow.objects.filter(locator=case_id)), key=lambda pair: _order(pair[1]))


def service(actor: Actor, case_id: UUID, service_id: UUID) -> tuple[ServiceRow, Service]:
    """One service of a case. Raises Absent."""
    require(actor, "services.read")
    casework.case(actor, case_id)
    return open_row(actor, ServiceRow.objects.filter(locator=case_id), service_id)


def for_whom(actor: Actor, case_id: UUID, person: UUID | None) -> UUID | None:
    """How a service says for whom it is; None: the one for whom the case was opened. Raises Absent for a stranger."""
    if person is None or person == persons.applicant(actor, case_id):
        return None
    return persons.member(actor, case_id, person).id


def of_person(actor: Actor, case_id: UUID, person: UUID) -> set[UUID]:
    """The services of one person other than the one of the case, and the places that they take: they go with them."""
    found = [(row.pk, each.slot) for row, each in services(actor, case_id) if each.person == person]
    return {id_ for pair in found for id_ in pair if id_}


def open_services(actor: Actor) -> Group[Held]:
    """What is not done yet in all cases that this person may open, by the day on which it is due."""
    return _group(actor, OPEN)


def with_provider(actor: Actor, provider_id: UUID) -> Group[Held]:
    """The open services of one provider, by the day on which they are due."""
    return _group(actor, (WITH, provider_id))


def were_with(actor: Actor, provider_id: UUID) -> Group[Held]:
    """The services of one provider that are over."""
    return _group(actor, (WAS_WITH, provider_id))


def _group(actor: Actor, name: Hashable) -> Group[Held]:
    require(actor, "services.read")
    return index(actor, ServiceRow, _of_service).group(name)


def _of_service(held: Held) -> Standing:
    found: Service = held.record
    day = found.due or date.max
    rank = f"{day.toordinal():07}".encode()
    if not rules.is_open(found):
        return rank, [(WAS_WITH, found.provider)] if found.provider else []
    return rank, [OPEN, *([(WITH, found.provider)] if found.provider else [])]


def _order(found: Service) -> tuple[bool, date, str]:
    return not rules.is_open(found), found.due or date.max, found.code
