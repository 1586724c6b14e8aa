"""Two programs, public and staff: each WSGI application names the map it serves."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse

KEY = "waystation.urls"
PUBLIC, STAFF_ONLY = "waystation.site.public_urls", "waystation.site.staff_only_urls"


class UrlMap:
    """Serves the map that the WSGI application named; without one, both."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if KEY in request.META:
            request.urlconf = request.META[KEY]  # type: ignore[attr-defined]
        return self.get_response(request)


def serving(urls: str) -> Callable[[dict[str, Any], Any], Iterable[bytes]]:
    """A WSGI application that serves one map alone."""
    handler: WSGIHandler = get_wsgi_application()

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ[KEY] = urls
        return handler(environ, start_response)

    return application
