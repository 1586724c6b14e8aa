"""Attack 6 for a case that somebody was taken off: to them it is not there, on any route, in bytes and in time."""

from __future__ import annotations

import gc
import re
import time
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.attacks.routes import browser, by_turns, heard
from tests.attacks.test_06_routes import ROUTES, cookie_of
from tests.attacks.test_15_enumeration import distance
from tests.stage import Organisation
from waystation.casework import membership
from waystation.evacuation.models import CheckIn
from waystation.evacuation.records import CheckInState
from waystation.hotline.models import Message, Request
from waystation.staff import access
from waystation.staff.actor import Actor
from waystation.vault.records import set_columns

# What these lead to belongs to a team and not to the case: it stays open to the team.
TEAM_S = {
    "provider_id",
    "away_id",
    "place_id",
    "helper_id",
    "booking_id",
    "check_in_id",
    "confirmation_id",
    "outgoing_id",
    "account_id",
    "person_id",
}
TEAM_S |= {"review_id", "receipt_id", "report_id", "mark_id", "rule_id", "key_id"}
TEAM_S |= {"shift_id", "hand_over_id", "device_id", "canned_id", "together"}
TEAM_S |= {"alarm_id", "escalation_id", "protocol_id", "connection_id", "terms_id", "pathway_id"}
TEAM_S |= {"fund_id", "holding_id", "entry_id"}
TEAM_S |= {"authority_id", "submission_id", "reply_id", "pressure_id", "publication_id"}
TEAM_S |= {"run_id", "import_id", "partner_id", "incoming_id", "text_id", "feed_id", "view_id", "template_id"}
TEAM_S |= {"token_id", "arrived_id"}
# Coordinators give back what a fund promised, whomever for: the ledger names nobody.
LEDGER_S = {"money:fund-release"}
PAIRS = 80
OFF = ("vera", "max")


@pytest.fixture
def case(organisation: Organisation, there: dict[str, Any]) -> dict[str, Any]:
    """Everything of one case by what addresses call it; Vera and Max, who could open it, were taken off."""
    lev = organisation.actor("lev")
    for name in OFF:
        membership.take_off(lev, there["case_id"], organisation.accounts[name])
    request = Request.objects.get(locator=there["case_id"])
    message = Message.objects.filter(thread=request.pk).first()
    return there | {
        "request_id": request.pk,
        "other_id": request.pk,
        "message_id": message.pk if message else uuid.uuid4(),
    }


def of_the_case(case: dict[str, Any]) -> list[tuple[str, str]]:
    mine = {name for name, value in case.items() if isinstance(value, uuid.UUID)} - TEAM_S
    return [(name, route) for name, route, holes in ROUTES if mine & set(holes) and name not in LEDGER_S]


@pytest.mark.parametrize("who", OFF)
def test_the_answers_have_the_same_bytes(organisation: Organisation, case: dict[str, Any], who: str) -> None:
    client = browser(cookie_of(organisation, who))
    other = {
        name: uuid.uuid4() if isinstance(value, uuid.UUID) and name not in TEAM_S else value
        for name, value in case.items()
    }
    routes = of_the_case(case)
    assert {"casework:case", "casework:access", "hotline:request", "evacuation:journey"} <= {name for name, _ in routes}
    told = set()
    for (name, route), methods in zip(routes, by_turns(OFF.index(who), len(OFF)), strict=False):
        for method in methods:
            one, two = (heard(client.generic(method, route.format(**ids))) for ids in (case, other))
            if one != two or one[0] not in (404, 405):
                told.add((name, method))
    assert told == set()


