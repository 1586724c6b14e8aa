"""What a person takes back is seen and seen to, and no answer is written over another that nobody looked at."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.casework.test_consent import HARBOUR, TO_HARBOUR, allow, take_back
from waystation.casework import access, actions, alerts, consent_shown, pressing, releases, watching
from waystation.casework.consent_rules import Wanted
from waystation.casework.errors import Refused
from waystation.casework.gate import gate
from waystation.hotline import actions as hotline
from waystation.hotline import callers, consents
from waystation.hotline.models import Request
from waystation.hotline.records import TakenBack
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.vault.errors import Stale

HELP = TakenBack(purpose="help")
Called = tuple[list[str], UUID]
ClientOf = Callable[[str], Client]


@pytest.fixture(autouse=True)
def in_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def called(dina: Actor, lev: Actor) -> Called:
    """A caller's twelve words, and the case that came of what they wrote."""
    words = callers.begin_web("Please help", now=datetime.now(UTC))
    case_id = actions.accept(dina, Request.objects.get(caller__isnull=False).pk, pseudonym="Birch")
    refresh(lev)
    return words, case_id


def recalled(actor: Actor, case_id: UUID) -> consent_shown.Stands:
    (found,) = consent_shown.withdrawn(consent_shown.standing(actor, case_id))
    return found


def by_two(dina: Actor, lev: Actor, case_id: UUID, wanted: Wanted) -> UUID:
    asked = releases.ask_second(dina, case_id, wanted, "They are being followed.")
    releases.decide(lev, case_id, asked, agreed=True)
    return asked


def test_however_a_recipient_was_written_what_they_got_is_found(dina: Actor, lev: Actor, called: Called) -> None:
    words, case_id = called
    allow(dina, case_id, recipient="Open Harbour")
    gate(dina, case_id, Wanted("share_ngo", "open  HARBOUR", frozenset({"list"})))
    take_back(words, TakenBack(purpose="share_ngo", recipient="Open Harbour"))
    by_two(dina, lev, case_id, Wanted("share_ngo", "OPEN harbour", frozenset({"list"})))
    gate(dina, case_id, Wanted("share_ngo", "Open harbour ", frozenset({"list"})))
    found = recalled(dina, case_id)
    assert [each["use"].unwilling for each in found.to_recall] == [True, False]
    (theirs,) = consents.of(callers.caller_of(words))
    assert (theirs.recipient, theirs.state, len(theirs.uses)) == ("Open Harbour", "withdrawn", 2)


def test_what_two_people_agreed_to_stands_beside_what_was_taken_back(dina: Actor, lev: Actor, called: Called) -> None:
    words, case_id = called
    allow(dina, case_id)
    take_back(words, HARBOUR)
    by_two(dina, lev, case_id, TO_HARBOUR)
    assert len(recalled(dina, case_id).agreed) == 1  # it may still be done
    gate(dina, case_id, TO_HARBOUR)
    found = recalled(dina, case_id)
    assert (found.agreed, len(found.to_recall)) == ([], 1)


def test_a_use_against_the_person_is_told_to_them_as_one(
    client: Client, dina: Actor, lev: Actor, called: Called
) -> None:
    words, case_id = called
    allow(dina, case_id)
    gate(dina, case_id, TO_HARBOUR)
    take_back(words, HARBOUR)
    by_two(dina, lev, case_id, TO_HARBOUR)
    gate(dina, case_id, TO_HARBOUR)
    ((theirs),) = consents.of(callers.caller_of(words))
    assert [(use.unwilling, use.reason) for use in theirs.uses] == [(False, ""), (True, "They are being followed.")]
    client.post("/en/return", {"phrase": " ".join(words)})
    page = client.get("/en/thread/consent").content.decode()
    assert page.count("without your yes, or against what you said") == 1
    assert "They are being followed." in page
    assert page.count("Needs, risk, notes, what was done") == 2  # which parts went
    assert len(re.findall(r"\d:\d\d [ap]\.m\.|\d\d:\d\d", page)) >= 2  # before or after it was taken back


