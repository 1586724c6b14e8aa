"""Keep or erase: what is due by which rule, who decides, and the pages on which it is done."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st

from tests.casework.conftest import waiting_request
from waystation.audit import notes, verifier
from waystation.casework import actions as casework
from waystation.casework.models import Case
from waystation.casework.records import CaseStub
from waystation.desk import access, actions, queue
from waystation.desk.models import ReceiptRow, ReviewRow
from waystation.desk.retention import Rules, due
from waystation.hotline import actions as hotline
from waystation.hotline.queue import ALL, queue_of
from waystation.hotline.records import RequestStub
from waystation.staff.actor import Actor
from waystation.staff.teams import DUTY, locator
from waystation.vault import whole

ClientOf = Callable[[str], Client]
TODAY = date(2031, 6, 1)


def at(actor: Actor, days: int) -> Actor:
    """The same person so many days from now."""
    return replace(actor, now=lambda: datetime.now(UTC) + timedelta(days=days))


def case(stage: str, days_ago: int) -> tuple[UUID, CaseStub]:
    day = TODAY - timedelta(days=days_ago)
    return uuid4(), CaseStub("Birch", stage=stage, milestones={"accepted": day - timedelta(days=9), stage: day})


def request(status: str, days_ago: int, **more: Any) -> tuple[UUID, RequestStub]:
    moment = datetime(2031, 6, 1, 12, tzinfo=UTC) - timedelta(days=days_ago)
    return uuid4(), RequestStub(received_at=moment - timedelta(days=400), last_in=moment, status=status, **more)


@pytest.mark.parametrize(
    ("status", "days", "is_due"),
    [
        ("declined", 90, True),
        ("declined", 89, False),
        ("suspect", 91, True),
        ("closed", 400, True),
        ("new", 4000, False),
        ("awaiting_us", 4000, False),
        ("answered", 4000, False),
    ],
)
def test_requests_that_led_nowhere(status: str, days: int, is_due: bool) -> None:
    assert bool(due(Rules.of({}), [], [request(status, days)], TODAY)) == is_due
    assert not due(Rules.of({}), [], [request(status, days, case=uuid4())], TODAY)


@pytest.mark.parametrize(
    ("stage", "days", "is_due"),
    [
        ("closed_safe", 1825, True),
        ("closed_safe", 1824, False),
        ("aftercare", 2000, True),
        ("deceased", 2000, True),
        ("lost_contact", 9000, False),
        ("in_transit", 9000, False),
    ],
)
def test_cases_that_ended_long_ago(stage: str, days: int, is_due: bool) -> None:
    pk, stub = case(stage, days)
    assert bool(due(Rules.of({}), [(pk, stub)], [], TODAY)) == is_due
    assert not due(Rules.of({}), [(pk, msgspec.structs.replace(stub, erased=True))], [], TODAY)


def test_the_rules_are_settings() -> None:
    rules = Rules.of({"request_days": 10, "case_days": 20})
    assert len(due(rules, [case("closed_safe", 20)], [request("declined", 10)], TODAY)) == 2
    assert not due(rules, [case("closed_safe", 19)], [request("declined", 9)], TODAY)


@given(st.integers(0, 400), st.integers(0, 4000))
def test_the_oldest_stands_first(one: int, other: int) -> None:
    found = due(Rules.of({"request_days": 0}), [], [request("closed", one), request("closed", other)], TODAY)
    assert [each.since for each in found] == sorted(each.since for each in found)


def due_of(actor: Actor) -> list[UUID]:
    """The subjects, which are as many as are counted."""
    found = access.waiting(actor)
    all_ = found.first(100)
    assert len(found) == len(all_)
    assert [each.since for each in found.first(1)] == [each.since for each in all_[:1]]
    return [each.subject for each in all_]


def test_what_is_kept_longer_comes_back_on_its_day(dina: Actor) -> None:
    thread = waiting_request()
    hotline.decide(dina, thread, "declined")
    late = at(dina, 100)
    assert due_of(late) == [thread]
    assert due_of(dina) == []
    until = localdate() + timedelta(days=130)
    actions.keep_longer(late, thread, until=until, reason="A court may ask.")
    assert due_of(late) == due_of(at(dina, 129)) == []
    assert due_of(at(dina, 130)) == [thread]


def test_all_that_is_due_is_counted_without_being_opened(dina: Actor) -> None:
    """By the hour before, of and after each thread's day, as looking at every thread counts them."""
    threads = [waiting_request() for _ in range(3)]
    for thread, status in zip(threads, ("declined", "suspect", "declined"), strict=True):
        hotline.decide(dina, thread, status)
    for hours in (-24, -1, 0, 1, 24):
        late = replace(dina, now=lambda: datetime.now(UTC) + timedelta(days=90, hours=hours))  # noqa: B023  # used at once
        every = [(line.id, line.stub) for line in queue_of(late).group(ALL)]
        assert len(due_of(late)) == len(due(Rules.of({}), [], every, late.today)), hours
    assert set(due_of(at(dina, 91))) == set(threads)


def test_what_is_proposed_is_not_due_any_more_and_withdrawn_is_again(dina: Actor) -> None:
    thread = waiting_request()
    hotline.decide(dina, thread, "declined")
    late = at(dina, 100)
    actions.propose(late, thread, extent="request", reason="retention")
    assert due_of(late) == []
    assert queue.waiting(late) == 1
    actions.withdraw(late, ReviewRow.objects.get().pk)
    assert due_of(late) == [thread]
    assert whole.compare(locator(DUTY)) is None


