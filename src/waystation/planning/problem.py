"""Who has to be brought from where, and with what: format 1 of evacuation problems, field by field.

Ids say nothing: no name, no case number. Money is in euro, exposure in thousandths of a point a person.
"""

from collections.abc import Mapping
from typing import Annotated, Final, Literal, NamedTuple

from msgspec import Meta, Struct

SLOTS: Final = 4
"""Slots of a day."""
NIGHT: Final = 3
"""The slot of a day in which people sleep."""
NEVER: Final = 1_000_000
"""The day on which a document that nobody will get is in hand."""

_SEEN: Final = r"[^\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
"""A character that shows, and turns no line about."""
Id = Annotated[str, Meta(min_length=1, max_length=64, pattern=f"^{_SEEN}+$")]
Name = Annotated[str, Meta(max_length=64, pattern=f"^{_SEEN}*$")]
Count = Annotated[int, Meta(ge=0, le=1_000_000_000)]
Number = Annotated[int, Meta(ge=1, le=1_000_000)]
Day = Annotated[int, Meta(ge=0, le=NEVER)]
Probability = Annotated[float, Meta(ge=0, le=1)]
Document = Literal["none", "internal", "foreign"]


class Departure(NamedTuple):
    """When a leg may begin: the day of the week (day 0 of the problem is 0; -1 is any) and the slot of the day."""

    weekday: Annotated[int, Meta(ge=-1, le=6)]
    slot: Annotated[int, Meta(ge=0, lt=SLOTS)]


class Step(NamedTuple):
    """One leg of a party's way, and the slot in which it begins."""

    leg: Id
    departs: Count


class Away(NamedTuple):
    """A driver of a pool, or an escort where no pool is named, who is away from now until before a slot."""

    pool: Name
    until: Count


class Place(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where people wait. Only houses have beds, and `max_stay` nights in a row; `base_exposure` is of a slot waited."""

    id: Id
    kind: Literal["origin", "house", "hub", "border", "dest"]
    lat: Annotated[float, Meta(ge=-90, le=90)]
    lon: Annotated[float, Meta(ge=-180, le=180)]
    country: Name
    beds: Count = 0
    max_stay: Count = 0
    accepts: tuple[Name, ...] = ()
    accessible: bool = False
    medical: bool = False
    base_exposure: Count = 0


class Leg(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One way from `a` to `b` that takes `dur` slots.

    `cost` and `capacity` are of a person and a departure, for a car of a vehicle and of one vehicle: of these there
    are as many as have drivers in the `pool`, each away for twice the duration.
    """

    id: Id
    a: Id
    b: Id
    mode: Literal["car", "train", "bus", "plane"]
    dur: Number
    cost: Count
    exposure: Count
    id_checks: Count
    checkpoints: Count
    doc: Document
    departs: Annotated[tuple[Departure, ...], Meta(min_length=1, max_length=8 * SLOTS)]
    capacity: Number
    pool: Name = ""
    pathway: Name = ""

    def departs_at(self, slot: int) -> bool:
        """Whether it is listed for this slot of the problem."""
        day, of_day = divmod(slot, SLOTS)
        return any(each.slot == of_day and each.weekday in (-1, day % 7) for each in self.departs)


class Pathway(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A visa or admission programme, with persons it takes within the horizon."""

    id: Id
    dest: Id
    quota: Count
    doc: Document


class Party(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who must travel together. `id_risk`, `ck_risk`: exposure a person at each identity check and checkpoint."""

    id: Id
    size: Number
    origin: Id
    cats: tuple[Name, ...]
    urgency: Number
    deadline: Day
    internal_day: Day
    foreign_day: Day
    accessible: bool = False
    medical: bool = False
    escort: bool = False
    id_risk: Count
    ck_risk: Count
    pursuit: Mapping[str, Probability]
    visas: Mapping[str, Day]
    registered: Count

    def has(self, document: Document, day: int) -> bool:
        """Whether the document is in hand on this day."""
        return day >= {"none": 0, "internal": self.internal_day, "foreign": self.foreign_day}[document]


class Problem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """All of it. `conflicts` are parties to be kept apart, `closed` departures that are cancelled (leg, slot).

    Three fields are not in format 1, and are written only where they say something. `now`: all else is said as it is
    from that slot on, and what a plan did before has happened and is judged no more. `away`: who is still on the way
    back from somebody of whom the problem does not speak any more. `night_until_departure`: who leaves in a night
    slot has spent it where they leave, in a house with a bed, but for the first night from now on where they are now;
    otherwise only who waits there through it.
    """

    name: str
    days: Annotated[int, Meta(ge=1, le=366)]
    places: tuple[Place, ...]
    legs: tuple[Leg, ...]
    pathways: tuple[Pathway, ...]
    parties: tuple[Party, ...]
    conflicts: tuple[tuple[Id, Id], ...]
    drivers: Mapping[Id, Count]
    escorts: Count
    budget: Count
    closed: tuple[Step, ...]
    now: Count = 0
    away: tuple[Away, ...] = ()
    night_until_departure: bool = False

    @property
    def slots(self) -> int:
        """Slots until the end of the horizon."""
        return self.days * SLOTS

    def has_night_when_leaving(self, slot: int, since: int) -> bool:
        """Whether the night of this slot counts where somebody has been `since` who leaves in it.

        Not the coming one, or the one that it is, where they are now: who must get away from there goes in it.
        """
        spared = slot // SLOTS <= self.now // SLOTS and since <= self.now
        return self.night_until_departure and slot % SLOTS == NIGHT and slot < self.slots and not spared


Plan = Mapping[str, tuple[Step, ...]]
"""The way of each party by its id, empty for one that stays where it is."""