def test_two_people_who_must_agree_in_any_case_are_not_against_the_person(
    dina: Actor, lev: Actor, called: Called
) -> None:
    words, case_id = called
    court = Wanted("share_court", "The court", frozenset({"list"}))
    allow(dina, case_id, purpose="share_court", recipient="The court")
    by_two(dina, lev, case_id, court)
    gate(dina, case_id, court)
    (theirs,) = consents.of(callers.caller_of(words))
    assert [(use.by_two, use.unwilling, use.reason) for use in theirs.uses] == [(True, False, "")]


def test_the_second_person_sees_what_the_first_goes_against(
    client_of: ClientOf, dina: Actor, lev: Actor, called: Called
) -> None:
    words, case_id = called
    allow(dina, case_id, state="given_with_limits", limits="not the town", withhold=("health",))
    take_back(words, HARBOUR)
    asked = releases.ask_second(dina, case_id, TO_HARBOUR, "They are being followed.")
    page = client_of("lev").get(reverse("casework:decide", args=[case_id, asked])).content.decode()
    for words_ in ("Withdrawn", "by the person, on their own page", "not the town", "To be kept back"):
        assert words_ in page, words_


def test_nobody_agrees_to_what_the_person_has_answered_since(dina: Actor, lev: Actor, called: Called) -> None:
    words, case_id = called
    asked = releases.ask_second(dina, case_id, TO_HARBOUR, "They are being followed.")
    seen = access.answered(lev, case_id, "share_ngo")
    allow(dina, case_id)
    with pytest.raises(Stale):
        releases.decide(lev, case_id, asked, agreed=True, seen=seen)


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """Whose devices were called."""
    found: list[UUID] = []
    monkeypatch.setattr("waystation.casework.instead.nudge", lambda actor, accounts: found.extend(accounts) or 0)
    return found


def waiting(actor: Actor) -> list[pressing.Said]:
    return [each for each in pressing.context(actor)["pressing"] if "/taken-back/" in each.url]


def test_what_is_taken_back_waits_on_the_page_of_today_until_somebody_saw_to_it(
    client_of: ClientOf, dina: Actor, lev: Actor, called: Called, rung: list[UUID]
) -> None:
    words, case_id = called
    actions.record_consent(dina, case_id, purpose="help", state="given")
    allow(dina, case_id)
    gate(dina, case_id, TO_HARBOUR)
    assert waiting(dina) == []
    take_back(words, HELP, HARBOUR)
    page = client_of("dina").get("/staff/").content.decode()  # nobody opened the thread, nor the case
    assert "the person took back what they had allowed" in page
    assert dina.account in rung
    (said,) = waiting(lev)
    assert "Use my information to help me" in str(said.text)
    assert "Share with a named partner NGO" in str(said.text)
    browser = client_of("lev")
    looked = browser.get(said.url).content.decode()
    assert "Harbour" in looked
    assert browser.post(said.url, {"note": " "}).status_code == 422
    assert len(waiting(dina)) == 1
    assert browser.post(said.url, {"note": "Harbour, by phone: they deleted it."}).status_code == 303
    assert waiting(dina) == waiting(lev) == []
    assert "they deleted it" in access.notes(dina, case_id)[-1][1].text
    client_of("dina").get("/staff/")
    assert waiting(dina) == []  # it does not come again


def test_without_a_word_nothing_is_settled(dina: Actor, called: Called) -> None:
    words, case_id = called
    actions.record_consent(dina, case_id, purpose="help", state="given")
    take_back(words, HELP)
    client = pressing.context(dina)
    assert client["pressing"]
    ((row, _alert),) = alerts.of(dina, case_id, alerts.RECALL)
    with pytest.raises(Refused):
        watching.recall(dina, case_id, row.pk, "  ")
    watching.recall(dina, case_id, row.pk, "Nothing had left.")
    assert alerts.of(dina, case_id, alerts.RECALL) == []


def test_what_is_taken_back_meanwhile_is_not_settled_unseen(dina: Actor, called: Called) -> None:
    words, case_id = called
    actions.record_consent(dina, case_id, purpose="help", state="given")
    allow(dina, case_id)
    take_back(words, HARBOUR)
    pressing.context(dina)
    ((row, _alert),) = alerts.of(dina, case_id, alerts.RECALL)
    seen = row.version
    take_back(words, HELP)
    pressing.context(dina)
    with pytest.raises(Stale):
        watching.recall(dina, case_id, row.pk, "Harbour.", seen=seen)
    ((_row, alert),) = alerts.of(dina, case_id, alerts.RECALL)
    assert alert.text.split() == ["share_ngo", "help"]


