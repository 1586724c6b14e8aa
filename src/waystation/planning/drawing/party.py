"""The way of one party alone, for whoever looks after it: nobody else is in it, nor who looks for them."""

from typing import Final

from waystation.planning.checking import Rule, Violation
from waystation.planning.drawing.charts import Frame
from waystation.planning.drawing.facts import Facts, Stay, Way
from waystation.planning.drawing.layout import Size
from waystation.planning.drawing.map import LOOKS, Look, draw_map
from waystation.planning.drawing.markup import NOTHING, Inside, Markup, code, join, tag
from waystation.planning.drawing.summary import since, words
from waystation.planning.drawing.symbols import key
from waystation.planning.drawing.words import (
    KINDS,
    figure,
    headed,
    listed,
    many,
    numbers,
    paragraph,
    section,
    table,
    when,
)
from waystation.planning.problem import SLOTS, Leg

_DOCUMENTS: Final = {"none": "", "internal": "internal passport", "foreign": "foreign passport"}
_NEEDS: Final = {"accessible": "houses without steps", "medical": "medical care", "escort": "an escort on each leg"}
_WITHHELD: Final = {Rule.PURSUIT_SLEEP, Rule.PURSUIT_PASS, Rule.APART}
"""Rules of which only the words are said: where somebody looks for them, and who may not meet them, is not."""


def party_sections(facts: Facts, party: str, broken: list[Violation]) -> list[Markup]:
    """Everything about the party with this id, which the problem has."""
    found = next(each for each in facts.problem.parties if each.id == party)
    way = facts.way(found)
    verdict = _verdict(party, broken, facts.problem.now)
    if way is None:
        return [section("sum", "In short", verdict, paragraph("The way breaks off: there is nothing to draw."))]
    if not way.rides:
        stays = f"{many(found.size, 'person')} stay where they are: the plan has no way for them."
        return [section("sum", "In short", verdict, paragraph(stays, " ", _ASK))]
    now = paragraph(since(facts.problem)) if facts.problem.now else NOTHING
    return [
        section("sum", "In short", verdict, now, _said(way)), _map(way), _days(facts, way),
        _legs(way, facts.problem.now), _nights(way),
    ]  # fmt: skip


_ASK = "plan explain says which rules stand in the way."


def _verdict(party: str, broken: list[Violation], now: int) -> Markup:
    if not broken:
        said = f"{'From now on the' if now else 'The'} plan keeps all rules."
        return tag("p", tag("strong", said), class_="verdict good")
    own = [each for each in broken if party in each.parties]
    said = "The plan breaks rules. It must not be used" + (", and this way least of all:" if own else ".")
    return tag(
        "div",
        tag("p", tag("strong", said)),
        listed(list(dict.fromkeys(_broken(each) for each in own))),
        class_="verdict bad",
    )


def _broken(broken: Violation) -> str:
    if broken.rule in _WITHHELD or broken.slot is None:
        return words(broken.rule)
    return f"{words(broken.rule)} ({broken.where}, {when(broken.slot)})"


def _said(way: Way) -> Markup:
    needs = [words_ for name, words_ in _NEEDS.items() if getattr(way.party, name)]
    last, departs = way.rides[-1]
    facts_ = [
        f"{many(way.party.size, 'person')}, {many(len(way.rides), 'leg')}.",
        f"Sets out on {when(way.rides[0][1])}; is at the end of the way on {when(departs + last.dur)}.",
        f"Needs: {', '.join(needs)}." if needs else "",
    ]
    return paragraph(" ".join(each for each in facts_ if each))


def _map(way: Way) -> Markup:
    places = list({stay.place.id: stay.place for stay in way.stays}.values())
    label = f"Map of the way, over {many(len(places), 'place')}. The legs stand in the table below."
    between = {(leg.a, leg.b): 1 for leg, _ in way.rides}
    pictures = join(*(draw_map(places, between, label, look, counted=False).picture for look in LOOKS))
    keys = (key(kind, KINDS[kind]) for kind in KINDS if any(place.kind == kind for place in places))
    said = "North is up. Distances are not true, so that nobody finds a house with this map."
    return section("map", "The way", paragraph(said), figure(pictures, tag("figcaption", *keys)))


