"""What we call somebody: nobody else's word, nothing hidden in it, no name of theirs; and what was so stays usable."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.casework.conftest import waiting_request
from tests.casework.persons.conftest import Scene
from tests.casework.persons.test_pages import address, whole
from tests.people import somebody
from waystation.casework.persons import access, actions

pytestmark = pytest.mark.usefixtures("in_english")

ClientOf = Callable[[str], Client]
TAKEN, HIDDEN, REAL = "Somebody else is called so already", "characters that nobody sees", "that the person really has"


def called(scene: Scene) -> str:
    return access.person(scene.lev, scene.birch_case, scene.birch)[1].pseudonym


@pytest.mark.parametrize(
    ("pseudonym", "said"),
    [
        ("Heron", TAKEN), ("hERON", TAKEN), ("Rowan", TAKEN), ("Sil\u202ever", HIDDEN),
        ("Тимур", REAL), ("big тИмУр", REAL),
    ],
)  # fmt: skip
def test_it_is_nobody_elses_and_no_name(scene: Scene, client_of: ClientOf, pseudonym: str, said: str) -> None:
    about = reverse("casework:about", args=[scene.birch_case])
    version = client_of("lev").get(about).context["form"].initial["version"]
    for url, sent in (
        (address(scene, "describe"), whole(scene, pseudonym=pseudonym)),
        (about, {"pseudonym": pseudonym, "origin": "", "version": version}),
        (address(scene, "add"), whole(scene, pseudonym=pseudonym, roles=["companion"])),
        (reverse("casework:accept", args=[waiting_request(name="Тимур")]), {"pseudonym": pseudonym, "urgency": "now"}),
    ):
        if pseudonym == "Rowan" and url == about:
            continue  # of the same case, which is called so for all who are in it
        answer = client_of("lev").post(url, sent)
        assert answer.status_code == 422, url
        assert said in answer.content.decode(), url
    assert called(scene) == ""


def test_ones_own_word_is_kept_and_a_free_one_is_taken(scene: Scene, client_of: ClientOf) -> None:
    for pseudonym in ("Birch", "Osprey", "Osprey"):
        assert client_of("lev").post(address(scene, "describe"), whole(scene, pseudonym=pseudonym)).status_code == 303
    assert called(scene) == "Osprey"


def test_who_is_called_as_somebody_else_already_can_still_be_described(scene: Scene, client_of: ClientOf) -> None:
    actions.describe(scene.lev, scene.birch_case, scene.birch, somebody("Тимур", pseudonym="Heron"))
    assert (
        client_of("lev").post(address(scene, "describe"), whole(scene, pseudonym="Heron", phone="1")).status_code == 303
    )
