"""Problems and plans that somebody else wrote: read exactly, or refused with the field that is wrong."""

import json
from codecs import BOM_UTF8
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.planning.world import party, problem, ways
from waystation.planning import Unreadable, read_plan, read_problem, write_plan, write_problem

WHOLE = problem(party("P"), party("Q", pursuit={"H": 0.3}), conflicts=(("P", "Q"),))


def as_json() -> dict[str, Any]:
    return json.loads(write_problem(WHOLE))


def test_what_is_written_reads_the_same() -> None:
    assert read_problem(write_problem(WHOLE)) == WHOLE
    plan = ways(P=[("O-H", 0)], Q=[])
    assert read_plan(write_plan(plan), WHOLE) == plan


def test_it_is_format_1() -> None:
    """Departures, closed departures and conflicts are lists; everything has the name that the format gives it."""
    found = as_json()
    assert found["legs"][0]["departs"] == [[-1, 0], [-1, 1], [-1, 2], [-1, 3]]
    assert found["conflicts"] == [["P", "Q"]]
    assert set(found["parties"][0]) == {
        "id", "size", "origin", "cats", "urgency", "deadline", "internal_day", "foreign_day", "accessible", "medical",
        "escort", "id_risk", "ck_risk", "pursuit", "visas", "registered",
    }  # fmt: skip
    assert json.loads(write_plan(ways(P=[("O-H", 0)], Q=[]))) == {"P": [["O-H", 0]], "Q": []}


def leads_to_e(found: dict[str, Any]) -> None:
    """The plane to D, for which there is a visa, lands at E."""
    found["legs"][7].update(b="E")


Change = Callable[[dict[str, Any]], object]
WRONG: list[tuple[str, Change]] = [
    ("parties[1].size", lambda found: found["parties"][1].update(size=-1)),
    ("parties[0].urgency", lambda found: found["parties"][0].update(urgency=0)),
    ("parties[0].urgency", lambda found: found["parties"][0].update(urgency=1.5)),
    ("parties[1].pursuit.H", lambda found: found["parties"][1].update(pursuit={"H": 1.1})),
    ("parties[1].pursuit.X", lambda found: found["parties"][1].update(pursuit={"X": 0.1})),
    ("parties[0].origin", lambda found: found["parties"][0].update(origin="H")),
    ("parties[0].visas.W", lambda found: found["parties"][0].update(visas={"W": 1})),
    ("parties[1].id", lambda found: found["parties"][1].update(id="P")),
    ("parties[0]", lambda found: found["parties"][0].pop("size")),
    ("parties[0]", lambda found: found["parties"][0].update(name="somebody")),
    ("parties", lambda found: found.update(parties=found["parties"] * 10_001)),
    ("legs[0].departs", lambda found: found["legs"][0].update(departs=[])),
    ("legs[0].departs[0][0]", lambda found: found["legs"][0].update(departs=[[7, 0]])),
    ("legs[0].a", lambda found: found["legs"][0].update(a="X")),
    ("legs[0].b", lambda found: found["legs"][0].update(b="O")),
    ("legs[0].pool", lambda found: found["legs"][0].update(pool="nobody")),
    ("legs[7].pathway", lambda found: found["legs"][7].update(pathway="W")),
    ("legs[0].dur", lambda found: found["legs"][0].update(dur=0)),
    ("legs[0].mode", lambda found: found["legs"][0].update(mode="boat")),
    ("pathways[0].dest", lambda found: found["pathways"][0].update(dest="H")),
    ("conflicts[0]", lambda found: found.update(conflicts=[["P", "P"]])),
    ("conflicts[0][1]", lambda found: found.update(conflicts=[["P", "X"]])),
    ("closed[0][0]", lambda found: found.update(closed=[["X", 1]])),
    ("drivers.drivers", lambda found: found.update(drivers={"drivers": -1})),
    ("drivers", lambda found: found.update(drivers={"x" * 65: 1, "drivers": 1})),
    ("drivers.second", lambda found: found.update(drivers={"drivers": 1, "second": 1.5})),
    ("parties[0].visas.V", lambda found: found["parties"][0].update(visas={"V": None})),
    ("legs[7].pathway", lambda found: found["places"].append(found["places"][4] | {"id": "E"}) or leads_to_e(found)),
    ("parties[0].id", lambda found: found["parties"][0].update(id="P\u202e")),
    ("parties[0].id", lambda found: found["parties"][0].update(id="Q\u200b")),
    ("places[1].id", lambda found: found["places"][1].update(id="\ufeffH")),
    ("legs[0].departs", lambda found: found["legs"][0].update(departs=[[-1, 0]] * 33)),
    ("closed", lambda found: found.update(closed=[["O-H", 1]] * 100_001)),
    ("budget", lambda found: found.update(budget="much")),
    ("days", lambda found: found.update(days=0)),
    ("days", lambda found: found.update(days=10**9)),
    (
        "parties",
        lambda found: found.update(
            parties=[{**found["parties"][0], "id": str(one), "size": 10**6} for one in range(11)]
        ),
    ),
    ("away[0][0]", lambda found: found.update(away=[["nobody", 3]])),
    ("away[0][1]", lambda found: found.update(away=[["drivers", -3]])),
    ("places[0].lat", lambda found: found["places"][0].update(lat=91)),
]


