"""What a simulation came to as one HTML file with pictures: no script, nothing from elsewhere, nobody's name."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Final
from uuid import UUID

from waystation.planning.drawing.charts import Frame
from waystation.planning.drawing.layout import Size
from waystation.planning.drawing.map import LOOKS, Look
from waystation.planning.drawing.markup import Inside, Markup, join, tag
from waystation.planning.drawing.page import page
from waystation.planning.drawing.words import headed, listed, many, numbers, paragraph, section, table
from waystation.simulation import checker
from waystation.simulation.facts import Facts
from waystation.simulation.running import Outcome
from waystation.simulation.scenario import FIRST_DAY

BANDS: Final = (("dest", "abroad"), ("house", "in safe houses"), ("way", "on the way"), ("origin", "at home"))
_RAISED: Final = {
    checker.MISSED[0]: "a sign of life did not come",
    checker.FORCED: "the word for being forced was said",
    checker.UNCONFIRMED: "no word came of how a leg went",
    checker.WITHIN_REACH: "somebody was within reach of who hunts them",
    checker.RELOCATION: "a day of a way abroad came: a paper, an appointment, a deadline",
    checker.CASEWORK: "a case had to be looked at",
}
_ABOUT: Final = "Everybody and everything here is invented, and was deleted when the simulation ended."


def report(outcome: Outcome) -> str:
    """The file."""
    sections = (_summary(outcome), _funnel(outcome), _people(outcome), _beds(outcome), _incidents(outcome))
    figures = outcome.figures()
    return page(
        "A simulated operation", *sections, about=_ABOUT,
        made_of=f"Seed {figures['seed']}, {figures['persons']} persons, {figures['days']} days.",
    )  # fmt: skip


def _summary(outcome: Outcome) -> Markup:
    found = outcome.figures()
    names = {
        "persons": "persons", "evacuated_region": "out of the region", "abroad": "abroad", "incidents": "incidents",
        "alarms": "alarms", "replans": "plans made anew", "log_lines": "lines of the log", "violations": "violations",
    }  # fmt: skip
    shown = [tag("div", tag("dt", name), tag("dd", f"{found[key]:,}")) for key, name in names.items()]
    raised = checker.alarms(outcome.facts)
    rows = [(words, str(raised[verb])) for verb, words in _RAISED.items() if raised[verb]]
    alarms = numbers(table("Alarms by what they were about", ("Alarm", "Number"), rows)) if rows else Markup("")
    return section("summary", "What it came to", _verdict(outcome), tag("dl", *shown, class_="figures"), alarms)


def _verdict(outcome: Outcome) -> Markup:
    if not outcome.violations:
        said = "Nothing happened that must never be, as far as the rows and the log tell."
        return tag("p", tag("strong", said), class_="verdict good")
    said = f"{many(len(outcome.violations), 'violation')} of what must never be:"
    each = [f"{one.at:%Y-%m-%d %H:%M} {str(one.kind).replace('_', ' ')}" for one in outcome.violations]
    return tag("div", tag("p", tag("strong", said)), listed(each), class_="verdict bad")


# How far everybody came


def _funnel(outcome: Outcome) -> Markup:
    facts = outcome.facts
    departed = {leg.case for leg in facts.legs.values() if leg.departed}
    steps = [
        ("asked for help", sum(facts.persons.values())),
        ("set out", checker.people(facts, departed)),
        ("came out of the region", checker.people(facts, checker.out_of_region(facts))),
        ("came abroad", checker.people(facts, checker.abroad(facts))),
    ]
    label = "How many persons came how far: " + ", ".join(f"{number} {name}" for name, number in steps)
    pictures = join(*(_bars(steps, look, label) for look in LOOKS))
    return section("funnel", "How far they came", tag("figure", pictures, numbers(_rows("How far", "Step", steps))))


def _bars(steps: Sequence[tuple[str, int]], look: Look, label: str) -> Markup:
    most, high = max(1, *(number for _name, number in steps)), look.letter * 3.4
    made = []
    for at, (name, number) in enumerate(steps):
        top, width = at * high, (look.width - 4) * number / most
        made.append(
            tag("text", f"{name}: {number}", x=2, y=top + look.letter * 1.2, font_size=look.letter, class_="heading")
        )
        made.append(
            tag(
                "path",
                class_="band house",
                d=f"M2 {top + look.letter * 1.6:.1f}h{width:.1f}v{look.letter * 1.3:.1f}H2Z",
            )
        )
    box = f"0 0 {look.width} {high * len(steps):.0f}"
    return tag("svg", *made, viewBox=box, class_=f"picture {look.name}", role="img", aria_label=label)


def _rows(caption: str, first: str, steps: Sequence[tuple[str, int]]) -> Markup:
    return table(caption, (first, "Persons"), [(name, str(number)) for name, number in steps])


# Day by day


def _people(outcome: Outcome) -> Markup:
    bands = nights(outcome.facts, outcome.scenario.days)
    label = "Persons in the night of each day, by where they are. The same numbers stand in the table below."
    shown = [(name, bands[name]) for name, _words in BANDS]
    most = sum(outcome.facts.persons.values())
    pictures = join(
        *(_chart(shown, most, outcome.scenario.days, look, label, "Persons in each night") for look in LOOKS)
    )
    key = (tag("span", _swatch(name), words, class_="of-key") for name, words in reversed(BANDS))
    rows = [
        (str(day), *(str(bands[name][day]) for name, _words in BANDS)) for day in range(outcome.scenario.days)
    ]  # fmt: skip
    said = table("Persons in the night of each day", ("Day", *(words for _name, words in BANDS)), rows)
    return section("people", "Where they were", tag("figure", pictures, tag("figcaption", *key), numbers(said)))


def nights(facts: Facts, days: int) -> dict[str, list[int]]:
    """By band: persons in the night of each day, from the day on which they asked."""
    found = {name: [0] * days for name, _words in BANDS}
    asked: dict[UUID, datetime] = {}
    for line in facts.lines:
        if line.case is not None:
            asked.setdefault(line.case, line.at)
    for day in range(days):
        evening = datetime.combine(FIRST_DAY + timedelta(days=day), time(23), facts.zone)
        for case, persons in facts.persons.items():
            if asked.get(case, facts.end) <= evening:
                found[_where(facts, case, evening)][day] += persons
    return found


def _where(facts: Facts, case: UUID, evening: datetime) -> str:
    legs = [leg for leg in facts.legs.values() if leg.case == case and leg.departed and leg.departed <= evening]
    if not legs:
        return "origin"
    last = max(legs, key=lambda leg: leg.departed or leg.departs)
    there = facts.places[last.destination]
    if last.arrived is None or last.arrived > evening:
        return "way"
    if there.country != facts.own_country:
        return "dest"
    return "house" if there.kind == "safe_house" else "way"


def _beds(outcome: Outcome) -> Markup:
    facts, days = outcome.facts, outcome.scenario.days
    taken = [0] * days
    for stay in facts.stays.values():
        for number in range((stay.until - stay.first).days):
            day = (stay.first - FIRST_DAY).days + number
            if 0 <= day < days:
                taken[day] += stay.beds
    there = sum(place.beds for place in facts.places.values())
    label = f"Beds held in the night of each day, of {there}: at most {max(taken)}."
    shown = [("house", taken)]
    pictures = join(*(_chart(shown, there, days, look, label, "Beds held in each night", there) for look in LOOKS))
    said = table(
        "Beds held in the night of each day", ("Day", "Beds"), [(str(at), str(n)) for at, n in enumerate(taken)]
    )
    return section("beds", "Beds", paragraph(label), tag("figure", pictures, numbers(said)))


def _chart(
    bands: Sequence[tuple[str, Sequence[int]]], most: int, days: int, look: Look, label: str, said: str, limit: int = 0
) -> Markup:
    left, letter = look.letter * 3.1, look.letter
    frame = Frame(
        left, letter * 2, Size(look.width - left - letter, look.width * 0.28 + 60), days, max(1, most), letter
    )
    height = frame.top + frame.size.height + letter * 1.8
    drawn: list[Inside] = [frame.scale(), frame.bands(bands), frame.dates(), frame.headed(said)]
    if limit:
        drawn.append(frame.limit(limit, f"{limit} beds"))
    box = f"0 0 {look.width} {height:.0f}"
    return tag("svg", *drawn, viewBox=box, class_=f"picture {look.name}", role="img", aria_label=label)


def _swatch(name: str) -> Markup:
    drawn = tag("path", class_=f"band {name}", d="M2 5H20V17H2Z")
    return tag("svg", drawn, viewBox="0 0 22 22", class_="key", aria_hidden="true")


# What went wrong


def _incidents(outcome: Outcome) -> Markup:
    days = outcome.scenario.days
    wrong, answered = Counter[int](), Counter[int]()
    for each in outcome.told:
        (wrong if each.is_incident else answered)[(each.at - outcome.scenario.start).days] += 1
    shown = [("origin", [wrong[day] for day in range(days)]), ("house", [answered[day] for day in range(days)])]
    most = max(sum(pair) for pair in zip(*(values for _name, values in shown), strict=True))
    label = "Incidents and answers to them on each day. What each of them was stands in the table below."
    pictures = join(*(_chart(shown, most, days, look, label, "Incidents and answers") for look in LOOKS))
    names = (("origin", "incidents"), ("house", "answers"))
    key = (tag("span", _swatch(name), words, class_="of-key") for name, words in names)
    rows = [
        (f"{each.at.astimezone(outcome.facts.zone):%d %B, %H:%M}", each.kind, each.what) for each in outcome.told
    ]  # fmt: skip
    listing = headed(table("What happened", ("When", "Kind", "What happened"), rows, words=3))
    return section(
        "incidents", "What went wrong, and the answers", tag("figure", pictures, tag("figcaption", *key)), listing
    )
