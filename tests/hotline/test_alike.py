"""Addresses that look like those of other threads: found in a session's memory, shown in the queue and the thread."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from tests.hotline.helpers import mail, receive
from waystation.hotline import access, actions, alike, shown
from waystation.hotline.models import Request
from waystation.hotline.records import RequestStub
from waystation.hotline.wording import SUSPICIONS
from waystation.mail import lookalike
from waystation.staff.actor import Actor

ENGLISH = {"accept-language": "en"}
BADGE = "Address like that of another thread"
ANZOR = "anzor.k@post.example"


def thread(actor: Actor, address: str) -> Any:
    """A thread with somebody, opened once."""
    before = set(Request.objects.values_list("pk", flat=True))
    receive(mail(sender=f"Somebody <{address}>", message_id=f"<{uuid4()}@x>"))
    (made,) = set(Request.objects.values_list("pk", flat=True)) - before
    actions.open_thread(actor, made)
    return made


@pytest.mark.parametrize(
    "false",
    [
        "anzor.k@p0st.example",  # a nought
        "anzоr.k@post.example",  # Cyrillic о
        "anzor.k@xn--pst-sed.example",  # the same in the domain
        "anzorr.k@post.example",  # one more
        "anzo.k@post.example",  # one less
        "anzur.k@post.example",  # another
        "aznor.k@post.example",  # changed places
        "anzor.k@posst.example",
        "anzor_k@post.example",
    ],
)
def test_both_are_marked_in_the_queue_and_in_the_thread(
    dina: Actor, client_of: Callable[[str], Client], false: str
) -> None:
    true, other = thread(dina, ANZOR), thread(dina, false)
    client = client_of("dina")
    queue = client.get("/staff/requests/?show=all", headers=ENGLISH).content.decode()
    assert queue.count(BADGE) == 2
    for one, another in ((true, other), (other, true)):
        shown = client.get(f"/staff/requests/{one}", headers=ENGLISH).content.decode()
        assert "This address looks like that of another thread" in shown
        assert f'href="/staff/requests/{another}"' in shown


def test_the_letters_that_differ_are_marked_and_named(dina: Actor, client_of: Callable[[str], Client]) -> None:
    """A frightened eye compares nothing that looks the same."""
    true, false = thread(dina, "anna@mail.example"), thread(dina, "anna@xn--mil-6cd.example")
    client = client_of("dina")
    at_false, at_true = (
        client.get(f"/staff/requests/{each}", headers=ENGLISH).content.decode().split("looks like that of another")[1]
        for each in (false, true)
    )
    assert "anna@m<mark>a</mark>il.example" in at_false
    assert "anna@m<mark>а</mark>il.example" in at_false
    assert "а U+0430 Cyrillic" in at_false
    assert "a U+0061 Latin" in at_false
    assert "anna@xn--mil-6cd.example" in at_false
    assert "а U+0430 Cyrillic" in at_true


@pytest.mark.parametrize(
    "honest",
    [
        ANZOR,
        "ANZOR.K@post.example",
        "anzor.k@other.example",
        "anzor.m.k@post.example2",
        "anzor.k1@post.example",  # digits tell people apart
        "zarema@post.example",
        "Somebody",
    ],
)
def test_others_are_not(dina: Actor, client_of: Callable[[str], Client], honest: str) -> None:
    first, _ = thread(dina, ANZOR), thread(dina, honest)
    client = client_of("dina")
    assert BADGE not in client.get("/staff/requests/?show=all", headers=ENGLISH).content.decode()
    assert "looks like that of another" not in client.get(f"/staff/requests/{first}", headers=ENGLISH).content.decode()


def test_a_message_from_elsewhere_that_looks_like_another_s_caller_is_marked(
    dina: Actor, client_of: Callable[[str], Client]
) -> None:
    thread(dina, ANZOR)
    other = thread(dina, "zarema@mail.example")
    stub = access.request(dina, other)[1]
    entry = access.entries(dina, access.records(dina, other))[0]
    assert _badges(dina, entry, stub) == []
    said = SimpleNamespace(record=entry.record, parsed=SimpleNamespace(sender_address="anzor.k@p0st.example"))
    assert _badges(dina, said, stub) == [str(SUSPICIONS["looks-like-another"][0])]


def _badges(actor: Actor, entry: Any, stub: RequestStub) -> list[str]:
    from waystation.hotline.shown import alike_badges

    return [str(badge.text) for badge in alike_badges(actor, entry, stub)]


def test_what_others_may_not_open_is_not_told_to_them(dina: Actor, ira: Actor) -> None:
    """Whoever has no key to the one learns nothing of it at the other."""
    thread(dina, ANZOR)
    assert alike.others(ira, "anzor.k@p0st.example") == []
    assert [held.record.who for held in alike.others(dina, "anzor.k@p0st.example")] == [ANZOR]


def test_it_follows_what_changes(dina: Actor) -> None:
    first = thread(dina, ANZOR)
    assert len(alike.others(dina, "anzor.m@post.example")) == 1
    second = thread(dina, "anzor.n@post.example")
    assert len(alike.others(dina, "anzor.m@post.example")) == 2
    actions.join(dina, thread(dina, ANZOR), into=first)
    assert {held.id for held in alike.others(dina, "anzor.m@post.example")} == {first, second}


def test_a_list_of_many_asks_the_database_as_often_as_one_of_few(dina: Actor) -> None:
    def asked(number: int) -> int:
        lines = list(access.queue(dina).group("ours"))[:number]
        assert len(lines) == number
        with CaptureQueriesContext(connection) as queries:
            shown.queue_rows(dina, lines)
        return len(queries)

    for number in range(8):
        thread(dina, f"caller-{number}@post{number}.example")
    asked(1)
    assert asked(8) == asked(2)


# By itself, over any addresses.


@dataclass
class Rows:
    """Opened rows of our own making."""

    parts: list[dict[bytes, Any]] = field(default_factory=lambda: [{} for _ in range(256)])

    def add(self, *addresses: str, posted: bool = False) -> Rows:
        fresh = [dict(part) for part in self.parts]
        for address in addresses:
            id_ = uuid4()
            stub = SimpleNamespace(who=address, channel="email", joined=None)
            fresh[id_.bytes[0]][id_.bytes] = SimpleNamespace(id=id_, posted=posted, record=stub)
        self.parts = fresh
        return self


def told(rows: Rows, address: str) -> set[str]:
    found = alike.Alike(rows)  # type: ignore[arg-type]
    found.follow(rows)  # type: ignore[arg-type]
    return {held.record.who for held in found.to(address)}


def test_what_a_stranger_put_there_is_with_nobody() -> None:
    assert told(Rows().add(ANZOR), "anzor.m@post.example") == {ANZOR}
    assert told(Rows().add(ANZOR, posted=True), "anzor.m@post.example") == set()


_NAMES = st.text(alphabet="abс.d1", min_size=1, max_size=8)


@given(st.lists(st.tuples(_NAMES, st.sampled_from(["ab.example", "ba.example", "abb.example"])), max_size=30))
def test_nothing_that_is_near_is_missed(pairs: list[tuple[str, str]]) -> None:
    addresses = [f"{name}@{domain}" for name, domain in pairs]
    rows = Rows().add(*addresses)
    for address in addresses[:5]:
        assert told(rows, address) == {other for other in addresses if lookalike.is_near(address, other)}


def test_a_hundred_thousand_threads_cost_seconds_once_and_a_look_nothing() -> None:
    """Numbered names of one provider are the worst there is: whole halves in common."""
    rows = Rows().add(*(f"person{number}@mail.example" for number in range(100_000)))
    found = alike.Alike(rows)  # type: ignore[arg-type]
    before = time.thread_time()
    found.follow(rows)  # type: ignore[arg-type]
    made = time.thread_time() - before
    before = time.thread_time()
    for number in range(50):
        assert found.to(f"person{number}777@mail.example") == []
    looked = time.thread_time() - before
    print(f"{made:.2f} s to take in, {looked * 20:.2f} ms a look")  # noqa: T201
    assert made < 120
    assert looked < made / 4
