"""The pages of vetting, as two people on duty use them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from tests.stage import Organisation, clear
from tests.trust.people import written
from waystation.casework import actions as casework
from waystation.hotline import actions as hotline
from waystation.staff.actor import Actor
from waystation.trust import marks, vetted, vouches
from waystation.trust import vetting_rules as rules

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def thread(organisation: Organisation, dina: Actor) -> UUID:
    made = written("How many people do you have there?")
    hotline.open_thread(dina, made)
    return made


def page(client: Client, path: str) -> str:
    answer = client.get(path, headers=ENGLISH)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def send(client: Client, thread: UUID, what: str, **said: str) -> None:
    answer = client.post(f"/staff/requests/{thread}/vetting/{what}", said, headers=ENGLISH)
    assert answer.status_code == 303, answer.content.decode()


def test_it_works(client_of: Callable[[str], Client], dina: Actor, thread: UUID) -> None:
    one, two = client_of("dina"), client_of("lev")
    first = page(one, f"/staff/requests/{thread}/vetting")
    assert "How many people do you have there" in first
    assert "It can cost this person" in first
    send(one, thread, "finding", code="asks_others", note="asked once")
    send(one, thread, "finding", code="insider", note="knows the yard")
    send(one, thread, "verdict", state="provisional", reason="fits", seen="2")
    send(one, thread, "verdict", state="cleared", reason="we spoke", seen="3")
    assert "I hold the same" not in page(one, f"/staff/requests/{thread}/vetting")
    waiting = page(two, "/staff/")
    assert "Waits for a second person" in waiting
    shown = page(two, f"/staff/requests/{thread}/vetting")
    assert "I hold the same: Cleared" in shown
    assert "For: 3. Against: 3." in shown
    send(two, thread, "verdict", state="cleared", seen="4")
    assert vetted.known(dina, thread).standing.is_cleared
    assert "Waits for a second person" not in page(two, "/staff/")


def test_whoever_was_overtaken_is_told_and_may_send_again(client_of: Callable[[str], Client], thread: UUID) -> None:
    client = client_of("dina")
    send(client, thread, "finding", code="insider")
    said = {"state": "provisional", "reason": "fits", "seen": "0"}
    late = client.post(f"/staff/requests/{thread}/vetting/verdict", said, headers=ENGLISH)
    assert late.status_code == 422
    assert "Somebody else changed this" in late.content.decode()
    assert 'name="seen" value="1"' in late.content.decode()


def test_both_errors_are_told_with_the_number_in_shelter(
    client_of: Callable[[str], Client], lev: Actor, dina: Actor, thread: UUID
) -> None:
    asked = written(number=9)
    case_id = casework.accept(dina, asked, pseudonym="Birch")
    assert "Everybody in shelter is in danger" in page(client_of("dina"), f"/staff/requests/{thread}/vetting")
    casework.record_consent(dina, case_id, purpose="help", state="given")
    casework.assess_risk(dina, case_id, factors=[])
    casework.say_funds(dina, case_id, there=True, note="a fund pays")
    clear(dina, asked)
    for stage in ("planning_exit", "in_transit", "shelter_domestic"):
        casework.advance(dina, case_id, stage)
    told = page(client_of("dina"), f"/staff/requests/{thread}/vetting")
    assert "Whoever belongs to the 1 case in shelter now is in danger" in told


def test_the_case_says_how_far_the_person_is_vetted(
    client_of: Callable[[str], Client], dina: Actor, thread: UUID
) -> None:
    case_id = casework.accept(dina, thread, pseudonym="Birch")
    assert "Not vetted yet" in page(client_of("dina"), f"/staff/cases/{case_id}")
    clear(dina, thread)
    shown = page(client_of("dina"), f"/staff/cases/{case_id}")
    assert "Vetting: Cleared" in " ".join(shown.split())
    assert f"/staff/requests/{thread}/vetting" in shown
    assert "Birch" in page(client_of("dina"), f"/staff/requests/{thread}/vetting")


def test_a_word_is_taken_back_after_what_follows_was_shown(
    client_of: Callable[[str], Client], dina: Actor, thread: UUID
) -> None:
    client, other = client_of("dina"), written(sender="Malika <malika@mail.example>", number=2)
    hotline.open_thread(dina, other)
    send(client, thread, "vouch", kind="partner", who="Harbour Lawyers", strength="strong")
    vouches.vouch(dina, other, "partner", "harbour  lawyers", "weak")
    clear(dina, other)
    given = vetted.known(dina, thread).record.vouches[0].id
    path = f"/staff/requests/{thread}/vetting/vouches/{given}"
    assert "Malika" in page(client, path)
    assert client.post(path, {"why": "", "reach": "all"}).status_code == 422
    assert vetted.known(dina, other).standing.is_cleared
    assert client.post(path, {"why": "their mail was read", "reach": "all"}).status_code == 303
    assert not vetted.known(dina, other).standing.is_cleared
    assert "Somebody on whose word it leant" in page(client, "/staff/")


def test_who_does_not_exist_cannot_vouch_and_the_page_says_so(client_of: Callable[[str], Client], thread: UUID) -> None:
    said = {"kind": "colleague", "who": "Nobody", "strength": "weak"}
    answer = client_of("dina").post(f"/staff/requests/{thread}/vetting/vouch", said, headers=ENGLISH)
    assert answer.status_code == 422
    assert "No colleague is called that." in answer.content.decode()


def test_a_marked_detail_from_giving_to_finding(client_of: Callable[[str], Client], dina: Actor, thread: UUID) -> None:
    client = client_of("dina")
    send(client, thread, "mark", detail="a striped umbrella")
    given = {"detail": "The kettle is yellow", "name": "Harbour Lawyers"}
    assert client.post("/staff/trust/marks/", given).status_code == 303
    found = client.post("/staff/trust/marks/", {"heard": "somebody with striped umbrellas"}, headers=ENGLISH)
    assert "Anzor" in found.content.decode()
    assert "Harbour Lawyers" not in found.content.decode()
    (marked,) = marks.marks(dina, [thread])
    assert client.post(f"/staff/trust/marks/{marked.id}", {"where": "a police chat"}).status_code == 303
    assert "a police chat" in page(client, "/staff/trust/marks/")
    assert "only this person had turned up elsewhere" in page(client, f"/staff/requests/{thread}/vetting")
    again = client.post("/staff/trust/marks/", given, headers=ENGLISH)
    assert "was given to somebody already" in again.content.decode()


def test_whoever_is_to_be_vetted_again_is_shown_as_cleared_nowhere(
    client_of: Callable[[str], Client], dina: Actor, thread: UUID
) -> None:
    clear(dina, thread)
    path, green = f"/staff/requests/{thread}/vetting", '<span class="badge tone-good">Cleared</span>'
    assert page(client_of("dina"), path).count(green) == 2
    marks.turned_up(dina, marks.give(dina, "a striped umbrella", thread=thread), "a police chat")
    shown = page(client_of("dina"), path)
    assert green not in shown
    assert shown.count('<span class="badge tone-warn">To be vetted again</span>') == 2


def test_nobody_s_day_is_listed_once_the_case_is_over(
    client_of: Callable[[str], Client], dina: Actor, thread: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = casework.accept(dina, thread, pseudonym="Birch")
    monkeypatch.setitem(rules.AGAIN_AFTER, "cleared", timedelta(days=0))
    clear(dina, thread)
    assert dina.today >= rules.stands(vetted.known(dina, thread).record).again_on  # type: ignore[union-attr, operator]
    assert "To be vetted again" in page(client_of("dina"), "/staff/")
    casework.advance(dina, case_id, "closed_referred", note="went to others", reason="partner")
    assert "To be vetted again" not in page(client_of("dina"), "/staff/")


def test_a_joined_thread_leads_to_the_one_it_is_part_of(
    client_of: Callable[[str], Client], dina: Actor, thread: UUID
) -> None:
    other = written(number=2)
    hotline.open_thread(dina, other)
    hotline.join(dina, other, into=thread)
    answer = client_of("dina").get(f"/staff/requests/{other}/vetting")
    assert answer["Location"] == f"/staff/requests/{thread}/vetting"
