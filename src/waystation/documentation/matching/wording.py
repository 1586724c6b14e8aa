"""The words of the room."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.documentation.matching import rules
from waystation.documentation.matching.protocol import ROLES, TOGETHER
from waystation.documentation.wording import Words
from waystation.linkage.model import FAMILY, OTHER, comparisons

UNNAMED = _(
    "Somebody without a name stands for several people, or for one whom nobody can tell apart. They are never taken "
    "for somebody else."
)
NOTHING_SAID = _("You said nothing of these two that could be taken back.")
ANSWER = _("Choose one of the answers.")
FASTER = _("Somebody decided of these two at the same time. Look at what they said, and answer again.")
_CONTRADICTION = _(
    "This cannot hold beside what was decided before: {one} and {other} are held to be two people, and would be one "
    "through others. Look at those two first."
)

VERDICTS: dict[str, Words] = {
    rules.SAME: _("The same person"),
    rules.DIFFERENT: _("Two different people"),
    rules.UNSURE: _("Cannot be told yet"),
    rules.DISPUTED: _("Reviewers disagree"),
    rules.UNDECIDED: pgettext_lazy("pair of persons", "Not decided"),
}
TONES = {rules.SAME: "good", rules.DIFFERENT: "info", rules.DISPUTED: "warn", rules.UNSURE: "", rules.UNDECIDED: ""}
SAID: dict[str, Words] = {**VERDICTS, rules.UNDECIDED: _("Took back what they had said")}

FIELDS: dict[str, Words] = {
    "given": _("Given name"),
    "initial": _("First letter"),
    "surname": _("Surname"),
    "father": _("Father's name"),
    "further": _("Further words of the name"),
    "nickname": _("Nickname"),
    "event_day": _("Day of what happened"),
    "event_span": _("When it happened"),
    "place": _("Where it happened"),
    TOGETHER: _("Told of together"),
    FAMILY: _("Of one family"),
}
LEVELS: dict[str, Words] = {
    "the same": pgettext_lazy("comparison", "the same"),
    "may be read the same": pgettext_lazy("comparison", "may be read the same"),
    "one letter off": pgettext_lazy("comparison", "one letter off"),
    "much alike": pgettext_lazy("comparison", "much alike"),
    "a part of it": pgettext_lazy("comparison", "a part of it is the same"),
    "the same first letter": pgettext_lazy("comparison", "the same first letter"),
    "may be read the same, or made of the same name": pgettext_lazy(
        "comparison", "may be read the same, or made of the same name"
    ),
    "the same day": pgettext_lazy("comparison", "the same day"),
    "the same day but for a slip": pgettext_lazy("comparison", "the same day but for a slip of the pen"),
    "nearly": pgettext_lazy("comparison", "nearly"),
    "not far off": pgettext_lazy("comparison", "not far off"),
    "may be the same, closely": pgettext_lazy("comparison", "may be the same, closely"),
    "may be the same": pgettext_lazy("comparison", "may be the same"),
    "the same district": pgettext_lazy("comparison", "the same region"),
    "two further words": pgettext_lazy("comparison", "two further words are the same"),
    "one further word": pgettext_lazy("comparison", "one further word is the same"),
    OTHER: pgettext_lazy("comparison", "different"),
}
_OF_BOTH: dict[str, Words] = {
    TOGETHER: _("one source lists both in one event: sources rarely list somebody twice"),
    FAMILY: _("another given name: what a family shares says nothing of them"),
}


def level(comparison: str, number: int) -> Words:
    """How two meet in one comparison."""
    if comparison in _OF_BOTH:
        return _OF_BOTH[comparison]
    known = comparisons(ROLES)[comparison][1]
    return LEVELS[known[number][1] if number < len(known) else OTHER]


def contradiction(one: str, other: str) -> Words:
    """Why a decision cannot hold beside others."""
    return format_lazy(_CONTRADICTION, one=one, other=other)
