"""Signing in and out."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.staff import actions
from waystation.staff.actor import utc_now
from waystation.staff.forms import SignInForm
from waystation.staff.middleware import PREFIX, cookie_name
from waystation.vault.errors import Locked


def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cookie = actions.sign_in(
                form.cleaned_data["name"], form.cleaned_data["passphrase"], now=utc_now()
            )
        except Locked:
            form.add_error(None, _("Name or passphrase is not right. Please try again."))
        else:
            return _with_cookie(redirect("desk:today"), cookie)
    return render(request, "staff/sign-in.html", {"form": form}, status=403 if form.errors else 200)


def _with_cookie(response: HttpResponse, cookie: str) -> HttpResponse:
    secure = settings.WAYSTATION_SECURE_COOKIES
    # The __Host- prefix demands the path "/".
    path = "/" if secure else PREFIX
    response.set_cookie(cookie_name(), cookie, path=path, secure=secure, httponly=True, samesite="Strict")
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    actions.sign_out(request.COOKIES[cookie_name()], request.actor)  # type: ignore[attr-defined]
    response = redirect("staff:sign-in")
    response.delete_cookie(cookie_name(), path="/" if settings.WAYSTATION_SECURE_COOKIES else PREFIX)
    return response
