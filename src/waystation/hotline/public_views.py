"""What callers see. Every page works without scripts, and none needs a cookie to be read."""

import contextlib
import logging
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from waystation.files.uploads import Limits, Received, takes_files
from waystation.files.wording import CHOOSE_AGAIN
from waystation.hotline import callers, channels, crowd, crowd_page
from waystation.hotline.briefings import opening
from waystation.hotline.contact_forms import SealedAnswers, TimesForm, WordsForm
from waystation.hotline.crowd import Passed
from waystation.hotline.errors import AlreadyStored, NoRoom, NotAPhrase
from waystation.hotline.forms import ReturnForm, Sealable, WriteAgainForm, WriteForm
from waystation.hotline.records import Enclosed
from waystation.staff.above import ask
from waystation.staff.gate import standing
from waystation.staff.teams import DUTY, locator
from waystation.vault.compartments import Compartment
from waystation.vault.directory import Place
from waystation.vault.errors import NotReady
from waystation.vault.mode import Mode
from waystation.vocabulary.written import instead_of
from waystation.web import away, languages, notices
from waystation.web.pages import back, page

logger = logging.getLogger(__name__)

notices.register(
    {
        "message-received": gettext_lazy("Your message has arrived. It was sealed on our server as it arrived."),
        "sealed-received": gettext_lazy("Your message has arrived. It was sealed in your browser before it left."),
        "contact-received": gettext_lazy(
            "Thank you. From now on we keep to what you said. It was sealed on our server as it arrived."
        ),
        "contact-sealed": gettext_lazy(
            "Thank you. What you said was sealed in your browser before it left. We keep to it as soon as one of us "
            "has opened it."
        ),
    }
)

NEUTRAL = {
    "ru": "https://www.gismeteo.ru/",
    "ce": "https://www.gismeteo.ru/",
    "en": "https://www.gismeteo.com/",
}


REFUSED = "refused"  # browser/page.js looks for it
NOT_NOW = (NotReady, DatabaseError, NoRoom)  # no keys; no database; the disk is full, or nearly


def _now() -> datetime:
    return datetime.now(UTC)


def cookie_name() -> str:
    return "__Host-visit" if settings.WAYSTATION_SECURE_COOKIES else "visit"


def _first_limits() -> Limits:
    return crowd_page.limits(crowd.FIRST)


def _limits() -> Limits:
    return crowd_page.limits(crowd.AGAIN)


def _enclosed(given: dict[str, Any]) -> list[Enclosed]:
    received: list[Received] = given.get("files", [])
    return [
        Enclosed(file=each.id, content=each.content, name=each.claimed_name, type=each.claimed_type)
        for each in received
    ]


@never_cache
@require_safe
def spelt(request: HttpRequest, typed: str) -> HttpResponse:
    """An address that somebody typed, such as /ru or /RU/write: on to the page that is meant."""
    code, _slash, rest = typed.partition("/")
    return HttpResponseRedirect(f"/{code.lower()}/{rest}")


@never_cache
@require_safe
def door(request: HttpRequest) -> HttpResponse:
    """The bare address: on to the start page in the language that the browser asks for."""
    return redirect("public:start")


