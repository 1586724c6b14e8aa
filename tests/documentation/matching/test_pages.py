"""The pages of pairs: compared in the background, explained, decided, blind for a second opinion, never silent."""

from __future__ import annotations

import html
import re
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.documentation.matching.conftest import raid
from waystation.documentation import actions as recording
from waystation.documentation import intervening
from waystation.documentation.jobs import FAILED
from waystation.documentation.matching import actions, gathering, protocol, rules, views
from waystation.documentation.matching.gathering import Candidates
from waystation.documentation.records import UNNAMED, BiographicDetail, Person
from waystation.staff.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
MATCHES = "/staff/people/same"


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def whole(browser: Client, address: str) -> Any:
    """The page once the comparison is there."""
    for _ in range(60):
        answer = browser.get(address)
        if "Refresh" not in answer:
            return answer
        assert "parts are done" in text(answer)
    raise AssertionError("the comparison did not end")


def address(one: UUID, other: UUID) -> str:
    return reverse("matching:match", args=[one, other])


def candidates(actor: Actor) -> Candidates:
    found = gathering.comparison(actor)
    assert found.is_over_in(60)
    assert found.stopped != FAILED
    return Candidates(actor, found)


def test_two_spellings_are_proposed_side_by_side_with_their_sources(browser: Client, people: dict[str, UUID]) -> None:
    listed = whole(browser, MATCHES)
    rows = re.findall(r'<th scope="row"><a href="([^"]+)"', text(listed))
    one, other = people["Хамзат Исаев"], people["Khamzat Isayev"]
    (pair,) = [each for each in rows if each in (address(one, other), address(other, one))]
    shown = text(whole(browser, pair))
    for said in ("Хамзат Исаев", "Khamzat Isayev", "Harbour Watch", "Lantern Daily", "Argun, Aldan", "2017-03-12"):
        assert said in shown, said
    for said in ("Given name", "Surname", "Where it happened", "likelier", '<svg class="waterfall"', "Any two people"):
        assert said in shown, said


def test_each_column_is_of_its_own_side(browser: Client, people: dict[str, UUID]) -> None:
    one, other = people["Хамзат Исаев"], people["Khamzat Isayev"]
    for pair in ((one, other), (other, one)):
        shown = text(whole(browser, address(*pair)))
        row = re.search(r'<tr><th scope="row">Surname</th><td data-label="([^"]+)" dir="auto">([^<]+)', shown)
        assert row
        assert row[1] == row[2] == ("Хамзат Исаев" if pair[0] == one else "Khamzat Isayev")


def test_it_is_decided_undone_and_decided_again(browser: Client, ira: Actor, people: dict[str, UUID]) -> None:
    one, other = people["Хамзат Исаев"], people["Khamzat Isayev"]
    page = address(one, other)
    whole(browser, page)
    done = browser.post(page, {"version": "0", "answer": "same", "note": "One village, one day."}, follow=True)
    assert "nothing was merged" in text(done)
    assert "Хамзат Исаев" in text(whole(browser, f"{MATCHES}?show=groups"))
    shown = text(whole(browser, page))
    assert "One village, one day." in shown
    assert "Take back what I said" in shown
    browser.post(page, {"version": "1", "answer": "take_back", "note": ""})
    assert "Took back what they had said" in text(whole(browser, page))
    browser.post(page, {"version": "2", "answer": "different", "note": ""})
    assert "Two different people" in text(whole(browser, f"{MATCHES}?show=decided"))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"version": "0"}, "Choose one of the answers"),
        ({"version": "0", "answer": "merge"}, "Choose one of the answers"),
        ({"version": "0", "answer": "take_back"}, "nothing of these two"),
        ({"version": "7", "answer": "same"}, "at the same time"),
        ({"version": "x", "answer": "same"}, "look at this again"),
        ({"version": "0", "answer": "same", "note": "x" * 501}, "look at this again"),
    ],
)
def test_what_cannot_be_taken_is_answered(
    browser: Client, people: dict[str, UUID], said: dict[str, str], told: str
) -> None:
    answer = browser.post(address(people["Wren Ash"], people["Rowan Birch"]), said)
    assert answer.status_code == 422
    assert told in text(answer)


