"""Providers and services made ready for the pages. Nothing is decided here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import localtime

from waystation.casework import access as casework
from waystation.casework.clock import Clock, clock
from waystation.casework.consent_rules import CONSENT_STATES, YES
from waystation.casework.consent_shown import Stands, standing
from waystation.casework.persons import access as persons
from waystation.casework.persons import rules as person_rules
from waystation.casework.records import Need
from waystation.casework.services import access, asked, rules
from waystation.casework.services.records import COMPROMISED, Provider, Service
from waystation.casework.services.wording import OUTCOME_WORDS, STATE_WORDS, TONES, VETTING_WORDS
from waystation.casework.wording import Words
from waystation.mail.words import clean
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.vocabulary.vocabularies import label_of


@dataclass(frozen=True)
class ServiceLine:
    """One service on the page of its case, or in a list of several cases with what the case is called.

    `whom`: for which other person of the case it is, where it is not for the one of the case. `said`: the code of what
    they say of being passed on to this provider, "" where that is not looked up.
    """

    id: UUID
    case: UUID
    service: Service = field(repr=False)
    provider: Provider | None = field(repr=False)
    today: date
    who: str = ""
    whom: str = ""
    said: str = ""

    @property
    def passed_on(self) -> Words:
        """What must be known of it, where it is not simply a yes."""
        return "" if self.said in ("", *YES) else CONSENT_STATES[self.said]

    @property
    def said_no(self) -> bool:
        return self.said in asked.NO

    @property
    def label(self) -> str:
        return label_of("needs", self.service.code)

    @property
    def overdue(self) -> bool:
        return rules.is_overdue(self.service, self.today)

    @property
    def fallen(self) -> bool:
        """Whether the person is with somebody who is compromised."""
        return rules.is_open(self.service) and self.provider is not None and self.provider.state == COMPROMISED

    @property
    def outcome(self) -> Words:
        return OUTCOME_WORDS.get(self.service.outcome, "")

    @property
    def tone(self) -> str:
        return TONES.get(self.service.outcome, "neutral")


@dataclass(frozen=True)
class NeedLine:
    """A need with what is done about it."""

    id: UUID
    need: Need = field(repr=False)
    clock: Clock | None
    services: list[ServiceLine]
    today: date

    @property
    def label(self) -> str:
        return label_of("needs", self.need.code)

    @property
    def overdue(self) -> bool:
        return self.need.met_on is None and self.need.due is not None and self.need.due < self.today


@dataclass(frozen=True)
class ProviderLine:
    """One provider with how many are with them now, in whatever case."""

    id: UUID
    provider: Provider = field(repr=False)
    taken: int

    @property
    def offers(self) -> list[str]:
        return [label_of("needs", code) for code in self.provider.offers]

    @property
    def many(self) -> str:
        """How many now, and at most."""
        return str(self.taken) if self.provider.at_most is None else f"{self.taken} / {self.provider.at_most}"

    @property
    def full(self) -> bool:
        return rules.is_full(self.provider, self.taken)

    @property
    def state(self) -> Words:
        return STATE_WORDS.get(self.provider.state, "")

    @property
    def state_tone(self) -> str:
        return TONES.get(self.provider.state, "neutral")

    @property
    def vetting(self) -> Words:
        return VETTING_WORDS.get(self.provider.vetting, "")

    @property
    def vetting_tone(self) -> str:
        return TONES.get(self.provider.vetting, "neutral")


def of_case(actor: Actor, case_id: UUID) -> dict[str, Any]:
    """The needs of a case, each with its services, open ones first; and what answers no need."""
    now = actor.now()
    lines = service_lines(actor, case_id)
    found = [_need(row.pk, need, lines, now) for row, need in casework.needs(actor, case_id)]
    known = {line.id for line in found}
    return {
        "needs": sorted(found, key=_pressing),
        "others": [line for line in lines if line.service.need not in known],
    }


def service_lines(actor: Actor, case_id: UUID) -> list[ServiceLine]:
    providers, today, called = access.providers(actor), actor.today, dict(people(actor, case_id)[1:])
    found, answered = [], asked.Said(actor, case_id)
    for row, service in access.services(actor, case_id):
        provider = _of(providers, service)
        said = answered.of(provider, service.person) if provider else ""
        whom = called.get(str(service.person), "")
        found.append(ServiceLine(row.pk, case_id, service, provider, today, whom=whom, said=said))
    return found


def passed_on(actor: Actor, case_id: UUID) -> list[ServiceLine]:
    """What is, or was, with a provider: whoever they are, they know of the person."""
    return [line for line in service_lines(actor, case_id) if line.provider]


def answers(actor: Actor, case_id: UUID) -> list[Stands]:
    """What the one of a case says of being passed on, to whom, within which limits: to be read before a provider."""
    return [each for each in standing(actor, case_id) if each.purpose == asked.PURPOSE and each.answered]


def people(actor: Actor, case_id: UUID) -> list[tuple[str, str]]:
    """For whom of a case something can be done: the one of the case first, and by an empty code; nobody who hunts."""
    first, *others = [*persons.members(actor, case_id)] or [None]
    asked = [
        (str(each.id), clean(each.called)[0]) for each in others if each and not person_rules.hunts(each.part.roles)
    ]
    return [("", clean(first.called)[0] if first else ""), *asked]


def _need(id_: UUID, need: Need, lines: list[ServiceLine], now: datetime) -> NeedLine:
    mine = [line for line in lines if line.service.need == id_]
    return NeedLine(id_, need, clock(need, now), mine, localtime(now).date())


def _pressing(line: NeedLine) -> tuple[bool, bool, str]:
    """Open before met, those with a clock first, then by day."""
    return line.need.met_on is not None, line.clock is None, str(line.need.due or date.max)


def _of(providers: Mapping[UUID, Provider], service: Service) -> Provider | None:
    return providers.get(service.provider) if service.provider else None


def lines(actor: Actor, held: list[Held]) -> list[ServiceLine]:
    """Services of several cases, with whom each is for."""
    providers, today, names = access.providers(actor), actor.today, casework.Pseudonyms(actor)
    return [
        ServiceLine(
            each.id, each.locator, each.record, _of(providers, each.record), today, names.get(each.locator, "…")
        )
        for each in held
    ]


def provider_lines(actor: Actor) -> list[ProviderLine]:
    """Every provider by name, the compromised ones first."""
    taken = access.taken(actor)
    found = [ProviderLine(pk, one, taken.get(pk, 0)) for pk, one in access.providers(actor).items()]
    return sorted(found, key=lambda line: line.provider.state != COMPROMISED)


def fallen(actor: Actor) -> list[ProviderLine]:
    """The compromised providers with whom somebody still is."""
    if all(one.state != COMPROMISED for one in access.providers(actor).values()):  # then nobody need be counted
        return []
    return [line for line in provider_lines(actor) if line.provider.state == COMPROMISED and line.taken]
