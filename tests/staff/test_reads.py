"""What the log says of reading, searching and being refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from tests.casework.conftest import waiting_request
from tests.evacuation.conftest import build
from tests.stage import Organisation
from waystation.audit.log import Entry, entries
from waystation.audit.models import Line
from waystation.casework import actions
from waystation.evacuation import actions as evacuation
from waystation.evacuation.network import actions as network
from waystation.evacuation.network.records import ConnectionRecord
from waystation.staff import reads
from waystation.staff.actor import Actor, utc_now
from waystation.staff.teams import AUDIT, locator

ClientOf = Callable[[str], Client]


@pytest.fixture
def case(dina: Actor) -> UUID:
    return actions.accept(dina, waiting_request(), pseudonym="Birch")


def newest(lev: Actor) -> Entry:
    ((_, entry),) = entries(lev.keys, locator(AUDIT), newest=1)
    assert entry
    return entry


def test_it_works(client_of: ClientOf, case: UUID, dina: Actor, lev: Actor) -> None:
    client_of("dina").get(reverse("casework:case", args=[case]))
    read = newest(lev)
    assert (read.verb, read.actor, read.case) == ("casework.opened", dina.account, case)


def test_who_learns_who_it_is_is_said(client_of: ClientOf, case: UUID, lev: Actor) -> None:
    client_of("lev").get(reverse("casework:case", args=[case]))
    assert newest(lev).verb == "casework.identity_opened"


def test_a_thread_is_read(client_of: ClientOf, dina: Actor, lev: Actor) -> None:
    thread = waiting_request()
    client_of("dina").get(reverse("hotline:request", args=[thread]))
    assert (newest(lev).verb, newest(lev).subject) == ("hotline.thread_read", thread)


def test_a_search_is_logged_without_its_words(client_of: ClientOf, case: UUID, lev: Actor) -> None:
    client_of("dina").post(reverse("casework:cases"), {"words": "Birch"})
    assert (newest(lev).verb, newest(lev).subject) == ("casework.searched", None)


def test_a_search_in_the_marked_details_is_logged_without_its_words(client_of: ClientOf, lev: Actor) -> None:
    client_of("dina").post(reverse("trust:marks"), {"heard": "a red door"})
    assert (newest(lev).verb, newest(lev).subject) == ("trust.marks_searched", None)


def test_the_same_page_again_is_the_same_reading(
    client_of: ClientOf, case: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, page = client_of("dina"), reverse("casework:case", args=[case])
    browser.get(page)
    lines = Line.objects.count()
    browser.get(page)
    assert Line.objects.count() == lines
    monkeypatch.setattr(reads, "AGAIN_AFTER", timedelta(0))
    browser.get(page)
    assert Line.objects.count() == lines + 1


def test_a_reading_while_the_clock_went_ahead_hides_none_after_it(dina: Actor) -> None:
    ahead = replace(dina, now=lambda: utc_now() + timedelta(days=1))
    subject, lines = uuid4(), Line.objects.count()
    reads.once(ahead, "casework.opened", subject=subject)
    reads.once(dina, "casework.opened", subject=subject)
    assert Line.objects.count() == lines + 2


@pytest.mark.parametrize("page", ["desk:today", "casework:cases", "hotline:requests", "desk:counts"])
def test_lists_write_nothing(client_of: ClientOf, case: UUID, page: str) -> None:
    browser = client_of("dina")
    lines = Line.objects.count()
    assert browser.get(reverse(page)).status_code == 200
    assert Line.objects.count() == lines


def test_a_refusal_is_logged(client_of: ClientOf, case: UUID, ira: Actor, lev: Actor) -> None:
    browser = client_of("ira")
    assert browser.get(reverse("casework:case", args=[case])).status_code == 404
    refused = newest(lev)
    assert (refused.verb, refused.actor, refused.case) == ("staff.refused", ira.account, case)
    browser.get(reverse("desk:log"))
    assert (newest(lev).verb, newest(lev).case) == ("staff.refused", None)


def test_absent_and_forbidden_are_logged_alike(client_of: ClientOf, case: UUID) -> None:
    """The same work for both, or the time would tell them apart."""
    browser = client_of("ira")
    lines = Line.objects.count()
    browser.get(reverse("casework:case", args=[case]))
    browser.get(reverse("casework:case", args=[uuid4()]))
    assert Line.objects.count() == lines + 2


def test_no_page_with_a_case_escapes(client_of: ClientOf, case: UUID) -> None:
    """Every staff page that has a case, and nothing else, in its address leaves a line when it is opened."""
    names = [name for name, found in _routes() if found == ["case_id"]]
    assert len(names) > 10
    for name in names:
        browser = client_of("lev")
        lines = Line.objects.count()
        if browser.get(reverse(name, args=[case])).status_code == 200:
            more = 2 if name == "casework:history" else 1  # which shows a part of the log besides
            assert Line.objects.count() == lines + more, name


def _routes() -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []

    def walk(patterns: list[Any], space: str, names: list[str]) -> None:
        for each in patterns:
            inner = [*names, *each.pattern.converters]
            if hasattr(each, "url_patterns"):
                walk(each.url_patterns, f"{each.namespace}:" if each.namespace else space, inner)
            elif each.name:
                found.append((space + each.name, inner))

    walk(get_resolver("waystation.site.staff_urls").url_patterns, "", [])
    return found


def test_the_log_page_shows_one_case_or_one_person(client_of: ClientOf, case: UUID, dina: Actor, settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    other = actions.accept(dina, waiting_request(), pseudonym="Heron")
    client_of("dina").get(reverse("casework:case", args=[case]))
    browser, page = client_of("lev"), reverse("desk:log")
    shown = browser.get(page, {"case": str(case)})
    assert {line["case"] for line in shown.context["lines"]} == {case}
    assert "opened a case" in shown.content.decode()
    shown = browser.get(page, {"case": str(other), "person": str(dina.account)})
    assert {line["case"] for line in shown.context["lines"]} == {other}
    people = {line["who"] for line in browser.get(page, {"person": str(dina.account)}).context["lines"]}
    assert people == {"Alma"}


@pytest.mark.parametrize("asked", [{"case": str(uuid4())}, {"person": str(uuid4())}, {"case": "x"}])
def test_the_log_of_nobody_is_absent(client_of: ClientOf, asked: dict[str, str]) -> None:
    assert client_of("lev").get(reverse("desk:log"), asked).status_code == 404


@pytest.mark.parametrize(
    ("page", "verb"),
    [
        ("evacuation:place", "evacuation.place_opened"),
        ("evacuation:helper", "evacuation.helper_opened"),
        ("network:connection", "evacuation.connection_opened"),
        ("evacuation:check-in", "evacuation.check_in_opened"),
    ],
)
def test_houses_helpers_and_check_ins_are_opened(
    client_of: ClientOf, organisation: Organisation, page: str, verb: str
) -> None:
    lev = organisation.actor("lev")
    scene = build(lev)
    due = evacuation.schedule_check_in(lev, scene.case(), due_at=utc_now() + timedelta(hours=3))
    ends = {"from_place": scene.places["river"], "to_place": scene.places["harbour"]}
    way = network.add_connection(lev, ConnectionRecord(**ends, mode="train", minutes=90))
    single = {"place": scene.places["lantern"], "helper": scene.driver, "check-in": due, "connection": way}[
        page.partition(":")[2]
    ]
    assert client_of("lev").get(reverse(page, args=[single])).status_code == 200
    assert (newest(lev).verb, newest(lev).subject) == (verb, single)