@pytest.mark.parametrize(("path", "change"), WRONG)
def test_what_is_wrong_is_named_by_its_field(path: str, change: Change) -> None:
    found = as_json()
    change(found)
    with pytest.raises(Unreadable) as error:
        read_problem(json.dumps(found).encode())
    assert error.value.path == path
    assert len(str(error.value)) < 300


@pytest.mark.parametrize(
    "raw",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"days": NaN}', b'{"days": 1e999}', b"[" * 100_000, b'{"a": "\xff"}'],
)
def test_what_is_no_problem_is_refused(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        read_problem(raw)


@pytest.mark.parametrize("number", ["1e400", "-1e400", "9" * 30, "9" * 5000, "[" * 50 + "]" * 50])
def test_what_no_machine_counts_is_named_by_its_field_among_many(number: str) -> None:
    whole = write_problem(WHOLE).decode()
    for path, text in (("parties[1].pursuit.H", '"H":0.3'), ("drivers.drivers", '"drivers":2')):
        assert text in whole
        name = text.partition(":")[0]
        with pytest.raises(Unreadable) as error:
            read_problem(whole.replace(text, f"{name}:{number}").encode())
        assert error.value.path == path


@pytest.mark.parametrize("instead", ["[" * 5000 + "]" * 5000, '{"a":' * 5000 + "1" + "}" * 5000, "1_000", "0x10"])
def test_of_a_plan_the_party_is_named_however_deep_what_it_does_is(instead: str) -> None:
    with pytest.raises(Unreadable, match=r"^P(\[0\])?(\[0\])?: Expected"):
        read_plan(f'{{"P": {instead}, "Q": []}}'.encode(), WHOLE)


def test_not_a_number_is_no_probability() -> None:
    text = json.dumps(as_json()).replace("0.3", "NaN")
    with pytest.raises(Unreadable, match=r"^parties\[\d\]\.pursuit\.\w+: NaN is no number$"):
        read_problem(text.encode())


@pytest.mark.parametrize("raw", [b"-Infinity", b'{"days": NaN', b'{"days": NaN, "days": 1}'])
def test_no_number_is_named_as_well_as_may_be(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        read_problem(raw)


def test_a_mark_at_the_beginning_of_a_file_is_passed_over() -> None:
    raw = json.dumps(as_json()).encode()
    assert read_problem(BOM_UTF8 + raw) == read_problem(raw)
    with pytest.raises(Unreadable, match="days: it is there twice"):
        read_problem(BOM_UTF8 + raw.replace(b"{", b'{"days": 9, ', 1))


@pytest.mark.parametrize(
    ("path", "plan"),
    [
        ("X", {"P": [], "Q": [], "X": []}),
        ("Q", {"P": []}),
        ("P[0][0]", {"P": [["X", 1]], "Q": []}),
        ("P", {"P": [["H-I", 1]] * 25, "Q": []}),
        ("P[0][1]", {"P": [["O-H", -1]], "Q": []}),
        ("P[0]", {"P": [["O-H"]], "Q": []}),
    ],
)
def test_a_plan_for_something_else_is_refused(path: str, plan: Any) -> None:
    with pytest.raises(Unreadable) as error:
        read_plan(json.dumps(plan).encode(), WHOLE)
    assert error.value.path == path


def test_an_error_carries_no_control_characters() -> None:
    found = as_json() | {"conflicts": [["P", "\x1b[2J" + "x" * 60]]}
    with pytest.raises(Unreadable) as error:
        read_problem(json.dumps(found).encode())
    assert "\x1b" not in str(error.value)


SIMPLE = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
FIELDS = st.sampled_from(sorted(as_json()))


@given(st.recursive(SIMPLE, lambda of: st.lists(of) | st.dictionaries(FIELDS, of), max_leaves=20))
def test_whatever_it_is_it_is_a_problem_or_unreadable(value: Any) -> None:
    with pytest.raises(Unreadable):
        read_problem(json.dumps(value).encode())
