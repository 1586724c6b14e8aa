"""What a person answers on consent, kept with the words that they were asked. Part of the verbs in `actions`."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction

from waystation.audit.log import log
from waystation.casework import access, consent_rules, consent_texts
from waystation.casework.models import ConsentRow
from waystation.casework.records import Consent
from waystation.hotline import consents as callers_consents
from waystation.hotline.consent_words import named
from waystation.hotline.records import ConsentShown
from waystation.staff.actor import Actor
from waystation.staff.policy import allows, require
from waystation.vault.compartments import Compartment
from waystation.vault.order import in_order
from waystation.vault.records import create


@transaction.atomic
def record_consent(
    actor: Actor,
    case_id: UUID,
    *,
    purpose: str,
    state: str,
    recipient: str = "",
    withhold: Iterable[str] = (),
    how: str = "",
    limits: str = "",
    on: date | None = None,
    language: str = "ru",
    text_version: int | None = None,
    person: UUID | None = None,
    once: UUID | None = None,
) -> UUID:
    """Records the answer to one purpose, and shows it to the person. Returns its id. Help never depends on an answer.

    `text_version` is the version of the text that they were read in `language`, the one in use if nothing is said.
    `person` is another one of the case, who answers for themselves: that is shown to nobody else.
    """
    require(actor, "casework.write")
    access.case(actor, case_id)
    row_id, day = once or uuid4(), on or actor.now().date()
    if ConsentRow.objects.filter(pk=row_id).exists():
        return row_id
    known = consent_texts.current(actor)[purpose]
    asked = known if text_version in (None, known.version) else consent_texts.shown(actor, purpose, text_version or 0)
    text, spoken = asked.spoken(language) if state != "asked_not" else ("", "")
    consent = Consent(
        purpose=purpose,
        state=state,
        recipient=" ".join(recipient.split()) if consent_rules.per_recipient(purpose) else "",
        withhold=tuple(withhold),
        text=text,
        text_version=asked.version,
        language=spoken,
        on=day,
        how=how,
        limits=limits,
        valid_until=consent_rules.consent_until(purpose, day) if state in consent_rules.YES else None,
        at=actor.now(),
        by=actor.account,
        person=person,
    )
    create(ConsentRow, consent, access.key(actor, case_id), id=row_id)
    if person is None:
        callers_consents.tell(actor, case_id, _for_the_caller(consent, day))
    log(actor.account, "casework.consent_recorded", subject=row_id, case=case_id)
    return row_id


@transaction.atomic
def keep_taken_back(actor: Actor, case_id: UUID) -> None:
    """Records what the callers of a case took back on their own page, for the lists that follow what is recorded.

    The gate did not wait for it. Called when somebody opens their thread; nothing where the case is not theirs.
    """
    if not allows(actor, "casework.write") or not actor.keys.holds(case_id, Compartment.CONTACT):
        return
    in_order()
    for answer in access.taken_back(actor, case_id):
        if not ConsentRow.objects.filter(pk=answer.id).exists():
            create(ConsentRow, answer.consent, access.key(actor, case_id), id=answer.id)
            log(actor.account, "casework.consent_recorded", subject=answer.id, case=case_id)


def _for_the_caller(consent: Consent, day: date) -> ConsentShown:
    kept_back = named(consent.withhold)
    return ConsentShown(
        purpose=consent.purpose,
        recipient=consent.recipient,
        state=consent.state,
        text=consent.text,
        limits=". ".join(filter(None, (consent.limits, kept_back))),
        on=day,
        until=consent.valid_until,
    )
