"""How changes of tracks and of what is in them are told on the pages that show history."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from waystation.casework.history_words import Saying, Words, among
from waystation.casework.services import access as services
from waystation.evacuation.relocation import access, models, wording
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import label_of


def _provider(actor: Actor, provider_id: str) -> str:
    found = services.providers(actor).get(UUID(provider_id))
    return found.name if found else "?"


def _pathway(actor: Actor, code: str) -> str:
    return label_of("immigration_pathways", code)


def _document(actor: Actor, code: str) -> str:
    return label_of("document_types", code)


def _signs(actor: Actor, codes: list[str]) -> str:
    return "; ".join(str(wording.SIGNS.get(code, code)) for code in codes)


def _people(actor: Actor, ids: list[Any]) -> str:
    return str(len(ids))


def _named(kind: str) -> Any:
    def named(actor: Actor, case_id: UUID) -> dict[UUID, Words]:
        return {
            id_: label_of("document_types", part.kind) if kind == "papers" else part.what
            for whole in access.tracks_of(actor, case_id)
            for id_, part in getattr(whole, kind)
        }

    return named


def _tracks(actor: Actor, case_id: UUID) -> dict[UUID, Words]:
    return {whole.id: access.title(whole.track) for whole in access.tracks_of(actor, case_id)}


_WHAT = {"what": _("What is to be done"), "provider": _("Provider")}
SAYINGS = {
    models.TrackRow: Saying(
        _("A track abroad"),
        fields={
            "pathway": _("Pathway"),
            "people": _("How many go along"),
            "chance": _("Chance"),
            "chance_source": _("Whence we have that"),
            "weeks": _("Weeks until a decision"),
            "cost": _("Cost"),
            "currency": _("Currency"),
            "travel_by": _("Travel by"),
            "ready_on": _("Can travel from"),
            "ended_on": _("Ended on"),
            "ended_because": _("Why it ended"),
        },
        values={"pathway": _pathway, "chance": among(wording.CHANCES), "people": _people},
        named=_tracks,
    ),
    models.StepRow: Saying(
        _("A step of a track"),
        fields=_WHAT
        | {"whose": _("On whose side it lies"), "since": _("Waits since"), "done_on": _("Done on")}
        | {"follows": _("Done by itself once")},
        values={"whose": among(wording.PARTIES), "follows": among(wording.FOLLOWS)},
        hidden=frozenset({"number", "by_itself", "by_hand"}),
        named=_named("steps"),
    ),
    models.NeededRow: Saying(
        _("A paper for a track"),
        fields={
            "kind": _("Which paper"),
            "state": _("State"),
            "original": _("Who holds the original"),
            "copies": _("Copies"),
            "valid_until": _("Valid until"),
            "translation": _("Certified translation"),
            "legalisation": _("Apostille or legalisation"),
            "legalised_on": _("It is there since"),
        },
        values={
            "kind": _document,
            "state": among(wording.PAPER_STATES),
            "translation": among(wording.TRANSLATIONS),
            "legalisation": among(wording.LEGALISATIONS),
        },
        hidden=frozenset({"person", "kept"}),
        named=_named("papers"),
    ),
    models.AppointmentRow: Saying(
        _("An appointment"),
        fields=_WHAT
        | {"starts": _("When"), "place": _("Where"), "remind": _("Call before"), "outcome": _("How it went")},
        values={"provider": _provider, "outcome": among(wording.APPOINTMENT_OUTCOMES)},
        hidden=frozenset({"check_in", "escort", "step"}),
        named=_named("appointments"),
    ),
    models.ApplicationRow: Saying(
        _("An application abroad"),
        fields=_WHAT
        | {
            "filed_on": _("Handed in on"),
            "reference": _("Reference number"),
            "decision": _("Decision"),
            "decided_on": _("Decided on"),
            "told_on": _("Reached them on"),
            "valid_from": _("Valid from"),
            "valid_until": _("Valid until"),
            "conditions": _("Conditions"),
            "appeal_by": _("Last day for an appeal"),
            "appeal_source": _("Who says so"),
            "appealed_on": _("Appealed on"),
            "appeal_reference": _("Reference number of the appeal"),
            "appeal_outcome": _("Answer to the appeal"),
            "appeal_decided_on": _("Answered on"),
            "answer_told_on": _("The answer reached them on"),
            "further_by": _("Last day for a further appeal"),
            "further_source": _("Who says so"),
            "is_final": _("No further appeal is possible"),
        },
        values={
            "provider": _provider,
            "decision": among(wording.DECISIONS),
            "appeal_outcome": among(wording.APPEAL_OUTCOMES),
        },
        hidden=frozenset({"use", "whom", "refusal_task", "ending_task", "earlier"}),
        named=_named("applications"),
    ),
    models.ArrivalRow: Saying(
        _("An arrival"),
        fields={
            "arrived_on": _("Arrived on"),
            "reception": _("Who looks after them there"),
            "received_by": _("Who met them"),
        },
        values={"reception": _provider},
    ),
    models.CheckUpRow: Saying(
        _("A check-up after arrival"),
        fields={"done_on": _("Asked on"), "how": _("How they are"), "signs": _("Warning signs")},
        values={"how": among(wording.HOW), "signs": _signs},
        hidden=frozenset({"task"}),
    ),
    models.TermsRow: Saying(
        _("Terms of a country"),
        fields={
            "pathway": _("Pathway"),
            "source": _("Source"),
            "as_of": _("As of"),
            "appeal_length": _("Time for an appeal"),
            "appeal_unit": _("Counted in"),
            "appeal_from": _("Counted from"),
            "at_weekend": _("If the last day is a Saturday or Sunday"),
            "further_length": _("Time for a further appeal"),
            "further_unit": _("Counted in"),
            "passport_months": _("Months that a passport must last beyond the journey"),
            "weeks": _("Weeks until a decision"),
        },
        values={
            "pathway": _pathway,
            "appeal_unit": among(wording.UNITS),
            "appeal_from": among(wording.APPEAL_FROM),
            "at_weekend": among(wording.AT_WEEKEND),
            "further_unit": among(wording.UNITS),
        },
    ),
    models.TemplateRow: Saying(
        _("Steps of a pathway"),
        fields={"items": _("Steps")},
        values={"items": lambda actor, items: "; ".join(str(item.get("what", "")) for item in items)},
    ),
}
