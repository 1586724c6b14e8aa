"""Consent: which answer stands for a purpose and a recipient, and whether a use may be made of it. Pure.

One answer to one purpose, and where the vocabulary says so to one recipient. Not asked means no. What the person says
counts from the moment it arrives; what staff write down counts from then on too, whatever day they write beside it.
Everybody whose data would go is asked, a child through whoever looks after it: who did not say yes is left out.
"""

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import reduce
from operator import xor
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
LEFT_OUT = _(
    "These people of the case did not say yes to this: %(who)s. Ask each of them (for a child, whoever looks after it) "
    "and record the answer; or leave them out, and look whether notes name them all the same."
)
NOT_WHOLE = _("Something in this case or its messages was changed outside the program: a withdrawal may be missing.")


@dataclass(frozen=True)
class Answer:
    """An answer with the id of its row, or of the message by which the person took it back."""

    id: UUID
    consent: Consent = field(repr=False)


@dataclass(frozen=True)
class Other:
    """Somebody in a case besides the one for whom it was opened, and what we call them.

    `through`: who answers for a child of whom nobody recorded an answer, all of them; None is the one of the case.
    """

    id: UUID
    called: str = field(default="", repr=False)
    through: tuple[UUID | None, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """A use that somebody wants to make: for what, to whom, of which PARTS, what is done (a code of `gate.KINDS`).

    `others` are those besides the one of the case whose data would go; `without` those of them who did not say yes.
    """

    purpose: str
    recipient: str = field(default="", repr=False)
    parts: frozenset[str] = frozenset()
    what: str = "export"
    others: tuple[Other, ...] = ()
    without: bool = False


@dataclass(frozen=True)
class Known:
    """What the gate looks at. `whole`: nothing is missing from the case or its messages. `others`: their answers."""

    answers: Sequence[Answer]
    releases: Sequence[tuple[UUID, Release]]
    now: datetime
    whole: bool = True
    others: Mapping[UUID | None, Sequence[Answer]] = field(default_factory=dict)

    def of(self, person: UUID | None) -> Sequence[Answer]:
        return self.answers if person is None else self.others.get(person, ())


@dataclass(frozen=True)
class Share:
    """What goes of one of the others, and by whose answers; or by agreement of two people, where there is no yes."""

    other: Other
    parts: frozenset[str]
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Verdict:
    """Whether a use may be made. `against` can be lifted by two people, `missing` by nobody but whoever asks.

    `shares` are the others who said yes, or for whom two people agreed; `left_out` are the rest of them.
    """

    answer: Answer | None
    state: str
    against: tuple[Sentence, ...] = ()
    missing: tuple[Sentence, ...] = ()
    release: UUID | None = None
    shares: tuple[Share, ...] = ()
    left_out: tuple[Other, ...] = ()

    @property
    def allowed(self) -> bool:
        return not self.missing and (not self.against or self.release is not None)

    @property
    def reasons(self) -> list[Sentence]:
        return [*self.missing, *(() if self.release else self.against)]

    @property
    def limits(self) -> str:
        """What the person wants kept back, in their words, and each of the others in theirs."""
        others = (f"{share.other.called}: {each.consent.limits}" for share, each in self._limits_of_others())
        return "\n".join(filter(str.strip, [self.answer.consent.limits if self.answer else "", *others]))

    @property
    def limits_id(self) -> UUID | None:
        """What stands for the answers that set these limits: another one as soon as one of them is another."""
        ids = {self.answer.id} if self.answer else set()
        ids |= {each.id for _share, each in self._limits_of_others()}
        return UUID(int=reduce(xor, (each.int for each in ids))) if ids else None

    def _limits_of_others(self) -> list[tuple[Share, Answer]]:
        given = ((share, each) for share in self.shares for each in share.answers if each != self.answer)
        return [(share, each) for share, each in given if each.consent.limits.strip()]


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
    """Whether a use may be made. `limits_seen` is the `limits_id` of what somebody says that they have read."""
    answer, state = _standing(known, None, wanted)
    against = _against(known, wanted, answer, state)
    release, shares = _by_agreement(known, wanted, _shares(known, wanted), against=bool(against))
    going = {share.other.id for share in shares}
    left_out = tuple(other for other in wanted.others if other.id not in going)
    found = Verdict(answer, state, tuple(against), (), release, shares, left_out)
    return replace(found, missing=tuple(_missing(wanted, found, limits_seen)))


def _standing(known: Known, person: UUID | None, wanted: Wanted) -> tuple[Answer | None, str]:
    """The answer of somebody that counts for a use, and what it says today."""
    records = {id(each.consent): each for each in known.of(person)}
    stands = newest((each.consent for each in known.of(person)), wanted.purpose, _recipient(wanted))
    return records[id(stands)] if stands else None, _named_state(stands, wanted, known.now.date())


def _shares(known: Known, wanted: Wanted) -> tuple[Share, ...]:
    """Those who said yes themselves; a child of whom nothing is recorded goes where all who look after it said yes."""
    found = []
    for other in wanted.others:
        own = _standing(known, other.id, wanted)
        asked = [own] if own[0] else [_standing(known, each, wanted) for each in other.through]
        answers = tuple(answer for answer, state in asked if answer and state in YES)
        if answers and len(answers) == len(asked):
            kept_back = {part for each in answers for part in each.consent.withhold}
            found.append(Share(other, wanted.parts - kept_back, answers))
    return tuple(found)


def _recipient(wanted: Wanted) -> str | None:
    return wanted.recipient if per_recipient(wanted.purpose) else None


def _named_state(stands: Consent | None, wanted: Wanted, today: date) -> str:
    """A yes that names nobody is none to a named recipient; a no that names nobody is one to all."""
    state = _state(stands, today)
    unnamed = stands is not None and not same(stands.recipient) and per_recipient(wanted.purpose)
    return "asked_not" if state in YES and unnamed else state


def _missing(wanted: Wanted, found: Verdict, limits_seen: UUID | None) -> list[Sentence]:
    missing: list[Sentence] = []
    if per_recipient(wanted.purpose) and not same(wanted.recipient):
        missing.append(NAME_IT)
    if found.left_out and not wanted.without:
        missing.append(LEFT_OUT % {"who": ", ".join(each.called for each in found.left_out)})
    if found.state in YES and found.limits and limits_seen != found.limits_id:
        missing.append(READ_LIMITS)
    return missing


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


def _by_agreement(
    known: Known, wanted: Wanted, shares: tuple[Share, ...], *, against: bool
) -> tuple[UUID | None, tuple[Share, ...]]:
    """The agreement of two people that lets this use be made, or the most of it, and what of whom goes then.

    None where nothing is `against` it and none would let more go.
    """
    best: tuple[UUID | None, tuple[Share, ...]] = None, shares
    for id_, release in known.releases:
        if not _fits(release, wanted, known.now):
            continue
        if against and not (release.caller and _is_newest(release, known, wanted, None)):
            continue
        then = _shares_then(release, known, wanted, shares)
        if (against and best[0] is None) or _much(then) > _much(best[1]):
            best = id_, then
    return best


def _much(shares: Iterable[Share]) -> int:
    return sum(1 + len(share.parts) for share in shares)


def _shares_then(release: Release, known: Known, wanted: Wanted, shares: tuple[Share, ...]) -> tuple[Share, ...]:
    """Of those for whom two people agreed all goes that is wanted; what limits they set must be read all the same."""
    then = {share.other.id: share for share in shares}
    for other in wanted.others:
        answering = (other.id, *other.through)
        if other.id in release.people and all(_is_newest(release, known, wanted, each) for each in answering):
            answers = then[other.id].answers if other.id in then else ()
            then[other.id] = Share(other, wanted.parts, answers)
    return tuple(then[other.id] for other in wanted.others if other.id in then)


def _is_newest(release: Release, known: Known, wanted: Wanted, person: UUID | None) -> bool:
    """Whether somebody said no more of this purpose since two people agreed."""
    said = [each.consent.at or LONG_AGO for each in known.of(person) if each.consent.purpose == wanted.purpose]
    return release.decided_at is not None and release.decided_at >= max(said, default=LONG_AGO)


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
