"""Who may see what was documented: one door per noun. Only the documentation team holds the key."""

from collections.abc import Hashable, Iterable
from typing import Any, TypeVar
from uuid import UUID

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
from waystation.documentation.records import (
    Act,
    BiographicDetail,
    Event,
    Information,
    Intervention,
    Involvement,
    Person,
)
from waystation.staff.access import index, open_row, opened, stubs, team_key, tell_damage
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Group, Standing
from waystation.staff.teams import DOCUMENTATION
from waystation.vault.keyring import Key

Row = TypeVar("Row", bound=OfEvent)
_ALL = "all"


def key(actor: Actor) -> Key:
    """What everything here is sealed with. Raises Absent for whoever does not hold it."""
    require(actor, "documentation.read")
    return team_key(actor, DOCUMENTATION)


def events(actor: Actor) -> Group[Held]:
    """Every event, what began last first."""
    require(actor, "documentation.read")
    return index(actor, EventRow, _by_day).group(_ALL)


def _by_day(held: Held) -> Standing:
    event: Event = held.record
    day = event.began.day.toordinal() if event.began else 0
    return f"{9_999_999 - day:07}".encode(), [_ALL]


def event(actor: Actor, event_id: UUID) -> tuple[EventRow, Event]:
    """One event. Raises Absent."""
    require(actor, "documentation.read")
    return open_row(actor, EventRow.objects.filter(locator=actor.team(DOCUMENTATION)), event_id)


def linked(actor: Actor) -> list[tuple[UUID, Event]]:
    """The events that say how they are connected with others."""
    require(actor, "documentation.read")
    return [(held.id, held.record) for held in index(actor, EventRow, _by_links).group(_ALL)]


def linked_with(actor: Actor, event_id: UUID) -> list[tuple[UUID, Event]]:
    """The events that say how they are connected with this one."""
    require(actor, "documentation.read")
    return [(held.id, held.record) for held in index(actor, EventRow, _by_links).group(event_id)]


def _by_links(held: Held) -> Standing:
    chain = held.record.chain
    return b"", [_ALL, *{link.event for link in chain}] if chain else []


def titles_of(actor: Actor, wanted: Iterable[UUID]) -> dict[UUID, str]:
    """What some events are called: those alone are opened."""
    require(actor, "documentation.read")
    every = opened(actor, EventRow)
    return {one: held.record.title for one in wanted if (held := every.get(one))}


def titles(actor: Actor) -> dict[UUID, str]:
    """What every event is called."""
    require(actor, "documentation.read")
    return {held.id: held.record.title for held in opened(actor, EventRow)}


def of_event(actor: Actor, model: type[Row], event_id: UUID) -> list[tuple[Row, Any]]:
    """The rows of a kind that belong to an event, as they were written. One hung elsewhere counts as damaged."""
    require(actor, "documentation.read")
    found = []
    for row, record in stubs(actor, model._default_manager.filter(event=event_id).order_by("pk")):
        if record.event == event_id:
            found.append((row, record))
        else:
            tell_damage(actor, row.pk)
    return sorted(found, key=lambda pair: (pair[1].at is None, pair[1].at, pair[0].pk.int))


def one_of_event(actor: Actor, model: type[Row], event_id: UUID, row_id: UUID) -> tuple[Row, Any]:
    """One row of an event; one that hangs at another event than it says is damaged. Raises Absent."""
    event(actor, event_id)
    row, found = open_row(actor, model._default_manager.filter(event=event_id), row_id)
    if found.event != event_id:
        tell_damage(actor, row_id)
        raise Absent
    return row, found


def acts(actor: Actor, event_id: UUID) -> list[tuple[ActRow, Act]]:
    """What was done in an event, in the order in which it was written down."""
    return of_event(actor, ActRow, event_id)


def act(actor: Actor, event_id: UUID, act_id: UUID) -> tuple[ActRow, Act]:
    """One act of an event. Raises Absent."""
    return one_of_event(actor, ActRow, event_id, act_id)


def acts_upon(actor: Actor, person_id: UUID) -> list[tuple[UUID, Act]]:
    """What was done to somebody, in whichever event, in the order in which it was written down."""
    require(actor, "documentation.read")
    return [(held.id, held.record) for held in index(actor, ActRow, _by_victim).group(person_id)]


def _by_victim(held: Held) -> Standing:
    found: Act = held.record
    return (found.at.isoformat() if found.at else "").encode(), [found.victim]


def acts_by(actor: Actor, person_id: UUID) -> list[Involvement]:
    """In what somebody is said to have had a part, in whichever event."""
    require(actor, "documentation.read")
    return [held.record for held in index(actor, InvolvementRow, _by_perpetrator).group(person_id)]


