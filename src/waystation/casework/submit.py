"""One way for a form to end: done and back to the case, or shown again with all that was typed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from typing import Any
from uuid import UUID

from django.forms import BaseForm, BoundField
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.casework import access, history_shown, shown
from waystation.casework.errors import Refused
from waystation.casework.forms import QuietForm
from waystation.casework.models import Case
from waystation.casework.records import CaseStub
from waystation.staff.access import personas, refresh
from waystation.staff.errors import Absent
from waystation.staff.requests import StaffRequest
from waystation.vault.errors import Stale
from waystation.web.pages import back, page

Trail = list[tuple[str, Any]]


def trail(case_id: UUID, name: str, *more: tuple[str, Any]) -> Trail:
    """Where a page of a case stands: the address and the name of each page above it."""
    return [(reverse("casework:cases"), _("Cases")), (reverse("casework:case", args=[case_id]), name), *more]


def here(found: Trail) -> Trail:
    """The same for the page at its end itself, to which nothing leads."""
    return [*found[:-1], ("", found[-1][1])]


def crumbs(row: Case, stub: CaseStub) -> dict[str, Any]:
    """What every page of a case shows above its heading."""
    return {"case_id": row.pk, "stub": stub, "breadcrumbs": trail(row.pk, stub.pseudonym)}


def of_contact(view: Callable[..., Any]) -> Callable[..., Any]:
    """A page of what is in CONTACT of a case: absent for whoever does not open that, as it stands now."""

    @wraps(view)
    def seen(request: StaffRequest, case_id: UUID, **more: Any) -> Any:
        if not access.is_open_to(request.actor, case_id):
            raise Absent
        return view(request, case_id=case_id, **more)

    return seen


def without_version(said: dict[str, Any]) -> dict[str, Any]:
    """What a form says, but for the version that it was filled in beside."""
    return {name: value for name, value in said.items() if name != "version"}


def say(form: BaseForm, refused: Refused) -> None:
    """Puts the reasons of a refusal on a form."""
    for reason in refused.reasons:
        form.add_error(None, str(reason))


def attempt(
    request: StaffRequest,
    form: QuietForm,
    act: Callable[[], object],
    overtaken: Callable[[], None],
    refused: Callable[[], None] = lambda: None,
) -> bool:
    """Runs the action for a valid form. Whether it is done; else the form says why not.

    `overtaken` is for where a colleague was faster: it says so. `refused` adds to what the form says.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except Refused as no:
        say(form, no)
        refused()
    except Stale:
        refresh(request.actor)  # perhaps it was the keys that changed
        overtaken()
    else:
        return True
    return False


def submit(
    request: StaffRequest,
    template: str,
    form: QuietForm,
    act: Callable[[dict[str, Any]], UUID | None],
    notice: str,
    context: dict[str, Any],
    to: str = "casework:case",
    **where: UUID,
) -> HttpResponse:
    """Runs the action for a valid form, and goes on to the page `to`, of the case unless `where` says of what.

    A refusal or a colleague who was faster keeps the text on the page. What is not the case itself says in `context`
    which version of it stands (`version_now`) and what it says by now (`stands`, pairs of a label and a value;
    `beside`, what the form would hold of it).
    """
    made: list[UUID | None] = []
    if attempt(request, form, lambda: made.append(act(form.cleaned_data)), lambda: _overtaken(request, form, context)):
        ids = {"case_id": context.get("case_id", made[0])} if to == "casework:case" else where
        return back(to, notice, **ids)
    return page(request, template, context | {"form": form}, status=422 if form.errors else 200)


def _overtaken(request: StaffRequest, form: QuietForm, context: dict[str, Any]) -> None:
    """Says so, and lets the same text be sent over what stands now."""
    form.add_error(
        None,
        _("Somebody else changed this at the same time. Your text is kept below; look at the case and send it again."),
    )
    actor = request.actor
    if "stands" in context:
        context["stands_now"] = context["stands"]()
        context["both"] = list(both(form, context["beside"]())) if "beside" in context else []
    elif "case_id" in context:
        row, stub = access.case(actor, context["case_id"])
        form.now_at(row.version)
        context["theirs"] = shown.show(row, stub, personas(actor), actor.today)
        context["both"] = list(both(form))
        context["changed"] = history_shown.last(actor, row.pk)
    if "version_now" in context:
        form.now_at(context["version_now"]())


def both(form: QuietForm, stands: Mapping[str, Any] | None = None) -> Iterator[tuple[Any, str, str]]:
    """Label, what stands now, and what was typed, of each field in which the two differ.

    What stands now is, where it is not given, what the form began with in this request: it was opened after the other
    had saved.
    """
    stands = form.initial if stands is None else stands
    for field in form.visible_fields():
        theirs, mine = said_in(field, stands.get(field.name)), said_in(field, field.value())
        if field.name in stands and theirs != mine:
            yield field.label, theirs, mine


def said_in(field: BoundField, value: Any) -> str:
    """A value of a field in the words of its choices."""
    if isinstance(value, list | tuple):
        return ", ".join(said_in(field, each) for each in value)
    text = "" if value is None else str(value)
    return str(dict(_choices(getattr(field.field, "choices", ()))).get(text, text))


def _choices(choices: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    for code, label in choices:
        if isinstance(label, list | tuple):
            yield from _choices(label)
        else:
            yield str(code), label
