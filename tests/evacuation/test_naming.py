"""Whether an answer names a place or helper of ours, to somebody who is not cleared."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client

from tests.evacuation.conftest import Scene
from tests.stage import Organisation, clear
from tests.trust.people import written
from waystation.evacuation import naming
from waystation.hotline import actions as hotline
from waystation.hotline.errors import Unsayable
from waystation.hotline.models import Message, Outgoing
from waystation.staff.actor import Actor

TOLD = [
    "You will sleep at Lantern house.",
    "lantern  house, third floor",
    "Wren will meet you.",
    "Take the bus to Port Sel",
    "We go through North gate at night",
    "Come to 12 Garden Street",
    "Wr\u00aden will meet you.",
    "W r e n will meet you.",
    "Take the bus to Pоrt Sel",  # a Cyrillic о
]
UNTOLD = ["We read you. Are you alone?", "A wren sings.", "Is there a house with a lantern?", ""]


@pytest.fixture
def thread(organisation: Organisation, scene: Scene) -> UUID:
    return written("I am in Hollow Ford. Help.")


@pytest.mark.parametrize("text", TOLD)
def test_before_somebody_is_cleared_it_does_not_leave(lev: Actor, scene: Scene, thread: UUID, text: str) -> None:
    hotline.open_thread(lev, thread)
    with pytest.raises(Unsayable):
        hotline.answer(lev, thread, text)
    assert not Outgoing.objects.exists()


@pytest.mark.parametrize("text", TOLD)
def test_once_they_are_cleared_it_does(lev: Actor, scene: Scene, thread: UUID, text: str) -> None:
    hotline.open_thread(lev, thread)
    clear(lev, thread)
    hotline.answer(lev, thread, text)
    assert Outgoing.objects.count() == 1


@pytest.mark.parametrize("text", UNTOLD[:-1])
def test_an_ordinary_answer_leaves(lev: Actor, scene: Scene, thread: UUID, text: str) -> None:
    hotline.open_thread(lev, thread)
    hotline.answer(lev, thread, text)
    assert Outgoing.objects.count() == 1


def test_a_town_that_they_named_is_no_secret_but_a_house_is(lev: Actor, scene: Scene) -> None:
    thread = written("I am in Hollow Ford. Is it Lantern house?")
    hotline.open_thread(lev, thread)
    hotline.answer(lev, thread, "Can you leave Hollow Ford?")
    with pytest.raises(Unsayable):
        hotline.answer(lev, thread, "Yes, Lantern house")


def test_an_operator_is_stopped_at_an_address_whatever_keys_they_hold(dina: Actor, scene: Scene, thread: UUID) -> None:
    hotline.open_thread(dina, thread)
    with pytest.raises(Unsayable):
        hotline.answer(dina, thread, "ул. Садовая, 15")
    hotline.answer(dina, thread, "You will sleep at Lantern house.")  # no key of hers opens that list


def test_the_page_warns_and_keeps_the_text(
    client_of: Callable[[str], Client], scene: Scene, thread: UUID, lev: Actor
) -> None:
    client = client_of("lev")
    english = {"accept-language": "en"}
    assert "Nothing about places" in client.get(f"/staff/requests/{thread}", headers=english).content.decode()
    sent = client.post(f"/staff/requests/{thread}/answer", {"text": "Wren will meet you."}, headers=english)
    assert sent.status_code == 422
    assert "Wren will meet you." in sent.content.decode()
    assert "is not cleared. It was not sent" in sent.content.decode()
    assert not Message.objects.filter(thread=thread).exclude(body=b"").count() > 1
    clear(lev, thread)
    assert "Nothing about places" not in client.get(f"/staff/requests/{thread}", headers=english).content.decode()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Жду вас в Ольховке", "Ольховка"),
        ("до Сосновой Рощи два часа", "Сосновая Роща"),
        ("едем в Нальчик", "Нальчик"),
        ("Зяблика узнаете по шапке", "Зяблик"),
        ("Мельницы две", "Мельница"),
    ],
)
def test_in_russian_the_endings_change(text: str, name: str) -> None:
    assert naming.names_any(text, [name])


@pytest.mark.parametrize(
    ("text", "name"),
    [("старая мельница", "Мельница"), ("Нальчиковский", "Нальчик"), ("Нет", "Нетта"), ("что угодно", ""), ("", "Дом")],
)
def test_a_word_like_it_is_not_the_name(text: str, name: str) -> None:
    assert not naming.names_any(text, [name])
