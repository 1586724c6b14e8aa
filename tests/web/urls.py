"""A map with nothing on it but the frame: the style guide, the errors, and one page that a reader may not see."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from waystation.web import views


def fails(request: HttpRequest, status: int) -> HttpResponse:
    return views.error(request, status, "403_csrf.html" if status == 403 else "")


def forbidden(request: HttpRequest) -> HttpResponse:
    raise Http404("a datum that must not be shown")


def rendered(request: HttpRequest) -> HttpResponse:
    """The way the staff middleware answers."""
    return render(request, "404.html", status=404)


def denied(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


urlpatterns = [
    path("staff/", include("waystation.web.urls")),
    path("staff/forbidden", forbidden),
    path("staff/rendered", rendered),
    path("forbidden", forbidden),
    path("rendered", rendered),
    path("exit", rendered, name="exit"),
    path("fails/<int:status>", fails),
    path("staff/fails/<int:status>", fails),
    *i18n_patterns(path("", include("waystation.web.public_urls"))),
]
handler400 = "waystation.web.views.bad_request"
handler404 = "waystation.web.views.not_found"
handler500 = "waystation.web.views.server_error"
