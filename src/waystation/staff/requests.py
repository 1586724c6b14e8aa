"""What the sign-in middleware adds to a request."""

from django.http import HttpRequest

from waystation.staff.actor import Actor
from waystation.staff.policy import require


class StaffRequest(HttpRequest):
    """A request to a staff page. `actor` is who is signed in; only the open paths are served without one."""

    actor: Actor


def acting(request: StaffRequest, verb: str) -> Actor:
    """Who asks for a page. Raises Absent for whoever may not do this."""
    require(request.actor, verb)
    return request.actor
