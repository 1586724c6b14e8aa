"""What may be written in an evaluation, by whom it may be judged, and what a judgement still stands for. Pure."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import msgspec

from waystation.documentation.medical import body, wording
from waystation.documentation.medical.records import (
    ANSWERS,
    CAPACITIES,
    CAUSES,
    CLINICIAN,
    TOLD,
    YES,
    Agreed,
    Circumstances,
    Evaluation,
    Finding,
    Method,
    Picture,
)
from waystation.documentation.medical.wording import Words
from waystation.vocabulary.vocabularies import terms

LONG_AGO = timedelta(days=50 * 366)  # an evaluation before that is a mistyped year
LONGEST = 24 * 60  # minutes
LARGEST = 3_000  # millimetres: longer than anybody is
MOST_FINDINGS = 500
MOST_PHOTOGRAPHS = 50
MOST_PICTURES = 200  # photographs of one evaluation
NOT_ASSESSED = "not_assessed"
PSYCHOLOGICAL = "psych"

Faults = Iterator[tuple[str, Words]]


def levels() -> list[str]:
    """The degrees of consistency that a clinician may give, from the least to the most."""
    return [each.code for each in terms("ip_consistency") if each.code != NOT_ASSESSED]


def circumstances_faults(told: Circumstances, today: date) -> Faults:
    """What cannot be of how an evaluation took place."""
    if told.on is not None and told.on > today:
        yield "on", wording.NOT_YET
    if told.on is not None and told.on < today - LONG_AGO:
        yield "on", wording.TOO_LONG_AGO
    if told.minutes is not None and not 0 < told.minutes <= LONGEST:
        yield "minutes", wording.NO_MINUTES


def agreed_faults(told: Agreed) -> Faults:
    """What is missing in what the person agreed to."""
    items = ("interview", "examination", "photographs", "sharing")
    for name in items:
        if getattr(told, name) not in ANSWERS:
            yield name, wording.CHOOSE
    if any(getattr(told, name) == YES for name in items) and not told.how.strip():
        yield "how", wording.SAY_HOW_ASKED


def account_faults(told: Evaluation, account: str) -> Faults:
    """That something is written down of somebody who did not agree to the interview; that it is taken away again."""
    if account.strip() and told.agreed.interview != YES:
        yield "account", wording.NO_INTERVIEW
    if not account.strip() and told.methods:
        yield "account", wording.LISTS_STAND


def lists_faults(told: Evaluation, methods: Sequence[Method], conditions: Sequence[str]) -> Faults:
    """That a list was gone through before the free account was saved: nobody suggests methods to a person."""
    if not told.account.strip():
        yield "", wording.ACCOUNT_FIRST
    if len({each.code for each in methods}) < len(methods):
        yield "asked", wording.EITHER
    known = {each.code for each in terms("torture_methods")}
    if not {each.code for each in methods} <= known:
        yield "freely", wording.CHOOSE
    if not set(conditions) <= {each.code for each in terms("deprivation_conditions")}:
        yield "conditions", wording.CHOOSE


def health_faults(told: Evaluation, physical: str, psychological: str) -> Faults:
    """That somebody was examined who did not agree to it."""
    if told.agreed.examination != YES:
        for name, text in (("physical", physical), ("psychological", psychological)):
            if text.strip():
                yield name, wording.NO_EXAMINATION


def is_psychological(kind: str) -> bool:
    """Whether a kind of finding is one that has no place on the body."""
    return kind.partition(".")[0] == PSYCHOLOGICAL


def finding_faults(told: Finding, agreed: Agreed) -> Faults:
    """What cannot be of a finding."""
    if agreed.examination != YES:
        yield "", wording.NO_EXAMINATION
    if told.kind not in {each.code for each in terms("finding_kinds")}:
        yield "kind", wording.CHOOSE
    elif is_psychological(told.kind):
        if told.place or told.length is not None or told.width is not None:
            yield "place", wording.NO_PLACE_HERE
    elif not told.place:
        yield "place", wording.WHERE
    if told.place and told.place not in body.places():
        yield "place", wording.NO_SUCH_PLACE
    for name in ("length", "width"):
        size = getattr(told, name)
        if size is not None and not 0 < size <= LARGEST:
            yield name, wording.NO_SIZE
    if not told.description.strip():
        yield "description", wording.DESCRIBE
    if told.known not in CAUSES:
        yield "known", wording.CHOOSE
    elif told.known == TOLD and not told.cause.strip():
        yield "cause", wording.SAY_CAUSE
    if told.photographs and agreed.photographs != YES:
        yield "photographs", wording.NO_PHOTOGRAPHS
    if len(told.photographs) > MOST_PHOTOGRAPHS:
        yield "photographs", wording.TOO_MANY_PHOTOGRAPHS


def photograph_faults(agreed: Agreed, shows: str) -> Faults:
    """What stands against a photograph in an evaluation."""
    if agreed.photographs != YES:
        yield "", wording.NO_PHOTOGRAPHS
    if not shows.strip():
        yield "shows", wording.SAY_WHAT_IT_SHOWS


def more_photographs_faults(there: Sequence[Picture], sha512: bytes, field: str = "files") -> Faults:
    """That it is there already, or that there are too many."""
    for each in there:
        if each.sha512 == sha512:
            yield field, wording.SAME_PHOTOGRAPH % {"number": each.number}
    if len(there) >= MOST_PICTURES:
        yield "", wording.TOO_MANY_PICTURES


def giving_faults(told: Evaluation, to: str, why: str) -> Faults:
    """What stands against giving the original of a photograph to somebody."""
    if told.agreed.sharing != YES:
        yield "", wording.NO_SHARING
    if not to.strip():
        yield "to", wording.SAY_TO_WHOM
    if not why.strip():
        yield "why", wording.SAY_WHY_GIVEN


def removing_faults(findings: Sequence[Finding], photograph_id: UUID, why: str) -> Faults:
    """That a photograph belongs to a finding, or that nobody says why it goes."""
    if not why.strip():
        yield "why", wording.SAY_WHY_GIVEN
    numbers = [found.number for found in findings if any(each.exhibit == photograph_id for each in found.photographs)]
    if numbers:
        yield "", wording.BELONGS_TO_FINDING % {"number": numbers[0]}


def judging_faults(level: str, qualification: str, why: str) -> Faults:
    """What is missing in a judgement."""
    if level not in levels():
        yield "level", wording.CHOOSE
    if not qualification.strip():
        yield "qualification", wording.SAY_QUALIFICATION
    if not why.strip():
        yield "why", wording.SAY_WHY


def opinion_faults(told: Evaluation, level: str, qualification: str, conclusion: str) -> Faults:
    """What is missing in an opinion of the whole."""
    if not told.account.strip():
        yield "", wording.ACCOUNT_FIRST
    if level not in levels():
        yield "level", wording.CHOOSE
    if not qualification.strip():
        yield "qualification", wording.SAY_QUALIFICATION
    if not conclusion.strip():
        yield "conclusion", wording.CONCLUDE


def signing_faults(told: Evaluation, capacity: str, qualification: str, *, clinician: bool) -> Faults:
    """What stands against signing. `clinician`: whether whoever signs may judge."""
    if not told.account.strip():
        yield "", wording.ACCOUNT_FIRST
    if capacity not in CAPACITIES:
        yield "capacity", wording.CHOOSE
    elif capacity == CLINICIAN and not clinician:
        yield "capacity", wording.NO_CLINICIAN
    elif capacity == CLINICIAN and not qualification.strip():
        yield "qualification", wording.SAY_QUALIFICATION


def sharing_faults(told: Evaluation, *, photographs: bool = False) -> Faults:
    """Why no report is made, or none that shows photographs."""
    if told.agreed.sharing != YES:
        yield "", wording.NO_SHARING
    if photographs and told.agreed.photographs != YES:
        yield "photographs", wording.NO_PHOTOGRAPHS


def finding_digest(found: Finding) -> bytes:
    """Of what was found, without who wrote it down and who judged it."""
    bare = msgspec.structs.replace(found, judgement=None, recorded_by=None, recorded_who="", at=None, by=None)
    return _digest(bare)


def digest(told: Evaluation, findings: Sequence[Finding]) -> bytes:
    """Of everything on which an opinion rests: what was told and found, and how each finding was judged."""
    bare = msgspec.structs.replace(
        told, opinion=None, signatures=(), begun_by=None, begun_who="", at=None, by=None, erased=()
    )
    parts = [_digest(bare)]
    for found in sorted(findings, key=lambda one: one.number):
        parts.append(finding_digest(found))
        parts.append(_digest(found.judgement))
    return hashlib.sha256(b"".join(parts)).digest()


def signed_digest(told: Evaluation, findings: Sequence[Finding]) -> bytes:
    """Of everything that is signed: that, and the opinion."""
    return hashlib.sha256(digest(told, findings) + _digest(told.opinion)).digest()


def _digest(what: object) -> bytes:
    return hashlib.sha256(msgspec.json.encode(what, order="deterministic")).digest()


def stands(found: Finding) -> bool:
    """Whether a finding is judged as it is written now."""
    return found.judgement is not None and found.judgement.facts == finding_digest(found)


def opinion_stands(told: Evaluation, findings: Sequence[Finding]) -> bool:
    """Whether the opinion is of what is written now."""
    return told.opinion is not None and told.opinion.facts == digest(told, findings)


@dataclass(frozen=True)
class Both:
    """Whoever judged what they had recorded themselves: it is allowed, and it is said."""

    who: str


def judged_own(told: Evaluation, findings: Sequence[Finding]) -> list[Both]:
    """Who judged what they wrote down themselves: findings, or the whole of an evaluation that they began."""
    found: dict[UUID, str] = {}
    for each in findings:
        if each.judgement is not None and each.judgement.by == each.recorded_by:
            found[each.judgement.by] = each.judgement.who
    if told.opinion is not None and told.opinion.by == told.begun_by:
        found[told.opinion.by] = told.opinion.who
    return [Both(who) for who in sorted(found.values())]


def counted(findings: Sequence[Finding]) -> Mapping[str, list[int]]:
    """The numbers of the findings at each place of the map."""
    found: dict[str, list[int]] = {}
    for each in sorted(findings, key=lambda one: one.number):
        if each.place:
            found.setdefault(each.place, []).append(each.number)
    return found
