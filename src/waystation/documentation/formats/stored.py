"""The whole model as it stands here: read out of its sealed rows, and written into new ones."""

from collections.abc import Collection, Container, Iterable, Mapping
from typing import Any
from uuid import UUID

from waystation.documentation import access
from waystation.documentation.exhibits import access as kept_exhibits
from waystation.documentation.formats import outside
from waystation.documentation.formats.drafting import replace
from waystation.documentation.formats.kinds import BY_NAME, KINDS, references
from waystation.documentation.formats.outside import Inside
from waystation.documentation.formats.whole import Records
from waystation.documentation.models import (
    ActRow,
    BiographicRow,
    EventRow,
    InformationRow,
    InterventionRow,
    InvolvementRow,
    OfEvent,
    PersonRow,
)
from waystation.documentation.statements.models import (
    AssertionRow,
    IndependenceRow,
    StatementRow,
    StatusReviewRow,
    WordsRow,
)
from waystation.staff.access import opened, personas, stubs
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault import grants
from waystation.vault.compartments import Compartment
from waystation.vault.models import Sealed
from waystation.vault.records import create, together

MODELS: dict[str, type[Sealed]] = {
    "persons": PersonRow,
    "events": EventRow,
    "acts": ActRow,
    "involvements": InvolvementRow,
    "information": InformationRow,
    "interventions": InterventionRow,
    "biographic_details": BiographicRow,
    "statements": StatementRow,
    "assertions": AssertionRow,
    "status_reviews": StatusReviewRow,
    "comparisons": IndependenceRow,
}
_AS_THEY_ARE = tuple(name for name, model in MODELS.items() if model.__module__ == PersonRow.__module__)
"""Kinds whose records stand in a file as they stand here."""
_AT_ONCE = 500  # ids that one statement asks for


def everything(actor: Actor, *, statements: bool = True) -> Records:
    """Every record that is documented here; statements, and what was drawn from them and reviewed, where it says so."""
    require(actor, "documentation.read")
    access.key(actor)
    found: Records = {kind.name: {} for kind in KINDS}
    for name in _AS_THEY_ARE:
        found[name] = {held.id: held.record for held in opened(actor, MODELS[name])}
    if statements:
        _add_statements(actor, found)
    return found


def _add_statements(actor: Actor, found: Records) -> None:
    """Statements as a file has them. What is named and was erased since is left out of it."""
    exhibits = {one: each.sha256.hex() for one, each in kept_exhibits.exhibits(actor)}
    words = {row.pk: record for row, record in stubs(actor, WordsRow.objects.all())}
    for held in opened(actor, StatementRow):
        if held.id in words:
            told = outside.statement(held.record, words[held.id], exhibits)
            events = tuple(one for one in told.events if one in found["events"])
            found["statements"][held.id] = replace(told, events=events)
    drawn = ((held.id, outside.assertion(held.record)) for held in opened(actor, AssertionRow))
    found["assertions"] = _whole("assertions", drawn, found)
    reviews = ((held.id, outside.status_review(held.record)) for held in opened(actor, StatusReviewRow))
    seen = ((one, replace(each, seen=_of(each.seen, found["assertions"]))) for one, each in reviews)
    found["status_reviews"] = _whole("status_reviews", seen, found)
    compared = ((held.id, outside.comparison(held.record)) for held in opened(actor, IndependenceRow))
    found["comparisons"] = _whole("comparisons", compared, found)


def _of(ids: Iterable[UUID], there: Container[UUID]) -> tuple[UUID, ...]:
    return tuple(one for one in ids if one in there)


def _whole(name: str, drawn: Iterable[tuple[UUID, Any]], found: Records) -> dict[UUID, Any]:
    """Those of which everything is there that they refer to."""
    kind = BY_NAME[name]
    return {
        one: record
        for one, record in drawn
        if record is not None and all(ref in found[target] for _field, target, ref in references(kind, record))
    }


def of_events(records: Mapping[str, Mapping[UUID, Any]], wanted: Collection[UUID]) -> Records:
    """Some events with all that belongs to them, and the people whom they name; links to other events are left out."""
    found: Records = {kind.name: {} for kind in KINDS}
    people: set[UUID] = set()
    told = {one: each for one, each in records["statements"].items() if _of(each.events, wanted)}
    found["statements"] = {one: replace(each, events=_of(each.events, wanted)) for one, each in told.items()}
    people |= {each.teller for each in told.values()}
    for kind in KINDS:
        if kind.name in ("persons", "events") or "event" not in kind.refers:
            continue
        found[kind.name] = {one: record for one, record in records[kind.name].items() if record.event in wanted}
        for record in found[kind.name].values():
            people |= {ref for _field, target, ref in references(kind, record) if target == "persons"}
    found["events"] = {one: _with_links(record, wanted) for one, record in records["events"].items() if one in wanted}
    lives = records["biographic_details"].items()
    found["biographic_details"] = {
        one: each for one, each in lives if each.person in people and (each.related is None or each.related in people)
    }
    sources = {each.source for each in found["assertions"].values()}
    compared = records["comparisons"].items()
    found["comparisons"] = {one: each for one, each in compared if {each.first, each.second} <= sources}
    found["persons"] = {one: record for one, record in records["persons"].items() if one in people}
    return found


def _with_links(event: Any, wanted: Collection[UUID]) -> Any:
    chain = tuple(link for link in event.chain if link.event in wanted)
    return event if chain == event.chain else replace(event, chain=chain)


def exhibits_here(actor: Actor) -> dict[str, UUID]:
    """Every exhibit that is here, by the SHA-256 of its bytes in hex."""
    return {each.sha256.hex(): one for one, each in kept_exhibits.exhibits(actor)}


def write(actor: Actor, new: Mapping[str, Mapping[UUID, Any]], known: Mapping[str, Mapping[UUID, Any]]) -> None:
    """Writes records into new rows, in the fewest statements. In the caller's transaction, who has checked them.

    `known` are those that were here before: what is new may belong to them.
    """
    key = access.key(actor)
    signed = {"at": actor.now(), "by": actor.account}
    inside = Inside(actor.now(), actor.account, exhibits_here(actor), personas(actor))
    statements = {**new.get("statements", {}), **known["statements"]}
    with together():
        for kind in KINDS:
            model = MODELS[kind.name]
            for one, record in new.get(kind.name, {}).items():
                if kind.name in _AS_THEY_ARE:
                    create(model, replace(record, **signed), key, id=one, **_columns(model, record))
                elif kind.name == "statements":
                    create(model, inside.statement(record), key, id=one)
                    create(WordsRow, outside.words(record), key, id=one)
                elif kind.name == "assertions":
                    made = inside.assertion(one, record, statements[record.statement])
                    create(model, made, key, id=one, event=record.event, statement=record.statement)
                elif kind.name == "status_reviews":
                    create(model, inside.status_review(record), key, id=one, event=record.event)
                else:
                    create(model, inside.comparison(record), key, id=one)


def _columns(model: type[Sealed], record: Any) -> dict[str, UUID]:
    if issubclass(model, OfEvent):
        return {"event": record.event}
    return {"person": record.person} if model is BiographicRow else {}


def erased(ids: Iterable[UUID]) -> set[UUID]:
    """Those of which there was a record here that is erased."""
    wanted = list(ids)
    parts = (wanted[start : start + _AT_ONCE] for start in range(0, len(wanted), _AT_ONCE))
    return {one for some in parts for one, _part in grants.buried(locator__in=some, compartment=Compartment.SELF)}
