"""The first page of a session with very many rows, while what it shows is being opened: it says how far that is."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

from waystation.staff.access import looked_at
from waystation.staff.actor import Actor
from waystation.staff.beforehand import REFRESH, has_begun, is_under_way
from waystation.vault.models import Sealed
from waystation.web.pages import page

MANY = 2_000  # rows: with fewer the page is there sooner than somebody would read that it is coming


def rows_so_far(actor: Actor, name: str, work: Callable[[], object], rows: type[Sealed]) -> int | None:
    """How many rows the session has looked at while some work of it is under way; None as soon as the page can come."""
    if not has_begun(actor, name) and rows._default_manager.count() < MANY:
        return None
    return looked_at(actor) if is_under_way(actor, name, work) else None


def instead(
    request: HttpRequest,
    actor: Actor,
    name: str,
    heading: str | Promise,
    work: Callable[[], object],
    rows: type[Sealed],
) -> HttpResponse | None:
    """The page that stands there until then and asks for itself again; None where the page itself can come."""
    found = rows_so_far(actor, name, work, rows) if request.method == "GET" else None
    if found is None:
        return None
    return page(request, "staff/opening.html", {"heading": heading, "rows": found, "refresh": REFRESH})
