"""The pages of exhibits: a door, a form, an action, a page."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from waystation.audit import notes
from waystation.casework import access as casework
from waystation.casework.errors import Refused
from waystation.casework.submit import say, submit
from waystation.documentation.exhibits import access, actions, shown, wording
from waystation.documentation.exhibits.forms import CopyForm, GiveForm, StepForm, TakeInForm, WhyForm
from waystation.files import pages
from waystation.files.forms import is_good
from waystation.files.uploads import Limits, takes_files
from waystation.staff.access import or_absent
from waystation.staff.actor import Actor
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest, acting
from waystation.vault.files import Stored
from waystation.web import notices
from waystation.web.middleware import SEALED_OFF
from waystation.web.pages import back, page

ON_A_PAGE = 50
notices.register(
    {
        "exhibit-taken-in": gettext_lazy(
            "Taken in: sealed, hashed and in the custody log. Erase it from this computer."
        ),
        "exhibit-unchanged": gettext_lazy("Read whole: every byte is as it was taken in."),
        "exhibit-changed": gettext_lazy("The original is not what was taken in, or is missing."),
        "exhibit-timestamped": gettext_lazy("The custody log up to here is timestamped."),
        "exhibit-noted": gettext_lazy("Written into the custody log."),
        "exhibit-copied": gettext_lazy("The working copy is made."),
        "exhibit-destroyed": gettext_lazy("The bytes are destroyed. Hashes and custody log stay."),
    }
)


def _limits() -> Limits:
    return Limits(1, settings.WAYSTATION_FILE_LIMIT)


def _trail(actor: Actor, exhibit_id: UUID | None = None, *, inside: bool = False) -> dict[str, Any]:
    crumbs: list[tuple[str, Any]] = [(reverse("exhibits:exhibits"), _("Exhibits"))]
    if exhibit_id is None:
        return {"breadcrumbs": crumbs}
    found = access.exhibit(actor, exhibit_id)
    name = _("Exhibit %(number)s") % {"number": found.number}
    address = reverse("exhibits:exhibit", args=[exhibit_id])
    crumbs.append((address if inside else "", name))
    return {"breadcrumbs": crumbs, "name": name, "exhibit_id": exhibit_id, "cancel": address}


@require_safe
def exhibits(request: StaffRequest) -> HttpResponse:
    """Every exhibit, the newest first."""
    actor = acting(request, "exhibits.read")
    part = Paginator(access.exhibits(actor), ON_A_PAGE).get_page(request.GET.get("page"))
    part.object_list = [shown.line(actor, *each) for each in part.object_list]
    return page(request, "exhibits/exhibits.html", {"page": part})


@takes_files(_limits)
def take_in(request: StaffRequest) -> HttpResponse:
    """A file from the computer of whoever is signed in becomes an exhibit."""
    actor = acting(request, "exhibits.write")
    form = TakeInForm(request.POST or None, request.FILES or None, cases=allows(actor, "casework.read"))
    if request.method == "POST" and is_good(request, form):
        try:
            made = _take_in(actor, form)
        except Refused as no:
            say(form, no)
        else:
            return back("exhibits:exhibit", "exhibit-taken-in", exhibit_id=made)
    context = _trail(actor) | {"form": form}
    return page(request, "exhibits/take-in.html", context, status=422 if form.errors else 200)


def _take_in(actor: Actor, form: TakeInForm) -> UUID:
    (received,) = form.cleaned_data["files"]
    return actions.take_in(
        actor,
        Stored(received.id, received.content),
        form.provenance(),
        why=form.cleaned_data["why"],
        name=received.claimed_name,
        kind=received.claimed_type,
        case_id=_case(actor, form.cleaned_data.get("case", "")),
        once=form.cleaned_data["once"],
    )


def _case(actor: Actor, called: str) -> UUID | None:
    """The case of the person who is called that. Raises Refused where there is none."""
    if not called.strip():
        return None
    wanted = called.strip().casefold()
    found = [held.id for held, stub in casework.cases(actor) if stub.pseudonym.casefold() == wanted]
    if len(found) != 1:
        raise Refused([wording.NO_CASE])
    return found[0]


@require_safe
def exhibit(request: StaffRequest, exhibit_id: UUID) -> HttpResponse:
    """One exhibit with its custody log."""
    actor = request.actor
    return page(request, "exhibits/exhibit.html", _trail(actor, exhibit_id) | shown.whole(actor, exhibit_id))


@require_POST
def check(request: StaffRequest, exhibit_id: UUID) -> HttpResponse:
    """Reads the original whole and says whether it is what came in."""
    actor = request.actor
    try:
        same = actions.is_unchanged(actor, exhibit_id)
    except Refused:
        return back("exhibits:exhibit", exhibit_id=exhibit_id)
    return back("exhibits:exhibit", "exhibit-unchanged" if same else "exhibit-changed", exhibit_id=exhibit_id)


@require_POST
def timestamp(request: StaffRequest, exhibit_id: UUID) -> HttpResponse:
    """Asks the authority for a timestamp over the custody log."""
    actor = request.actor
    try:
        actions.timestamp(actor, exhibit_id)
    except Refused as no:
        context = _trail(actor, exhibit_id) | shown.whole(actor, exhibit_id) | {"refused": no.reasons}
        return page(request, "exhibits/exhibit.html", context, status=422)
    return back("exhibits:exhibit", "exhibit-timestamped", exhibit_id=exhibit_id)


def step(request: StaffRequest, exhibit_id: UUID) -> HttpResponse:
    """An entry that is written by hand."""
    actor = acting(request, "exhibits.write")
    form = StepForm(request.POST or None)
    context = _trail(actor, exhibit_id, inside=True) | {"heading": _("Add to the custody log")}

    def act(said: dict[str, Any]) -> None:
        actions.write_down(actor, exhibit_id, deed=said["deed"], why=said["why"], to=said["to"])

    return _submit(request, form, act, "exhibit-noted", context)


def _submit(request: StaffRequest, form: Any, act: Any, notice: str, context: dict[str, Any]) -> HttpResponse:
    where = {"exhibit_id": context["exhibit_id"]}
    return submit(request, "exhibits/form.html", form, act, notice, context, "exhibits:exhibit", **where)


def copy_new(request: StaffRequest, exhibit_id: UUID) -> HttpResponse:
    """Makes a working copy of one page."""
    actor = acting(request, "exhibits.write")
    form = CopyForm(request.POST or None)
    context = _trail(actor, exhibit_id, inside=True) | {
        "heading": _("Make a working copy"),
        "text": _(
            "One page is drawn anew in a process that can do nothing else, without what the file knows of its place, "
            "device or author. The original stays untouched."
        ),
        "button": _("Make it"),
    }

    def act(said: dict[str, Any]) -> None:
        actions.make_copy(actor, exhibit_id, page=said["page"], why=said["why"], once=said["once"])

    return _submit(request, form, act, "exhibit-copied", context)


@require_safe
def copy(request: StaffRequest, exhibit_id: UUID, copy_id: UUID) -> HttpResponse:
    """One working copy."""
    actor = request.actor
    found = access.copy(actor, exhibit_id, copy_id)
    source = actions.look_at_copy(actor, exhibit_id, copy_id)
    text = ""
    if found.type.startswith("text/"):
        text = or_absent(actor, copy_id, lambda: b"".join(source.read()).decode())
    context = _trail(actor, exhibit_id, inside=True) | {
        "copy": found,
        "copy_id": copy_id,
        "text": text,
        "sha256": source.sha256.hex(),
    }
    return page(request, "exhibits/copy.html", context)


@require_safe
def copy_bytes(request: StaffRequest, exhibit_id: UUID, copy_id: UUID) -> HttpResponseBase:
    """The picture of a working copy."""
    actor = request.actor
    found = access.copy(actor, exhibit_id, copy_id)
    if not found.type.startswith("image/"):
        raise Http404
    source = actions.look_at_copy(actor, exhibit_id, copy_id)
    answer = HttpResponse(or_absent(actor, copy_id, lambda: b"".join(source.read())), content_type=found.type)
    answer.headers["Content-Security-Policy"] = SEALED_OFF
    return answer


def give_out(request: StaffRequest, exhibit_id: UUID) -> HttpResponseBase:
    """The original as it came: first to whom and why, then the file."""
    actor = acting(request, "exhibits.write")
    form = GiveForm(request.POST or None)
    context = _trail(actor, exhibit_id, inside=True) | {
        "heading": _("Give the original out"),
        "text": _(
            "It is read whole first, and given only if every byte is as it was taken in. A file can harm the computer "
            "that opens it: open it only on a separate machine without a network."
        ),
        "button": _("Download it"),
    }
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.give_out(actor, exhibit_id, to=form.cleaned_data["to"], why=form.cleaned_data["why"])
        except Refused as no:
            say(form, no)
        else:
            return or_absent(actor, exhibit_id, lambda: pages.original(found))
    return page(request, "exhibits/form.html", context | {"form": form}, status=422 if form.errors else 200)


def export(request: StaffRequest, exhibit_id: UUID) -> HttpResponseBase:
    """A signed bundle: first to whom and why, then the file."""
    actor = acting(request, "exhibits.write")
    form = GiveForm(request.POST or None)
    context = _trail(actor, exhibit_id, inside=True) | {
        "heading": _("Export as a signed bundle"),
        "text": _(
            "It holds the original, its hashes, the custody log, a signature and the program that checks all of it "
            "without us. Whoever checks it needs this key from another way than the bundle: %(key)s"
        )
        % {"key": notes.key()},
        "button": _("Download it"),
    }
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.export(actor, exhibit_id, to=form.cleaned_data["to"], why=form.cleaned_data["why"])
        except Refused as no:
            say(form, no)
        else:
            answer = StreamingHttpResponse(found, content_type="application/zip")
            answer.headers["Content-Disposition"] = 'attachment; filename="bundle.zip"'
            answer.headers["Content-Security-Policy"] = SEALED_OFF
            return answer
    return page(request, "exhibits/form.html", context | {"form": form}, status=422 if form.errors else 200)


def ask_to_destroy(request: StaffRequest, exhibit_id: UUID) -> HttpResponse:
    """Asks that the bytes be destroyed."""
    actor = acting(request, "exhibits.write")
    context = _trail(actor, exhibit_id, inside=True) | {
        "heading": _("Ask to destroy the bytes"),
        "text": _(
            "Somebody else of documentation decides. Number, size, hashes and the custody log stay; what it is and "
            "where it comes from goes with the bytes."
        ),
        "button": _("Ask for it"),
    }

    def act(said: dict[str, Any]) -> None:
        actions.ask_to_destroy(actor, exhibit_id, why=said["why"])

    return _submit(request, WhyForm(request.POST or None), act, "exhibit-noted", context)


def keep(request: StaffRequest, exhibit_id: UUID) -> HttpResponse:
    """Declines to destroy, or takes the request back."""
    actor = acting(request, "exhibits.write")
    context = _trail(actor, exhibit_id, inside=True) | {"heading": _("Keep it"), "button": _("Keep it")}

    def act(said: dict[str, Any]) -> None:
        actions.keep(actor, exhibit_id, why=said["why"])

    return _submit(request, WhyForm(request.POST or None), act, "exhibit-noted", context)


def destroy(request: StaffRequest, exhibit_id: UUID) -> HttpResponse:
    """Destroys what somebody else asked to destroy."""
    actor = acting(request, "exhibits.write")
    context = _trail(actor, exhibit_id, inside=True) | {
        "heading": _("Destroy the bytes"),
        "text": _(
            "For good, for everybody, with all working copies and the key. Backups keep the key until they expire."
        ),
        "button": _("Destroy for good"),
    }

    def act(said: dict[str, Any]) -> None:
        actions.destroy(actor, exhibit_id, why=said["why"])

    return _submit(request, WhyForm(request.POST or None), act, "exhibit-destroyed", context)
