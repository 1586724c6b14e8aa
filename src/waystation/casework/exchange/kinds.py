"""Which sealed rows belong to a case as it is carried: every kind of casework and of its sub-rooms, by itself.

A new kind of row that stands under a case's id comes along without a line here. What stands elsewhere (threads, what
vetting found, journeys) is bound to keys or to people of this organisation and stays.
"""

from functools import cache

from waystation.casework.exchange.models import TransferRow
from waystation.casework.models import ConsentTextRow, ReleaseRow, UseRow
from waystation.vault import sets
from waystation.vault.compartments import CASE_COMPARTMENTS, Compartment
from waystation.vault.models import Sealed

ROOM = "waystation.casework"
STAYS: dict[type[Sealed], str] = {
    ConsentTextRow: "the organisation's own words, under no case",
    TransferRow: "holds the code that we share with one partner alone",
}
# To whom else something went, and what two people decided here: not for whoever gets the case.
OURS = (UseRow, ReleaseRow)

_PARTS = {
    Compartment.LIST: "list",
    Compartment.IDENTITY: "who",
    Compartment.CONTACT: "contact",
    Compartment.TESTIMONY: "story",
    Compartment.MEDICAL: "health",
    Compartment.LOGISTICS: "where",
    Compartment.MONEY: "contact",
}


@cache
def carried() -> dict[str, type[Sealed]]:
    """The kinds of rows that go with a case, by name."""
    found = [model for model in sets.kinds() if model not in STAYS and _room(model).startswith(ROOM)]
    return {model._meta.label_lower: model for model in sorted(found, key=lambda model: model._meta.label_lower)}


def _room(model: type[Sealed]) -> str:
    return str(model.__module__)


def parts_of(model: type[Sealed], compartment: int) -> set[str]:
    """The parts of a case (`consent_rules.PARTS`) that a row belongs to: all of them must go for it to go."""
    part = {_PARTS[Compartment(compartment)]}
    return part | {"files"} if getattr(model, "names_files", "") else part


def is_of_a_case(compartment: str) -> bool:
    """Whether a compartment of this name is one that a case has."""
    return compartment in {each.name for each in CASE_COMPARTMENTS}
