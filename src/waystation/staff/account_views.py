"""A person's own page "Sign-in": open sessions, browsers, what they must be told, and a text that was kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from waystation.staff import account, actions, cookies, drafts, factors, news, resealing, second_factor
from waystation.staff import own as owns
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest
from waystation.web import notices
from waystation.web.pages import back, page

AT_ONCE = 1.0  # seconds of a look
EVERY = "2"  # seconds
notices.register(
    {
        "signed-out-elsewhere": _("All your other sessions have ended."),
        "alerts-answered": _("Noted."),
        "draft-dropped": _("The text was thrown away."),
    }
)


@require_safe
def overview(request: StaffRequest) -> HttpResponse:
    actor = request.actor
    own = owns.of(actor)
    context = {
        "own": own,
        "passkeys": list(enumerate(own.passkeys)),
        "codes_at_first": factors.RECOVERY_CODES,
        "told": [news.words(actor, alert) for alert in account.to_tell(actor)],
        "sessions": account.running(actor),
        "must": second_factor.is_missing(actor),
        "fresh": second_factor.is_fresh(actor),
        "sealed_before": resealing.is_asked_for(),
        "may_reset": allows(actor, "staff.reset_factor"),
    }
    return page(request, "staff/account.html", context)


@require_POST
def end_others(request: StaffRequest) -> HttpResponse:
    account.end_others(request.actor)
    return back("staff:account", "signed-out-elsewhere")


@require_POST
def answer_for(request: StaffRequest) -> HttpResponse:
    account.answer_for(request.actor)
    return back("staff:account", "alerts-answered")


@require_POST
def forget_browser(request: StaffRequest) -> HttpResponse:
    """Takes the mark from this browser, which also ends the session here."""
    actions.sign_out(cookies.value(request, cookies.SESSION), request.actor)
    response = cookies.take_back(redirect("staff:sign-in"), cookies.SESSION)
    return cookies.take_back(response, cookies.DEVICE)


def seal_anew(request: StaffRequest) -> HttpResponse:
    """What stands under an earlier cipher. Once begun, each look does some of the work."""
    actor = request.actor
    if request.method == "POST":
        resealing.begin(actor)
        return redirect("staff:seal-anew")
    begun = resealing.is_begun(actor)
    waiting = resealing.work(actor, AT_ONCE) if begun else sum(resealing.left(actor).values())
    going_on = begun and waiting
    response = page(request, "staff/seal-anew.html", {"waiting": waiting, "going_on": going_on})
    if going_on:
        response["Refresh"] = EVERY
    return response


@require_safe
def stay(request: HttpRequest) -> HttpResponse:
    """Any page keeps a session open; this one does nothing else, and opens beside a form that is being written."""
    return page(request, "staff/stay.html")


def draft(request: StaffRequest) -> HttpResponse:
    """A text that came after the session had ended, to be sent now or thrown away."""
    if request.method == "POST":
        return drafts.end(request, back("desk:today", "draft-dropped"))
    found = drafts.waiting(request, request.actor.account, now=request.actor.now())
    if found is None:
        return redirect("desk:today")
    return page(request, "staff/draft.html", {"path": found.path, "lines": drafts.lines(found)})
