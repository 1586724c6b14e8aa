"""Others of a case answer for themselves: nothing of them goes along without their yes, whatever the caller said."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pypdfium2
import pytest
from django.test import Client
from django.urls import reverse

from tests.casework.conftest import with_consent_and_risk
from tests.casework.persons.conftest import Scene
from tests.people import somebody
from waystation.casework import access as casework
from waystation.casework import actions, consent_shown
from waystation.casework.consent_rules import Wanted
from waystation.casework.errors import Refused
from waystation.casework.exchange import exporting
from waystation.casework.models import ConsentRow
from waystation.casework.persons import access, asked, links
from waystation.casework.persons import actions as persons
from waystation.casework.persons.consenting import record_answer
from waystation.casework.persons.records import Birth, Bond, Health, Tie
from waystation.casework.register import ALL
from waystation.hotline import consents as callers_consents

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

PARTS = frozenset({"list", "who", "contact", "medical"})
TO_HARBOUR: dict[str, Any] = {"purpose": "share_ngo", "recipient": "Harbour"}


def wanted(*, without: bool = False) -> Wanted:
    return Wanted("share_ngo", "Harbour", PARTS, without=without)


@pytest.fixture
def allowed(scene: Scene) -> Scene:
    """The one of the case said yes; Rowan was not asked."""
    persons.write_apart(scene.lev, scene.birch_case, scene.rowan, Health(medicines="insulin"))
    actions.record_consent(scene.lev, scene.birch_case, state="given", **TO_HARBOUR)
    return scene


def given(scene: Scene, kind: str = "json", *, without: bool = False) -> str:
    raw = exporting.export_case(scene.lev, scene.birch_case, wanted(without=without), kind)
    if kind != "pdf":
        return json.dumps(json.loads(raw), ensure_ascii=False) if kind == "json" else raw.decode("utf-8-sig")
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(raw))


def test_without_their_yes_it_is_refused_with_who_and_what_to_do(allowed: Scene) -> None:
    with pytest.raises(Refused) as refused:
        given(allowed)
    assert "Rowan" in str(refused.value.reasons[0])
    assert "Ask each of them" in str(refused.value.reasons[0])


@pytest.mark.parametrize("kind", ["json", "csv", "pdf"])
def test_left_out_knowingly_nothing_of_them_goes(allowed: Scene, kind: str) -> None:
    text = given(allowed, kind, without=True)
    assert "Тимур Д." in text
    for word in ("Лиза", "Rowan", "insulin", str(allowed.rowan)):
        assert word not in text


@pytest.mark.parametrize("kind", ["json", "csv", "pdf"])
def test_with_their_yes_they_go_along_and_it_is_written_down(allowed: Scene, kind: str) -> None:
    record_answer(allowed.lev, allowed.birch_case, allowed.rowan, state="given", **TO_HARBOUR)
    assert "Rowan" in given(allowed, kind)
    assert casework.uses(allowed.lev, allowed.birch_case)[-1][1].people == (allowed.rowan,)


def test_what_they_keep_back_stays_here(allowed: Scene) -> None:
    record_answer(
        allowed.lev, allowed.birch_case, allowed.rowan, state="given_with_limits", withhold=["health"], **TO_HARBOUR
    )
    text = given(allowed)
    assert "Лиза" in text
    assert "insulin" not in text


def test_taken_back_it_stops_at_once_and_what_left_is_listed_on_their_page(allowed: Scene) -> None:
    lev, case_id = allowed.lev, allowed.birch_case
    record_answer(lev, case_id, allowed.rowan, state="given", **TO_HARBOUR)
    given(allowed)
    record_answer(lev, case_id, allowed.rowan, state="withdrawn", **TO_HARBOUR)
    with pytest.raises(Refused):
        given(allowed)
    (theirs,) = consent_shown.withdrawn(consent_shown.standing(lev, case_id, allowed.rowan))
    assert theirs.to_recall
    assert not consent_shown.withdrawn(consent_shown.standing(lev, case_id))


def test_a_yes_of_theirs_is_none_of_the_caller_and_the_caller_s_help_asks_nobody(scene: Scene) -> None:
    lev, case_id = scene.lev, scene.birch_case
    record_answer(lev, case_id, scene.rowan, state="given", **TO_HARBOUR)
    assert casework.answers(lev, case_id) == []
    with pytest.raises(Refused):
        given(scene, without=True)
    with_consent_and_risk(lev, case_id)
    record_answer(lev, case_id, scene.rowan, state="refused", purpose="help")
    actions.advance(lev, case_id, "planning_exit")  # help never depends on it
    assert casework.case(lev, case_id)[1].stage == "planning_exit"


def test_their_answer_is_not_shown_to_the_caller(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Any] = []
    monkeypatch.setattr(callers_consents, "tell", lambda *args: told.append(args))
    record_answer(scene.lev, scene.birch_case, scene.rowan, state="given", **TO_HARBOUR)
    assert not told
    actions.record_consent(scene.lev, scene.birch_case, state="given", **TO_HARBOUR)
    assert told


def child(scene: Scene, **told: Any) -> UUID:
    known = {"pseudonym": "Aspen", "birth": Birth("year", date.today().year - 7)} | told
    return persons.add(scene.lev, scene.birch_case, somebody("Амина Д.", **known), roles=["dependant"])


def test_a_child_goes_with_whoever_looks_after_it(allowed: Scene) -> None:
    lev, case_id, aspen = allowed.lev, allowed.birch_case, child(allowed)
    assert "Амина" not in given(allowed, without=True)
    links.bind(lev, case_id, Bond(first=allowed.birch, second=aspen, depends=aspen))
    assert "Амина" in given(allowed, without=True)  # by the yes of the one of the case
    home = (case_id, case_id)
    links.tie(lev, case_id, Tie(first=allowed.rowan, second=aspen, homes=home, kind="parent"))
    assert "Амина" not in given(allowed, without=True)  # Rowan, the other parent, was not asked
    record_answer(lev, case_id, allowed.rowan, state="given", **TO_HARBOUR)
    assert "Амина" in given(allowed)


def test_nobody_who_hunts_is_asked_nor_answers_for_a_child(allowed: Scene) -> None:
    lev, case_id, aspen = allowed.lev, allowed.birch_case, child(allowed)
    hunter = persons.add(lev, case_id, somebody("Отец", pseudonym="Pike"), roles=["pursuer"])
    links.tie(lev, case_id, Tie(first=hunter, second=aspen, homes=(case_id, case_id), kind="parent"))
    assert {each.id: each.through for each in asked.others(lev, case_id)} == {allowed.rowan: (), aspen: ()}
    with pytest.raises(Refused):
        record_answer(lev, case_id, hunter, state="given", **TO_HARBOUR)
    assert "Pike" in given(allowed, without=True)


def test_a_grown_up_in_somebody_s_care_answers_for_themselves(scene: Scene) -> None:
    old = child(scene, birth=Birth("year", 1950))
    links.bind(scene.lev, scene.birch_case, Bond(first=scene.birch, second=old, depends=old))
    assert asked.one(scene.lev, scene.birch_case, old).through == ()  # type: ignore[union-attr]


def test_who_is_of_no_known_age_is_no_child_to_answer_for(client_of: Callable[[str], Client], allowed: Scene) -> None:
    lev, case_id = allowed.lev, allowed.birch_case
    old = child(allowed, birth=Birth())
    links.bind(lev, case_id, Bond(first=allowed.birch, second=old, depends=old))
    assert asked.one(lev, case_id, old).through == ()  # type: ignore[union-attr]
    assert "Амина" not in given(allowed, without=True)
    browser, where = client_of("lev"), reverse("persons:consent", args=[case_id, old])
    assert "taken for grown up" in browser.get(where + "?purpose=share_ngo").content.decode()
    record_answer(lev, case_id, old, state="given", **TO_HARBOUR)
    assert "Амина" in given(allowed, without=True)
    young = child(allowed, pseudonym="Alder")
    links.bind(lev, case_id, Bond(first=allowed.birch, second=young, depends=young))
    page = browser.get(reverse("persons:consent", args=[case_id, young]) + "?purpose=share_ngo").content.decode()
    assert "taken for grown up" not in page


def test_a_table_of_many_cases_has_only_who_said_yes(allowed: Scene) -> None:
    raw, _left = exporting.export_table(allowed.lev, ALL, wanted(), "csv")
    assert "Rowan" not in raw.decode("utf-8-sig")
    record_answer(allowed.lev, allowed.birch_case, allowed.rowan, state="given", **TO_HARBOUR)
    raw, _left = exporting.export_table(allowed.lev, ALL, wanted(), "csv")
    assert "Rowan" in raw.decode("utf-8-sig")


def test_their_answers_go_where_they_alone_are_erased(scene: Scene) -> None:
    made = record_answer(scene.lev, scene.birch_case, scene.rowan, state="given", **TO_HARBOUR)
    ours = actions.record_consent(scene.lev, scene.birch_case, state="given", **TO_HARBOUR)
    found = access.standing_on(scene.lev, scene.birch_case, scene.rowan)
    assert made in found
    assert ours not in found


def test_the_pages(client_of: Callable[[str], Client], allowed: Scene) -> None:
    browser, case_id = client_of("lev"), allowed.birch_case
    where = reverse("persons:consent", args=[case_id, allowed.rowan])
    assert where in browser.get(reverse("persons:people", args=[case_id])).content.decode()
    assert where in browser.get(reverse("persons:person", args=[case_id, allowed.rowan])).content.decode()
    export = reverse("exchange:export-case", args=[case_id])
    asked_for = {"purpose": "share_ngo", "recipient": "Harbour", "parts": ["list", "who"], "kind": "csv"}
    refused = browser.post(export, asked_for)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert where in page
    assert 'name="without"' in page
    assert browser.post(export, asked_for | {"without": "on"}).status_code == 200
    said = {"purpose": "share_ngo", "recipient": "Harbour", "state": "given", "language": "ru"}
    assert "Rowan answers for themselves" in browser.get(where + "?purpose=share_ngo").content.decode()
    assert browser.post(where + "?purpose=share_ngo", said).status_code == 303
    assert ConsentRow.objects.filter(locator=case_id).count() == 2
    assert browser.post(export, asked_for).status_code == 200
    own = browser.get(reverse("persons:consent", args=[case_id, allowed.birch]))
    assert own.status_code == 303