@pytest.mark.parametrize("who", OFF)
def test_what_is_closed_is_looked_for_with_the_same_questions(
    organisation: Organisation, case: dict[str, Any], who: str
) -> None:
    """As many statements, and the same: what the times hang on, of every page and every form, without a clock."""
    client = browser(cookie_of(organisation, who))
    other = {
        name: uuid.uuid4() if isinstance(value, uuid.UUID) and name not in TEAM_S else value
        for name, value in case.items()
    }
    told = set()
    for name, route in of_the_case(case):
        for method in ("GET", "POST"):
            if not any(are_alike(client, method, *(route.format(**ids) for ids in (case, other))) for _ in range(2)):
                told.add((name, method))
    assert told == set()


def are_alike(client: Client, method: str, one: str, other: str) -> bool:
    """Whether the questions are the same this time: once in a minute or so there are some that belong to no page."""
    return questions(client, method, one) == questions(client, method, other)


def questions(client: Client, method: str, path: str) -> list[str]:
    """The statements of a page without their values, once it was asked for before."""
    client.generic(method, path)
    with CaptureQueriesContext(connection) as asked:
        client.generic(method, path)
    return [_VALUES.sub("?", query["sql"]) for query in asked.captured_queries]


_VALUES = re.compile(r"'[^']*'|\"s\d+_x\d+\"|\b\d+\b")  # of savepoints the names too


def took(client: Client, path: str) -> float:
    before = time.thread_time()
    assert client.get(path).status_code == 404
    return time.thread_time() - before


def separation(client: Client, one: str, *others: str) -> float:
    """How far apart the processor times of two kinds of addresses are, asked in turns."""
    forbidden, absent = [], []
    gc.disable()
    try:
        for number in range(PAIRS):
            order = [(forbidden, one), (absent, others[number % len(others)])]
            for sample, path in order if number % 2 else reversed(order):
                sample.append(took(client, path))
    finally:
        gc.enable()
    return distance(forbidden[10:], absent[10:])


def test_an_alarm_of_a_closed_case_is_still_everybody_s(organisation: Organisation, case: dict[str, Any]) -> None:
    """Whoever is called opens it, and takes it on; what the missing person knows stands in the case."""
    set_columns(CheckIn.objects.filter(pk=case["check_in_id"]), state=CheckInState.MISSED, steps=1)
    page = f"/staff/check-ins/{case['check_in_id']}"
    for who, knows in (("vera", False), ("max", False), ("lev", True)):
        answer = browser(cookie_of(organisation, who)).get(page)
        assert answer.status_code == 200, who
        assert (answer.context["known"] is not None) == knows, who
    assert (
        browser(cookie_of(organisation, "max")).post(page, {"do": "acknowledge", "note": "I ring."}).status_code == 303
    )


BOUND = 1.95 * (2 / (PAIRS - 10)) ** 0.5  # p > 0.001


def paths(case: dict[str, Any], route: str) -> list[str]:
    others = [f"/staff/{route.format(uuid.uuid4())}" for _ in range(PAIRS)]
    return [f"/staff/{route.format(case['case_id'])}", *others]


@pytest.mark.parametrize(("who", "route"), [("vera", "cases/{}"), ("max", "cases/{}/person"), ("out", "cases/{}")])
def test_the_times_are_not_told_apart(organisation: Organisation, case: dict[str, Any], who: str, route: str) -> None:
    """Processor times, three tries: a busy machine may part two samples once, a leak parts them always."""
    client = browser(cookie_of(organisation, who))
    assert any(separation(client, *paths(case, route)) < BOUND for _ in range(3))


def test_the_measure_sees_what_takes_longer(
    organisation: Organisation, case: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """If what is forbidden were opened with all keys in hand before it is refused, this would show."""
    client, honest = browser(cookie_of(organisation, "max")), access.open_row

    def slow(actor: Actor, rows: Any, row_id: uuid.UUID) -> Any:
        if rows.filter(pk=row_id).exists():
            until = time.thread_time() + 0.003
            while time.thread_time() < until:
                pass
        return honest(actor, rows, row_id)

    monkeypatch.setattr("waystation.casework.access.open_row", slow)
    assert separation(client, *paths(case, "cases/{}")) > BOUND
