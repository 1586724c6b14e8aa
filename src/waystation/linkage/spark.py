"""The same engine on Spark: pairs are found and weighed there, by the same rules and the same settings of Splink.

For archives that no one machine holds. What was learned is learned from a part of the records, here as everywhere.
Needs pyspark and a Java runtime, which nothing else does: `session` starts one on this machine.
"""

from __future__ import annotations

import copy
import logging
import os
import re
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from waystation.linkage import keys
from waystation.linkage.columns import Role
from waystation.linkage.engine import (
    Engine,
    Progress,
    Weighed,
    kept,
    predict,
    prior_of,
    quiet,
)

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

# What DuckDB and Spark call otherwise. `damerau_levenshtein` comes with Splink's library for Spark; its similarity
# after Jaro counts transpositions otherwise than DuckDB, so that of rapidfuzz is used, which is DuckDB's.
_SIMILARITY: Final = "similarity_of_words"
_CALLED: Final = {
    "list_has_any": "arrays_overlap",
    "list_intersect": "array_intersect",
    "jaro_winkler_similarity": _SIMILARITY,
}
_LENGTH_OF_LIST: Final = re.compile(r"length\((array_intersect\([^)]*\)|\"?(?:given_initial|further)\"?_[lr])\)")


def session(memory: str = "2g") -> SparkSession:
    """Spark on this machine alone: it listens to nobody else, shows no pages, and has Splink's functions."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # workers need rapidfuzz, as here
    from pyspark.sql import SparkSession
    from splink.backends.spark import similarity_jar_location

    builder = SparkSession.builder.master("local[2]").appName("waystation")
    said = {
        "spark.jars": similarity_jar_location(),
        "spark.driver.memory": memory,
        "spark.driver.host": "localhost",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": "4",
        "spark.default.parallelism": "4",
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        # All comparisons in one method are more than Java compiles: it would say so at length, and go on without.
        "spark.sql.codegen.wholeStage": "false",
    }
    for name, value in said.items():
        builder = builder.config(name, value)
    found: SparkSession = builder.getOrCreate()
    found.sparkContext.setLogLevel("ERROR")
    return found


class SparkEngine(Engine):
    """Records on Spark, to be weighed there; a part of them here, to be learned from."""

    def __init__(self, roles: Mapping[str, Role], spark: SparkSession) -> None:
        super().__init__(roles)
        self._spark = spark

    def look_at(self, *, is_unnamed: bool = False) -> tuple[int, list[keys.LeftOut]]:
        """Finds the pairs that are worth weighing: how many, and which groups were too large."""
        keys.put_right(self._con, "records")
        records = self._con.sql("select * from records order by unique_id").to_arrow_table()
        self._spark.createDataFrame(records).createOrReplaceTempView("records")
        self._spark.sql("cache table records")
        rules = list(keys.rules(self._others))
        keyed = " union all ".join(_keyed(number, rule, is_unnamed) for number, rule in enumerate(rules))
        self._spark.sql(keyed).cache().createOrReplaceTempView("keyed")
        self._spark.sql(keys.groups("keyed")).cache().createOrReplaceTempView("groups")
        most = self._most
        every = self._spark.sql(
            "select distinct a.unique_id as l, b.unique_id as r from keyed a "
            f"join groups g on a.rule = g.rule and a.key = g.key and g.total <= {most} "
            "join keyed b on a.rule = b.rule and a.key = b.key and a.unique_id < b.unique_id"
        ).cache()
        every.createOrReplaceTempView("pairs")
        largest = self._spark.sql(f"select rule, max(n) from groups where total > {most} group by rule").collect()
        left = [each for number, n in sorted(map(tuple, largest)) for each in keys.left_out(rules[number], n)]
        return every.count(), left

    def weigh(self, model: dict[str, Any], progress: Progress) -> Weighed:
        """Weighs the pairs by a model. Those that hardly anything speaks for are left out."""
        from splink import Linker, SparkAPI

        progress("weighing", 0.0)
        with quiet():
            self._spark.udf.register(_SIMILARITY, _similarity(), "double")
            api = SparkAPI(spark_session=self._spark, break_lineage_method="persist")  # type: ignore[no-untyped-call]
            linker = Linker(api.register("records"), for_spark(model), log_level=logging.CRITICAL)
            blocked = self._spark.sql("select l as join_key_l, r as join_key_r, '0' as match_key from pairs")
            linker.table_management.register_blocked_pairs_for_predict(api.register(blocked))
            predicted = predict(linker, model, self.roles)
            found = self._spark.sql(kept(predicted.physical_name, model, self.roles)).toArrow()
        return Weighed(
            found["unique_id_l"].to_numpy().astype(np.int32),
            found["unique_id_r"].to_numpy().astype(np.int32),
            found["bits"].to_numpy().astype(np.float64) - prior_of(model),
        )


def _similarity() -> Callable[[str | None, str | None], float | None]:
    """A function that goes to Spark's workers as it is: these need rapidfuzz, and nothing of ours."""
    from rapidfuzz.distance import JaroWinkler

    def similarity(one: str | None, other: str | None) -> float | None:
        return None if one is None or other is None else float(JaroWinkler.similarity(one, other))

    return similarity


def _keyed(number: int, rule: tuple[str, ...], is_unnamed: bool) -> str:
    """SQL of the key that each record has by a rule; of what lists several values, one for each."""
    plain, listed = keys.of_rule(rule)
    said = " and ".join([*(f"{part} is not null" for part in plain), *([] if is_unnamed else ["named"])]) or "true"
    views = " ".join(f"lateral view explode({part}) as one_{part}" for part in listed)
    key = ", ".join([*plain, *(f"one_{part}" for part in listed)])
    return f"select {number} as rule, unique_id, xxhash64({key}) as key from records {views} where {said}"


def for_spark(model: Mapping[str, Any]) -> dict[str, Any]:
    """The same settings in Spark's SQL."""
    told: dict[str, Any] = copy.deepcopy(dict(model))
    told["sql_dialect"] = "spark"
    for comparison in told["comparisons"]:
        for level in comparison["comparison_levels"]:
            level["sql_condition"] = in_spark(level["sql_condition"])
    return told


def in_spark(condition: str) -> str:
    """A condition of `model.comparisons` as Spark has it."""
    for ours, theirs in _CALLED.items():
        condition = condition.replace(f"{ours}(", f"{theirs}(")
    return _LENGTH_OF_LIST.sub(r"size(\1)", condition)