def test_nothing_is_erased_by_itself(dina: Actor) -> None:
    from waystation.site import worker

    thread = waiting_request()
    hotline.decide(dina, thread, "declined")
    case_id = casework.accept(dina, waiting_request(), pseudonym="Birch")
    casework.advance(dina, case_id, "closed_out_of_scope", note="not ours", reason="elsewhere")
    worker.run_once(datetime.now(UTC) + timedelta(days=10_000))
    assert len(access.waiting(at(dina, 10_000))) == 2


@pytest.fixture
def browsers(client_of: ClientOf, settings: Any) -> tuple[Client, Client]:
    settings.LANGUAGE_CODE = "en"
    return client_of("dina"), client_of("lev")


def test_the_whole_way_on_the_pages(
    browsers: tuple[Client, Client], dina: Actor, settings: Any, tmp_path: Path
) -> None:
    """An operator proposes, the queue shows it to the coordinator, who looks and erases, and prints the receipt."""
    operator, coordinator = browsers
    case_id = casework.accept(dina, waiting_request(), pseudonym="Birch")
    assert (
        reverse("desk:erase", args=[case_id]) in operator.get(reverse("casework:case", args=[case_id])).content.decode()
    )
    form = {"extent": "case", "reason": "asked"}
    assert operator.post(reverse("desk:erase", args=[case_id]), form).status_code == 303
    listed = coordinator.get(reverse("desk:retention")).content.decode()
    assert "Birch" in listed
    assert "Alma" in listed
    assert "1 entry waits" in coordinator.get(reverse("desk:today")).content.decode()
    agree = reverse("desk:agree", args=[ReviewRow.objects.get().pk])
    assert operator.post(agree).status_code == 404
    assert "Nobody can bring it back" in coordinator.get(agree).content.decode()
    assert Case.objects.count() == 1
    assert coordinator.post(agree).status_code == 303
    assert Case.objects.count() == 0
    for browser in browsers:
        assert browser.get(reverse("casework:case", args=[case_id])).status_code == 404
        assert "Birch" not in browser.get(reverse("desk:retention")).content.decode()
    assert "was erased since" in operator.get(reverse("desk:counts")).content.decode()
    told = coordinator.get(reverse("desk:log"), {"case": str(case_id)}).content.decode()
    assert "erased a case" in told
    receipt = coordinator.get(reverse("desk:receipt", args=[ReceiptRow.objects.get().pk]))
    check_offline(receipt.content, tmp_path, case_id)


def check_offline(receipt: bytes, folder: Path, case_id: UUID) -> None:
    """With the one-file verifier, as a process that has nothing but Python; then spoilt in each of its parts."""
    assert receipt.startswith(b"waystation receipt 1\nerased case " + case_id.hex.encode())
    assert receipt.count(b"\nkey ") == 7

    def verified(content: bytes) -> tuple[int, str]:
        (folder / "receipt").write_bytes(content)
        line = [sys.executable, "-I", "-S", verifier.__file__, "receipt", "receipt", str(notes.key())]
        done = subprocess.run(line, capture_output=True, text=True, cwd=folder, env={}, check=False)
        return done.returncode, done.stdout

    code, said = verified(receipt)
    assert (code, "It vouches for the receipt" in said) == (0, True)
    for old, new in ((b"reason asked", b"reason other"), (b"key identity", b"key medical"), (b"index ", b"index 1")):
        code, said = verified(receipt.replace(old, new, 1))
        assert code == 1, old


def test_who_proposed_is_told_why_they_cannot_agree(browsers: tuple[Client, Client], lev: Actor, dina: Actor) -> None:
    _, coordinator = browsers
    case_id = casework.accept(dina, waiting_request(), pseudonym="Birch")
    coordinator.post(reverse("desk:erase", args=[case_id]), {"extent": "person", "reason": "asked"})
    agree = reverse("desk:agree", args=[ReviewRow.objects.get().pk])
    assert "Another coordinator must agree" in coordinator.get(agree).content.decode()
    answer = coordinator.post(agree)
    assert answer.status_code == 422
    assert Case.objects.count() == 1


def test_an_erased_person_s_page_says_so_and_offers_nothing(browsers: tuple[Client, Client], dina: Actor) -> None:
    operator, coordinator = browsers
    case_id = casework.accept(dina, waiting_request(), pseudonym="Birch")
    casework.write_note(dina, case_id, "A note.")
    operator.post(reverse("desk:erase", args=[case_id]), {"extent": "person", "reason": "asked"})
    coordinator.post(reverse("desk:agree", args=[ReviewRow.objects.get().pk]))
    for browser in browsers:
        shown = browser.get(reverse("casework:case", args=[case_id])).content.decode()
        assert "This person was erased" in shown
        assert "A note." not in shown
        assert reverse("casework:note", args=[case_id]) not in shown


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"until": "2020-01-01", "reason": "x"}, 422),
        ({"until": "2999-01-01", "reason": "x"}, 422),
        ({"until": "", "reason": "x"}, 422),
        ({"until": "soon", "reason": ""}, 422),
    ],
)
def test_a_day_to_look_again_must_make_sense(
    browsers: tuple[Client, Client], dina: Actor, form: dict[str, str], status: int
) -> None:
    thread = waiting_request()
    assert browsers[0].post(reverse("desk:keep", args=[thread]), form).status_code == status
    assert not ReviewRow.objects.exists()


def test_keeping_on_the_page(browsers: tuple[Client, Client]) -> None:
    thread = waiting_request()
    day = (localdate() + timedelta(days=30)).isoformat()
    assert browsers[0].post(reverse("desk:keep", args=[thread]), {"until": day, "reason": "x"}).status_code == 303
    assert ReviewRow.objects.count() == 1
    assert browsers[0].post(reverse("desk:keep", args=[thread]), {"until": day, "reason": "y"}).status_code == 303
    assert ReviewRow.objects.count() == 1  # the newest decision is the only one
