"""What a person answers on consent, kept with the words that they were asked. Part of the verbs in `actions`."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.formats import date_format

from waystation.audit.log import log
from waystation.casework import access, consent_reach, consent_rules, consent_texts, watching
from waystation.casework.consent_rules import Answer
from waystation.casework.errors import Refused
from waystation.casework.models import ConsentRow
from waystation.casework.records import Consent
from waystation.hotline import consents as callers_consents
from waystation.hotline.consent_words import named
from waystation.hotline.records import ConsentShown
from waystation.mail.words import same
from waystation.staff import above
from waystation.staff.actor import Actor
from waystation.staff.policy import allows, require
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Stale
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
    seen: int | None = None,
) -> UUID:
    """Records the answer to one purpose, and shows it to the person. Returns its id. Help never depends on an answer.

    `seen` is how many answers to it the person had given when it was looked at. Raises Stale where they have given
    another since, Refused for a yes to what they took back themselves unless it says how they told us.

    `text_version` is the version of the text that they were read in `language`, the one in use if nothing is said.
    `person` is another one of the case, who answers for themselves: that is shown to nobody else.
    """
    require(actor, "casework.write")
    access.case(actor, case_id)
    row_id, day = once or uuid4(), on or actor.today
    in_order()  # before looking: whatever the person takes back is stored before this, or after the answer
    if ConsentRow.objects.filter(pk=row_id).exists():
        return row_id
    if seen is not None and seen != access.answered(actor, case_id, purpose, [person]):
        raise Stale
    if state in consent_rules.YES and not how.strip():
        _not_over_their_no(actor, case_id, purpose, recipient, person)
    known = consent_texts.current(actor)[purpose]
    asked = known if text_version in (None, known.version) else consent_texts.shown(actor, purpose, text_version or 0)
    text, spoken = asked.spoken(language) if state != "asked_not" else ("", "")
    consent = Consent(
        purpose=purpose,
        state=state,
        recipient=" ".join(recipient.split()) if consent_reach.per_recipient(purpose) else "",
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
    if state in ("withdrawn", "refused"):
        if _has_left(actor, case_id, consent):
            watching.taken_back(actor, case_id, [purpose])
        above.ask("consent_withdrawn", actor, case_id, {purpose})
    log(actor.account, "casework.consent_recorded", subject=row_id, case=case_id)
    return row_id


def _has_left(actor: Actor, case_id: UUID, no: Consent) -> bool:
    """Whether something of whoever says no left for this purpose, and to this recipient."""
    return any(
        use.stopped is None
        and use.purpose == no.purpose
        and same(no.recipient) in ("", same(use.recipient))
        and (no.person is None or no.person in use.people)
        for _row, use in access.uses(actor, case_id)
    )


def _not_over_their_no(actor: Actor, case_id: UUID, purpose: str, recipient: str, person: UUID | None) -> None:
    consents = [answer.consent for answer in access.answers(actor, case_id, person)]
    whom = recipient if consent_reach.per_recipient(purpose) else None
    stands = consent_rules.newest(consents, purpose, whom)
    if stands and consent_rules.taken_back_by_oneself(stands):
        raise Refused([consent_rules.WHO_SPOKE % {"day": date_format(stands.on, "SHORT_DATE_FORMAT")}])


def keep_all_taken_back(actor: Actor) -> None:
    """Records what callers took back in messages that nobody has looked at yet, in all cases of this person."""
    if allows(actor, "casework.write") and allows(actor, "hotline.read"):
        for case_id in callers_consents.cases_of_unread(actor):
            keep_taken_back(actor, case_id)


def keep_taken_back(actor: Actor, case_id: UUID) -> None:
    """Records what the callers of a case took back on their own page, and lets it wait until somebody saw to it.

    The gate did not wait for it. Called when somebody opens the thread, the case or the page of today; nothing where
    the case is not theirs.
    """
    if not allows(actor, "casework.write") or not actor.keys.holds(case_id, Compartment.CONTACT):
        return
    if _not_kept(actor, case_id):  # looking takes no write lock
        with transaction.atomic():
            in_order()
            _keep(actor, case_id, _not_kept(actor, case_id))


def _not_kept(actor: Actor, case_id: UUID) -> list[Answer]:
    found = access.taken_back(actor, case_id)
    kept = set(ConsentRow.objects.filter(pk__in=[each.id for each in found]).values_list("pk", flat=True))
    return [each for each in found if each.id not in kept]


def _keep(actor: Actor, case_id: UUID, found: Sequence[Answer]) -> None:
    for answer in found:
        create(ConsentRow, answer.consent, access.key(actor, case_id), id=answer.id)
    if found:
        watching.taken_back(actor, case_id, [answer.consent.purpose for answer in found])
        above.ask("consent_withdrawn", actor, case_id, {answer.consent.purpose for answer in found})
    for answer in found:
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
