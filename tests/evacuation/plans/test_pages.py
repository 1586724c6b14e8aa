"""The pages of plans, as a coordinator uses them, and who may not."""

from __future__ import annotations

import re
from collections.abc import Callable
from time import monotonic, sleep
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from tests.evacuation.conftest import Scene, build
from tests.evacuation.plans.conftest import connect
from tests.evacuation.plans.made import stored
from waystation.evacuation import access as evacuation
from waystation.evacuation.plans import access
from waystation.evacuation.plans.models import PartRow, RunRow
from waystation.staff.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

CANARY = "quince-marmalade"


@pytest.fixture
def scene(lev: Actor) -> Scene:
    """By the clock of this machine: the pages have no other."""
    return build(lev)


@pytest.fixture
def ways(scene: Scene) -> dict[str, UUID]:
    return connect(scene)


@pytest.fixture
def client(client_of: Callable[[str], Client], case_id: UUID, ways: dict[str, UUID]) -> Client:
    return client_of("lev")


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def ask(client: Client, **more: object) -> str:
    """The address of the page of a new run."""
    wish = {"days": 10, "seconds": 20, "budget": "5000", "why": "", "once": str(uuid4())} | more
    response = client.post(reverse("plans:plan-new"), wish)
    assert response.status_code == 303, text(response)
    return response["Location"].partition("?")[0]


def ready(client: Client, address: str) -> str:
    """The page once its plans are there."""
    until = monotonic() + 60
    while monotonic() < until:
        said = text(client.get(address))
        if 'http-equiv="refresh"' not in said:
            return said
        sleep(0.2)
    raise AssertionError("the planner did not end")


def test_a_plan_is_asked_for_looked_at_and_adopted(client: Client, scene: Scene, case_id: UUID) -> None:
    form = text(client.get(reverse("plans:plan-new")))
    assert "1 person" in form
    address = ask(client)
    said = ready(client, address)
    assert "Safest" in said
    assert "Birch" in said
    assert "Lantern house" not in said  # no house by name where all ways are
    assert "What the plan knew:" in said
    assert "1: persons to bring away" in said
    assert "1: drivers, each with one car at a time" in said
    [[member]] = access.members(scene.actor, RunRow.objects.get().pk).values()
    way = reverse("plans:party", args=[member.id])
    assert way in said
    shown = text(client.get(way))
    assert "Port Sel" in shown
    response = client.post(reverse("plans:adopt", args=[member.id]), {"plan": "safest"})
    assert response.status_code == 303
    assert [each.journey.status for each in evacuation.ways_of(scene.actor, case_id)].count("draft") >= 1
    again = client.post(reverse("plans:adopt", args=[member.id]), {"plan": "safest"})
    assert again.status_code == 409
    assert "Drafts were made" in text(again)


def test_it_is_said_why_and_why_not_through_another_place(client: Client, scene: Scene, case_id: UUID) -> None:
    case = evacuation.case(scene.actor, case_id)
    run_id = stored(scene.actor, case_id, scene.places["hollow"], scene.places["lantern"])
    [[member]] = access.members(scene.actor, run_id).values()
    where = reverse("plans:why", args=[member.id])
    said = text(client.get(where, headers={"accept-language": "en"}))
    assert "no better way" in said or "better way" in said
    through = text(client.get(where, {"through": str(scene.places["lantern"])}, headers={"accept-language": "en"}))
    assert "Lantern house" in through
    assert "best one through" in through
    assert client.get(where, {"through": str(uuid4())}).status_code == 404
    assert case.pseudonym in through


def test_who_stays_where_they_are_has_a_page(client: Client, scene: Scene, case_id: UUID) -> None:
    run_id = stored(scene.actor, case_id, scene.places["hollow"], scene.places["lantern"], steps=())
    [[member]] = access.members(scene.actor, run_id).values()
    said = text(client.get(reverse("plans:party", args=[member.id]), headers={"accept-language": "en"}))
    assert "They stay where they are" in said


def test_what_is_typed_wrongly_is_said(client: Client) -> None:
    response = client.post(
        reverse("plans:plan-new"), {"days": "1000", "seconds": "20", "budget": "x", "once": str(uuid4())}
    )
    assert response.status_code == 422
    assert not RunRow.objects.exists()


def test_it_is_stopped_and_deleted(client: Client) -> None:
    address = ask(client, seconds=300)
    assert 'http-equiv="refresh"' in text(client.get(address)) or "Side by side" in text(client.get(address))
    run_id = RunRow.objects.get().pk
    assert client.post(reverse("plans:change", args=[run_id]), {"do": "drop"}).status_code == 303
    assert not RunRow.objects.exists()
    assert not PartRow.objects.exists()
    assert client.get(address).status_code == 404


def test_a_word_that_no_button_says_is_absent(client: Client) -> None:
    address = ask(client)
    assert client.post(f"{address}/change", {"do": "print-all"}).status_code == 404
    ready(client, address)
    assert client.get(reverse("plans:party", args=[uuid4()])).status_code == 404


def test_an_operator_sees_no_plan(client: Client, client_of: Callable[[str], Client]) -> None:
    address = ask(client)
    dina = client_of("dina")
    for page in (
        address,
        reverse("plans:plans"),
        reverse("plans:plan-new"),
        reverse("plans:party", args=[PartRow.objects.get().pk]),
    ):
        assert dina.get(page).status_code == 404
    assert dina.post(f"{address}/change", {"do": "drop"}).status_code == 404


def test_nothing_readable_is_in_the_database(client: Client, scene: Scene) -> None:
    ready(client, ask(client, why=CANARY))
    needles = [CANARY.encode(), b"safest", b"Birch", b"Lantern"]
    for model in apps.get_models():
        for row in model._default_manager.values_list():
            told = b"|".join(bytes(value) if isinstance(value, memoryview) else str(value).encode() for value in row)
            assert not [needle for needle in needles if needle in told], model


def test_the_pages_hold_no_script_and_no_style_inline(client: Client) -> None:
    address = ask(client)
    pages = [
        text(client.get(reverse("plans:plan-new"))),
        text(client.get(reverse("plans:plans"))),
        ready(client, address),
    ]
    for said in pages:
        assert not re.search(r"<script|style=|\son[a-z]+=", said)
