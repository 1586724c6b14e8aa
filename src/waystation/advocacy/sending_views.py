"""The pages by which a submission leaves: as a file to be printed or carried, or by mail."""

import re
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from waystation.advocacy import access, letters, papers, sending
from waystation.advocacy.forms import MailForm
from waystation.advocacy.framing import done, of_submission, refused_page
from waystation.documentation.errors import Refused
from waystation.hotline import channels
from waystation.staff.requests import StaffRequest, acting
from waystation.web.middleware import SEALED_OFF

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


@require_POST
def file(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """The submission as a file. Its name says our number and nothing else."""
    actor, form = acting(request, "advocacy.write"), request.POST.get("form", "")
    try:
        content = sending.make_file(actor, submission_id, form)
    except Refused as refused:
        return refused_page(request, submission_id, refused)
    answer = HttpResponse(content, content_type="application/octet-stream")
    name = f"{letters.reference(submission_id)}.{form}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Content-Security-Policy"] = SEALED_OFF
    return answer


def mail(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Lets it leave by mail."""
    actor = request.actor
    row, found = access.submission(actor, submission_id)
    acting(request, "advocacy.write")
    _row, authority = access.authority(actor, found.authority)
    written = _ADDRESS.search(authority.channels)
    senders = [box.address for box in channels.usable()]
    initial = {"version": row.version, "to": written[0] if written else "", "form": papers.PDF}
    form = MailForm(request.POST or None, senders=senders, initial=initial)

    def act() -> UUID:
        said = form.cleaned_data
        sending.send_by_mail(
            actor, submission_id, to=said["to"], form=said["form"], sender=said["sender"], seen=said["version"]
        )
        return submission_id

    heading, more = _("Send it by mail"), {"button": _("Send it")}
    return of_submission(request, form, act, "submission-mailed", submission_id, found, heading, more=more)


@require_POST
def stop(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Takes back a letter that has not left."""
    return done(request, submission_id, sending.stop_mail, "submission-stopped")


@require_POST
def again(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Lets a letter leave once more."""
    return done(request, submission_id, sending.send_again, "submission-mailed")
