"""The pages of what is given out."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.casework import access
from waystation.casework.consent_rules import Wanted
from waystation.casework.errors import Refused
from waystation.casework.exchange import exporting, form, people, told, whole
from waystation.casework.exchange.errors import NotOurs
from waystation.casework.exchange.forms import CaseFileForm, TableForm, WantedForm
from waystation.casework.exchange.wording import why_not
from waystation.casework.submit import crumbs, say
from waystation.files.forms import is_good
from waystation.files.uploads import Limits, takes_files
from waystation.staff.actor import Actor
from waystation.staff.requests import StaffRequest, acting
from waystation.vault import files
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(
    {
        "case-taken-in": gettext_lazy("The case is here now, under keys of its own."),
        "case-taken-in-without": gettext_lazy(
            "The case is here now, under keys of its own. Changes of records that the file does not hold were left out."
        ),
    }
)

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "pdf": "application/pdf",
    "age": "application/octet-stream",
}


def download(content: bytes, kind: str, name: str = "table") -> HttpResponse:
    """A file whose name says nothing."""
    answer = HttpResponse(content, content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def export(request: StaffRequest) -> HttpResponse:
    """A table of many cases: first who allows it and who does not, then the file."""
    actor = acting(request, "exchange.export")
    asked = TableForm(request.POST or None)
    found: list[exporting.Candidate] = []
    if request.method == "POST" and asked.is_valid():
        said, wanted, seen = asked.cleaned_data, asked.wanted(), asked.limits_seen()
        try:
            if request.POST.get("do") == "give":
                content, _left = exporting.export_table(actor, said["group"], wanted, said["kind"], limits_seen=seen)
                return download(content, said["kind"])
            found = exporting.candidates(actor, said["group"], wanted, seen)
        except Refused as refused:
            say(asked, refused)
    context = {
        "form": asked,
        "found": found,
        "allowed": sum(each.allowed for each in found),
        "seen": " ".join(f"{each.id}:{each.answer}" for each in found if each.limits),
        "limited": any(each.limits for each in found),
        "breadcrumbs": [(reverse("casework:cases"), _("Cases"))],
    }
    return page(request, "exchange/export.html", context, status=422 if asked.errors else 200)


def against(actor: Actor, case_id: UUID, wanted: Wanted, seen: UUID | None) -> dict[str, Any]:
    """What stands against a use, for its page: limits that must be read, people who did not say yes."""
    found = people.ask(actor, case_id, wanted, seen).found
    return {
        "limits": found.limits,
        "against": found.against and not found.release,
        "seen": f"{case_id}:{found.limits_id}" if found.limits_id else "",
        "purpose": wanted.purpose,
        "left_out": found.left_out if people.tells_of_others(wanted) else (),
    }


def export_case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """One case: what stands for the purpose, then the file."""
    actor = acting(request, "exchange.export")
    row, stub = access.case(actor, case_id)
    asked = WantedForm(request.POST or None)
    context: dict[str, Any] = crumbs(row, stub) | {"form": asked, "texts": told.listed(actor, case_id)}
    if request.method == "POST" and asked.is_valid():
        said, wanted, seen = asked.cleaned_data, asked.wanted(), asked.limits_seen().get(case_id)
        try:
            content = exporting.export_case(actor, case_id, wanted, said["kind"], limits_seen=seen)
            return download(content, said["kind"], "case")
        except Refused as refused:
            say(asked, refused)
            context |= against(actor, case_id, exporting.made(wanted, said["kind"]), seen)
    return page(request, "exchange/case.html", context, status=422 if asked.errors else 200)


def _limits() -> Limits:
    return Limits(1, form.MOST_BYTES)


@takes_files(_limits)
def take_in(request: StaffRequest) -> HttpResponse:
    """A whole case from a JSON file."""
    actor = acting(request, "exchange.import")
    asked = CaseFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and is_good(request, asked):
        (received,) = asked.cleaned_data["files"]
        try:
            content = b"".join(files.read(received.id, received.content))
            case = form.unpacked(content)
            notice = "case-taken-in-without" if whole.strays(case) else "case-taken-in"
            return back("casework:case", notice, case_id=whole.take_in(actor, case))
        except NotOurs as error:
            asked.add_error("files", why_not(error))
        except Refused as refused:
            asked.add_error("files", str(refused.reasons[0]))
    context = {"form": asked, "breadcrumbs": [(reverse("casework:cases"), _("Cases"))]}
    return page(request, "exchange/take-in.html", context, status=422 if asked.errors else 200)
