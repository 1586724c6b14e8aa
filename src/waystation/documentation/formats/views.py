"""The pages of what goes in and out: a door, a form, an action, a page."""

from collections.abc import Callable, Mapping
from itertools import chain
from typing import Any
from uuid import UUID

from django.conf import settings
from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from waystation.casework.errors import Refused as OfAnExhibit
from waystation.casework.forms import say_beside
from waystation.documentation import access
from waystation.documentation.errors import Refused
from waystation.documentation.formats import carried, exporting, home, shown, taking, uwazi, whole
from waystation.documentation.formats.errors import NotRead
from waystation.documentation.formats.forms import GiveForm, MappingForm, UnitsForm, UploadForm
from waystation.documentation.formats.home_views import came
from waystation.documentation.formats.reading import UWAZI
from waystation.documentation.formats.records import WAITING, Upload
from waystation.documentation.formats.wording import EXHIBITS_FIRST, EXPORT_WORDS, FORM_WORDS, OVERTAKEN, SAY_UNITS
from waystation.files.forms import is_good
from waystation.files.uploads import Limits, takes_files
from waystation.mail.words import clean
from waystation.staff.access import or_absent, personas, refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Refused as StaffRefused
from waystation.staff.requests import StaffRequest, acting
from waystation.vault import files
from waystation.vault.errors import Stale
from waystation.web import notices
from waystation.web.middleware import SEALED_OFF
from waystation.web.pages import back, page

notices.register(
    {
        "upload-chosen": gettext_lazy("Kept. Look below at what would be done; nothing is written yet."),
        "upload-taken": gettext_lazy("Taken in. Erase the file from this computer."),
        "upload-dropped": gettext_lazy("The file is deleted here. Records that were made of it stay."),
        "upload-overtaken": OVERTAKEN,
    }
)
ROWS_SHOWN = 5