@require_safe
def up(request: HttpRequest) -> HttpResponse:
    """Says that pages are served; nothing more, to anybody."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    return page(request, "public/start.html", {"address": channels.written_to(languages.current())})


@require_safe
def help(request: HttpRequest) -> HttpResponse:
    return page(request, "public/help.html")


def elsewhere() -> str:
    """Where else somebody can turn, as the settings say it in the language of the page."""
    said: str = settings.WAYSTATION_ELSEWHERE.get(languages.current(), "")
    return said


@takes_files(_first_limits)
def write(request: HttpRequest) -> HttpResponse:
    """The first message; its answer is the code phrase, shown this once."""
    form = WriteForm(request.POST or None, request.FILES or None)
    crowd_page.fit(request, form)
    if standing(request).mode is Mode.CLOSED:
        return page(
            request,
            "public/paused.html",
            {"form": form, "elsewhere": elsewhere(), "address": channels.written_to(languages.current())},
            status=503,
        )
    if form.misshapen:
        return _refused()
    good = request.method == "POST" and crowd_page.is_good(request, form)
    passed = good and crowd_page.passed(request, form, crowd.FIRST)
    if isinstance(passed, HttpResponse):
        return passed
    if not passed:
        return _form(request, "public/write.html", form, _duty)
    try:
        words = _begin(form, passed)
    except AlreadyStored:
        return page(request, "public/already.html")
    except NOT_NOW:
        return _not_now(request, "public/write.html", form, _duty)
    return page(request, "public/phrase.html", {"words": words, "closed": form.closed, "token": form.token})


def _duty() -> Place:
    return locator(DUTY), Compartment.SELF


def _refused() -> HttpResponse:
    """No page at all (RFC 9110, section 15.3.5: a browser stays where it is), so that what was written is still there.

    Its script learns by a cookie that it shall say so, and sends the next time without sealing.
    """
    response = HttpResponse(status=204)
    response.set_cookie(REFUSED, "1", max_age=60, secure=settings.WAYSTATION_SECURE_COOKIES, samesite="Strict")
    return response


def _form(
    request: HttpRequest,
    template: str,
    form: Sealable,
    place: Callable[[], Place],
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page with a form that the caller's browser may seal to this place: the only pages that run a script of ours."""
    try:
        offer = form.offer(place())
    except (*NOT_NOW, ObjectDoesNotExist):
        offer = None
    return page(request, template, {"form": form, "offer": offer, **context}, status=status)


def _not_now(
    request: HttpRequest, template: str, form: Sealable, place: Callable[[], Place], **context: Any
) -> HttpResponse:
    """The same page with what was written still on it: a full disk must not cost somebody their words."""
    say_not_now(form)
    if request.FILES and "files" in form.fields:
        form.add_error("files", CHOOSE_AGAIN)
    answer = _form(request, template, form, place, status=503, **context)
    answer.headers["Retry-After"] = str(away.WAIT)
    return answer


def say_not_now(form: Form) -> None:
    """Says on a form that it could not be taken, and in the log where that was."""
    if not isinstance(sys.exc_info()[1], NoRoom):  # of which the log says it once
        logger.exception("")  # where, for the administrator; the log's formatter leaves out what
    form.add_error(None, _("This has NOT arrived: we cannot take it in at this moment. Please try again later."))


def _begin(form: WriteForm, passed: Passed) -> list[str]:
    given, enclosed = form.cleaned_data, _enclosed(form.cleaned_data)
    words = callers.begin_web(
        given.get("text", ""),
        given.get("name", ""),
        given.get("in_danger", False),
        languages.current(),
        shared_device=given.get("shared_device", ""),
        now=_now(),
        token=given["once"],
        files=enclosed,
        closed=form.closed,
        crowd=passed.aside,
    )
    crowd_page.charge(enclosed)
    return words


@require_POST
def noted(request: HttpRequest) -> HttpResponse:
    """The caller has the words: from now on no reload of their page shows them to whoever sits there next."""
    callers.noted(request.POST.get("once", ""))
    return back("public:return")


def come_back(request: HttpRequest) -> HttpResponse:
    """The code phrase, typed again, opens the thread; that of a briefing, the briefing."""
    form = ReturnForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (entered := _entered(form)):
        where, cookie = entered
        return _with_cookie(back(where), cookie)
    return page(request, "public/return.html", {"form": form})


def _entered(form: ReturnForm) -> tuple[str, str] | None:
    """The page that the words open, and the cookie. Nothing else tells a caller's words from those of a briefing."""
    try:
        for where, enter in (("public:thread", callers.enter), ("public:note", opening.enter)):
            if cookie := enter(form.cleaned_data["phrase"], now=_now()):
                return where, cookie
    except NotAPhrase as error:
        form.add_error("phrase", _what_is_wrong(error.position, error.count))
        return None
    form.add_error("phrase", _what_is_wrong(0))
    return None


def _what_is_wrong(position: int, count: int = 0) -> str:
    if position:
        return _("Word number %(position)d is not in our list. Please look at it again.") % {"position": position}
    if count:
        said = ngettext("This is %(count)d word.", "These are %(count)d words.", count) % {"count": count}
        return " ".join((said, _("There are twelve. Please look at them again.")))
    return _("These words open nothing. Please check each word and their order: there are twelve.")


def _with_cookie(response: HttpResponse, cookie: str) -> HttpResponse:
    secure = settings.WAYSTATION_SECURE_COOKIES
    response.set_cookie(cookie_name(), cookie, path="/", secure=secure, httponly=True, samesite="Strict")
    return response


