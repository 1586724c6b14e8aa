"""The staff's pages of outgoing mail: what has not left, and the mailbox that stands in for a mail server."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from waystation.hotline import actions, contact_shown, outbox, posts, shown
from waystation.staff.errors import Absent
from waystation.staff.requests import StaffRequest, acting
from waystation.web.pages import back, page

LETTERS = 20


@require_safe
def outgoing(request: StaffRequest) -> HttpResponse:
    """What has not left yet, and what nobody knows about."""
    actor = acting(request, "hotline.answer")
    outbox.refill(actor)
    context = {
        "posts": posts.posts(actor),
        "locked": outbox.missing(actor),
        "mailbox": outbox.is_local(),
        "second": contact_shown.waiting(actor),
    }
    return page(request, "hotline/outbox.html", context)


@require_POST
def send_again(request: StaffRequest, outgoing_id: UUID) -> HttpResponse:
    actions.send_again(request.actor, outgoing_id)
    return back("hotline:outbox", "letter-queued")


@require_POST
def settle(request: StaffRequest, outgoing_id: UUID) -> HttpResponse:
    actions.settle(request.actor, outgoing_id)
    return back("hotline:outbox", "letter-settled")


@require_safe
def mailbox(request: StaffRequest) -> HttpResponse:
    """The local mailbox that stands in for a mail server. Absent where mail goes out into the world."""
    actor = acting(request, "hotline.answer")
    if not outbox.is_local():
        raise Absent
    part = Paginator(shown.mailbox_files(actor), LETTERS).get_page(request.GET.get("page"))
    return page(
        request,
        "hotline/mailbox.html",
        {"letters": shown.mailbox_letters(actor, list(part)), "page": part, "nothing": _("Nothing was sent yet")},
    )
