"""What is said to have happened: read exactly, or refused with the field that is wrong."""

import json
import time
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from tests.planning.world import party, problem, ways
from waystation.planning import Unreadable, events
from waystation.planning.changing import change
from waystation.planning.events import Events, PartyWithdrawn, PursuerSighted, VisaChanged, read_events, write_events
from waystation.planning.problem import NEVER

WORLD = problem(party("P", size=2), party("Q"), party("E", escort=True))
PLAN = ways(P=[("O-H", 0), ("H-B", 4), ("B-D", 5)], Q=[("O-B", 6), ("B-D", 7)], E=[("O-H", 3), ("H-B", 8), ("B-D", 9)])
"""At slot 4: P is in H since slot 1, and about to leave it; E arrives there now; Q is still at home."""
NEW = msgspec.to_builtins(party("N"))
ALL: list[dict[str, Any]] = [
    {"event": "departure_cancelled", "leg": "O-B", "slot": 6},
    {"event": "house_compromised", "place": "H", "since": 2},
    {"event": "pursuer_sighted", "parties": ["P", "Q"], "place": "B", "probability": 0.8},
    {"event": "visa", "party": "Q", "pathway": "V", "day": 3},
    {"event": "document", "party": "Q", "document": "internal", "day": 5},
    {"event": "party_added", "party": NEW, "apart": ["Q"]},
    {"event": "party_withdrawn", "party": "E"},
    {"event": "missed_check_in", "party": "P"},
    {"event": "beds", "place": "I", "beds": 9},
    {"event": "drivers", "pool": "drivers", "drivers": 5},
    {"event": "escorts", "escorts": 2},
    {"event": "money", "budget": 300},
]


def read(*told: Any, now: Any = 4, **more: Any) -> Any:
    return read_events(json.dumps({"now": now, "events": told, **more}).encode(), WORLD, PLAN)


def test_what_is_written_reads_the_same() -> None:
    found = read(*ALL, told=["P"])
    assert read_events(write_events(found), WORLD, PLAN) == found
    assert len(found.events) == len(ALL)
    assert found.told_of(PLAN) == {"P"}
    assert read().told_of({**PLAN, "Q": ()}) == {"P", "E"}


def test_what_is_too_deep_is_said_to_be() -> None:
    with pytest.raises(Unreadable, match="^there is something within something too often$"):
        read_events(b'{"now": 1, "events": [{"event": ' + b"[" * 5000 + b"]" * 5000 + b"}]}", WORLD, PLAN)


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("events[0].event", {"event": "earthquake"}),
    ("events[0]", {"leg": "O-B", "slot": 6}),
    ("events[0]", ALL[0] | {"more": 1}),
    ("events[0].leg", ALL[0] | {"leg": "X"}),
    ("events[0].slot", ALL[0] | {"slot": -1}),
    ("events[0].slot", ALL[0] | {"slot": 3}),
    ("events[0].slot", ALL[0] | {"slot": 24}),
    ("events[0].place", ALL[1] | {"place": "X"}),
    ("events[0].place", ALL[1] | {"place": "B"}),
    ("events[0].since", ALL[1] | {"since": 5}),
    ("events[0].parties", ALL[2] | {"parties": []}),
    ("events[0].parties[1]", ALL[2] | {"parties": ["P", "X"]}),
    ("events[0].parties[1]", ALL[2] | {"parties": ["P", "P"]}),
    ("events[0].apart[1]", ALL[5] | {"apart": ["Q", "Q"]}),
    ("events[0].party", ALL[7] | {"party": "\u202e"}),
    ("events[0].place", ALL[2] | {"place": "X"}),
    ("events[0].place", ALL[2] | {"place": "O"}),
    ("events[0].probability", ALL[2] | {"probability": 1.1}),
    ("events[0].party", ALL[3] | {"party": "X"}),
    ("events[0].pathway", ALL[3] | {"pathway": "X"}),
    ("events[0].document", ALL[4] | {"document": "none"}),
    ("events[0].document", ALL[4] | {"document": "library"}),
    ("events[0].party.id", ALL[5] | {"party": NEW | {"id": "P"}}),
    ("events[0].party.origin", ALL[5] | {"party": NEW | {"origin": "H"}}),
    ("events[0].party.size", ALL[5] | {"party": NEW | {"size": 0}}),
    ("events[0].apart[0]", ALL[5] | {"apart": ["N"]}),
    ("events[0].apart[1]", ALL[5] | {"apart": ["P", "X"]}),
    ("events[0].party", ALL[6] | {"party": "X"}),
    ("events[0].party", ALL[7] | {"party": "X"}),
    ("events[0].place", ALL[8] | {"place": "D"}),
    ("events[0].beds", ALL[8] | {"beds": -1}),
    ("events[0].pool", ALL[9] | {"pool": "X"}),
    ("events[0].budget", ALL[11] | {"budget": 1.5}),
    ("events[0].budget", ALL[11] | {"budget": 119}),
]


