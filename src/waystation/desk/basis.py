"""What a number counts. A picture has one basis, so that no two units are ever drawn on one scale.

The vocabulary count_basis has the terms for numbers that are published. What speaks of people stands on a number of
persons alone, so that no published basis has two numbers; where ours counts cases, the number of persons stands beside.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.vocabulary.vocabularies import term

PERSONS, CASES, EVENTS, REQUESTS = UNITS = ("persons", "cases", "events", "requests")
NAMES: dict[str, str | Promise] = {
    PERSONS: _("Counts persons."),
    CASES: _("Counts cases: one may stand for several persons."),
    EVENTS: _("Counts events: one person may have several."),
    REQUESTS: _("Counts requests: one person may have written several."),
}


@dataclass(frozen=True)
class Basis:
    """The unit of a number, and the nearest term of the vocabulary, if there is one."""

    unit: str
    code: str = ""

    @property
    def name(self) -> str:
        """What it counts, in words."""
        said = str(NAMES[self.unit])
        return (
            _("%(counts)s Nearest published basis: %(term)s.") % {"counts": said, "term": self.term}
            if self.code
            else said
        )

    @property
    def term(self) -> str:
        return term("count_basis", self.code).label if self.code else ""


FIGURES = {
    "contacted": Basis(REQUESTS),
    "helped": Basis(CASES),
    "evacuated": Basis(CASES),
    "sheltered": Basis(CASES),
    "abroad": Basis(CASES),
    "lost": Basis(CASES),
    "closed_safe": Basis(CASES),
}


@dataclass(frozen=True)
class Missing:
    """Terms of the vocabulary that no number here stands on, and why."""

    codes: tuple[str, ...]
    why: str | Promise

    @property
    def terms(self) -> list[str]:
        return [term("count_basis", code).label for code in self.codes]


MISSING = (
    Missing(
        ("interviewed", "detained_reported", "detained_first_hand", "tortured_first_hand")
        + ("killed_reported", "killed_confirmed", "killed_by_relatives"),
        _("These need what people told, written down act by act with its sources. That is not kept here yet."),
    ),
    Missing(
        ("estimate",),
        _("This is computed from several lists of acts and their overlap. Such lists are not kept here yet."),
    ),
    Missing(
        ("crime_reports", "cases_opened"),
        _("These need what was sent to authorities and what they answered. That is not kept here yet."),
    ),
    Missing(("left_alone",), _("Whether somebody left by themselves before we helped is not kept here yet.")),
    Missing(
        ("verified_contact",),
        _("Whom two of us hold to be who they say stands under Vetting, thread by thread; it is not added up here."),
    ),
)
