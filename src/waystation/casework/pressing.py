"""What waits in cases until somebody has seen to it, as the page of today says it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.casework import access, alerts
from waystation.casework.clock import Clock
from waystation.casework.records import Alert
from waystation.casework.wording import Words
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.opened import Held

SHOWN = 20


@dataclass(frozen=True)
class Said:
    """One thing that waits: in whose case, what, and where it is seen to."""

    title: Words = field(repr=False)
    url: str
    action: Words
    text: Words = field(default="", repr=False)
    tone: str = "warn"
    icon: str = "warn"
    who: str = field(default="", repr=False)


def context(actor: Actor) -> dict[str, Any]:
    """What waits for this person, or for whoever is there."""
    names, called = personas(actor), access.Pseudonyms(actor)
    waiting = [each for each in alerts.everywhere(actor) if is_for(actor, each.record) and each.locator in called]
    shown = [say(actor, each, names, called[each.locator]) for each in waiting[:SHOWN]]
    return {"pressing": shown, "pressing_more": max(0, len(waiting) - SHOWN)}


def is_for(actor: Actor, alert: Alert) -> bool:
    return True


def say(actor: Actor, held: Held, names: dict[UUID, str], who: str) -> Said:
    """An alert in words."""
    alert: Alert = held.record
    words = _SAYING[alert.kind](actor, held, alert, names)
    return Said(**words, who=who)


def _clock(actor: Actor, held: Held, alert: Alert, names: dict[UUID, str]) -> dict[str, Any]:
    clock = Clock(alert.due, actor.now())
    words: dict[str, Any] = {
        "url": reverse("casework:need-change", args=[held.locator, alert.subject]),
        "action": _("See to it"),
        "icon": "clock",
    }
    if clock.ends is None:
        return words | {
            "title": _("injuries are to be recorded, and nobody wrote down when it was"),
            "action": _("Write down when it was"),
        }
    if clock.over:
        return words | {"title": _over(clock.hours), "tone": "danger", "icon": "warn"}
    return words | {"title": _left(clock.hours)}


def _over(hours: int) -> str:
    said = ngettext(
        "the 72 hours for recording injuries are over, since %(hours)d hour",
        "the 72 hours for recording injuries are over, since %(hours)d hours",
        hours,
    )
    return said % {"hours": hours}


def _left(hours: int) -> str:
    said = ngettext("%(hours)d hour is left to record injuries", "%(hours)d hours are left to record injuries", hours)
    return said % {"hours": hours}


def _rise(actor: Actor, held: Held, alert: Alert, names: dict[UUID, str]) -> dict[str, Any]:
    by = names.get(alert.by, "") if alert.by else ""
    return {
        "title": _("the risk rose, %(change)s") % {"change": alert.text},
        "text": by,
        "url": reverse("casework:case", args=[held.locator]) + "#risk",
        "action": _("Look at it"),
        "tone": "danger",
    }


_SAYING: dict[str, Callable[[Actor, Held, Alert, dict[UUID, str]], dict[str, Any]]] = {
    alerts.CLOCK: _clock,
    alerts.RISK: _rise,
}
