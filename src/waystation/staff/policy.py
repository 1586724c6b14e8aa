"""The one policy: which role may do what, which role is in which team, which team holds which part of a case.

Roles open doors on the page; what can be read is decided by keys alone.
"""

from collections.abc import Iterable
from typing import Protocol

from waystation.staff.errors import Absent
from waystation.staff.teams import ADVOCACY, AUDIT, COORDINATION, DOCUMENTATION, DUTY, EVERYONE, PUBLICATION
from waystation.vault.compartments import Compartment

OPERATOR, COORDINATOR, DOCUMENTER, ADVOCATE, ADMINISTRATOR, CLINICIAN = ROLES = (
    "operator",
    "coordinator",
    "documenter",
    "advocate",
    "administrator",
    "clinician",
)

ROLE_TEAMS: dict[str, tuple[str, ...]] = {
    OPERATOR: (EVERYONE, DUTY),
    COORDINATOR: (EVERYONE, DUTY, COORDINATION, ADVOCACY, AUDIT, PUBLICATION),
    DOCUMENTER: (EVERYONE, DOCUMENTATION, PUBLICATION),
    ADVOCATE: (EVERYONE, ADVOCACY, PUBLICATION),
    ADMINISTRATOR: (EVERYONE,),
    CLINICIAN: (EVERYONE,),
}

COMPARTMENT_TEAMS: dict[Compartment, tuple[str, ...]] = {
    Compartment.LIST: (DUTY, COORDINATION),
    Compartment.CONTACT: (DUTY, COORDINATION),
    Compartment.IDENTITY: (COORDINATION,),
    Compartment.TESTIMONY: (DOCUMENTATION,),
    Compartment.LOGISTICS: (COORDINATION,),
    Compartment.MEDICAL: (COORDINATION,),
    Compartment.MONEY: (COORDINATION,),
}


EVALUATED = (Compartment.LIST, Compartment.MEDICAL)
"""What of a case somebody needs who evaluates the person, and opens no page of the case."""


def teams_of(roles: Iterable[str]) -> set[str]:
    """The teams that these roles belong to."""
    return {team for role in roles for team in ROLE_TEAMS.get(role, ())}


def held_by(team: str) -> tuple[Compartment, ...]:
    """The parts of a case that a team holds, unless the case says otherwise."""
    return tuple(compartment for compartment, names in COMPARTMENT_TEAMS.items() if team in names)


VERB_ROLES: dict[str, tuple[str, ...]] = {
    "duress.set": ROLES,
    "mode.set": (COORDINATOR,),
    "desk.today": ROLES,
    "desk.counts": (OPERATOR, COORDINATOR),
    "status.read": (COORDINATOR, ADMINISTRATOR),
    "interfaces.manage": (COORDINATOR, ADMINISTRATOR),
    "staff.read": (COORDINATOR, DOCUMENTER),
    "staff.manage": (COORDINATOR,),
    "staff.let_in": (COORDINATOR, DOCUMENTER),
    "staff.own": ROLES,
    "staff.reset_factor": (COORDINATOR,),
    "audit.read": (COORDINATOR,),
    "audit.set_aside": (COORDINATOR,),
    "alarm.acknowledge": (OPERATOR, COORDINATOR),
    "hotline.read": (OPERATOR, COORDINATOR),
    "hotline.answer": (OPERATOR, COORDINATOR),
    "hotline.decide": (OPERATOR, COORDINATOR),
    "hotline.rules": (COORDINATOR,),
    "hotline.keys": (COORDINATOR,),
    "hotline.canned": (COORDINATOR,),
    "duty.read": (OPERATOR, COORDINATOR),
    "duty.hand_over": (OPERATOR, COORDINATOR),
    "duty.plan": (COORDINATOR,),
    "trust.read": (OPERATOR, COORDINATOR),
    "trust.propose": (OPERATOR, COORDINATOR),
    "trust.sign": (COORDINATOR,),
    "trust.vet": (OPERATOR, COORDINATOR),
    "casework.read": (OPERATOR, COORDINATOR),
    "casework.write": (OPERATOR, COORDINATOR),
    "casework.identity": (OPERATOR, COORDINATOR),
    "casework.access": (COORDINATOR,),
    "services.read": (OPERATOR, COORDINATOR),
    "services.plan": (OPERATOR, COORDINATOR),
    "services.providers": (COORDINATOR,),
    "work.approve": (COORDINATOR,),
    "work.templates": (COORDINATOR,),
    "consent.use": (OPERATOR, COORDINATOR),
    "consent.agree": (COORDINATOR,),
    "consent.texts": (COORDINATOR,),
    "exchange.export": (COORDINATOR,),
    "exchange.import": (COORDINATOR,),
    "exchange.transfer": (COORDINATOR,),
    "erasure.propose": (OPERATOR, COORDINATOR),
    "erasure.agree": (COORDINATOR,),
    "exhibits.read": (DOCUMENTER,),
    "exhibits.write": (DOCUMENTER,),
    "medical.read": (COORDINATOR, DOCUMENTER, CLINICIAN),
    "medical.record": (COORDINATOR, DOCUMENTER, CLINICIAN),
    "medical.judge": (CLINICIAN,),
    "medical.erase": (COORDINATOR,),
    "evacuation.read": (COORDINATOR,),
    "evacuation.plan": (COORDINATOR,),
    "evacuation.approve": (COORDINATOR,),
    "evacuation.check_in": (OPERATOR, COORDINATOR),
    "documentation.read": (DOCUMENTER,),
    "documentation.record": (DOCUMENTER,),
    "documentation.erase": (DOCUMENTER,),
    "documentation.review": (DOCUMENTER,),
    "advocacy.read": (ADVOCATE, COORDINATOR),
    "advocacy.write": (ADVOCATE, COORDINATOR),
    "advocacy.approve": (COORDINATOR,),
    "advocacy.erase": (COORDINATOR,),
    "publication.check": (ADVOCATE, COORDINATOR, DOCUMENTER),
    "publication.write": (ADVOCATE, COORDINATOR, DOCUMENTER),
    "publication.release": (COORDINATOR,),
    "figures.read": (DOCUMENTER,),
    "figures.write": (DOCUMENTER,),
    "matching.read": (DOCUMENTER,),
    "matching.decide": (DOCUMENTER,),
    "formats.export": (DOCUMENTER,),
    "terms.change": (DOCUMENTER,),
    "formats.import": (DOCUMENTER,),
    "money.read": (COORDINATOR,),
    "money.spend": (COORDINATOR,),
    "money.funds": (COORDINATOR,),
}


def opens(roles: Iterable[str], part: Compartment) -> bool:
    """Whether one of these roles has pages on which a part of a case that was given by name can be opened."""
    held = set(roles)
    return may(held, "casework.read") or (part in EVALUATED and may(held, "medical.read"))


class HasRoles(Protocol):
    @property
    def roles(self) -> frozenset[str]: ...


def allows(actor: HasRoles, verb: str) -> bool:
    """Whether a role of this person may do `verb`. Raises KeyError for a verb that nobody defined."""
    return may(actor.roles, verb)


def may(roles: Iterable[str], verb: str) -> bool:
    """Whether one of these roles may do `verb`. Raises KeyError for a verb that nobody defined."""
    return not set(roles).isdisjoint(VERB_ROLES[verb])


def require(actor: HasRoles, verb: str) -> None:
    """Raises Absent where the policy does not allow it."""
    if not allows(actor, verb):
        raise Absent
