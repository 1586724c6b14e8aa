"""The log page over a long log: bounded, in pages, of one case or one person, up to a day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from tests.casework.conftest import waiting_request
from waystation.audit import log as audit_log
from waystation.audit import tree
from waystation.audit.log import entries
from waystation.audit.models import Line
from waystation.casework import actions
from waystation.desk import journal
from waystation.staff.actor import Actor
from waystation.staff.teams import AUDIT, locator

pytestmark = pytest.mark.usefixtures("in_english")

ClientOf = Callable[[str], Client]
PAGE = "desk:log"


def write(count: int, *, case: UUID | None = None, actor: UUID | None = None) -> None:
    with transaction.atomic():
        for _ in range(count):
            audit_log.log(actor, "casework.opened", case=case)


def numbers(shown: Any) -> list[int]:
    return [line["number"] for line in shown.context["lines"]]


def test_pages_follow_each_other_to_the_first_line(client_of: ClientOf) -> None:
    browser, seen, before = client_of("lev"), [], ""
    write(130)
    size = tree.size()
    while True:
        shown = browser.get(reverse(PAGE), {"before": before})
        seen += numbers(shown)
        if shown.context["older"] is None:
            break
        before = str(shown.context["older"])
    assert seen == list(range(size, 0, -1))


def test_one_request_opens_few_lines_of_a_long_log(client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    """A case of which the newest lines know nothing is found further on, not in one request."""
    monkeypatch.setattr(journal, "SEARCHED", 60)
    monkeypatch.setattr(journal, "SLICE", 20)
    browser = client_of("lev")
    other = actions.accept(_actor(client_of), waiting_request(), pseudonym="Heron")
    first = tree.size()
    write(150)
    opened: list[int] = []
    real = audit_log._open_line
    monkeypatch.setattr(audit_log, "_open_line", lambda line, *rest: opened.append(line.number) or real(line, *rest))
    shown = browser.get(reverse(PAGE), {"case": str(other)})
    assert numbers(shown) == []
    assert len(opened) <= 60 + 20
    assert "there may be older ones" in shown.content.decode()
    steps = 0
    while not numbers(shown):
        shown = browser.get(reverse(PAGE), {"case": str(other), "before": str(shown.context["older"])})
        steps += 1
    assert first in numbers(shown)
    assert steps == 2


def _actor(client_of: ClientOf) -> Actor:
    from waystation.staff import actions as staff
    from waystation.staff.actor import utc_now
    from waystation.staff.middleware import cookie_name

    actor = staff.resume(client_of("lev").cookies[cookie_name()].value, now=utc_now())
    assert actor is not None
    return actor


def test_a_day_leads_to_its_last_line(client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        ahead = timedelta(0)

        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + cls.ahead

    monkeypatch.setattr(audit_log, "datetime", Clock)
    browser, last = client_of("lev"), {}
    for days in range(1, 8):
        Clock.ahead = timedelta(days=days)
        write(days * 7)
        last[days] = tree.size()
    Clock.ahead = timedelta(days=30)
    for days in range(1, 8):
        day = (datetime.now(UTC) + timedelta(days=days)).date()
        assert numbers(browser.get(reverse(PAGE), {"day": day.isoformat()}))[0] == last[days]
    assert numbers(browser.get(reverse(PAGE), {"day": "2001-01-01"})) == []


def test_a_day_is_found_beside_a_line_that_does_not_open(client_of: ClientOf) -> None:
    write(30)
    Line.objects.filter(number__lte=tree.size() // 2).update(sealed=b"x" * 600)
    shown = client_of("lev").get(reverse(PAGE), {"day": localdate().isoformat()})
    assert numbers(shown)[0] == tree.size() - 1  # the one since is that of reading


def test_reading_the_log_is_logged(client_of: ClientOf, lev: Actor, dina: Actor) -> None:
    case = actions.accept(dina, waiting_request(), pseudonym="Birch")
    browser = client_of("lev")
    for asked, subject in (({}, locator(AUDIT)), ({"person": str(dina.account)}, dina.account)):
        browser.get(reverse(PAGE), asked)
        ((_, newest),) = entries(lev.keys, locator(AUDIT), newest=1)
        assert newest is not None
        assert (newest.verb, newest.actor, newest.subject) == ("audit.read", lev.account, subject)
    browser.get(reverse(PAGE), {"case": str(case)})
    ((_, newest),) = entries(lev.keys, locator(AUDIT), newest=1)
    assert newest is not None
    assert newest.case == case


@pytest.mark.parametrize("asked", [{"before": "x"}, {"day": "yesterday"}, {"case": str(uuid4())}, {"person": "1"}])
def test_what_is_no_question_is_absent(client_of: ClientOf, asked: dict[str, str]) -> None:
    assert client_of("lev").get(reverse(PAGE), asked).status_code == 404


def test_every_line_leads_to_its_person_and_its_case(client_of: ClientOf, dina: Actor) -> None:
    case = actions.accept(dina, waiting_request(), pseudonym="Birch")
    page = client_of("lev").get(reverse(PAGE)).content.decode()
    assert f"?person={dina.account}" in page
    assert f"?case={case}" in page
