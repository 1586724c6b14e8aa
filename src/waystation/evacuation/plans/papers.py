"""Which papers a way asks for, in the two classes that the planner knows. Pure.

A connection names papers of which any one is enough. Connections are put into one class as long as some paper would do
for all of them: who has that one may take each. So nobody is planned on a way for which a paper is missing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from waystation.planning.problem import NEVER, Document

Papers = frozenset[str]
CLASSES: tuple[Document, Document] = ("internal", "foreign")


@dataclass(frozen=True)
class Classes:
    """The class of each set of papers that fits into one, and what a class asks for."""

    of: Mapping[Papers, Document] = field(default_factory=dict)
    asks: Mapping[Document, Papers] = field(default_factory=dict)

    def document(self, papers: Iterable[str]) -> Document | None:
        """What the planner calls these papers; None where it has no word for them."""
        wanted = frozenset(papers)
        return self.of.get(wanted) if wanted else "none"


def classes(wanted: Iterable[Iterable[str]]) -> Classes:
    """The classes of all that connections ask for, what is asked for most often first."""
    often = Counter(papers for each in wanted if (papers := frozenset(each)))
    of: dict[Papers, Document] = {}
    asks: dict[Document, Papers] = {}
    for papers, _ in sorted(often.items(), key=lambda pair: (-pair[1], sorted(pair[0]))):
        for name in CLASSES:
            common = asks.get(name, papers) & papers
            if common:
                asks[name], of[papers] = common, name
                break
    return Classes(of, asks)


@dataclass(frozen=True)
class Held:
    """A paper in somebody's hand from a day on, as long as it is valid; None: it does not run out.

    `country` is the one that issued it.
    """

    kind: str
    ready: date
    until: date | None = None
    country: str = ""


def ready(asked: Papers | None, people: Iterable[Iterable[Held]], first: date, last: date) -> int:
    """The day of the problem on which each of these people has a paper of a class that lasts; NEVER without one."""
    if asked is None:
        return NEVER
    days = [_soonest(asked, held, first, last) for held in people]
    return max(days, default=NEVER)


def _soonest(asked: Papers, held: Iterable[Held], first: date, last: date) -> int:
    fitting = (one for one in held if one.kind in asked and (one.until is None or one.until >= last))
    return min((max(0, (one.ready - first).days) for one in fitting), default=NEVER)
