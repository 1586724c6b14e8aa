"""How files are answered: as a page that shows them, as a picture of a page of theirs, or as they came."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse

from waystation.files import called, viewer, viewing
from waystation.files.source import Source
from waystation.files.viewing import Seen
from waystation.files.wording import otherwise, why_not
from waystation.vault.errors import Tampered
from waystation.web.middleware import SEALED_OFF

DAMAGED = "damaged"


def seen(source: Source) -> Seen:
    """What can be shown of a file. Never raises: what is damaged is said to be."""
    if source.size > viewer.LARGEST:
        return Seen(viewer.LARGE)
    try:
        return viewing.describe(source.read())
    except Tampered:
        return Seen(DAMAGED)


def context(request: HttpRequest, source: Source) -> dict[str, Any]:
    """What files/_view.html needs, but for the addresses of the picture and of the original."""
    what = seen(source)
    number = _page(request, what.pages)
    return {
        "source": source,
        "seen": what,
        "why_not": why_not(what.kind),
        "otherwise": _otherwise(source),
        "digest": source.sha256.hex(),
        "number": number,
        "before": number - 1,
        "after": number + 1 if number < what.pages else 0,
    }


def _otherwise(source: Source) -> list[str]:
    """What to say where a file is not what it is called; nothing where it is, or is damaged, which is said."""
    try:
        found = called.otherwise(source.name, source.type, called.form(source.read()))
    except Tampered:
        return []
    return otherwise(found) if found else []


def _page(request: HttpRequest, pages: int) -> int:
    asked = request.GET.get("page", "1")
    return min(max(1, int(asked) if asked.isdecimal() and len(asked) < 6 else 1), max(1, pages))


def picture(request: HttpRequest, source: Source) -> HttpResponse:
    """One page, drawn anew. Raises Http404 where it cannot be drawn, Tampered."""
    if source.size > viewer.LARGEST:
        raise Http404
    drawn = viewing.draw(source.read(), _page(request, viewer.MOST_PAGES))
    if drawn is None:
        raise Http404
    return _sealed_off(HttpResponse(drawn[0], content_type=drawn[1]))


def original(source: Source, number: int = 1) -> StreamingHttpResponse:
    """The bytes as they came, under a name that says nothing, for a program that the reader chooses.

    Raises Tampered where the beginning is damaged already; else the answer breaks off, shorter than it says.
    """
    response = StreamingHttpResponse(source.read(), content_type="application/octet-stream")
    response.headers["Content-Length"] = str(source.size)
    response.headers["Content-Disposition"] = f'attachment; filename="file-{number}.bin"'
    return _sealed_off(response)


def _sealed_off(response: Any) -> Any:
    # Should a browser take it for a page after all, the page can do nothing.
    response.headers["Content-Security-Policy"] = SEALED_OFF
    return response
