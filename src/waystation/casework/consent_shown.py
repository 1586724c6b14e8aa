"""Consent made ready for the pages: what stands for whom, what left, what two people were asked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from waystation.casework import access, consent_rules
from waystation.casework.consent_rules import Answer
from waystation.casework.records import Release, Use
from waystation.hotline.consent_words import USES, named
from waystation.mail.words import same
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import term, terms

Words = str | Promise

TONES = {
    "given": "good",
    "given_with_limits": "info",
    "given_by_other": "warn",
    "refused": "danger",
    "withdrawn": "danger",
    "expired": "warn",
    "asked_not": "neutral",
}


@dataclass(frozen=True)
class Stands:
    """What stands for one purpose, or for one recipient of it. `to_recall`: what left before it was taken back."""

    purpose: str
    label: str
    recipient: str
    state: Words
    tone: str
    limits: str
    kept_back: str
    on: date | None
    text: str = ""
    answered: bool = False
    by_person: bool = False
    to_recall: list[dict[str, Any]] = field(default_factory=list)


def label(purpose: str) -> str:
    """The purpose in words; its code where the vocabulary has it no more."""
    try:
        return term("consent_purposes", purpose).label
    except KeyError:
        return purpose


def standing(actor: Actor, case_id: UUID, person: UUID | None = None) -> list[Stands]:
    """What stands for every purpose of the vocabulary, and for each recipient that was answered for.

    Of the one of the case, or of another `person` of it.
    """
    answers, today = access.answers(actor, case_id, person), actor.now().date()
    uses = [each for each in shown_uses(actor, case_id) if person is None or person in each["use"].people]
    return [
        _stands(answers, uses, purpose, recipient, today)
        for purpose in [each.code for each in terms("consent_purposes")]
        for recipient in consent_rules.recipients((each.consent for each in answers), purpose) or [""]
    ]


def _stands(
    answers: Sequence[Answer], uses: Sequence[Mapping[str, Any]], purpose: str, recipient: str, today: date
) -> Stands:
    consents = [each.consent for each in answers]
    code = consent_rules.consent_state(consents, purpose, today, recipient)
    newest = consent_rules.newest(consents, purpose, recipient)
    gone = code in ("withdrawn", "refused")
    return Stands(
        purpose,
        label(purpose),
        recipient,
        consent_rules.CONSENT_STATES.get(code, code),
        TONES.get(code, "neutral"),
        newest.limits if newest else "",
        named(newest.withhold) if newest else "",
        newest.on if newest else None,
        newest.text if newest else "",
        answered=newest is not None,
        by_person=newest is not None and newest.state == "withdrawn" and newest.by is None,
        to_recall=[dict(each) for each in uses if gone and _is_of(each["use"], purpose, recipient)],
    )


def _is_of(use: Use, purpose: str, recipient: str) -> bool:
    return use.purpose == purpose and same(recipient) in ("", same(use.recipient))


def withdrawn(stands: Iterable[Stands]) -> list[Stands]:
    """What was taken back or refused after something had already left: somebody has to ask those who have it."""
    return [each for each in stands if each.to_recall]


def shown_uses(actor: Actor, case_id: UUID) -> list[dict[str, Any]]:
    """What left of a case, newest first."""
    names = personas(actor)
    return [
        {
            "use": use,
            "what": USES.get(use.what, use.what),
            "purpose": label(use.purpose),
            "parts": named(use.parts),
            "by": names.get(use.by, ""),
        }
        for _row, use in reversed(access.uses(actor, case_id))
    ]


def shown_releases(actor: Actor, case_id: UUID) -> list[dict[str, Any]]:
    """What a second person was asked to agree to, newest first."""
    return [shown_release(actor, row.pk, record) for row, record in reversed(access.releases(actor, case_id))]


def shown_release(actor: Actor, release_id: UUID, record: Release) -> dict[str, Any]:
    names = personas(actor)
    return {
        "id": release_id,
        "release": record,
        "purpose": label(record.purpose),
        "parts": named(record.parts),
        "by": names.get(record.by, ""),
        "decided_by": names.get(record.decided_by, "") if record.decided_by else "",
        "mine": record.by == actor.account,
    }
