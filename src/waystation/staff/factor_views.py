"""Setting up, changing and taking off second factors."""

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from waystation.staff import factors, second_factor
from waystation.staff.access import personas
from waystation.staff.errors import NotFresh
from waystation.staff.forms import CodeForm, ColleagueForm
from waystation.staff.requests import StaffRequest, acting
from waystation.staff.views import site
from waystation.web import notices
from waystation.web.pages import back, page
from waystation.web.qr import qr_path

notices.register(
    {
        "factor-added": _("It is set up. From now on you need it when you sign in."),
        "factor-removed": _("It was taken off."),
        "factor-reset": _("It will be taken off when this colleague signs in next, and they will be told."),
    }
)
notices.register(
    {
        "last-factor": _("Here everybody needs a second factor. Set up another one first."),
        "passkey-refused": _("That did not work. Please try again, with a key that is not set up here yet."),
    },
    "warn",
)


def _fresh(request: StaffRequest) -> None:
    if not second_factor.is_fresh(request.actor):
        raise NotFresh


@sensitive_variables()
def app(request: StaffRequest) -> HttpResponse:
    """Shows the secret for an authenticator app, and takes the first code."""
    _fresh(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return _done(request, second_factor.confirm_app(request.actor, form.cleaned_data["code"]))
        except second_factor.Refused:
            form.add_error("code", _("This code is not right. Look whether the clock of the phone is right."))
    secret = second_factor.proposed_app(request.actor)
    side, path = qr_path(factors.app_address(secret, site(request).title))
    groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    context = {"form": form, "secret": groups, "side": side, "path": path}
    return page(request, "staff/app.html", context, status=422 if form.errors else 200)


def _done(request: StaffRequest, codes: list[str]) -> HttpResponse:
    """The recovery codes, which are shown this once; without new ones, back."""
    return page(request, "staff/codes.html", {"codes": codes}) if codes else back("staff:account", "factor-added")


def passkey(request: StaffRequest) -> HttpResponse:
    """Asks the browser for a new key, and takes its answer."""
    _fresh(request)
    if request.method == "POST":
        try:
            return _done(
                request, second_factor.add_passkey(request.actor, site(request), request.POST.get("answer", ""))
            )
        except second_factor.Refused:
            return back("staff:passkey", "passkey-refused")
    return page(request, "staff/passkey.html", {"asked": second_factor.ask_new_passkey(request.actor, site(request))})


@require_POST
def codes(request: StaffRequest) -> HttpResponse:
    """Makes new recovery codes."""
    try:
        return page(request, "staff/codes.html", {"codes": second_factor.new_codes(request.actor)})
    except second_factor.Refused:
        return back("staff:account")


@require_POST
def remove_app(request: StaffRequest) -> HttpResponse:
    try:
        second_factor.remove_app(request.actor)
    except second_factor.LastFactor:
        return back("staff:account", "last-factor")
    return back("staff:account", "factor-removed")


@require_POST
def remove_passkey(request: StaffRequest, index: int) -> HttpResponse:
    try:
        second_factor.remove_passkey(request.actor, index)
    except second_factor.LastFactor:
        return back("staff:account", "last-factor")
    return back("staff:account", "factor-removed")


def colleague(request: StaffRequest) -> HttpResponse:
    """For a colleague who lost theirs."""
    actor = acting(request, "staff.reset_factor")
    others = {one: name for one, name in personas(actor).items() if one != actor.account}
    form = ColleagueForm(request.POST if request.method == "POST" else None, colleagues=others)
    if form.is_valid():
        second_factor.reset(actor, form.cleaned_data["account"])
        return back("staff:colleague", "factor-reset")
    return page(request, "staff/colleague.html", {"form": form}, status=422 if form.errors else 200)
