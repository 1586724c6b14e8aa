"""Bodies that were entered before a limit became another one: told apart, and given the new one by a press."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from waystation.advocacy import access, bodies, drafting, rules, shipped
from waystation.advocacy.clocks import FILING, MONTHS, Clock
from waystation.advocacy.records import Authority, Submission
from waystation.documentation.errors import Refused
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vocabulary.vocabularies import terms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

Browser = Callable[[str], Client]
# As the list had it until the limit followed the day of the last decision.
EARLIER = Clock(code="ecthr", use=FILING, limit=4, unit=MONTHS, starts="event", basis="ECHR art. 35")
COURT = Authority(name="Strasbourg", kind="coe.ecthr", clocks=(EARLIER, Clock(code="ours", limit=90)))


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


@pytest.fixture
def court(sara: Actor) -> UUID:
    return bodies.add_authority(sara, COURT)


@pytest.mark.parametrize("kind", [each.code for each in terms("addressees")])
def test_a_body_as_it_is_offered_differs_in_nothing(kind: str) -> None:
    term = next(each for each in terms("addressees") if each.code == kind)
    assert not shipped.differing(Authority(name="", kind=kind, clocks=tuple(shipped.known(term))))


def test_what_is_not_of_the_list_and_by_which_rule_it_stands_is_no_difference() -> None:
    (new,) = [each.known for each in shipped.differing(COURT)]
    other_words = Clock(**{name: getattr(new, name) for name in new.__struct_fields__} | {"basis": "", "read": True})
    assert not shipped.differing(Authority(name="", kind="coe.ecthr", clocks=(other_words,)))
    assert not shipped.differing(Authority(name="", kind="", clocks=(EARLIER,)))


def test_it_is_told_and_taken_by_a_press(browser: Browser, sara: Actor, court: UUID) -> None:
    client, limits = browser("sara"), reverse("advocacy:limits")
    since = Submission(authority=court, kind="ecthr", title="Before", since=date(2021, 12, 1), text="We ask.")
    drafting.draft(sara, since)
    assert rules.file_until(since, COURT) == date(2022, 4, 1)

    assert "1 body has another limit than this version knows" in text(client.get(reverse("advocacy:authorities")))
    assert limits in text(client.get(reverse("advocacy:authority", args=[court])))
    page = text(client.get(limits))
    assert "for us to go there: 4 months" in page
    assert "6 months for what began before" in page

    take = reverse("advocacy:limit-take", args=[court])
    assert client.post(take, {"code": "ecthr"}).status_code == 303
    refresh(sara)
    _row, now = access.authority(sara, court)
    assert rules.file_until(since, now) == date(2022, 6, 1)
    assert [each.code for each in now.clocks] == ["ecthr", "ours"]
    assert "No limit differs" in text(client.get(limits))
    assert "than this version knows" not in text(client.get(reverse("advocacy:authorities")))
    again = client.post(take, {"code": "ecthr"})
    assert again.status_code == 422
    assert "has that limit as it is known already" in text(again)


def test_what_a_lawyer_confirmed_is_shown_and_nobody_is_sent_there(browser: Browser, sara: Actor) -> None:
    confirmed = Clock(
        code="ecthr", use=FILING, limit=4, unit=MONTHS, starts="event", confirmed_on=date(2026, 1, 2), confirmed_by="A"
    )
    bodies.add_authority(sara, Authority(name="Strasbourg", kind="coe.ecthr", clocks=(confirmed,)))
    client = browser("sara")
    assert "than this version knows" not in text(client.get(reverse("advocacy:authorities")))
    page = text(client.get(reverse("advocacy:limits")))
    assert "confirmed by a lawyer" in page
    assert "Take what this version knows" in page


def test_a_limit_that_a_body_has_not_can_be_taken_too(browser: Browser, sara: Actor) -> None:
    bare = bodies.add_authority(sara, Authority(name="Strasbourg", kind="coe.ecthr"))
    client = browser("sara")
    assert "no such limit" in text(client.get(reverse("advocacy:limits")))
    assert client.post(reverse("advocacy:limit-take", args=[bare]), {"code": "ecthr"}).status_code == 303
    refresh(sara)
    assert [each.code for each in access.authority(sara, bare)[1].clocks] == ["ecthr"]


def test_whoever_may_not_write_takes_none(ira: Actor, sara: Actor, court: UUID) -> None:
    with pytest.raises((Absent, PermissionError)):
        bodies.take_known_limit(ira, court, "ecthr")
    with pytest.raises(Refused):
        bodies.take_known_limit(sara, court, "nothing")
