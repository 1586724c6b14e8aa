"""Consent made ready for the pages: what stands for whom, what left, what two people were asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from waystation.casework import access, consent_rules, consent_texts, releases
from waystation.casework.consent_texts import JOURNEY
from waystation.casework.records import Consent, ConsentText, Release, Use
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
    """What stands for one purpose, or for one recipient of it.

    `to_recall`: what left, where it was taken back; `agreed` what two people let be done all the same and is not done
    yet. `earlier` are the answers before it, the newest first, and what others were told.
    """

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
    agreed: list[dict[str, Any]] = field(default_factory=list)
    earlier: list[dict[str, Any]] = field(default_factory=list)

    @property
    def stops(self) -> bool:
        """Whether it is a no to help or to further contact: that ends what we do, whatever left."""
        return self.tone == "danger" and self.purpose in ("help", "contact_again")


def label(purpose: str) -> str:
    """The purpose in words; its code where the vocabulary has it no more."""
    if purpose == JOURNEY:
        return _("Before a journey")
    try:
        return term("consent_purposes", purpose).label
    except KeyError:
        return purpose


def asked_at(case_id: UUID, purpose: str, person: UUID | None = None) -> str:
    """The address at which somebody of a case is asked about a purpose."""
    of = reverse("persons:consent", args=[case_id, person]) if person else reverse("casework:consent", args=[case_id])
    return f"{of}?purpose={purpose}"


def text_changed(text: ConsentText) -> str:
    """How a yes to an earlier text stands."""
    day = date_format(localtime(text.at), "SHORT_DATE_FORMAT")
    return _("To be asked again: the text changed on %(day)s") % {"day": day}


def standing(actor: Actor, case_id: UUID, person: UUID | None = None) -> list[Stands]:
    """What stands for every purpose of the vocabulary, and for each recipient that was answered for.

    Of the one of the case, or of another `person` of it.
    """
    found = _Found(actor, case_id, person)
    return [
        _stands(found, purpose, recipient)
        for purpose in [each.code for each in terms("consent_purposes")]
        for recipient in consent_rules.recipients(found.consents, purpose) or [""]
    ]


def of(actor: Actor, case_id: UUID, purpose: str, recipient: str, person: UUID | None = None) -> list[Stands]:
    """What stands for one purpose and recipient."""
    return [_stands(_Found(actor, case_id, person), purpose, recipient)]


def now(actor: Actor, case_id: UUID, purpose: str, person: UUID | None = None) -> list[tuple[Words, Words]]:
    """What was answered to one purpose, the newest first, as pairs: of what, and who wrote down what and when."""
    found = _Found(actor, case_id, person)
    said = sorted((each for each in found.consents if each.purpose == purpose), key=consent_rules.order, reverse=True)
    return [(each.recipient or label(purpose), _in_a_line(_told(each, found.names))) for each in said]


def newest(actor: Actor, case_id: UUID, purpose: str, person: UUID | None = None) -> dict[str, Any]:
    """What the answer to a purpose that was written down last says, by the names of the fields of its form."""
    said = [each.consent for each in access.answers(actor, case_id, person) if each.consent.purpose == purpose]
    fields = ("recipient", "state", "withhold", "limits", "language", "how", "on")
    return {name: getattr(said[-1], name) for name in fields} if said else {}


class _Found:
    """What is looked at for the answers of somebody of a case."""

    def __init__(self, actor: Actor, case_id: UUID, person: UUID | None) -> None:
        self.consents = [each.consent for each in access.answers(actor, case_id, person)]
        self.names, self.now = personas(actor), actor.now()
        self.anew = consent_texts.asked_anew(actor)
        self.left = [
            each
            for each in shown_uses(actor, case_id)
            if each["use"].stopped is None and (person is None or person in each["use"].people)
        ]
        self.agreed = [
            each
            for each in shown_releases(actor, case_id)
            if person in releases.stands_for(each["release"])
            and consent_rules.is_open(each["release"], self.now)
            and consent_rules.is_newest(each["release"], self.consents)
        ]


def _told(consent: Consent, names: Mapping[UUID, str]) -> dict[str, Any]:
    """One answer in words."""
    by = names.get(consent.by, "") if consent.by else ""
    return {
        "state": consent_rules.CONSENT_STATES.get(consent.state, consent.state),
        "on": consent.on,
        "at": consent.at,
        "by": consent.given_to or by,
        "to_others": bool(consent.given_to),
        "by_person": consent_rules.taken_back_by_oneself(consent),
        "how": consent.how,
        "limits": consent_rules.limits_of(consent),
    }


def _in_a_line(told: Mapping[str, Any]) -> str:
    who = _("by the person, on their own page") if told["by_person"] else told["by"]
    day = date_format(localtime(told["at"]), "SHORT_DATETIME_FORMAT") if told["at"] else ""
    return " · ".join(str(each) for each in (told["state"], day, who, told["how"], told["limits"]) if each)


def _stands(found: _Found, purpose: str, recipient: str) -> Stands:
    consents, today = found.consents, localtime(found.now).date()
    text = found.anew.get(purpose)
    counts_from = {purpose: text.version} if text else {}
    code = consent_rules.consent_state(consents, purpose, today, recipient, texts=counts_from)
    newest = consent_rules.newest(consents, purpose, recipient)
    gone = code in ("withdrawn", "refused")
    again = code == "expired" and newest and consent_rules.is_of_another_text(newest, counts_from)
    return Stands(
        purpose,
        label(purpose),
        recipient,
        text_changed(text) if text and again else consent_rules.CONSENT_STATES.get(code, code),
        "warn" if again else TONES.get(code, "neutral"),
        newest.limits if newest else "",
        named(newest.withhold) if newest else "",
        newest.on if newest else None,
        newest.text if newest else "",
        answered=newest is not None,
        by_person=consent_rules.taken_back_by_oneself(newest),
        to_recall=[dict(each) for each in found.left if gone and _is_of(each["use"], purpose, recipient)],
        agreed=[each for each in found.agreed if gone and _is_of(each["release"], purpose, recipient)],
        earlier=[
            _told(each, found.names)
            for each in sorted(consents, key=consent_rules.order, reverse=True)
            if each is not newest and each.purpose == purpose and same(each.recipient) in ("", same(recipient))
        ],
    )


def _is_of(use: Use | Release, purpose: str, recipient: str) -> bool:
    return use.purpose == purpose and same(recipient) in ("", same(use.recipient))


def withdrawn(stands: Iterable[Stands]) -> list[Stands]:
    """What was taken back or refused and stays in sight: something left, or may leave; or it ends what we do."""
    return [each for each in stands if each.to_recall or each.agreed or each.stops]


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
