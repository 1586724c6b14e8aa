"""The one place where the security mode is enforced for pages, and what every page's frame says of safety."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from waystation.staff import duress, second_factor, security
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.middleware import PREFIX, SETTING_UP
from waystation.staff.policy import allows
from waystation.vault.errors import NotNow
from waystation.vault.mode import Mode, Standing
from waystation.web.pages import Link, Word, page

ALWAYS = frozenset(
    ["staff:sign-in", "staff:second-step", "staff:old-data", "staff:sign-out"]
    + ["staff:panic", "staff:mode", "web:language"]
)
# What is posted there changes nothing of anybody's.
WHILE_READ_ONLY = ALWAYS | {
    "staff:duress",
    "staff:duress-answer",
    "staff:end-others",
    "staff:answer-for",
    "staff:forget-browser",
    "staff:draft",
    "casework:cases",
    "trust:marks",
    "casework:take-file",
    "hotline:attachment",
    "money:report",
    "money:receipt-take",
    "evacuation:place-known",
    "desk:set-aside",
    "interfaces:revoke",  # who sets it read-only may do so because of that very token
}
SAFE = ("GET", "HEAD", "OPTIONS")


class Gate:
    """After the sign-in: lets through what the mode allows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Refuses before the view is called."""
        actor: Actor | None = getattr(request, "actor", None)
        name = request.resolver_match.view_name if request.resolver_match else ""
        if actor is None or not request.path_info.startswith(PREFIX) or name in ALWAYS:
            return None
        if request.path_info in SETTING_UP and second_factor.is_missing(actor):
            return None  # or after a panic nobody could come in to open the pages again
        mode = standing(request, actor).mode
        writes = request.method not in SAFE and name not in WHILE_READ_ONLY
        if mode is Mode.CLOSED or (mode is Mode.READ_ONLY and writes):
            return _refused(request, mode)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What the log's door refused, for a page that the list above does not know."""
        actor: Actor | None = getattr(request, "actor", None)
        return _refused(request, standing(request, actor).mode) if isinstance(error, NotNow) and actor else None


def standing(request: HttpRequest, actor: Actor | None = None) -> Standing:
    """The mode, looked at once for each request."""
    if not hasattr(request, "standing"):
        request.standing = security.standing(actor)  # type: ignore[attr-defined]
    found: Standing = request.standing  # type: ignore[attr-defined]
    return found


def _refused(request: HttpRequest, mode: Mode) -> HttpResponse:
    template = "staff/closed.html" if mode is Mode.CLOSED else "staff/read-only.html"
    return page(request, template, status=503)


def shown(request: HttpRequest) -> dict[str, Any]:
    """`paused` for callers; `frame_words` and `frame_links` for staff."""
    if not request.path_info.startswith(PREFIX):
        return {"paused": standing(request).mode is Mode.CLOSED}
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {}
    found = standing(request, actor)
    return {"frame_words": [*_alarms(actor), *_mode_words(found)], "frame_links": _links(actor, found)}


def _alarms(actor: Actor) -> list[Word]:
    if not allows(actor, "alarm.acknowledge"):
        return []
    told = list(duress.alarms(actor).values())[:3]
    names, url = (personas(actor) if told else {}), reverse("staff:duress-alarms")
    return [
        Word(
            _("%(persona)s signed in under duress at %(time)s. Somebody may be beside them: give nothing away.")
            % {"persona": names.get(notice.account, ""), "time": _time(notice.at)},
            "danger",
            url=url,
            action=_("What to do now"),
        )
        for notice in told
        if notice.account
    ]


def _time(moment: datetime) -> str:
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT")


def _mode_words(standing: Standing) -> list[Word]:
    if standing.doubtful:
        text = _(
            "The security mode was changed outside this program, so everything is closed. A coordinator must set it "
            "again, and the administrator must find out who can write to the database."
        )
        return [Word(text, "danger")]
    if standing.mode is Mode.READ_ONLY:
        return [
            Word(_("Read only: nothing can be changed by staff at present. New messages are still taken in."), "warn")
        ]
    if standing.mode is Mode.CLOSED:
        return [Word(_("Closed: only a coordinator can open the pages again. Mail is still taken in."), "warn")]
    return []


def _links(actor: Actor, standing: Standing) -> list[Link]:
    mode = security.NAMES[standing.mode]
    links = [Link(reverse("staff:duress"), _("Under duress")), Link(reverse("staff:panic"), _("Panic"))]
    if allows(actor, "mode.set"):
        links.append(Link(reverse("staff:mode"), _("Mode: %(mode)s") % {"mode": mode}))
    return links
