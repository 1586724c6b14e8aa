"""The pages on which a table is taken in."""

import logging
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from waystation.casework.consent_rules import Sentence
from waystation.casework.exchange import correcting, import_rules, import_shown, importing, sorting
from waystation.casework.exchange.forms import MappingForm, SheetForm
from waystation.casework.exchange.records import Import
from waystation.casework.exchange.views import download
from waystation.files.forms import is_good
from waystation.files.uploads import Limits, takes_files
from waystation.staff.access import or_absent, personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Refused
from waystation.staff.requests import StaffRequest, acting
from waystation.vault import files
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(
    {
        "import-chosen": gettext_lazy("Kept. Look below at what would be done; nothing is written yet."),
        "import-looked-at": gettext_lazy("The table is deleted. What was left out, and why, stays to be read."),
        "import-dropped": gettext_lazy("The table is deleted. The cases that were made of it stay."),
    }
)

logger = logging.getLogger(__name__)

Named = tuple[int, str, Sentence, UUID | None]  # a row that is left out: which, its column, why, the case it is about
SHOWN_ROWS = 5
_MARK = "<!--progress-->"


def _limits() -> Limits:
    return Limits(1, 64 * 1024 * 1024)


@takes_files(_limits)
def imports(request: StaffRequest) -> HttpResponse:
    """The tables that were taken in, and a new one."""
    actor = acting(request, "exchange.import")
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and is_good(request, form):
        (received,) = form.cleaned_data["files"]
        try:
            chunks = files.read(received.id, received.content)
            made = importing.begin(actor, chunks, received.claimed_name, once=form.cleaned_data["once"])
            return back("exchange:import", import_id=made)
        except Refused as refused:
            form.add_error("files", str(refused.reason))
    names = personas(actor)
    found = [(row.pk, record, names.get(record.by, "")) for row, record in importing.imports(actor)]
    context = {"form": form, "found": found, "breadcrumbs": [(reverse("casework:cases"), _("Cases"))]}
    return page(request, "exchange/imports.html", context, status=422 if form.errors else 200)


def one(request: StaffRequest, import_id: UUID) -> HttpResponse:
    """Which column is what, and what would be done: a look, in which nothing is written."""
    actor = acting(request, "exchange.import")
    row, record = importing.one(actor, import_id)
    rows = or_absent(actor, import_id, lambda: sorting.cells(record))
    width = max((len(each) for each in rows), default=0)
    titles = [*import_rules.titles(rows, record.head), *[""] * width][:width]
    counting = [index for index in range(width) if import_rules.counts_rows(rows[record.head :], index)]
    initial: dict[str, Any] = {code: str(index) for code, index in record.columns.items()} | {"head": record.head}
    initial |= {"version": row.version, "source": record.source, "unstaged": record.stage}
    form = MappingForm(request.POST or None, titles=titles, counting=counting, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            said = form.cleaned_data
            how = {"source": said["source"], "stage": said["unstaged"], "seen": said["version"]}
            importing.choose(actor, import_id, form.mapping(), said["head"], **how)
            return back("exchange:import", "import-chosen", import_id=import_id)
        except Refused as refused:
            form.add_error(None, str(refused.reason))
    context = {
        "form": form,
        "unread": record.unread,
        "titles": titles,
        "rows": rows[record.head :][:SHOWN_ROWS],
        **_context(import_id, record),
    }
    if record.state != importing.ENDED:
        context |= _found(actor, record)
        context["unread"] = import_rules.unread(rows, record.head, record.columns)
        context["counting"] = [import_rules.letter(index) for index in counting]
        context["slashed"] = import_shown.slashed([*enumerate(rows, 1)][record.head :], record.columns)
    return page(request, "exchange/import.html", context, status=422 if form.errors else 200)


def _found(actor: Actor, record: Import) -> dict[str, Any]:
    """What taking it in would do; or, of one that was taken in, what it left out."""
    outcome = sorting.look(actor, record)
    before = [] if record.state == sorting.LOOKED_AT else _named(record)
    wrong = [
        (each.row, import_rules.named(each.column, record.titles), each.what, each.case) for each in outcome.left_out
    ]
    return {
        "outcome": outcome,
        "problems": [*before, *wrong],
        "understood": [(said.row, import_shown.lines(said)) for said in outcome.new[:SHOWN_ROWS]],
        "waits": record.state == sorting.LOOKED_AT,
    }


def _named(record: Import) -> list[Named]:
    """What an import keeps of the rows that it left out."""
    return [(row, import_rules.named(column, record.titles), what, None) for row, column, what in record.problems]


def _context(import_id: UUID, record: Import) -> dict[str, Any]:
    crumb = [(reverse("casework:cases"), _("Cases")), (reverse("exchange:imports"), _("Tables"))]
    return {"import_id": import_id, "record": record, "problems": _named(record), "breadcrumbs": crumb}


@require_POST
def run(request: StaffRequest, import_id: UUID) -> HttpResponseBase:
    """Takes the table in. The page grows while it is done; whoever closes it, or is cut off, goes on from there."""
    actor = acting(request, "exchange.import")
    _row, record = importing.one(actor, import_id)
    frame = render_to_string("exchange/run.html", _context(import_id, record), request=request)
    before, _mark, after = frame.partition(_MARK)
    return StreamingHttpResponse(_progress(actor, import_id, before, after))


def _progress(actor: Actor, import_id: UUID, before: str, after: str) -> Iterator[str]:
    yield before
    try:
        for record in importing.take(actor, import_id):
            share = round(100 * record.done / max(1, record.rows))
            yield f'<p><progress max="100" value="{share}">{share} %</progress> {escape(_counts(record))}</p>\n'
    except Exception:
        # The page has begun: that it did not come to its end must stand in the page itself.
        logger.exception("")  # where, for the administrator; the log's formatter leaves out what
        stopped = _("It was stopped. Go back to the table: it goes on from here.")
        yield f'<p role="alert">{escape(stopped)}</p>\n'
    yield after


def _counts(record: Import) -> str:
    if record.compared and record.state != importing.ENDED:
        return _("Compared with those who are known: %(compared)d.") % {"compared": record.compared}
    told = {"done": record.done, "rows": record.rows, "made": record.made, "known": record.known}
    return _("Row %(done)d of %(rows)d: %(made)d cases made, %(known)d were there already.") % told


@require_POST
def looked(request: StaffRequest, import_id: UUID) -> HttpResponse:
    """Somebody has seen what was left out: the cells go."""
    importing.have_looked(acting(request, "exchange.import"), import_id)
    return back("exchange:import", "import-looked-at", import_id=import_id)


@require_POST
def wrong(request: StaffRequest, import_id: UUID) -> HttpResponse:
    """The rows that are not taken as a table, to be corrected."""
    actor = acting(request, "exchange.import")
    return download(or_absent(actor, import_id, lambda: correcting.wrong_rows(actor, import_id)), "xlsx")


@require_POST
def drop(request: StaffRequest, import_id: UUID) -> HttpResponse:
    """Deletes a table that is not wanted any more."""
    importing.forget(acting(request, "exchange.import"), import_id)
    return back("exchange:imports", "import-dropped")
