"""Tables of lists: read from what people have, and refused with a sentence where they are none."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.estimation.known import table
from waystation.estimation import Table, Unreadable

COUNTS = st.dictionaries(st.integers(1, 15), st.integers(0, 50), max_size=15)


def read(text: str) -> Table:
    return Table.from_csv(text.splitlines(keepends=True))


def test_a_published_table() -> None:
    kosovo = table("kosovo")
    assert (kosovo.lists, kosovo.observed) == (("EXH", "ABA", "OSCE", "HRW"), 4400)
    assert kosovo.captures() == {1: 3218, 2: 882, 3: 273, 4: 27}


@pytest.mark.parametrize(
    "text",
    [
        "a,b,count\n1,0,3\n0,1,4\n1,1,2\n",
        "\ufeffa,b,count\r\n1,0,3\r\n0,1,4\r\n1,1,2\r\n",
        "a;b;Count\n1;0;3\n0;1;4,0\n1;1;2,00\n\n",
        "a\tb\tn\n1\t0\t3\n0\t1\t4.0\n1\t1\t2\n0\t0\t0\n",
        "count,a,b\n3,1,0\n4,0,1\n2,1,1\n",
        "a,b\n1,0\n1,0\n1,0\n" + "0,1\n" * 4 + "yes,x\n1,1\n",
        "lists,count\na,3\nb,4\na + b,2\n",
        'n;which\n3;a\n4;b\n2;"b,a"\n',
        "id,a,b\n1,1,0\n0,1,0\n1,1,0\n17,0,1\n5,0,1\n6,0,1\n1,0,1\np9,1,1\np10,1,1\n",
    ],
)
def test_the_same_table_however_it_is_written(text: str) -> None:
    assert read(text) == Table(("a", "b"), {1: 3, 2: 4, 3: 2})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names of the lists are missing"),
        ("1,0,3\n0,1,4\n", "names of the lists are missing"),
        ("a,b,count\n1,0,-3\n", "line 2: '-3' is no number of people"),
        ("a,b,count\n1,0,2.5\n", "no number of people"),
        ("a,b,count\n1,0,ten\n", "no number of people"),
        ("a,b,count\n1,0,99999999999\n", "no number of people"),
        ("a;b;count\n1;0;1.000\n", "'1.000' may be 1 or 1 thousand"),
        ("a;b;count\n1;0;250,000\n", "'250,000' may be 250 or 250 thousand"),
        ("pattern,count\n10,3\n010,4\n", "'010' has not 2 digits"),
        ("pattern,count\n10,3\na,4\n", "another kind of pattern"),
        ("pattern,count\na,3\n10,4\n", "another kind of pattern"),
        ("pattern,count\n1,3\n10,4\n", "another kind of pattern"),
        ("pattern,count\na+b,3\nb & a,4\n", "line 3 has the same pattern as line 2"),
        ("pattern,count\n000,3\n", "on no list"),
        ("pattern,count\n" + "".join(f"l{n},1\n" for n in range(21)), "more than 20 lists"),
        ("id,a,b\n1,0,0\np2,1,0\n", "on no list"),
        ("a,b,count\n1,0,3\n1,0,4\n", "line 3 has the same pattern as line 2"),
        ("a,b,count\n1,0,3,9\n", "line 2 has 4 fields"),
        ("a,b,count\n2,0,3\n", "'2' stands where 0 or 1"),
        ("a,b,count\n0,0,3\n", "on no list"),
        ("a,b\n1,0\n0,0\n", "on no list"),
        ("a,a,count\n1,0,3\n", "a name of its own"),
        (",b,count\n1,0,3\n", "names of the lists are missing"),
        ("a,b,count\n1,\0,3\n", "no text"),
        ("a,b\n" + "1," * 40_000, "longer than"),
        (",".join(f"l{n}" for n in range(21)) + ",count\n", "there are 21 lists"),
    ],
)
def test_what_is_no_table_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said.replace("'", ".")):
        read(text)


def test_digits_say_which_lists_also_those_with_nobody() -> None:
    assert read("pattern,count\n100,3\n110,2\n000,0\n") == Table(("1", "2", "3"), {1: 3, 3: 2})
    assert Table.from_counts("ab", {"10": 3, "11": 2}) == Table(("a", "b"), {1: 3, 3: 2})


def test_a_line_without_end_is_not_read_whole() -> None:
    class Endless(io.TextIOBase):
        read_so_far = 0

        def readline(self, size: int = -1) -> str:  # type: ignore[override]
            assert size >= 0
            self.read_so_far += size
            return "1" * size

    endless = Endless()
    with pytest.raises(Unreadable, match="line 1 is longer than"):
        Table.from_csv(endless)  # type: ignore[arg-type]
    assert endless.read_so_far < 100_000


def test_numbers_as_arrays_have_them_are_numbers_of_people() -> None:
    made = Table(("a", "b"), {1: np.int64(3), 3: np.uint8(2)})  # type: ignore[dict-item]
    assert made == Table(("a", "b"), {1: 3, 3: 2})
    assert all(type(count) is int for count in made.counts.values())


@pytest.mark.parametrize("count", [-1, 2.5, 10**10, "3", None])
def test_a_table_made_by_a_program_holds_numbers_of_people(count: object) -> None:
    with pytest.raises(Unreadable, match="is no number of people"):
        Table(("a", "b"), {1: count})  # type: ignore[dict-item]
    for pattern in (0, 4, -1):
        with pytest.raises(Unreadable, match="is none of 2 lists"):
            Table(("a", "b"), {pattern: 3})


def test_more_strata_than_anybody_has_are_refused() -> None:
    lines = ["a,b,name\n", *(f"1,1,somebody {number}\n" for number in range(201))]
    with pytest.raises(Unreadable, match="more than 200 strata: is 'name' what divides them"):
        Table.strata(lines, "name")
    assert len(Table.strata(lines[:-1], "name")) == 200


def test_a_table_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("waystation.estimation.tables.MOST_BYTES", 1000)

    def lines() -> object:
        yield "a,b\n"
        while True:
            yield "1,0\n"

    with pytest.raises(Unreadable, match="count the people of each pattern first"):
        Table.from_csv(lines())  # type: ignore[arg-type]


def test_records_and_counts() -> None:
    people = [["hotline"], ["hotline", "press"], ["press"], ["press"]]
    made = Table.from_records(people, ["hotline", "press"])
    assert made == Table.from_counts(["hotline", "press"], {(1, 0): 1, (1, 1): 1, (0, 1): 2})
    with pytest.raises(Unreadable, match="person 1 is on the list 'court'"):
        Table.from_records([["court"]], ["hotline"])
    with pytest.raises(Unreadable, match="person 1 is on no list"):
        Table.from_records([[]], ["hotline"])
    with pytest.raises(Unreadable, match="0 or 1 for each of 2 lists"):
        Table.from_counts(["a", "b"], {(1,): 2})


@given(COUNTS, st.integers(1, 15))
def test_how_many_are_on_some_lists_is_a_sum(counts: dict[int, int], lists: int) -> None:
    made = Table(("a", "b", "c", "d"), counts)
    assert made.on(lists) == sum(count for pattern, count in counts.items() if pattern & lists == lists)
    assert sum(made.captures().values()) == made.observed == sum(counts.values())


@given(COUNTS, st.integers(0, 3))
def test_without_a_list_those_on_it_alone_are_gone(counts: dict[int, int], place: int) -> None:
    made = Table(("a", "b", "c", "d"), counts)
    less = made.without(place)
    assert less.lists == tuple(name for at, name in enumerate(made.lists) if at != place)
    assert less.observed == made.observed - counts.get(1 << place, 0)
    for at, name in enumerate(less.lists):
        assert less.on(1 << at) == made.on(1 << made.lists.index(name))
