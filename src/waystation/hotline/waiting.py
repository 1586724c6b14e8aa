"""Who waits for somebody to look, or for our first word: timers that run while nobody is signed in.

A row says when the duty team is to be called next because of one thread, and nothing else: which thread that is, the
row's id tells only to who has the vault half. It is made when a message arrives, put off when a person looks, and gone
once we have answered or decided.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.timezone import localtime

from waystation.hotline.models import ClockRow, Waiting
from waystation.hotline.records import Clock, WaitingRecord
from waystation.staff import own_rows
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import DUTY, locator
from waystation.vault import half
from waystation.vault.compartments import Compartment
from waystation.vault.directory import Place
from waystation.vault.keyring import OURS, Keyring
from waystation.vault.order import in_order
from waystation.vault.records import create, delete, rewrite, set_columns
from waystation.vault.rows import newest

USE = b"who waits"
MOST_CALLS = 4  # because of one message; the second and later ones call everybody


def id_of(thread: UUID) -> UUID:
    """The id of a thread's timer. Raises NotReady without a half."""
    return UUID(bytes=half.digest(USE, thread.bytes))


def clock(actor: Actor | None = None) -> Clock:
    """Within what time somebody has to look, and when not to wake anybody."""
    of = own_rows.key(USE, actor).locator
    if newest(ClockRow, "version", by="version", locator=of) is None:  # as mostly, and at each message
        return Clock()
    return next((record for row, record in own_rows.rows(ClockRow, USE, actor)), Clock())


def set_clock(actor: Actor, wanted: Clock) -> ClockRow:
    """Says so, in the caller's transaction. Timers that run already keep their time."""
    require(actor, "duty.plan")
    in_order()  # before looking: there is one row
    found = own_rows.rows(ClockRow, USE, actor)
    own = own_rows.key(USE, actor)
    return rewrite(found[0][0], wanted, Keyring([own])) if found else create(ClockRow, wanted, own)


def due(at: datetime, wanted: Clock) -> datetime:
    """When the duty team is called because of what arrived at `at`: in a quiet time, at its end."""
    moment = at + timedelta(minutes=wanted.unread_minutes)
    hour, since, until = localtime(moment).hour, wanted.quiet_from, wanted.quiet_to
    if since == until or not (since <= hour < until if since < until else hour >= since or hour < until):
        return moment
    end = localtime(moment).replace(hour=until, minute=0, second=0, microsecond=0)
    return end if end > moment else end + timedelta(days=1)


def arrived(thread: UUID, place: Place, *, now: datetime, urgent: bool = False, first: bool = False) -> None:
    """Something arrived in a thread. `urgent`: whoever wrote it said that they are in danger right now.

    `first`: it began the thread, which therefore has no timer yet.

    What an innocent view tells itself stands with a team of its own, and wakes nobody.
    """
    holder, compartment = place
    if compartment is Compartment.SELF and holder != locator(DUTY):
        return
    in_order()  # before looking: two messages may arrive at once
    moment = to_the_minute(now if urgent else due(now, clock()))
    if first or newest(Waiting, "due", by="due", id=id_of(thread)) is None:
        create(Waiting, WaitingRecord(), own_rows.key(USE), id=id_of(thread), due=moment)
    else:
        _sooner(thread, moment)


def hurry(thread: UUID, *, now: datetime) -> None:
    """The rules propose that somebody is in danger now: nobody waits longer for that."""
    _sooner(thread, to_the_minute(now))


def _sooner(thread: UUID, moment: datetime) -> None:
    set_columns(Waiting.objects.filter(pk=id_of(thread), due__gt=moment), due=moment)


def to_the_minute(moment: datetime) -> datetime:
    """Beside a mail provider's log, a second would tell whose message it was."""
    return moment.replace(second=0, microsecond=0)


def looked(thread: UUID, answer_by: datetime | None, *, now: datetime) -> None:
    """A person has looked: what is still waited for is our first word, until `answer_by`; None where it is not."""
    if answer_by is None:
        over(thread)
        return
    moment = to_the_minute(max(answer_by, now + timedelta(minutes=clock().unread_minutes)))
    put_off = Waiting.objects.filter(pk=id_of(thread)).exclude(due=moment)
    if put_off.exists():
        set_columns(put_off, due=moment, told=0)


def over(thread: UUID) -> None:
    """Nobody waits in this thread any more."""
    delete(*Waiting.objects.filter(pk=id_of(thread)))


def is_anybody(now: datetime) -> bool:
    """Whether the duty team is to be called."""
    return Waiting.objects.filter(due__lte=now).exists()


def claim(now: datetime) -> int:
    """Takes on everything that is due, in the caller's transaction. Returns the highest number of calls before this.

    Each timer runs on with twice the pause; whom nobody looks at after MOST_CALLS stays in the queue, without one.
    """
    in_order()  # before looking: two workers claim one after the other
    highest, pause = 0, timedelta(minutes=clock().unread_minutes)
    over_due = Waiting.objects.filter(due__lte=now)
    for told in range(MOST_CALLS - 1, -1, -1):
        mine = over_due.filter(told=told)
        if told == MOST_CALLS - 1:
            claimed = delete(*mine)
        else:
            claimed = set_columns(mine, told=told + 1, due=to_the_minute(now + pause * (1 << told)))
        highest = max(highest, told if claimed else 0)
    return highest


def give_up() -> int:
    """Deletes what only a vault half that is lost could name. Returns how many rows."""
    return delete(*Waiting.objects.filter(locator=OURS), *ClockRow.objects.filter(locator=OURS))
