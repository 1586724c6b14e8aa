"""What a publication sounds like, for whoever is about to approve it. Nothing of it is kept but in memory."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from waystation.publication import access
from waystation.publication.aloud import speaking
from waystation.publication.records import LANGUAGES
from waystation.staff.errors import Absent
from waystation.staff.requests import StaffRequest, acting

TYPE = "audio/mpeg"


@require_safe
def heard(request: StaffRequest, publication_id: UUID, code: str) -> HttpResponse:
    """The words of one of them in a language, spoken. Absent where nobody wants it heard or nothing here speaks."""
    actor = acting(request, "publication.write")
    _row, found = access.publication(actor, publication_id)
    said = speaking.heard(found, code) if code in LANGUAGES else None
    if said is None:
        raise Absent
    return HttpResponse(said, content_type=TYPE)
