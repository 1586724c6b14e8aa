"""The page on which somebody waits while a crowd posts. What they wrote stays in the form that they send again."""

import shutil
import time
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from waystation.files import forms as files
from waystation.files.uploads import NO_ROOM, Limits, limits_of, refused
from waystation.files.wording import refusal
from waystation.hotline import crowd, rules
from waystation.hotline.crowd import Gate, Held, Passed
from waystation.hotline.records import Enclosed
from waystation.web.pages import page

RESERVE = 512 * 1024**2
"""Bytes of the disk that files of callers leave for words."""
_OURS = ("csrfmiddlewaretoken", "ticket", "proof")
_SHOWN = "text"


def limits(gate: Gate) -> Limits:
    """How many files a form may bring: none in a crowd, and none where the disk is nearly full."""
    now = time.time()
    room = min(settings.WAYSTATION_MESSAGE_LIMIT, int(crowd.FILES.left(now)), _free() - RESERVE)
    return Limits(0, 0) if gate.is_crowded(now) or room <= 0 else Limits(rules.FILES, room)


def _free() -> int:
    return shutil.disk_usage(settings.WAYSTATION_DATA).free


def fit(request: HttpRequest, form: forms.Form) -> None:
    """Asks for no files where none are taken."""
    if not limits_of(request).files:
        del form.fields["files"]


def is_good(request: HttpRequest, form: forms.Form) -> bool:
    """Whether the form can be taken as far as it goes; what becomes of files that cannot, `passed` says."""
    return files.is_good(request, form) if "files" in form.fields else form.is_valid()


def passed(request: HttpRequest, form: forms.Form, gate: Gate, **about: Any) -> Passed | HttpResponse | None:
    """Lets a good form through, or answers it with a page to wait on; None for one that has to be looked at again."""
    given = request.POST
    said = gate.ask(
        "\0".join(f"{name}={value}" for name, value in _carried(request)),
        now=time.time(),
        form=given.get("once", ""),
        ticket=given.get("ticket", ""),
        proof=given.get("proof", ""),
        **about,
    )
    if isinstance(said, Held):
        return _wait(request, said)
    if refused(request) and "files" not in form.fields:
        form.add_error(None, refusal(NO_ROOM, limits_of(request)))
        return None
    return said


def charge(enclosed: list[Enclosed]) -> None:
    """Counts files that are kept."""
    crowd.FILES.take(sum(each.content.size for each in enclosed), time.time())


def _carried(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, values in request.POST.lists() if name not in _OURS for value in values]


def _wait(request: HttpRequest, held: Held) -> HttpResponse:
    """The same form, to be sent again: everything that was written in it, and the place in the line."""
    answer = page(
        request,
        "public/waiting.html",
        {
            "held": held,
            "carried": _carried(request),
            "text": request.POST.get(_SHOWN, ""),
            "without_files": bool(refused(request) or request.FILES),
            "address": settings.WAYSTATION_MAIL_ADDRESS,
        },
        status=503,
    )
    answer.headers["Retry-After"] = str(held.seconds)
    return answer
