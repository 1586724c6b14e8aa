"""What every page's frame needs, for the template engine's context processors.

The site names the doors that belong to rooms above in settings:
    WAYSTATION_SITE_TITLE = ""                        # neutral words; empty: "Information desk" translated
    WAYSTATION_FRAME = {"exit": "hotline:exit", "help": "hotline:help", "home": "hotline:home", "proof": "proof:ours",
                        "staff": "desk:today", "sign_out": "staff:sign-out"}
A name that the URL map in use does not know gives no link.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from waystation.web import languages, notices

STAFF = "/staff/"


def frame(request: HttpRequest) -> dict[str, Any]:
    """Title, exit, help, notice and languages of the page that is asked for."""
    every = {
        "notice": notices.get(request.GET.get("notice")),
        "frame_languages": language_links(request.path),
        "time_zone": time_zone(),
    }
    return bare() | every | (_for_staff(request) if request.path_info.startswith(STAFF) else {"is_staff": False})


def _for_staff(request: HttpRequest) -> dict[str, Any]:
    return {
        "is_staff": True,
        "persona": getattr(getattr(request, "actor", None), "persona", ""),
        "staff_url": _door("staff") or STAFF,
        "sign_out_url": _door("sign_out"),
    }


def bare() -> dict[str, Any]:
    """The part that depends on no request but its language: what an error page may show."""
    home = f"/{languages.current()}/"
    return {
        "site_title": site_title(),
        "home_url": _door("home") or home,
        "help_url": _door("help"),
        "proof_url": _door("proof"),
        "exit_url": _door("exit") or home,
        "frame_lacking": languages.lacking(),
        "frame_read_as": languages.read_as(),
    }


def site_title() -> str:
    """The neutral words that stand for this site wherever it is named."""
    return getattr(settings, "WAYSTATION_SITE_TITLE", "") or gettext("Information desk")


def time_zone() -> str:
    """What the zone is called in which pages show times."""
    return gettext("Moscow time") if settings.TIME_ZONE == "Europe/Moscow" else settings.TIME_ZONE.replace("_", " ")


def language_links(path: str) -> list[dict[str, Any]]:
    """The same page in each language: another prefix for callers, a cookie for staff."""
    now = languages.current()
    return [
        {"code": code, "name": name, "url": _in_language(path, code), "current": code == now}
        for code, name in languages.available()
    ]


def _in_language(path: str, code: str) -> str:
    if path.startswith(STAFF):
        return f"{STAFF}language/{code}?{urlencode({'next': path})}"
    first, _, rest = path.lstrip("/").partition("/")
    return f"/{code}/{rest}" if first in dict(languages.available()) else f"/{code}/"


def _door(name: str) -> str:
    view = getattr(settings, "WAYSTATION_FRAME", {}).get(name)
    return _address(view, languages.current(), get_urlconf() or settings.ROOT_URLCONF) if view else ""


@cache
def _address(view: str, language: str, urls: str) -> str:
    """Where a page without arguments is: on every page the same."""
    try:
        return reverse(view, urlconf=urls)
    except NoReverseMatch:
        return ""
