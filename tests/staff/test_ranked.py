"""A list that is kept in order is the list that sorting would give."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.staff import ranked
from waystation.staff.ranked import Ranked

Item = tuple[int, str]
ITEMS = st.dictionaries(st.integers(0, 40), st.tuples(st.integers(0, 5), st.sampled_from("abc")), max_size=30)


def standing(item: Item) -> tuple[bytes, list[str]]:
    return b"%d" % item[0], ["all", item[1]]


def ids(items: dict[int, Item]) -> dict[bytes, Item]:
    return {number.to_bytes(16): item for number, item in items.items()}


@given(st.lists(ITEMS, max_size=6))
def test_after_any_changes_it_is_sorted(states: list[dict[int, Item]]) -> None:
    held: dict[bytes, Item] = {}
    kept: Ranked[Item] = Ranked(standing, lambda id_: held.get(id_))
    for state in map(ids, states):
        changes = ranked.differences(dict(held), state)
        held.clear()
        held |= state
        kept.take(changes)
        for group in ("all", "a", "b", "c"):
            expected = sorted(id_ for id_, item in state.items() if group in ("all", item[1]))
            expected.sort(key=lambda id_: (standing(state[id_])[0], id_))
            assert kept.group(group).ids() == expected
            assert kept.members(group) == {*expected}
            assert list(kept.group(group)) == [state[id_] for id_ in expected]
        assert sum(kept.counts().values()) == 2 * len(state)


def test_many_changes_at_once_are_sorted_too(monkeypatch: object) -> None:
    held = {number.to_bytes(16): (number % 7, "a") for number in range(ranked._MANY + 10)}
    kept: Ranked[Item] = Ranked(standing, held.get)
    kept.take({id_: (None, item) for id_, item in held.items()})
    assert kept.group("all").ids() == sorted(held, key=lambda id_: (held[id_][0], id_))


def test_groups_that_have_nothing_in_common_make_one_order() -> None:
    held = {number.to_bytes(16): (9 - number, "ab"[number % 2]) for number in range(5)}
    kept: Ranked[Item] = Ranked(standing, held.get)
    kept.take({id_: (None, item) for id_, item in held.items()})
    assert [rank for rank, _name in kept.any_of(["a", "b", "c"])] == [5, 6, 7, 8, 9]


@pytest.mark.parametrize("few", [0, 100])
@given(ITEMS, st.sets(st.integers(0, 50)))
def test_those_of_some_ids_are_in_order_whether_few_or_many(few: int, items: dict[int, Item], asked: set[int]) -> None:
    held = ids(items)
    kept: Ranked[Item] = Ranked(standing, held.get)
    kept.take({id_: (None, item) for id_, item in held.items()})
    wanted = {number.to_bytes(16) for number in asked} & held.keys()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranked, "_FEW", few)
        found = kept.among(["all", "a"], wanted)
    there = [id_ for id_ in kept.group("a").ids() if id_ in wanted]
    assert (len(found), found.ids()) == (len(there), there)
    assert [found[at : at + 3] for at in range(0, 9, 3)] == [
        [held[id_] for id_ in there[at : at + 3]] for at in (0, 3, 6)
    ]
    assert found.before(b"\xff").ids() == there


def test_of_many_only_those_of_the_page_are_looked_for() -> None:
    looked: list[bytes] = []

    class Watched(set[bytes]):
        def __contains__(self, id_: object) -> bool:
            looked.append(bytes(id_))  # type: ignore[call-overload]
            return super().__contains__(id_)

    entries = [b"%03d" % number + number.to_bytes(16) for number in range(1000)]
    kept = ranked._Kept(entries, Watched(entry[-16:] for entry in entries[::2]))
    assert (len(kept), kept[10:12], kept[0]) == (500, [entries[20], entries[22]], entries[0])
    assert len(looked) == 24


def test_a_page_is_a_slice() -> None:
    held = {number.to_bytes(16): (number, "a") for number in range(9)}
    kept: Ranked[Item] = Ranked(standing, held.get)
    kept.take({id_: (None, item) for id_, item in held.items()})
    assert kept.group("all")[2:4] == [(2, "a"), (3, "a")]
    assert (len(kept.group("all")), len(kept.group("nothing"))) == (9, 0)


def test_what_is_gone_meanwhile_is_left_out() -> None:
    held = {number.to_bytes(16): (number, "a") for number in range(3)}
    kept: Ranked[Item] = Ranked(standing, held.get)
    kept.take({id_: (None, item) for id_, item in held.items()})
    del held[(1).to_bytes(16)]
    assert list(kept.group("all")) == [(0, "a"), (2, "a")]


def test_its_number_is_another_once_something_changed() -> None:
    kept: Ranked[Item] = Ranked(standing, lambda id_: None)
    before = kept.number
    kept.take({})
    assert kept.number == before
    kept.take({bytes(16): (None, (1, "a"))})
    assert kept.number != before


def test_the_ids_of_a_group_are_kept_only_once_somebody_asks() -> None:
    held = {number.to_bytes(16): (number % 7, "ab"[number % 2]) for number in range(3 * ranked._MANY)}
    kept: Ranked[Item] = Ranked(standing, held.get)
    first = dict(list(held.items())[:10])
    kept.take({id_: (None, item) for id_, item in first.items()})
    assert not kept._members
    assert kept.members("a") == {id_ for id_, item in first.items() if item[1] == "a"}
    assert kept.members("nothing") == set()
    kept.take({id_: (None, item) for id_, item in held.items() if id_ not in first})
    assert kept.members("a") == {id_ for id_, item in held.items() if item[1] == "a"}
    assert list(kept._members) == ["a"]


def test_very_many_in_the_same_groups_come_among_those_that_are_there() -> None:
    same = {name: ["all", name] for name in "ab"}
    held = {number.to_bytes(16): (number % 7, "ab"[number % 2]) for number in range(3 * ranked._MANY)}
    kept: Ranked[Item] = Ranked(lambda item: (b"%d" % item[0], same[item[1]]), held.get)
    pairs = list(held.items())
    for some in (pairs[:10], pairs[10:]):
        kept.take({id_: (None, item) for id_, item in some})
    assert kept.counts() == {"all": len(held), "a": len(held) / 2, "b": len(held) / 2}
    assert kept.group("a").ids() == sorted(
        (id_ for id_, item in pairs if item[1] == "a"), key=lambda i: (held[i][0], i)
    )
