"""The page while the database is away: what is lost, what is not, and how to go on. It asks the database nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException, UnreadablePostError
from django.template import loader
from django.urls import Resolver404, resolve

from waystation.web import context
from waystation.web.problems import is_asked_by_program, problem

WAIT = 60  # seconds until another try is worth it
_SHOWN = "text"  # what every form calls the words that somebody wrote
_UNREADABLE = (BadRequest, SuspiciousOperation, MultiPartParserError, RawPostDataException, UnreadablePostError)
_kept: set[str] = set()


def keep(views: Iterable[str]) -> None:
    """Names staff pages whose forms hold long texts and never a secret: what was sent there is given back."""
    _kept.update(views)


def is_away(error: BaseException | None) -> bool:
    """Whether the database itself failed, and not what it was asked: stopped, cut off, full, or busy for too long."""
    if not isinstance(error, (OperationalError, InterfaceError)):
        return False
    # SQLite calls it operational, too, when a statement is wrong.
    return getattr(error.__cause__, "sqlite_errorcode", None) != sqlite3.SQLITE_ERROR


def page(request: HttpRequest) -> HttpResponse:
    """503, with what was sent in a form that sends it again; to a program, a problem."""
    headers = {"Retry-After": str(WAIT)}
    if is_asked_by_program(request):
        return problem(503, "We cannot answer this now. Repeat it later.", **headers)
    staff = request.path_info.startswith(context.STAFF)
    sent = request.method not in ("GET", "HEAD", "OPTIONS")
    said = {"is_staff": staff, "sent": sent, "address": "" if staff else settings.WAYSTATION_MAIL_ADDRESS}
    if sent and (not staff or _is_kept(request)):
        said |= _given(request)
    return HttpResponse(loader.render_to_string("503.html", context.bare() | said), status=503, headers=headers)


def _is_kept(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info, getattr(request, "urlconf", None)).view_name in _kept
    except Resolver404:
        return False


def _given(request: HttpRequest) -> dict[str, object]:
    """The fields as they came, the forgery token among them: a new one is made for nobody."""
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        return {"carried": fields, "text": request.POST.get(_SHOWN, ""), "without_files": bool(request.FILES)}
    except _UNREADABLE:
        return {}
