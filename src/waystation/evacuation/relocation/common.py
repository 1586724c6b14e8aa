"""What the pages of the room share."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.casework import access as casework
from waystation.casework.submit import crumbs, said_in
from waystation.evacuation import access as evacuation
from waystation.staff.actor import Actor
from waystation.staff.policy import allows


def case_frame(actor: Actor, case_id: UUID, *more: str) -> dict[str, Any]:
    """Where a page of a case stands. Raises Absent where its logistics do not open."""
    evacuation.case(actor, case_id)
    row, stub = casework.case(actor, case_id)
    frame, here = crumbs(row, stub), reverse("relocation:case", args=[case_id])
    frame["breadcrumbs"] += [(here if more else "", _("Relocation")), *(("", name) for name in more)]
    return frame | {"may_plan": allows(actor, "evacuation.plan"), "back": here, "today": actor.today}


def stands_of(form: BaseForm, told: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """What a colleague saved meanwhile, in the words of a form, beside what this person typed."""
    return [
        (field.label, said_in(field, told.get(field.name))) for field in form.visible_fields() if field.name in told
    ]
