"""The pages of a dossier: what it is to hold, then the file. A large one shows how far it is while it is drawn."""

import logging
from collections.abc import Generator, Iterator
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from waystation.casework import consent_forms
from waystation.casework.forms import say_beside
from waystation.documentation import access
from waystation.documentation.dossier import actions, bundle, paper, seconding, wording
from waystation.documentation.dossier.actions import Asked, Made
from waystation.documentation.dossier.facts import Dossier
from waystation.documentation.dossier.forms import DossierForm
from waystation.documentation.errors import Refused
from waystation.documentation.formats import exporting
from waystation.documentation.formats.exporting import Given
from waystation.mail.words import clean
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest, acting
from waystation.web import notices
from waystation.web.middleware import SEALED_OFF
from waystation.web.pages import back, page

notices.register(
    {
        "dossier-wanted": gettext_lazy(
            "Noted, and nothing has left. It takes two people, and goes by the hand of a documenter who also "
            "coordinates or is on duty."
        ),
    }
)
logger = logging.getLogger(__name__)
AT_ONCE = 150
"""Pairs that are drawn well within two seconds."""
_MARK = "<!--progress-->"
_MEMORY = "dossier:made"


class _Kept(NamedTuple):
    """The newest dossier of a session, which waits in its memory to be fetched."""

    event: UUID
    file: Given


def ask(request: StaffRequest, event_id: UUID) -> HttpResponseBase:
    """What a dossier of an event is to hold, and to whom it goes; then the file."""
    actor = acting(request, "formats.export")
    _row, found = access.event(actor, event_id)
    waiting = seconding.open_wishes(actor, event_id)
    as_wanted = next((each for one, each in waiting if str(one) == request.GET.get("as")), None)
    initial = DossierForm.initial_of(as_wanted) if as_wanted else {}
    form = DossierForm(request.POST or None, cases=allows(actor, "consent.use"), initial=initial)
    crumbs = [
        (reverse("documentation:events"), _("Events")),
        (reverse("documentation:event", args=[event_id]), clean(found.title)[0]),
    ]
    context: dict[str, Any] = {"form": form, "event_id": event_id, "breadcrumbs": crumbs}
    names = personas(actor)
    context["waiting"] = [
        (one, each, names.get(each.by, ""), each.by == actor.account, wording.NAMES[each.wish.names])
        for one, each in waiting
        if each.wish
    ]
    if request.method == "POST" and form.is_valid():
        asked = form.wanted()
        try:
            made = actions.make(actor, event_id, asked)
        except Refused as refused:
            say_beside(form, refused.reasons)
            context |= _limits(actor, event_id, asked)
        else:
            if made is None:
                return back("dossier:ask", "dossier-wanted", event_id=event_id)
            return _given(request, actor, event_id, asked, made, context)
    return page(request, "dossier/ask.html", context, status=422 if form.errors else 200)


def _limits(actor: Actor, event_id: UUID, asked: Asked) -> dict[str, Any]:
    """The limits that people set, which must be read first."""
    try:
        found = actions.verdicts(actor, event_id, asked)
    except Refused:
        return {}
    return consent_forms.limits_shown(found)


def _given(
    request: StaffRequest, actor: Actor, event_id: UUID, asked: Asked, made: Made, context: dict[str, Any]
) -> HttpResponseBase:
    if made.dossier.size <= AT_ONCE:
        drawing = paper.drawn(made.dossier)
        while True:
            try:
                next(drawing)
            except StopIteration as end:
                return _download(_packed(end.value, asked, made))
    frame = render_to_string("dossier/drawn.html", context, request=request)
    before, _mark, after = frame.partition(_MARK)
    return StreamingHttpResponse(_progress(actor, event_id, asked, made, before, after))


def _progress(actor: Actor, event_id: UUID, asked: Asked, made: Made, before: str, after: str) -> Iterator[str]:
    """The page grows while it is drawn; the file is fetched from its end."""
    yield before
    try:
        content = yield from _told(made.dossier)
        actor.memory[_MEMORY] = _Kept(event_id, _packed(content, asked, made))
        address, words = reverse("dossier:file", args=[event_id]), _("Download it")
        yield f'<p><a class="button" href="{escape(address)}">{escape(words)}</a></p>\n'
    except Exception:
        # The page has begun: that it did not come to its end must stand in the page itself.
        logger.exception("")  # where, for the administrator; the log's formatter leaves out what
        yield f'<p role="alert">{escape(wording.STOPPED)}</p>\n'
    yield after


def _packed(content: bytes, asked: Asked, made: Made) -> Given:
    """The file as it is given out: by itself, or with those of the exhibits; sealed, where it is to be."""
    if asked.files:
        return exporting.given_as(bundle.packed(content, made.files), "zip", asked.recipient)
    return exporting.given_as(content, "pdf", asked.recipient)


def _told(made: Dossier) -> Generator[str, None, bytes]:
    drawing = paper.drawn(made)
    while True:
        try:
            share = round(100 * next(drawing))
        except StopIteration as end:
            return end.value
        yield f'<p><progress max="100" value="{share}">{share} %</progress></p>\n'


@require_safe
def file(request: StaffRequest, event_id: UUID) -> HttpResponse:
    """The dossier that was drawn for this page last."""
    actor = acting(request, "formats.export")
    access.event(actor, event_id)
    made: _Kept | None = actor.memory.get(_MEMORY)
    if made is None or made.event != event_id:
        raise Absent
    return _download(made.file)


def _download(given: Given) -> HttpResponse:
    """A file whose name says nothing."""
    answer = HttpResponse(given.content, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="dossier.{given.ending}"'
    answer.headers["Content-Security-Policy"] = SEALED_OFF
    return answer
