"""Every staff page asks who is there; nothing else decides it."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import is_valid_path

from waystation.staff import (
    account,
    actions,
    cookies,
    devices,
    drafts,
    innocent,
    integrity,
    reads,
    renewal,
    second_factor,
)
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent, NotFresh, Unsound
from waystation.vault import changes, sessions
from waystation.vault.errors import Ended, Locked, Stale
from waystation.web.views import not_found

PREFIX = "/staff/"
SIGN_IN = f"{PREFIX}sign-in"
SECOND_STEP = f"{PREFIX}second-step"
LANGUAGE = f"{PREFIX}language/"
FEED = f"{PREFIX}feed/"  # a calendar program has no session: the address is the key
ACCOUNT = f"{PREFIX}account"
PANIC = f"{PREFIX}panic"
# Where somebody may go who must set up a second factor first.
SETTING_UP = (ACCOUNT, f"{ACCOUNT}/app", f"{ACCOUNT}/passkey", f"{PREFIX}stay", f"{PREFIX}sign-out")
REFUSALS: dict[type[Exception], tuple[str, int]] = {
    Stale: ("staff/stale.html", 409),
    NotFresh: ("staff/not-fresh.html", 403),
    Unsound: ("staff/unsound.html", 409),
}
OLD_DATA = f"{PREFIX}old-data"


def cookie_name() -> str:
    return cookies.name(cookies.SESSION)


def _is_open(path: str) -> bool:
    return path in (SIGN_IN, SECOND_STEP) or path.startswith((LANGUAGE, FEED))


def _is_held_back(actor: Actor, path: str) -> bool:
    """Whether this person must set up a second factor before they may go there."""
    return path not in SETTING_UP and not _is_open(path) and second_factor.is_missing(actor)


def _serves_staff(request: HttpRequest) -> bool:
    """Whether the map in use has staff pages: the callers' program has none, and looks at no cookie of theirs."""
    return _has_the_door(getattr(request, "urlconf", None) or settings.ROOT_URLCONF)


@cache
def _has_the_door(urlconf: str) -> bool:
    return is_valid_path(SIGN_IN, urlconf)


def _must_be_told(request: HttpRequest, actor: Actor) -> bool:
    # What somebody has just written and sends is not thrown away.
    waits = request.method == "GET" and request.path_info != OLD_DATA and not _is_open(request.path_info)
    return waits and integrity.must_read(actor)


class SignIn:
    """Puts `request.actor` on staff pages, sends strangers to the sign-in page, and makes every refusal one 404."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX) or not _serves_staff(request):
            return self.get_response(request)
        if request.path_info == PANIC:
            request.actor = None  # type: ignore[attr-defined]  # nothing of its page asks the database
            return self.get_response(request) if _may_panic(request) else _to_the_door(request)
        actor = _who(request)
        if actor is None and not _is_open(request.path_info):
            return _to_the_door(request)
        if actor and _is_held_back(actor, request.path_info):
            return redirect("staff:account")
        request.actor = actor  # type: ignore[attr-defined]
        if actor and _must_be_told(request, actor):
            return redirect("staff:old-data")
        if actor is None:
            return self.get_response(request)
        try:
            with innocent.hearing(actor):
                return self._answer(request, actor)
        except Ended:
            return _to_the_door(request)

    def _answer(self, request: HttpRequest, actor: Actor) -> HttpResponse:
        with changes.one_look() if request.method == "GET" else nullcontext():
            response = self.get_response(request)
        if response.status_code == 200 and request.resolver_match and not actor.keys.is_over:
            reads.opened(actor, request.resolver_match, request.method)
        if response.status_code in (302, 303) and "from_draft" in request.POST:
            drafts.end(request, response)
        if not actor.keys.is_over:
            renewal.go_on(actor)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Absent and Locked are answered with the page of an unknown address; others say what to do."""
        actor: Actor | None = getattr(request, "actor", None)
        if isinstance(error, Ended) or (actor and actor.keys.is_over):  # by somebody else, while the page was made
            return _to_the_door(request)
        if isinstance(error, (Absent, Locked)):
            if actor:
                reads.refused(actor, request.resolver_match)
            return not_found(request)
        if type(error) in REFUSALS and request.path_info.startswith(PREFIX):
            template, status = REFUSALS[type(error)]
            return render(request, template, status=status)
        return None


def _who(request: HttpRequest) -> Actor | None:
    """Who is signed in. A cookie that turns up in another browser was stolen: its session ends."""
    cookie = cookies.value(request, cookies.SESSION)
    actor = actions.resume(cookie, now=utc_now()) if cookie else None
    if actor and not _is_same_browser(request, actor):
        sessions.end(cookie)
        return None
    return actor


def _may_panic(request: HttpRequest) -> bool:
    """Whether somebody of the staff is there, by this process's memory: a panic waits for no database."""
    memory = actions.last_known(cookies.value(request, cookies.SESSION), now=utc_now())
    return memory is not None and ("browser" not in memory or memory["browser"] == _browser(request, memory))


def _is_same_browser(request: HttpRequest, actor: Actor) -> bool:
    shown = _browser(request, actor.memory)
    known: bytes = actor.memory.setdefault("browser", shown)
    return known == shown


def _browser(request: HttpRequest, memory: dict[str, Any]) -> bytes:
    here: account.Here = memory["here"]
    marked = here.mark is not None
    mark = devices.presented(cookies.value(request, cookies.DEVICE), now=utc_now()) if marked else None
    return devices.browser(mark, request.headers.get("User-Agent", ""))


def _to_the_door(request: HttpRequest) -> HttpResponse:
    response = redirect("staff:sign-in")
    if request.method == "POST" and (draft := drafts.keep(request, now=utc_now())):
        cookies.put(response, cookies.DRAFT, draft, int(drafts.LASTS.total_seconds()))
    return response
