"""Which of those who told us make a list of whom they know. Pure.

Who came to us by themselves, victims and those around them, are one list together: ours. Who collects what others tell
them, an organisation, a newspaper, a lawyer, makes a list of their own. Nobody knows this as well as whoever works with
them, so it is proposed, and may be changed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from waystation.estimation.tables import MOST_LISTS

COLLECTORS = frozenset(("professional", "reporter"))
"""How those know who collect what others tell them: codes of source_connections."""
MOST_SHOWN = 40
FEWEST = 3
"""Of so many people somebody tells who is proposed as a list though they collect nothing."""


@dataclass(frozen=True)
class Teller:
    """Somebody who told us: of how many people, and whether they are proposed as a list of their own."""

    id: UUID
    called: str = field(repr=False)
    people: int
    is_list: bool


def tellers(
    told: Mapping[UUID, Iterable[UUID]], names: Mapping[UUID, str], known_as: Mapping[UUID, Iterable[str]]
) -> list[Teller]:
    """Who told us of whom (`told`: victims by source), those of most people first; `known_as` how they know."""
    found = [
        Teller(one, names.get(one, "—"), len({*people}), not COLLECTORS.isdisjoint(known_as.get(one, ())))
        for one, people in told.items()
    ]
    return sorted(found, key=lambda each: (not each.is_list, -each.people, each.called))


def shown(found: Iterable[Teller]) -> list[Teller]:
    """Those of whom a page asks to which list they belong; all others are one list together."""
    return [each for each in found if each.is_list or each.people >= FEWEST][:MOST_SHOWN]


def on_lists(told: Mapping[UUID, Iterable[UUID]], list_of: Mapping[UUID, str]) -> tuple[list[str], dict[UUID, int]]:
    """The lists, those of most people first, and of each victim the bits of those on which they are.

    `list_of` says to which list a source belongs; "" to none. Spelled otherwise by spaces or capitals, it is the same.
    Raises ValueError for more lists than can be compared.
    """
    spelled: dict[str, str] = {}
    people: defaultdict[str, set[UUID]] = defaultdict(set)
    for source, victims in told.items():
        name = " ".join(list_of.get(source, "").split())
        if name:
            people[spelled.setdefault(name.casefold(), name)].update(victims)
    if len(people) > MOST_LISTS:
        raise ValueError(f"more than {MOST_LISTS} lists")
    ordered = sorted(people, key=lambda name: (-len(people[name]), name))
    bits: Counter[UUID] = Counter()
    for place, name in enumerate(ordered):
        for victim in people[name]:
            bits[victim] |= 1 << place
    return ordered, dict(bits)
