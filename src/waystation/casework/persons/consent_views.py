"""The page on which somebody of a case answers for themselves."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from waystation.casework import consent_shown
from waystation.casework.consent_views import ask
from waystation.casework.persons import access, asked
from waystation.casework.persons.consenting import record_answer
from waystation.casework.persons.submit import crumbs
from waystation.casework.persons.text import plain
from waystation.casework.submit import without_version
from waystation.staff.errors import Absent
from waystation.staff.requests import StaffRequest
from waystation.web.pages import back


def consent(request: StaffRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """Records an answer to one purpose of somebody else in a case; that of the one of the case stands elsewhere."""
    actor = request.actor
    found = access.member(actor, case_id, person_id)
    if person_id == access.applicant(actor, case_id):
        return back("casework:consent", case_id=case_id)
    other = asked.one(actor, case_id, person_id)
    if other is None:
        raise Absent

    def act(said: dict[str, Any]) -> None:
        record_answer(actor, case_id, person_id, **without_version(said), seen=said["version"])

    names = {each.id: plain(each.called) for each in access.members(actor, case_id)}
    first = next(iter(names.values()))
    told = crumbs(actor, case_id) | {
        "asked_at": reverse("persons:consent", args=[case_id, person_id]),
        "who": other.called,
        "child": asked.is_child(found, actor.today),
        "age_unknown": asked.may_be_child(found, actor.today),
        "through": ", ".join(names.get(each, "") if each else first for each in other.through),
        "recall": consent_shown.withdrawn(consent_shown.standing(actor, case_id, person_id)),
    }
    return ask(request, case_id, act, told, person_id)
