"""Every staff page asks who is there; nothing else decides it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from waystation.staff import actions, reads, renewal
from waystation.staff.actor import utc_now
from waystation.staff.errors import Absent
from waystation.vault.errors import Locked, Stale
from waystation.web.views import not_found

PREFIX = "/staff/"
SIGN_IN = f"{PREFIX}sign-in"
LANGUAGE = f"{PREFIX}language/"


def cookie_name() -> str:
    """The browser binds a __Host- cookie to this host, to TLS and to the path "/"."""
    return "__Host-staff" if settings.WAYSTATION_SECURE_COOKIES else "staff"


def _is_open(path: str) -> bool:
    return path == SIGN_IN or path.startswith(LANGUAGE)


class SignIn:
    """Puts `request.actor` on staff pages, sends strangers to the sign-in page, and makes every refusal one 404."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        cookie = request.COOKIES.get(cookie_name(), "")
        actor = actions.resume(cookie, now=utc_now()) if cookie else None
        if actor is None and not _is_open(request.path_info):
            return redirect("staff:sign-in")
        request.actor = actor  # type: ignore[attr-defined]
        response = self.get_response(request)
        if actor and response.status_code == 200 and request.resolver_match:
            reads.opened(actor, request.resolver_match, request.method)
        if actor:
            renewal.go_on(actor)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Absent and Locked are answered with the page of an unknown address; Stale says to look again."""
        if isinstance(error, (Absent, Locked)):
            if actor := getattr(request, "actor", None):
                reads.refused(actor, request.resolver_match)
            return not_found(request)
        if isinstance(error, Stale) and request.path_info.startswith(PREFIX):
            return render(request, "staff/stale.html", status=409)
        return None
