"""The map and the matrix keep their numbers in step: after any changes they are those of everything counted anew."""

from collections import Counter
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from waystation.documentation.corroboration import LADDER
from waystation.documentation.figures.counting import Counted
from waystation.documentation.figures.moved import Moved
from waystation.documentation.figures.records import Quantity
from waystation.documentation.pictures.tally import Tally
from waystation.documentation.rules import group_of

IDS = [bytes([number]) * 16 for number in range(6)]
SIZES = {IDS[0]: (1, 1), IDS[1]: (1, 1), IDS[2]: (3, 5), IDS[3]: (2, None), IDS[4]: (1, 1), IDS[5]: (4, 4)}
LEAD = {IDS[0]: IDS[0], IDS[1]: IDS[0]}
KINDS = ("life.killing", "integrity.beating", "integrity.torture")


@st.composite
def acts(draw: st.DrawFn) -> dict[bytes, Counted]:
    found = {}
    for one in draw(st.lists(st.sampled_from(IDS), unique=True)):
        victim = draw(st.sampled_from(IDS))
        least, most = SIZES[victim]
        found[one] = Counted(
            act=one,
            event=draw(st.sampled_from(IDS[:2])),
            victim=victim,
            kind=draw(st.sampled_from(KINDS)),
            status=draw(st.sampled_from([*LADDER, "", "refuted"])),
            places=draw(st.sampled_from([("russia", "chechnya"), ("russia", ""), ("", "")])),
            least=least,
            most=most,
        )
    return found


class Said:
    """What is said now of acts, or of who did them, and what changed of it."""

    def __init__(self) -> None:
        self.now: dict[bytes, Any] = {}
        self.moved = Moved()

    def say(self, now: dict[bytes, Any]) -> None:
        before, self.now = self.now, now
        for one in before.keys() | now.keys():
            if before.get(one) != now.get(one):
                self.moved.note(one)

    def find(self, one: bytes) -> Counted | None:
        return self.now.get(one)

    def kinds(self, one: bytes) -> tuple[str, ...]:
        return self.now.get(one, ())

    def since(self, number: int) -> tuple[int, list[bytes]]:
        return self.moved.number, self.moved.since(number)


BY = st.dictionaries(st.sampled_from(IDS), st.sampled_from([(), ("family",), ("", "state.police")]))
Numbers = tuple[dict[tuple[str, str], tuple[int, int, Quantity]], dict[tuple[str, str], int]]


def numbers(tally: Tally) -> Numbers:
    places = {place: (len(some.events), some.acts, some.victims) for place, some in tally.places.items()}
    return places, dict(tally.cells)


def anew(found: dict[bytes, Counted], by: dict[bytes, tuple[str, ...]], sure: str) -> Numbers:
    """The same by a plain count of everything."""
    some = [act for act in found.values() if act.status in LADDER[LADDER.index(sure) :]]
    places = {}
    for place in {act.places for act in some}:
        there = [act for act in some if act.places == place]
        who = {LEAD.get(act.victim, act.victim): SIZES[act.victim] for act in there}
        least, most = sum(size[0] for size in who.values()), [size[1] for size in who.values()]
        if None in most:
            quantity = Quantity(relation="at_least", value=Decimal(least))
        else:
            end = sum(filter(None, most))
            quantity = Quantity(
                relation="exactly" if end == least else "range",
                value=Decimal(least),
                most=None if end == least else Decimal(end),
            )
        places[place] = (len({act.event for act in there}), len(there), quantity)
    return places, dict(Counter((kind, group_of(act.kind)) for act in some for kind in by.get(act.act) or ("?",)))


@given(st.lists(st.tuples(acts(), BY, st.booleans()), min_size=1, max_size=6), st.sampled_from(LADDER))
def test_numbers_kept_in_step_are_those_of_everything_anew(
    steps: list[tuple[dict[bytes, Counted], dict[bytes, tuple[str, ...]], bool]], sure: str
) -> None:
    kept, found, by = Tally(sure, LEAD), Said(), Said()
    for acts_now, by_now, is_looked_at in steps:
        found.say(acts_now)
        by.say(by_now)
        if is_looked_at:
            kept.follow(found, by)
            assert numbers(kept) == anew(acts_now, by_now, sure)


def test_only_what_changed_is_looked_at() -> None:
    moved = Moved()
    for one in IDS:
        moved.note(one)
    assert set(moved.since(0)) == set(IDS)
    seen = moved.number
    assert moved.since(seen) == []
    moved.note(IDS[2])
    moved.note(IDS[0])
    moved.note(IDS[2])
    assert moved.since(seen) == [IDS[2], IDS[0]]
