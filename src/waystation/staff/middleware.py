"""Every staff page asks who is there; nothing else decides it."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import is_valid_path

from waystation.staff import actions, reads, renewal
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent
from waystation.vault.errors import Locked, Stale, VaultError
from waystation.web.views import not_found

logger = logging.getLogger(__name__)

SLICE = 0.2  # seconds of each request for what is left to do
PREFIX = "/staff/"
SIGN_IN = f"{PREFIX}sign-in"
LANGUAGE = f"{PREFIX}language/"


def cookie_name() -> str:
    """The browser binds a __Host- cookie to this host, to TLS and to the path "/"."""
    return "__Host-staff" if settings.WAYSTATION_SECURE_COOKIES else "staff"


def _is_open(path: str) -> bool:
    return path == SIGN_IN or path.startswith(LANGUAGE)


def _serves_staff(request: HttpRequest) -> bool:
    """Whether the map in use has staff pages: the callers' program has none, and looks at no cookie of theirs."""
    return is_valid_path(SIGN_IN, getattr(request, "urlconf", None))


class SignIn:
    """Puts `request.actor` on staff pages, sends strangers to the sign-in page, and makes every refusal one 404."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX) or not _serves_staff(request):
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
            self._go_on(actor)
        return response

    def _go_on(self, actor: Actor) -> None:
        """A little of what is left to do since somebody was taken off: it must not cost anybody their page."""
        try:
            renewal.work(actor, SLICE)
        except (VaultError, DatabaseError):
            logger.exception("")  # where, for the administrator; the log's formatter leaves out what

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Absent and Locked are answered with the page of an unknown address; Stale says to look again."""
        if isinstance(error, (Absent, Locked)):
            if actor := getattr(request, "actor", None):
                reads.refused(actor, request.resolver_match)
            return not_found(request)
        if isinstance(error, Stale) and request.path_info.startswith(PREFIX):
            return render(request, "staff/stale.html", status=409)
        return None
