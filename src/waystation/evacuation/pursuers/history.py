"""How changes of what is known of a pursuer are told: in the words of the forms."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from waystation.casework.history_words import Say, Saying, among
from waystation.evacuation.pursuers import wording
from waystation.evacuation.pursuers.models import Pursuer, Reach, Sighting, StatedZone
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import label_of


def _of(vocabulary: str) -> Say:
    return lambda actor, code: label_of(vocabulary, code)


def _all(actor: Actor, codes: list[Any]) -> str:
    return ", ".join(label_of("pursuer_means", code) for code in codes)


_WITHDRAWN = {"withdrawn": _("Why it counts no more")}
SAYINGS = {
    Pursuer: Saying(
        _("A pursuer"),
        fields={
            "called": _("What we call them"),
            "relation": _("What they are to the person"),
            "intent": _("What they want"),
            "means": _("Means"),
            "travels": _("How far they come by themselves"),
            "over": _("Why they hunt no more"),
        },
        values={
            "relation": _of("pursuer_relations"),
            "intent": _of("pursuer_intents"),
            "means": _all,
            "travels": among(wording.TRAVELS),
        },
        hidden=frozenset({"person"}),
    ),
    Sighting: Saying(_("A sighting of a pursuer"), fields=_WITHDRAWN),
    Reach: Saying(_("The reach of a pursuer"), fields=_WITHDRAWN),
    StatedZone: Saying(_("A place stated to be dangerous"), fields=_WITHDRAWN),
}
