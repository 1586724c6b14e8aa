"""Which records the whole model has, what each is called outside, and what it refers to. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from waystation.documentation.assertions import PERPETRATOR
from waystation.documentation.formats.outside import Assertion, Comparison, Statement, StatusReview
from waystation.documentation.records import (
    Act,
    BiographicDetail,
    Event,
    Information,
    Intervention,
    Involvement,
    Person,
)

OURS_ALONE = ("at", "by")
"""When and by which of our accounts something was written: means nothing elsewhere, and is written anew."""


@dataclass(frozen=True)
class Kind:
    """One kind of record. `name` is what its list is called, `refers` which fields hold ids of which kind."""

    name: str
    record: type[msgspec.Struct]
    refers: dict[str, str]


KINDS: tuple[Kind, ...] = (
    Kind("persons", Person, {}),
    Kind("events", Event, {}),
    Kind("acts", Act, {"event": "events", "victim": "persons"}),
    Kind("involvements", Involvement, {"event": "events", "act": "acts", "perpetrator": "persons"}),
    Kind("information", Information, {"event": "events", "source": "persons"}),
    Kind("interventions", Intervention, {"event": "events", "party": "persons", "victim": "persons"}),
    Kind("biographic_details", BiographicDetail, {"person": "persons", "related": "persons"}),
    Kind("statements", Statement, {"teller": "persons", "events": "events"}),
    Kind(
        "assertions",
        Assertion,
        {"event": "events", "statement": "statements", "source": "persons", "heard_from": "persons"},
    ),
    Kind("status_reviews", StatusReview, {"event": "events", "seen": "assertions"}),
    Kind("comparisons", Comparison, {"first": "persons", "second": "persons"}),
)
"""In the order in which they can be written: none refers to one that comes later."""

BY_NAME = {kind.name: kind for kind in KINDS}

CODED: dict[tuple[str, str], str] = {
    ("acts", "kind"): "acts",
    ("acts", "methods"): "torture_methods",
    ("acts", "status"): "victim_status",
    ("involvements", "degree"): "involvement_degrees",
    ("involvements", "kind"): "perpetrator_types",
    ("information", "connection"): "source_connections",
    ("information", "reliability"): "reliability",
    ("information", "credibility"): "credibility",
    ("interventions", "kinds"): "submission_kinds",
    ("interventions", "response"): "reply_kinds",
    ("interventions", "impact"): "intervention_impacts",
    ("biographic_details", "relationship"): "relationships",
    ("statements", "kind"): "source_types",
    ("statements", "language"): "languages",
    ("assertions", "connection"): "source_connections",
    ("assertions", "reliability"): "reliability",
    ("assertions", "credibility"): "credibility",
    ("status_reviews", "status"): "corroboration_status",
}
"""Which vocabulary the codes of a field are of."""


def references(kind: Kind, record: Any) -> Iterator[tuple[str, str, UUID]]:
    """What a record refers to: field, kind and id."""
    for field, target in kind.refers.items():
        value = getattr(record, field)
        for one in value if isinstance(value, tuple) else (value,):
            if one is not None:
                yield field, target, one
    if isinstance(record, Assertion | StatusReview):
        yield "subject", _subject(record), record.subject
        if (person := _perpetrator(record)) is not None:
            yield "value", "persons", person


def renamed(kind: Kind, record: Any, id_of: Callable[[str, UUID], UUID]) -> Any:
    """The same record with other ids of what it refers to."""
    changed: dict[str, Any] = {}
    for field, target in kind.refers.items():
        value = getattr(record, field)
        if isinstance(value, tuple):
            changed[field] = tuple(id_of(target, one) for one in value)
        elif value is not None:
            changed[field] = id_of(target, value)
    if isinstance(record, Assertion | StatusReview):
        changed["subject"] = id_of(_subject(record), record.subject)
        if (person := _perpetrator(record)) is not None:
            changed["value"] = str(id_of("persons", person))
    return msgspec.structs.replace(record, **changed)


def _subject(record: Assertion | StatusReview) -> str:
    return "events" if record.subject == record.event else "acts"


def _perpetrator(record: Assertion | StatusReview) -> UUID | None:
    """Who is said to have done it; of such a claim that is the value."""
    try:
        return UUID(record.value) if record.property == PERPETRATOR else None
    except ValueError:
        return None
