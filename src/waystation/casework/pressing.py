"""What waits in cases until somebody has seen to it, as the page of today says it."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.casework import access, alerts, instead
from waystation.casework.clock import Clock
from waystation.casework.consent_shown import label
from waystation.casework.consenting import keep_all_taken_back
from waystation.casework.models import AlertRow
from waystation.casework.records import Alert
from waystation.casework.wording import Words
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.opened import Held

SHOWN = 20
Ids = tuple[UUID, UUID]  # of the case, and of what waits in it


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
    """What waits for this person, or for whoever is there; and by case who looks for somebody out of sight."""
    keep_all_taken_back(actor)
    theirs = _of_theirs(actor)
    rest = _but_searches(theirs)
    return {
        "pressing": in_words(actor, rest[:SHOWN]),
        "pressing_more": max(0, len(rest) - SHOWN),
        "searches": _searches(actor, theirs),
    }


def waiting(actor: Actor) -> list[Held]:
    """The alerts for this person, in order, but for the searches: these stand beside who is out of sight."""
    return _but_searches(_of_theirs(actor))


def _but_searches(theirs: Iterable[Held]) -> list[Held]:
    return sorted((each for each in theirs if each.record.kind != alerts.SEARCH), key=_order)


def _of_theirs(actor: Actor) -> list[Held]:
    called, away = access.Pseudonyms(actor), {each.account for each in instead.stood_for(actor)}
    return [each for each in alerts.everywhere(actor) if is_for(actor, each.record, away) and each.locator in called]


def in_words(actor: Actor, some: Iterable[Held]) -> list[Said]:
    """Alerts, each with whose case it is in."""
    names, called = personas(actor), access.Pseudonyms(actor)
    return [say(actor, each, names, called[each.locator]) for each in some]


def searches(actor: Actor) -> dict[UUID, Said]:
    """Who looks for somebody out of sight, by case."""
    return _searches(actor, _of_theirs(actor))


def _searches(actor: Actor, theirs: Iterable[Held]) -> dict[UUID, Said]:
    names = personas(actor)
    return {each.locator: say(actor, each, names, "") for each in theirs if each.record.kind == alerts.SEARCH}


def _order(held: Held) -> tuple[int, float]:
    """First what was taken back or is offered, then what has an end, the soonest first, then what rose."""
    alert: Alert = held.record
    if alert.kind in (alerts.RECALL, alerts.HAND_OVER):
        return 0, alert.at.timestamp()
    return (1, alert.due.timestamp()) if alert.due else (2, -alert.at.timestamp())


def of_case(actor: Actor, case_id: UUID, waiting: Iterable[tuple[AlertRow, Alert]]) -> list[Said]:
    """What waits in one case besides its risk and its needs, which say it themselves."""
    names = personas(actor)
    told = (alerts.RECALL, alerts.SEARCH, alerts.HAND_OVER, alerts.CLOSING)
    return [_said(actor, row.pk, case_id, alert, names) for row, alert in waiting if alert.kind in told]


def is_for(actor: Actor, alert: Alert, instead_of: Collection[UUID] = ()) -> bool:
    """Whether the page of today of this person says it: an offer is for two people, or for who stands in for them."""
    if alert.kind == alerts.HAND_OVER:
        return actor.account in (alert.who, alert.by) or alert.who in instead_of
    return alert.kind not in (alerts.CLOSING, alerts.RISK) or alert.by != actor.account


def say(actor: Actor, held: Held, names: dict[UUID, str], who: str) -> Said:
    """An alert in words."""
    return _said(actor, held.id, held.locator, held.record, names, who)


def _said(actor: Actor, alert_id: UUID, case_id: UUID, alert: Alert, names: dict[UUID, str], who: str = "") -> Said:
    return Said(**_SAYING[alert.kind](actor, (case_id, alert_id), alert, names), who=who)


def _clock(actor: Actor, ids: Ids, alert: Alert, names: dict[UUID, str]) -> dict[str, Any]:
    clock = Clock(alert.due, actor.now())
    words: dict[str, Any] = {
        "url": reverse("casework:need-change", args=[ids[0], alert.subject]),
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


def _rise(actor: Actor, ids: Ids, alert: Alert, names: dict[UUID, str]) -> dict[str, Any]:
    by = names.get(alert.by, "") if alert.by else ""
    return {
        "title": _("the risk rose, %(change)s") % {"change": alert.text},
        "text": by,
        "url": reverse("casework:case", args=[ids[0]]) + "#risk",
        "action": _("Look at it"),
        "tone": "danger",
    }


def _search(actor: Actor, ids: Ids, alert: Alert, names: dict[UUID, str]) -> dict[str, Any]:
    late = alert.due is not None and alert.due <= actor.now()
    day = date_format(localtime(alert.due), "SHORT_DATETIME_FORMAT") if alert.due else "—"
    told = {"who": names.get(alert.who, "?") if alert.who else "?", "day": day}
    said = _("should have looked again by %(day)s: %(who)s") if late else _("looks again by %(day)s: %(who)s")
    return {
        "title": _("out of sight"),
        "text": said % told,
        "url": reverse("casework:look", args=ids),
        "action": _("Write down who looked"),
        "tone": "danger" if late else "warn",
    }


def _offer(actor: Actor, ids: Ids, alert: Alert, names: dict[UUID, str]) -> dict[str, Any]:
    told = {"by": names.get(alert.by, "?") if alert.by else "?", "who": names.get(alert.who, "?") if alert.who else "?"}
    return {
        "title": _("%(by)s hands the case over to %(who)s") % told,
        "url": reverse("casework:offer", args=ids),
        "action": _("Read the note"),
        "tone": "info",
        "icon": "person",
    }


def _closing(actor: Actor, ids: Ids, alert: Alert, names: dict[UUID, str]) -> dict[str, Any]:
    by = names.get(alert.by, "?") if alert.by else "?"
    return {
        "title": _("%(by)s proposes to close the case as safe before a year is over") % {"by": by},
        "url": reverse("casework:closing", args=ids),
        "action": _("Look at it"),
    }


def _recall(actor: Actor, ids: Ids, alert: Alert, names: dict[UUID, str]) -> dict[str, Any]:
    return {
        "title": _("the person took back what they had allowed"),
        "text": "; ".join(label(code) for code in alert.text.split()),
        "url": reverse("casework:recall", args=ids),
        "action": _("See what had left, and write down whom you asked to delete it"),
        "tone": "danger",
    }


_SAYING: dict[str, Callable[[Actor, Ids, Alert, dict[UUID, str]], dict[str, Any]]] = {
    alerts.CLOCK: _clock,
    alerts.RISK: _rise,
    alerts.SEARCH: _search,
    alerts.HAND_OVER: _offer,
    alerts.CLOSING: _closing,
    alerts.RECALL: _recall,
}
