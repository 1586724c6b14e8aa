"""The map of a whole plan: how many go between which places, never who."""

from collections import Counter
from collections.abc import Iterator

from waystation.planning.drawing.facts import Facts
from waystation.planning.drawing.map import LOOKS, MOST, draw_map
from waystation.planning.drawing.markup import Markup, code, join, tag
from waystation.planning.drawing.symbols import key
from waystation.planning.drawing.words import KINDS, figure, many, numbers, paragraph, section, table
from waystation.planning.problem import Place


def ways(facts: Facts) -> Markup:
    places, between = used(facts), _between(facts)
    shown = sorted(places[:MOST], key=lambda place: facts.problem.places.index(place))
    label = (
        f"Map of {many(len(shown), 'place')} with the ways between them, thicker for more persons. "
        "The same numbers stand in the tables below."
    )
    drawn = [draw_map(shown, between, label, look) for look in LOOKS]
    keys = (key(kind, KINDS[kind]) for kind in KINDS if any(place.kind == kind for place in shown))
    return section(
        "map", "Ways",
        paragraph(MAPPED),
        figure(
            join(*(each.picture for each in drawn)),
            tag("figcaption", *keys, *_left_out(facts, places, drawn[0].without_name)),
            numbers(_legs(facts), _places(facts, places)),
        ),
    )  # fmt: skip


MAPPED = (
    "North is up. Distances are not true and positions are rough, so that nobody finds a house with this map. "
    "Destinations stand at the rim, on the side where they lie. The thicker a line, the more persons "
    "take it; the number says how many."
)


def used(facts: Facts) -> list[Place]:
    """Places where anybody is at any time, the busiest first."""
    busy = facts.through + facts.starting
    return sorted((facts.places[id_] for id_ in busy), key=lambda place: (-busy[place.id], place.id))


def _between(facts: Facts) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for (id_, _), persons in facts.aboard.items():
        found[facts.legs[id_].a, facts.legs[id_].b] += persons
    return found


def _left_out(facts: Facts, places: list[Place], without_name: int) -> Iterator[Markup]:
    unused = len(facts.problem.places) - len(places)
    quiet = max(0, len(places) - MOST)
    said = [
        f"{many(unused, 'place')} where nobody comes {'is' if unused == 1 else 'are'} not drawn." if unused else "",
        f"{many(quiet, 'quieter place')} stand in the tables alone." if quiet else "",
        "Names that have no room on the map stand in the tables." if without_name else "",
    ]
    yield from (tag("span", each, class_="soft") for each in said if each)


def _legs(facts: Facts) -> Markup:
    persons, times, fullest = Counter[str](), Counter[str](), Counter[str]()
    for (id_, _), aboard in facts.aboard.items():
        persons[id_] += aboard
        times[id_] += 1
        fullest[id_] = max(fullest[id_], aboard)
    columns = ("Way", "Persons", "Departures", "Most on one")
    rows = ((_said(facts, id_), many_, times[id_], fullest[id_]) for id_, many_ in persons.most_common())
    return table("Ways that are taken", columns, rows)


def _said(facts: Facts, leg: str) -> Markup:
    found = facts.legs[leg]
    return join(code(found.a), " to ", code(found.b), ", ", found.mode)


def _places(facts: Facts, places: list[Place]) -> Markup:
    rows = ((_named(place), facts.starting[place.id], facts.through[place.id]) for place in places)
    return table("Places, and persons there", ("Place", "At the beginning", "Come later"), rows)


def _named(place: Place) -> Markup:
    return join(code(place.id), tag("span", KINDS[place.kind], class_="note"))
