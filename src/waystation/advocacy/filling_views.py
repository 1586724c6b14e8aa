"""The page on which a draft is filled from the record."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _

from waystation.advocacy import access, approving, filling
from waystation.advocacy.forms import FillForm, lines_of
from waystation.advocacy.framing import of_submission
from waystation.advocacy.records import Submission
from waystation.casework import access as casework
from waystation.casework.forms import say_beside
from waystation.documentation.dossier.actions import named
from waystation.documentation.errors import Refused
from waystation.staff import reads
from waystation.staff.actor import Actor
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest, acting


def fill(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Shows what the record would put under each heading, and what is missing; then puts it there."""
    actor = request.actor
    row, found = access.submission(actor, submission_id)
    acting(request, "advocacy.write")
    acting(request, "documentation.read")
    form = FillForm(request.POST or None, initial={"version": row.version})
    if not allows(actor, "consent.use"):
        del form.fields["called"]
    more: dict[str, Any] = {"button": _("Fill in")}
    looks = request.method == "POST" and request.POST.get("do") != "fill"
    if request.method == "POST" and form.is_valid():
        more |= _looked(actor, found, form)

    def act() -> UUID:
        said = form.cleaned_data
        filling.fill(actor, submission_id, named(actor, form.names), said["level"], seen=said["version"])
        return submission_id

    return of_submission(
        request, form, act, "submission-saved", submission_id, found, _("Fill it in from the record"),
        template="advocacy/fill.html", more=more, looks=looks,
    )  # fmt: skip


def _looked(actor: Actor, found: Submission, form: FillForm) -> dict[str, Any]:
    """What the record would put there, and who does not consent yet."""
    try:
        events = named(actor, form.names)
    except Refused as refused:
        say_beside(form, refused.reasons)
        return {}
    for one in events:
        reads.once(actor, "documentation.event_opened", subject=one, hole="event_id")
    proposed = filling.look(actor, found, events, form.cleaned_data["level"])
    return {"proposed": proposed, "unwilling": _unwilling(actor, found, form)}


def _unwilling(actor: Actor, found: Submission, form: FillForm) -> list[str]:
    names = lines_of(form.cleaned_data.get("called", ""))
    try:
        said = approving.verdicts(actor, found, names) if names else {}
    except Refused as refused:
        return [str(sentence) for _name, sentence in refused.reasons]
    return [f"{casework.called(actor, one)}: {reason}" for one, each in said.items() for reason in each.reasons]
