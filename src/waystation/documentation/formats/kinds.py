"""Which records the whole model has, what each is called outside, and what it refers to. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from waystation.documentation.records import (
    Act,
    BiographicDetail,
    Event,
    Information,
    Intervention,
    Involvement,
    Person,
)
from waystation.vault.records import Record

OURS_ALONE = ("at", "by")
"""When and by which of our accounts something was written: means nothing elsewhere, and is written anew."""


@dataclass(frozen=True)
class Kind:
    """One kind of record. `name` is what its list is called, `refers` which fields hold the id of which kind."""

    name: str
    record: type[Record]
    refers: dict[str, str]


KINDS: tuple[Kind, ...] = (
    Kind("persons", Person, {}),
    Kind("events", Event, {}),
    Kind("acts", Act, {"event": "events", "victim": "persons"}),
    Kind("involvements", Involvement, {"event": "events", "act": "acts", "perpetrator": "persons"}),
    Kind("information", Information, {"event": "events", "source": "persons"}),
    Kind("interventions", Intervention, {"event": "events", "party": "persons", "victim": "persons"}),
    Kind("biographic_details", BiographicDetail, {"person": "persons", "related": "persons"}),
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
}
"""Which vocabulary the codes of a field are of."""


def references(kind: Kind, record: Any) -> Iterator[tuple[str, str, UUID]]:
    """What a record refers to: field, kind and id."""
    for field, target in kind.refers.items():
        if (one := getattr(record, field)) is not None:
            yield field, target, one
