"""Gates on the way, closing, somebody out of sight, aftercare, and who is responsible."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.casework.conftest import at, with_consent_and_risk
from tests.stage import Organisation
from waystation.casework import access, actions, alerts, due, handing, instead, membership, pressing, rules, watching
from waystation.casework.errors import Refused
from waystation.casework.models import AlertRow
from waystation.casework.records import CaseStub, Funds
from waystation.casework.rules import Standing, Wish, refusals
from waystation.casework.watching import Search
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault.errors import Stale
from waystation.vocabulary.vocabularies import terms

pytestmark = pytest.mark.usefixtures("in_english")

Accepted = Callable[..., UUID]
ClientOf = Callable[[str], Client]
TODAY, DAY = date(2026, 4, 20), timedelta(days=1)
WAY = ("planning_exit", "in_transit", "shelter_domestic", "visa_pending", "departing")


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


# Gates


def said(standing: Standing, wish: Wish) -> str:
    return " ".join(map(str, refusals(standing, wish)))


def standing(stage: str, **more: object) -> Standing:
    stub = CaseStub(pseudonym="x", stage=stage, milestones=more.pop("milestones", {}))  # type: ignore[arg-type]
    return Standing(stub, (), None, TODAY, **more)  # type: ignore[arg-type]


def test_no_plan_before_somebody_is_cleared() -> None:
    assert "under Vetting" in said(standing("accepted"), Wish("planning_exit"))
    assert "under Vetting" not in said(standing("accepted", cleared=True), Wish("planning_exit"))


@pytest.mark.parametrize(("stage", "to"), [("planning_exit", "in_transit"), ("visa_pending", "departing")])
@pytest.mark.parametrize("funds", [None, Funds(there=False)])
def test_no_departure_without_money(stage: str, to: str, funds: Funds | None) -> None:
    assert "Money for the way" in said(standing(stage, funds=funds), Wish(to))
    assert "Money for the way" not in said(standing(stage, funds=Funds(there=True)), Wish(to))


def test_an_arrival_is_somewhere() -> None:
    assert "which country" in said(standing("departing"), Wish("arrived"))
    assert "which country" not in said(standing("departing"), Wish("arrived", country="Norway"))


def test_each_way_to_close_has_reasons_of_its_own() -> None:
    owners = [each.extra["of"] for each in terms("closing_reasons")]
    closed = [each.code for each in terms("case_stages") if each.code.startswith("closed")]
    assert set(owners) == set(closed)
    for stage in closed:
        for other in closed:
            wish = Wish(stage, "x", reason=rules.closing_reasons(other)[0], seconded=True)
            assert ("reason for closing" in said(standing("aftercare"), wish)) is (stage != other)


def test_aftercare_lasts_a_year_unless_two_agree() -> None:
    wish = Wish("closed_safe", "because", reason="settled")
    for days, refused in ((0, True), (364, True), (365, False)):
        found = standing("aftercare", milestones={"aftercare": TODAY - days * DAY})
        assert bool(refusals(found, wish)) is refused
        assert not refusals(found, agreed(wish))
    assert refusals(standing("shelter_domestic"), wish)


def agreed(wish: Wish) -> Wish:
    return replace(wish, seconded=True)


def test_check_ups_are_proposed_for_a_year() -> None:
    stub = CaseStub(pseudonym="x", stage="aftercare", milestones={"arrived": TODAY, "aftercare": TODAY + 40 * DAY})
    found = rules.check_ups(stub)
    assert found[:3] == [TODAY + DAY, TODAY + 7 * DAY, TODAY + 30 * DAY]
    assert len(found) == 15
    assert found[-1] == TODAY + 40 * DAY + rules.YEAR
    assert rules.next_check_up(stub, TODAY + 8 * DAY) == TODAY + 30 * DAY
    assert rules.next_check_up(replace_stage(stub, "closed_safe"), TODAY) is None


def replace_stage(stub: CaseStub, stage: str) -> CaseStub:
    return CaseStub(pseudonym=stub.pseudonym, stage=stage, milestones=stub.milestones)


def test_the_money_is_said_with_who_pays_and_the_newest_counts(
    client_of: ClientOf, dina: Actor, accepted: Accepted
) -> None:
    case, browser = accepted(dina), client_of("dina")
    with pytest.raises(Refused):
        actions.say_funds(dina, case, there=True, note=" ")
    url = reverse("casework:funds", args=[case])
    for there in ("yes", "no"):
        assert browser.post(url, {"there": there, "note": "the travel fund"}).status_code == 303
    found = access.funds(dina, case)
    assert found is not None
    assert (found.there, found.note) == (False, "the travel fund")


# Closing


def abroad(dina: Actor, case: UUID) -> None:
    with_consent_and_risk(dina, case)
    for stage in WAY:
        actions.advance(dina, case, stage)
    actions.advance(dina, case, "arrived", country="Norway")


def test_closing_as_safe_early_needs_somebody_else(
    client_of: ClientOf, dina: Actor, lev: Actor, accepted: Accepted
) -> None:
    case = accepted(dina)
    abroad(dina, case)
    with pytest.raises(Refused):
        actions.advance(dina, case, "closed_safe", note="x", reason="settled")
    mine = client_of("dina")
    assert "Propose to close as safe" in text(mine.get(reverse("casework:stage", args=[case])))
    proposal = {"reason": "status_granted", "note": "papers for good", "version": access.case(dina, case)[0].version}
    assert mine.post(reverse("casework:propose-closing", args=[case]), proposal).status_code == 303
    ((row, _alert),) = alerts.of(dina, case)
    url = reverse("casework:closing", args=[case, row.pk])
    assert "agree" in text(client_of("lev").get(url))
    assert mine.post(url, {"do": "agree"}).status_code == 422
    assert access.case(dina, case)[1].stage == "arrived"
    assert "proposes to close" in text(client_of("lev").get(reverse("desk:today")))
    assert "proposes to close" not in text(mine.get(reverse("desk:today")))
    assert client_of("lev").post(url, {"do": "agree"}).status_code == 303
    assert access.case(dina, case)[1].stage == "closed_safe"
    assert [move.reason for _row, move in access.moves(dina, case)][-1] == "status_granted"
    assert not AlertRow.objects.exists()


def test_a_proposal_falls_with_a_move_or_is_dropped(dina: Actor, lev: Actor, accepted: Accepted) -> None:
    case = accepted(dina)
    abroad(dina, case)
    for drop in (
        lambda: actions.advance(dina, case, "aftercare"),
        lambda: watching.drop_proposal(dina, case, alerts.of(dina, case)[0][0].pk),
    ):
        actions.propose_closing(dina, case, reason="settled", note="quiet")
        (old,) = [row.pk for row, _alert in alerts.of(dina, case)]
        drop()
        refresh(lev)
        with pytest.raises(Absent):
            actions.agree_closing(lev, case, old)


def test_a_proposal_has_a_reason_and_words(dina: Actor, accepted: Accepted) -> None:
    case = accepted(dina)
    abroad(dina, case)
    for reason, note in (("infiltrator", "x"), ("settled", " "), ("", "x")):
        with pytest.raises(Refused):
            actions.propose_closing(dina, case, reason=reason, note=note)
    with pytest.raises(Refused):
        actions.propose_closing(dina, accepted(dina), reason="settled", note="not out yet")


# Out of sight


def test_who_is_out_of_sight_comes_back_until_found(
    client_of: ClientOf, dina: Actor, lev: Actor, accepted: Accepted, called: list[datetime]
) -> None:
    case, now = accepted(dina), dina.now()
    by = now + timedelta(hours=6)
    actions.advance(dina, case, "lost_contact", note="silent", search=Search(lev.account, by))
    ((row, alert),) = alerts.of(dina, case)
    assert (alert.who, alert.due) == (lev.account, by)
    assert "looks again by" in text(client_of("dina").get(reverse("desk:today")))
    assert due.run(by - timedelta(hours=1)) == 0
    assert due.run(by) == 1
    later = at(dina, by)
    with pytest.raises(Refused):
        watching.look(later, case, row.pk, " ", Search(lev.account, by + DAY))
    watching.look(later, case, row.pk, "called the sister", Search(dina.account, by + DAY), seen=row.version)
    assert access.notes(dina, case)[-1][1].text == "called the sister"
    assert due.run(by + DAY) == 1
    assert len(called) == 2
    assert "should have looked" in str(say(at(dina, by + 2 * DAY), case))
    actions.advance(dina, case, "accepted")
    assert not AlertRow.objects.exists()


def say(actor: Actor, case: UUID) -> str:

    return str([each.text for each in pressing.of_case(actor, case, alerts.of(actor, case))])


@pytest.mark.parametrize("hours", [-1, 0, 24 * 7 + 1])
def test_nobody_is_left_for_longer_than_a_week(dina: Actor, accepted: Accepted, hours: int) -> None:
    case, now = accepted(dina), dina.now()
    dina, wanted = at(dina, now), Search(dina.account, now + timedelta(hours=hours))
    with pytest.raises(Refused):
        actions.advance(dina, case, "lost_contact", note="silent", search=wanted)
    assert access.case(dina, case)[1].stage == "accepted"


def test_somebody_looks_within_a_day_where_nothing_is_said(dina: Actor, accepted: Accepted) -> None:
    case, now = accepted(dina), dina.now()
    actions.advance(at(dina, now), case, "lost_contact", note="silent")
    ((_row, alert),) = alerts.of(dina, case)
    assert (alert.who, alert.due) == (dina.account, now + DAY)
    actions.advance(dina, case, "seized_returned", note="a neighbour saw it")
    assert len(alerts.of(dina, case)) == 1
    actions.take_back(dina, case, note="it was another")
    assert len(alerts.of(dina, case)) == 1
    actions.take_back(dina, case, note="he wrote")
    assert not AlertRow.objects.exists()


def test_a_look_that_was_overtaken_is_told(client_of: ClientOf, dina: Actor, accepted: Accepted) -> None:
    case = accepted(dina)
    actions.advance(dina, case, "lost_contact", note="silent")
    ((row, _alert),) = alerts.of(dina, case)
    seen, by = row.version, dina.now() + timedelta(hours=5)
    watching.look(dina, case, row.pk, "theirs", Search(dina.account, by), seen=seen)
    with pytest.raises(Stale):
        watching.look(dina, case, row.pk, "mine", Search(dina.account, by), seen=seen)
    mine = {"tried": "mine", "who": str(dina.account), "look_by": f"{by:%Y-%m-%dT%H:%M}", "version": seen}
    answer = client_of("dina").post(reverse("casework:look", args=[case, row.pk]), mine)
    assert answer.status_code == 422
    assert "As it stands now" in text(answer)
    assert "mine" in text(answer)


# Who is responsible


def test_a_case_is_handed_over_once_the_other_takes_it(
    client_of: ClientOf, dina: Actor, lev: Actor, accepted: Accepted
) -> None:
    case, mine, theirs = accepted(dina), client_of("dina"), client_of("lev")
    offer = {"owner": str(lev.account), "note": "call at six", "version": access.case(dina, case)[0].version}
    assert mine.post(reverse("casework:assign", args=[case]), offer).status_code == 303
    assert access.case(dina, case)[1].owner == dina.account
    assert "hands the case over" in text(theirs.get(reverse("desk:today")))
    ((row, _alert),) = alerts.of(dina, case)
    url = reverse("casework:offer", args=[case, row.pk])
    assert "call at six" in text(theirs.get(url))
    with pytest.raises(Absent):
        handing.take_over(dina, case, row.pk)
    assert theirs.post(url, {"do": "take"}).status_code == 303
    assert access.case(dina, case)[1].owner == lev.account
    assert access.notes(dina, case)[-1][1].text == "call at six"
    assert not AlertRow.objects.exists()


def test_an_offer_is_over_once_somebody_else_is_responsible(dina: Actor, lev: Actor, accepted: Accepted) -> None:
    case = accepted(dina)
    refresh(lev)
    handing.hand_over(dina, case, lev.account, "call at six")
    ((row, _alert),) = alerts.of(dina, case)
    actions.assign(dina, case, dina.account)
    assert not AlertRow.objects.exists()
    with pytest.raises(Absent):
        handing.take_over(lev, case, row.pk)
    assert access.notes(dina, case)[-1][1].text == "call at six"


def test_an_offer_may_be_left_by_those_two_alone(
    organisation: Organisation, dina: Actor, lev: Actor, accepted: Accepted
) -> None:
    case = accepted(dina)
    refresh(lev)
    for somebody in (lev, dina):
        handing.hand_over(dina, case, lev.account, "")
        ((row, _alert),) = alerts.of(dina, case)
        with pytest.raises(Absent):
            handing.leave_it(replace(lev, account=uuid4()), case, row.pk)
        handing.leave_it(somebody, case, row.pk)
        assert access.case(dina, case)[1].owner == dina.account


def test_nobody_is_offered_what_they_cannot_open(
    organisation: Organisation, dina: Actor, accepted: Accepted, ira: Actor
) -> None:
    case = accepted(dina)
    lev = organisation.actor("lev")
    actions.assign(lev, case, lev.account)
    membership.take_off(lev, case, dina.account)
    lev = organisation.actor("lev")
    for somebody in (dina.account, ira.account, lev.account):
        with pytest.raises(Refused):
            handing.hand_over(lev, case, somebody, "x")


def test_who_stands_in_sees_the_work_on_today(client_of: ClientOf, dina: Actor, lev: Actor, accepted: Accepted) -> None:
    case, today = accepted(dina, "Heron"), dina.today
    actions.set_next(dina, case, next_action="call the sister", next_due=today)
    browser = client_of("dina")
    away = {"account": str(dina.account), "stand_in": str(lev.account), "first": str(today), "last": str(today + DAY)}
    assert browser.post(reverse("casework:away"), away).status_code == 303
    page = text(client_of("lev").get(reverse("desk:today")))
    assert "For Alma, who is away" in page
    assert "For Alma" not in text(browser.get(reverse("desk:today")))
    ((row, _away),) = handing.away(dina)
    assert browser.post(reverse("casework:be-back", args=[row.pk])).status_code == 303
    assert instead.stood_for(lev) == []


def test_days_that_contradict_themselves_are_refused(dina: Actor, lev: Actor, ira: Actor) -> None:
    today = dina.today
    for stand_in, first, last in (
        (lev.account, today, today - DAY),
        (lev.account, today - 3 * DAY, today - DAY),
        (dina.account, today, today),
        (ira.account, today, today),
    ):
        with pytest.raises(Refused):
            handing.say_away(dina, dina.account, stand_in, first, last)
    handing.say_away(dina, dina.account, lev.account, today, today + DAY)
    with pytest.raises(Refused):
        handing.say_away(lev, lev.account, dina.account, today, today)
    handing.say_away(lev, lev.account, dina.account, today + 2 * DAY, today + 3 * DAY)


def test_for_others_coordinators_say_it_alone(dina: Actor, lev: Actor) -> None:
    today = dina.today
    with pytest.raises(Absent):
        handing.say_away(dina, lev.account, dina.account, today, today)
    made = handing.say_away(lev, dina.account, lev.account, today, today)
    assert handing.say_away(lev, dina.account, lev.account, today, today, once=made) == made
    handing.be_back(dina, made)
    with pytest.raises(Absent):
        handing.be_back(dina, made)
