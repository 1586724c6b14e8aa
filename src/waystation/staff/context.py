"""What every staff page says of itself, for the template engine's context processors."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from waystation.audit.witness import standing
from waystation.staff.access import damaged, lists_are_whole
from waystation.staff.actor import Actor
from waystation.staff.integrity import Standing
from waystation.staff.integrity import standing as standing_of_rows
from waystation.staff.renewal import unfinished
from waystation.vault.whole import Difference


def integrity(request: HttpRequest) -> dict[str, str]:
    """`alarm`: what is to be said when rows, or the log as a whole, were changed outside the program."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {}
    alarms = _damage(damaged(actor)) + _not_whole(actor)
    if not actor.apart:  # what is told there is no news of the organisation
        alarms += [*_disagreement(), *_unfinished(), *_differences()]
    return {"alarm": " ".join(alarms)} if alarms else {}


def _not_whole(actor: Actor) -> list[str]:
    if lists_are_whole(actor):
        return []
    return [
        _(
            "The lists and counts are not whole: a record could not be put in its place, and who is not in them may be "
            "there all the same. Tell the administrator now."
        )
    ]


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


def _differences() -> list[str]:
    found = standing_of_rows()
    return [*_lost(found, "alone"), *_sets(len(found.sets)), *_lost(found, "whole"), *_lost(found, "keys")]


_LOST = {
    "alone": gettext_lazy(
        "In the database stands something that this program did not make and that may copy or delete by itself. "
        "Tell the administrator now: `doctor` names it."
    ),
    "whole": gettext_lazy(
        "Whole cases or threads were deleted, or put back as they were earlier, outside this program. "
        "A coordinator must look at the log page now."
    ),
    "keys": gettext_lazy(
        "A public key in the database is not the one that this program put there. Nothing is sealed to it: "
        "messages may be turned away until that is put right. A coordinator must look at the log page now."
    ),
}


def _lost(found: Standing, what: str) -> list[str]:
    """What is to be said where this does not hold any more."""
    return [] if getattr(found, what) else [str(_LOST[what])]


def _sets(count: int) -> list[str]:
    if not count:
        return []
    text = ngettext(
        "In %(count)s case, thread or team, records were deleted, put back or changed outside this program. "
        "A coordinator must look at the log page now.",
        "In %(count)s cases, threads or teams, records were deleted, put back or changed outside this program. "
        "A coordinator must look at the log page now.",
        count,
    )
    return [text % {"count": count}]


def said(found: Difference | None) -> list[str]:
    """What the page of a case or thread says of it."""
    if found is None:
        return []
    if found.missing:
        text = ngettext(
            "%(count)s record is missing here: it was deleted outside this program.",
            "%(count)s records are missing here: they were deleted outside this program.",
            found.missing,
        )
        return [text % {"count": found.missing}]
    if found.added:
        text = ngettext(
            "%(count)s record was put here outside this program.",
            "%(count)s records were put here outside this program.",
            found.added,
        )
        return [text % {"count": found.added}]
    if found.older:
        return [_("An older version of a record was put back here, outside this program.")]
    return [_("Records here were changed outside this program.")]


def _damage(count: int) -> list[str]:
    if not count:
        return []
    text = ngettext(
        "%(count)s record was damaged or changed outside this program and is not shown. Tell the administrator now.",
        "%(count)s records were damaged or changed outside this program and are not shown. Tell the administrator now.",
        count,
    )
    return [text % {"count": count}]
