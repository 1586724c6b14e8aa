"""Error pages, the staff's language, and the style guide.

Error pages depend on nothing but the status, the language and whether the address is a staff one: absent and
forbidden answer with the same bytes.
"""

from __future__ import annotations

import sys
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import loader
from django.utils.http import url_has_allowed_host_and_scheme

from waystation.web import away, context, languages
from waystation.web.problems import is_asked_by_program, problem


def error(request: HttpRequest, status: int, template: str = "") -> HttpResponse:
    """The page of an error status, which says what to do and holds no datum; to a program, a problem."""
    if is_asked_by_program(request):
        return problem(status)
    staff = request.path_info.startswith(context.STAFF)
    said = {"is_staff": staff, "reference": getattr(sys.exc_info()[1], "reference", "") if status == 500 else ""}
    body = loader.render_to_string(template or f"{status}.html", context.bare() | said)
    return HttpResponse(body, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The one and only 404: for what is not there and for what may not be seen."""
    return error(request, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error(request, 403, "403_csrf.html")


def too_large(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error(request, 413)


def server_error(request: HttpRequest) -> HttpResponse:
    return away.page(request) if away.is_away(sys.exc_info()[1]) else error(request, 500)


def unavailable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page while the database is away, with nothing on it of what was sent."""
    answer = error(request, 503)
    answer.headers["Retry-After"] = str(away.WAIT)
    return answer


def language(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the staff member's language in a cookie and go back. Changes nothing on the server."""
    if code not in dict(languages.available()):
        raise Http404
    to = request.GET.get("next", "")
    inside = to.startswith(context.STAFF) and url_has_allowed_host_and_scheme(to, allowed_hosts=None)
    response = HttpResponseRedirect(to if inside else context.STAFF)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        path=context.STAFF,
        secure=request.is_secure(),
        httponly=True,
        samesite="Strict",
    )
    return response


def gallery(request: HttpRequest, layout: str = "staff") -> HttpResponse:
    """Every component on one page, for developers; absent unless WAYSTATION_GALLERY is on."""
    if not getattr(settings, "WAYSTATION_GALLERY", False):
        raise Http404
    from waystation.web import gallery as show

    shown: dict[str, Any] = show.shown(request, layout)
    body = loader.render_to_string(f"web/gallery_{layout}.html", shown, request)
    return HttpResponse(body)
