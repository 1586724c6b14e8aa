"""Figures of the queue, in which nobody can be picked out."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.translation import override

from tests.hotline.helpers import NOW, mail, receive, the_request
from waystation.hotline import actions, figures, figures_views, rules
from waystation.hotline.models import Request
from waystation.hotline.records import RequestStub
from waystation.staff.actor import Actor, utc_now
from waystation.staff.teams import DUTY, locator
from waystation.vault import records
from waystation.vault.compartments import Compartment
from waystation.vault.records import create, post

Clients = Callable[[str], Client]


def answered(actor: Actor, minutes: int, *, first: datetime = NOW, counterpart: str = "caller") -> None:
    stub = RequestStub(
        received_at=first - timedelta(minutes=minutes),
        status="answered",
        first_out=first,
        last_out=first,
        counterpart=counterpart,
    )
    create(Request, stub, actor.keys.key(locator(DUTY)))


def later(actor: Actor, days: int = 0) -> Actor:
    return replace(actor, now=lambda: NOW + timedelta(days=days))


def test_median_and_ninth_decile_by_day(dina: Actor) -> None:
    for minutes in (60, 10, 20, 30, 50, 40, 100, 70, 90, 80):
        answered(dina, minutes)
    (day,) = figures.days(later(dina))
    assert (day.answers, day.median, day.most) == (10, timedelta(minutes=50), timedelta(minutes=90))


def test_a_day_with_few_answers_is_not_shown(dina: Actor) -> None:
    for _ in range(4):
        answered(dina, 10)
    assert figures.days(later(dina)) == []
    answered(dina, 10)
    assert len(figures.days(later(dina))) == 1


def test_old_days_helpers_and_what_strangers_post_count_for_nothing(dina: Actor) -> None:
    for _ in range(5):
        answered(dina, 10, counterpart="helper")
        answered(dina, 10, first=NOW - timedelta(days=40))
        stub = RequestStub(received_at=NOW, first_out=NOW)
        post(Request, stub, (locator(DUTY), Compartment.SELF))
    assert figures.days(later(dina)) == []


def test_the_first_answer_counts_and_not_the_last(dina: Actor) -> None:
    stub = rules.answered(
        rules.answered(RequestStub(received_at=NOW), NOW + timedelta(minutes=5)), NOW + timedelta(hours=9)
    )
    assert stub.first_out == NOW + timedelta(minutes=5)
    assert rules.answered(RequestStub(received_at=NOW, last_out=NOW), NOW).first_out is None  # from before it was kept


def test_how_many_wait_by_urgency(dina: Actor) -> None:
    receive(now=utc_now())
    assert figures.waiting(dina) == {"now": 0, "soon": 0, "unknown": 1, "normal": 0, "aside": 0}
    actions.set_urgency(dina, the_request(), "now")
    assert figures.waiting(dina)["now"] == 1
    actions.answer(dina, the_request(), "We read you.")
    assert set(figures.waiting(dina).values()) == {0}


def test_those_who_see_the_queue_see_them(client_of: Clients, dina: Actor) -> None:
    receive(mail("Anzor is at the door."), now=utc_now())
    for _ in range(5):
        answered(dina, 17, first=utc_now())
    page = client_of("dina").get("/staff/requests/figures", headers={"accept-language": "en"}).content.decode()
    assert "nine in ten: 17 minutes at most; first answers: 5" in page
    assert "<svg" in page
    assert client_of("ira").get("/staff/requests/figures").status_code == 404


@pytest.mark.parametrize(
    ("wait", "said"),
    [
        (timedelta(), "0 minutes"),
        (timedelta(seconds=61), "1 minute"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(minutes=119, seconds=40), "2 hours"),
        (timedelta(hours=47, minutes=20), "47 hours"),
        (timedelta(hours=47, minutes=40), "2 days"),
        (timedelta(days=9, hours=14), "10 days"),
    ],
)
def test_a_wait_is_said_as_people_say_it(wait: timedelta, said: str) -> None:
    with override("en"):
        assert figures_views.in_words(wait) == said


def test_they_cost_little_once_the_list_is_open(dina: Actor) -> None:
    """2,000 here; tried with 100,000 by WAYSTATION_MANY."""
    many = int(os.environ.get("WAYSTATION_MANY", "2000"))
    key, rows = dina.keys.key(locator(DUTY)), []
    for number in range(many):
        first = NOW - timedelta(days=number % 31, minutes=number % 600)
        stub = RequestStub(
            received_at=first - timedelta(minutes=number % 90),
            status="new" if number % 5 == 0 else "answered",
            first_out=None if number % 5 == 0 else first,
            last_out=None if number % 5 == 0 else first,
        )
        row = Request(id=uuid4(), locator=key.locator, compartment=key.compartment, epoch=key.epoch)
        records._write(row, stub, key)
        rows.append(row)
    Request.objects.bulk_create(rows, batch_size=500)
    actor = later(dina)
    started = time.perf_counter()
    figures.waiting(actor), figures.days(actor)
    cold, times = time.perf_counter() - started, []
    for _ in range(20):
        started = time.perf_counter()
        waiting, days = figures.waiting(actor), figures.days(actor)
        times.append(time.perf_counter() - started)
    print(f"{many}: first {cold:.2f} s, then median {sorted(times)[10] * 1e3:.1f} ms, most {max(times) * 1e3:.1f} ms")  # noqa: T201
    assert sum(waiting.values()) == many // 5
    assert len(days) == figures.DAYS
    assert sorted(times)[10] < cold / 10
