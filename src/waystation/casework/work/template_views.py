"""The pages on which coordinators edit what each stage proposes."""

from typing import Any
from uuid import UUID, uuid5

import msgspec
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from waystation.casework import history_shown
from waystation.casework.shown import stage_label
from waystation.casework.stages import STAGES
from waystation.casework.work import access, actions
from waystation.casework.work.forms import ItemForms, items
from waystation.staff.access import refresh
from waystation.staff.errors import Absent
from waystation.staff.requests import StaffRequest, acting
from waystation.vault.errors import Stale
from waystation.web.pages import back, page

_NAMESPACE = UUID("5b0f4f0e-7a51-4d3c-9d0f-2f6a1f0b9c77")


def id_of(stage: str) -> UUID:
    """What a stage is called in an address."""
    return uuid5(_NAMESPACE, stage)


_STAGE_OF = {id_of(stage): stage for stage in STAGES}


@require_safe
def templates(request: StaffRequest) -> HttpResponse:
    """Every stage, with how many tasks it proposes."""
    known = access.templates(acting(request, "work.templates"))
    rows = [(id_of(stage), stage_label(stage), known[stage][1].items if stage in known else ()) for stage in STAGES]
    return page(request, "work/templates.html", {"rows": rows, "breadcrumbs": [(reverse("work:tasks"), _("Tasks"))]})


@require_http_methods(["GET", "HEAD", "POST"])
def template(request: StaffRequest, template_id: UUID) -> HttpResponse:
    """The list of one stage."""
    actor = acting(request, "work.templates")
    stage = _STAGE_OF.get(template_id)
    if stage is None:
        raise Absent
    known = access.templates(actor).get(stage)
    lines = ItemForms(request.POST or None, initial=_initial(known[1].items if known else ()))
    context: dict[str, Any] = {"lines": lines, "stage": stage_label(stage), "version": known[0].version if known else 0}
    context["changes"] = history_shown.of_row(actor, known[0].pk) if known else []
    if request.method == "POST" and lines.is_valid():
        try:
            actions.keep_template(actor, stage, list(items(lines)), seen=_seen(request.POST.get("version", "")))
            return back("work:templates", "template-kept")
        except Stale:
            refresh(actor)
            theirs = access.templates(actor)[stage]
            context |= {"theirs": theirs[1].items, "version": theirs[0].version}
    crumbs = [(reverse("work:tasks"), _("Tasks")), (reverse("work:templates"), _("Lists of tasks"))]
    wrong = request.method == "POST"
    return page(request, "work/template.html", context | {"breadcrumbs": crumbs}, status=422 if wrong else 200)


def _initial(known: Any) -> list[dict[str, Any]]:
    return [msgspec.structs.asdict(item) for item in known]


def _seen(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else -1
