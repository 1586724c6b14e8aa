"""A table while its noise is drawn, in a bounded process. Nobody sees a number of it before it is paid for."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec

import msgspec

from waystation.documentation.errors import Refused, refuse
from waystation.documentation.figures import gathering
from waystation.documentation.figures.doubles import doubles
from waystation.documentation.jobs import ENDED, Job
from waystation.publication.noise import bounding, protocol, rules, wording
from waystation.publication.noise.actions import ledger
from waystation.publication.noise.protocol import Drawn, Task
from waystation.publication.noise.records import Noise
from waystation.publication.records import Tabled
from waystation.publication.statistics import making
from waystation.publication.statistics.tables import ACTS, AUDIENCES, STEP
from waystation.staff.actor import Actor
from waystation.staff.policy import require

SECONDS = 90.0
_NAME = "publication:noise"
_MOST_BYTES = 2**20


@cache
def is_installed() -> bool:
    """Whether OpenDP is there. It is not loaded."""
    return find_spec("opendp") is not None


class Drawing(Job):
    """One table; `titles` are those that it is to have."""

    def __init__(self, task: Task, blank: Tabled, every: list[tuple[str, str]], titles: dict[str, str]) -> None:
        super().__init__(protocol.PROGRAM, msgspec.json.encode(task), seconds=SECONDS, most=_MOST_BYTES)
        self.titles, self.blank = titles, blank
        self.table: Tabled | None = None
        self._every, self._asked = every, task

    def hear(self, line: bytes) -> None:
        said = msgspec.json.decode(line, type=Drawn)
        noise = self.blank.noise
        # What the process writes is not trusted: with no noise, or of another size, there is no table.
        if noise is None or len(said.numbers) != len(self._every) or not 0 < said.epsilon <= self._asked.epsilon:
            raise ValueError
        floor = max(said.floor, self.blank.least)
        self.table = msgspec.structs.replace(
            self.blank,
            noise=msgspec.structs.replace(noise, within=said.within, floor=floor),
            shown=bounding.shown(self._every, said.numbers, floor, self.blank.step),
        )
        self.done, self.stopped = 1.0, ENDED


def begin(
    actor: Actor,
    titles: dict[str, str],
    *,
    rows: str,
    columns: str,
    audience: str,
    least: int,
    since: str,
    most: int,
    epsilon: int,
) -> Drawing:
    """Counts, and begins to draw, if the budget allows it. What was drawn before and not kept is forgotten, unseen.

    Raises Absent, Refused.
    """
    require(actor, "publication.write")
    require(actor, making.NEEDS[ACTS])
    if not is_installed():
        raise Refused([("", wording.NOT_INSTALLED)])
    refuse([] if (rows, columns) in making.ALONG[ACTS] and audience in AUDIENCES else [("along", wording.NOT_A_TABLE)])
    refuse(rules.faults(ledger(actor), ACTS, audience, epsilon))
    until = making.last_month(actor.today)
    refuse([] if 0 < len(bounding.months(since, until)) <= bounding.LONGEST else [("since", wording.MONTHS)])
    refuse([] if 1 <= most <= rules.MOST_ACTS else [("most", wording.ACTS_BETWEEN % {"most": rules.MOST_ACTS})])
    every, numbers = bounding.counted(
        gathering.documented(actor).acts,
        doubles(actor).lead,
        along=(rows, columns),
        since=since,
        until=until,
        most=most,
    )
    refuse([] if len(every) <= bounding.MOST_CELLS else [("", wording.TOO_MANY_CELLS)])
    blank = Tabled(
        source=ACTS,
        rows=rows,
        columns=columns,
        audience=audience,
        least=least,
        step=STEP[audience],
        until=until,
        numbers=(),
        few=(),
        shown=(),
        at=actor.now(),
        noise=Noise(epsilon=epsilon, most=most, within=0, floor=0, since=since),
    )
    task = Task(tuple(numbers), bounding.sensitivity(columns, most), epsilon / 100)
    found = Drawing(task, blank, every, titles)
    actor.memory[_NAME] = found
    found.start()
    return found


def last(actor: Actor) -> Drawing | None:
    """What the session draws or drew last and did not keep."""
    require(actor, "publication.write")
    found: Drawing | None = actor.memory.get(_NAME)
    return found


def forget(actor: Actor) -> None:
    """Forgets it."""
    actor.memory.pop(_NAME, None)
