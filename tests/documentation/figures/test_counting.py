"""Own counts: each once, nothing surer than it is, and a range where nobody knows."""

from datetime import date
from decimal import Decimal
from operator import attrgetter
from uuid import UUID, uuid4

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.documentation.corroboration import LADDER
from waystation.documentation.dates import PartialDate
from waystation.documentation.figures import rules
from waystation.documentation.figures.counting import (
    ACT,
    EVENT,
    UNITS,
    VICTIM,
    Counted,
    count,
    counts,
    definition,
    frozen,
    narrowed,
)
from waystation.documentation.figures.records import Quantity

END = PartialDate(day=date(2017, 7, 31))
MAY = PartialDate(day=date(2017, 5, 3))
A, B = UUID(int=1).bytes, UUID(int=2).bytes


def counted(**said: object) -> Counted:
    usual = {
        "act": uuid4().bytes,
        "event": A,
        "victim": A,
        "kind": "torture.beating",
        "status": "first_hand",
        "when": MAY,
    }
    return Counted(**usual | said)


def number(quantity: Quantity) -> tuple[str, int, int | None]:
    return quantity.relation, int(quantity.value), None if quantity.most is None else int(quantity.most)


def test_victims_acts_and_events_are_three_numbers() -> None:
    documented = [counted(), counted(), counted(victim=B), counted(event=B)]
    found = {unit: number(count(definition(unit, END, "reported"), documented)) for unit in UNITS}
    assert found == {VICTIM: ("exactly", 2, None), ACT: ("exactly", 4, None), EVENT: ("exactly", 2, None)}
    both = [frozen(definition(unit, END, "reported"), documented, "Waystation") for unit in (VICTIM, ACT)]
    with pytest.raises(rules.Mixed):
        rules.added(both)


@pytest.mark.parametrize("status", ["contradicted", "refuted", "retracted", "", "nonsense"])
def test_what_does_not_stand_is_never_counted(status: str) -> None:
    assert number(count(definition(ACT, END, "reported"), [counted(status=status)])) == ("exactly", 0, None)


def test_surer_asks_for_surer() -> None:
    documented = [counted(status=each) for each in LADDER]
    found = [int(count(definition(ACT, END, each), documented).value) for each in LADDER]
    assert found == [6, 5, 4, 3, 2, 1]


def test_the_unnamed_make_a_range_and_an_open_end() -> None:
    group = counted(victim=B, least=3, most=5)
    wanted = definition(VICTIM, END, "reported")
    assert number(count(wanted, [counted(), group, group])) == ("range", 4, 6)
    assert number(count(wanted, [counted(), msgspec.structs.replace(group, most=None)])) == ("at_least", 4, None)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (MAY, ("exactly", 1, None)),
        (PartialDate(day=date(2017, 8, 1)), ("exactly", 0, None)),
        (PartialDate(day=date(2017, 1, 1), precision="year"), ("range", 0, 1)),
        (PartialDate(day=date(2017, 7, 1), precision="month"), ("exactly", 1, None)),
        (PartialDate(day=date(2017, 5, 3), about=True), ("range", 0, 1)),
        (PartialDate(day=date(2017, 3, 31)), ("exactly", 0, None)),
        (None, ("range", 0, 1)),
    ],
)
def test_a_date_that_leaves_it_open_makes_a_range(
    when: PartialDate | None, expected: tuple[str, int, int | None]
) -> None:
    wanted = msgspec.structs.replace(definition(ACT, END, "reported"), began=date(2017, 4, 1))
    assert number(count(wanted, [counted(when=when)])) == expected


def test_kinds_are_whole_codes_or_all_below_one() -> None:
    documented = [counted(), counted(kind="torture"), counted(kind="tortures.other"), counted(kind="life.killing")]
    assert count(definition(ACT, END, "reported", ["torture"]), documented).value == 2
    assert definition(ACT, END, "reported", ["b", "a", "b"]) == definition(ACT, END, "reported", ["a", "b"])


def test_what_is_not_ours_is_not_counted() -> None:
    ours = definition(ACT, END, "reported")
    for wrong in ({"basis": "contacted"}, {"status": ""}, {"status": "refuted"}, {"unit": "person"}):
        with pytest.raises(ValueError, match="not a definition"):
            count(msgspec.structs.replace(ours, **wrong), [])


def test_a_frozen_count_keeps_its_digest_while_documentation_goes_on() -> None:
    wanted, documented = definition(ACT, END, "reported"), [counted()]
    before = frozen(wanted, documented, "Waystation")
    after = frozen(wanted, [*documented, counted()], "Waystation")
    assert before.quantity.value == Decimal(1)
    assert rules.digest(before) != rules.digest(after)
    assert not list(rules.faults(before))


@given(
    st.lists(
        st.builds(
            counted, victim=st.uuids().map(attrgetter("bytes")), least=st.just(1), most=st.none() | st.integers(1, 9)
        )
    ),
    st.data(),
)
def test_one_more_never_makes_it_fewer(documented: list[Counted], data: st.DataObject) -> None:
    wanted = definition(data.draw(st.sampled_from(UNITS)), END, "reported")
    assert count(wanted, documented).value <= count(wanted, [*documented, counted()]).value


SIZES = {A: (1, 1), B: (3, 5), UUID(int=3).bytes: (2, None), UUID(int=4).bytes: (4, 4)}
DAYS = [
    {"when": None},
    {"when": MAY},
    {"when": PartialDate(day=date(2017, 5, 1), precision="month")},
    {"when": PartialDate(day=date(2017, 7, 1), precision="month"), "latest": PartialDate(day=date(2017, 8, 2))},
    {"when": PartialDate(day=date(2017, 9, 1))},
    {"when": PartialDate(day=date(2017, 4, 1), about=True)},
]


@st.composite
def several(draw: st.DrawFn) -> list[Counted]:
    found = []
    for _ in range(draw(st.integers(0, 8))):
        victim = draw(st.sampled_from(list(SIZES)))
        least, most = SIZES[victim]
        said = {"victim": victim, "least": least, "most": most, "event": draw(st.sampled_from([A, B]))}
        said |= {name: draw(st.sampled_from([*LADDER, "refuted"])) for name in ("status", "agreed")}
        found.append(counted(**said, **draw(st.sampled_from(DAYS))))
    return found


@given(several(), st.sampled_from(UNITS), st.none() | st.just(date(2017, 5, 2)))
def test_every_certainty_has_the_number_of_a_plain_count(
    documented: list[Counted], unit: str, began: date | None
) -> None:
    wanted = narrowed(definition(unit, END, "reported"), began=began)
    found = counts(wanted, documented)
    for name, rungs in zip(("status", "agreed"), found, strict=True):
        for place, rung in enumerate(LADDER):
            some = [each for each in documented if getattr(each, name) in LADDER[place:]]
            sure, perhaps = set(), set()
            for each in some:
                known = each.first is not None and each.last is not None
                if not known or (each.first <= END.day and each.last >= (began or date.min)):
                    perhaps.add(getattr(each, unit))
                if known and each.last <= END.day and each.first >= (began or date.min):
                    sure.add(getattr(each, unit))
            least = sum(SIZES[one][0] if unit == VICTIM else 1 for one in sure)
            ends = [SIZES[one][1] if unit == VICTIM else 1 for one in perhaps]
            if None in ends:
                assert number(rungs[rung]) == ("at_least", least, None)
            elif sum(ends) == least:
                assert number(rungs[rung]) == ("exactly", least, None)
            else:
                assert number(rungs[rung]) == ("range", least, sum(ends))
