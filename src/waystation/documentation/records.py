"""What is inside the sealed rows: the entities of the HURIDOCS Events Standard Formats.

Codes are those of the vocabularies; `at` and `by` say when and by which account something was written last, in UTC.
"""

from datetime import datetime
from uuid import UUID

import msgspec

from waystation.documentation.dates import PartialDate
from waystation.vault.records import Record

NAMED, UNNAMED = PERSON_KINDS = ("named", "unnamed")
LINKS = PRECEDES, CAUSES, PART_OF, PARALLEL, FOLLOWS = ("precedes", "causes", "part_of", "parallel", "follows")
"""Kinds of links in a chain of events (HURIDOCS list 22)."""


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """Base of what stands inside a record and nowhere else."""


class PlaceName(Part, frozen=True):
    """Where something was, from the largest to the smallest; empty where it is not known."""

    country: str = ""
    region: str = ""
    locality: str = ""
    site: str = ""

    def __str__(self) -> str:
        return ", ".join(part for part in (self.site, self.locality, self.region, self.country) if part)


LEVELS = PlaceName.__struct_fields__


class ChainLink(Part, frozen=True):
    """How the event that says it is connected with another one."""

    kind: str
    event: UUID


class Event(Record, frozen=True):
    """Something that happened, with its acts (ESF 01). `ended` is None where it was one day or is not known."""

    title: str
    began: PartialDate | None = None
    ended: PartialDate | None = None
    place: PlaceName = PlaceName()
    description: str = ""
    remarks: str = ""
    chain: tuple[ChainLink, ...] = ()
    at: datetime | None = None
    by: UUID | None = None


class Person(Record, frozen=True):
    """Somebody in whatever role: victim, perpetrator, source (ESF 09). What role, their acts and information say.

    An unnamed one stands for at least `minimum` and at most `maximum` people; None: nobody knows how many at most.
    """

    called: str
    kind: str = NAMED
    minimum: int = 1
    maximum: int | None = 1
    note: str = ""
    at: datetime | None = None
    by: UUID | None = None


class Arrest(Part, frozen=True):
    """Of an act that took liberty (ESF 31)."""

    conditions: tuple[str, ...] = ()
    whereabouts: str = ""
    lawyer: str = ""
    charge: str = ""


class Torture(Part, frozen=True):
    """Of an act of torture or ill-treatment (ESF 33)."""

    intent: str = ""
    statements_signed: str = ""
    medical_attention: str = ""


class Killing(Part, frozen=True):
    """Of an act against life (ESF 32)."""

    autopsy: str = ""
    death_certificate: str = ""
    body: str = ""


class Property(Part, frozen=True):
    """Of an act against what somebody owns (ESF 34)."""

    what: str = ""
    value: str = ""
    compensation: str = ""


class Act(Record, frozen=True):
    """One kind of harm to one victim in one event (ESF 21). `kind` is a code of `acts`, `status` of `victim_status`."""

    event: UUID
    victim: UUID
    kind: str
    methods: tuple[str, ...] = ()
    began: PartialDate | None = None
    ended: PartialDate | None = None
    place: PlaceName = PlaceName()
    status: str = ""
    note: str = ""
    arrest: Arrest | None = None
    torture: Torture | None = None
    killing: Killing | None = None
    property: Property | None = None
    at: datetime | None = None
    by: UUID | None = None


class Involvement(Record, frozen=True):
    """Who did an act (ESF 24). `degree` is a code of `involvement_degrees`, `kind` of `perpetrator_types`."""

    event: UUID
    act: UUID
    perpetrator: UUID
    degree: str = "unknown"
    kind: str = ""
    note: str = ""
    at: datetime | None = None
    by: UUID | None = None


class Information(Record, frozen=True):
    """Who told us of an event, and how they know (ESF 25).

    `connection` is a code of `source_connections`; `reliability` is of the source, `credibility` of what they say.
    """

    event: UUID
    source: UUID
    connection: str = "unknown"
    reliability: str = "F"
    credibility: str = "6"
    told: PartialDate | None = None
    note: str = ""
    at: datetime | None = None
    by: UUID | None = None


class Intervention(Record, frozen=True):
    """What somebody did because of an event, and what came of it (ESF 26).

    `party` intervened, for `victim` where it was for one of them. `kinds` are codes of `submission_kinds`, `response`
    is one of `reply_kinds`, `impact` of `intervention_impacts`. `requested`: of whom something was asked.
    """

    event: UUID
    party: UUID
    victim: UUID | None = None
    kinds: tuple[str, ...] = ()
    made: PartialDate | None = None
    requested: str = ""
    response: str = ""
    impact: str = ""
    note: str = ""
    at: datetime | None = None
    by: UUID | None = None


class BiographicDetail(Record, frozen=True):
    """A part of somebody's life (ESF 23): what they are to `related`, a code of `relationships`, or where they were."""

    person: UUID
    related: UUID | None = None
    relationship: str = ""
    began: PartialDate | None = None
    ended: PartialDate | None = None
    education: str = ""
    employment: str = ""
    affiliation: str = ""
    position: str = ""
    rank: str = ""
    note: str = ""
    at: datetime | None = None
    by: UUID | None = None