def test_a_second_reviewer_does_not_see_the_first(
    browser: Client, ira: Actor, ruslan: Actor, people: dict[str, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = people["Хамзат Исаев"], people["Khamzat Isayev"]
    monkeypatch.setattr(rules, "is_sampled", lambda match_id: True)
    actions.decide(ruslan, one, other, "same", note="Sure of it.")
    assert "wants a second opinion" in text(whole(browser, f"{MATCHES}?show=second"))
    blind = text(whole(browser, address(one, other)))
    assert "Sure of it." not in blind
    assert "The same person</span>" not in blind
    browser.post(address(one, other), {"version": "1", "answer": "different"})
    seen = text(whole(browser, address(one, other)))
    assert "Sure of it." in seen
    assert "Reviewers disagree" in seen


def test_how_good_proposals_are_is_said_with_an_interval(browser: Client, ira: Actor, people: dict[str, UUID]) -> None:
    assert "nobody can say" in text(whole(browser, MATCHES))
    actions.decide(ira, people["Хамзат Исаев"], people["Khamzat Isayev"], "same")
    shown = text(whole(browser, MATCHES))
    assert "95 % interval" in shown
    assert "Precision" in shown
    assert "Recall" in shown


def test_decisions_move_what_is_not_decided(ira: Actor, people: dict[str, UUID]) -> None:
    before = candidates(ira)
    assert before.moved == 0
    actions.decide(ira, people["Хамзат Исаев"], people["Khamzat Isayev"], "different")
    after = candidates(ira)
    assert after.moved < 0
    assert after.found is before.found  # a decision compares nobody anew


def test_what_is_recorded_later_is_compared(ira: Actor, people: dict[str, UUID]) -> None:
    before = candidates(ira).found
    later = raid(ira, "Chamsat Issajew", "Lantern Daily")
    after = candidates(ira)
    assert after.found is not before
    assert any(later in (each.first, each.second) for each in after.every)


def test_brothers_and_crowds_are_not_proposed(ira: Actor, people: dict[str, UUID]) -> None:
    one, brother = people["Хамзат Исаев"], people["Асланбек Исаев"]
    intervening.add_life(ira, BiographicDetail(person=one, relationship="sibling"), related="Асланбек Исаев")
    recording.find_or_add_person(ira, Person(called="Хамзат Исаевы", kind=UNNAMED, minimum=2, maximum=None))
    found = candidates(ira)
    assert {one, brother} not in [{each.first, each.second} for each in found.every]
    assert found.found.of.unnamed == 1
    assert all(len(found.found.of.ids) > near.other for near in found.found.pairs.values())


def test_a_comparison_that_came_to_nothing_is_said_and_begun_again(
    browser: Client, people: dict[str, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(protocol, "PROGRAM", "waystation.documentation.matching.nowhere")
        answer = whole(browser, MATCHES)
        assert "came to nothing" in text(answer)
    assert "came to nothing" in text(browser.get(MATCHES))
    browser.post(reverse("matching:anew"))
    assert "Likely the same person" in text(whole(browser, MATCHES))


def test_a_comparison_that_ends_while_its_page_is_made_is_asked_for_again(
    browser: Client, people: dict[str, UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    def ends_meanwhile(self: Any, seconds: float) -> bool:
        over.append(self._over.wait(60))
        return False

    over: list[bool] = []
    with monkeypatch.context() as slow:
        slow.setattr(gathering.Comparison, "is_over_in", ends_meanwhile)
        answer = browser.get(MATCHES)
    assert over == [True]
    assert answer["Refresh"] == views.REFRESH
    assert "came to nothing" not in text(answer)
    assert "Khamzat" in text(browser.get(MATCHES))


def test_reading_both_is_logged(browser: Client, ira: Actor, people: dict[str, UUID]) -> None:
    from waystation.audit.models import Line

    page = address(people["Wren Ash"], people["Rowan Birch"])
    whole(browser, MATCHES)
    before = Line.objects.count()
    assert "share too little" in text(whole(browser, page)) or "One person with a probability" in text(
        browser.get(page)
    )
    assert Line.objects.count() == before + 2


def test_lists_are_told_apart_and_paged(browser: Client, people: dict[str, UUID], monkeypatch: Any) -> None:
    monkeypatch.setattr(views, "ON_A_PAGE", 1)
    for which in (*views.TABS, "other", "%00"):
        assert whole(browser, f"{MATCHES}?show={which}&page=2").status_code == 200
