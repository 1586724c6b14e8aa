"""What a plan costs is kept for it when it is adopted: once, all of it or nothing, until the journey is over."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.evacuation.money.conftest import Purse
from tests.evacuation.money.conftest import purse as purse
from tests.evacuation.money.conftest import second as second
from tests.evacuation.plans.made import stored
from waystation.casework.errors import Refused as CaseRefused
from waystation.evacuation import access as evacuation
from waystation.evacuation import actions as journeys
from waystation.evacuation.errors import Refused
from waystation.evacuation.money import access as ledger
from waystation.evacuation.money import actions as money
from waystation.evacuation.money.models import EntryRow, ReservationRow
from waystation.evacuation.plans import access, actions, adopting
from waystation.staff.access import refresh

pytestmark = pytest.mark.django_db
D = Decimal


def planned(purse: Purse, cost: str = "40", currency: str = "EUR", case: UUID | None = None) -> UUID:
    """The part of a case in a plan that leads by taxi to a house."""
    places = purse.scene.places
    found = case or purse.case
    run_id = stored(purse.lev, found, places["hollow"], places["lantern"], cost=cost, currency=currency)
    return next(member.id for [member] in access.members(purse.lev, run_id).values())


def free(purse: Purse, currency: str = "EUR") -> Decimal:
    return ledger.books(purse.lev).free(purse.fund, currency)


def test_adopting_keeps_the_money_of_each_leg(purse: Purse) -> None:
    [journey] = actions.adopt(purse.lev, planned(purse), "safest")
    [(_row, kept)] = ledger.reservations(purse.lev, purse.case)
    [(leg, _record)] = evacuation.way(purse.lev, journey).legs
    assert (kept.amount, kept.currency, kept.journey, kept.leg) == (D(40), "EUR", journey, leg)
    assert free(purse) == 960


def test_it_is_kept_once_however_often_plans_are_adopted(purse: Purse) -> None:
    part = planned(purse)
    actions.adopt(purse.lev, part, "safest")
    with pytest.raises(Refused, match="adopted_already"):
        actions.adopt(purse.lev, part, "safest")
    assert free(purse) == 960
    actions.adopt(purse.lev, planned(purse, "70"), "safest")  # the draft before is given up, with its money
    assert free(purse) == 930


def test_where_there_is_not_enough_nothing_is_drafted(purse: Purse) -> None:
    part = planned(purse, "1000.01")
    before = EntryRow.objects.count()
    with pytest.raises(CaseRefused) as refused:
        actions.adopt(purse.lev, part, "safest")
    said = " ".join(str(each) for each in refused.value.reasons)
    assert "1000.01 EUR" in said
    assert evacuation.ways_of(purse.lev, purse.case) == []
    assert EntryRow.objects.count() == before
    assert not ReservationRow.objects.exists()


def test_a_currency_that_no_fund_has_is_said(purse: Purse, in_english: None) -> None:
    with pytest.raises(CaseRefused) as refused:
        actions.adopt(purse.lev, planned(purse, "5", "GEL"), "safest")
    assert "No fund has any GEL" in " ".join(str(each) for each in refused.value.reasons)
    assert evacuation.ways_of(purse.lev, purse.case) == []


def test_the_page_says_why_it_was_not_drafted(purse: Purse, client_of: Callable[[str], Client]) -> None:
    part = planned(purse, "1000.01")
    client = client_of("lev")
    answer = client.post(reverse("plans:adopt", args=[part]), {"plan": "safest"})
    assert answer.status_code == 409
    assert "1000.01 EUR" in answer.content.decode()


def test_a_process_that_dies_in_the_middle_has_kept_nothing(purse: Purse, monkeypatch: pytest.MonkeyPatch) -> None:
    part, reserve = planned(purse), money.reserve_way

    def dies(*args: object) -> int:
        reserve(*args)  # type: ignore[arg-type]
        raise SystemExit

    with monkeypatch.context() as patch:
        patch.setattr(adopting.money, "reserve_way", dies)
        with pytest.raises(SystemExit):
            actions.adopt(purse.lev, part, "safest")
    refresh(purse.lev)
    assert free(purse) == 1000
    assert evacuation.ways_of(purse.lev, purse.case) == []
    actions.adopt(purse.lev, part, "safest")
    assert free(purse) == 960


def test_of_two_coordinators_one_adopts(purse: Purse) -> None:
    part = planned(purse)
    refresh(purse.max)
    access.part(purse.max, part)  # both have it before them
    actions.adopt(purse.lev, part, "safest")
    with pytest.raises(Refused, match="adopted_already"):
        actions.adopt(purse.max, part, "safest")
    assert ReservationRow.objects.count() == 1
    other = purse.scene.case("Alder")
    refresh(purse.max)
    with pytest.raises(CaseRefused):  # 960 are left, and the second sees that
        actions.adopt(purse.max, planned(purse, "961", case=other), "safest")
    assert free(purse) == 960


def test_it_is_given_back_when_the_journey_is_called_off(purse: Purse) -> None:
    [journey] = actions.adopt(purse.lev, planned(purse), "safest")
    journeys.abort(purse.lev, journey, because="the road is closed")
    assert free(purse) == 1000


def test_a_leg_that_is_taken_out_needs_no_money(purse: Purse) -> None:
    [journey] = actions.adopt(purse.lev, planned(purse), "safest")
    [(leg, _record)] = evacuation.way(purse.lev, journey).legs
    journeys.remove_leg(purse.lev, leg)
    assert free(purse) == 1000


def test_it_is_settled_when_the_journey_is_done(purse: Purse) -> None:
    [journey] = actions.adopt(purse.lev, planned(purse), "safest")
    [(leg, _record)] = evacuation.way(purse.lev, journey).legs
    [(reservation, _kept)] = ledger.reservations(purse.lev, purse.case)
    money.ask(
        purse.lev, purse.case, D(25), "EUR", "the taxi", method="ticket", payee="seller", reservation=reservation.pk
    )
    journeys.note_consent(purse.lev, journey, "Yes, I go.")
    purse.scene.approve(journey)
    journeys.depart(purse.lev, leg)
    journeys.arrive(purse.lev, leg)
    assert free(purse) == 975  # what a payment waits for stays kept for it


def test_several_persons_pay_several_tickets(purse: Purse) -> None:
    places = purse.scene.places
    run_id = stored(purse.lev, purse.case, places["hollow"], places["lantern"], cost="12.50", currency="EUR", persons=2)
    [[member]] = access.members(purse.lev, run_id).values()
    [journey] = actions.adopt(purse.lev, member.id, "safest")
    assert evacuation.way(purse.lev, journey).records[0].cost == "25.00"
    assert free(purse) == 975


def test_without_a_ledger_nothing_is_kept(purse: Purse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adopting.ledger, "is_in_use", lambda actor: False)
    actions.adopt(purse.lev, planned(purse, "99999"), "safest")
    assert not ReservationRow.objects.exists()


@pytest.mark.usefixtures("in_english")
def test_a_plan_is_asked_for_with_what_is_free_and_in_the_language_of_whoever_asks(
    purse: Purse, client_of: Callable[[str], Client]
) -> None:
    actions.adopt(purse.lev, planned(purse), "safest")
    said = client_of("lev").get(reverse("plans:plan-new")).content.decode()
    assert 'name="budget" value="960"' in said
    assert "1 minute" in said
