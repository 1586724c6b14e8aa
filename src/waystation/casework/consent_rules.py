"""Consent: which answer stands for a purpose and a recipient, and whether a use may be made of it. Pure.

One answer to one purpose, and where the vocabulary says so to one recipient. Not asked means no. What the person says
counts from the moment it arrives; what staff write down counts from then on too, whatever day they write beside it.
"""

import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.casework.records import LONG_AGO, Consent, Release
from waystation.vocabulary.vocabularies import term

Sentence = str | Promise

CONSENT_STATES = {
    "asked_not": _("Not asked"),
    "given": _("Given"),
    "given_with_limits": _("Given with limits"),
    "given_by_other": _("Given by somebody else for them"),
    "refused": _("Refused"),
    "withdrawn": _("Withdrawn"),
    "expired": _("Expired, ask again"),
}
YES = ("given", "given_with_limits", "given_by_other")

# What an export or a bundle may hold, and a person may keep back; `list` is what the list of cases shows.
PARTS: dict[str, Sentence] = {
    "list": _("What we call the person, the stage, the next step"),
    "where": _("Where the person is now"),
    "who": _("Name, birth, papers, phone"),
    "contact": _("Needs, risk, notes, what was done"),
    "story": _("What happened to them"),
    "health": _("Health and other things that only they may tell"),
    "files": pgettext_lazy("part of a case", "Files"),
}
RELEASE_DAYS = 7  # how long two people's agreement to one use may be used

_NO: dict[str, Sentence] = {
    "asked_not": _("The person was not asked about this. Ask first: not asked means no."),
    "refused": _("The person said no to this."),
    "withdrawn": _("The person has taken this consent back."),
    "expired": _("The answer is too old to rely on. Ask again."),
}
NAME_IT = _("Say who gets it: for this purpose the person answers for each recipient.")
KEEP_BACK = _("The person wants some of this kept back. Leave out: %(parts)s.")
READ_LIMITS = _("The person set limits. Read them and say that you keep to them.")
BY_TWO = _("For this purpose a second person must agree to each use, also with the person's consent.")
NOT_WHOLE = _("Something in this case or its messages was changed outside the program: a withdrawal may be missing.")


@dataclass(frozen=True)
class Answer:
    """An answer with the id of its row, or of the message by which the person took it back."""

    id: UUID
    consent: Consent = field(repr=False)


@dataclass(frozen=True)
class Wanted:
    """A use that somebody wants to make: for what, to whom, of which PARTS, what is done (a code of `gate.KINDS`)."""

    purpose: str
    recipient: str = field(default="", repr=False)
    parts: frozenset[str] = frozenset()
    what: str = "export"


@dataclass(frozen=True)
class Known:
    """What the gate looks at. `whole`: nothing is missing from the case or its messages."""

    answers: Sequence[Answer]
    releases: Sequence[tuple[UUID, Release]]
    now: datetime
    whole: bool = True


@dataclass(frozen=True)
class Verdict:
    """Whether a use may be made. `against` can be lifted by two people, `missing` by nobody but whoever asks."""

    answer: Answer | None
    state: str
    against: tuple[Sentence, ...] = ()
    missing: tuple[Sentence, ...] = ()
    release: UUID | None = None

    @property
    def allowed(self) -> bool:
        return not self.missing and (not self.against or self.release is not None)

    @property
    def reasons(self) -> list[Sentence]:
        return [*self.missing, *(() if self.release else self.against)]

    @property
    def limits(self) -> str:
        """What the person wants kept back, in their words."""
        return self.answer.consent.limits if self.answer else ""


def same(recipient: str) -> str:
    """A recipient's name as it is compared: case, spaces and compatible letters do not matter."""
    return " ".join(unicodedata.normalize("NFKC", recipient).casefold().split())


def per_recipient(purpose: str) -> bool:
    """Whether this purpose is answered for each recipient."""
    return bool(term("consent_purposes", purpose).extra.get("per_recipient"))


def by_two(purpose: str) -> bool:
    """Whether each use needs a second person, also with consent."""
    return bool(term("consent_purposes", purpose).extra.get("two_person"))


def order(consent: Consent) -> tuple[date, datetime]:
    """What is greater of the answer that counts: by the day of the answer, then by when it was recorded."""
    at = consent.at or LONG_AGO
    # A day that had not come when it was written down must not outlast what the person said after that.
    return min(consent.on or date.min, at.date()) if consent.at else (consent.on or date.min), at


def newest(consents: Iterable[Consent], purpose: str, recipient: str | None = None) -> Consent | None:
    """The answer that counts: the one given last, and of those of one day the one recorded last.

    With a recipient: of what was said of this one, or of all. Without: of whatever was said of the purpose.
    """
    wanted = None if recipient is None else {same(recipient), ""}
    found = [each for each in consents if each.purpose == purpose and (not wanted or same(each.recipient) in wanted)]
    return max(found, key=order, default=None)


