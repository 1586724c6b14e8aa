"""What somebody was writing when their session ended: kept sealed until they have signed in again.

It is a session of a third kind: sealed under a cookie of that browser and this process's key, for an hour. Only a
browser with a mark can leave one, of somebody who is on the staff; each keeps the last, and only who signed in there
last gets it back.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from waystation.staff import cookies, devices
from waystation.staff.models import Account
from waystation.vault import sessions

KIND = "draft"
LASTS = timedelta(hours=1)
LARGEST = 200_000  # characters of one form
OURS = ("csrfmiddlewaretoken", "from_draft")

# The forms with long text. A form with a passphrase in it must never stand here.
_KEPT = {
    "advocacy": "ask authority-change authority-new change let-go pressure pressure-new reply-new",
    "casework": "about accept assign consent consent-text look need next note propose-closing recall risk second "
    "stage take-back",
    "desk": "keep",
    "documentation": "act intervention intervention-new life life-new new person record",
    "duty": "hand-over",
    "evacuation": "bed-new check-in check-in-new check-in-series helper helper-new journey-new leg-new move place "
    "place-change place-new protocol protocol-new",
    "exchange": "hand-on transfer",
    "hotline": "answer canned-text contact fill keep-draft new-canned new-rule note rule take-draft take-note triage",
    "medical": "account agreed circumstances finding finding-new health lists",
    "money": "case-payment fund-change fund-new holding-reconcile pay payment-new",
    "network": "connection-change connection-new",
    "persons": "add add-paper bind describe health link paper rebind roles sogiesc tie",
    "publication": "approve change new recall",
    "pursuers": "alarm allow keep-apart new pursuer reach sighting withdraw zone",
    "relocation": "application application-new appointment appointment-new arrival arrival-new begin call change "
    "check-up decide end outcome paper paper-new step step-new terms-change terms-new",
    "services": "end plan plan-for provider-change provider-new service",
    "statements": "change new new-on review sources withdraw withdraw-assertion",
    "trust": "fake fakes finding mark marks verdict vouch withdraw-vouch",
    "work": "approval-new case-task-new flag flag-new task-new",
}
KEPT = frozenset(f"{room}:{name}" for room, names in _KEPT.items() for name in names.split())


class Draft(msgspec.Struct, frozen=True, array_like=True):
    """A form that was sent too late: by whom, to which address, and what stood in it."""

    account: UUID
    path: str
    fields: list[tuple[str, str]]

    def __repr__(self) -> str:
        return "Draft()"


@dataclass(frozen=True)
class Line:
    """One field to be sent again; one with several words is shown."""

    name: str
    text: str = field(repr=False)

    @property
    def has_words(self) -> bool:
        return len(self.text.split()) > 1 or self.name in ("text", "note")


def keep(request: HttpRequest, *, now: datetime) -> str:
    """Seals a form that was posted without a session. Returns the cookie that opens it; empty where it is not kept."""
    mark = devices.presented(cookies.value(request, cookies.DEVICE), now=now)
    if mark.who is None or not _is_kept(request) or not Account.objects.filter(pk=mark.account).exists():
        return ""
    fields = [(name, value) for name, values in request.POST.lists() if name not in OURS for value in values]
    if sum(len(name) + len(value) for name, value in fields) > LARGEST:
        return ""
    sessions.end_those(lambda memory: memory.get("draft of") == mark.digest)
    packed, memory = msgspec.msgpack.encode(Draft(mark.who, request.path_info, fields)), {"draft of": mark.digest}
    return sessions.start(KIND, packed, now=now, lasting=LASTS, idle=LASTS, memory=memory)


def _is_kept(request: HttpRequest) -> bool:
    # The forgery check comes later than this: no page of another site may leave a text here.
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
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
