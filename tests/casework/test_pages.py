"""The pages of casework, walked by each role."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.casework.conftest import with_consent_and_risk
from waystation.casework import access, actions
from waystation.staff.actor import Actor

pytestmark = pytest.mark.usefixtures("in_english")

ClientOf = Callable[[str], Client]
Accepted = Callable[..., UUID]
OF_A_CASE = ["case", "stage", "take-back", "next", "assign", "about", "need", "risk", "consent", "note"]


def test_it_works_from_request_to_case(client_of: ClientOf, request_id: UUID, dina: Actor) -> None:
    browser = client_of("dina")
    url = reverse("casework:accept", args=[request_id])
    assert browser.get(url).status_code == 200
    answer = browser.post(url, {"pseudonym": "Birch", "origin": "Grozny", "urgency": "now"}, follow=True)
    assert answer.status_code == 200
    assert "Birch" in answer.content.decode()


def test_each_page_opens(client_of: ClientOf, dina: Actor, accepted: Accepted) -> None:
    case_id = accepted(dina)
    with_consent_and_risk(dina, case_id)
    actions.add_need(dina, case_id, code="medical.injury", note="broken rib")
    actions.write_note(dina, case_id, "He can write until six.")
    browser = client_of("lev")
    for name in OF_A_CASE:
        answer = browser.get(reverse(f"casework:{name}", args=[case_id]))
        assert answer.status_code == 200, name
    assert "broken rib" in browser.get(reverse("casework:case", args=[case_id])).content.decode()


@pytest.mark.parametrize("name", ["out", "ira"])
def test_absent_and_forbidden_answer_with_the_same_bytes(
    client_of: ClientOf, dina: Actor, accepted: Accepted, name: str
) -> None:
    case_id, browser = accepted(dina), client_of(name)
    for page in OF_A_CASE:
        there = browser.get(reverse(f"casework:{page}", args=[case_id]))
        nowhere = browser.get(reverse(f"casework:{page}", args=[uuid4()]))
        assert (there.status_code, there.content) == (nowhere.status_code, nowhere.content)
        assert there.status_code == 404


def test_a_gate_says_what_to_do_and_keeps_the_text(client_of: ClientOf, dina: Actor, accepted: Accepted) -> None:
    case_id = accepted(dina)
    url = reverse("casework:stage", args=[case_id])
    answer = client_of("dina").post(url, {"stage": "planning_exit", "note": "he is ready"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Assess the risk first" in text
    assert "he is ready" in text


def test_who_was_overtaken_keeps_the_text_and_may_send_it_again(
    client_of: ClientOf, dina: Actor, accepted: Accepted
) -> None:
    case_id, browser = accepted(dina), client_of("dina")
    url = reverse("casework:next", args=[case_id])
    seen = access.case(dina, case_id)[0].version
    actions.set_next(dina, case_id, next_action="theirs")
    mine = {"next_action": "mine", "urgency": "soon", "version": seen}
    answer = browser.post(url, mine)
    assert "Somebody else changed this" in answer.content.decode()
    assert answer.context["form"]["next_action"].value() == "mine"
    assert access.case(dina, case_id)[1].next_action == "theirs"
    browser.post(url, mine | {"version": answer.context["form"]["version"].value()})
    assert access.case(dina, case_id)[1].next_action == "mine"


def test_each_form_does_its_work(client_of: ClientOf, dina: Actor, lev: Actor, accepted: Accepted) -> None:
    case_id, browser = accepted(dina), client_of("lev")
    posts: dict[str, dict[str, object]] = {
        "risk": {"factors": ["held_now"], "doubts": ["v_script"], "imminence": "now", "adjustment": ""},
        "consent": {"purpose": "help", "state": "given_with_limits", "limits": "no calls", "on": "2026-04-03"},
        "need": {"code": "visa", "note": "any country"},
        "note": {"text": "first call"},
        "assign": {"owner": str(lev.account), "version": 1},
        "about": {"pseudonym": "Rowan", "origin": "Argun", "version": 2},
        "next": {"next_action": "call", "urgency": "now", "next_due": "2026-12-01", "version": 3},
        "stage": {"stage": "planning_exit", "version": 4},
    }
    with_consent_and_risk(dina, case_id)
    for name, data in posts.items():
        assert browser.post(reverse(f"casework:{name}", args=[case_id]), data).status_code == 303, name
    ((need_row, _need),) = access.needs(dina, case_id)
    assert browser.post(reverse("casework:need-met", args=[case_id, need_row.pk])).status_code == 303
    undone = browser.post(reverse("casework:take-back", args=[case_id]), {"note": "too early", "version": 5})
    assert undone.status_code == 303
    _row, stub = access.case(dina, case_id)
    assert (stub.pseudonym, stub.owner, stub.next_action, stub.stage) == ("Rowan", lev.account, "call", "accepted")
    assert access.risk(dina, case_id).factors == {"held_now": 5, "v_script": 0}  # type: ignore[union-attr]


def test_a_sum_is_not_changed_without_a_reason(client_of: ClientOf, dina: Actor, accepted: Accepted) -> None:
    case_id = accepted(dina)
    url = reverse("casework:risk", args=[case_id])
    answer = client_of("dina").post(url, {"imminence": "now", "adjustment": "3"})
    assert answer.status_code == 422
    assert access.risk(dina, case_id) is None


def test_an_assessment_says_something(client_of: ClientOf, dina: Actor, accepted: Accepted) -> None:
    case_id = accepted(dina)
    url = reverse("casework:risk", args=[case_id])
    assert client_of("dina").post(url, {"imminence": "unknown"}).status_code == 422
    assert access.risk(dina, case_id) is None
    assert client_of("dina").post(url, {"imminence": "unknown", "reason": "Asked; nothing known."}).status_code == 303
    assert access.risk(dina, case_id) is not None


def test_the_list_is_narrowed_by_stage_owner_and_words(client_of: ClientOf, dina: Actor, accepted: Accepted) -> None:
    accepted(dina, "Birch", origin="Grozny")
    lost = accepted(dina, "Heron", origin="Argun")
    actions.advance(dina, lost, "lost_contact", note="silent")
    browser, url = client_of("dina"), reverse("casework:cases")

    def named(answer: object) -> list[str]:
        return [case.record.pseudonym for case in answer.context["listing"].found]  # type: ignore[attr-defined]

    assert named(browser.get(url)) == ["Heron", "Birch"]
    assert named(browser.get(url, {"group": "alarm"})) == ["Heron"]
    assert named(browser.get(url, {"group": "ended"})) == []
    assert named(browser.get(url, {"owner": str(dina.account)})) == ["Heron", "Birch"]
    assert named(browser.get(url, {"owner": str(uuid4())})) == []
    assert named(browser.post(url, {"words": "grozny birch"})) == ["Birch"]
    assert named(browser.post(url, {"words": "nobody"})) == []


def test_a_lost_case_leaves_the_alarm_of_the_frame_alone(
    client_of: ClientOf, dina: Actor, accepted: Accepted, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = accepted(dina)
    actions.advance(dina, case_id, "lost_contact", note="silent")
    url = reverse("casework:case", args=[case_id])
    assert "<p>True</p>" not in client_of("dina").get(url).content.decode()
    monkeypatch.setattr("waystation.staff.context.damaged", lambda actor: 3)
    assert "3 records were damaged" in client_of("dina").get(url).content.decode()


def test_a_request_that_is_a_case_leads_there(client_of: ClientOf, dina: Actor, request_id: UUID) -> None:
    case_id = actions.accept(dina, request_id, pseudonym="Birch")
    answer = client_of("dina").get(reverse("casework:accept", args=[request_id]))
    assert answer.headers["Location"].startswith(reverse("casework:case", args=[case_id]))


def test_a_pseudonym_is_suggested_that_nobody_has(client_of: ClientOf, request_id: UUID) -> None:
    page = client_of("dina").get(reverse("casework:accept", args=[request_id]))
    assert page.context["form"]["pseudonym"].value()


def test_a_longer_list_asks_the_database_no_more(
    client_of: ClientOf, dina: Actor, accepted: Accepted, django_assert_max_num_queries: object
) -> None:
    for _ in range(12):
        accepted(dina)
    browser, url = client_of("dina"), reverse("casework:cases")
    browser.get(reverse("staff:account"))  # what a session and a process look at once
    with django_assert_max_num_queries(24):  # type: ignore[operator]
        browser.get(url)


def test_a_case_page_asks_the_database_a_fixed_number_of_times(
    client_of: ClientOf, dina: Actor, accepted: Accepted, django_assert_max_num_queries: object
) -> None:
    case_id = accepted(dina)
    for number in range(9):
        actions.write_note(dina, case_id, f"note {number}")
        actions.add_need(dina, case_id, code="visa")
    browser = client_of("lev")
    browser.get(reverse("staff:account"))
    # 79 on SQLite; on PostgreSQL 94, and two more where it is the first page of a process.
    with django_assert_max_num_queries(96):  # type: ignore[operator]
        browser.get(reverse("casework:case", args=[case_id]))
