"""False hotlines: reported by anybody, read by the duty team alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent
from waystation.staff.teams import DUTY, locator
from waystation.trust import fakes, likeness
from waystation.trust.models import FakeRow
from waystation.trust.records import Fake
from waystation.vault.compartments import Compartment
from waystation.vault.records import post


def test_it_works(dina: Actor) -> None:
    sent = Client().post("/en/report", {"address": "he1p@waystation.example", "text": "They asked for my address."})
    assert sent.status_code == 303
    (report,) = fakes.reports(dina)
    assert report.record.text == "They asked for my address."
    assert report.looks_like_ours
    assert not report.is_ours
    assert b"he1p@" not in bytes(FakeRow.objects.get().sealed)


@pytest.mark.parametrize("address", ["HELP@waystation.example", "http://127.0.0.1:8000/"])
def test_an_address_of_ours_is_told_apart(dina: Actor, address: str) -> None:
    fakes.report(address, "", now=utc_now())
    (report,) = fakes.reports(dina)
    assert report.is_ours
    assert not report.looks_like_ours


OURS = {"https://waystation.example", "help@waystation.example", "hotline@gmail.com"}


@pytest.mark.parametrize(
    "said",
    [
        "https://waystatіon.example",  # Ukrainian і
        "https://waystatіon.example/en/write",
        "http://www.waystatіon.example",
        "https://waystatlon.example/ru/",
        "hxxps://waystatlon[.]example",
        "https://xn--waystaton-19h.example/",
        "https://waystation.example.evil.com",
        "https://waystation.example@evil.com/",
        "waystation.example@evil.com",
        "https://waystation.org/ru/",
        "waystation-help.com",
        "https://t.me/Waystation_bot",
        "@waystation_help in Telegram",
        "I saw it at (waystati0n.example), on Monday",
        "way\u200bstation.example",
        "help@waystation.exampel",
        "helpp@waystatlon.example",
    ],
)
def test_what_was_made_to_look_like_ours_is_marked(said: str) -> None:
    assert likeness.is_like(said, OURS)
    assert not likeness.is_one_of(said, OURS)


@pytest.mark.parametrize(
    "said",
    [
        "https://sos.example.evil.com/ru",
        "https://sos.example@evil.com",
        "sos.exampIe/en",
        "https://xn--ss-fmc.example.evil.com/",
        "http://sus.example",
    ],
)
def test_a_short_name_is_told_by_its_host(said: str) -> None:
    assert likeness.is_like(said, {"https://sos.example"})


@pytest.mark.parametrize(
    "said",
    [
        "https://waystation.example/en/write",
        "http://WWW.waystation.example",
        "https://help.waystation.example:443/x",
        "Write to help@waystation.example!",
        "HOTLINE@gmail.com",
    ],
)
def test_what_is_ours_is_told_so(said: str) -> None:
    assert likeness.is_one_of(said, OURS)
    assert not likeness.is_like(said, OURS)


@pytest.mark.parametrize(
    "said",
    [
        "somebody@gmail.com",
        "https://gmail.com",
        "+7 999 123 45 67",
        "station.example",
        "",
        "https://[",
        "@",
        "…",
        "помощь",
    ],
)
def test_others_are_not_marked(said: str) -> None:
    assert not likeness.is_like(said, OURS)
    assert not likeness.is_one_of(said, OURS)


@given(st.text(max_size=60))
def test_nothing_that_a_stranger_types_stops_the_page(said: str) -> None:
    likeness.is_like(said, OURS)
    likeness.is_one_of(said, OURS)


def test_what_is_not_seen_is_shown_as_what_it_is(client_of: Callable[[str], Client], dina: Actor) -> None:
    fakes.report("moc.live\u202e\u200b.example", "it said \u202ethis", now=utc_now())
    page = client_of("dina").get("/staff/trust/fakes/", headers={"accept-language": "en"}).content.decode()
    assert "moc.live[U+202E][U+200B].example" in page
    assert "it said [U+202E]this" in page
    assert "\u202e" not in page


def test_it_is_judged_on_the_page(client_of: Callable[[str], Client], dina: Actor) -> None:
    fakes.report("wаystation.example", "with a Cyrillic letter", now=utc_now())
    (report,) = fakes.reports(dina)
    client = client_of("dina")
    assert (
        client.post(f"/staff/trust/fakes/{report.id}", {"status": "false", "note": "told the press"}).status_code == 303
    )
    page = client.get("/staff/trust/fakes/", headers={"accept-language": "en"}).content.decode()
    assert "told the press" in page


def test_a_stranger_cannot_say_that_we_looked_at_it(dina: Actor) -> None:
    record = Fake(at=utc_now(), address="x", status="closed", note="all is well")
    post(FakeRow, record, (locator(DUTY), Compartment.SELF))
    assert fakes.reports(dina) == []


def test_who_is_not_on_duty_sees_none(ira: Actor) -> None:
    fakes.report("x.example", "", now=utc_now())
    with pytest.raises(Absent):
        fakes.reports(ira)
