"""The navigation of the staff pages."""

from dataclasses import dataclass

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.evacuation.models import CheckIn
from waystation.evacuation.records import CheckInState
from waystation.hotline.briefings.models import ConfirmationRow, Confirmed
from waystation.staff.policy import HasRoles, allows
from waystation.staff.teams import DUTY
from waystation.vault import rows


@dataclass(frozen=True)
class Link:
    """One entry; `count` is shown beside it when it is not zero."""

    url: str
    label: str | Promise
    active: bool
    count: int = 0


# name of the page, label, what one must be allowed to do
PAGES = [
    ("desk:today", _("Today"), "desk.today"),
    ("hotline:requests", _("Requests"), "hotline.read"),
    ("duty:week", _("Duty"), "duty.read"),
    ("trust:overview", _("Trust"), "trust.read"),
    ("casework:cases", _("Cases"), "casework.read"),
    ("services:services", _("Services"), "services.read"),
    ("exhibits:exhibits", _("Exhibits"), "exhibits.read"),
    ("medical:evaluations", _("Evaluations"), "medical.read"),
    ("evacuation:places", _("Evacuation"), "evacuation.read"),
    ("money:funds", _("Money"), "money.read"),
    ("relocation:tracks", _("Relocation"), "evacuation.read"),
    ("documentation:events", _("Events"), "documentation.read"),
    ("statements:statements", _("Statements"), "documentation.read"),
    ("statements:people", _("People"), "documentation.read"),
    ("figures:figures", _("Figures"), "figures.read"),
    ("advocacy:submissions", _("Submissions"), "advocacy.read"),
    ("publication:publications", _("Publications"), "publication.write"),
    ("desk:counts", _("Counts"), "desk.counts"),
    ("desk:retention", _("Keep or erase"), "erasure.propose"),
    ("desk:log", _("Log"), "audit.read"),
    ("staff:members", _("Staff"), "staff.read"),
    ("status:status", _("Server"), "status.read"),
]
# Alarms are shown wherever somebody is; one look at an indexed column.
WITH_ALARMS = ("desk:today",)
ALARMING: tuple[tuple[type[Model], int], ...] = (
    (CheckIn, CheckInState.MISSED),
    (ConfirmationRow, Confirmed.MISSED),
)


def navigation(request: HttpRequest) -> dict[str, list[Link]]:
    """Links to what this person may do."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {"navigation": []}
    links = []
    for name, label, verb in PAGES:
        if allows(actor, verb):
            url = reverse(name)
            count = (
                sum(rows.count(kind, state=int(missed), locator=actor.team(DUTY)) for kind, missed in ALARMING)
                if name in WITH_ALARMS and _attends(actor)
                else 0
            )
            links.append(Link(url, label, _active(request.path, url), count))
    return {"navigation": links}


def _attends(actor: HasRoles) -> bool:
    return allows(actor, "alarm.acknowledge")


def _active(path: str, url: str) -> bool:
    return path == url or (url != reverse("desk:today") and path.startswith(url))
