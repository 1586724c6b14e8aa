"""A statement of a bank: ticked off, explained by what is not on it, closed; what is changed later is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from tests.evacuation.money.conftest import PHRASE, D, Purse
from tests.stage import Organisation
from waystation.audit.log import entries
from waystation.casework.errors import Refused
from waystation.evacuation.money import access, actions, wording
from waystation.evacuation.money.models import ReconciliationRow
from waystation.evacuation.money.records import Fund, Holding
from waystation.evacuation.money.shown import statements as shown
from waystation.staff.access import refresh
from waystation.staff.actions import add_account, resume, sign_in
from waystation.staff.actor import utc_now
from waystation.staff.teams import AUDIT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

DAY = timedelta(days=1)


@pytest.fixture
def bank(purse: Purse) -> UUID:
    """An account into which came 500 five days ago and 70 three days ago, and out of which 40 went two days ago."""
    account = actions.add_holding(purse.lev, Holding(name="Bank", currency="EUR", kind="bank"))
    today = purse.lev.today
    for amount, days in (("500", 5), ("70", 3)):
        actions.take_in(purse.lev, purse.fund, account, D(amount), on=today - days * DAY, note=amount)
    actions.move(purse.lev, purse.fund, account, purse.box, D(40), on=today - 2 * DAY, note="40")
    return account


def close(purse: Purse, account: UUID, counted: str, *notes: str, days: int = 1, **more: Any) -> UUID:
    """The statement of so many days ago, on which the movements with these notes are ticked off."""
    ticked = [each.id for each in access.items(purse.lev, account) if each.entry.note in notes]
    assert len(ticked) == len(notes)
    on = purse.lev.today - days * DAY
    return actions.reconcile(purse.lev, account, D(counted), on=on, seen=ticked, **more)


def why(act: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return str(refused.value.reasons[0])


def verbs(purse: Purse) -> list[str]:
    return [each.verb for _number, each in entries(purse.lev.keys, purse.lev.team(AUDIT), newest=6) if each]


def test_what_the_bank_had_not_yet_explains_the_difference(purse: Purse, bank: UUID) -> None:
    close(purse, bank, "570", "500", "70")  # the 40 are on their way
    (line,) = shown.lines(purse.lev, bank)
    assert (line.of.counted, line.of.booked, line.of.entry) == (D(570), D(530), None)
    assert len(line.outstanding) == 1
    assert "-40.00" in line.outstanding[0]
    assert line.of.counted - line.of.booked == 40  # which is just what is outstanding
    assert access.books(purse.lev).in_holding(bank) == 530  # nothing was booked of it
    close(purse, bank, "530", "40", days=0)
    newest, first = shown.lines(purse.lev, bank)
    assert (newest.outstanding, len(first.outstanding)) == ([], 1)  # as it stood when it was closed
    assert shown.to_tick(purse.lev, bank) == []


def test_what_is_left_unexplained_is_told_with_its_sum_and_booked_once_it_is(purse: Purse, bank: UUID) -> None:
    said = why(lambda: close(purse, bank, "567", "500", "70")).replace("\u00a0", " ")
    assert "570.00 EUR" in said and "567.00 EUR" in said and "-3.00 EUR" in said  # noqa: PT018
    assert ReconciliationRow.objects.count() == 0
    fee = {"explanation": "a fee", "fund_id": purse.fund}
    assert why(lambda: close(purse, bank, "567", "500", "70", explanation="a fee")) == str(wording.WHICH_FUND)
    close(purse, bank, "567", "500", "70", **fee)
    assert access.books(purse.lev).in_holding(bank) == 527
    close(purse, bank, "527", "40", days=0)  # the fee stands on the statement on which it was found
    with pytest.raises(Refused):
        close(purse, bank, "0", days=0)


def test_a_movement_stands_on_one_statement_and_on_none_before_its_day(purse: Purse, bank: UUID) -> None:
    assert why(lambda: close(purse, bank, "570", "500", "70", days=4)) == str(wording.NOT_ON_STATEMENT)
    close(purse, bank, "500", "500", days=4)
    assert why(lambda: close(purse, bank, "570", "500", "70")) == str(wording.NOT_ON_STATEMENT)
    strange = next(each.id for each in access.items(purse.lev, purse.box))
    with pytest.raises(Refused):
        actions.reconcile(purse.lev, bank, D(500), on=purse.lev.today, seen=[strange])
    with pytest.raises(Refused):
        actions.reconcile(purse.lev, bank, D(500), on=purse.lev.today, seen=[uuid4()])
    assert why(lambda: close(purse, bank, "0", days=5)) == str(wording.LATER_IS_CLOSED)


def test_what_is_written_down_later_for_a_closed_time_is_told(purse: Purse, bank: UUID) -> None:
    close(purse, bank, "530", "500", "70", "40")
    assert "money.closed_day_changed" not in verbs(purse)
    today = purse.lev.today
    actions.take_in(purse.lev, purse.fund, bank, D(5), on=today, note="later")
    assert "money.closed_day_changed" not in verbs(purse)
    actions.take_in(purse.lev, purse.fund, bank, D(9), on=today - 3 * DAY, note="forgotten")
    assert "money.closed_day_changed" in verbs(purse)
    wrong = next(each.id for each in access.items(purse.lev, bank) if each.entry.note == "70")
    assert "which is closed" in shown.stands_on(purse.lev, wrong)
    actions.reverse(purse.lev, wrong, because="it was 7")
    (line,) = shown.lines(purse.lev, bank)
    assert [("9.00" in each, "-70.00" in each) for each in line.changes] == [(True, False), (False, True)]
    assert line.outstanding == []
    close(purse, bank, "544", "forgotten", "later", days=0)
    with pytest.raises(Refused):  # nobody saw the reversal at the bank
        close(purse, bank, "474", days=0)


def test_a_cash_box_has_no_statement(purse: Purse) -> None:
    assert shown.to_tick(purse.lev, purse.box) is None
    actions.reconcile(purse.lev, purse.box, D(1000), on=purse.lev.today)
    actions.take_in(purse.lev, purse.fund, purse.box, D(1), on=purse.lev.today)
    (line,) = shown.lines(purse.lev, purse.box)
    assert (line.outstanding, line.changes) == ([], [])


def test_of_two_who_close_at_once_one_is_refused(purse: Purse, bank: UUID) -> None:
    close(purse, bank, "500", "500", days=4, known=0)
    refresh(purse.max)
    ticked = [each.id for each in access.items(purse.max, bank) if each.entry.note == "70"]
    told = {"on": purse.max.today - DAY, "seen": ticked}
    assert why(lambda: actions.reconcile(purse.max, bank, D(570), **told, known=0)) == str(wording.CLOSED_MEANWHILE)
    actions.reconcile(purse.max, bank, D(570), **told, known=1)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_close_in_the_same_moment_one_is_refused(on_file: Callable[[], Organisation]) -> None:
    organisation = on_file()
    organisation.accounts["max"] = add_account(
        organisation.founding, name="max", passphrase=PHRASE, persona="Max", roles=["coordinator"]
    )
    lev = organisation.actor("lev")
    fund = actions.add_fund(lev, Fund(name="Bread fund", currency="EUR"))
    bank = actions.add_holding(lev, Holding(name="Bank", currency="EUR", kind="bank"))
    came = actions.take_in(lev, fund, bank, D(100), on=lev.today)
    barrier, told = Barrier(2), []

    def run() -> None:
        try:
            mine = resume(sign_in("max", PHRASE, now=utc_now()), now=utc_now())
            assert mine is not None
            access.books(mine)
            barrier.wait(timeout=30)
            actions.reconcile(mine, bank, D(100), on=mine.today, seen=[came], known=0)
            told.append("closed")
        except Refused as refused:
            told.append(str(refused.reasons[0]))
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(told) == sorted(["closed", str(wording.CLOSED_MEANWHILE)])
    assert ReconciliationRow.objects.count() == 1


def test_the_pages_from_the_ticks_to_the_closed_statement(
    purse: Purse, bank: UUID, client_of: Callable[[str], Client]
) -> None:
    browser, form = client_of("lev"), reverse("money:holding-reconcile", args=[bank])
    page = browser.get(form).content.decode()
    known = browser.get(form).context["form"].initial["known"]
    ticks = dict(browser.get(form).context["form"].fields["seen"].choices)
    assert len(ticks) == 3
    assert "What stands on the statement" in page
    of = {note: pk for pk, words in ticks.items() for note in ("500", "70", "40") if words.endswith(f" {note}")}
    said = {"counted": "570", "on": purse.lev.today - DAY, "known": known, "once": uuid4()}
    refused = browser.post(form, said | {"seen": [of["500"]]})
    assert refused.status_code == 422
    assert "is not explained" in refused.content.decode()
    assert f'value="{of["500"]}"' in refused.content.decode()
    assert browser.post(form, said | {"seen": [of["500"], of["70"]]}).status_code == 303
    page = browser.get(reverse("money:holding", args=[bank])).content.decode()
    assert "explained" in page and "The bank had not yet" in page and "On no statement yet" in page  # noqa: PT018
    again = browser.post(form, said | {"seen": [of["40"]], "once": uuid4()})
    assert "A colleague closed one" in again.content.decode()
    actions.take_in(purse.lev, purse.fund, bank, D(9), on=purse.lev.today - 3 * DAY, note="forgotten")
    assert "changed since it was closed" in browser.get(reverse("money:holding", args=[bank])).content.decode()
    wrong = reverse("money:entry-reverse", args=[UUID(of["70"])])
    assert "which is closed" in browser.get(wrong).content.decode()
