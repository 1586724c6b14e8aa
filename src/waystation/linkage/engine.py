"""The batch engine: Splink 5 on DuckDB in memory. Learns without labels what agreement says, and weighs pairs."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import duckdb
import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from waystation.linkage import keys, together
from waystation.linkage.columns import Role
from waystation.linkage.model import splink_comparisons, within_reason
from waystation.linkage.persons import FIELDS, Person

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from splink import Linker
    from splink.internals.splink_dataframe import SplinkDataFrame

THREADS: Final = 2
MEMORY: Final = "4GB"
"""What DuckDB may take; beyond it an error says so, since nothing is written to a disk."""
_PAIRS_OF_A_RULE: Final = 6
"""Pairs that one rule of `keys` brings together, for each record."""
_FEWEST_PAIRS: Final = 20_000
"""Of a small table all pairs that share anything are looked at: so many cost nothing."""
_SAMPLE, _TRAINING_PAIRS, _TRAINING_RECORDS = 1_000_000, 300_000, 30_000
_CHUNK: Final = 1_000_000
LOWEST: Final = -4.0
"""Bits, with the prior, below which a pair is not kept."""
_ROUNDS: Final = 200
# Pairs that have this in common are looked at to learn of everything else; each is left out where too few have it.
_TRAINED_ON: Final = (
    ("given", "surname"), ("birth",), ("phone",), ("surname", "place"), ("given", "place"), ("email",),
    ("given", "father"), ("surname", "other_0"), ("surname", "other_1"), ("given", "event"),
)  # fmt: skip
_FEWEST: Final = 200
_LISTS: Final = (
    "given_alt",
    "given_parts",
    "given_initial",
    "surname_alt",
    "surname_initial",
    "father_alt",
    "further",
    "place_alt",
)
_WHOLE: Final = ("birth_first", "birth_last", "event_first", "event_last")

Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Weighed:
    """Pairs of records by their numbers, and what speaks for one person in each, in bits without the prior."""

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    bits: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.bits)

    @classmethod
    def empty(cls) -> Weighed:
        """No pairs at all."""
        return cls(np.empty(0, np.int32), np.empty(0, np.int32), np.empty(0))


def connected() -> duckdb.DuckDBPyConnection:
    """A database in memory that writes nothing, loads nothing, and cannot be told to."""
    con = duckdb.connect(
        ":memory:",
        config={
            "temp_directory": "",
            "threads": THREADS,
            "memory_limit": MEMORY,
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
        },
    )
    con.execute("set enable_external_access = false").fetchall()
    con.execute("set lock_configuration = true").fetchall()
    return con


class Engine:
    """Records in memory, to be trained on and weighed. Their numbers are the order in which they were added."""

    def __init__(self, roles: Mapping[str, Role]) -> None:
        self.roles = roles
        self.count = self.unnamed = 0
        plain = sum(role in (Role.NUMBER, Role.TEXT, Role.KIND) for role in roles.values())
        self._others = [f"other_{place}" for place in range(plain)]
        self._con = connected()

    def add(self, persons: Sequence[Person]) -> None:
        """Takes some records in; once all are there, `look_at`."""
        self._con.register("more", self._table(persons))
        self._con.execute(
            "insert into records select * from more" if self.count else "create table records as select * from more"
        ).fetchall()
        self._con.unregister("more")
        self.count += len(persons)
        self.unnamed += sum(not person.is_named for person in persons)

    def _table(self, persons: Sequence[Person]) -> pa.Table:
        """The records as Splink and `keys` take them; what has no role has a column of its own."""
        numbers = range(self.count, self.count + len(persons))
        made: dict[str, pa.Array] = {"unique_id": pa.array(numbers, pa.int32())}
        made["named"] = pa.array([person.is_named for person in persons], pa.bool_())
        for name in FIELDS[:-1]:
            kind = pa.list_(pa.string()) if name in _LISTS else pa.int32() if name in _WHOLE else pa.string()
            made[name] = pa.array([getattr(person, name) for person in persons], kind)
        for place, name in enumerate(self._others):
            made[name] = pa.array([person.others[place] for person in persons], pa.string())
        shared = [keys.keys_of(person) for person in persons]
        for name in shared[0] if shared else ():
            kind = pa.list_(pa.int32()) if name in ("year", "month") else pa.string()
            kind = pa.list_(pa.string()) if name == "initial" else kind
            made[f"key_{name}"] = pa.array([each[name] for each in shared], kind)
        return pa.table(made)

    def close(self) -> None:
        """Gives the memory back."""
        self._con.close()

    @property
    def _most(self) -> int:
        """Pairs that one rule brings together at most."""
        return max(_FEWEST_PAIRS, _PAIRS_OF_A_RULE * self.count)

    def look_at(self, *, is_unnamed: bool = False) -> tuple[int, list[keys.LeftOut]]:
        """Finds the pairs that are worth weighing: how many, and which groups were too large."""
        keys.put_right(self._con, "records")
        left_out = keys.pairs(self._con, "records", self._others, most=self._most, is_unnamed=is_unnamed)
        return self._one("select count(*) from pairs"), left_out

    def train(self, progress: Progress) -> dict[str, Any]:
        """Splink's model, learned from these records without labels, with every weight within reason."""
        with quiet():
            part = min(1.0, _TRAINING_RECORDS / max(1, self.count))
            # Neighbours in a hash, not in the file, whose order may mean something.
            self._con.execute(
                "create or replace table training as select * from records "
                f"where hash(unique_id) % 1000000 < {round(part * 1_000_000)}"
            ).fetchall()
            linker = self._linker("training", None)
            progress("learning", 0.0)
            linker.training.estimate_u_using_random_sampling(max_pairs=_SAMPLE, seed=1, num_chunks=1)
            for done, shared in enumerate(_TRAINED_ON):
                progress("learning", (done + 1) / (len(_TRAINED_ON) + 1))
                self._learn_on(linker, shared)
            return within_reason(linker.misc.save_model_to_json(), self.roles)

    def weigh(self, model: dict[str, Any], progress: Progress) -> Weighed:
        """Weighs the pairs by a model, some at a time. Those that hardly anything speaks for are left out."""
        total = self._one("select count(*) from pairs")
        found = [Weighed.empty()]
        with quiet():
            linker = self._linker("records", model)
            for start in range(0, total, _CHUNK):
                progress("weighing", start / total)
                found.append(self._weighed(linker, start, model))
        return Weighed(
            np.concatenate([each.left for each in found]),
            np.concatenate([each.right for each in found]),
            np.concatenate([each.bits for each in found]),
        )

    def _one(self, sql: str) -> int:
        return int(self._con.execute(sql).fetchall()[0][0])

    def _linker(self, source: str, model: dict[str, Any] | None) -> Linker:
        from splink import DuckDBAPI, Linker, SettingsCreator, block_on

        settings: Any = model or SettingsCreator(
            link_type="dedupe_only",
            unique_id_column_name="unique_id",
            probability_two_random_records_match=min(0.5, 2 / max(2, self.count)),
            comparisons=splink_comparisons(self.roles),
            blocking_rules_to_generate_predictions=[block_on("given", "surname")],
            retain_intermediate_calculation_columns=True,  # `together` needs them
            retain_matching_columns=False,
            max_iterations=15,
            em_convergence=0.001,
        )
        api = DuckDBAPI(connection=self._con)
        return Linker(api.register(source), settings, log_level=logging.CRITICAL)

    def _learn_on(self, linker: Linker, shared: tuple[str, ...]) -> None:
        from splink import block_on
        from splink.internals.exceptions import EMTrainingException

        if any(column.startswith("other_") and column not in self._others for column in shared):
            return
        same = " and ".join(f"a.{column} = b.{column}" for column in shared)
        some = f"select 1 from training a join training b on {same} and a.unique_id < b.unique_id limit {_FEWEST}"
        if self._one(f"select count(*) from ({some})") < _FEWEST:
            return
        try:
            linker.training.estimate_parameters_using_expectation_maximisation(
                block_on(*shared), max_pairs=_TRAINING_PAIRS, record_sample_proportion=0.3
            )
        except (EMTrainingException, ValueError):
            return  # nothing is left to be learned from them, or so few pairs that a share came out as 0

    def _weighed(self, linker: Linker, start: int, model: dict[str, Any]) -> Weighed:
        api, prior = linker._db_api, prior_of(model)
        self._con.execute(
            "create or replace table chunk as select l as join_key_l, r as join_key_r, '0' as match_key "
            f"from pairs limit {_CHUNK} offset {start}"
        ).fetchall()
        linker.table_management.register_blocked_pairs_for_predict(api.register("chunk"))
        predicted = predict(linker, model, self.roles)
        found = self._con.execute(kept(predicted.physical_name, model, self.roles)).fetchnumpy()
        predicted.drop_table_from_database_and_remove_from_cache()
        return Weighed(
            found["unique_id_l"].astype(np.int32),
            found["unique_id_r"].astype(np.int32),
            found["bits"].astype(np.float64) - prior,
        )


