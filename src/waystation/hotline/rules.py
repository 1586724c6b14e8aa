"""What follows from what: pure functions about threads."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any
from uuid import UUID

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.hotline import crowd
from waystation.hotline.records import Looked, Proposed, RequestStub
from waystation.web.languages import LANGUAGES

TEXT_CHARACTERS = 20_000
FILES = 10  # in one message

STATUSES: dict[str, str | Promise] = {
    "new": pgettext_lazy("request", "New"),
    "awaiting_us": pgettext_lazy("request", "Waits for us"),
    "answered": pgettext_lazy("request", "Answered"),
    "accepted": pgettext_lazy("request", "Accepted"),
    "suspect": pgettext_lazy("request", "Suspect"),
    "declined": pgettext_lazy("request", "Declined"),
    "closed": pgettext_lazy("request", "Closed"),
}
URGENCIES: dict[str, str | Promise] = {
    "now": pgettext_lazy("urgency", "In danger now"),
    "soon": pgettext_lazy("urgency", "Soon"),
    "normal": pgettext_lazy("urgency", "Normal"),
    "unknown": pgettext_lazy("urgency", "Not yet judged"),
}
CHANNELS: dict[str, str | Promise] = {
    "email": _("E-mail"),
    "web": _("Web form"),
    "note": _("Call or meeting"),
    "chat": _("Messenger chat"),
}
# What the other side of a thread is to us. There is one in each thread: who else writes has a thread of their own.
COUNTERPARTS: dict[str, str | Promise] = {
    "caller": pgettext_lazy("counterpart", "Caller"),
    "helper": pgettext_lazy("counterpart", "Helper"),
    "partner": pgettext_lazy("counterpart", "Partner organisation"),
    "authority": pgettext_lazy("counterpart", "Authority"),
}
STATUS_TONES = {"new": "info", "awaiting_us": "warn", "accepted": "good", "suspect": "danger"}
URGENCY_TONES = {"now": "danger", "soon": "warn"}

# What nobody has judged yet may be the worst: it stands before what was judged to be normal. What the rules propose
# stands behind what a person said of the same urgency, and only ever raises; what they would set aside comes last.
# What came in a crowd is a group of its own behind all that, with the same order within; there a tick costs nothing, so
# first stand those of whom the sender and the rules both say that they are in danger now.
_URGENCY_RANK = {"now": 0, "soon": 2, "unknown": 4, "normal": 5}
_PROPOSED_RANK = {"now": 1, "soon": 3}
_ASIDE_RANK, _CROWD_RANK = 6, 7
FIRST_REPLY = timedelta(hours=2)
_LONGEST, _SLACK = timedelta(seconds=crowd.LONGEST), timedelta(seconds=crowd.SLACK)
_OURS = ("new", "awaiting_us")
# A decision of ours stays when the counterpart writes again; the unread mark tells that they did.
_REOPENED = ("answered", "closed")
_DECISIONS = ("awaiting_us", "answered", "suspect", "declined", "closed")


@dataclass(frozen=True, slots=True)
class Line:
    """One request in the queue: its stub as it stands now, and how many messages nobody has looked at."""

    id: UUID
    stub: RequestStub = field(repr=False)
    unread: int = 0

    @property
    def ours(self) -> bool:
        """Whether the next word is ours."""
        return is_ours(self.stub, self.unread)

    @property
    def waits_since(self) -> datetime | None:
        """Since when somebody has been waiting for us."""
        return (self.stub.last_in or self.stub.received_at) if self.ours else None


def is_ours(stub: RequestStub, unread: int) -> bool:
    """Whether the next word is ours."""
    return stub.status in _OURS or unread > 0


def rank(stub: RequestStub, unread: int) -> tuple[int, int, float]:
    """The place of a request in the queue.

    First what waits for us, the most urgent and then the longest waiting first; then the rest, newest first.
    """
    moment = (stub.last_in or stub.received_at).timestamp()
    if is_ours(stub, unread):
        return 0, _urgency_rank(stub), moment
    return 1, 0, -max(moment, (stub.last_out or stub.received_at).timestamp())


def _urgency_rank(stub: RequestStub) -> int:
    if not is_in_crowd(stub):
        return _place(stub)
    both = stub.urgency == proposal(stub).urgency == "now"
    return _CROWD_RANK if both else _CROWD_RANK + 1 + _place(stub)


def _place(stub: RequestStub) -> int:
    said, proposed = _URGENCY_RANK.get(stub.urgency, 4), stub.proposed
    if proposed is None or proposed.judged:
        return said
    return _ASIDE_RANK if is_aside(stub) else min(said, _PROPOSED_RANK.get(proposed.urgency, said))


# What the places of the queue are called; a person's word and the rules' proposal count as one.
IN_QUEUE = ("now", "soon", "unknown", "normal", "aside")
_NAMED = {0: "now", 1: "now", 2: "soon", 3: "soon", 4: "unknown", 5: "normal", _ASIDE_RANK: "aside"}


def place_in_queue(stub: RequestStub) -> str:
    """How urgent the queue holds a request to be: one of IN_QUEUE."""
    return _NAMED[_place(stub)]


def proposal(stub: RequestStub) -> Proposed:
    """What the rules propose as long as no person has judged since; else a proposal that says nothing."""
    return stub.proposed if stub.proposed and not stub.proposed.judged else Proposed()


def is_aside(stub: RequestStub) -> bool:
    """Whether the rules would set it aside and no person said anything of it, by urgency or decision."""
    proposed = stub.proposed
    if proposed is None or proposed.judged or proposed.urgency != "aside":
        return False
    return stub.urgency == "unknown" and stub.case is None and stub.last_out is None


def is_in_crowd(stub: RequestStub) -> bool:
    """Whether it came in a crowd, and none of us has done anything with it yet: judged, answered, taken, noted."""
    if not stub.crowd or stub.status != "new":
        return False
    return not (stub.owner or stub.next or stub.case or stub.last_out)


def came_in_beginning(stub: RequestStub, beginnings: Iterable[tuple[datetime, datetime]]) -> bool:
    """Whether it came by the form before one of these crowds was noticed, and nobody has looked at it since."""
    if stub.channel != "web" or stub.crowd or stub.looked or not is_in_crowd(msgspec.structs.replace(stub, crowd=True)):
        return False
    return any(first <= stub.received_at <= last + _SLACK for first, last in beginnings)


def is_closed_together(stub: RequestStub) -> bool:
    """Whether it is still closed as it was closed together with others of a crowd."""
    return stub.closed_together is not None and stub.status == "closed"


def is_unread_by_rules(stub: RequestStub, unread: int) -> bool:
    """Whether messages came since the rules of triage last looked at it."""
    return (stub.proposed.count if stub.proposed else 0) < stub.count + unread


def judged(proposed: Proposed | None) -> Proposed | None:
    """The proposal once a person has said how urgent it is: from then on it moves nothing."""
    return msgspec.structs.replace(proposed, judged=True) if proposed else None


def is_overdue(line: Line, now: datetime, within: timedelta = FIRST_REPLY) -> bool:
    """Whether somebody has waited longer than `within` for our very first word."""
    aside = is_aside(line.stub) or is_in_crowd(line.stub)
    return line.ours and line.stub.last_out is None and not aside and now - line.stub.received_at > within


def with_news(stub: RequestStub, count: int, last_in: datetime | None) -> RequestStub:
    """The stub once somebody has looked at `count` messages."""
    status = "awaiting_us" if last_in and count > stub.count and stub.status in _REOPENED else stub.status
    newest = max(filter(None, (stub.last_in, last_in)), default=None)
    return msgspec.structs.replace(stub, count=count, last_in=newest, status=status)


def answered(stub: RequestStub, at: datetime) -> RequestStub:
    """The stub once we have written: a decision stays, else it is for the other side to write."""
    status = "answered" if stub.status in (*_OURS, "closed") else stub.status
    first = stub.first_out or (at if stub.last_out is None else None)
    return msgspec.structs.replace(stub, status=status, last_out=at, first_out=first, count=stub.count + 1)


LOOKED_AGAIN = timedelta(minutes=5)  # how long a person who has a thread open is not noted again
BESIDE = timedelta(minutes=20)  # how long somebody is taken to be still at a thread that they opened


def with_look(stub: RequestStub, who: UUID, until: datetime, at: datetime) -> RequestStub:
    """The stub once this person has seen the messages up to `until`; the same where nothing new is to be told."""
    before = next((look for look in stub.looked if look.who == who), None)
    if before and before.until >= until and at - before.at < LOOKED_AGAIN:
        return stub
    others = tuple(look for look in stub.looked if look.who != who)
    return msgspec.structs.replace(stub, looked=(*others, Looked(who=who, until=until, at=at)))


def beside(stub: RequestStub, who: UUID, now: datetime) -> list[Looked]:
    """The others who opened this thread a short while ago, and may be writing."""
    return [look for look in stub.looked if look.who != who and timedelta() <= now - look.at < BESIDE]


def answer_by(stub: RequestStub, within: timedelta) -> datetime | None:
    """Until when our first word is due, once somebody has looked; None where nobody waits for it."""
    waits = stub.status in _OURS and stub.last_out is None and not is_aside(stub)
    return stub.received_at + within if waits else None


def is_caller(stub: RequestStub) -> bool:
    """Whether the other side is somebody whom we may help, and not one of those who help."""
    return stub.counterpart == "caller"


def may_join(stub: RequestStub, target: RequestStub) -> bool:
    """Whether the messages of one thread belong into another: both are with the same counterpart.

    The note of a call has no address: whoever joins it says whose it is.
    """
    if stub.joined or target.joined or stub.counterpart != target.counterpart or stub.case not in (None, target.case):
        return False
    if stub.channel == "note":
        return True
    return stub.channel == target.channel == "email" and bool(stub.who) and _same(stub.who, target.who)


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


_FIRST = ("received_at", "last_in", "channel", "came_to", "beginning")
_ADDRESS_CHARACTERS = 320
_FIRST_OF_WEB = ("urgency", "language", "who", "name", "shared_device", "crowd")


def _later(first: tuple[str, ...]) -> tuple[Callable[[RequestStub], Any], tuple[Any, ...]]:
    """What a stub has no more than the default of until staff have seen it, and these defaults."""
    later = [each for each in msgspec.structs.fields(RequestStub) if each.name not in first]
    return attrgetter(*(each.name for each in later)), tuple(each.default for each in later)


_LATER = {"email": _later(_FIRST), "web": _later(_FIRST + _FIRST_OF_WEB)}


def _begins_so(channel: str, urgency: str, language: str) -> bool:
    if channel == "email":
        return (urgency, language) == ("unknown", "ru")
    return urgency in ("now", "unknown") and language in dict(LANGUAGES)


def is_first_word(stub: RequestStub) -> bool:
    """Whether a stranger can have made this stub: nothing is in it that staff find out or decide.

    An address to answer to is found in the e-mail itself, never taken from a stub that anybody could have posted.
    """
    later = _LATER.get(stub.channel)
    return (
        later is not None
        and later[0](stub) == later[1]
        and _begins_so(stub.channel, stub.urgency, stub.language)
        and is_a_time(stub.received_at)
        and (stub.last_in is None or is_a_time(stub.last_in))
        and (stub.beginning is None or _is_beginning(*stub.beginning, stub.received_at))
        and len(stub.came_to) <= _ADDRESS_CHARACTERS
    )


def _is_beginning(first: datetime, last: datetime, before: datetime) -> bool:
    return is_a_time(first) and is_a_time(last) and first <= last <= before and last - first <= _LONGEST


def is_a_time(moment: datetime) -> bool:
    """Whether a clock can have said so. What lies far outside cannot even be shown in every time zone."""
    return moment.tzinfo is not None and 2000 <= moment.year < 3000


def may_become(status: str) -> bool:
    """Whether staff may set this status by hand: new is what nobody touched, accepted what has a case."""
    return status in _DECISIONS


def language_of(text: str) -> str:
    """The language to answer in, guessed from the letters: Russian where there is any doubt."""
    letters = [letter for letter in text[:4000] if letter.isalpha()]
    latin = sum(letter.isascii() for letter in letters)
    return "en" if letters and latin > 0.8 * len(letters) else "ru"
