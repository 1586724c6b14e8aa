"""From records to persons: one call that reads, learns, weighs, and says who may be one person."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waystation.linkage import model, resampling
from waystation.linkage.columns import Role, mapped
from waystation.linkage.engine import MEMORY, Engine, Progress, Weighed, calibrated, is_interrupted, is_out_of_memory
from waystation.linkage.keys import LeftOut
from waystation.linkage.persons import Person, Reader
from waystation.linkage.reading import TooLarge, Unreadable

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_BATCH: Final = 20_000
_TWICE: Final = 2 * model.MOST
"""Bits for one person where two records say the same in every column, a whole name and a day or an address of theirs
among it: one of them is most often a copy. Where nearly everybody is the same, frequencies would say nothing of it."""


class Decision(NamedTuple):
    """What somebody decided of two records, by their ids."""

    one: str
    other: str
    said: Literal["same", "different"]


@dataclass(frozen=True)
class Linked:
    """Who may be one person. A cluster is a proposal: nothing is merged by it."""

    ids: list[str] = field(repr=False)
    clusters: list[int]
    """For each record the place of the first record of its cluster."""
    roles: dict[str, Role]
    threshold: float
    weighed: Weighed = field(repr=False)
    probabilities: NDArray[np.float64] = field(repr=False)
    left_out: list[LeftOut]
    unnamed: int
    looked_at: int
    model: dict[str, Any] = field(repr=False)
    seconds: float
    reader: Reader = field(repr=False)

    @property
    def share(self) -> float:
        """How many of all pairs are one person, as far as the model can tell."""
        every = max(1, len(self.ids) * (len(self.ids) - 1) / 2)
        return min(0.5, max(1e-12, float(self.probabilities.sum()) / every))

    @property
    def persons(self) -> int:
        """How many clusters there are, those of one record among them."""
        return len({*self.clusters})

    def pairs(self, least: float = 0.01) -> Iterator[tuple[str, str, float]]:
        """Ids of two records and how likely they are one person, the likeliest first."""
        order = np.argsort(-self.probabilities, kind="stable")
        for at in order[: int((self.probabilities >= least).sum())].tolist():
            one, other = int(self.weighed.left[at]), int(self.weighed.right[at])
            yield self.ids[one], self.ids[other], float(self.probabilities[at])

    def expected(self) -> tuple[float, float]:
        """Precision and recall of the clusters as the model itself expects them, of the pairs that were looked at."""
        if not len(self.weighed):
            return 1.0, 1.0
        of = np.array(self.clusters)
        inside = of[self.weighed.left] == of[self.weighed.right]
        right, joined = (
            float(self.probabilities[inside].sum()),
            sum(n * (n - 1) // 2 for n in Counter(self.clusters).values()),
        )
        return right / max(joined, right) if joined else 1.0, right / max(float(self.probabilities.sum()), 1e-9)

    def again(self, *, threshold: float | None = None, decisions: Iterable[Decision] = ()) -> Linked:
        """The same weighed pairs clustered anew: from another probability on, or after what somebody decided."""
        limit = self.threshold if threshold is None else threshold
        found = _clusters(self.ids, self.weighed, self.probabilities, limit, decisions)
        return replace(self, clusters=found, threshold=limit)

    def drawn(self, seed: int, decisions: Iterable[Decision] = ()) -> list[int]:
        """One of the clusterings that may be true: each pair speaks for one person as often as it is probable.

        Whatever is counted of clusters and counted again of many such draws has an interval for who may be whom. The
        same seed, the same draw.
        """
        decided = _decided(self.ids, decisions)
        return resampling.drawn(
            len(self.ids), self.weighed.left, self.weighed.right, self.probabilities, seed, **decided
        )

    def to_dict(self) -> dict[str, Any]:
        """For JSON; without a word of any record but the ids."""
        sizes = Counter(Counter(self.clusters).values())
        precision, recall = self.expected()
        return {
            "records": len(self.clusters),
            "clusters": self.persons,
            "sizes": {str(size): sizes[size] for size in sorted(sizes)},
            "threshold": self.threshold,
            "unnamed": self.unnamed,
            "pairs_compared": self.looked_at,
            "expected_precision": round(precision, 4),
            "expected_recall_of_compared": round(recall, 4),
            "not_compared": [{"shared": list(each.rule), "records": each.records} for each in self.left_out],
            "columns": {column: str(role) for column, role in self.roles.items()},
            "weights": {name: {level: round(bits, 2) for level, bits in levels} for name, levels in self._weights()},
            "seconds": round(self.seconds, 2),
        }

    def summary(self) -> str:
        """In plain words."""
        count, precision = len(self.clusters), self.expected()[0]
        used = ", ".join(f"{column} ({role})" for column, role in self.roles.items() if role is not Role.IGNORE)
        unused = ", ".join(column for column, role in self.roles.items() if role is Role.IGNORE)
        at_most = "at most " if self.left_out else ""
        precise = (
            f"Of the pairs taken for one person {precision:.0%} are expected to be: proposals, to be looked at."
            if self.persons < count
            else "No two are taken for one person."
        )
        lines = [
            f"{count:,} records, of {at_most}{self.persons:,} persons as far as they can be told apart.",
            f"{self.looked_at:,} pairs were compared; two are taken for one person from {self.threshold:.0%} on.",
            precise,
            f"Columns: {used}." + (f" Not used: {unused}." if unused else ""),
        ]
        if self.unnamed:
            lines.append(f"{self.unnamed:,} records name nobody, and are taken for nobody else.")
        if self.left_out:
            largest = max(self.left_out, key=lambda each: each.records)
            lines.append(
                f"Not compared for want of more: groups of up to {largest.records:,} records that share no more than "
                f"{' and '.join(largest.rule)}."
            )
        return "\n".join(lines)

    def _weights(self) -> list[tuple[str, list[tuple[str, float]]]]:
        return [(name, list(levels)) for name, levels in model.weights(self.model)] if self.model else []


def link(
    records: Iterable[Mapping[str, str]],
    *,
    columns: Mapping[str, str] | None = None,
    threshold: float = 0.5,
    decisions: Iterable[Decision] = (),
    is_unnamed: bool = False,
    progress: Progress | None = None,
    spark: SparkSession | None = None,
) -> Linked:
    """Says which records may be one person.

    `records` is gone through twice (a list, or `reading.File`). `columns` says what a column holds where its header
    does not (see `Role`); `threshold` from which probability two are taken for one. `is_unnamed`: also records without
    a name. `spark`: where pairs are found and weighed, if not here (`spark.session`). Raises Unreadable, Unmapped,
    Contradiction, TooLarge.
    """
    if not 0 < threshold < 1:
        raise ValueError("the threshold is a probability, more than 0 and less than 1")
    started, tell = time.monotonic(), progress or _silent
    headers = getattr(records, "headers", None) or list(next(iter(records), {}))
    if not headers:
        raise Unreadable("there are no records")
    roles = mapped(headers, columns or {})
    reader = Reader(roles)
    tell("reading", 0.0)
    reader.learn(records)
    engine = Engine(roles) if spark is None else _on_spark(roles, spark)
    try:
        ids, copies = _added(engine, reader, records, tell)
        tell("finding pairs", 0.0)
        looked_at, left_out = engine.look_at(is_unnamed=is_unnamed) if ids else (0, [])
        learned = engine.train(tell) if looked_at else {}
        weighed = _with_copies(engine.weigh(learned, tell) if looked_at else Weighed.empty(), copies)
    except Exception as error:
        if is_interrupted(error):
            raise KeyboardInterrupt from None
        if not is_out_of_memory(error):
            raise
        raise TooLarge(
            f"{engine.count:,} records need more than the {MEMORY} of memory that they may take: "
            "leave out columns that say nothing of who it is, or link a region or a year at a time"
        ) from None
    finally:
        engine.close()
    plain = [column for column, role in roles.items() if role in (Role.NUMBER, Role.TEXT, Role.KIND)]
    called = {f"other_{place}": column for place, column in enumerate(plain)}
    left_out = [LeftOut(tuple(called.get(part, part) for part in each.rule), each.records) for each in left_out]
    tell("clustering", 0.0)
    chances = calibrated(weighed, len(ids))
    return Linked(
        ids=ids,
        clusters=_clusters(ids, weighed, chances, threshold, decisions),
        roles=roles,
        threshold=threshold,
        weighed=weighed,
        probabilities=chances,
        left_out=left_out,
        unnamed=0 if is_unnamed else engine.unnamed,
        looked_at=looked_at,
        model=learned,
        seconds=time.monotonic() - started,
        reader=reader,
    )


def _on_spark(roles: dict[str, Role], session: SparkSession) -> Engine:
    from waystation.linkage.spark import SparkEngine

    return SparkEngine(roles, session)


def _clusters(
    ids: list[str], weighed: Weighed, chances: NDArray[np.float64], threshold: float, decisions: Iterable[Decision]
) -> list[int]:
    decided = _decided(ids, decisions)
    return resampling.clustered(len(ids), weighed.left, weighed.right, chances, threshold, **decided)


def _with_copies(weighed: Weighed, copies: NDArray[np.int32]) -> Weighed:
    """The pairs, and of those that say the same (`copies`: for each record the first of them) that they do."""
    same = copies[weighed.left] == copies[weighed.right]
    bits = np.where(same, np.maximum(weighed.bits, _TWICE), weighed.bits)
    further = np.flatnonzero(copies != np.arange(len(copies))).astype(np.int32)
    further = further[~np.isin(further, weighed.right[same & (copies[weighed.right] == weighed.left)])]
    return Weighed(
        np.concatenate([weighed.left, copies[further]]),
        np.concatenate([weighed.right, further]),
        np.concatenate([bits, np.full(len(further), float(_TWICE))]),
    )


def _is_told_apart(person: Person) -> bool:
    return bool(person.given and person.surname and (person.birth or person.phone or person.email))


def _added(
    engine: Engine, reader: Reader, records: Iterable[Mapping[str, str]], tell: Progress
) -> tuple[list[str], NDArray[np.int32]]:
    """Reads the records into the engine, some at a time; their ids, which are their numbers where none are told; and
    for each the first that says the same."""
    column = next((name for name, role in reader.roles.items() if role is Role.ID), None)
    ids: list[str] = []
    copies: list[int] = []
    first: dict[int, int] = {}
    rows = iter(records)
    while batch := list(islice(rows, _BATCH)):
        persons: list[Person] = [reader.person(row) for row in batch]
        engine.add(persons)
        for person in persons:
            number = len(copies)
            copies.append(first.setdefault(hash(person), number) if _is_told_apart(person) else number)
        ids += [row[column].strip() if column else str(len(ids) + place) for place, row in enumerate(batch, 1)]
        tell(f"reading, {len(ids):,} records", 0.0)
    if column:
        places: dict[str, int] = {}
        for place, each in enumerate(ids, 1):
            if not each:
                raise Unreadable(f"record {place} has no id in the column {column}; --map {column}=ignore numbers them")
            if places.setdefault(each, place) != place:
                raise Unreadable(
                    f"records {places[each]} and {place} have the same id in the column {column}; "
                    f"--map {column}=ignore numbers them"
                )
    return ids, np.array(copies, np.int32)


def _decided(ids: list[str], decisions: Iterable[Decision]) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {"same": [], "different": []}
    places: dict[str, int] = {}
    for number, each in enumerate(decisions, 1):
        places = places or {known: place for place, known in enumerate(ids)}
        if each.said not in found:
            raise Unreadable(f"decision {number} says neither same nor different")
        if each.one not in places or each.other not in places:
            raise Unreadable(f"decision {number} is of a record that is not there")
        found[each.said].append((places[each.one], places[each.other]))
    return found


def _silent(what: str, part: float) -> None:
    pass
