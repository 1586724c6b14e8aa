"""Consent: which answer stands for a purpose and a recipient, and whether a use may be made of it. Pure.

One answer to one purpose, and where the vocabulary says so to one recipient. Not asked means no. What the person says
counts from the moment it arrives; what staff write down counts from then on too, whatever day they write beside it.
Everybody whose data would go is asked, a child through whoever looks after it: who did not say yes is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import reduce
from operator import xor
from uuid import UUID

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from waystation.casework import consent_reach
from waystation.casework.consent_reach import Sentence, per_recipient
from waystation.casework.records import LONG_AGO, Consent, Release
from waystation.confusable import skeleton
from waystation.hotline.consent_words import each_of, named
from waystation.mail.words import same
from waystation.vocabulary.vocabularies import term

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

RELEASE_DAYS = 7  # how long two people's agreement to one use may be used

_NO: dict[str, Sentence] = {
    "asked_not": _("The person was not asked about this. Ask first: not asked means no."),
    "refused": _("The person said no to this."),
    "withdrawn": _("The person has taken this consent back."),
    "expired": _("The answer is too old to rely on. Ask again."),
}
OTHER_TEXT = _("They said yes to an earlier text. Read them the one in use now, and ask again.")
KEEP_BACK = _("The person wants some of this kept back. Leave out: %(parts)s.")
CAME_LIMITS = _("As they told %(who)s: %(limits)s")
KEPT_BACK = _("To be kept back: %(parts)s.")
WHO_SPOKE = _(
    "They took it back themselves on %(day)s. Who has spoken to them since, and how do we know that it was them? "
    "Write it under How they told us."
)
READ_LIMITS = _("The person set limits. Read them and say that you keep to them.")
AFTER_OWN_NO = _(
    "They took it back themselves, on their own page. That they allow it again we know from one of us alone: "
    "a second person must agree to each use."
)
BY_TWO = _("For this purpose a second person must agree to each use, also with the person's consent.")
LEFT_OUT = _(
    "These people of the case did not say yes to this: %(who)s. Ask each of them (for a child, whoever looks after it) "
    "and record the answer; or leave them out, and look whether notes name them all the same."
)
NOT_SEEN = _("They have not seen these very words yet. Show them the words, and note what they say.")
NO_TO_WORDS = _("They saw these very words, and said no to them.")
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
    """A use that somebody wants to make: for what, to whom, of which parts, what is done (a code of USES).

    `others` are those besides the one of the case whose data would go; `without` those of them who did not say yes.
    `words` is what the one of the case said of the very words that go; None: they have not seen them.
    """

    purpose: str
    recipient: str = field(default="", repr=False)
    parts: frozenset[str] = frozenset()
    what: str = "export"
    others: tuple[Other, ...] = ()
    without: bool = False
    words: bool | None = None


@dataclass(frozen=True)
class Known:
    """What the gate looks at. `whole`: nothing is missing from the case or its messages. `others`: their answers.

    `texts` is by purpose the first version of our text whose yes still counts.
    """

    answers: Sequence[Answer]
    releases: Sequence[tuple[UUID, Release]]
    now: datetime
    whole: bool = True
    others: Mapping[UUID | None, Sequence[Answer]] = field(default_factory=dict)
    texts: Mapping[str, int] = field(default_factory=dict)

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

    `shares` are the others who said yes, or for whom two people agreed; `left_out` are the rest of them. `unwilling`:
    it is against what the one of the case said, or did not say. `came` are the answers to another organisation from
    which the case came, as far as they set limits: these hold here too.
    """

    answer: Answer | None
    state: str
    against: tuple[Sentence, ...] = ()
    missing: tuple[Sentence, ...] = ()
    release: UUID | None = None
    shares: tuple[Share, ...] = ()
    left_out: tuple[Other, ...] = ()
    unwilling: bool = False
    came: tuple[Answer, ...] = ()

    @property
    def allowed(self) -> bool:
        return not self.missing and (not self.against or self.release is not None)

    @property
    def reasons(self) -> list[Sentence]:
        return [*self.missing, *(() if self.release else self.against)]

    @property
    def limits(self) -> str:
        """What the person wants kept back, in their words; each of the others in theirs; what came with the case."""
        return _lines(self.answer.consent.limits if self.answer else "", *self._further())

    @property
    def told(self) -> str:
        """The same for whoever gets it, with the parts that the person wants kept back."""
        return _lines(limits_of(self.answer.consent) if self.answer else "", *self._further())

    def _further(self) -> list[str]:
        others = (f"{share.other.called}: {each.consent.limits}" for share, each in self._limits_of_others())
        came = (
            str(CAME_LIMITS) % {"who": each.consent.given_to, "limits": limits_of(each.consent)} for each in self.came
        )
        return [*others, *came]

    @property
    def limits_id(self) -> UUID | None:
        """What stands for the answers that set these limits: another one as soon as one of them is another."""
        ids = {self.answer.id} if self.answer else set()
        ids |= {each.id for _share, each in self._limits_of_others()} | {each.id for each in self.came}
        return UUID(int=reduce(xor, (each.int for each in ids))) if ids else None

    def _limits_of_others(self) -> list[tuple[Share, Answer]]:
        given = ((share, each) for share in self.shares for each in share.answers if each != self.answer)
        return [(share, each) for share, each in given if each.consent.limits.strip()]


