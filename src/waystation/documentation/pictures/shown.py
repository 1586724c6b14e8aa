"""What was recorded, made ready to be drawn. Nothing is decided here."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from waystation.documentation import access, bands, shown
from waystation.documentation.dates import PartialDate
from waystation.documentation.figures import doubles, gathering, wording
from waystation.documentation.pictures import access as drawn
from waystation.documentation.pictures import graph, region_map
from waystation.documentation.pictures import tally as tallied
from waystation.documentation.pictures.matrix import Matrix, matrix
from waystation.documentation.pictures.tally import Tally
from waystation.documentation.pictures.wording import GROUPS
from waystation.documentation.records import Event
from waystation.documentation.shown import ActLine, PersonShown
from waystation.documentation.statements.access import statements_on
from waystation.documentation.terms.access import lists
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import label_of

_NAME = "pictures:whole"
_Days = tuple[str, str, PartialDate | None, PartialDate | None, str]  # of whom, what, from when, until when, where
Table = tuple[list[str], list[tuple[str, list[str]]]]
"""The heads of the columns, and each row with its cells."""


@dataclass(frozen=True)
class Dated:
    """One line of the table of a timeline."""

    group: str = field(repr=False)
    what: str = field(repr=False)
    when: str
    first: date | None
    url: str = ""


@dataclass(frozen=True)
class Timeline:
    """An event from day to day: the picture, and the table that says the same."""

    picture: bands.Picture | None
    lines: list[Dated]
    undated: int


Telling = tuple[str, PartialDate | None]
"""Who told us, and when."""


def timeline(event_id: UUID, event: Event, acts: Iterable[ActLine], tellings: Iterable[Telling]) -> Timeline:
    """What was done to each victim from day to day, and when we were told."""
    marks: defaultdict[str, list[bands.Mark]] = defaultdict(list)
    lines = []
    told = _("When we were told")
    days: list[_Days] = [(_("The event"), "", event.began, event.ended, "")]
    for each in acts:
        address = reverse("documentation:act", args=[event_id, each.id])
        days.append((str(each.victim), each.label, each.act.began, each.act.ended, address))
    days += [(told, who, day, None, "") for who, day in tellings]
    for group, what, began, ended, url in days:
        said = _period(began, ended)
        lines.append(Dated(group, what, said, began.day if began else None, url))
        if began is not None:
            marks[group].append(_mark(began, ended, said, what or said, url))
    lines.sort(key=lambda line: (line.first is None, line.first))
    return Timeline(bands.picture(marks.items()), lines, sum(line.first is None for line in lines))


def _mark(began: PartialDate, ended: PartialDate | None, said: str, text: str, url: str) -> bands.Mark:
    vague = began.about or (ended is not None and ended.about)
    last = max(began.last, ended.last) if ended is not None else began.last
    return bands.Mark(began.day, last, said, text, "vague" if vague else "exact", url)


def _period(began: PartialDate | None, ended: PartialDate | None) -> str:
    if began is None or ended is None:
        return str(began or ended or "")
    return f"{began} – {ended}"


@dataclass(frozen=True)
class Network:
    """Who did something to whom in an event: the graph, and the matrix that says the same."""

    graph: graph.Picture | None
    matrix: Matrix[graph.Who, UUID, ActLine]
    names: dict[graph.Who, str] = field(repr=False)


def network(acts: Sequence[ActLine]) -> Network:
    """Everybody in an event with what they did and what was done to them."""
    names: dict[graph.Who, str] = {graph.NOBODY: _("Nobody knows who")}
    told: list[tuple[graph.Who, UUID, ActLine]] = []
    deeds = []
    for act in acts:
        names[act.act.victim] = str(act.victim)
        for one in act.by:
            names[one.said.perpetrator] = str(one.who)
        by = [(one.said.perpetrator, one.said.degree) for one in act.by] or [(graph.NOBODY, "unknown")]
        for who, degree in by:
            told.append((who, act.act.victim, act))
            deeds.append(graph.Deed(who, act.act.victim, act.label, _way(degree)))
    return Network(graph.picture(deeds, names), matrix(told), names)


def _way(degree: str) -> str:
    """How a line is drawn: what somebody was made to do is never drawn like what they did."""
    return "coerced" if degree == "coerced" else ""


@dataclass(frozen=True)
class Part:
    """Some columns of a matrix, ready for its table."""

    columns: list[str] = field(repr=False)
    lines: list[tuple[str, list[Sequence[ActLine]]]] = field(repr=False)


def part(found: Network, columns: Sequence[UUID]) -> Part:
    """The columns of some victims, with everybody who did something to them."""
    some = found.matrix.part(columns)
    return Part(
        [found.names[column] for column in columns],
        [(found.names[row], cells) for row, cells in some.lines()],
    )


@dataclass(frozen=True)
class Place:
    """A region with its three numbers, which are never added."""

    name: str = field(repr=False)
    events: int
    acts: int
    victims: str


@dataclass(frozen=True)
class Whole:
    """Everything that was recorded of a certainty: the map, and the matrix by kinds of perpetrators and of acts."""

    picture: region_map.Picture
    places: list[Place]
    columns: list[str]
    lines: list[tuple[str, list[str]]]


def whole(actor: Actor, sure: str) -> Whole:
    """All acts that are at least so sure, by region, and by who did them."""
    documented, lead = gathering.documented(actor), doubles.doubles(actor).lead
    kept: Tally | None = actor.memory.get(_NAME)
    if kept is None or (kept.sure, kept.lead) != (sure, lead):
        kept = actor.memory[_NAME] = Tally(sure, lead)
    with kept.lock:
        kept.follow(documented, drawn.perpetrators(actor))
        return drawn_of(kept, documented.called, get_language() or "ru", lists(actor).label)


def drawn_of(
    tally: Tally, called: Callable[[str], str], language: str, label: Callable[[str, str], str] = label_of
) -> Whole:
    """The same of some acts: `called` is how a place was typed, `label` what a term of a list is called."""
    places = sorted(tally.places.items(), key=lambda pair: (-pair[1].acts, pair[0]))
    names = {place: tuple(called(key) if key else "" for key in place) for place, _some in places}
    numbers = [(*names[place], len(some.events)) for place, some in places if any(place)]
    columns, lines = _by_kinds(tally.cells, label)
    return Whole(
        region_map.picture(numbers, language),
        [_place(names[place], some) for place, some in places],
        columns,
        lines,
    )


def _place(name: tuple[str, ...], some: tallied.Place) -> Place:
    said = ", ".join(each for each in reversed(name) if each) or _("not known")
    return Place(said, len(some.events), some.acts, wording.number(some.victims))


def _by_kinds(cells: Mapping[tuple[str, str], int], label: Callable[[str, str], str]) -> Table:
    """How many acts of each group there are by each kind of perpetrator. One act may be of several: no sums."""
    columns = sorted({group for _kind, group in cells}, key=group_label)
    rows = sorted({kind for kind, _group in cells}, key=lambda kind: _perpetrator(kind, label))
    lines = [(_perpetrator(row, label), [str(cells.get((row, column), 0)) for column in columns]) for row in rows]
    return [group_label(column) for column in columns], lines


def group_label(group: str) -> str:
    """The words of a group of acts; of one that nobody named, its code."""
    return str(GROUPS[group]) if group in GROUPS else label_of("acts", group)


def _perpetrator(kind: str, label: Callable[[str, str], str]) -> str:
    if kind == "?":
        return _("Nobody knows who")
    return label("perpetrator_types", kind) if kind else _("not said what they are")


def lines_of(actor: Actor, event_id: UUID) -> tuple[list[ActLine], list[Telling]]:
    """The acts of an event, and when somebody told us of it: as a source, and each time in a statement."""
    tellings: list[Telling] = [(str(each.who), each.said.told) for each in shown.sources(actor, event_id)]
    statements = statements_on(actor, event_id)
    people = access.known(actor, [statement.teller for _id, statement in statements])
    for _id, statement in statements:
        who = str(PersonShown(people.get(statement.teller)))
        tellings += [(who, day) for day in statement.told]
    return shown.lines(actor, event_id), list(dict.fromkeys(tellings))
