"""The cookies of the staff's pages: all of them HttpOnly, for this host alone, and never sent from another site."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from waystation.web.context import STAFF

SESSION, DEVICE, DRAFT = "staff", "device", "draft"


def name(kind: str) -> str:
    """The browser binds a __Host- cookie to this host, to TLS and to the path "/"."""
    return f"__Host-{kind}" if settings.WAYSTATION_SECURE_COOKIES else kind


def value(request: HttpRequest, kind: str) -> str:
    """What the browser holds; empty where it holds nothing."""
    return request.COOKIES.get(name(kind), "")


def put(response: HttpResponse, kind: str, content: str, seconds: int | None = None) -> HttpResponse:
    """Hands a cookie to the browser, until it is closed or for so many seconds."""
    secure = settings.WAYSTATION_SECURE_COOKIES
    path = "/" if secure else STAFF
    response.set_cookie(
        name(kind), content, max_age=seconds, path=path, secure=secure, httponly=True, samesite="Strict"
    )
    return response


def take_back(response: HttpResponse, kind: str) -> HttpResponse:
    """Written again with no value rather than Django's delete_cookie, which forgets Secure and HttpOnly."""
    put(response, kind, "")
    response.cookies[name(kind)]["max-age"] = 0
    return response
