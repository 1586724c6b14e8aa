"""Who hunts some of the fictional people, where they were seen, and who is kept apart. All of it is invented."""

from datetime import timedelta
from uuid import UUID

from msgspec.structs import replace

from waystation.casework.persons import access as persons
from waystation.evacuation.pursuers import actions
from waystation.evacuation.pursuers.records import (
    HIGH,
    IN_COUNTRY,
    LOW,
    MEDIUM,
    POWER,
    Evidence,
    PursuerRecord,
    ReachRecord,
    SightingRecord,
    StatedZoneRecord,
)
from waystation.site.demo.world import World
from waystation.staff.actor import Actor

MOST = 8
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
_WHO = (
    PursuerRecord(called="the elder cousin", relation="uncle_cousin", intent="kill", means=("car", "weapons")),
    PursuerRecord(called="the father", relation="parent", intent="return", means=("relatives_search", "money")),
    PursuerRecord(
        called="the man from the sixth department", relation="police", intent="detain",
        means=("police_friends", "tracking"), travels=IN_COUNTRY,
    ),
)  # fmt: skip


def make(lev: Actor, land: World, cases: list[UUID]) -> None:
    """A pursuer for some of these, with what is known of each; the first two cases are kept apart."""
    towns = list(land.towns.values())
    hunted = cases[:MOST]
    for number, case in enumerate(hunted):
        known = _WHO[number % len(_WHO)]
        pursuer = actions.add_pursuer(lev, case, _with_person(lev, case, known))
        for record in _known(lev, land, pursuer, towns, number):
            actions.note(lev, case, record)
    if len(hunted) > 1:
        actions.keep_apart(lev, hunted[0], hunted[1], "They were held in one cell; each was made to name the other.")


def _with_person(lev: Actor, case: UUID, record: PursuerRecord) -> PursuerRecord:
    """The relative of whom casework has a record, where there is one."""
    relative = next((each for each in persons.members(lev, case) if "pursuer" in each.part.roles), None)
    if relative is None:
        return record
    return replace(record, called=relative.called, person=relative.id, relation="uncle_cousin", intent="hand_over")


def _known(lev: Actor, land: World, pursuer: UUID, towns: list[UUID], number: int) -> list[Evidence]:
    now, town = lev.now(), towns[number % len(towns)]
    says = {"source": "A neighbour, to whom we spoke twice", "reliability": "B", "credibility": "2"}
    seen = now - (1 + number) * DAY
    found: list[Evidence] = [
        SightingRecord(pursuer=pursuer, place=town, since=seen, until=seen + 2 * HOUR, note="Asked in shops.", **says)
    ]
    if number % 3 == 1:
        found.append(ReachRecord(pursuer=pursuer, kind="place", place=town, level=LOW, source="The person"))
    if number % 3 == 2:
        found.append(ReachRecord(pursuer=pursuer, kind=POWER, power="ticket_sales", level=MEDIUM, source="A lawyer"))
    if number == 3:
        coming = now + 2 * DAY
        found.append(
            StatedZoneRecord(
                pursuer=pursuer, place=land.crossing, level=HIGH, since=coming, until=coming + 3 * DAY,
                source="One of us: a wedding of theirs beside it",
            )
        )  # fmt: skip
    if number == 4:
        said = {"source": "A caller whom we do not know", "reliability": "E", "credibility": "4"}
        since = now - 3 * HOUR
        found.append(SightingRecord(pursuer=pursuer, place=land.houses[0], since=since, until=since, **said))
    return found
