"""The pages of photographs of an evaluation."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from waystation.audit import notes
from waystation.casework.forms import say_beside
from waystation.documentation.errors import Refused
from waystation.documentation.exhibits.records import CHANGED, CHECKED
from waystation.documentation.medical import access, photographs, wording
from waystation.documentation.medical.forms import BringForm, ErasePhotographForm, GiveForm, PhotographForm
from waystation.documentation.medical.records import Picture
from waystation.documentation.medical.views import _about, _again, _done
from waystation.files.forms import is_good
from waystation.files.uploads import Limits, takes_files
from waystation.staff.access import or_absent
from waystation.staff.errors import Absent
from waystation.staff.policy import allows, require
from waystation.staff.requests import StaffRequest
from waystation.vault.files import Stored
from waystation.web import notices
from waystation.web.middleware import SEALED_OFF
from waystation.web.pages import back, page

notices.register(
    {
        "photograph-taken-in": gettext_lazy(
            "Taken in: hashed, sealed and drawn anew. Erase it from this computer and from the camera."
        ),
        "photograph-brought": gettext_lazy("The working copy is here now. The custody log of its exhibit says so."),
        "photograph-unchanged": gettext_lazy("Read whole: every byte is as it was taken in."),
        "photograph-changed": gettext_lazy("The original is not what was taken in, or is missing."),
        "photograph-erased": gettext_lazy("The photograph is erased."),
    }
)


def _limits() -> Limits:
    return Limits(1, settings.WAYSTATION_FILE_LIMIT)


@takes_files(_limits)
def take_in(request: StaffRequest, case_id: UUID, evaluation_id: UUID) -> HttpResponse:
    """A photograph from the computer of whoever evaluates."""
    actor = request.actor
    _row, told = access.evaluation(actor, case_id, evaluation_id)
    require(actor, "medical.record")
    form = PhotographForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and is_good(request, form):
        said = form.cleaned_data
        (received,) = said["files"]
        try:
            made = photographs.take_in(
                actor,
                case_id,
                evaluation_id,
                Stored(received.id, received.content),
                name=received.claimed_name,
                kind=received.claimed_type,
                **{name: said[name] for name in ("shows", "taken_by", "tool", "when", "once")},
            )
        except Refused as refused:
            say_beside(form, refused.reasons)
        else:
            where = {"case_id": case_id, "evaluation_id": evaluation_id, "photograph_id": made}
            return back("medical:photograph", "photograph-taken-in", **where)
    context = _about(actor, case_id, evaluation_id, told, _("Take in a photograph")) | {
        "text": _(
            "It is sealed while it comes in, and its hashes are taken of the exact bytes before anything else. Whoever "
            "holds the medical part of the case sees it, and nobody else."
        ),
        "button": _("Take in"),
    }
    form.files_come = True  # type: ignore[attr-defined]
    return _again(request, "medical/photograph-form.html", form, context)


def bring(request: StaffRequest, case_id: UUID, evaluation_id: UUID) -> HttpResponse:
    """A documenter brings a working copy of an exhibit to whoever evaluates."""
    actor = request.actor
    _row, told = access.evaluation(actor, case_id, evaluation_id)
    require(actor, "exhibits.write")
    form = BringForm(request.POST or None)
    context = _about(actor, case_id, evaluation_id, told, _("Bring a copy of an exhibit")) | {
        "text": _(
            "Its newest working copy is put here, so that whoever evaluates can look at it and name it in a finding. "
            "The original stays with documentation."
        ),
        "button": _("Bring it"),
    }
    made: list[UUID] = []

    def act(said: dict[str, Any]) -> None:
        made.append(
            photographs.bring(actor, case_id, evaluation_id, said["exhibit"], shows=said["shows"], once=said["once"])
        )

    if _done(request, form, act, lambda: None):
        where = {"case_id": case_id, "evaluation_id": evaluation_id, "photograph_id": made[0]}
        return back("medical:photograph", "photograph-brought", **where)
    return _again(request, "medical/photograph-form.html", form, context)


def _one(request: StaffRequest, case_id: UUID, evaluation_id: UUID, photograph_id: UUID, more: Any = "") -> Any:
    """What the pages of one photograph show."""
    actor = request.actor
    _row, told = access.evaluation(actor, case_id, evaluation_id)
    _row, one = access.picture(actor, case_id, evaluation_id, photograph_id)
    name = _("Photograph %(number)s") % {"number": one.number}
    context = _about(actor, case_id, evaluation_id, told, more or name)
    if more:
        address = reverse("medical:photograph", args=[case_id, evaluation_id, photograph_id])
        context["breadcrumbs"].insert(-1, (address, name))
        context["cancel"] = address
    return context | {"one": one, "photograph_id": photograph_id}


@require_safe
def photograph(request: StaffRequest, case_id: UUID, evaluation_id: UUID, photograph_id: UUID) -> HttpResponse:
    """One photograph with its custody log, and the findings that name it."""
    actor = request.actor
    context = _one(request, case_id, evaluation_id, photograph_id)
    one = context["one"]
    looked = [entry.deed for entry in one.custody if entry.deed in (CHECKED, CHANGED)]
    context |= {
        "said": _said(one),
        "steps": wording.steps(one.custody),
        "came": access.as_it_came(actor, case_id, evaluation_id, photograph_id),
        "altered": wording.ALTERED if looked[-1:] == [CHANGED] else "",
        "found": [
            (row.pk, found.number)
            for row, found in access.findings(actor, case_id, evaluation_id)
            if any(each.exhibit == photograph_id for each in found.photographs)
        ],
        "may_erase": allows(actor, "medical.erase"),
    }
    return page(request, "medical/photograph.html", context)


def _said(one: Picture) -> list[tuple[Any, Any]]:
    exhibit = wording.EXHIBIT % {"number": one.exhibit} if one.exhibit else ""
    pairs = [
        (_("Working copy of"), exhibit),
        (_("Who took it"), one.taken_by),
        (_("With what"), one.tool),
        (_("When it was taken"), one.when),
        (_("Recorded by"), one.who),
        (_("SHA-256 of the file as it came"), one.sha256.hex()),
        (_("SHA-512 of the file as it came"), one.sha512.hex()),
        (_("SHA-256 of this copy"), one.content.sha256.hex()),
    ]
    return [pair for pair in pairs if pair[1]]


@require_safe
def picture(request: StaffRequest, case_id: UUID, evaluation_id: UUID, photograph_id: UUID) -> HttpResponse:
    """The photograph itself, as it was drawn anew."""
    actor = request.actor
    source = photographs.look_at(actor, case_id, evaluation_id, photograph_id)
    answer = HttpResponse(
        or_absent(actor, photograph_id, lambda: b"".join(source.read())), content_type=photographs.JPEG
    )
    answer.headers["Content-Security-Policy"] = SEALED_OFF
    return answer


@require_POST
def check(request: StaffRequest, case_id: UUID, evaluation_id: UUID, photograph_id: UUID) -> HttpResponse:
    """Reads the original whole and says whether it is what came in."""
    same = photographs.is_unchanged(request.actor, case_id, evaluation_id, photograph_id)
    where = {"case_id": case_id, "evaluation_id": evaluation_id, "photograph_id": photograph_id}
    return back("medical:photograph", "photograph-unchanged" if same else "photograph-changed", **where)


def export(request: StaffRequest, case_id: UUID, evaluation_id: UUID, photograph_id: UUID) -> HttpResponseBase:
    """A signed bundle: first to whom and why, then the file."""
    actor = request.actor
    context = _one(request, case_id, evaluation_id, photograph_id, _("Export as a signed bundle"))
    require(actor, "medical.record")
    if access.as_it_came(actor, case_id, evaluation_id, photograph_id) is None:
        raise Absent
    form = GiveForm(request.POST or None)
    context |= {
        "text": _(
            "It holds the original, its hashes, the custody log, a signature and the program that checks all of it "
            "without us. Whoever checks it needs this key from another way than the bundle: %(key)s"
        )
        % {"key": notes.key()},
        "button": _("Download it"),
    }
    made: list[Any] = []

    def act(said: dict[str, Any]) -> None:
        made.append(photographs.export(actor, case_id, evaluation_id, photograph_id, to=said["to"], why=said["why"]))

    if _done(request, form, act, lambda: None):
        answer = StreamingHttpResponse(made[0], content_type="application/zip")
        answer.headers["Content-Disposition"] = 'attachment; filename="bundle.zip"'
        answer.headers["Content-Security-Policy"] = SEALED_OFF
        return answer
    return _again(request, "medical/photograph-form.html", form, context)


def remove(request: StaffRequest, case_id: UUID, evaluation_id: UUID, photograph_id: UUID) -> HttpResponse:
    """Erases a photograph, after one more look."""
    actor = request.actor
    context = _one(request, case_id, evaluation_id, photograph_id, _("Erase this photograph"))
    if not allows(actor, "medical.erase"):
        raise Absent
    form = ErasePhotographForm(request.POST or None)
    context |= {
        "text": _(
            "Its bytes and its copy, for good. Its hash and its custody log stay. An exhibit that it came from stays."
        ),
        "button": _("Erase"),
    }

    def act(said: dict[str, Any]) -> None:
        photographs.remove(actor, case_id, evaluation_id, photograph_id, why=said["why"])

    if _done(request, form, act, lambda: None):
        where = {"case_id": case_id, "evaluation_id": evaluation_id}
        return back("medical:evaluation", "photograph-erased", **where)
    return _again(request, "medical/photograph-form.html", form, context)