def _by_perpetrator(held: Held) -> Standing:
    found: Involvement = held.record
    return (found.at.isoformat() if found.at else "").encode(), [found.perpetrator]


def involvements(actor: Actor, event_id: UUID) -> list[tuple[InvolvementRow, Involvement]]:
    """Who did what in an event."""
    return of_event(actor, InvolvementRow, event_id)


def sources(actor: Actor, event_id: UUID) -> list[tuple[InformationRow, Information]]:
    """Who told us of an event."""
    return of_event(actor, InformationRow, event_id)


def interventions(actor: Actor, event_id: UUID) -> list[tuple[InterventionRow, Intervention]]:
    """What was done because of an event."""
    return of_event(actor, InterventionRow, event_id)


def intervention(actor: Actor, event_id: UUID, intervention_id: UUID) -> tuple[InterventionRow, Intervention]:
    """One intervention. Raises Absent."""
    return one_of_event(actor, InterventionRow, event_id, intervention_id)


def lives(actor: Actor, person_id: UUID) -> list[tuple[BiographicRow, BiographicDetail]]:
    """The parts of somebody's life that are documented, what began first first."""
    require(actor, "documentation.read")
    rows = BiographicRow.objects.filter(person=person_id, locator=actor.team(DOCUMENTATION))
    found = [pair for pair in stubs(actor, rows) if pair[1].person == person_id]
    return sorted(found, key=lambda pair: (pair[1].began is None, pair[1].began and pair[1].began.day, pair[0].pk))


def related(actor: Actor, person_id: UUID) -> list[tuple[UUID, BiographicDetail]]:
    """The parts of the lives of others that say how they are related to somebody, with their ids."""
    require(actor, "documentation.read")
    team = actor.team(DOCUMENTATION)
    found = [(held.id, held.record) for held in opened(actor, BiographicRow) if held.locator == team]
    return sorted((pair for pair in found if pair[1].related == person_id), key=lambda pair: pair[0])


def life(actor: Actor, person_id: UUID, life_id: UUID) -> tuple[BiographicRow, BiographicDetail]:
    """One of them. Raises Absent."""
    person(actor, person_id)
    row, found = open_row(actor, BiographicRow.objects.filter(person=person_id), life_id)
    if found.person != person_id:
        tell_damage(actor, life_id)
        raise Absent
    return row, found


def persons(actor: Actor) -> dict[UUID, Person]:
    """Everybody of whom something is documented, by id."""
    require(actor, "documentation.read")
    return {held.id: held.record for held in opened(actor, PersonRow)}


def person(actor: Actor, person_id: UUID) -> tuple[PersonRow, Person]:
    """One person. Raises Absent."""
    require(actor, "documentation.read")
    return open_row(actor, PersonRow.objects.filter(locator=actor.team(DOCUMENTATION)), person_id)


def known(actor: Actor, wanted: Iterable[UUID]) -> dict[UUID, Person]:
    """Some people, by id: those alone are opened."""
    require(actor, "documentation.read")
    every = opened(actor, PersonRow)
    return {one: held.record for one in set(wanted) if (held := every.get(one))}


def called(actor: Actor, wanted: Iterable[UUID]) -> dict[UUID, str]:
    """What some people are called."""
    return {one: person.called for one, person in known(actor, wanted).items()}


def so_called(actor: Actor, name: str) -> list[tuple[UUID, Person]]:
    """Everybody who is called exactly so."""
    require(actor, "documentation.read")
    return [(held.id, held.record) for held in index(actor, PersonRow, _by_name).group(folded(name))]


def names(actor: Actor, event_id: UUID | None = None, most: int = 1_000) -> list[str]:
    """What people are called, as many as are offered while one types: those of an event first, then the newest."""
    of_one = [act.victim for _row, act in acts(actor, event_id)] if event_id else []
    of_one += [each.perpetrator for _row, each in involvements(actor, event_id)] if event_id else []
    newest = [held.record.called for held in index(actor, PersonRow, _by_newness).group(_ALL)[:most]]
    return list(dict.fromkeys([*called(actor, of_one).values(), *newest]))[:most]


def _by_newness(held: Held) -> Standing:
    at = held.record.at
    return b"%020d" % (10**19 - int(at.timestamp() * 1_000_000) if at else 10**19), [_ALL]


def everybody(actor: Actor) -> Group[Held]:
    """Everybody of whom something is documented, by name."""
    require(actor, "documentation.read")
    return index(actor, PersonRow, _by_name).group((_ALL,))


def folded(name: str) -> Hashable:
    """A name as it is compared."""
    return " ".join(name.split()).casefold()


def _by_name(held: Held) -> Standing:
    return str(folded(held.record.called)).encode(), [folded(held.record.called), (_ALL,)]