def _lines(*lines: str) -> str:
    return "\n".join(dict.fromkeys(filter(str.strip, lines)))


def limits_of(consent: Consent) -> str:
    """The limits of an answer, with the parts that are to be kept back."""
    kept_back = str(KEPT_BACK) % {"parts": named(consent.withhold)} if consent.withhold else ""
    return " ".join(filter(str.strip, (consent.limits, kept_back)))


def by_two(purpose: str) -> bool:
    """Whether each use needs a second person, also with consent."""
    return bool(term("consent_purposes", purpose).extra.get("two_person"))


def taken_back_by_oneself(consent: Consent | None) -> bool:
    """Whether somebody took it back on their own page: nobody of ours wrote it down."""
    return bool(consent and consent.state == "withdrawn" and consent.by is None and not consent.given_to)


def order(consent: Consent) -> tuple[date, datetime]:
    """What is greater of the answer that counts: by the day of the answer, then by when it was recorded."""
    at = consent.at or LONG_AGO
    # A day that had not come when it was written down must not outlast what the person said after that.
    return min(consent.on or date.min, localtime(at).date()) if consent.at else (consent.on or date.min), at


def counts(consent: Consent) -> bool:
    """Whether it is an answer to us. What somebody allowed others they were not asked by us; a no is one to all."""
    return not consent.given_to or consent.state not in YES


def newest(consents: Iterable[Consent], purpose: str, recipient: str | None = None) -> Consent | None:
    """The answer that counts: the one given last, and of those of one day the one recorded last.

    With a recipient: of what was said of this one, or of all. Without: of whatever was said of the purpose.
    """
    said = (each for each in consents if each.purpose == purpose and counts(each))
    found = [each for each in said if recipient is None or _is_about(each, recipient)]
    return max(found, key=order, default=None)


def _is_about(answer: Consent, recipient: str) -> bool:
    """Whether it is about this recipient, or about all. A no is also where the names are taken for each other."""
    if same(answer.recipient) in ("", same(recipient)):
        return True
    return answer.state not in YES and skeleton(same(answer.recipient)) == skeleton(same(recipient))


def consent_state(
    consents: Iterable[Consent], purpose: str, today: date, recipient: str | None = None, *, texts: Mapping[str, int]
) -> str:
    """The code of what stands for a purpose today. Nothing recorded is `asked_not`, which is no.

    Of a purpose that is answered for each recipient, without one: a yes to any of them, else the last answer.
    `texts` is by purpose the first version of our text whose yes still counts: one to an earlier has expired.
    """
    answers = [each for each in consents if each.purpose == purpose]
    if recipient is not None or not per_recipient(purpose):
        return _state(newest(answers, purpose, recipient), today, texts)
    names = {same(answer.recipient) for answer in answers}
    states = [_state(newest(answers, purpose, each), today, texts) for each in names]
    return next((state for state in states if state in YES), _state(newest(answers, purpose), today, texts))


def _state(answer: Consent | None, today: date, texts: Mapping[str, int]) -> str:
    if answer is None:
        return "asked_not"
    lapsed = answer.valid_until is not None and answer.valid_until < today
    return "expired" if is_of_another_text(answer, texts) or (answer.state in YES and lapsed) else answer.state


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
    will = _will(wanted, answer, state, known)
    against = [*will, *_by_rule(known, wanted)]
    release, shares = _by_agreement(known, wanted, _shares(known, wanted), against=bool(against))
    going = {share.other.id for share in shares}
    left_out = tuple(other for other in wanted.others if other.id not in going)
    found = Verdict(answer, state, tuple(against), (), release, shares, left_out, bool(will), _came(known, going))
    return replace(found, missing=tuple(_missing(wanted, found, limits_seen)))


def _standing(known: Known, person: UUID | None, wanted: Wanted) -> tuple[Answer | None, str]:
    """The answer of somebody that counts for a use, and what it says today."""
    records = {id(each.consent): each for each in known.of(person)}
    stands = newest((each.consent for each in known.of(person)), wanted.purpose, _recipient(wanted))
    state = _named_state(stands, wanted, localtime(known.now).date(), known.texts)
    return records[id(stands)] if stands else None, state


def is_of_another_text(answer: Consent, texts: Mapping[str, int]) -> bool:
    """Whether it is a yes to a text that was put out of use, so that they have to be asked again.

    `texts` is by purpose the first version whose yes still counts.
    """
    return answer.state in YES and answer.text_version < texts.get(answer.purpose, 0)


