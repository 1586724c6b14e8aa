"""The time zone in which staff read and type times. Records keep UTC."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache, wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from waystation.evacuation import rules


@cache
def zone() -> ZoneInfo:
    """The organisation's zone: `time_zone` in waystation.toml."""
    return ZoneInfo(settings.WAYSTATION.get("time_zone", "Europe/Moscow"))


def tonight(now: datetime) -> date:
    """The night that it is or that comes: until six it is that of the day before."""
    return rules.night_of(now, zone())


def in_zone(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view whose forms read, and whose page shows, times of that zone."""

    @wraps(view)
    def inside(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        with timezone.override(zone()):
            return view(request, **kwargs)

    return inside
