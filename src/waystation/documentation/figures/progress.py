"""The page that tells how far the first look of a session at every act has got. Each look at it does some of it."""

from django.http import HttpRequest, HttpResponse

from waystation.documentation.figures import gathering
from waystation.staff.actor import Actor
from waystation.web.pages import page

SECONDS = 1.0
"""How long one page works: whoever else is served by this process waits no longer."""


def not_yet(request: HttpRequest, actor: Actor) -> HttpResponse | None:
    """The page of progress, which asks for itself again; None as soon as every act is looked at."""
    if request.method != "GET" or (done := gathering.share(actor, SECONDS)) == 1:
        return None  # what somebody sends is answered, however long it takes
    answer = page(request, "figures/working.html", {"done": int(100 * done)})
    answer["Refresh"] = "0"
    return answer
