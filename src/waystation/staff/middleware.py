"""Every staff page asks who is there; nothing else decides it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from waystation.staff import actions
from waystation.staff.actor import utc_now
from waystation.staff.errors import Absent

PREFIX = "/staff/"
OPEN_PATHS = ("/staff/sign-in", "/staff/language/")


def cookie_name() -> str:
    return "__Host-staff" if settings.WAYSTATION_SECURE_COOKIES else "staff"


class SignIn:
    """Puts `request.actor` on staff pages, sends strangers to the sign-in page, and makes every refusal one 404."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        cookie = request.COOKIES.get(cookie_name(), "")
        request.actor = actions.resume(cookie, now=utc_now()) if cookie else None  # type: ignore[attr-defined]
        if request.actor is None and not request.path.startswith(OPEN_PATHS):  # type: ignore[attr-defined]
            return redirect("staff:sign-in")
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Absent is answered with the page that an unknown address gets."""
        return render(request, "404.html", status=404) if isinstance(error, Absent) else None
