"""What comparisons say together: the same in SQL and by record."""

import numpy as np
import pytest

from tests.linkage.people import people
from waystation.linkage import together
from waystation.linkage.columns import mapped
from waystation.linkage.engine import connected
from waystation.linkage.model import FAMILY, LEAST, MOVED, weights
from waystation.linkage.persons import Reader
from waystation.linkage.presuming import presumed

ROLES = mapped(["given name", "surname", "born", "town", "street", "postcode", "passport"], {})
SAID = {"given": 4.0, "surname": 5.0, "birth_day": 0.0, "place": 4.0, "other_0": 7.0, "other_1": 7.0, "other_2": 0.0}


def both(**said: float) -> tuple[dict[str, float], float]:
    """What is added by record, and by SQL, to what comparisons say of one pair."""
    row = people(1)[0]
    reader = Reader(ROLES)
    model = presumed(ROLES, [reader.person({"given name": row["full name"].split()[0], "surname": "Исаев"})])
    names = [name for name, _ in weights(model)]
    worst = dict(weights(model))["given"][-1][1]
    bits = {name: {**SAID, **said}.get(name, 0.0) for name in names}
    bits["given"] = worst if said.get("given") == LEAST else bits["given"]
    columns = [f"{bits[name]}::double as mw_{name}, 0::double as mw_tf_adj_{name}" for name in names]
    asked = f"select {together.sql(model, ROLES)} from (select {', '.join(columns)})"  # noqa: S608  # names of ours
    told = connected().execute(asked).fetchall()
    here = together.added(
        {name: np.array([value], np.float32) for name, value in bits.items()},
        np.array([bits["given"] <= together.another(model)["given"]]),
        ROLES,
    )
    return {name: float(value[0]) for name, value in here.items()}, float(told[0][0])


def test_a_passport_is_no_home() -> None:
    assert together.home(ROLES) == ("place", "other_0", "other_1")


@pytest.mark.parametrize(
    ("said", "family", "moved"),
    [
        ({}, 0.0, 0.0),
        ({"given": LEAST}, -23.0, 0.0),  # surname, town, street, postcode: a brother has all of them
        ({"given": LEAST, "birth_day": 11.0}, 0.0, 0.0),  # who was born on one day is one person under two names
        ({"given": LEAST, "other_2": 11.0}, 0.0, 0.0),
        ({"given": LEAST, "surname": -5.0}, 0.0, 0.0),
        ({"place": -5.0, "other_0": -5.0, "other_1": -4.0}, 0.0, 8.0),  # who moved
        ({"place": -5.0}, 0.0, 0.0),
        ({"place": -3.0, "other_2": -6.0}, 0.0, 0.0),
    ],
)
def test_what_is_added(said: dict[str, float], family: float, moved: float) -> None:
    here, in_sql = both(**said)
    assert here == pytest.approx({FAMILY: family, MOVED: moved})
    assert in_sql == pytest.approx(family + moved)