def _limits() -> Limits:
    """An exhibit that comes home is as large as one that is taken in, and what it is sealed in a thousandth more."""
    return Limits(1, max(whole.MOST_BYTES, settings.WAYSTATION_FILE_LIMIT * 1001 // 1000 + carried.MOST_OF_HEAD))


def _trail(*more: tuple[str, Any]) -> dict[str, Any]:
    return {"breadcrumbs": [(reverse("documentation:events"), _("Events")), *more]}


def export(request: StaffRequest) -> HttpResponse:
    """Everything that is documented: first to whom and why, then the file."""
    actor = acting(request, "formats.export")
    names = personas(actor)
    told = [
        (each, EXPORT_WORDS[each.kind], names.get(each.by, ""))
        for each in exporting.given(actor)
        if each.kind != home.HOME
    ]
    return _giving(
        request, actor, None, _trail() | {"heading": _("Give events out"), "told": told, "field": home.is_field()}
    )


def export_event(request: StaffRequest, event_id: UUID) -> HttpResponse:
    """One event with what belongs to it."""
    actor = acting(request, "formats.export")
    _row, found = access.event(actor, event_id)
    crumb = (reverse("documentation:event", args=[event_id]), clean(found.title)[0])
    return _giving(request, actor, [event_id], _trail(crumb) | {"heading": _("Give this event out")})


def _giving(request: StaffRequest, actor: Actor, events: list[UUID] | None, context: dict[str, Any]) -> HttpResponse:
    form = GiveForm(request.POST or None, initial={"statements": events is None})
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("to", "why", "recipient", "statements")}
        try:
            given = exporting.give_out(actor, form.cleaned_data["kind"], events=events, **said)
        except Refused as refused:
            say_beside(form, refused.reasons)
        else:
            return _download(given)
    return page(request, "formats/export.html", context | {"form": form}, status=422 if form.errors else 200)


def _download(given: exporting.Given) -> HttpResponse:
    """A file whose name says nothing."""
    answer = HttpResponse(given.content, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="events.{given.ending}"'
    answer.headers["Content-Security-Policy"] = SEALED_OFF
    return answer


@takes_files(_limits)
def uploads(request: StaffRequest) -> HttpResponse:
    """Files that were brought, and a new one."""
    actor = acting(request, "formats.import")
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and is_good(request, form):
        (received,) = form.cleaned_data["files"]
        try:
            chunks = files.read(received.id, received.content)
            first = next(chunks, b"")
            if first.startswith(carried.AGE):
                return came(request, home.receive(actor, chain([first], chunks)))
            if received.content.size > whole.MOST_BYTES:
                raise NotRead("large")
            made = taking.begin(actor, chain([first], chunks), received.claimed_name, once=form.cleaned_data["once"])
            return back("formats:upload", upload_id=made)
        except NotRead as error:
            form.add_error("files", shown.why_not(error))
        except OfAnExhibit as refused:
            form.add_error("files", str(refused.reasons[0]))
    names = personas(actor)
    found = [(one, each, FORM_WORDS[each.form], names.get(each.by, "")) for one, each in taking.uploads(actor)]
    context = _trail() | {"form": form, "found": found, "field": home.is_field()}
    return page(request, "formats/uploads.html", context, status=422 if form.errors else 200)


def upload(request: StaffRequest, upload_id: UUID) -> HttpResponse:
    """What would be done with a file: a look, in which nothing is written. Of a table, which column is what."""
    actor = acting(request, "formats.import")
    row, record = taking.one(actor, upload_id)
    context = _context(upload_id, record) | {"version": row.version}
    if record.state != WAITING:
        return page(request, "formats/upload.html", context | {"answer": home.answer(record)})
    form: MappingForm | UnitsForm | HttpResponse | None = None
    if record.form == UWAZI:
        form = _mapping(request, actor, upload_id, row.version, record)
        if isinstance(form, HttpResponse):
            return form
        context |= {"form": form, "rows": _rows(actor, upload_id, record)[: ROWS_SHOWN + 1]}
    context |= {"wanting": EXHIBITS_FIRST if taking.wanting(actor, record) else ""}
    outcome = or_absent(actor, upload_id, lambda: taking.look(actor, record))
    if outcome.draft.units:
        form = _units(request, actor, upload_id, row.version, record, outcome.draft.units)
        if isinstance(form, HttpResponse):
            return form
        context |= {"units": form, "unanswered": SAY_UNITS if taking.unanswered(record, outcome) else ""}
    status = 422 if form is not None and form.errors else 200
    return page(request, "formats/upload.html", context | shown.preview(outcome), status=status)


def _units(
    request: StaffRequest, actor: Actor, upload_id: UUID, version: int, record: Upload, units: Mapping[str, int]
) -> UnitsForm | HttpResponse:
    """The form that says what counting units are; what was said is kept."""
    initial = {"version": version}
    form = UnitsForm(request.POST or None, units=units, answers=dict(record.units), initial=initial)

    def keep(seen: int) -> None:
        taking.answer(actor, upload_id, form.units(), seen=seen)

    return _kept(request, actor, upload_id, form, keep) or form


def _kept(
    request: StaffRequest, actor: Actor, upload_id: UUID, form: Form, keep: Callable[[int], None]
) -> HttpResponse | None:
    """Where one is led once what was said of a file is kept; None where nothing was sent, or it was not taken."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        keep(form.cleaned_data["version"])
        return back("formats:upload", "upload-chosen", upload_id=upload_id)
    except StaffRefused as refused:
        form.add_error(None, str(refused.reason))
    except Stale:
        refresh(actor)
        form.add_error(None, OVERTAKEN)
    return None


def _context(upload_id: UUID, record: Upload) -> dict[str, Any]:
    above = (reverse("formats:uploads"), _("Take in"))
    return _trail(above) | {"upload_id": upload_id, "record": record, "of_form": FORM_WORDS[record.form]}


def _rows(actor: Actor, upload_id: UUID, record: Upload) -> list[list[str]]:
    return or_absent(actor, upload_id, lambda: taking.parsed(record)).rows


def _mapping(
    request: StaffRequest, actor: Actor, upload_id: UUID, version: int, record: Upload
) -> MappingForm | HttpResponse:
    """The form that says what each column is; what was chosen is kept."""
    rows = _rows(actor, upload_id, record)
    names = uwazi.templates(rows, record.columns)
    initial = MappingForm.initial_of(record.columns, record.templates, names) | {"version": version}
    form = MappingForm(request.POST or None, titles=rows[0], templates=names, initial=initial)

    def keep(seen: int) -> None:
        taking.choose(actor, upload_id, form.columns(), form.templates(), seen=seen)

    return _kept(request, actor, upload_id, form, keep) or form


@require_POST
def take(request: StaffRequest, upload_id: UUID) -> HttpResponse:
    """Takes a file in, as it was looked at."""
    actor = acting(request, "formats.import")
    version = request.POST.get("version", "")
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    try:
        or_absent(actor, upload_id, lambda: taking.take(actor, upload_id, seen=seen))
    except (Stale, StaffRefused):
        refresh(actor)
        return back("formats:upload", "upload-overtaken", upload_id=upload_id)
    return back("formats:upload", "upload-taken", upload_id=upload_id)


@require_POST
def drop(request: StaffRequest, upload_id: UUID) -> HttpResponse:
    """Deletes a file that is not wanted any more."""
    taking.drop(acting(request, "formats.import"), upload_id)
    return back("formats:uploads", "upload-dropped")
