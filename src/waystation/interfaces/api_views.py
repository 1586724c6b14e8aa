"""What partners' programs ask: each a door, a shape, an action."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt

from waystation.hotline import callers, once, sealing
from waystation.hotline.errors import AlreadyStored, NotSealed
from waystation.hotline.sealing import Closed
from waystation.interfaces import BUNDLES, INTAKE, STATISTICS, openapi, pace, shapes
from waystation.interfaces.answers import Refused, body, door, said, told
from waystation.interfaces.tokens import Known
from waystation.mail.words import one_line
from waystation.staff.above import ask
from waystation.staff.actor import utc_now
from waystation.staff.teams import DUTY, locator
from waystation.vault.compartments import Compartment
from waystation.web import languages
from waystation.web.problems import problem

READ = ("GET", "HEAD")
AGE = b"age-encryption.org/v1\n"
LARGEST_BUNDLE = 96 * 1024 * 1024  # bytes, as of one that is carried by hand
NO_FORM = "This is no form of ours, or of another installation. Ask for a new one."


@csrf_exempt
def description(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document: the same as in docs/api.json."""
    if request.method not in READ:
        return problem(405, "This address takes GET, HEAD.", Allow="GET, HEAD")
    return HttpResponse(openapi.written(), content_type="application/json")


@door(INTAKE, ("POST",))
def forms(request: HttpRequest, known: Known) -> HttpResponse:
    """A form for one message. Nothing is kept of it."""
    token = once.token()
    offer = sealing.offer(token, (locator(DUTY), Compartment.SELF))
    return said(shapes.Form(token, offer.key if offer else "", offer.form if offer else ""), 201)


@door(INTAKE, ("POST",))
def messages(request: HttpRequest, known: Known) -> HttpResponse:
    """A message in clear."""
    sent = told(request, shapes.Message)
    return _stored(known, sent, sent.text)


@door(INTAKE, ("POST",))
def sealed_messages(request: HttpRequest, known: Known) -> HttpResponse:
    """A message that was sealed before it came to whoever sends it."""
    sent = told(request, shapes.Sealed)
    _is_ours(sent.once)
    try:
        closed = sealing.taken(sent.once, sent.sealed, "")
    except NotSealed:
        raise Refused(422, "What is sealed is nothing that sealing.js makes.") from None
    return _stored(known, sent, "", closed)


def _is_ours(token: str) -> None:
    if once.seed(token) is None:
        raise Refused(409, NO_FORM)


def _stored(
    known: Known, sent: shapes.Message | shapes.Sealed, text: str, closed: Closed | None = None
) -> HttpResponse:
    _is_ours(sent.once)
    now, size = utc_now(), len(text.encode()) + (len(closed.message) if closed else 0)
    if not pace.takes_message(known.id, size, now.timestamp()):
        raise Refused(429, "This was too much for one day. Repeat it later.", wait=pace.NOT_TODAY)
    language = sent.language if sent.language in dict(languages.available()) else settings.LANGUAGE_CODE
    first = isinstance(sent, shapes.Message)
    try:
        words = callers.begin_web(
            text,
            one_line(sent.name, 80) if first else "",
            first and sent.in_danger,
            language,
            shared_device=sent.shared_device if first else "",
            now=now,
            token=sent.once,
            closed=closed,
        )
    except AlreadyStored:
        raise Refused(
            409, "It is stored already, and nothing is doubled. The words are told for two minutes alone."
        ) from None
    with override(language):
        return said(shapes.Stored(tuple(words), settings.WAYSTATION_ORIGIN + reverse("public:return")), 201)


@door(STATISTICS, READ)
def statistics(request: HttpRequest, known: Known) -> HttpResponse:
    """What was released of statistics, and nothing else that is in a table."""
    found = [
        shapes.Published(id_, each.day, each.titles, each.texts, _table(each.table), each.out)
        for id_, each in ask("released_tables") or ()
    ]
    return said(shapes.Statistics(tuple(found)))


def _table(found: Any) -> shapes.Table | None:
    if found is None:
        return None
    cells = tuple(shapes.Cell(row, column, count) for (row, column), count in found.cells)
    cost = found.noise.epsilon / 100 if found.noise else None
    return shapes.Table(found.source, found.rows, found.columns, found.least, found.step, found.until, cells, cost)


@door(BUNDLES, ("GET", "HEAD", "POST"), most=LARGEST_BUNDLE)
def bundles(request: HttpRequest, known: Known) -> HttpResponse:
    """Takes a bundle in; asked for, says what became of all that came with this token."""
    if request.method != "POST":
        found = [shapes.Bundle(*each) for each in ask("bundles_came", known.id) or ()]
        return said(shapes.Bundles(tuple(found)))
    data = body(request, "application/octet-stream", LARGEST_BUNDLE)
    if not data.startswith(AGE):
        raise Refused(422, "This is no file in the age format.")
    if not pace.takes_bundle(known.id, len(data), utc_now().timestamp()):
        raise Refused(429, "This was too much for one day. Repeat it later.", wait=pace.NOT_TODAY)
    return said(shapes.Bundle(*ask("bundle_came", known.id, known.token.name, data)), 201)


@door(BUNDLES, READ)
def bundle(request: HttpRequest, known: Known, bundle_id: UUID) -> HttpResponse:
    """What became of one; one of another token is as absent as one that never was."""
    for each in ask("bundles_came", known.id) or ():
        if each[0] == bundle_id:
            return said(shapes.Bundle(*each))
    raise Refused(404, "")
