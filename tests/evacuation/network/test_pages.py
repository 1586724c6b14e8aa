"""The pages of connections, as a coordinator uses them, and as nobody else can."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.evacuation.conftest import Scene, build
from waystation.evacuation import actions as evacuation
from waystation.evacuation.network import access
from waystation.evacuation.network.models import Connection
from waystation.evacuation.network.records import RETIRED, Weekly
from waystation.evacuation.records import PlaceRecord
from waystation.staff.actor import Actor

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def scene(lev: Actor) -> Scene:
    return build(lev)


@pytest.fixture
def client(client_of: Callable[[str], Client]) -> Client:
    return client_of("lev")


def form(scene: Scene, **more: Any) -> dict[str, Any]:
    told = {
        "from_place": scene.places["river"],
        "to_place": scene.places["harbour"],
        "mode": "train",
        "minutes": 190,
        "departures": "Mon 08:30\n2031-05-12 08:30",
        "cost": "1200.50",
        "currency": "RUB",
        "capacity": 3,
        "exposure": "medium",
        "identity_check": "certain",
        "documents": ["visa"],
        "checkpoints": [scene.places["gate"]],
        "needs_escort": "on",
        "pathway": "humanitarian_visa",
    }
    return told | more


def test_where_it_leads_is_chosen_and_never_taken_for_chosen(client: Client, scene: Scene) -> None:
    fields = client.get(reverse("network:connection-new"), headers=ENGLISH).context["form"]
    assert {fields[name].field.choices[0][0] for name in ("from_place", "to_place")} == {""}
    assert client.post(reverse("network:connection-new"), form(scene, from_place="")).status_code == 422
    assert not access.connections(scene.actor)


def test_it_works_added_changed_retired_and_shown(client: Client, scene: Scene) -> None:
    assert client.post(reverse("network:connection-new"), form(scene)).status_code == 303
    ((made, way),) = access.connections(scene.actor).items()
    assert (way.departures, way.cost, way.checkpoints) == ((Weekly(0, 510),), "1200.50", (scene.places["gate"],))
    for name in ("connection", "connection-change", "connection-retire"):
        shown = client.get(reverse(f"network:{name}", args=[made]), headers=ENGLISH)
        assert shown.status_code == 200
    assert "3 hours 10 minutes" in client.get(reverse("network:connections"), headers=ENGLISH).content.decode()
    page = client.get(reverse("network:connection-change", args=[made]))
    fields = page.context["form"]
    said = {name: fields[name].value() for name in fields.fields}
    sent = {name: value for name, value in said.items() if value is not None and value is not False}
    assert client.post(reverse("network:connection-change", args=[made]), sent).status_code == 303
    again = access.connections(scene.actor)[made]
    assert {name: getattr(again, name) for name in ("departures", "dates", "cost", "documents", "needs_escort")} == {
        name: getattr(way, name) for name in ("departures", "dates", "cost", "documents", "needs_escort")
    }
    assert client.post(reverse("network:connection-retire", args=[made]), {"version": ""}).status_code == 303
    assert list(access.connections(scene.actor, RETIRED)) == [made]
    assert client.get(reverse("network:connections"), {"show": "retired"}).context["lines"]
    assert client.post(reverse("network:connection-retire", args=[made]), {"version": ""}).status_code == 303
    assert list(access.connections(scene.actor)) == [made]


def test_two_who_save_at_once_see_both_versions(client: Client, scene: Scene) -> None:
    client.post(reverse("network:connection-new"), form(scene))
    made = Connection.objects.get().pk
    page = reverse("network:connection-change", args=[made])
    assert client.post(page, form(scene, minutes=200, version=1)).status_code == 303
    late = client.post(page, form(scene, minutes=300, version=1), headers=ENGLISH)
    assert late.status_code == 422
    assert re.search(r"<dd[^>]*>200</dd>", late.content.decode())
    assert 'value="300"' in late.content.decode()
    assert access.connections(scene.actor)[made].minutes == 200
    again = form(scene, minutes=300, version=late.context["form"]["version"].value())
    assert client.post(page, again).status_code == 303


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": -1},
        {"minutes": "\x00"},
        {"to_place": "x"},
        {"departures": "sometimes"},
        {"cost": "-1"},
        {"cost": "5", "currency": ""},
        {"capacity": 0},
        {"mode": "broom"},
        {"documents": ["a smile"]},
        {"checkpoints": ["x"]},
        {},
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_added(client: Client, scene: Scene, wrong: dict[str, Any]) -> None:
    sent = form(scene, **wrong) if wrong else {"once": ""}
    assert client.post(reverse("network:connection-new"), sent).status_code == 422
    same = form(scene, to_place=scene.places["river"])
    assert client.post(reverse("network:connection-new"), same).status_code == 422
    assert not Connection.objects.exists()


def table(*rows: str) -> str:
    return "\n".join(["from,to,mode,minutes,departures", *rows])


def test_a_table_is_taken_in_whole_or_not_at_all(client: Client, scene: Scene) -> None:
    page = reverse("network:import")
    good = "River town,Port Sel,train,190,Mon 08:30"
    bad = client.post(page, {"table": table(good, "River town,Atlantis,train,190,")}, headers=ENGLISH)
    assert bad.status_code == 422
    assert re.search(r">\s*3\s*</th>", bad.content.decode())
    assert good in bad.content.decode()
    assert not Connection.objects.exists()
    sent = SimpleUploadedFile("ways.csv", table(good, good).encode(), content_type="text/csv")
    assert client.post(page, {"files": sent}).status_code == 303
    assert client.post(page, {"table": table(good)}).status_code == 303
    assert Connection.objects.count() == 1
    for nothing in ({"table": ""}, {"table": "x"}, {"table": "from,to,mode,minutes"}):
        assert client.post(page, nothing).status_code == 422


def test_the_map_tells_no_house(client: Client, scene: Scene) -> None:
    told = {"kind": "safe_house", "beds": 1, "within": scene.places["river"], "address": "Kanareika Street"}
    evacuation.add_place(scene.actor, PlaceRecord(name="Kanareika loft", **told))
    client.post(reverse("network:connection-new"), form(scene))
    page = client.get(reverse("network:map"), headers=ENGLISH).content.decode()
    assert "River town" in page
    assert "Safe houses by city" in page
    assert "Kanareika" not in page
    assert "Lantern" not in page


def test_what_is_cancelled_and_late_is_typed_shown_and_typed_again(client: Client, scene: Scene) -> None:
    told = form(scene, changes="2031-05-12 08:30\n2031-05-19 08:30 +30/90")
    assert client.post(reverse("network:connection-new"), told).status_code == 303
    ((made, way),) = access.connections(scene.actor).items()
    assert [change.late for change in way.changes] == [None, (30, 90)]
    shown = client.get(reverse("network:connection", args=[made]), headers=ENGLISH).content.decode()
    assert "does not leave" in shown
    assert "leaves +30 and arrives +90 minutes" in shown
    typed = client.get(reverse("network:connection-change", args=[made]), headers=ENGLISH).content.decode()
    assert "2031-05-12 08:30\n2031-05-19 08:30 +30/90" in typed


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ("2031-05-13 08:30", "does not leave then"),  # a Tuesday
        ("2031-05-12 08:31", "does not leave then"),
        ("2031-05-12 08:30\n2031-05-12 08:30 +5", "there twice"),
        ("2031-05-12 08:30 +99999", "at most seven days"),
        ("2031-05-12 08:30 +300/0", "arrive before it leaves"),
        ("tomorrow", "is not understood"),
    ],
)
def test_what_cannot_be_cancelled_or_late_is_told(client: Client, scene: Scene, changes: str, says: str) -> None:
    answer = client.post(reverse("network:connection-new"), form(scene, changes=changes), headers=ENGLISH)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Connection.objects.exists()


def test_an_empty_network_says_what_to_do(client_of: Callable[[str], Client]) -> None:
    client = client_of("lev")
    for name in ("connections", "map"):
        shown = client.get(reverse(f"network:{name}"), headers=ENGLISH)
        assert "New connection" in shown.content.decode()


@pytest.mark.parametrize("who", ["dina", "ira", "out"])
def test_nobody_else_meets_any_of_it(scene: Scene, client_of: Callable[[str], Client], who: str) -> None:
    client_of("lev").post(reverse("network:connection-new"), form(scene))
    made: UUID = Connection.objects.get().pk
    client = client_of(who)
    for name, ids in (
        ("connections", []),
        ("connection-new", []),
        ("import", []),
        ("map", []),
        ("connection", [made]),
        ("connection-change", [made]),
        ("connection-retire", [made]),
    ):
        address = reverse(f"network:{name}", args=ids)
        assert {client.get(address).status_code, client.post(address, {}).status_code} == {404}