def predict(linker: Linker, model: Mapping[str, Any], roles: Mapping[str, Role]) -> SplinkDataFrame:
    """Splink's weights of the pairs, of those that may still be kept."""
    least = LOWEST + prior_of(model) - together.room(model, roles)
    return linker.inference.predict(threshold_match_weight=least, warning_mode="never")


def kept(table: str, model: Mapping[str, Any], roles: Mapping[str, Role]) -> str:
    """SQL, on whichever engine, of the pairs with what all comparisons say together (`together`)."""
    return (
        f"select * from (select unique_id_l, unique_id_r, match_weight + {together.sql(model, roles)} as bits "
        f"from {table}) as weighed where bits >= {LOWEST + prior_of(model)} order by 1, 2"
    )


def calibrated(weighed: Weighed, records: int) -> NDArray[np.float64]:
    """The probability that each pair is one person, after how many pairs of all may be (expectation maximisation).

    The bits of the comparisons are held fast, and the share of true pairs is sought that they themselves lead to. In
    the labelled sets of `benchmarks.linkage` it is 70 % to 100 % of the true share: some pairs are never looked at.
    """
    of_all = max(1.0, records * (records - 1) / 2)
    share = min(0.5, 2 / max(2, records))
    for _ in range(_ROUNDS):
        chances = 1 / (1 + np.exp2(-(weighed.bits + np.log2(share / (1 - share)))))
        before, share = share, float(np.clip(chances.sum() / of_all, 1e-12, 0.5))
        if abs(share - before) < 1e-4 * before:
            break
    return np.asarray(chances)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether the database had too little; Splink tells what the database told it."""
    return isinstance(error, MemoryError | duckdb.OutOfMemoryException) or "Out of Memory Error" in str(error)


def is_interrupted(error: BaseException) -> bool:
    """Whether somebody stopped it while the database was at work, which has an error of its own for that."""
    return isinstance(error, duckdb.InterruptException) or "Query interrupted" in str(error)


def prior_of(model: Mapping[str, Any]) -> float:
    """In bits, how likely any two records are of one person before anything is compared."""
    chance = float(model["probability_two_random_records_match"])
    return float(np.log2(chance / (1 - chance)))


@contextmanager
def quiet() -> Iterator[None]:
    """What Splink warns of is dealt with here: see `model.within_reason`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
