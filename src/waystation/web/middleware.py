"""The headers of every answer. tests/web/test_middleware.py pins them to the letter."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'none'; "
    "script-src 'self'; connect-src {connect}; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'; require-trusted-types-for 'script'"
)
# Staff hear a publication before it goes out.
STAFF_POLICY = POLICY.format(connect="'self'").replace("font-src", "media-src 'self'; font-src")
PUBLIC_POLICY = POLICY.format(connect="'none'")
SEALED_OFF = "default-src 'none'; frame-ancestors 'none'; sandbox"  # of what is no page of ours at all

# What Chromium and Firefox let a page switch off by this header.
FEATURES = """
accelerometer autoplay browsing-topics camera clipboard-read clipboard-write compute-pressure display-capture
encrypted-media fullscreen gamepad geolocation gyroscope hid identity-credentials-get idle-detection
keyboard-map local-fonts magnetometer microphone midi otp-credentials payment picture-in-picture
publickey-credentials-create publickey-credentials-get screen-wake-lock serial storage-access sync-xhr
unload usb window-management xr-spatial-tracking
"""
PERMISSIONS = ", ".join(f"{feature}=()" for feature in FEATURES.split())
# Staff may sign in with passkeys.
STAFF_PERMISSIONS = PERMISSIONS.replace(
    "publickey-credentials-create=()", "publickey-credentials-create=(self)"
).replace("publickey-credentials-get=()", "publickey-credentials-get=(self)")

ALWAYS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Permissions-Policy": PERMISSIONS,
    "Server": "web",  # said here so that the HTTP server does not add its name and version
}
PUBLIC_METHODS = ("GET", "HEAD", "POST")
TRANSPORT = "max-age=63072000; includeSubDomains"


class SecurityHeaders:
    """First in the list, so that also what later middleware answers carries the headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        staff = request.path_info.startswith("/staff/")
        known = staff or request.method in PUBLIC_METHODS
        response = self.get_response(request) if known else HttpResponseNotAllowed(PUBLIC_METHODS)
        for name, value in ALWAYS.items():
            response.headers[name] = value
        # What a view answers on purpose is no error: a crowd at the door would drown those that are.
        response._has_been_logged = True  # type: ignore[attr-defined]
        if staff:
            response.headers["Permissions-Policy"] = STAFF_PERMISSIONS
        if response.headers.get("Content-Security-Policy") != SEALED_OFF:
            response.headers["Content-Security-Policy"] = STAFF_POLICY if staff else PUBLIC_POLICY
        if not _is_static(request, response):
            response.headers["Cache-Control"] = "no-store"
        if request.is_secure():
            response.headers["Strict-Transport-Security"] = TRANSPORT
            if settings.WAYSTATION_ONION and not staff:  # Tor Browser then offers the onion service
                response.headers["Onion-Location"] = f"http://{settings.WAYSTATION_ONION}{request.path}"
        return response


def _is_static(request: HttpRequest, response: HttpResponseBase) -> bool:
    """A file of ours that is the same for everybody: the only thing a browser may keep."""
    prefix = settings.STATIC_URL or ""
    return len(prefix) > 1 and request.path_info.startswith(prefix) and response.status_code in (200, 206, 304)


class NoReferrer:
    """Lets the framework's forgery check work on pages that send no referrer.

    Under `Referrer-Policy: no-referrer` browsers post forms with `Origin: null` and no Referer (Fetch standard), which
    the check refuses. What the browser itself says in Sec-Fetch-Site, which no page can forge, takes their place; a
    browser too old to say it is left to the token and the SameSite cookie, which are checked in any case.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        silent = request.META.get("HTTP_ORIGIN", "null") == "null" and "HTTP_REFERER" not in request.META
        if silent and request.META.get("HTTP_SEC_FETCH_SITE", "same-origin") == "same-origin":
            request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"
        return self.get_response(request)
