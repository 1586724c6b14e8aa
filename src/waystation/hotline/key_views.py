"""The pages of OpenPGP: our keys, and what we say of a counterpart's."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from waystation.hotline import mailkeys, peers
from waystation.hotline.boxes import addresses
from waystation.hotline.errors import NotPossible
from waystation.hotline.protection import fingerprint as spaced
from waystation.hotline.shown import link
from waystation.staff.actor import Actor
from waystation.staff.requests import StaffRequest, acting
from waystation.vault.errors import Stale
from waystation.web.pages import back, page

STATES = {
    mailkeys.CURRENT: _("In use."),
    mailkeys.RETIRED: _("Opens old mail only."),
    mailkeys.REVOKED: _("Revoked."),
}


@require_safe
def keys(request: StaffRequest) -> HttpResponse:
    """Our keys, address by address."""
    actor = acting(request, "hotline.keys")
    context = {
        "boxes": _boxes(actor),
        "published": mailkeys.is_published(actor),
        "list_url": link("trust:propose"),
    }
    return page(request, "hotline/mail-keys.html", context)


def _boxes(actor: Actor) -> list[dict[str, Any]]:
    held = mailkeys.held(actor)
    return [
        {
            "address": address,
            "keys": [_line(actor, row.pk, key) for row, key in held if key.address == address],
            "has_key": mailkeys.current(actor, address) is not None,
        }
        for address in sorted(addresses() | {key.address for _, key in held})
    ]


def _line(actor: Actor, key_id: UUID, key: mailkeys.MailKeyRecord) -> dict[str, Any]:
    return {
        "id": key_id,
        "fingerprint": spaced(key.fingerprint),
        "state": STATES[key.state],
        "made": key.made_at,
        "ends": key.ends_at,
        "ended": key.state == mailkeys.CURRENT and key.ends_at <= actor.now(),
        "may_revoke": key.state != mailkeys.REVOKED,
    }


@require_POST
def make(request: StaffRequest) -> HttpResponse:
    try:
        mailkeys.make(request.actor, request.POST.get("address", ""))
    except (NotPossible, Stale):
        return back("hotline:mail-keys", "not-possible")
    return back("hotline:mail-keys", "key-made")


@require_POST
def revoke(request: StaffRequest, key_id: UUID) -> HttpResponse:
    try:
        mailkeys.revoke(request.actor, key_id)
    except (NotPossible, Stale):
        return back("hotline:mail-keys", "not-possible")
    return back("hotline:mail-keys", "key-revoked")


@require_POST
def publish(request: StaffRequest) -> HttpResponse:
    mailkeys.publish_again(request.actor)
    return back("hotline:mail-keys", "keys-published")


@require_POST
def trust(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """One of us says that this key is the counterpart's."""
    try:
        peers.trust(request.actor, request_id, request.POST.get("fingerprint", ""))
    except (NotPossible, Stale):
        return back("hotline:request", "not-possible", request_id=request_id)
    return back("hotline:request", "key-trusted", request_id=request_id)
