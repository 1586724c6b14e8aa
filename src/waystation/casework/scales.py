"""What a risk is made of besides its factors: four scales with their points, and when it rises. Pure.

Imminence, intent and capability of those who threaten, and vulnerability: Protection International, New Protection
Manual for Human Rights Defenders (2009), chapters 2 and 3. The points are ours, a start for a sum that people correct.
Not known counts one: what nobody knows is not safe.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.casework.records import Risk
from waystation.casework.wording import Words

IMMINENCES: dict[str, Words] = {
    "now": _("It is happening now"),
    "days": _("Within days"),
    "weeks": _("Within weeks"),
    "none_known": _("No sign of a near attack"),
    "unknown": _("Not known"),
}


@dataclass(frozen=True)
class Scale:
    """One question about a danger: its answers in words, from the worst on, and the points of each."""

    title: Words
    words: Mapping[str, Words]
    points: Mapping[str, int]


SCALES: dict[str, Scale] = {
    "imminence": Scale(
        _("How near is it"), IMMINENCES, {"now": 5, "days": 3, "weeks": 2, "none_known": 0, "unknown": 1}
    ),
    "intent": Scale(
        _("What those who threaten want"),
        {
            "acting": _("They are at it: they search, they come, they have hurt"),
            "said": _("They have said what they will do"),
            "none_seen": _("No sign that they mean to do anything"),
            "unknown": pgettext_lazy("intent", "Not known"),
        },
        {"acting": 3, "said": 2, "none_seen": 0, "unknown": 1},
    ),
    "capability": Scale(
        _("What they are able to do"),
        {
            "reach": _("They can get at the person now"),
            "means": _("They have means: police, money, many relatives"),
            "little": _("Little, as far as we know"),
            "unknown": pgettext_lazy("capability", "Not known"),
        },
        {"reach": 3, "means": 2, "little": 0, "unknown": 1},
    ),
    "vulnerability": Scale(
        _("How exposed the person is"),
        {
            "alone": _("Alone, and can neither hide nor leave"),
            "some_help": _("Has somebody, or somewhere to go"),
            "covered": _("In a safe place with people who help"),
            "unknown": pgettext_lazy("vulnerability", "Not known"),
        },
        {"alone": 3, "some_help": 2, "covered": 0, "unknown": 1},
    ),
}


def points(answers: Mapping[str, str]) -> dict[str, int]:
    """The points of each answer, as they count today."""
    return {name: scale.points[answers[name]] for name, scale in SCALES.items()}


def lines(risk: Risk) -> list[tuple[str, int]]:
    """What the scales add to a sum, a line each."""
    counted = ((name, scale, risk.points.get(name, 0)) for name, scale in SCALES.items())
    return [
        (f"{scale.title}: {scale.words.get(getattr(risk, name), '')}", number)
        for name, scale, number in counted
        if number
    ]


def total(risk: Risk) -> int:
    """The score of an assessment."""
    return sum(risk.factors.values()) + sum(risk.points.values()) + risk.adjustment


def has_risen(before: Risk | None, after: Risk) -> bool:
    """Whether somebody has to hear of it: the sum is higher, or the danger nearer, than it was held to be.

    A first assessment is news where it says that it is happening now.
    """
    if before is None:
        return after.imminence == "now"
    near = SCALES["imminence"].points
    return total(after) > total(before) or near[after.imminence] > near[before.imminence]
