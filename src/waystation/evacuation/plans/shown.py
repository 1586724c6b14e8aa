"""Plans as pages show them: figures in words, who is in it by their pseudonyms, a way leg by leg."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.casework.access import Pseudonyms
from waystation.evacuation.plans import access, figures, pictures, wording
from waystation.evacuation.plans.access import Member
from waystation.evacuation.plans.protocol import Helped, Helps
from waystation.evacuation.plans.records import Asked, Option, Run
from waystation.evacuation.plans.ways import Drive, Stay, Told
from waystation.planning.fairness import Group
from waystation.planning.levels import of_leg, of_place
from waystation.planning.problem import SLOTS
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import term
from waystation.web import charts
from waystation.web.ways import from_to

MOST = 6
"""Hosts, drivers and escorts that are shown: those who could give away the most."""
WAYS = 3
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
    def holds(self) -> bool:
        """Whether it breaks no rule: of another plan nobody can say who knows whom."""
        return not self.figures.broken

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
        changed=party in figures.changed(told.asked, option),
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
        what=from_to(places.get(drive.ride.from_place, "…"), places.get(drive.ride.to_place, "…")),
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


@dataclass(frozen=True)
class Blast:
    """How many of a plan each host, driver and escort could give away, the most first; nobody by a name."""

    hosts: list[charts.Bar]
    drivers: list[charts.Bar]
    escorts: list[charts.Bar]
    more: int
    """Those beyond the ones that are shown: each could give away no more than the last of theirs."""


def blast(found: figures.Figures) -> Blast:
    def bars(called: str, numbers: Sequence[int]) -> list[charts.Bar]:
        return charts.bars(((called % place, each) for place, each in enumerate(numbers[:MOST], 1)), found.persons)

    of = found.blast
    return Blast(
        bars(_("Host %d"), of.hosts),
        bars(_("Driver %d"), of.drivers),
        bars(_("Escort %d"), of.escorts),
        sum(len(each[MOST:]) for each in (of.hosts, of.drivers, of.escorts)),
    )


@dataclass(frozen=True)
class GroupLine:
    """Persons who have something in common: how many stay, and how long they wait. Shares in hundredths."""

    name: str
    persons: int
    left: int
    of_all: int
    of_left: int
    waits: str


def groups(asked: Asked, option: Option) -> list[tuple[str | Promise, list[GroupLine]]]:
    """Who stays, by group, beside how large each group is; nothing where there is one group alone."""
    found = figures.groups(asked, option)
    return [(wording.GROUPS[kind], [_group(each) for each in these]) for kind, these in found.items() if len(these) > 1]


def _group(of: Group) -> GroupLine:
    return GroupLine(
        name=", ".join(_name(name) for name in of.names),
        persons=of.persons,
        left=of.left_behind,
        of_all=round(100 * of.share),
        of_left=round(100 * of.share_left_behind),
        waits=number_format(of.waits, 1),
    )


def _name(code: str) -> str:
    number = code.removeprefix("urgency ")
    return str(wording.NAMES[code]) if code in wording.NAMES else str(wording.URGENCY) % number


@dataclass(frozen=True)
class Help:
    """One change that helps, in words; `sure` if no plan without it is as good."""

    what: str
    does: str
    sure: bool


def helps(told: Told, found: Helps, names: Mapping[str, str], places: Mapping[UUID, str]) -> list[Help]:
    """What helps, the best first; `names` are what the parties are called that are open to this person."""
    return [_help(told, each, names, places) for each in found.effects]


def _help(told: Told, each: Helped, names: Mapping[str, str], places: Mapping[UUID, str]) -> Help:
    said = {
        "what": _what(told, each, places) or wording.SOMEWHERE,
        "who": names.get(each.party, wording.SOMEBODY),
        "euro": number_format(wording.EURO_MORE, force_grouping=True),
    }
    does = []
    if each.leave:
        does.append(ngettext("%d more person can leave", "%d more persons can leave", each.leave) % each.leave)
    if each.abroad:
        does.append(ngettext("%d more gets abroad", "%d more get abroad", each.abroad) % each.abroad)
    return Help(
        str(wording.HELPS[_kind(told, each)]) % said, ", ".join(does) or _("less exposure, or sooner"), each.sure
    )


def _kind(told: Told, each: Helped) -> str:
    """What a change is of: those of some pools go along, or are two."""
    if each.kind != "driver":
        return each.kind
    if each.what in told.asked.companions:
        return "companion"
    rides = (told.asked.rides.get(leg.id) for leg in told.problem.legs if leg.pool == each.what)
    return "along" if any(ride and ride.escorted for ride in rides) else each.kind


def _what(told: Told, each: Helped, places: Mapping[UUID, str]) -> str:
    """The house of a bed, the ways of a pool of drivers, where a pathway leads: by the names of places."""
    if each.kind == "driver":
        legs = [leg.id for leg in told.problem.legs if leg.pool == each.what]
        rides = [told.asked.rides[leg] for leg in legs if leg in told.asked.rides and told.asked.rides[leg].mode]
        ways = [from_to(places.get(ride.from_place, "…"), places.get(ride.to_place, "…")) for ride in rides]
        return ", ".join(list(dict.fromkeys(ways))[:WAYS])
    if each.kind in ("quota", "visa"):
        ends = [pathway.dest for pathway in told.problem.pathways if pathway.id == each.what]
    else:
        ends = [each.what]
    found = [places.get(told.asked.places[end], "…") for end in ends if end in told.asked.places]
    return ", ".join(dict.fromkeys(found))


def reasons(found: Helps) -> list[charts.Bar]:
    """Why those stay who stay, by persons; somebody counts for each of their reasons."""
    rows: list[tuple[str | Promise, int]] = [
        *((wording.RULES[code], number) for code, number in found.rules.items()),
        *((wording.FULL_UP[code], number) for code, number in found.full.items()),
    ]
    rows += [(wording.NOWHERE, found.nowhere)] if found.nowhere else []
    rows.sort(key=lambda row: -row[1])
    return charts.bars([*rows, *([(wording.UNKNOWN, found.unknown)] if found.unknown else [])])


def left_out(asked: Asked) -> Iterator[tuple[int, str | Promise]]:
    """What is there and the planner could not use: how many, and what."""
    yield from ((number, wording.LEFT_OUT[code]) for code, number in asked.left_out.items() if code in wording.LEFT_OUT)


def knew(asked: Asked) -> Iterator[tuple[int, str | Promise]]:
    """What of the world is in it: how many, and what."""
    yield from ((asked.knew[code], says) for code, says in wording.KNEW.items() if asked.knew.get(code))