def _came(known: Known, going: Iterable[UUID]) -> tuple[Answer, ...]:
    """What the one of the case and those who go told the organisation from which they came, where it sets limits."""
    said = (answer for person in (None, *going) for answer in known.of(person))
    return tuple(each for each in said if each.consent.given_to and limits_of(each.consent))


def _shares(known: Known, wanted: Wanted) -> tuple[Share, ...]:
    """Those who said yes themselves; a child of whom nothing is recorded goes where all who look after it said yes."""
    found = []
    for other in wanted.others:
        own = _standing(known, other.id, wanted)
        asked = [own] if own[0] else [_standing(known, each, wanted) for each in other.through]
        answers = tuple(answer for answer, state in asked if answer and state in YES)
        if answers and len(answers) == len(asked):
            kept_back = {part for each in answers for part in each_of(each.consent.withhold)}
            found.append(Share(other, wanted.parts - kept_back, answers))
    return tuple(found)


def _recipient(wanted: Wanted) -> str | None:
    return wanted.recipient if per_recipient(wanted.purpose) else None


def _named_state(stands: Consent | None, wanted: Wanted, today: date, texts: Mapping[str, int]) -> str:
    """A yes that names nobody is none to a named recipient; a no that names nobody is one to all."""
    state = _state(stands, today, texts)
    unnamed = stands is not None and not same(stands.recipient) and per_recipient(wanted.purpose)
    return "asked_not" if state in YES and unnamed else state


def faults(wanted: Wanted) -> list[Sentence]:
    """What is wrong with a wish whoever allows it: it goes further than its purpose."""
    return consent_reach.faults(wanted.purpose, wanted.recipient, wanted.parts, wanted.what)


def of_words(wanted: Wanted) -> list[Sentence]:
    """What stands against publishing these very words, where the purpose is answered for each text: nobody lifts it."""
    per_text = term("consent_purposes", wanted.purpose).extra.get("per_text")
    if wanted.what != "publication" or not per_text or wanted.words:
        return []
    return [NOT_SEEN if wanted.words is None else NO_TO_WORDS]


def _missing(wanted: Wanted, found: Verdict, limits_seen: UUID | None) -> list[Sentence]:
    missing = faults(wanted)
    if found.left_out and not wanted.without:
        missing.append(LEFT_OUT % {"who": ", ".join(each.called for each in found.left_out)})
    if (found.state in YES or found.came) and found.limits and limits_seen != found.limits_id:
        missing.append(READ_LIMITS)
    return missing


def _will(wanted: Wanted, answer: Answer | None, state: str, known: Known) -> list[Sentence]:
    found: list[Sentence] = [] if state in YES else [_NO[state]]
    if state == "expired" and answer and is_of_another_text(answer.consent, known.texts):
        found = [OTHER_TEXT]
    kept_back = wanted.parts & each_of(answer.consent.withhold) if state in YES and answer else set()
    if kept_back:
        found.append(KEEP_BACK % {"parts": named(kept_back)})
    return found


def _by_rule(known: Known, wanted: Wanted) -> list[Sentence]:
    found: list[Sentence] = []
    if by_two(wanted.purpose):
        found.append(BY_TWO)
    elif _took_it_back(known, wanted):
        found.append(AFTER_OWN_NO)
    if not known.whole:
        found.append(NOT_WHOLE)
    return found


def _took_it_back(known: Known, wanted: Wanted) -> bool:
    """Whether the one of the case took it back on their own page, whatever somebody of us wrote down since."""
    return any(
        taken_back_by_oneself(each.consent)
        and each.consent.purpose == wanted.purpose
        and (_recipient(wanted) is None or same(each.consent.recipient) in ("", same(wanted.recipient)))
        for each in known.answers
    )


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
    return release.purpose == wanted.purpose and is_newest(release, (each.consent for each in known.of(person)))


def is_newest(release: Release, consents: Iterable[Consent]) -> bool:
    """Whether somebody, whose answers these are, said no more of this purpose since two people agreed."""
    said = [each.at or LONG_AGO for each in consents if each.purpose == release.purpose]
    return release.decided_at is not None and release.decided_at >= max(said, default=LONG_AGO)


def is_open(release: Release, now: datetime) -> bool:
    """Whether two people of ours agreed to it, not long ago, and it was not used yet."""
    return (
        bool(release.here)
        and release.agreed
        and release.used is None
        and release.by != release.decided_by
        and now - (release.decided_at or LONG_AGO) < timedelta(days=RELEASE_DAYS)
    )


def _fits(release: Release, wanted: Wanted, now: datetime) -> bool:
    return (
        is_open(release, now)
        and release.purpose == wanted.purpose
        and same(release.recipient) == same(wanted.recipient)
        and wanted.parts <= set(release.parts)
    )
