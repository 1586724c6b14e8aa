"""The pages of a case's files."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from waystation.casework import access, actions, filing, forms, shown
from waystation.casework.models import Case
from waystation.casework.records import CaseStub
from waystation.casework.submit import crumbs
from waystation.files import pages
from waystation.files.forms import is_good
from waystation.files.uploads import Limits, takes_files
from waystation.hotline import access as hotline_access
from waystation.staff.access import or_absent, personas
from waystation.staff.actor import Actor
from waystation.staff.requests import StaffRequest, acting
from waystation.vault.compartments import Compartment
from waystation.vault.files import Stored
from waystation.web import notices
from waystation.web.pages import back, page

notices.register({"file-kept": gettext_lazy("The file is kept.")})

PAGE = 50


def _limits() -> Limits:
    return Limits(1, settings.WAYSTATION_FILE_LIMIT)


def _compartments(actor: Actor, case_id: UUID) -> list[Compartment]:
    """Where this person may put a file."""
    return [each for each in shown.FILE_COMPARTMENTS if actor.keys.holds(case_id, each)]


def _crumbs(row: Case, stub: CaseStub) -> dict[str, Any]:
    found = crumbs(row, stub)
    found["breadcrumbs"].append((reverse("casework:files", args=[row.pk]), _("Files")))
    return found


@require_safe
def files(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The files of a case that this person may open."""
    actor = request.actor
    row, stub = access.case(actor, case_id)
    part = Paginator(access.files(actor, case_id), PAGE).get_page(request.GET.get("page"))
    names = personas(actor)
    lines = [
        {
            "id": found.pk,
            "file": record,
            "by": names.get(record.by, "") if record.by else "",
            "compartment": shown.FILE_COMPARTMENTS.get(Compartment(found.compartment), ""),
        }
        for found, record in part
    ]
    may_add = bool(_compartments(actor, case_id))
    return page(request, "casework/files.html", crumbs(row, stub) | {"lines": lines, "page": part, "may_add": may_add})


@takes_files(_limits)
def add_file(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """A file from the computer of whoever is signed in."""
    actor = acting(request, "casework.write")
    row, stub = access.case(actor, case_id)
    places = _compartments(actor, case_id)
    form = forms.FileForm(request.POST or None, request.FILES or None, compartments=places)
    if request.method == "POST" and is_good(request, form):
        said = form.cleaned_data
        (received,) = said["files"]
        actions.add_file(
            actor,
            case_id,
            Stored(received.id, received.content),
            name=received.claimed_name,
            kind=received.claimed_type,
            **_told(said),
        )
        return back("casework:files", "file-kept", case_id=case_id)
    status = 422 if form.errors else 200
    return page(request, "casework/add-file.html", _crumbs(row, stub) | {"form": form}, status=status)


def _told(said: dict[str, Any]) -> dict[str, Any]:
    return {name: said[name] for name in ("compartment", "description", "once")}


def keep_file(request: StaffRequest, case_id: UUID, request_id: UUID, message_id: UUID, index: int) -> HttpResponse:
    """An attachment becomes a file of the case."""
    actor = acting(request, "casework.write")
    row, stub = access.case(actor, case_id)
    found = hotline_access.attachment(actor, request_id, message_id, index)
    form = forms.KeepFileForm(request.POST or None, compartments=_compartments(actor, case_id))
    if request.method == "POST" and form.is_valid():
        place = (request_id, message_id, index)
        or_absent(actor, message_id, lambda: actions.keep_file(actor, case_id, place, **_told(form.cleaned_data)))
        return back("casework:files", "file-kept", case_id=case_id)
    context = _crumbs(row, stub) | {"form": form, "source": found}
    return page(request, "casework/keep-file.html", context, status=422 if form.errors else 200)


@require_safe
def file(request: StaffRequest, case_id: UUID, file_id: UUID) -> HttpResponse:
    """What can be shown of one file."""
    actor = request.actor
    row, stub = access.case(actor, case_id)
    record, found = actions.view_file(actor, case_id, file_id)
    addresses = {
        "picture": reverse("casework:file-picture", args=[case_id, file_id]),
        "original": reverse("casework:take-file", args=[case_id, file_id]),
    }
    context = _crumbs(row, stub) | pages.context(request, found) | addresses | {"file": record}
    return page(request, "casework/file.html", context)


@require_safe
def picture(request: StaffRequest, case_id: UUID, file_id: UUID) -> HttpResponseBase:
    """One page of a file, drawn anew."""
    actor = request.actor
    record = access.file(actor, case_id, file_id)
    return or_absent(actor, file_id, lambda: pages.picture(request, filing.bytes_of(record)))


@require_POST
def take_file(request: StaffRequest, case_id: UUID, file_id: UUID) -> HttpResponseBase:
    """The file as it came."""
    actor = request.actor
    _record, found = actions.take_file(actor, case_id, file_id)
    return or_absent(actor, file_id, lambda: pages.original(found))
