"""What a number counts. A picture has one basis, so that no two units are ever drawn on one scale.

The vocabulary count_basis has the terms for numbers that are published, and speaks of people; where ours counts cases,
it says so beside the term.
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
    "contacted": Basis(REQUESTS, "contacted"),
    "helped": Basis(CASES),
    "evacuated": Basis(CASES, "evacuated_region"),
    "sheltered": Basis(CASES, "in_shelter"),
    "abroad": Basis(CASES, "left_country"),
    "lost": Basis(CASES, "lost_contact"),
    "closed_safe": Basis(CASES),
}
