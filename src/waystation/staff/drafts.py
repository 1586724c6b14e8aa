"""What somebody was writing when their session ended: kept sealed until they have signed in again.

It is a session of a third kind: sealed under a cookie of that browser and this process's key, for an hour. Only a
browser with a mark can leave one, and only who signed in there last gets it back.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from waystation.staff import cookies, devices
from waystation.vault import sessions

KIND = "draft"
LASTS = timedelta(hours=1)
LARGEST = 200_000  # characters of one form
LONG = 40  # characters, from which a field is shown to be read again
OURS = ("csrfmiddlewaretoken", "from_draft")

# The forms with long text. A form with a passphrase in it must never stand here.
KEPT = frozenset(
    {
        "hotline:answer",
        "hotline:fill",
        "hotline:keep-draft",
        "hotline:take-draft",
        "hotline:canned-text",
        "hotline:new-canned",
        "duty:hand-over",
        "hotline:note",
        "hotline:take-note",
        "hotline:triage",
        "casework:accept",
        "casework:about",
        "casework:next",
        "casework:need",
        "casework:note",
        "casework:risk",
        "casework:consent",
        "casework:stage",
        "casework:take-back",
        "persons:add",
        "persons:describe",
        "persons:link",
        "persons:roles",
        "persons:bind",
        "persons:rebind",
        "persons:add-paper",
        "persons:paper",
        "persons:health",
        "persons:sogiesc",
        "persons:tie",
        "work:approval-new",
        "work:case-task-new",
        "work:flag-new",
        "work:task-new",
        "evacuation:place-new",
        "evacuation:place",
        "evacuation:place-change",
        "evacuation:helper-new",
        "evacuation:helper",
        "evacuation:journey-new",
        "evacuation:leg-new",
        "evacuation:bed-new",
        "evacuation:move",
        "evacuation:check-in-new",
        "evacuation:check-in",
        "pursuers:new",
        "pursuers:pursuer",
        "pursuers:sighting",
        "pursuers:reach",
        "pursuers:zone",
        "pursuers:withdraw",
        "pursuers:keep-apart",
        "pursuers:allow",
        "pursuers:alarm",
        "documentation:new",
        "documentation:record",
        "documentation:act",
        "documentation:intervention-new",
        "documentation:intervention",
        "documentation:life-new",
        "documentation:life",
        "publication:new",
        "publication:change",
        "advocacy:ask",
        "advocacy:change",
        "advocacy:reply-new",
        "advocacy:authority-new",
        "advocacy:authority-change",
        "advocacy:pressure-new",
        "advocacy:pressure",
    }
)


class Draft(msgspec.Struct, frozen=True, array_like=True):
    """A form that was sent too late: by whom, to which address, and what stood in it."""

    account: UUID
    path: str
    fields: list[tuple[str, str]]

    def __repr__(self) -> str:
        return "Draft()"


@dataclass(frozen=True)
class Line:
    """One field to be sent again; a long one is shown."""

    name: str
    text: str = field(repr=False)

    @property
    def is_long(self) -> bool:
        words = len(self.text.split()) > 1
        return (words and len(self.text) > LONG) or "\n" in self.text or self.name in ("text", "note")


def keep(request: HttpRequest, *, now: datetime) -> str:
    """Seals a form that came without a session, and returns the cookie that opens it; empty where it is not kept."""
    mark = devices.presented(cookies.value(request, cookies.DEVICE), now=now)
    if mark.who is None or not _is_kept(request):
        return ""
    fields = [(name, value) for name, values in request.POST.lists() if name not in OURS for value in values]
    if sum(len(name) + len(value) for name, value in fields) > LARGEST:
        return ""
    sessions.end(cookies.value(request, cookies.DRAFT))
    packed = msgspec.msgpack.encode(Draft(mark.who, request.path_info, fields))
    return sessions.start(KIND, packed, now=now, lasting=LASTS, idle=LASTS)


def _is_kept(request: HttpRequest) -> bool:
    # The forgery check comes later than this: no page of another site may leave a text here.
    if request.method != "POST" or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return False
    try:
        return resolve(request.path_info, getattr(request, "urlconf", None)).view_name in KEPT
    except Resolver404:
        return False


def waiting(request: HttpRequest, account: UUID, *, now: datetime) -> Draft | None:
    """What this person left in this browser; None where it is nothing, or somebody else's."""
    cookie = cookies.value(request, cookies.DRAFT)
    session = sessions.resume(KIND, cookie, now=now) if cookie else None
    draft = msgspec.msgpack.decode(session.payload, type=Draft) if session else None
    return draft if draft and draft.account == account else None


def lines(draft: Draft) -> list[Line]:
    return [Line(name, text) for name, text in draft.fields]


def end(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Forgets the draft of this browser."""
    sessions.end(cookies.value(request, cookies.DRAFT))
    return cookies.take_back(response, cookies.DRAFT)
