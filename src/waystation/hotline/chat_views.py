"""The staff's pages of exported messenger chats."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from waystation.files.forms import is_good
from waystation.files.uploads import Limits, Received, takes_files
from waystation.hotline import access, chat_actions, chats, rules, shown, wording
from waystation.hotline.chat.lines import Refused
from waystation.hotline.errors import AlreadyStored
from waystation.hotline.forms import ChatForm
from waystation.staff.access import or_absent
from waystation.staff.errors import Absent
from waystation.staff.requests import StaffRequest, acting
from waystation.vault import files
from waystation.vault.errors import Stale
from waystation.web.pages import back, page


def _limits() -> Limits:
    return Limits(1, settings.WAYSTATION_MESSAGE_LIMIT)


@takes_files(_limits)
def take_chat(request: StaffRequest) -> HttpResponse:
    """An exported chat becomes a request."""
    actor, form = acting(request, "hotline.answer"), ChatForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and is_good(request, form):
        try:
            made = chat_actions.take(actor, _bytes(form), who=form.cleaned_data["who"])
            return back("hotline:request", "chat-kept", request_id=made)
        except AlreadyStored:
            return back("hotline:requests", "chat-kept-before")
        except Refused as refused:
            form.add_error("files", wording.CHAT_REFUSALS[refused.code])
    return page(request, "hotline/take-chat.html", {"form": form}, status=422 if form.errors else 200)


@takes_files(_limits)
def add_chat(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """An exported chat comes into a thread that is there."""
    actor = acting(request, "hotline.answer")
    row, stub = access.request(actor, request_id)
    form = ChatForm(request.POST or None, request.FILES or None)
    del form.fields["who"]
    if request.method == "POST" and is_good(request, form):
        try:
            chat_actions.add(actor, request_id, _bytes(form))
            return back("hotline:request", "chat-kept", request_id=request_id)
        except AlreadyStored:
            return back("hotline:request", "chat-kept-before", request_id=request_id)
        except Refused as refused:
            form.add_error("files", wording.CHAT_REFUSALS[refused.code])
        except Stale:
            form.add_error(None, wording.STALE)
    context = {"form": form, "row": row, "whom": shown.title(stub)}
    return page(request, "hotline/take-chat.html", context, status=422 if form.errors else 200)


def _bytes(form: ChatForm) -> bytes:
    received: Received = form.cleaned_data["files"][0]
    return b"".join(files.read(received.id, received.content))


@require_safe
def chat(request: StaffRequest, request_id: UUID, message_id: UUID) -> HttpResponse:
    """A hundred messages of a chat, oldest first."""
    actor = acting(request, "hotline.answer")
    try:
        stub, record, found = or_absent(
            actor, message_id, lambda: chat_actions.page(actor, request_id, message_id, _first(request))
        )
    except Refused:
        raise Absent from None
    part = Paginator(range(found.count), chats.PAGE).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "chat": found,
        "page": part,
        "whom": shown.title(stub),
        "kind": wording.CHATS[found.kind],
        "notes": [wording.CHAT_NOTES[code] for code in found.notes],
        "sha256": record.sha256.hex(),
        "row": {"pk": request_id},
        "message_id": message_id,
        "channel": rules.CHANNELS["chat"],
    }
    return page(request, "hotline/chat.html", context)


def _first(request: StaffRequest) -> int:
    number = request.GET.get("page", "")
    return (int(number) - 1) * chats.PAGE if number.isascii() and number.isdigit() and 0 < len(number) < 7 else 0
