"""The time zone in which staff read and type times. Records keep UTC."""

from collections.abc import Callable
from functools import cache, wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone


@cache
def zone() -> ZoneInfo:
    """The organisation's zone: `time_zone` in waystation.toml."""
    return ZoneInfo(settings.WAYSTATION.get("time_zone", "Europe/Moscow"))


def in_zone(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view whose forms read, and whose page shows, times of that zone."""

    @wraps(view)
    def inside(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        with timezone.override(zone()):
            return view(request, **kwargs)

    return inside
