"""What every staff page says of itself, for the template engine's context processors."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.audit.witness import standing
from waystation.staff.access import damaged
from waystation.staff.renewal import unfinished


def integrity(request: HttpRequest) -> dict[str, str]:
    """`alarm`: what is to be said when rows, or the log as a whole, were changed outside the program."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {}
    alarms = [*_damage(damaged(actor)), *_disagreement(), *_unfinished()]
    return {"alarm": " ".join(alarms)} if alarms else {}


def _disagreement() -> list[str]:
    if standing() is None:
        return []
    return [
        _(
            "The log disagrees with the copy of its head that is kept outside: it was shortened or rewritten, or the "
            "whole database is an old one. A coordinator must look at the log page now."
        )
    ]


def _unfinished() -> list[str]:
    if not unfinished():
        return []
    return [
        _(
            "Somebody was taken off, and keys that they had are still being replaced. It goes on with every page that "
            "somebody opens who holds these keys, and ends by itself."
        )
    ]


def _damage(count: int) -> list[str]:
    if not count:
        return []
    text = ngettext(
        "%(count)s record was damaged or changed outside this program and is not shown. Tell the administrator now.",
        "%(count)s records were damaged or changed outside this program and are not shown. Tell the administrator now.",
        count,
    )
    return [text % {"count": count}]
