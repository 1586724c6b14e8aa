"""What a crowd may store, and that everybody gets through."""

from __future__ import annotations

import hashlib
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.hotline import crowd
from waystation.hotline.crowd import AGAIN, FIRST, HARDEST, UNIT, VALID, WAIT, Allowance, Gate, Gauge, Held, Passed

DAY = 86_400.0


def small() -> Gate:
    return Gate("small", lambda: Gauge(5, 0.02), free=20, proved=10, waited=10)


def crowded(gate: Gate | None = None, now: float = 0.0) -> Gate:
    gate = gate or small()
    while isinstance(gate.ask("junk", now=now), Passed):
        pass
    return gate


def worked(held: Held) -> str:
    """A proof for a ticket, as the script of the page finds it."""
    for number in count():
        digest = hashlib.sha256(f"{held.ticket}:{number}".encode()).digest()
        if int.from_bytes(digest) >> (256 - held.bits) == 0:
            return str(number)
    raise AssertionError


def held(gate: Gate, text: str, now: float, **more: str) -> Held:
    said = gate.ask(text, now=now, **more)
    assert isinstance(said, Held)
    return said


def test_a_burst_of_twenty_times_the_load_holds_nobody_up() -> None:
    FIRST.forget()
    assert all(isinstance(FIRST.ask("Help me.", now=second * 0.3), Passed) for second in range(2000))


def test_it_begins_with_the_crowd_and_ends_by_itself() -> None:
    gate = small()
    assert not gate.is_crowded(0)
    crowded(gate)
    assert gate.is_crowded(1)
    assert not gate.is_crowded(600)
    assert gate.ask("Help me.", now=600) == Passed()


def test_a_clock_that_is_set_back_is_no_crowd() -> None:
    gate = small()
    for now in (10_000.0, 0.0, 100.0, 200.0):
        assert gate.ask("Help me.", now=now) == Passed()
        assert not gate.is_crowded(now)


def test_a_million_who_send_once_store_no_more_than_was_free_before() -> None:
    gate = Gate("first", lambda: Gauge(600, 3.5), free=10_000, proved=10_000, waited=50_000)
    stored = sum(isinstance(gate.ask("junk", now=number / 300), Passed) for number in range(20_000))
    assert stored <= 600 * 300 / (300 - 3.5) + 1


def test_without_scripts_one_gets_through_by_waiting_and_is_set_aside() -> None:
    gate = crowded()
    first = held(gate, "Help me.", 0, form="a")
    early = held(gate, "Help me.", WAIT / 2, form="a", ticket=first.ticket)
    assert early.ticket == first.ticket
    assert early.seconds <= WAIT / 2 + 1
    assert gate.ask("Help me.", now=WAIT, form="a", ticket=early.ticket) == Passed(aside=True)


def test_with_work_one_gets_through_at_once() -> None:
    gate = crowded()
    said = held(gate, "Help me.", 0)
    assert gate.ask("Help me.", now=0, ticket=said.ticket, proof=worked(said)) == Passed(aside=False)


def test_work_for_another_ticket_is_none() -> None:
    gate = crowded()
    one, two = held(gate, "a", 0), held(gate, "b", 0.5)
    wrong = next(str(n) for n in count() if not _is_proof(two, str(n)) and _is_proof(one, str(n)))
    for proof in (wrong, "", "x" * 30, "\u0661", "-1"):
        assert isinstance(gate.ask("b", now=0.5, ticket=two.ticket, proof=proof), Held)


def _is_proof(held: Held, proof: str) -> bool:
    digest = hashlib.sha256(f"{held.ticket}:{proof}".encode()).digest()
    return int.from_bytes(digest) >> (256 - held.bits) == 0


def test_a_ticket_lets_one_text_through_and_that_as_often_as_it_is_sent() -> None:
    gate = crowded()
    ticket = held(gate, "Help me.", 0).ticket
    for _ in range(3):
        crowded(gate, WAIT)
        assert gate.ask("Help me.", now=WAIT, ticket=ticket) == Passed(aside=True)
    assert isinstance(gate.ask("Something else.", now=WAIT, ticket=ticket), Held)


