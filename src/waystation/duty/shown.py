"""Duty made ready for templates: who is on, when nobody is, and what did not arrive."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext as _

from waystation.duty import alarms, hand_over, roster, rules
from waystation.duty.records import HandOver, Shift
from waystation.duty.rules import AHEAD, WEEK, Span
from waystation.duty.wording import WHY
from waystation.hotline import access as hotline
from waystation.hotline.rules import is_ours
from waystation.hotline.shown import Badge, title
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import allows
from waystation.web.pages import Word


@dataclass(frozen=True)
class Cell:
    """One shift on the page of a week."""

    id: UUID
    persona: str = field(repr=False)
    hours: str
    runs: bool


@dataclass(frozen=True)
class Day:
    """One day of a week, with its shifts and the hours without any."""

    day: date
    is_today: bool
    cells: list[Cell]
    gaps: list[str]


def on_duty(actor: Actor) -> list[Word]:
    """What the queue and the page of today say of duty."""
    if not allows(actor, "duty.read"):
        return []
    shifts, names, now = [shift for _, shift in roster.shifts(actor)], personas(actor), actor.now()
    return [_roster(shifts, names, now), *_handed(actor, names), *_lost(actor, names)]


def _roster(shifts: list[Shift], names: dict[UUID, str], now: datetime) -> Word:
    """Who is on, and the hours of the next two days without anybody."""
    url, action = reverse("duty:week"), _("Roster")
    if not any(shift.end > now for shift in shifts):
        return Word(_("Nobody is planned for duty. Alarms go to everybody who has a device."), "warn", url, action)
    on, missing = rules.on_duty(shifts, now), _without(shifts, now)
    if not on:
        told = _("Nobody is on duty now. Alarms go to everybody who has a device.")
        return Word(f"{told} {missing}", "danger", url, action)
    until = moment(max(shift.end for shift in on), now)
    who = ", ".join(dict.fromkeys(names.get(shift.account, "?") for shift in on))
    told = _("On duty: %(who)s, until %(until)s.") % {"who": who, "until": until}
    return Word(f"{told} {missing}".rstrip(), "warn" if missing else "info", url, action)


def _without(shifts: list[Shift], now: datetime) -> str:
    far = now + 2 * WEEK
    found = [gap for gap in rules.gaps(shifts, now, far) if gap[0] < now + AHEAD]
    if not found:
        return ""
    told = "; ".join(_gap(gap, now, far) for gap in found)
    return _("In the next 48 hours nobody is on duty: %(hours)s.") % {"hours": told}


def _gap(gap: Span, now: datetime, far: datetime) -> str:
    since, until = gap
    if until >= far:
        return _("from %(time)s on") % {"time": moment(since, now)}
    return f"{moment(since, now)} – {moment(until, now)}"


def _handed(actor: Actor, names: dict[UUID, str]) -> list[Word]:
    found = hand_over.waiting(actor)
    if found is None or found[1].by == actor.account:
        return []
    told = _("%(persona)s hands over and left a note.") % {"persona": names.get(found[1].by, "?")}
    return [Word(told, "warn", reverse("duty:hand-over"), _("Read it and take over"))]


def _lost(actor: Actor, names: dict[UUID, str]) -> list[Word]:
    found = alarms.undelivered(actor)
    if not found:
        return []
    return [Word(lost(found[0], names, actor.now()), "danger", reverse("duty:alarms"), _("Look at the alarms"))]


def lost(each: alarms.Undelivered, names: dict[UUID, str], now: datetime) -> str:
    """An alarm that did not arrive, in words."""
    at = moment(each.at, now)
    if each.nowhere:
        return _("An alarm at %(time)s had nowhere to go: there is no duty address and nobody has a device.") % {
            "time": at
        }
    if each.account is None:
        return _("The alarm at %(time)s did not reach the duty address.") % {"time": at}
    return _("The alarm at %(time)s did not reach %(persona)s.") % {"time": at, "persona": names.get(each.account, "?")}


def moment(when: datetime, now: datetime) -> str:
    """A time, with its day where that is not today."""
    local = localtime(when)
    wanted = "TIME_FORMAT" if local.date() == localtime(now).date() else "SHORT_DATETIME_FORMAT"
    return date_format(local, wanted)


def week(actor: Actor, first: date) -> list[Day]:
    """The seven days from `first`."""
    shifts, names, now = roster.shifts(actor), personas(actor), actor.now()
    return [_day(shifts, names, first + timedelta(days=number), now) for number in range(7)]


def _day(shifts: roster.Rows, names: dict[UUID, str], day: date, now: datetime) -> Day:
    begins = datetime.combine(day, time(), tzinfo=get_current_timezone())
    ends = datetime.combine(day + timedelta(days=1), time(), tzinfo=get_current_timezone())
    cells = [
        Cell(row.pk, names.get(shift.account, "?"), _hours(shift.start, shift.end), shift.start <= now < shift.end)
        for row, shift in shifts
        if begins <= shift.start < ends
    ]
    empty = rules.gaps((shift for _, shift in shifts), max(begins, now), ends)
    return Day(day, localtime(now).date() == day, cells, [_hours(*gap) for gap in empty])


def _hours(since: datetime, until: datetime) -> str:
    told = [date_format(localtime(each), "H:i") for each in (since, until)]
    return _("the whole day") if told == ["00:00", "00:00"] else " – ".join(told)


@dataclass(frozen=True)
class Open:
    """A thread of a hand-over as it stands now; without a link where it is gone."""

    title: Any = field(repr=False)
    url: str
    why: Badge
    done: bool = False


def open_now(actor: Actor) -> list[Open]:
    """What is open at this moment, for whoever writes a hand-over."""
    return [
        Open(title(line.stub), reverse("hotline:request", args=[line.id]), Badge(*WHY[why]))
        for line, why in hand_over.open_now(actor)
    ]


def handed(actor: Actor, row_id: UUID, note: HandOver) -> dict[str, Any]:
    """One hand-over with what it listed."""
    names = personas(actor)
    return {
        "id": row_id,
        "note": note,
        "by": names.get(note.by, "?"),
        "taken_by": names.get(note.taken_by, "?") if note.taken_by else "",
        "mine": note.by == actor.account,
        "listed": [found for each in note.listed if (found := _open(actor, each.thread, each.why))],
    }


def _open(actor: Actor, thread: UUID, why: str) -> Open | None:
    try:
        row, stub = hotline.request(actor, thread)
    except Absent:
        return None
    url = reverse("hotline:request", args=[row.pk])
    return Open(title(stub), url, Badge(*WHY[why]), done=not is_ours(stub, 0))


def devices_of(rows: Iterable[tuple[Any, Any]]) -> list[dict[str, Any]]:
    return [{"id": row.pk, "kind": record.kind, "name": record.name, "work": record.work} for row, record in rows]