def consent_state(consents: Iterable[Consent], purpose: str, today: date, recipient: str | None = None) -> str:
    """The code of what stands for a purpose today. Nothing recorded is `asked_not`, which is no.

    Of a purpose that is answered for each recipient, without one: a yes to any of them, else the last answer.
    """
    answers = [each for each in consents if each.purpose == purpose]
    if recipient is not None or not per_recipient(purpose):
        return _state(newest(answers, purpose, recipient), today)
    states = [_state(newest(answers, purpose, each), today) for each in {same(answer.recipient) for answer in answers}]
    return next((state for state in states if state in YES), _state(newest(answers, purpose), today))


def _state(answer: Consent | None, today: date) -> str:
    if answer is None:
        return "asked_not"
    lapsed = answer.valid_until is not None and answer.valid_until < today
    return "expired" if answer.state in YES and lapsed else answer.state


def consent_until(purpose: str, on: date) -> date | None:
    """The last day on which an answer may be relied on; None where it holds until withdrawn."""
    months = term("consent_purposes", purpose).extra.get("recheck_months")
    return None if months is None else on + timedelta(days=round(months * 30.44))


def recipients(consents: Iterable[Consent], purpose: str) -> list[str]:
    """Those for whom a purpose was answered, as they were last written; "" for an answer that names nobody."""
    names = {same(each.recipient): each.recipient for each in sorted(consents, key=order) if each.purpose == purpose}
    return sorted(names.values(), key=str.casefold)


def verdict(known: Known, wanted: Wanted, limits_seen: UUID | None = None) -> Verdict:
    """Whether a use may be made. `limits_seen` is the answer whose limits somebody says that they have read."""
    records = {id(each.consent): each for each in known.answers}
    stands = newest((each.consent for each in known.answers), wanted.purpose, _recipient(wanted))
    answer = records[id(stands)] if stands else None
    state = _named_state(stands, wanted, known.now.date())
    missing = _missing(wanted, answer, state, limits_seen)
    against = _against(known, wanted, answer, state)
    return Verdict(answer, state, tuple(against), tuple(missing), _release(known, wanted) if against else None)


def _recipient(wanted: Wanted) -> str | None:
    return wanted.recipient if per_recipient(wanted.purpose) else None


def _named_state(stands: Consent | None, wanted: Wanted, today: date) -> str:
    """A yes that names nobody is none to a named recipient; a no that names nobody is one to all."""
    state = _state(stands, today)
    unnamed = stands is not None and not same(stands.recipient) and per_recipient(wanted.purpose)
    return "asked_not" if state in YES and unnamed else state


def _missing(wanted: Wanted, answer: Answer | None, state: str, limits_seen: UUID | None) -> list[Sentence]:
    found: list[Sentence] = []
    if per_recipient(wanted.purpose) and not same(wanted.recipient):
        found.append(NAME_IT)
    if state in YES and answer and answer.consent.limits.strip() and limits_seen != answer.id:
        found.append(READ_LIMITS)
    return found


def _against(known: Known, wanted: Wanted, answer: Answer | None, state: str) -> list[Sentence]:
    found: list[Sentence] = [] if state in YES else [_NO[state]]
    kept_back = wanted.parts & set(answer.consent.withhold) if state in YES and answer else set()
    if kept_back:
        found.append(KEEP_BACK % {"parts": named(kept_back)})
    if by_two(wanted.purpose):
        found.append(BY_TWO)
    if not known.whole:
        found.append(NOT_WHOLE)
    return found


def named(parts: Collection[str]) -> str:
    """Parts in words, in their order."""
    return "; ".join(str(label) for code, label in PARTS.items() if code in parts)


def _release(known: Known, wanted: Wanted) -> UUID | None:
    """An agreement of two people to exactly this use that nobody has used, and since which the person said no more."""
    said = [each.consent.at or LONG_AGO for each in known.answers if each.consent.purpose == wanted.purpose]
    for id_, release in known.releases:
        if (
            _fits(release, wanted, known.now)
            and release.decided_at
            and release.decided_at >= max(said, default=LONG_AGO)
        ):
            return id_
    return None


def _fits(release: Release, wanted: Wanted, now: datetime) -> bool:
    return (
        release.agreed
        and release.used is None
        and release.by != release.decided_by
        and release.purpose == wanted.purpose
        and same(release.recipient) == same(wanted.recipient)
        and wanted.parts <= set(release.parts)
        and now - (release.decided_at or LONG_AGO) < timedelta(days=RELEASE_DAYS)
    )
