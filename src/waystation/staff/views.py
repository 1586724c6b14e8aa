"""Signing in and out."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from waystation.staff import actions, integrity
from waystation.staff.actor import utc_now
from waystation.staff.errors import Absent
from waystation.staff.forms import SignInForm
from waystation.staff.middleware import PREFIX, cookie_name
from waystation.staff.requests import StaffRequest
from waystation.vault import sessions
from waystation.vault.errors import Busy, Locked
from waystation.web.pages import page


@sensitive_variables()
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _form(request, form, 200)
    if not form.is_valid():
        return _form(request, form, 403)
    try:
        cookie = actions.sign_in(form.cleaned_data["name"], form.cleaned_data["passphrase"], now=utc_now())
    except Locked:
        form.add_error(None, _("Name or passphrase is not right. Please try again."))
        return _form(request, form, 403)
    except Busy:
        form.add_error(None, _("Too many people are signing in at this moment. Please try again in a minute."))
        response = _form(request, form, 503)
        response["Retry-After"] = "60"
        return response
    sessions.end(request.COOKIES.get(cookie_name(), ""))
    rotate_token(request)
    return _with_cookie(redirect("desk:today"), cookie)


def old_data(request: StaffRequest) -> HttpResponse:
    """Stands before everything else while the log disagrees with its witness; otherwise there is no such page."""
    if not integrity.must_read(request.actor):
        raise Absent
    if request.method != "POST":
        return page(request, "staff/old-data.html", {})
    integrity.have_read(request.actor)
    return redirect("desk:today")


def _form(request: HttpRequest, form: SignInForm, status: int) -> HttpResponse:
    return page(request, "staff/sign-in.html", {"form": form}, status=status)


def _cookie_path() -> str:
    return "/" if settings.WAYSTATION_SECURE_COOKIES else PREFIX


def _with_cookie(response: HttpResponse, cookie: str) -> HttpResponse:
    secure = settings.WAYSTATION_SECURE_COOKIES
    response.set_cookie(cookie_name(), cookie, path=_cookie_path(), secure=secure, httponly=True, samesite="Strict")
    return response


@require_POST
def sign_out(request: StaffRequest) -> HttpResponse:
    actions.sign_out(request.COOKIES[cookie_name()], request.actor)
    response = redirect("staff:sign-in")
    # Written again with no value rather than Django's delete_cookie, which forgets Secure and HttpOnly.
    _with_cookie(response, "")
    response.cookies[cookie_name()]["max-age"] = 0
    return response
