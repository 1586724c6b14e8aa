"""One screen, one save: an event with its acts, who did them and who told us, in one transaction."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.documentation import actions
from waystation.documentation.dates import PartialDate
from waystation.documentation.errors import Refused
from waystation.documentation.records import NAMED, UNNAMED, Act, Event, Information, Involvement, Person, PlaceName
from waystation.staff.actor import Actor

FIELDS = {"act": {"called": "victim"}, "by": {"called": "perpetrator"}, "source": {"called": "source"}}
"""What is wrong with a person stands beside where they were named."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One act as it was typed. Who is without a number is one person with a name; `once` is the id of the act."""

    once: UUID
    victim: str = field(repr=False)
    minimum: int | None = None
    maximum: int | None = None
    kind: str = ""
    method: str = ""
    began: PartialDate | None = None
    status: str = ""
    perpetrator: str = field(default="", repr=False)
    degree: str = "unknown"
    perpetrator_kind: str = ""
    note: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class Told:
    """Who told us, as it was typed. `once` is the id of the information."""

    once: UUID
    source: str = field(repr=False)
    connection: str = "unknown"
    reliability: str = "F"
    credibility: str = "6"
    told: PartialDate | None = None


class RefusedAt(Exception):
    """One line is not possible: `at` is its place, None for the event and its source."""

    def __init__(self, at: int | None, refused: Refused) -> None:
        super().__init__("refused by a rule of documentation")
        self.at = at
        self.reasons = refused.reasons


@transaction.atomic
def record(
    actor: Actor,
    event: Event,
    lines: Sequence[Line],
    told: Told | None,
    *,
    event_id: UUID | None = None,
    seen: int | None = None,
    once: UUID | None = None,
) -> UUID:
    """Saves what stands on the screen: a new event, or one that there is, with what is added to it. Returns its id.

    Sent twice it is saved once. Raises Absent, RefusedAt, Stale: then nothing is saved.
    """
    with _at(None):
        if event_id is None:
            event_id = actions.add_event(actor, event, once=once)
        else:
            actions.change_event(actor, event_id, event, seen=seen)
    for place, line in enumerate(lines):
        with _at(place, "act"):
            act = add_act(actor, event_id, event.place, line)
        if line.perpetrator:
            with _at(place, "by"):
                _involve(actor, event_id, act, line)
    if told is not None:
        with _at(None, "source"):
            _tell(actor, event_id, told)
    return event_id


@contextmanager
def _at(place: int | None, part: str = "") -> Iterator[None]:
    """Says to which line a refusal belongs."""
    try:
        yield
    except Refused as refused:
        named = FIELDS.get(part, {})
        raise RefusedAt(place, Refused([(named.get(name, name), why) for name, why in refused.reasons])) from None


def add_act(actor: Actor, event_id: UUID, place: PlaceName, line: Line) -> UUID:
    """Records one act as it was typed, and the victim if they are new. Returns its id. Raises Absent, Refused."""
    victim = actions.find_or_add_person(actor, victim_of(line))
    methods = (line.method,) if line.method else ()
    act = Act(event=event_id, victim=victim, kind=line.kind, methods=methods, began=line.began, place=place)
    more = msgspec.structs.replace(act, status=line.status, note=line.note)
    return actions.add_act(actor, more, once=line.once)


def victim_of(line: Line) -> Person:
    """To whom it was done: somebody with a name, or as many as it says."""
    if line.minimum is None and line.maximum is None:
        return Person(called=line.victim)
    return Person(called=line.victim, kind=UNNAMED, minimum=line.minimum or 1, maximum=line.maximum)


def _involve(actor: Actor, event_id: UUID, act: UUID, line: Line) -> None:
    who = actions.find_or_add_person(actor, Person(called=line.perpetrator, kind=NAMED))
    said = Involvement(event=event_id, act=act, perpetrator=who, degree=line.degree, kind=line.perpetrator_kind)
    actions.involve(actor, said, once=_beside(line.once))


def _tell(actor: Actor, event_id: UUID, told: Told) -> None:
    who = actions.find_or_add_person(actor, Person(called=told.source))
    known = {name: getattr(told, name) for name in ("connection", "reliability", "credibility", "told")}
    actions.add_source(actor, Information(event=event_id, source=who, **known), once=told.once)


def _beside(once: UUID) -> UUID:
    """The id of the involvement that is made with an act: as random as that of the act."""
    return UUID(int=once.int ^ 1)
