"""Who did something to whom, as a graph: those who did on the left, to whom it was done on the right.

Whoever did something and had something done to them stands in the middle, once: being made to take part is common,
and makes nobody one of the others. The layout is the same for the same record: columns in the order in which lines
cross least, found by moving everybody to the middle of those they are joined with. Pure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

WIDTH, MARGIN, TOP = 960.0, 4.0, 30.0
BOX, ROW, TALL = 260.0, 40.0, 28.0
LETTERS = 32
MOST = 80
"""So many people a column holds; the table holds all."""
SWEEPS = 8
NOBODY = None
"""Who stands for it where nobody knows who did it."""

Who = UUID | None
DID, BOTH, DONE_TO = COLUMNS = ("did", "both", "done_to")
PLACES = {DID: 0.0, BOTH: 0.5, DONE_TO: 1.0}


@dataclass(frozen=True)
class Deed:
    """That somebody did something to somebody. `kind` says how the line is drawn."""

    by: Who
    to: UUID
    what: str = field(repr=False)
    kind: str = ""


@dataclass(frozen=True)
class Node:
    """Somebody in the picture."""

    name: str = field(repr=False)
    column: str
    left: float
    top: float

    @property
    def short(self) -> str:
        return self.name if len(self.name) <= LETTERS else self.name[: LETTERS - 1] + "…"

    @property
    def x(self) -> str:
        return f"{self.left:.1f}"

    @property
    def y(self) -> str:
        return f"{self.top:.1f}"

    @property
    def text_x(self) -> str:
        return f"{self.left + 12:.1f}"

    @property
    def text_y(self) -> str:
        return f"{self.top + 19:.1f}"


@dataclass(frozen=True)
class Edge:
    """All that one did to another, as one line; `number` of acts stands at its middle where they are several."""

    path: str
    x: str
    y: str
    number: int
    kinds: str
    said: str = field(repr=False)


@dataclass(frozen=True)
class Picture:
    """What the template draws. `left_out` is how many people the picture has no room for."""

    nodes: list[Node]
    edges: list[Edge]
    heads: list[tuple[str, str]]
    height: float
    left_out: int

    @property
    def box(self) -> str:
        return f"0 0 {WIDTH:.0f} {self.height:.0f}"


def picture(deeds: Sequence[Deed], names: Mapping[Who, str]) -> Picture | None:
    """The graph of some deeds; nothing where there are none."""
    if not deeds:
        return None
    columns = _ordered(_columns(deeds), deeds)
    shown = {column: members[:MOST] for column, members in columns.items() if members}
    beside = max(len(members) for column, members in shown.items() if column != BOTH) if len(shown) > 1 else 0
    between = len(shown.get(BOTH, ()))  # below the others, so that no line runs behind them
    nodes: dict[Who, Node] = {}
    for column, members in shown.items():
        left = MARGIN + (WIDTH - 2 * MARGIN - BOX) * PLACES[column]
        down = TOP + (beside * ROW if column == BOTH else (beside - len(members)) * ROW / 2)
        for row, who in enumerate(members):
            nodes[who] = Node(names.get(who, "—"), column, left, down + row * ROW)
    height = TOP + (beside + between) * ROW + 8
    heads = [(column, f"{nodes[members[0]].left + BOX / 2:.1f}") for column, members in shown.items()]
    left_out = sum(len(members) for members in columns.values()) - len(nodes)
    return Picture(list(nodes.values()), list(_edges(deeds, nodes)), heads, height, left_out)


def _columns(deeds: Iterable[Deed]) -> dict[str, list[Who]]:
    """Everybody, once, in the order in which they come."""
    did: dict[Who, None] = {}
    done: dict[Who, None] = {}
    for deed in deeds:
        did[deed.by] = done[deed.to] = None
    return {
        DID: [who for who in did if who not in done],
        BOTH: [who for who in did if who in done],
        DONE_TO: [who for who in done if who not in did],
    }


def _ordered(columns: dict[str, list[Who]], deeds: Iterable[Deed]) -> dict[str, list[Who]]:
    """The same in an order in which few lines cross (Sugiyama's barycentres). Ties keep the order they had."""
    beside: defaultdict[Who, set[Who]] = defaultdict(set)
    for deed in deeds:
        if deed.by != deed.to:
            beside[deed.by].add(deed.to)
            beside[deed.to].add(deed.by)
    for sweep in range(SWEEPS):
        for name in COLUMNS if sweep % 2 == 0 else COLUMNS[::-1]:
            places = {
                who: (row + 0.5) / len(members) for members in columns.values() for row, who in enumerate(members)
            }
            columns[name] = sorted(
                columns[name],
                key=lambda who: sum(places[each] for each in beside[who]) / len(beside[who]) if beside[who] else 0.5,
            )
    return columns


def _edges(deeds: Iterable[Deed], nodes: Mapping[Who, Node]) -> Iterable[Edge]:
    together: defaultdict[tuple[Who, UUID], list[Deed]] = defaultdict(list)
    for deed in deeds:
        if deed.by in nodes and deed.to in nodes:
            together[deed.by, deed.to].append(deed)
    for (by, to), some in together.items():
        path, x, y = _curve(nodes[by], nodes[to])
        kinds = sorted({deed.kind for deed in some})
        what = ", ".join(dict.fromkeys(deed.what for deed in some))
        said = f"{nodes[by].name} → {nodes[to].name}: {what}"
        yield Edge(path, f"{x:.1f}", f"{y:.1f}", len(some), kinds[0] if len(kinds) == 1 else "", said)


def _curve(one: Node, other: Node) -> tuple[str, float, float]:
    """From the right side of one to the left side of the other; within a column, out on the right and back."""
    begin, end = one.top + TALL / 2, other.top + TALL / 2
    if one.column != other.column and one.left < other.left:
        x, to = one.left + BOX, other.left
        half = (x + to) / 2
        path = f"M{x:.1f} {begin:.1f}C{half:.1f} {begin:.1f} {half:.1f} {end:.1f} {to:.1f} {end:.1f}"
        return path, half, (begin + end) / 2
    x = one.left + BOX if one.left + BOX + 40 < WIDTH else one.left
    out = x + 36 if x > one.left else x - 36
    if one is other:
        begin, end = begin - 8, end + 8
    return f"M{x:.1f} {begin:.1f}C{out:.1f} {begin:.1f} {out:.1f} {end:.1f} {x:.1f} {end:.1f}", out, (begin + end) / 2
