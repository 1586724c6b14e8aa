"""Plans as pages show them: figures in words, who is in it by their pseudonyms, a way leg by leg."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime

from waystation.casework.access import Pseudonyms
from waystation.evacuation.plans import access, figures, pictures, wording
from waystation.evacuation.plans.access import Member
from waystation.evacuation.plans.records import Asked, Option, Run
from waystation.evacuation.plans.ways import Drive, Stay, Told
from waystation.planning.levels import Level, of_leg, of_place
from waystation.planning.problem import SLOTS
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import term

_TONES = {"none": "good", "low": "good", "raised": "warn", "high": "danger"}


@dataclass(frozen=True)
class Choice:
    """One plan beside the others."""

    option: Option
    figures: figures.Figures
    last_out: date | None

    @property
    def name(self) -> str | Promise:
        return wording.CONTINGENCY if self.option.contingency else wording.CHOICES[self.option.choice]

    @property
    def says(self) -> str | Promise:
        return wording.CONTINGENCY_SAYS if self.option.contingency else wording.CHOICES_SAY[self.option.choice]

    @property
    def exposure(self) -> str | Promise:
        return wording.LEVELS[self.figures.exposure]

    @property
    def tone(self) -> str:
        return _TONES[self.figures.exposure]

    @property
    def worse_by(self) -> int:
        """Hundredths by which it may be worse than the best that there is."""
        return round(100 * self.figures.worse_by)


def choices(run: Run) -> list[Choice]:
    """All plans of a run."""
    return [_choice(run.asked, option) for option in run.options]


def _choice(asked: Asked, option: Option) -> Choice:
    found = figures.figures(asked, option)
    last = None if found.last_out is None else asked.first + timedelta(days=found.last_out)
    return Choice(option, found, last)


@dataclass(frozen=True)
class PartyLine:
    """Who travels together, by pseudonyms; of those that are not open to this person nothing is shown."""

    part: UUID
    names: str
    persons: int
    leaves: date | None
    ends: str
    changed: bool
    stuck: bool
    adopted: bool


def parties(actor: Actor, told: Told, run_id: UUID, option: Option, places: Mapping[UUID, str]) -> list[PartyLine]:
    """Those of a plan whose cases are open to this person: who leaves first stands first, who stays last."""
    called = Pseudonyms(actor)
    found = [
        _line(told, option, party, members, called, places)
        for party, members in access.members(actor, run_id).items()
        if party in option.plan
    ]
    return sorted(found, key=lambda line: (line.leaves is None, line.leaves or date.max, line.names.casefold()))


def _line(
    told: Told, option: Option, party: str, members: Sequence[Member], called: Pseudonyms, places: Mapping[UUID, str]
) -> PartyLine:
    steps = option.plan[party]
    drives = told.drives(steps)
    return PartyLine(
        part=members[0].id,
        names=", ".join(sorted(called.get(member.case, "…") for member in members)),
        persons=told.parties[party].size,
        leaves=localtime(drives[0].departs, told.zone).date() if drives else None,
        ends=places.get(drives[-1].ride.to_place, "…") if drives else "",
        changed=party in option.changed,
        stuck=party in option.stuck,
        adopted=any(member.part.journeys for member in members),
    )


@dataclass(frozen=True)
class Event:
    """A leg or some nights of a way, in words."""

    what: str
    when: str
    note: str
    level: str | Promise
    tone: str
    known: bool


def way(told: Told, party: str, option: Option, places: Mapping[UUID, str]) -> list[Event]:
    """A way leg by leg and stay by stay, as it would be told."""
    steps = option.plan[party]
    stays = {stay.after: stay for stay in told.stays(steps)}
    known = set(told.asked.told.get(party, ()))
    found: list[Event] = []
    for step in steps:
        drives = told.drives((step,))
        found += [_leg(told, party, drive, places, step in known) for drive in drives]
        if step in stays:
            found.append(_stay(told, party, stays[step], places, step in known))
    return found


def _leg(told: Told, party: str, drive: Drive, places: Mapping[UUID, str], known: bool) -> Event:
    level = of_leg(drive.leg, told.parties[party])
    departs, arrives = (localtime(moment, told.zone) for moment in (drive.departs, drive.arrives))
    until = "H:i" if departs.date() == arrives.date() else "MONTH_DAY_TIME_FORMAT"
    return Event(
        what=f"{places.get(drive.ride.from_place, '…')} → {places.get(drive.ride.to_place, '…')}",
        when=f"{date_format(departs, 'MONTH_DAY_TIME_FORMAT')} – {date_format(arrives, until)}",
        note=term("transport_modes", drive.ride.mode).label,
        level=wording.LEVELS[level],
        tone=_TONES[level],
        known=known,
    )


def _stay(told: Told, party: str, stay: Stay, places: Mapping[UUID, str], known: bool) -> Event:
    code = told.legs[stay.after.leg].b
    level = of_place(told.places[code], told.parties[party])
    return Event(
        what=places.get(stay.place, "…"),
        when=f"{date_format(stay.first, 'MONTH_DAY_FORMAT')} – {date_format(stay.until, 'MONTH_DAY_FORMAT')}",
        note="",
        level=wording.LEVELS[level],
        tone=_TONES[level],
        known=known,
    )


def broken(told: Told, option: Option, party: str) -> list[str | Promise]:
    """The rules that the way of one party breaks, each once."""
    found = figures.figures(told.asked, option).broken
    return list(dict.fromkeys(wording.RULES[each.rule] for each in found if party in each.parties))


@dataclass(frozen=True)
class Days:
    """Where how many are, night by night."""

    columns: list[pictures.Column]
    kinds: list[tuple[str, str | Promise]]
    width: int


def days(asked: Asked, option: Option) -> Days:
    first = asked.problem.now // SLOTS
    labels = [
        date_format(asked.first + timedelta(days=day), "MONTH_DAY_FORMAT") for day in range(first, asked.problem.days)
    ]
    found = pictures.columns(figures.nights(asked, option), labels)
    return Days(found, list(wording.KINDS.items()), len(found) * pictures.COLUMN)


def left_out(asked: Asked) -> Iterator[tuple[int, str | Promise]]:
    """What is there and the planner could not use: how many, and what."""
    yield from ((number, wording.LEFT_OUT[code]) for code, number in asked.left_out.items() if code in wording.LEFT_OUT)


__all__ = ["Choice", "Event", "Level", "PartyLine", "broken", "choices", "days", "left_out", "parties", "way"]