def test_a_ticket_has_one_spelling_one_form_and_one_gate() -> None:
    gate, other = crowded(), crowded(Gate("other", lambda: Gauge(5, 0.02), free=20, proved=10, waited=10))
    ticket = held(gate, "a", 0, form="a").ticket
    crowded(gate, WAIT)
    crowded(other, WAIT)
    for wrong in (ticket + "!", ticket[:4] + "\n" + ticket[4:], ticket[:-2] + "AA", "\u00e9", "A" * 300, "\ud800"[:0]):
        assert isinstance(gate.ask("a", now=WAIT, form="a", ticket=wrong), Held), wrong
    assert isinstance(gate.ask("a", now=WAIT, form="b", ticket=ticket), Held)
    assert isinstance(other.ask("a", now=WAIT, form="a", ticket=ticket), Held)
    crowded(gate, VALID)
    assert held(gate, "a", VALID, form="a", ticket=ticket).ticket != ticket


def test_whoever_floods_one_thread_waits_alone() -> None:
    from uuid import UUID

    gate = Gate("again", lambda: Gauge(600, 3.5), free=10_000, proved=100, waited=100)
    loud, quiet = UUID(int=1), UUID(int=2)
    said = [gate.ask("junk", now=0, thread=loud) for _ in range(1000)]
    assert isinstance(said[-1], Held)
    assert gate.ask("I am still here.", now=0, thread=quiet) == Passed()


def test_the_less_is_left_the_more_work_is_asked_for() -> None:
    gate = crowded()
    first = held(gate, "a", 0)
    assert gate.proved.take(10, 0)
    assert held(gate, "a", 0).bits == HARDEST > first.bits


@given(
    st.lists(
        st.tuples(st.sampled_from([0, 0, WAIT, 3600]), st.sampled_from(["new", "again", "work"]), st.integers(0, 3)),
        min_size=40,
        max_size=120,
    )
)
def test_whoever_sends_what_when_no_more_is_stored_than_is_said(posts: list[tuple[float, str, int]]) -> None:
    """Units taken in any time: all that stands at the beginning, and that much again for each day."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(crowd, "EASIEST", 1)
        patch.setattr(crowd, "HARDEST", 3)
        _flood(posts)


def _flood(posts: list[tuple[float, str, int]]) -> None:
    gate, now, stored = Gate("small", lambda: Gauge(2, 0.01), free=6, proved=4, waited=4), 0.0, 0
    waiting: list[tuple[str, Held]] = []
    for number, (pause, way, units) in enumerate(posts):
        now += pause
        text, ticket, proof = f"{number}" + "x" * units * UNIT, "", ""
        if way != "new" and waiting:
            text, held_before = waiting.pop(0)
            ticket, proof = held_before.ticket, worked(held_before) if way == "work" else ""
        said = gate.ask(text, now=now, ticket=ticket, proof=proof)
        if isinstance(said, Passed):
            stored += 1 + len(text) // UNIT
        else:
            waiting.append((text, said))
        assert stored <= gate.most * (1 + now / DAY) + 1e-6


@pytest.mark.parametrize("way", ["waited", "proved"])
def test_each_way_ends_where_its_allowance_does(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "EASIEST", 1)
    monkeypatch.setattr(crowd, "HARDEST", 3)
    gate = crowded()
    waits = [held(gate, f"{number}", 0, form=f"{number}") for number in range(20)]
    proofs = [worked(each) if way == "proved" else "" for each in waits]
    later = WAIT if way == "waited" else 0
    said = [
        gate.ask(f"{number}", now=later, form=f"{number}", ticket=each.ticket, proof=proof)
        for number, (each, proof) in enumerate(zip(waits, proofs, strict=True))
    ]
    assert sum(isinstance(each, Passed) for each in said) == 10


def test_where_no_work_helps_any_more_none_is_asked_for() -> None:
    """Or browsers would do it again and again, and post as fast as they can."""
    gate = crowded()
    said = held(gate, "Help me.", 0)
    proof = worked(said)
    assert gate.proved.take(10, 0)
    assert held(gate, "Help me.", 1, ticket=said.ticket, proof=proof).bits == 0
    assert gate.ask("Help me.", now=WAIT, ticket=said.ticket, proof=proof) == Passed(aside=True)


def test_an_allowance_grows_back_in_a_day_and_no_further() -> None:
    allowance = Allowance(10)
    assert allowance.take(10, 0)
    assert not allowance.take(1, DAY / 11)
    assert round(allowance.left(DAY), 6) == 10
    assert allowance.left(3 * DAY) == 10


def test_what_all_gates_may_store_is_what_the_papers_say() -> None:
    """docs/administrators.md, "A flood of messages"."""
    assert (FIRST.most, AGAIN.most) == (30_000, 15_000)