@pytest.mark.parametrize(("path", "event"), WRONG)
def test_what_is_wrong_is_named_by_its_field(path: str, event: dict[str, Any]) -> None:
    with pytest.raises(Unreadable) as error:
        read(event)
    assert error.value.path == path
    assert len(str(error.value)) < 300


@pytest.mark.parametrize(("event", "out", "back"), [
    ({"event": "drivers", "pool": "drivers", "drivers": 0}, 4, 5),
    ({"event": "escorts", "escorts": 0}, 9, 11),
])  # fmt: skip
def test_what_is_out_cannot_be_gone(event: dict[str, Any], out: int, back: int) -> None:
    """E leaves with a car in slot 3, which is back after two, and with an escort in slot 9 for two."""
    with pytest.raises(Unreadable) as error:
        read(event, now=out + 1 if event["event"] == "escorts" else out)
    assert error.value.path == f"events[0].{event['event']}"
    assert read(event, now=back)


def test_a_visa_or_document_that_was_used_was_in_hand() -> None:
    with pytest.raises(Unreadable) as error:
        read(ALL[3] | {"party": "P", "day": 2}, now=6)
    assert error.value.path == "events[0].day"
    assert read(ALL[3] | {"party": "P", "day": 1}, now=6)


@pytest.mark.parametrize("now", [-1, 25, 1.5, None, "4"])
def test_now_is_a_slot_of_the_plan(now: Any) -> None:
    with pytest.raises(Unreadable) as error:
        read(now=now)
    assert error.value.path == "now"


def test_who_was_told_is_somebody() -> None:
    with pytest.raises(Unreadable) as error:
        read(told=["P", "X"])
    assert error.value.path == "told[1]"

    with pytest.raises(Unreadable) as error:
        read(told=["P", "Q", "P"])
    assert error.value.path == "told[2]"


@pytest.mark.parametrize("probability", [0, 0.7])
def test_nobody_is_safe_in_a_compromised_house(probability: float) -> None:
    """Whichever is said last, who is said to be safe there would be sent to sleep there."""
    safe = {"event": "pursuer_sighted", "parties": ["P"], "place": "H", "probability": probability}
    for number, both in ((1, [ALL[1], safe]), (0, [safe, ALL[1]])):
        with pytest.raises(Unreadable) as error:
            read(*both)
        assert error.value.path == f"events[{number}].place"
    assert read(ALL[1], safe | {"place": "I"})


def test_what_a_short_file_would_make_of_a_problem_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    huge = [{"event": "party_added", "party": NEW | {"id": f"N{number}", "size": 10**6}} for number in range(10)]
    with pytest.raises(Unreadable, match="10,000,004 persons") as error:
        read(*huge)
    assert error.value.path == "events"
    monkeypatch.setattr(events, "MOST_SIGHTINGS", 5)
    two_houses = [ALL[1], ALL[1] | {"place": "I"}]
    with pytest.raises(Unreadable, match="6 times who has a pursuer"):
        read(*two_houses)
    monkeypatch.setitem(events.LARGEST, "parties", 3)
    with pytest.raises(Unreadable, match="there are 4 parties"):
        read(ALL[5])


def test_many_events_are_looked_at_as_soon_as_one() -> None:
    """Each by itself would make all parties anew, and count what all of them spent."""
    people = [party(f"P{number}", size=1) for number in range(4000)]
    world = replace(WORLD, parties=tuple(people))
    told = [PursuerSighted(parties=(each.id,), place="B", probability=0.5) for each in people]
    late = [VisaChanged(party=each.id, pathway="V", day=NEVER) for each in people]
    gone = [PartyWithdrawn(party=each.id) for each in people[:-1]]
    began = time.process_time()
    found = change(world, {each.id: () for each in people}, Events(now=4, events=(*told, *late, *gone)))
    assert time.process_time() - began < 10  # it would take minutes
    assert [(each.id, each.pursuit, each.visas) for each in found.parties] == [("P3999", {"B": 0.5}, {"V": NEVER})]


def test_nothing_is_said_twice() -> None:
    for first, second in [(each, each) for each in ALL] + [(ALL[7], ALL[6] | {"party": "P"})]:
        with pytest.raises(Unreadable) as error:
            read(first, second)
        assert error.value.path.startswith("events[1]")


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b"\xff", b'{"now": 1e999}', b'{"now": 4, "events": {}}'])
def test_what_is_no_list_of_events_is_refused(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        read_events(raw, WORLD, PLAN)
