"""What may be recorded."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

import pytest

from waystation.documentation import rules, wording
from waystation.documentation.dates import PartialDate
from waystation.documentation.records import (
    CAUSES,
    FOLLOWS,
    PARALLEL,
    PART_OF,
    PRECEDES,
    UNNAMED,
    Act,
    Arrest,
    ChainLink,
    Event,
    Information,
    Involvement,
    Killing,
    Person,
)

A, B, C = (UUID(int=number) for number in (1, 2, 3))
EARLY, LATE = PartialDate(day=date(1, 1, 1)), PartialDate(day=date(9999, 12, 31))


def act(**more: object) -> Act:
    return Act(**({"event": A, "victim": B, "kind": "integrity.beating"} | more))  # type: ignore[arg-type]


def test_dates_at_both_ends_of_the_calendar_are_dates() -> None:
    assert list(rules.event_faults(Event(title="x", began=EARLY, ended=LATE))) == []
    assert list(rules.event_faults(Event(title="x", began=LATE, ended=EARLY))) == [("ended", wording.ENDS_BEFORE)]


def test_an_event_has_a_title() -> None:
    assert list(rules.event_faults(Event(title=" "))) == [("title", wording.NAME_EVENT)]


@pytest.mark.parametrize(
    ("minimum", "maximum", "kind", "good"),
    [
        (1, 1, "named", True),
        (1, 2, "named", False),
        (2, None, UNNAMED, True),
        (0, 3, UNNAMED, False),
        (4, 3, UNNAMED, False),
    ],
)
def test_unnamed_people_have_a_smallest_and_a_largest_number(
    minimum: int, maximum: int | None, kind: str, good: bool
) -> None:
    person = Person(called="men in the cell", kind=kind, minimum=minimum, maximum=maximum)
    assert (not list(rules.person_faults(person))) is good


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "murder"}, "kind"),
        ({"methods": ("knout",)}, "methods"),
        ({"status": "gone"}, "status"),
        ({"killing": Killing()}, "kind"),
        ({"arrest": Arrest()}, "kind"),
        ({"began": LATE, "ended": EARLY}, "ended"),
    ],
)
def test_an_act_says_nothing_that_no_list_has(change: dict[str, object], field: str) -> None:
    assert [name for name, _ in rules.act_faults(act(**change))] == [field]
    assert list(rules.act_faults(act())) == []


def test_details_belong_to_kinds_of_acts() -> None:
    assert list(rules.act_faults(act(kind="liberty.abduction", arrest=Arrest()))) == []
    assert list(rules.act_faults(act(kind="life.honour_killing", killing=Killing()))) == []


def test_what_is_said_of_perpetrators_and_sources_is_from_the_lists() -> None:
    one = Involvement(event=A, act=B, perpetrator=C, degree="coerced", kind="state.police")
    assert list(rules.involvement_faults(one)) == []
    wrong = Involvement(event=A, act=B, perpetrator=C, degree="?", kind="?")
    assert [name for name, _ in rules.involvement_faults(wrong)] == ["degree", "perpetrator_kind"]
    told = Information(event=A, source=C, connection="?", reliability="H", credibility="0")
    assert [name for name, _ in rules.information_faults(told)] == ["connection", "reliability", "credibility"]
    assert list(rules.information_faults(Information(event=A, source=C))) == []


def chain(*links: tuple[str, UUID]) -> tuple[ChainLink, ...]:
    return tuple(ChainLink(kind=kind, event=event) for kind, event in links)


@pytest.mark.parametrize(
    ("mine", "others", "fault"),
    [
        ([(PRECEDES, A)], {}, wording.ITSELF),
        ([(PRECEDES, B), (PRECEDES, B)], {}, wording.TWICE),
        ([(PRECEDES, B)], {B: [(PRECEDES, A)]}, wording.CIRCLE),
        ([(PRECEDES, B)], {B: [(CAUSES, C)], C: [(PRECEDES, A)]}, wording.CIRCLE),
        ([(FOLLOWS, B)], {A: [], B: [(FOLLOWS, C)], C: [(FOLLOWS, A)]}, wording.CIRCLE),
        ([(PART_OF, B)], {B: [(PART_OF, A)]}, wording.CIRCLE),
        ([(PRECEDES, B)], {B: [(FOLLOWS, A)]}, None),  # the same, said from both ends
        ([(PART_OF, B)], {B: [(PRECEDES, A)]}, None),  # another order
        ([(PARALLEL, B)], {B: [(PARALLEL, A)]}, None),
        ([(PRECEDES, B)], {B: [(PRECEDES, C)]}, None),
    ],
)
def test_no_chain_of_events_comes_back(mine: list, others: dict, fault: object) -> None:  # type: ignore[type-arg]
    found = rules.chain_faults(A, chain(*mine), {one: chain(*links) for one, links in others.items()})
    assert [sentence for _, sentence in found] == ([fault] if fault else [])


def test_a_circle_of_ten_thousand_is_found() -> None:
    ids = [uuid4() for _ in range(10_000)]
    others = {one: chain((PRECEDES, then)) for one, then in zip(ids, ids[1:], strict=False)}
    last = chain((PRECEDES, ids[0]))
    assert list(rules.chain_faults(ids[-1], last, others)) == [("link", wording.CIRCLE)]
