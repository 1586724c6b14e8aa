"""How changes of services and of providers are told on the pages that show history."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from waystation.casework.history_words import Saying, Words, among
from waystation.casework.services import access, wording
from waystation.casework.services.models import ProviderRow, ServiceRow
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import label_of


def _provider(actor: Actor, provider_id: str) -> str:
    found = access.providers(actor).get(UUID(provider_id))
    return found.name if found else "?"


def _services(actor: Actor, case_id: UUID) -> dict[UUID, Words]:
    return {row.pk: label_of("needs", service.code) for row, service in access.services(actor, case_id)}


def _offers(actor: Actor, codes: list[str]) -> str:
    return ", ".join(label_of("needs", code) for code in codes)


SAYINGS = {
    ServiceRow: Saying(
        _("A service"),
        fields={
            "provider": _("Provider"),
            "note": _("Note"),
            "reason": _("Why this provider"),
            "done_on": _("Done on"),
            "outcome": _("What came of it"),
            "result": _("In words"),
        },
        values={"provider": _provider, "outcome": among(wording.OUTCOME_WORDS)},
        hidden=frozenset({"slot", "need"}),
        named=_services,
    ),
    ProviderRow: Saying(
        _("A provider"),
        fields={
            "name": _("What we call them"),
            "offers": _("What they offer"),
            "places": _("Where"),
            "at_most": _("How many at once"),
            "vetting": _("How far they are checked"),
            "state": _("State"),
            "why": _("Why"),
            "note": _("Note for us"),
        },
        values={"offers": _offers, "vetting": among(wording.VETTING_WORDS), "state": among(wording.STATE_WORDS)},
    ),
}
