"""Which sealed rows belong to a case as it is carried: every kind of casework and of its sub-rooms, by itself.

A new kind of row that stands under a case's id comes along without a line here. What stands elsewhere (threads, what
vetting found, journeys) is bound to keys or to people of this organisation and stays.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any
from uuid import UUID

from waystation.casework.exchange.models import (
    ArrivedRow,
    ImportRow,
    IncomingRow,
    OwnKeyRow,
    PartnerRow,
    SendingRow,
    TransferRow,
)
from waystation.casework.models import (
    AlertRow,
    AwayRow,
    Case,
    ChangeRow,
    ConsentRow,
    ConsentTextRow,
    NeedRow,
    PairRow,
    ReleaseRow,
    RiskRow,
    UseRow,
    ViewRow,
)
from waystation.casework.persons.models import ApartRow, BondRow, PartRow, PersonRow, TieRow
from waystation.casework.services.models import ProviderRow, ServiceRow, SlotRow
from waystation.casework.work.models import ApprovalRow, TaskRow, TemplateRow
from waystation.vault import sets
from waystation.vault.compartments import CASE_COMPARTMENTS, Compartment
from waystation.vault.models import Sealed
from waystation.vocabulary.vocabularies import terms

ROOM = "waystation.casework"
STAYS: dict[type[Sealed], str] = {
    ArrivedRow: "what a partner's program brought, under no case yet",
    AwayRow: "of our staff, under no case",
    ConsentTextRow: "the organisation's own words, under no case",
    ImportRow: "a table of many cases, under none",
    IncomingRow: "what a partner sent, under no case yet",
    OwnKeyRow: "our key, under no case",
    PairRow: "compares a person with one of another case, who was not asked",
    PartnerRow: "whom we work with, under no case",
    ProviderRow: "whoever helps other cases too, under none",
    SendingRow: "a bundle on its way to a partner, with the token by which they take it, under no case",
    SlotRow: "a place with a provider of ours, under no case",
    TemplateRow: "the organisation's own lists, under no case",
    TransferRow: "holds the code that we share with one partner alone",
    ViewRow: "filters of the list, under no case",
}
# To whom else something went, what was decided and corrected here, what calls our staff: whoever else gets the case
# does not get these, and what a partner sends is none of it.
OURS: tuple[type[Sealed], ...] = (AlertRow, ApprovalRow, ChangeRow, ReleaseRow, UseRow)
# Fields that name something which is not carried, or hold here alone: they are left out, and empty in what is taken in.
BOUND_HERE: dict[type[Sealed], tuple[str, ...]] = {ReleaseRow: ("here",), ServiceRow: ("slot",)}
# Fields that name one of our staff who is to do something: whoever is not on it here does nothing, so they are emptied.
STAFF: dict[type[Sealed], str] = {AlertRow: "who", Case: "owner", TaskRow: "who"}

_PARTS = {
    Compartment.LIST: "list",
    Compartment.IDENTITY: "who",
    Compartment.CONTACT: "contact",
    Compartment.TESTIMONY: "story",
    Compartment.MEDICAL: "medical",
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


def parts_of(model: type[Sealed], compartment: int, record: Any) -> set[str]:
    """The parts of a case (`consent_words.PARTS`) that a row belongs to: all of them must go for it to go."""
    own = "sogiesc" if _is_sogiesc(model, record) else _PARTS[Compartment(compartment)]
    part = {own} | _in_its_codes(model, record)
    return part | {"files"} if getattr(model, "names_files", "") else part


def _in_its_codes(model: type[Sealed], record: Any) -> frozenset[str]:
    """The parts of which a need, what is done for it, or an assessment of risk tells by its codes."""
    if model in (NeedRow, ServiceRow):
        return tells_of("needs", [record.code])
    return tells_of("risk_factors", record.factors) if model is RiskRow else frozenset()


def tells_of(vocabulary: str, codes: Iterable[str]) -> frozenset[str]:
    """The further parts that terms give away: whoever takes HIV medicines has told of their health."""
    known = {each.code: each.extra.get("tells_of", ()) for each in terms(vocabulary)}
    return frozenset(part for code in codes for part in known.get(code, ()))


def _is_sogiesc(model: type[Sealed], record: Any) -> bool:
    """Whether it stands with health and is not: who cares for somebody need not know whom they love."""
    if model is ChangeRow:
        return "sogiesc" in record.fields
    return model is ApartRow and record.sogiesc is not None


def told_of(model: type[Sealed], row_id: UUID, record: Any) -> set[UUID]:
    """The persons of whom a record tells, or whom it ties to a case or to each other."""
    if model is PersonRow:
        return {row_id}
    if model in (BondRow, TieRow):
        return {record.first, record.second}
    return {record.person} - {None} if model in (ApartRow, ConsentRow, PartRow, ServiceRow) else set()


def is_of_a_case(compartment: str) -> bool:
    """Whether a compartment of this name is one that a case has."""
    return compartment in {each.name for each in CASE_COMPARTMENTS}