@pytest.mark.parametrize("how", ["thread", "case"])
def test_whoever_comes_first_lets_it_wait_once(client_of: ClientOf, dina: Actor, called: Called, how: str) -> None:
    words, case_id = called
    actions.record_consent(dina, case_id, purpose="help", state="given")
    take_back(words, HELP)
    if how == "thread":
        hotline.open_thread(dina, Request.objects.get(locator=case_id).pk)
    else:
        client_of("dina").get(reverse("casework:case", args=[case_id]))
        refresh(dina)
    assert len(waiting(dina)) == 1
    assert len(waiting(dina)) == 1


def test_help_that_was_taken_back_is_red_on_the_case_also_where_nothing_left(
    client_of: ClientOf, dina: Actor, called: Called
) -> None:
    words, case_id = called
    actions.record_consent(dina, case_id, purpose="help", state="given")
    take_back(words, HELP)
    page = client_of("dina").get(reverse("casework:case", args=[case_id])).content.decode()
    assert "Nothing more may be done with it." in page
    assert recalled(dina, case_id).purpose == "help"


def test_everything_is_taken_back_after_a_second_question(client: Client, dina: Actor, called: Called) -> None:
    words, case_id = called
    actions.record_consent(dina, case_id, purpose="help", state="given")
    client.post("/en/return", {"phrase": " ".join(words)})
    asked = client.post("/en/thread/consent", {})
    assert "Yes, take everything back" in asked.content.decode()
    assert access.taken_back(dina, case_id) == []
    assert client.post("/en/thread/consent", {"sure": "on"}).status_code == 303
    assert len(access.taken_back(dina, case_id)) == 1


def form_of(browser: Client, url: str) -> dict[str, Any]:
    """What a page's form says before anything is typed."""
    form = browser.get(url).context["form"]
    said = {field.name: field.value() for field in form if field.value() not in (None, [], "")}
    return {name: str(value) if name in ("once", "on") else value for name, value in said.items()}


def test_no_answer_is_written_over_what_the_person_took_back_meanwhile(
    client_of: ClientOf, dina: Actor, lev: Actor, called: Called
) -> None:
    words, case_id = called
    actions.record_consent(dina, case_id, purpose="help", state="given")
    browser, url = client_of("lev"), reverse("casework:consent", args=[case_id]) + "?purpose=help"
    form = form_of(browser, url) | {"state": "given", "how": "in a call this morning"}
    take_back(words, HELP)
    overtaken = browser.post(url, form)
    assert overtaken.status_code == 422
    text = overtaken.content.decode()
    assert "Somebody else changed this at the same time." in text
    assert "by the person, on their own page" in text
    assert "They took this back themselves" in text
    assert [each.consent.state for each in access.answers(lev, case_id)][-1] == "withdrawn"
    again = form | {"version": str(overtaken.context["form"]["version"].value())}
    assert browser.post(url, again | {"how": " "}).status_code == 422  # who has spoken to them?
    assert browser.post(url, again).status_code == 303
    page = browser.get(url).content.decode()
    assert "Earlier answers" in page
    assert "by the person, on their own page" in page
    (theirs,) = consents.of(callers.caller_of(words))
    assert theirs.state == "given"
    assert [state for state, _day in theirs.earlier] == ["given", "withdrawn"]


def test_the_person_reads_what_they_answered_before(client: Client, dina: Actor, called: Called) -> None:
    words, case_id = called
    actions.record_consent(dina, case_id, purpose="help", state="given")
    take_back(words, HELP)
    actions.record_consent(dina, case_id, purpose="help", state="given", how="in a call")
    client.post("/en/return", {"phrase": " ".join(words)})
    page = client.get("/en/thread/consent").content.decode()
    assert "Before that:" in page
    assert "You have taken it back" in page


