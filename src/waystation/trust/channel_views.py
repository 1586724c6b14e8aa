"""The page of all our channels: state, last message, last letter, whether it answers now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.hotline import boxes
from waystation.hotline.wording import DOORS
from waystation.staff.errors import Refused
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest
from waystation.trust import channels as doors
from waystation.trust import rules
from waystation.trust.channels import Standings
from waystation.trust.forms import ChannelStateForm
from waystation.web.pages import back, page

Text = str | Promise

WAYS: dict[str, Text] = {"in": gettext_lazy("Mail comes"), "out": gettext_lazy("Mail leaves")}


@dataclass(frozen=True)
class Door:
    """One account by which mail comes or goes."""

    way: Text
    state: Text
    tone: str
    since: date | None = None


@dataclass(frozen=True)
class Row:
    """One channel of the page."""

    kind: Text
    address: str
    state: Text
    tone: str
    since: date | None
    notes: tuple[Text, ...]
    last_in: datetime | None
    last_out: datetime | None
    doors: tuple[Door, ...]


def channels(request: StaffRequest) -> HttpResponse:
    """All channels, and the form by which one of them gets another state."""
    actor = request.actor
    found = doors.standings(actor)
    form = ChannelStateForm(
        request.POST if request.method == "POST" else None, addresses=[each.channel.address for each in found]
    )
    if form.is_valid():
        said = form.cleaned_data
        try:
            doors.change(actor, said["address"], said["status"], unforced=said["unforced"])
            return back("trust:channels", "trust-proposed")
        except Refused as error:
            form.add_error(None, str(error.reason))
    context: dict[str, Any] = {"rows": [_row(each) for each in found], "form": form}
    context["may_change"] = allows(actor, "trust.propose")
    return page(request, "trust/channels.html", context, status=422 if form.is_bound else 200)


def _row(each: Standings) -> Row:
    return Row(
        rules.KINDS[each.channel.kind],
        each.channel.address,
        rules.STATUSES[each.state],
        rules.STATUS_TONES[each.state],
        each.channel.since if each.state == each.channel.status else None,
        tuple(_notes(each)),
        each.last_in,
        each.last_out,
        tuple(_doors(each)),
    )


def _notes(each: Standings) -> Iterator[Text]:
    if not each.signed:
        yield _("Not in the signed list.")
    if each.said:
        yield _("One of us says: %(state)s. A second person has to sign it.") % {"state": rules.STATUSES[each.said]}


def _doors(each: Standings) -> Iterator[Door]:
    for way, door in each.doors:
        if door is None:
            yield Door(WAYS[way], _("Not tried yet"), "neutral")
        else:
            state, tone = DOORS.get(door.state, (_("Not tried yet"), "neutral"))
            yield Door(WAYS[way], state, tone, door.since)
    if each.channel.kind == "web":
        yield Door("", _("This server answers"), "good")
    elif not each.doors:
        yield Door("", _not_watched(each), "neutral")


def _not_watched(each: Standings) -> Text:
    box = boxes.of(each.channel.address) if each.channel.kind == "email" else None
    if box and box.mailbox:
        return _("Leads to the mailbox %(address)s") % {"address": box.mailbox}
    if each.channel.kind == "email":
        return _("No account is named for it: a mail server brings its mail")
    return _("Not watched from here: try it yourself")
