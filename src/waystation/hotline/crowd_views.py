"""The staff's page of what came in a crowd: a look at some of it, and all of it closed or opened again."""

import uuid
from collections.abc import Sequence
from secrets import SystemRandom
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from waystation.hotline import access, crowd_actions, proposing, shown, wording
from waystation.hotline.crowd_actions import CALM, Crowd
from waystation.hotline.forms import CrowdForm
from waystation.hotline.rules import Line
from waystation.staff import reads
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.requests import StaffRequest, acting
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(wording.CROWD_NOTICES)

AT_RANDOM, CHARACTERS = 10, 300


@require_http_methods(["GET", "HEAD", "POST"])
def crowd(request: StaffRequest) -> HttpResponse:
    """Shows how many there are and some of them; closes them together, as many as a page has time for."""
    actor = acting(request, "hotline.decide")
    if request.method != "POST":
        proposing.lend(actor)
        return _crowd(request, actor)
    found = crowd_actions.waits(actor)
    form = CrowdForm(request.POST, now=actor.now(), counts=_counts(found))
    if not form.is_valid():
        return _crowd(request, actor, form=form, status=422)
    said = form.cleaned_data
    if left := crowd_actions.close(actor, said["together"], said["which"], said["until"]):
        return page(request, "hotline/crowd-going-on.html", {"left": left, "form": form})
    return back("hotline:crowd", "crowd-closed")


def _counts(found: Crowd) -> dict[str, int]:
    return {which: len(found.of(which)) for which in wording.CROWD_PARTS}


def _crowd(request: StaffRequest, actor: Actor, *, form: CrowdForm | None = None, status: int = 200) -> HttpResponse:
    found, names = crowd_actions.waits(actor), personas(actor)
    initial = {"which": CALM if found.calm else "", "together": uuid.uuid4()}
    new = CrowdForm(initial=initial, now=actor.now(), counts=_counts(found))
    context = {
        "count": len(found.every),
        "unseen": found.unseen,
        "samples": _samples(actor, _chosen(found.every)),
        "form": form or new,
        "batches": [{"batch": each, "by": names.get(each.made.by, "")} for each in crowd_actions.batches(actor)],
    }
    return page(request, "hotline/crowd.html", context, status=status)


def _chosen(lines: Sequence[Line]) -> list[Line]:
    """The newest, some at random between, and the oldest, in this order of time."""
    in_time = sorted(lines, key=lambda line: line.stub.received_at)
    if len(in_time) <= AT_RANDOM + 2:
        return in_time[::-1]
    between = SystemRandom().sample(range(1, len(in_time) - 1), AT_RANDOM)
    return [in_time[at] for at in (len(in_time) - 1, *sorted(between, reverse=True), 0)]


def _samples(actor: Actor, lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Each with the beginning of what was written, which the log calls reading."""
    found = []
    for row in shown.queue_rows(actor, lines):
        for entry in access.entries(actor, access.records(actor, row.line.id)[-1:]):
            reads.once(actor, "hotline.thread_read", subject=row.line.id)
            found.append({"row": row, "text": entry.text[:CHARACTERS], "more": len(entry.text) > CHARACTERS})
    return found


@require_POST
def take_back(request: StaffRequest, together: UUID) -> HttpResponse:
    """Opens again what was closed together, as much as a page has time for."""
    actor = acting(request, "hotline.decide")
    if left := crowd_actions.take_back(actor, together):
        return page(request, "hotline/crowd-going-on.html", {"left": left, "together": together})
    return back("hotline:crowd", "crowd-reopened")