@pytest.mark.parametrize(
    ("name", "theirs", "mine", "shown"),
    [
        ("consent", {"state": "refused"}, {"state": "given"}, "Refused"),
        ("funds", {"there": "no", "note": "half is missing"}, {"there": "yes", "note": "paid"}, "half is missing"),
        (
            "risk",
            {"factors": ["held_now"], "imminence": "now", "reason": "told to kill"},
            {"factors": [], "reason": "No passport"},
            "told to kill",
        ),
    ],
)
def test_of_two_at_once_the_second_sees_what_the_first_wrote(
    client_of: ClientOf, called: Called, name: str, theirs: dict[str, Any], mine: dict[str, Any], shown: str
) -> None:
    case_id, dina, lev = called[1], client_of("dina"), client_of("lev")
    url = reverse(f"casework:{name}", args=[case_id])
    hers, his = form_of(dina, url) | theirs, form_of(lev, url) | mine
    assert dina.post(url, hers).status_code == 303
    assert dina.post(url, hers).status_code == 303  # the same form twice is one
    overtaken = lev.post(url, his)
    assert overtaken.status_code == 422
    assert shown in overtaken.content.decode()
    again = his | {"version": str(overtaken.context["form"]["version"].value())}
    assert lev.post(url, again).status_code == 303


def test_a_no_that_somebody_noted_waits_too_where_something_had_left(dina: Actor, lev: Actor, called: Called) -> None:
    _words, case_id = called
    allow(dina, case_id)
    actions.record_consent(dina, case_id, purpose="share_un", state="refused", how="By telephone")
    assert alerts.of(dina, case_id, alerts.RECALL) == []  # nothing had left for that
    gate(dina, case_id, TO_HARBOUR)
    actions.record_consent(
        dina, case_id, purpose=HARBOUR.purpose, recipient=HARBOUR.recipient, state="withdrawn", how="By telephone"
    )
    ((row, alert),) = alerts.of(dina, case_id, alerts.RECALL)
    assert alert.text == HARBOUR.purpose
    refresh(lev)
    assert [each.id for each in pressing.waiting(lev)] == [row.pk]
    watching.recall(lev, case_id, row.pk, "Wrote to them")
    assert alerts.of(dina, case_id, alerts.RECALL) == []


def test_what_two_people_agreed_to_is_not_said_to_count_after_a_later_no(
    dina: Actor, lev: Actor, called: Called
) -> None:
    _words, case_id = called
    by_two(dina, lev, case_id, TO_HARBOUR)
    actions.record_consent(dina, case_id, purpose=HARBOUR.purpose, recipient=HARBOUR.recipient, state="refused")
    with pytest.raises(Refused):
        gate(dina, case_id, TO_HARBOUR)
    stands = consent_shown.of(dina, case_id, HARBOUR.purpose, HARBOUR.recipient)
    assert [each.agreed for each in stands] == [[]]


def test_two_answers_of_the_same_moment_stand_beside_each_other(
    client_of: ClientOf, dina: Actor, called: Called, in_english: None
) -> None:
    _words, case_id = called
    browser, url = client_of("lev"), reverse("casework:consent", args=[case_id]) + "?purpose=help"
    form = form_of(browser, url) | {"state": "given", "how": "in a call"}
    actions.record_consent(dina, case_id, purpose="help", state="refused", how="face to face")
    overtaken = browser.post(url, form)
    assert overtaken.status_code == 422
    beside = {str(label): (theirs, mine) for label, theirs, mine in overtaken.context["both"]}
    assert beside["How they told us"] == ("face to face", "in a call")
    assert beside["The person's answer"] == ("Refused", "Given")
    assert "Saved by somebody else" in overtaken.content.decode()


def test_an_answer_is_not_of_the_century_before(client_of: ClientOf, called: Called, in_english: None) -> None:
    _words, case_id = called
    browser, url = client_of("lev"), reverse("casework:consent", args=[case_id]) + "?purpose=help"
    said = form_of(browser, url) | {"state": "given", "on": "1900-01-01"}
    refused = browser.post(url, said)
    assert refused.status_code == 422
    assert "more than 5 years away" in refused.content.decode()


def test_history_says_that_they_took_it_back_themselves(
    client_of: ClientOf, dina: Actor, called: Called, in_english: None
) -> None:
    words, case_id = called
    actions.record_consent(dina, case_id, purpose="help", state="given")
    take_back(words, HELP)
    browser = client_of("lev")
    browser.get(reverse("casework:case", args=[case_id]))  # where it is noted
    page = browser.get(reverse("casework:history", args=[case_id])).content.decode()
    assert "by the person, on their own page" in page
