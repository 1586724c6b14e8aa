"""What every staff page says of itself, for the template engine's context processors."""

from django.http import HttpRequest
from django.utils.translation import ngettext

from waystation.staff.access import damaged


def integrity(request: HttpRequest) -> dict[str, str]:
    """`alarm`: a sentence when rows were met that somebody changed, moved or forged outside the program."""
    actor = getattr(request, "actor", None)
    count = damaged(actor) if actor else 0
    if not count:
        return {}
    text = ngettext(
        "%(count)s record was damaged or changed outside this program and is not shown. Tell the administrator now.",
        "%(count)s records were damaged or changed outside this program and are not shown. Tell the administrator now.",
        count,
    )
    return {"alarm": text % {"count": count}}
