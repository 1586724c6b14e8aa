"""What the sign-in middleware adds to a request."""

from django.http import HttpRequest

from waystation.staff.actor import Actor


class StaffRequest(HttpRequest):
    """A request to a staff page. `actor` is who is signed in; only the open paths are served without one."""

    actor: Actor
