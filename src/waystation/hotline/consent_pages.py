"""The callers' page of what they allowed us, and by which they take it back."""

import contextlib
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.hotline import callers, consents
from waystation.hotline.consent_words import USES, named
from waystation.hotline.consents import Shown
from waystation.hotline.errors import AlreadyStored
from waystation.hotline.forms import TakeBackForm
from waystation.hotline.public_views import NOT_NOW, cookie_name, say_not_now
from waystation.hotline.records import ConsentShown, TakenBack
from waystation.vocabulary.vocabularies import term
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(
    {"consent-taken-back": gettext_lazy("You have taken it back. From this moment nothing more is done with it.")}
)

HELP = "help"
STATES = {
    "given": (gettext_lazy("You said yes"), "good"),
    "given_with_limits": (gettext_lazy("You said yes, with limits"), "info"),
    "given_by_other": (gettext_lazy("Somebody said yes for you"), "warn"),
    "refused": (gettext_lazy("You said no"), "neutral"),
    "withdrawn": (gettext_lazy("You have taken it back"), "danger"),
    "asked_not": (gettext_lazy("You were not asked"), "neutral"),
    "": (gettext_lazy("You were not asked"), "neutral"),
}


def consent(request: HttpRequest) -> HttpResponse:
    """What the caller allowed, what was done with it, and taking one or all of it back."""
    caller = callers.resume(request.COOKIES.get(cookie_name(), ""), now=datetime.now(UTC))
    if caller is None:
        return back("public:return")
    shown = consents.of(caller)
    form = TakeBackForm(request.POST if request.method == "POST" else None, most=len(shown))
    context = {"form": form, "lines": [_line(number, one) for number, one in enumerate(shown)]}
    context |= {"any_given": any(one.given for one in shown), "lost": callers.lost(caller)}
    if request.method != "POST" or not form.is_valid():
        return page(request, "public/consent.html", context)
    which = form.cleaned_data["which"]
    # One tap is enough to take back what goes to others; without this one we can do nothing any more.
    asks_again = which is None or shown[which].purpose == HELP
    if asks_again and not form.cleaned_data["sure"]:
        return page(request, "public/consent.html", context | {"sure": True, "which": which})
    chosen = [one for one in ([shown[which]] if which is not None else shown) if one.given]
    try:
        with contextlib.suppress(AlreadyStored):
            _take_back(caller, chosen, form.cleaned_data["once"])
    except NOT_NOW:
        say_not_now(form)
        return page(request, "public/consent.html", context, status=503)
    return back("public:consent", "consent-taken-back")


def _take_back(caller: callers.Caller, chosen: list[Shown], token: str) -> None:
    if not chosen:
        return
    said = [": ".join(filter(None, (_label(one.purpose), one.recipient))) for one in chosen]
    text = "\n".join([_("I take back what I allowed:"), *(f"— {line}" for line in said)])
    taken = [TakenBack(purpose=one.purpose, recipient=one.recipient) for one in chosen]
    consents.take_back(caller, taken, text, now=datetime.now(UTC), token=token)


def _label(purpose: str) -> str:
    try:
        return term("consent_purposes", purpose).label
    except KeyError:
        return purpose


def _line(number: int, one: Shown) -> dict[str, Any]:
    state, tone = STATES.get(one.state, STATES[""])
    answer = one.answer or ConsentShown(purpose=one.purpose, on=localdate())
    return {
        "number": number,
        "label": _label(one.purpose),
        "recipient": one.recipient,
        "state": state,
        "tone": tone,
        "answer": answer,
        "on": one.taken_back or (answer.on if one.answer else None),
        "given": one.given,
        "uses": [(use, USES.get(use.used, ""), named(use.parts)) for use in one.uses],
        "earlier": [(STATES.get(state, STATES[""])[0], day) for state, day in reversed(one.earlier)],
    }
