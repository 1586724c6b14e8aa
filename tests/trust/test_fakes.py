"""False hotlines: reported by anybody, read by the duty team alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent
from waystation.staff.teams import DUTY, locator
from waystation.trust import fakes
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
