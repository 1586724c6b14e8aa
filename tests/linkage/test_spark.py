"""On Spark the same pairs get the same weights; what is not installed is said to be missing."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from shutil import which
from typing import Any

import pytest

from tests.linkage.people import people
from waystation.linkage import model, spark
from waystation.linkage.columns import Role
from waystation.linkage.linking import link

ROLES = {"name": Role.NAME, "given": Role.GIVEN, "born": Role.BIRTH, "place": Role.PLACE, "day": Role.EVENT}
# Where letters changed places, libraries count otherwise.
MANGLED = ["Борисова Опотка", "Осринова Опктока", "Эльмурзаев Зелимхан", "Эльмурзаве Зелмихан", "Эмльурзаев Ezlimhkan"]
needs_spark = pytest.mark.skipif(
    find_spec("pyspark") is None or which("java") is None, reason="pyspark and a Java runtime are not installed"
)


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    found = spark.session("1g")
    yield found
    found.stop()


@needs_spark
def test_the_same_pairs_with_the_same_weights(session: Any) -> None:
    rows = [{name: value for name, value in row.items() if name != "person"} for row in people(60)]
    rows += [{**rows[0], "no": f"s{number}", "full name": name} for number, name in enumerate(MANGLED)]
    here, there = link(rows), link(rows, spark=session)
    assert there.looked_at == here.looked_at > 0
    assert there.weighed.left.tolist() == here.weighed.left.tolist()
    assert there.weighed.right.tolist() == here.weighed.right.tolist()
    assert there.weighed.bits.tolist() == pytest.approx(here.weighed.bits.tolist(), abs=1e-9)
    assert there.clusters == here.clusters
    assert there.left_out == here.left_out


def test_no_function_is_left_that_spark_calls_otherwise() -> None:
    """All conditions that there are; which functions Spark has under which name, the test above says."""
    conditions = [
        condition
        for _, levels, _ in model.comparisons(ROLES).values()
        for condition in (spark.in_spark(level[0]) for level in levels)
    ]
    conditions += [spark.in_spark(unknown) for unknown, _, _ in model.comparisons(ROLES).values()]
    together = " ".join(conditions)
    assert "arrays_overlap(" in together
    assert "size(given_initial_l) = 0" in together
    assert "size(array_intersect(further_l, further_r)) >= 2" in together
    assert not any(
        name in together for name in ("list_", "jaro_winkler_similarity", "length(given_initial", "length(further")
    )
    assert "length(given_l)" in together