def _days(facts: Facts, way: Way) -> Markup:
    label = f"Where the party is over {many(facts.problem.days, 'day')}; the tables below say the same."
    pictures = join(*(_bar(facts, way, look, label) for look in LOOKS))
    stays = [stay for stay in way.stays if stay.begins < stay.ends]
    rows = (
        (join(code(each.place.id)), KINDS[each.place.kind], when(each.begins), _until(facts, each)) for each in stays
    )
    where = table("Where it waits", ("Place", "Kind", "From", "Until"), rows, words=4)
    said = paragraph("Where the party waits, day by day. In the gaps it is on the way.")
    return section("days", "Day by day", said, figure(pictures, numbers(where)))


def _until(facts: Facts, stay: Stay) -> str:
    return "the end" if stay.ends == facts.problem.slots else when(stay.ends)


def _bar(facts: Facts, way: Way, look: Look, label: str) -> Markup:
    """Stays as boxes in a row, with the name of the place where it has room."""
    letter = look.letter
    frame = Frame(letter, letter * 0.5, Size(look.width - 2 * letter, 44), facts.problem.days, 1, letter)
    return tag(
        "svg", *(_box(frame, stay) for stay in way.stays if stay.begins < stay.ends), frame.dates(),
        frame.now(facts.problem.now),
        viewBox=f"0 0 {look.width} {44 + letter * 2.5:.0f}", class_=f"picture {look.name}", role="img",
        aria_label=label,
    )  # fmt: skip


def _box(frame: Frame, stay: Stay) -> Markup:
    left, right = frame.x(stay.begins / SLOTS), frame.x(stay.ends / SLOTS)
    band = {"hub": "way", "border": "way"}.get(stay.place.kind, stay.place.kind)
    drawn = tag("rect", class_=f"band {band}", x=left, y=frame.top, width=max(1.0, right - left), height=44)
    if right - left < (len(stay.place.id) + 1) * frame.letter * 0.62:
        return drawn
    name = tag("text", stay.place.id, x=(left + right) / 2, y=frame.top + 26, font_size=frame.letter, class_="on-band")
    return join(drawn, name)


def _legs(way: Way, now: int) -> Markup:
    rows = (_leg(way, leg, departs, done=departs < now) for leg, departs in way.rides)
    return section(
        "legs", "Leg by leg", headed(table("Leg by leg", ("Sets out", "From, to, by", "Arrives"), rows, words=3))
    )


def _leg(way: Way, leg: Leg, departs: int, done: bool) -> tuple[Inside, ...]:
    papers = ["has left"] if done else [_DOCUMENTS[leg.doc], f"admission {leg.pathway}" if leg.pathway else ""]
    carried = ", ".join(each for each in papers if each)
    by = f", {leg.mode}" + (", with an escort" if way.party.escort else "")
    note = tag("span", carried, class_="note") if carried else ""
    return when(departs), join(code(leg.a), " to ", code(leg.b), by, note), when(departs + leg.dur)


def _nights(way: Way) -> Markup:
    """Where it sleeps, of the places that have beds."""
    houses = [stay for stay in way.stays if stay.nights and stay.place.kind == "house"]
    rows = ((join(code(each.place.id)), *_from_to(each)) for each in houses)
    columns = ("House", "First night", "Last night", "Nights")
    return section("beds", "Where it sleeps", headed(table("Where it sleeps", columns, rows, words=3)))


def _from_to(stay: Stay) -> tuple[Inside, ...]:
    return f"day {stay.nights[0]}", f"day {stay.nights[-1]}", len(stay.nights)
