"""What the pages of the room share."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from waystation.casework import access as casework
from waystation.casework.errors import Refused as CaseRefused
from waystation.casework.submit import here, trail
from waystation.evacuation import access, wording
from waystation.evacuation.errors import Overtaken, Refused
from waystation.evacuation.pursuers import access as pursuers
from waystation.evacuation.zones import tonight
from waystation.hotline.briefings.models import ConfirmationRow
from waystation.staff.actor import Actor
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest
from waystation.staff.teams import DUTY
from waystation.vault.errors import Stale
from waystation.web.context import time_zone
from waystation.web.pages import Link


def sentences(refused: Refused | CaseRefused) -> list[str | Promise]:
    """What to tell somebody whose wish was refused."""
    if isinstance(refused, Refused):
        return [wording.SENTENCES[code] for code in refused.codes]
    return list(refused.reasons)


Done = TypeVar("Done")


def as_in_casework(action: Callable[[], Done]) -> Done:
    """Runs an action for a form of casework: what this room refuses is said, and noticed, as casework does it."""
    try:
        return action()
    except Refused as refused:
        raise CaseRefused(sentences(refused)) from None
    except Overtaken:
        raise Stale from None


def succeeds(form: forms.Form, action: Callable[[], Any]) -> bool:
    """Runs an action for a form; what the rules refuse stands on the form."""
    try:
        action()
    except (Refused, CaseRefused) as refused:
        form.add_error(None, [str(sentence) for sentence in sentences(refused)])
        return False
    return True


def names(actor: Actor) -> casework.Pseudonyms:
    """The pseudonym of every case that this person may see."""
    return casework.Pseudonyms(actor)


def _unconfirmed(actor: Actor) -> int:
    """How many hand-overs there are of which no word came and that nobody has taken on."""
    return ConfirmationRow.objects.alarming().filter(locator=actor.team(DUTY)).count()


def frame(request: StaffRequest, here: str) -> dict[str, Any]:
    """Tabs and the zone of the times, for the pages of the room's first level."""
    actor = request.actor
    pages = [
        ("evacuation:places", _("Places"), "evacuation.read", 0),
        ("houses:beds", _("Beds"), "evacuation.read", 0),
        ("network:connections", _("Connections"), "evacuation.read", 0),
        ("network:map", _("Map"), "evacuation.read", 0),
        ("plans:plans", _("Plans"), "evacuation.read", 0),
        ("evacuation:journeys", _("Journeys"), "evacuation.read", 0),
        ("handover:live", _("Live board"), "evacuation.read", 0),
        ("pursuers:must-move", _("Who must move"), "evacuation.read", len(pursuers.alarms(actor))),
        ("evacuation:helpers", _("Helpers"), "evacuation.read", 0),
        ("evacuation:check-ins", _("Check-ins"), "evacuation.check_in", len(access.alarms(actor))),
        ("handover:alarms", _("Hand-overs"), "evacuation.check_in", _unconfirmed(actor)),
    ]
    tabs = [
        Link(reverse(name), label, name.partition(":")[2] == here, count)
        for name, label, verb, count in pages
        if allows(actor, verb)
    ]
    return {"tabs": tabs, **clock(actor)}


def clock(actor: Actor) -> dict[str, Any]:
    """The time now and the zone in which the page shows times."""
    return {
        "now": actor.now(),
        "zone": time_zone(),
        "today": tonight(actor.now()),
    }


def case_crumbs(case_id: UUID, name: str, *more: tuple[str, Any]) -> list[tuple[str, Any]]:
    """Where a page of a case stands."""
    journey = reverse("evacuation:journey", kwargs={"case_id": case_id})
    return here(trail(case_id, name, (journey, _("Journey")), *more))
