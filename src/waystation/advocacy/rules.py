"""What follows from what was asked and what came back: how a submission stands, and what may be written down. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low
from typing import Final

import msgspec

from waystation.advocacy import clocks, wording
from waystation.advocacy.clocks import (
    ANSWER,
    FILING,
    FORWARDING,
    RECEIVED,
    REGISTERED,
    REGISTERING,
    SENT,
    TRANSMITTED,
    Clock,
)
from waystation.advocacy.records import (
    POST,
    PRESSURE_KINDS,
    REGISTERED_POST,
    SIDES,
    SUBSTANCE,
    Authority,
    Pressure,
    Reply,
    Submission,
)
from waystation.casework.wording import Words
from waystation.vocabulary.vocabularies import terms

Reasons = list[tuple[str, Words]]

DRAFTED, LEAVING, WAITING, EXTENDED, PASSED_ON, ASKED_BACK, ANSWERED, FORMAL, IGNORED, WITHDRAWN = STATES = (
    "drafted",
    "leaving",
    "waiting",
    "extended",
    "passed_on",
    "asked_back",
    "answered",
    "formal",
    "ignored",
    "withdrawn",
)
GRACE: Final = {POST: 14, REGISTERED_POST: 14}
"""Days after the last one that are left to the way back, by how it was sent; else `GRACE_OTHERWISE`."""
GRACE_OTHERWISE: Final = 3
DAYS_TO_REGISTER: Final = 3
"""Days within which an authority registers what it received (59-FZ, art. 8(2)): presumed where it said no day."""
WITH_SUBSTANCE: Final = 2
GRADERS: Final = 2
EXTENSION, FORWARDED, INFO_REQUEST, NOTHING_OF_SUBSTANCE = "extended", "forwarded", "info_request", "formal"
TO_THE_ACCUSED: Final = "forwarded_to_accused"
DERIVED: Final = ("none", "awaiting", "late")
"""Kinds of reply that nobody enters: they follow from the days."""
_COUNTS_AS: Final = {each.code: each.extra["counts_as"] for each in terms("reply_kinds")}
TWO_PEOPLE: Final = ("share_home_authority", "share_court", "publish_named")
"""Purposes for which two people let it go: authorities of the home state, courts, and names in public."""
PURPOSES: Final = {each.code: each.extra["purpose"] for each in terms("addressees")}
PUBLISHING: Final = ("publish_anonymous", "publish_named")
TO_EVERYBODY: Final = ("public_statement", "open_letter", "media_briefing")
"""Kinds that everybody reads, whomever they name: consent to being published is asked for."""
PUBLIC_LATER: Final = ("un_allegation_letter", "un_urgent_appeal")
"""Kinds of which a letter to the State becomes public: who is in it must have been asked about that before."""
_CLOCKS: Final = {each.code: each.extra["clock"] for each in terms("submission_kinds") if "clock" in each.extra}
ESCALATION: Final = {
    "crime_report": ("complaint_prosecutor", "complaint_court"),
    "missing_report": ("complaint_prosecutor", "complaint_court", "un_wgeid_urgent"),
    "citizen_appeal": ("complaint_prosecutor",),
    "complaint_prosecutor": ("complaint_court", "ombudsman"),
    "complaint_court": ("appeal",),
    "appeal": ("un_hrc", "un_cat", "un_allegation_letter"),
    "ombudsman": ("un_allegation_letter",),
    "state_protection": ("complaint_prosecutor", "un_urgent_appeal"),
    "un_urgent_appeal": ("un_allegation_letter", "open_letter"),
    "un_allegation_letter": ("un_hrc", "open_letter"),
    "osce": ("open_letter",),
}
"""What is next where a body stays silent or says nothing; the lawyer decides."""


@dataclass(frozen=True)
class Standing:
    """How a submission stands on a day.

    `due` is the last day to answer, None where no clock runs; `presumed` that it counts from an earlier day, since the
    right one is not known. `silent_from` is the first day on which it counted as ignored, `silent_to` the day of the
    answer that ended that. `days` is from sending to the first answer. `substance` is what two people agree on.
    """

    state: str
    due: date | None = None
    presumed: bool = False
    answer: Reply | None = None
    late: bool = False
    silent_from: date | None = None
    silent_to: date | None = None
    days: int | None = None
    substance: int | None = None

    @property
    def was_ignored(self) -> bool:
        """Whether it ever counted as ignored: a late answer does not take that back."""
        return self.silent_from is not None

    @property
    def waits(self) -> bool:
        return self.state in (WAITING, EXTENDED, IGNORED)

    @property
    def has_substance(self) -> bool:
        return self.state == ANSWERED and self.substance is not None and self.substance >= WITH_SUBSTANCE


def standing(submission: Submission, replies: Sequence[Reply], authority: Authority, today: date) -> Standing:
    """How it stands. `replies` in any order; those of the future do not count yet."""
    if submission.sent is None:
        return Standing(WITHDRAWN if submission.withdrawn else LEAVING if submission.mail else DRAFTED)
    known = sorted((reply for reply in replies if reply.day <= today), key=lambda reply: reply.day)
    due, presumed, extended = _due(submission, known, authority)
    answer = next((reply for reply in known if ends_waiting(reply.kind)), None)
    passed_on = next((reply for reply in known if reply.kind == FORWARDED), None)
    over = min((day for day in (answer and answer.day, passed_on and passed_on.day, submission.withdrawn) if day),
               default=None)  # fmt: skip
    silent_from = due + timedelta(days=_grace(submission) + 1) if due else None
    if silent_from is not None and (over or today) < silent_from:
        silent_from = None
    substance = agreed(answer) if answer else None
    return Standing(
        state=_state(submission, answer, passed_on, substance, silent_from is not None, extended),
        due=due,
        presumed=presumed,
        answer=answer,
        late=bool(answer and due and answer.day > due),
        silent_from=silent_from,
        silent_to=over if silent_from else None,
        days=(answer.day - submission.sent).days if answer else None,
        substance=substance,
    )


def _state(
    submission: Submission, answer: Reply | None, passed_on: Reply | None, substance: int | None, silent: bool,
    extended: bool,
) -> str:  # fmt: skip
    if answer is not None:
        if answer.kind == INFO_REQUEST:
            return ASKED_BACK
        nothing = _COUNTS_AS[answer.kind] == "formal" or (substance is not None and substance < WITH_SUBSTANCE)
        return FORMAL if nothing else ANSWERED
    if submission.withdrawn:
        return WITHDRAWN
    if passed_on is not None:
        return PASSED_ON
    if silent:
        return IGNORED
    return EXTENDED if extended else WAITING


def _grace(submission: Submission) -> int:
    return GRACE.get(submission.channel, GRACE_OTHERWISE)


def _due(submission: Submission, replies: Sequence[Reply], authority: Authority) -> tuple[date | None, bool, bool]:
    """The last day, whether it is presumed, and whether it was extended in time."""
    clock = submission.clock
    started, presumed = begun(submission)
    if clock is None or started is None:
        return None, False, False
    last, limit, extended = clocks.due(clock, started, country=authority.country), clock.limit, False
    for reply in replies:
        if reply.kind != EXTENSION or reply.day > last:
            continue
        longer = [each for each in sorted(clock.extended_to) if each > limit]
        if not longer:
            continue  # the law allows no more: that they take it makes the answer late
        limit = longer[0] if reply.until is None else longer[-1]
        allowed = clocks.due(clock, started, country=authority.country, limit=limit)
        last = max(last, allowed if reply.until is None else min(reply.until, allowed))
        extended = True
    return last, presumed, extended


def extends_nothing(reply: Reply, submission: Submission, replies: Sequence[Reply], authority: Authority) -> bool:
    """Whether it is an extension that moves no day: it came after the last one, or the law allows no more."""
    known = sorted(replies, key=lambda each: each.day)
    at = next(number for number, each in enumerate(known) if each is reply)
    before, then = (_due(submission, known[:end], authority)[0] for end in (at, at + 1))
    return reply.kind == EXTENSION and then is not None and then == before


def begun(submission: Submission) -> tuple[date | None, bool]:
    """The day from which the clock runs, and whether it is presumed; None where it does not run."""
    clock, sent = submission.clock, submission.sent
    if clock is None or sent is None:
        return None, False
    if clock.starts == SENT:
        return sent, False
    if clock.starts == RECEIVED:
        return submission.received or sent, submission.received is None
    if clock.starts == REGISTERED:
        if submission.registered is not None:
            return submission.registered, False
        return (submission.received or sent) + timedelta(days=DAYS_TO_REGISTER), True
    return submission.transmitted, False


def file_until(submission: Submission, authority: Authority) -> date | None:
    """The last day on which we may go to this body, where it sets one and `since` is known.

    A limit that is the clock of a kind of submission binds that kind alone: an urgent case of three months does not
    stand in the way of one that is not urgent.
    """
    others = set(_CLOCKS.values()) - {_CLOCKS.get(submission.kind)}
    limits = [each for each in authority.clocks if each.use == FILING and each.code not in others]
    if submission.since is None or not limits:
        return None
    return min(clocks.due(each, submission.since, country=authority.country) for each in limits)


def usual_clock(kind: str, authority: Authority) -> str:
    """The limit by which a body answers what is of this kind, by its short name; "" where nobody can say."""
    theirs = [each.code for each in authority.clocks if each.use == ANSWER]
    usual = _CLOCKS.get(kind, "")
    known = [each for each in theirs if each == usual] or [each for each in theirs if usual and each.startswith(usual)]
    alone = theirs if len(theirs) == 1 and theirs[0] not in _CLOCKS.values() else [""]
    return (known or alone)[0]


def on_the_way(submission: Submission, authority: Authority) -> list[tuple[str, date]]:
    """Until when it must be registered, and passed on by a body that is not the right one: what of it is open."""
    came = submission.received
    starts = {RECEIVED: came, REGISTERED: submission.registered, SENT: submission.sent}
    open_ = {REGISTERING} if submission.registered is None else set()
    return [
        (each.use, clocks.due(each, started, country=authority.country))
        for each in authority.clocks
        if each.use in {FORWARDING, *open_} and (started := starts.get(each.starts)) is not None
    ]


def ends_waiting(kind: str) -> bool:
    """Whether a reply of this kind ends the waiting: not that something was registered, extended or passed on."""
    return _COUNTS_AS.get(kind) not in ("open", "flag", "ignored", None)


def agreed(reply: Reply) -> int | None:
    """How much a reply answers, where two people say the same, or by the one in the middle of three or more."""
    said = sorted(grade.substance for grade in {grade.by: grade for grade in reply.grades}.values())
    if len(said) < GRADERS or (len(said) == GRADERS and said[0] != said[1]):
        return None
    return median_low(said)


def purpose(authority: Authority, submission: Submission | None = None) -> str:
    """For what consent is asked where this body is asked: for being published, where everybody reads it."""
    of_body = purpose_of(authority)
    kind, named = (submission.kind, submission.named) if submission else ("", False)
    if kind in TO_EVERYBODY or of_body in PUBLISHING:
        return PUBLISHING[named]
    return of_body


def purpose_of(authority: Authority) -> str:
    """For what consent is asked where something goes to this body and to nobody else."""
    return PURPOSES.get(authority.kind, "share_foreign_authority")


def digest(submission: Submission) -> bytes:
    """Of what is read in it and by whom it is to be read: what somebody said of these very words goes by it."""
    told = [submission.authority, submission.kind, submission.language, submission.text]
    return hashlib.sha256(msgspec.json.encode(told)).digest()


def approvers(submission: Submission, authority: Authority) -> int:
    """How many people must let it go."""
    return 2 if submission.named or purpose_of(authority) in TWO_PEOPLE else 1


def is_approved(submission: Submission, authority: Authority) -> bool:
    """Whether so many different people have let it go."""
    return len({each.by for each in submission.approvals}) >= approvers(submission, authority)


def authority_faults(authority: Authority) -> Reasons:
    """What is wrong with what is known of a body."""
    found: Reasons = []
    if not authority.name.strip():
        found.append(("name", wording.NAME_IT))
    if authority.country and not clocks.is_known(authority.country):
        found.append(("country", wording.NO_SUCH_COUNTRY))
    for clock in authority.clocks:
        found += clock_faults(clock)
    if len({clock.code for clock in authority.clocks}) < len(authority.clocks):
        found.append(("code", wording.CLOCK_TWICE))
    return found


def clock_faults(clock: Clock) -> Reasons:
    """What is wrong with a limit."""
    found: Reasons = []
    most = clocks.MOST[clock.unit]
    if not 1 <= clock.limit <= most or any(not clock.limit < each <= most for each in clock.extended_to):
        found.append(("limit", wording.LIMITS_GROW))
    if (clock.changed is None) != (not clock.earlier) or not 0 <= clock.earlier <= most:
        found.append(("earlier", wording.LIMIT_BEFORE))
    if not clock.code.strip():
        found.append(("code", wording.NAME_THE_CLOCK))
    if (clock.confirmed_on is None) != (not clock.confirmed_by.strip()):
        found.append(("confirmed_by", wording.WHO_AND_WHEN))
    return found


def submission_faults(said: Submission) -> Reasons:
    """What is wrong with what is to be asked."""
    found: Reasons = []
    if not said.title.strip():
        found.append(("title", wording.TITLE_IT))
    if said.clock is not None and said.clock.use == FILING:
        found.append(("clock", wording.BINDS_US))
    return found


def way_faults(said: Submission, today: date) -> Reasons:
    """What is wrong with the days of its way: each not before the one before it, none to come."""
    found: Reasons = []
    for name in (SENT, RECEIVED, REGISTERED, TRANSMITTED):
        day = getattr(said, name)
        if day is None:
            continue
        if day > today:
            found.append((name, wording.NOT_YET))
        if said.sent is None or (name != SENT and day < said.sent):
            found.append((name, wording.BEFORE_IT_WENT))
    if said.received and said.registered and said.registered < said.received:
        found.append(("registered", wording.BEFORE_IT_CAME))
    return found


def reply_faults(said: Reply, submission: Submission, today: date) -> Reasons:
    """What is wrong with what came back."""
    found: Reasons = []
    if submission.sent is None:
        return [("day", wording.NOT_SENT)]
    if said.kind not in _COUNTS_AS or said.kind in DERIVED:
        found.append(("kind", wording.DERIVED_KIND))
    if said.day < submission.sent:
        found.append(("day", wording.BEFORE_IT_WENT))
    if said.day > today:
        found.append(("day", wording.NOT_YET))
    if said.until is not None and (said.kind != EXTENSION or said.until <= said.day):
        found.append(("until", wording.UNTIL_LATER))
    if said.kind == FORWARDED and said.to is None:
        found.append(("to", wording.TO_WHOM))
    if said.to is not None and (said.kind not in (FORWARDED, TO_THE_ACCUSED) or said.to == submission.authority):
        found.append(("to", wording.TO_ANOTHER))
    return found


def pressure_faults(said: Pressure, today: date) -> Reasons:
    """What is wrong with what was said or done in public."""
    found: Reasons = []
    if said.side not in SIDES or said.kind not in PRESSURE_KINDS:
        found.append(("side", wording.NO_SUCH_SIDE))
    if not said.who.strip():
        found.append(("who", wording.SAY_WHO))
    if not said.what.strip():
        found.append(("what", wording.SAY_WHAT))
    if said.day.day > today:
        found.append(("day", wording.NOT_YET))
    return found


def grade_fault(said: Reply, substance: int) -> Words | None:
    """Why a reply is not graded so."""
    is_answer = ends_waiting(said.kind) and said.kind not in (INFO_REQUEST, NOTHING_OF_SUBSTANCE, TO_THE_ACCUSED)
    return None if is_answer and substance in SUBSTANCE else wording.NOTHING_TO_GRADE


def next_kinds(submission: Submission, stands: Standing) -> tuple[str, ...]:
    """What may be undertaken where it was ignored, refused or answered with nothing."""
    refused = stands.answer is not None and _COUNTS_AS[stands.answer.kind] == "answered_negative"
    return ESCALATION.get(submission.kind, ()) if stands.state in (IGNORED, FORMAL) or refused else ()
