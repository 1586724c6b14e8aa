"""How a form about persons ends: done, or shown again with all that was typed and what a colleague saved meanwhile."""

import re
from collections.abc import Callable, Iterator
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.casework import access as casework
from waystation.casework import submit as of_cases
from waystation.casework.forms import QuietForm
from waystation.staff.actor import Actor
from waystation.staff.requests import StaffRequest
from waystation.web.pages import back, page

_NUMBERED = re.compile(r"_[0-9]+$")
Now = Callable[[], tuple[int, dict[str, Any]]]  # the version that stands, and what the fields hold for it


def crumbs(actor: Actor, case_id: UUID, *more: tuple[str, str]) -> dict[str, Any]:
    """What every page of persons shows above its heading."""
    found = of_cases.crumbs(*casework.case(actor, case_id))
    found["breadcrumbs"] += [(reverse("persons:people", args=[case_id]), _("People")), *more]
    return found


def save(
    request: StaffRequest,
    template: str,
    form: QuietForm,
    act: Callable[[], object],
    done: str,
    context: dict[str, Any],
    now: Now | None = None,
    before: Callable[[int], dict[str, Any]] | None = None,
) -> HttpResponse:
    """Runs the action for a valid form and goes to `done`. Who was overtaken sees both, and may send it again.

    `before`: what the fields held at a version. A field that was left as it was then stands as the other saved it.
    """

    def overtaken() -> None:
        version, told = now() if now else (0, {})
        if before and (seen := form.cleaned_data.get("version")) is not None:
            leave(form, before(seen), told)
        form.now_at(version)
        form.add_error(
            None, _("Somebody else changed this at the same time. Both are below; send yours again if it is right.")
        )
        context["differences"] = list(differences(form, told))

    if of_cases.attempt(request, form, act, overtaken):
        return back(done, "person-saved")
    return page(request, template, context | {"form": form}, status=422 if form.errors else 200)


def leave(form: QuietForm, before: dict[str, Any], told: dict[str, Any]) -> None:
    """Takes what stands now into the fields that were not touched; of a list, whose fields have numbers, into none."""
    data = cast(QueryDict, form.data).copy()
    for field in form.visible_fields():
        if not _NUMBERED.search(field.name) and _words(field, before.get(field.name)) == _words(field, field.value()):
            value = told.get(field.name)
            values = value if isinstance(value, list | tuple) else ["" if value is None else value]
            data.setlist(field.html_name, [str(each) for each in values])
    form.data = data


def differences(form: forms.Form, told: dict[str, Any]) -> Iterator[tuple[Any, str, str]]:
    """Label, what stands now, and what was typed, for each field in which the two differ."""
    for field in form.visible_fields():
        theirs, mine = (_words(field, value) for value in (told.get(field.name), field.value()))
        if theirs != mine:
            yield field.label, theirs, mine


def _words(field: forms.BoundField, value: Any) -> str:
    return "" if value in (None, "") else of_cases.said_in(field, value)
