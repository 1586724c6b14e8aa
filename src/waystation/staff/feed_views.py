"""The one page that a calendar program asks for, without a session."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from waystation.staff import feeds, icalendar
from waystation.staff.actor import utc_now
from waystation.vault import suite


@require_safe
def feed(request: HttpRequest, feed_id: UUID) -> HttpResponse:
    """Times and a neutral word, the same for everybody. Absent for any other address."""
    found = feeds.opened(feed_id, utc_now())

    def name(start: str) -> str:
        return suite.derive(feed_id.bytes, b"calendar feed", start.encode(), length=16).hex()

    with override(settings.LANGUAGE_CODE):
        word = _("Reminder")
    file = icalendar.written(word, found.made.date(), (*found.days, *found.moments), name)
    return HttpResponse(file, content_type=icalendar.TYPE)
