"""The page that tells how far the first look of a session at every act has got."""

from django.http import HttpRequest, HttpResponse

from waystation.documentation.figures import gathering
from waystation.staff.actor import Actor
from waystation.staff.beforehand import REFRESH, is_under_way
from waystation.web.pages import page


def not_yet(request: HttpRequest, actor: Actor) -> HttpResponse | None:
    """The page of progress, which asks for itself again; None as soon as every act is looked at."""
    if request.method != "GET" or gathering.is_near(actor):
        return None  # what somebody sends is answered, however long it takes
    if not is_under_way(actor, gathering.NAME, lambda: gathering.documented(actor)):
        return None
    return page(request, "figures/working.html", {"done": int(100 * gathering.share(actor)), "refresh": REFRESH})
