"""The pictures: where cases stand and how long, who looks after how many, persons, events, how fast we answered.

Each has its table and one basis: no two units are drawn on one scale.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from waystation.casework.shown import stage_label, stage_tone
from waystation.desk import events, funnel, people, pipeline, rules
from waystation.desk.basis import CASES, EVENTS, PERSONS, REQUESTS, Basis
from waystation.desk.funnel import Passage
from waystation.desk.pipeline import Load, Waiting
from waystation.desk.wording import EVENTS as EVENTS_SAID
from waystation.desk.wording import FATES, PARTS
from waystation.desk.wording import PERSONS as PERSONS_SAID
from waystation.hotline import figures as hotline
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.policy import allows
from waystation.vocabulary.vocabularies import terms
from waystation.web import charts
from waystation.web.pages import Link


@dataclass(frozen=True)
class Picture:
    """Bars or a line on one scale, with the table that says the same; `basis` is what all of it counts."""

    title: str
    basis: Basis
    text: str
    heads: list[str]
    rows: list[list[Any]]
    bars: list[charts.Bar] | None = None
    steps: list[charts.FunnelStep] | None = None
    key: tuple[tuple[str, str | Promise], ...] = ()
    periods: tuple[Link, ...] = ()
    line: charts.Line | None = None


def context(actor: Actor, days: int = funnel.USUAL) -> dict[str, Any]:
    """What this person may see, at this moment; the way through the stages for so many days."""
    today, tally = actor.today, pipeline.followed(actor)
    stages = tally.waiting(today)
    found = [_stages(stages), _funnel(funnel.counted(actor, days), days), _waits(stages)]
    found.append(_loads(actor, tally.loads(today)))
    sums = people.counted(actor).sums
    found += [_persons(sums), _travel(sums), _roles(sums), _events(actor)]
    if allows(actor, "hotline.read"):
        found.append(_answers(actor))
    return {"pictures": [each for each in found if each.rows], "now": actor.now()}


def _stages(found: list[Waiting]) -> Picture:
    bars = charts.bars([(stage_label(each.stage), each.cases) for each in found])
    return Picture(
        _("How many are in each stage"),
        Basis(CASES),
        _("Open cases now. The days count from when a case first reached the stage where it is."),
        [_("Stage"), _("Cases"), _("Half of them at most, days"), _("Longest, days")],
        [[stage_label(each.stage), each.cases, each.median, each.longest] for each in found],
        bars=bars,
    )


def asked_days(text: str) -> int:
    """The period that an address asks for; the usual one where it is none that is offered."""
    return int(text) if text in map(str, funnel.PERIODS) else funnel.USUAL


def _funnel(found: list[Passage], days: int) -> Picture:
    """How many came into each stage and what became of them."""
    heads = [FATES[fate] for fate in funnel.FATES]
    rows = [[stage_label(each.stage), each.came, *(number for _fate, number in each.fates), each.now] for each in found]
    steps = [(stage_label(each.stage), _became(each), each.fates) for each in found]
    return Picture(
        _("How far they come, stage by stage"),
        Basis(CASES),
        _(
            "Cases that first came into a stage in this time, and what became of each by now: the parts add up. "
            "Whoever reached any later stage, or is safe at the end, went on; every other end, and being out of sight, "
            "is leaving the way."
        ),
        [_("Stage"), _("Came into it"), *map(str, heads), _("There now, whenever they came")],
        rows,
        steps=charts.funnel(steps),
        key=tuple(zip(funnel.FATES, heads, strict=True)),
        periods=tuple(_period(each, days) for each in funnel.PERIODS),
    )


def _became(passage: Passage) -> str:
    told = [f"{FATES[fate]}: {number}" for fate, number in passage.fates if number]
    return " · ".join(told)


def _period(days: int, chosen: int) -> Link:
    label = _("%(days)d days") % {"days": days} if days else _("Since the first case")
    return Link(f"?days={days}#funnel", label, days == chosen)


def _waits(found: list[Waiting]) -> Picture:
    """Where the waiting is: the stages by the days that their cases have waited together."""
    most = sorted((each for each in found if each.days), key=lambda each: -each.days)
    whole = most[0].days if most else 0
    return Picture(
        _("Where they wait: days of all cases of a stage together"),
        Basis(CASES),
        _("The days that the open cases of a stage have waited there together; the longest bar is where most is lost."),
        [_("Stage"), _("Days together"), _("Cases")],
        [[stage_label(each.stage), each.days, each.cases] for each in most],
        bars=[charts.bar(stage_label(each.stage), each.days, whole, tone=stage_tone(each.stage)) for each in most],
    )


def _loads(actor: Actor, found: list[Load]) -> Picture:
    names = personas(actor)
    called = [(names.get(each.owner, "?") if each.owner else _("Nobody"), each) for each in found]
    return Picture(
        _("Who looks after how many"),
        Basis(CASES),
        _("Open cases now, by who is responsible."),
        [_("Responsible"), _("Cases"), _("At once"), _("Next step overdue")],
        [[name, each.cases, each.urgent, each.overdue] for name, each in called],
        bars=charts.bars([(name, each.cases) for name, each in called]),
    )


def _persons(sums: Mapping[tuple[str, str], int]) -> Picture:
    """What the published bases speak of: each line is a number of its own."""
    found = [(name, basis, sums.get(("figure", name), 0)) for name, basis in people.FIGURES.items()]
    rows = [[PERSONS_SAID[name], number, basis.term or "—"] for name, basis, number in found if number]
    return Picture(
        _("How many persons"),
        Basis(PERSONS),
        _(
            "Each person once, in however many cases they are. The lines overlap and are not added. Where somebody is, "
            "follows from the case in which they travel: that a companion stayed behind is not seen here. Whoever was "
            "erased is not in it."
        ),
        [_("Which persons"), _("Persons"), _("Nearest published basis")],
        rows,
        bars=charts.bars([(row[0], row[1]) for row in rows]),
    )


def _travel(sums: Mapping[tuple[str, str], int]) -> Picture:
    found = [(PARTS[name], sums.get(("now", name), 0)) for name in rules.PARTS]
    told = [(words, tone, number) for (words, tone), number in found if number]
    whole = sum(number for _words, _tone, number in told)
    return Picture(
        _("Where those are who are to be brought out"),
        Basis(PERSONS),
        _("Each person once, where the case stands now in which they travel: the lines add up."),
        [_("Where"), _("Persons")],
        [[words, number] for words, _tone, number in told],
        bars=[charts.bar(words, number, whole, tone=tone) for words, tone, number in told],
    )


def _roles(sums: Mapping[tuple[str, str], int]) -> Picture:
    found = [(each.label, sums.get(("role", each.code), 0)) for each in terms("person_roles")]
    told = [(label, number) for label, number in found if number]
    return Picture(
        _("Who they are to us"),
        Basis(PERSONS),
        _("Persons in each role, in whatever case. One person may have several roles: the lines are not added."),
        [_("Role"), _("Persons")],
        [[label, number] for label, number in told],
        bars=charts.bars(told),
    )


def _events(actor: Actor) -> Picture:
    rows = [
        [
            EVENTS_SAID[each.name],
            each.times,
            "—" if each.lately is None else each.lately,
            events.FIGURES[each.name].term or "—",
        ]
        for each in events.counted(actor)
    ]
    return Picture(
        _("What happened, and how often"),
        Basis(EVENTS),
        _("Each time it was written down, taken-back moves left out; a case stands for whoever travels in it."),
        [
            _("What happened"),
            _("Times"),
            _("In the last %(days)d days") % {"days": events.LATELY},
            _("Nearest published basis"),
        ],
        rows,
        bars=charts.bars([(row[0], row[1]) for row in rows]),
    )


def _answers(actor: Actor) -> Picture:
    days = hotline.days(actor)[::-1]
    told = {"span": hotline.DAYS, "least": hotline.LEAST}
    labels = [date_format(day.day, "SHORT_DATE_FORMAT") for day in days]
    minutes = [(round(day.median.total_seconds() / 60), round(day.most.total_seconds() / 60)) for day in days]
    return Picture(
        _("How long the first answer took, in minutes"),
        Basis(REQUESTS),
        _(
            "Half of those answered on a day waited at most so many minutes. The last %(span)d days; days with fewer "
            "than %(least)d first answers are left out, so that nobody can be told from them."
        )
        % told,
        [_("Day"), _("Half, minutes"), _("Nine in ten, minutes"), _("First answers")],
        [[label, *waits, day.answers] for label, waits, day in zip(labels, minutes, days, strict=True)],
        line=charts.line([(label, waits[0]) for label, waits in zip(labels, minutes, strict=True)]),
    )
