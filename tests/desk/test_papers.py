"""Visas, permits and passports that run out: on the page of today, in the calendar and the feed, for who may know."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from tests.casework.test_secrecy import database
from tests.desk.test_calendar import days, fetched
from tests.desk.test_pages import accepted
from tests.desk.test_today import parts
from tests.stage import Organisation
from waystation.casework import actions as casework
from waystation.casework.persons import access, actions
from waystation.casework.persons.records import Paper, Person
from waystation.desk import papers
from waystation.desk.calendar import renew
from waystation.desk.dates import Dates
from waystation.staff import feeds
from waystation.staff.actor import Actor
from waystation.vault.compartments import Compartment

pytestmark = pytest.mark.usefixtures("in_english")

CANARY = "канарейка-canary"


def later(number: int) -> date:
    return localdate() + timedelta(days=number)


def paper(lev: Actor, case: UUID, left: int, kind: str = "visa", **said: object) -> Paper:
    """A paper of the person of a case, with so many days left."""
    known = Paper(id=uuid4(), kind=kind, valid_until=later(left), **said)  # type: ignore[arg-type]
    actions.keep_paper(lev, case, access.applicant(lev, case), known)
    return known


@pytest.fixture
def lev_case(organisation: Organisation) -> tuple[Actor, UUID]:
    lev = organisation.actor("lev")
    return lev, accepted(lev, "Birch", next_action="call", next_due=later(300))


def told(actor: Actor, *, mine: bool = False) -> list[tuple[str, str, str]]:
    found = parts(actor, mine=mine).get("running-out")
    return [(str(each.who), str(each.what), each.tone) for each in found.entries] if found else []


@pytest.mark.parametrize(
    ("kind", "left", "tone"),
    [
        ("visa", 31, None),
        ("visa", 30, "info"),
        ("residence_permit", 14, "warn"),
        ("visa", 3, "danger"),
        ("visa", 0, "danger"),
        ("visa", -1, "danger"),
        ("ru.foreign_passport_bio", 184, None),
        ("ru.foreign_passport_bio", 183, "info"),
        ("laissez_passer", 92, "warn"),
        ("refugee_travel_doc", 30, "danger"),
    ],
)
def test_each_kind_is_told_in_its_time(lev_case: tuple[Actor, UUID], kind: str, left: int, tone: str | None) -> None:
    lev, case = lev_case
    paper(lev, case, left, kind)
    assert [each[2] for each in told(lev)] == ([tone] if tone else [])


def test_the_first_to_end_stands_first_among_all_that_runs_out(lev_case: tuple[Actor, UUID]) -> None:
    lev, case = lev_case
    paper(lev, case, 100, "ru.foreign_passport_bio")
    paper(lev, case, 20, "visa", country="Canada")
    paper(lev, case, -4, "asylum_receipt")
    casework.assess_risk(lev, case, factors=["held_before"], imminence="now")  # for a day
    assert [what for _who, what, _tone in told(lev)] == [
        "Asylum applicant certificate",
        "Assess the risk again",
        "Visa (Canada)",
        "Foreign travel passport, biometric",
    ]
    assert "20 days left" in parts(lev)["running-out"].entries[2].why


def test_what_ended_long_ago_does_not_stand_before_what_can_be_renewed(lev_case: tuple[Actor, UUID]) -> None:
    lev, case = lev_case
    for number in range(8):
        paper(lev, case, -31 - number, country=f"old {number}")
    paper(lev, case, -30, country="a month ago")
    paper(lev, case, 29, country="soon")
    paper(lev, case, 180, "ru.foreign_passport_bio")
    part = parts(lev)["running-out"]
    assert [str(entry.what) for entry in part.entries] == [
        "Visa (a month ago)",
        "Visa (soon)",
        "Foreign travel passport, biometric",
        *(f"Visa (old {number})" for number in range(5)),
    ]
    assert (part.total, part.more) == (11, 3)


def test_nothing_is_cut_off_unsaid_and_mine_is_mine(organisation: Organisation, lev_case: tuple[Actor, UUID]) -> None:
    lev, case = lev_case
    for number in range(10):
        paper(lev, case, number, country=str(number))
    part = parts(lev)["running-out"]
    assert (part.total, len(part.entries), part.more) == (10, 8, 2)
    assert parts(lev, mine=True)["running-out"].total == 10
    casework.assign(lev, case, organisation.actor("dina").account)
    assert "running-out" not in parts(lev, mine=True)


def test_a_paper_that_may_run_out_and_one_that_was_replaced_are_not_told(lev_case: tuple[Actor, UUID]) -> None:
    lev, case = lev_case
    paper(lev, case, 3, country="France")
    assert len(told(lev)) == 1
    paper(lev, case, 400, country="France")
    assert told(lev) == []
    paper(lev, case, 5, country="Canada", let_lapse=True)
    assert told(lev) == []


def test_what_changes_is_seen_at_once(lev_case: tuple[Actor, UUID]) -> None:
    lev, case = lev_case
    known, someone = paper(lev, case, 3), access.applicant(lev, case)
    assert len(told(lev)) == 1
    actions.drop_paper(lev, case, someone, known.id)
    assert told(lev) == []
    paper(lev, case, 2)
    actions.describe(lev, case, someone, Person(pseudonym="Crane"))
    assert [who for who, _what, _tone in told(lev)] == ["Crane"]
    casework.advance(lev, case, "closed_referred", note="a partner helps", reason="partner")
    assert told(lev) == []


def test_only_who_may_know_who_somebody_is_is_told(
    organisation: Organisation, dina: Actor, ira: Actor, lev_case: tuple[Actor, UUID]
) -> None:
    lev, case = lev_case
    paper(lev, case, 3, country=CANARY)
    dina = organisation.actor("dina")  # who opens the case, and not who it is about
    assert [dina.keys.holds(case, each) for each in (Compartment.CONTACT, Compartment.IDENTITY)] == [True, False]
    assert told(dina) == told(dina, mine=True) == []
    assert Dates(dina, localdate(), later(30), mine=False).items() == []
    assert list(papers.groups(ira, [None])) == []
    assert len(told(lev)) == 1


def test_the_calendar_says_each_lead_time_and_the_end(lev_case: tuple[Actor, UUID]) -> None:
    lev, case = lev_case
    paper(lev, case, 40, "visa", country="Canada")
    for mine in (False, True):
        items = Dates(lev, localdate(), later(60), mine=mine).items()
        assert [(item.day, str(item.what)) for item in items] == [
            (later(10), "ends in 30 days: Visa (Canada)"),
            (later(26), "ends in 14 days: Visa (Canada)"),
            (later(37), "ends in 3 days: Visa (Canada)"),
            (later(40), "ends: Visa (Canada)"),
        ]
    assert items[0].url == reverse("persons:person", args=[case, access.applicant(lev, case)])


def test_the_feed_has_the_days_and_no_word(lev_case: tuple[Actor, UUID]) -> None:
    lev, case = lev_case
    paper(lev, case, 40, "visa", country=CANARY)
    address = feeds.start(lev, hours=False)
    renew(lev)
    assert days(address) == [f"{later(number):%Y%m%d}" for number in (10, 26, 37, 40)]
    content = fetched(address).content.decode()
    assert not any(word in content for word in (*CANARY.split("-"), "Birch", "isa"))
    assert not any(word.encode() in database() for word in CANARY.split("-"))


def test_the_pages_say_it(client_of: Callable[[str], Client], lev_case: tuple[Actor, UUID]) -> None:
    lev, case = lev_case
    client, someone = client_of("lev"), access.applicant(lev, case)
    form = {"kind": "residence_permit", "country": "Georgia", "valid_until": later(14).isoformat()}
    assert client.post(reverse("persons:add-paper", args=[case, someone]), form).status_code == 303
    page = unescape(client.get(reverse("desk:today")).content.decode())
    assert "Residence permit (Georgia)" in page
    assert "14 days left" in page
    person = reverse("persons:person", args=[case, someone])
    assert person in page
    assert "14 days left" in unescape(client.get(person).content.decode())
    (known,) = access.person(lev, case, someone)[1].papers
    version = access.person(lev, case, someone)[0].version
    changed = form | {"let_lapse": "on", "version": version}
    client.post(reverse("persons:paper", args=[case, someone, known.id]), changed)
    assert "It may run out" in client.get(person).content.decode()
    assert "Residence permit" not in client.get(reverse("desk:today")).content.decode()
