"""Reads what is there when a simulation is over: every sealed row that counts, and the whole log."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from waystation.audit.log import entries
from waystation.casework import access as casework
from waystation.casework.persons import access as persons
from waystation.evacuation import zones
from waystation.evacuation.handover.models import GivenRow
from waystation.evacuation.models import Booking, CheckIn, Journey, Leg, Place
from waystation.evacuation.pursuers.models import Conflict, Pursuer, Sighting
from waystation.hotline.briefings.models import ReportRow
from waystation.simulation import facts
from waystation.simulation.clock import Clock
from waystation.simulation.land import HOME, OWN_COUNTRY
from waystation.staff.access import opened
from waystation.staff.actor import Actor
from waystation.staff.teams import AUDIT

_ALONG = frozenset({"applicant", "companion", "dependant"})
_SLICE = 2_000


def read(actor: Actor, clock: Clock) -> facts.Facts:
    """Everything, as this coordinator's keys open it. Raises RuntimeError for a line of the log that does not open."""
    cases = [held.id for held, _stub in casework.cases(actor)]
    return facts.Facts(
        zone=zones.zone(),
        end=clock.now,
        home=HOME,
        own_country=OWN_COUNTRY,
        lines=tuple(_lines(actor, clock)),
        places={held.id: _place(held.record) for held in opened(actor, Place)},
        persons={case: _persons(actor, case) for case in cases},
        stays={held.id: _stay(held.record) for held in opened(actor, Booking) if not held.record.cancelled},
        legs=_legs(actor),
        sightings=_sightings(actor),
        check_ins={held.id: _check_in(held.record) for held in opened(actor, CheckIn)},
        hand_overs=_hand_overs(actor),
        apart=frozenset(
            frozenset((held.locator, held.record.other))
            for held in opened(actor, Conflict)
            if not held.record.withdrawn
        ),
    )


def _lines(actor: Actor, clock: Clock) -> Iterator[facts.Line]:
    """The log from its first line on."""
    found: list[facts.Line] = []
    before: int | None = None
    while before is None or before > 1:
        for number, entry in entries(actor.keys, actor.team(AUDIT), newest=_SLICE, before=before):
            if entry is None:
                raise RuntimeError(f"line {number} of the log does not open")
            at = clock.moment_of(number)
            found.append(facts.Line(at, entry.verb, entry.subject, entry.case, entry.actor))
            before = number
    return reversed(found)


def _persons(actor: Actor, case: UUID) -> int:
    members = persons.members(actor, case)
    return sum(not _ALONG.isdisjoint(member.part.roles) for member in members)


def _place(record: object) -> facts.Place:
    names = ("name", "kind", "region", "country", "beds", "within")
    told = {name: getattr(record, name) for name in names}
    return facts.Place(**told | {"region": told["region"] or (told["name"] if told["kind"] == "region" else "")})


def _stay(record: object) -> facts.Stay:
    return facts.Stay(**{name: getattr(record, name) for name in ("case", "house", "first", "until", "beds")})


def _legs(actor: Actor) -> dict[UUID, facts.Leg]:
    cases = {held.id: held.locator for held in opened(actor, Journey)}
    return {
        held.id: facts.Leg(
            case=cases[held.record.journey],
            journey=held.record.journey,
            origin=held.record.from_place,
            destination=held.record.to_place,
            mode=held.record.mode,
            departs=held.record.departs,
            arrives=held.record.arrives,
            driver=held.record.driver,
            departed=held.record.departed_at,
            arrived=held.record.arrived_at,
        )  # fmt: skip
        for held in opened(actor, Leg)
    }


def _sightings(actor: Actor) -> dict[UUID, facts.Sighting]:
    pursuers = {held.id: held for held in opened(actor, Pursuer)}
    return {
        held.id: facts.Sighting(
            case=pursuers[held.record.pursuer].locator,
            place=held.record.place,
            since=held.record.since,
            until=held.record.until,
            letter=held.record.reliability,
            digit=held.record.credibility,
            travels=pursuers[held.record.pursuer].record.travels != "stays",
        )  # fmt: skip
        for held in opened(actor, Sighting)
        if not held.record.withdrawn
    }


def _check_in(record: object) -> facts.CheckIn:
    due, grace = record.due_at, record.grace_minutes  # type: ignore[attr-defined]
    return facts.CheckIn(record.case, due, grace)  # type: ignore[attr-defined]


def _hand_overs(actor: Actor) -> dict[UUID, facts.Handover]:
    said: dict[UUID, datetime] = {}
    for held in opened(actor, ReportRow):
        if held.record.outcome == "done":
            at = held.record.at
            said[held.record.confirmation] = min(at, said.get(held.record.confirmation, at))
    return {
        held.record.confirmation: facts.Handover(
            held.record.leg, held.record.grace_minutes, held.record.withdrawn_at, said.get(held.record.confirmation)
        )
        for held in opened(actor, GivenRow)
    }
