"""The staff's pages of what came with a message: the files, and the whole e-mail."""

from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from waystation.files import pages
from waystation.hotline import access, actions, shown
from waystation.staff.access import or_absent
from waystation.staff.requests import StaffRequest
from waystation.web.pages import page


@require_POST
def attachment(request: StaffRequest, request_id: UUID, message_id: UUID, index: int) -> HttpResponseBase:
    """An attachment as it came, under a name that says nothing."""
    actor = request.actor
    return or_absent(
        actor,
        message_id,
        lambda: pages.original(actions.take_attachment(actor, request_id, message_id, index), index + 1),
    )


@require_safe
def original(request: StaffRequest, request_id: UUID, message_id: UUID) -> HttpResponseBase:
    """A whole e-mail as it came."""
    actor = request.actor
    return or_absent(actor, message_id, lambda: pages.original(actions.take_original(actor, request_id, message_id), 0))


@require_safe
def view_attachment(request: StaffRequest, request_id: UUID, message_id: UUID, index: int) -> HttpResponse:
    """What can be shown of an attachment."""
    actor = request.actor
    row, stub = access.request(actor, request_id)
    found = actions.view_attachment(actor, request_id, message_id, index)
    place = {"request_id": row.pk, "message_id": message_id, "index": index}
    addresses = {
        "picture": shown.link("hotline:picture", **place),
        "original": shown.link("hotline:attachment", **place),
        "keep_url": shown.link("casework:keep-file", case_id=stub.case, **place) if stub.case else "",
    }
    shown_here = {"row": row, "whom": shown.title(stub), **addresses}
    return page(request, "hotline/file.html", pages.context(request, found) | shown_here)


@require_safe
def picture(request: StaffRequest, request_id: UUID, message_id: UUID, index: int) -> HttpResponseBase:
    """One page of an attachment, drawn anew."""
    actor = request.actor
    found = access.attachment(actor, request_id, message_id, index)
    return or_absent(actor, message_id, lambda: pages.picture(request, found))
