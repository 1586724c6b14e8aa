"""The calendar: a month or a week of what is due, as a table; and the feed for somebody's own calendar program."""

from calendar import Calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from waystation.desk.dates import AHEAD, Dates, Item
from waystation.staff import feeds
from waystation.staff.actor import Actor
from waystation.staff.requests import StaffRequest, acting
from waystation.web import notices
from waystation.web.pages import Link, back, page

notices.register(
    {
        "feed-started": gettext_lazy("The feed has an address now. It opens to whoever has the address."),
        "feed-stopped": gettext_lazy("The address of the feed opens nothing any more."),
    }
)
IN_A_MONTH, IN_A_WEEK = 4, 40  # items shown of one day
AGAIN_AFTER = timedelta(minutes=5)
_WEEK = timedelta(days=7)
_FIRST, _LAST = date(1970, 1, 8), date(9998, 12, 1)


@dataclass(frozen=True)
class Day:
    """One cell; `more` items of it are not shown, `other`: of another month."""

    day: date
    items: list[Item]
    more: int
    today: bool
    other: bool
    week_url: str


@dataclass(frozen=True)
class Asked:
    """A month by its first day, or a week by its Monday."""

    first: date
    weekly: bool
    mine: bool

    @classmethod
    def of(cls, asked: Mapping[str, str], today: date) -> "Asked":
        """What an address asks for; this month where it asks for nothing that there is."""
        mine, weekly = asked.get("whose") == "mine", "week" in asked
        day = _day(asked.get("week", "")) if weekly else _day(asked.get("month", "") + "-01")
        day = day or today
        return cls(day - timedelta(days=day.weekday()) if weekly else day.replace(day=1), weekly, mine)

    @property
    def weeks(self) -> list[list[date]]:
        """The days of the table, Monday to Sunday."""
        if self.weekly:
            return [[self.first + timedelta(days=number) for number in range(7)]]
        return Calendar().monthdatescalendar(self.first.year, self.first.month)

    @property
    def title(self) -> str:
        if self.weekly:
            told = {"day": date_format(self.first, "DATE_FORMAT")}
            return _("Week from %(day)s") % told
        return date_format(self.first, "F Y")

    def url(self, day: date, *, weekly: bool | None = None, mine: bool | None = None) -> str:
        """The address of another month or week, or of the other view of it."""
        weekly = self.weekly if weekly is None else weekly
        when = f"week={day.isoformat()}" if weekly else f"month={day:%Y-%m}"
        return f"?{when}" + ("&whose=mine" if (self.mine if mine is None else mine) else "")

    def beside(self, by: int) -> str:
        """The address of the one before or after."""
        if self.weekly:
            return self.url(self.first + by * _WEEK)
        return self.url((self.first + timedelta(days=31 if by > 0 else -1)).replace(day=1))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _FIRST <= day <= _LAST else None


@require_safe
def calendar(request: StaffRequest) -> HttpResponse:
    """What is due in a month or a week."""
    actor = acting(request, "casework.read")
    renew(actor)
    return page(request, "desk/calendar.html", _context(request, actor))


def _context(request: StaffRequest, actor: Actor) -> dict[str, Any]:
    today = actor.today
    asked = Asked.of(request.GET, today)
    dates = Dates(actor, asked.weeks[0][0], asked.weeks[-1][-1], mine=asked.mine)
    found = dates.days(IN_A_WEEK if asked.weekly else IN_A_MONTH)
    address = feeds.address(actor)
    return {
        "asked": asked,
        "weeks": _weeks(asked, found, today),
        "names": [date_format(day, "D") for day in asked.weeks[0]],
        "tabs": _tabs(asked, today),
        "whose": [
            Link(asked.url(asked.first, mine=False), _("Everybody's"), not asked.mine),
            Link(asked.url(asked.first, mine=True), _("Mine"), asked.mine),
        ],
        "before": asked.beside(-1),
        "after": asked.beside(1),
        "feed": request.build_absolute_uri(reverse("staff:feed", args=[address])) if address else "",
    }


def _tabs(asked: Asked, today: date) -> list[Link]:
    week = today if asked.first <= today <= asked.weeks[-1][-1] else asked.first
    month = asked.weeks[0][-1].replace(day=1)
    return [
        Link(asked.url(month, weekly=False), _("Month"), not asked.weekly),
        Link(asked.url(week, weekly=True), _("Week"), asked.weekly),
    ]


def _weeks(asked: Asked, found: Mapping[date, tuple[list[Item], int]], today: date) -> list[list[Day]]:
    def cell(day: date) -> Day:
        items, number = found.get(day, ([], 0))
        other = not asked.weekly and day.month != asked.first.month
        return Day(day, items, number - len(items), day == today, other, asked.url(day, weekly=True))

    return [[cell(day) for day in week] for week in asked.weeks]


def renew(actor: Actor, *, at_once: bool = True) -> None:
    """Brings this person's feed up to date, where they have one: what is their own, from today on.

    Not `at_once`: only where this session did not look for a while.
    """
    now, last = actor.now(), actor.memory.get("desk:feed")
    if (at_once or last is None or now - last > AGAIN_AFTER) and feeds.address(actor) is not None:
        actor.memory["desk:feed"] = now
        today = localtime(now).date()
        feeds.renew(actor, Dates(actor, today, today + AHEAD, mine=True).times())


@require_POST
def feed(request: StaffRequest) -> HttpResponse:
    """Starts a feed under a new address, or revokes it."""
    actor = acting(request, "casework.read")
    if request.POST.get("do") == "stop":
        feeds.stop(actor)
        return back("desk:calendar", "feed-stopped")
    feeds.start(actor, hours=request.POST.get("do") == "hours")
    renew(actor)
    return back("desk:calendar", "feed-started")
