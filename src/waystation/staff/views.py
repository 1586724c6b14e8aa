"""Signing in and out."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from waystation.staff import account, actions, cookies, devices, drafts, entrance, integrity, own, passkeys
from waystation.staff import second_step as steps
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent, Unsound
from waystation.staff.forms import CodeForm, SignInForm
from waystation.staff.requests import StaffRequest
from waystation.vault import sessions
from waystation.vault.errors import Busy, Locked
from waystation.web import notices
from waystation.web.context import site_title
from waystation.web.pages import back, page

notices.register(
    {
        "second-step-over": gettext_lazy("That took too long or too many tries. Please begin again."),
        "kept-text-gone": gettext_lazy(
            "What was being written in this browser cannot be given back: the program was started anew since, or "
            "somebody else wrote it."
        ),
    },
    "warn",
)


@sensitive_variables()
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _form(request, form, 200)
    if not form.is_valid():
        return _form(request, form, 403)
    mark = devices.presented(cookies.value(request, cookies.DEVICE), now=utc_now())
    try:
        cookie = actions.sign_in(form.cleaned_data["name"], form.cleaned_data["passphrase"], now=utc_now(), mark=mark)
    except Locked:
        form.add_error(None, _("Name or passphrase is not right. Please try again."))
        return _form(request, form, 403)
    except Unsound:
        form.add_error(None, _("What is kept of your sign-in is gone or was changed. Tell the administrator now."))
        return _form(request, form, 403)
    except Busy:
        form.add_error(None, _("Too many people are signing in at this moment. Please try again in a minute."))
        response = _form(request, form, 503)
        response["Retry-After"] = "60"
        return response
    return _welcome(request, cookie)


def old_data(request: StaffRequest) -> HttpResponse:
    """Stands before everything else while the log disagrees with its witness; otherwise there is no such page."""
    if not integrity.must_read(request.actor):
        raise Absent
    if request.method != "POST":
        return page(request, "staff/old-data.html", {})
    integrity.have_read(request.actor)
    return redirect("desk:today")


def _form(request: HttpRequest, form: SignInForm, status: int) -> HttpResponse:
    kept = bool(cookies.value(request, cookies.DRAFT))
    return page(request, "staff/sign-in.html", {"form": form, "kept": kept}, status=status)


def _welcome(request: HttpRequest, cookie: str) -> HttpResponse:
    """Hands over the cookie: on to the second step, to what was being written, or to the first page."""
    now = utc_now()
    sessions.end(cookies.value(request, cookies.SESSION))
    rotate_token(request)
    actor = actions.resume(cookie, now=now)
    if actor is None:
        return cookies.put(redirect("staff:second-step"), cookies.SESSION, cookie)
    response = _onwards(request, actor)
    if mark := account.here(actor).mark:
        actor.memory["browser"] = devices.browser(mark, request.headers.get("User-Agent", ""))
        came = entrance.came(actor)
        token = devices.token(mark, came.account, own.version(came.account), now=now, who=actor.account)
        cookies.put(response, cookies.DEVICE, token, int(devices.LASTS.total_seconds()))
    return cookies.put(response, cookies.SESSION, cookie)


def _onwards(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What was kept is shown to whoever wrote it. To others it is said to be gone, as after a start: the page of the
    sign-in has promised it, and an innocent view that said nothing would be known by that.
    """
    if drafts.waiting(request, actor.account, now=utc_now()):
        return redirect("staff:draft")
    return back("desk:today", "kept-text-gone") if cookies.value(request, cookies.DRAFT) else redirect("desk:today")


def site(request: HttpRequest) -> passkeys.Site:
    """Where the browser is, for its passkeys."""
    return passkeys.Site(f"{request.scheme}://{request.get_host()}", site_title())


@sensitive_variables()
def second_step(request: HttpRequest) -> HttpResponse:
    """After the right passphrase: a code or a passkey."""
    cookie, now = cookies.value(request, cookies.SESSION), utc_now()
    form = CodeForm(request.POST if "code" in request.POST else None)
    try:
        if "answer" in request.POST:
            return _welcome(request, steps.give_passkey(cookie, site(request), request.POST["answer"], now=now))
        if form.is_valid():
            return _welcome(request, steps.give_code(cookie, form.cleaned_data["code"], now=now))
    except steps.Refused:
        form = CodeForm({"code": ""})
        form.errors["code"] = form.error_class([_REFUSED])
    except steps.Ended:
        return back("staff:sign-in", "second-step-over")
    return _second_form(request, cookie, form)


_REFUSED = gettext_lazy(
    "That was not right, or it was used before. Wait for the next code. After several wrong codes only a pause helps."
)


def _second_form(request: HttpRequest, cookie: str, form: CodeForm) -> HttpResponse:
    try:
        waiting = steps.waiting(cookie, now=utc_now())
        asked = steps.ask(cookie, site(request), now=utc_now())
    except steps.Ended:
        return back("staff:sign-in", "second-step-over")
    context = {"form": form, "asked": asked, "has_app": bool(waiting.app)}
    return page(request, "staff/second-step.html", context, status=403 if form.errors else 200)


@require_POST
def sign_out(request: StaffRequest) -> HttpResponse:
    actions.sign_out(cookies.value(request, cookies.SESSION), request.actor)
    return cookies.take_back(redirect("staff:sign-in"), cookies.SESSION)