@takes_files(_limits)
def thread(request: HttpRequest) -> HttpResponse:
    """Both sides of the caller's thread, and a form to write again."""
    caller = callers.resume(request.COOKIES.get(cookie_name(), ""), now=_now())
    if caller is None:
        return back("public:return")  # and no word of a visit: whoever asks may be somebody else
    form = WriteAgainForm(request.POST or None, request.FILES or None, caller=caller.lookup)
    crowd_page.fit(request, form)
    place = partial(callers.written_to, caller)
    shown = {"messages": callers.messages(caller), "lost": callers.lost(caller), "warned": ask("channels_lost")}
    if form.misshapen:
        return _refused()
    if request.method == "POST" and crowd_page.is_good(request, form):
        passed = crowd_page.passed(request, form, crowd.AGAIN, thread=caller.lookup)
        if isinstance(passed, HttpResponse):
            return passed
        if passed:
            try:
                _again(caller, form)
            except NOT_NOW:
                return _not_now(request, "public/thread.html", form, place, **shown)
            return back("public:thread", "sealed-received" if form.closed else "message-received")
    return _form(request, "public/thread.html", form, place, **shown)


def _again(caller: callers.Caller, form: WriteAgainForm) -> None:
    given, enclosed = form.cleaned_data, _enclosed(form.cleaned_data)
    with contextlib.suppress(AlreadyStored):
        callers.write_again(
            caller,
            given.get("text", ""),
            now=_now(),
            token=given["once"],
            files=enclosed,
            closed=form.closed,
            test=given["test"],
        )
    crowd_page.charge(enclosed)


def contact(request: HttpRequest) -> HttpResponse:
    """When to write and who sees it: questions of safe contact, all of which may stay without an answer."""
    return _asked(request, TimesForm, "public:contact-words")


def contact_words(request: HttpRequest) -> HttpResponse:
    """The rest of them: words, covers, other ways."""
    return _asked(request, WordsForm, "public:thread")


def _asked(request: HttpRequest, form_type: type[SealedAnswers], then: str) -> HttpResponse:
    caller = callers.resume(request.COOKIES.get(cookie_name(), ""), now=_now())
    if caller is None:
        return back("public:return")  # and no word of a visit: whoever asks may be somebody else
    form = form_type(request.POST or None, before=callers.contact_of(caller), caller=caller.lookup)
    if form.misshapen:
        return _refused()
    place, shown = partial(callers.written_to, caller), {"words": form_type is WordsForm, "says": ANSWERED}
    if request.method != "POST" or not form.is_valid():
        return _form(request, "public/contact.html", form, place, **shown)
    try:
        with contextlib.suppress(AlreadyStored):
            _say(caller, form)
    except NOT_NOW:
        return _not_now(request, "public/contact.html", form, place, **shown)
    return back(then, "contact-sealed" if form.closed else "contact-received")


ANSWERED = gettext_lazy("I have answered the questions on safe contact.")


def _say(caller: callers.Caller, form: SealedAnswers) -> None:
    write, token = partial(callers.write_again, caller, now=_now()), form.cleaned_data["once"]
    if form.closed:
        write("", token=token, closed=form.closed)
        return
    danger = form.cleaned_data.get("now") == "yes"
    text = f"{ANSWERED} " + _("I am in danger right now.") if danger else str(ANSWERED)
    write(text, token=token, contact=form.contact())


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Ends the visit and goes back to the start page."""
    return _ended(request, redirect("public:start"))


@require_safe
def exit(request: HttpRequest) -> HttpResponse:
    """Ends the visit and opens an ordinary page. A link, so that it works at once and without scripts."""
    language = languages.current()
    usual = NEUTRAL.get(language) or NEUTRAL[instead_of(language)]
    neutral = settings.WAYSTATION.get("exit_urls", {}).get(language, usual)
    response = _ended(request, HttpResponseRedirect(neutral))
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def _ended(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    callers.leave(request.COOKIES.get(cookie_name(), ""))
    for name in (cookie_name(), settings.CSRF_COOKIE_NAME, settings.WAYSTATION_NUMBER_COOKIE):
        if name in request.COOKIES:
            response.delete_cookie(name, path="/", samesite="Strict")
    return response
