"""A page of several lines of which a part did not arrive says so, and names no hidden field."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from waystation.web import faults


def test_a_proposal_that_did_not_arrive_whole(client_of: Callable[[str], Client]) -> None:
    page = client_of("lev").post("/staff/trust/propose", {}, headers={"accept-language": "en"}).content.decode()
    assert str(faults.NOT_WHOLE) in page
    assert "TOTAL_FORMS)" not in page
