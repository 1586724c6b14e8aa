"""Whom a mail says that it is from: ourselves, several, somebody who wants the answer elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.hotline.helpers import ADDRESS, NOW, mail, receive, the_request
from waystation.hotline import access, actions, boxes, callers, contacting
from waystation.hotline.errors import NoAddress
from waystation.hotline.models import Outgoing
from waystation.hotline.records import Contact
from waystation.staff.actor import Actor

Clients = Callable[[str], Client]

SECOND = "hilfe@second.example"
pytestmark = [pytest.mark.django_db, pytest.mark.real, pytest.mark.usefixtures("in_english")]


@pytest.fixture(autouse=True)
def two(settings: Any) -> None:
    settings.WAYSTATION_MAIL = {"mailbox": [{"address": SECOND, "addresses": ["sos@second.example"]}]}


def page(client_of: Clients) -> str:
    return unescape(
        client_of("dina").get(f"/staff/requests/{the_request()}", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    )


@pytest.mark.parametrize("address", [ADDRESS, ADDRESS.upper(), SECOND, "sos@second.example"])
def test_what_says_that_it_is_from_us_is_marked_and_not_answered(client_of: Clients, dina: Actor, address: str) -> None:
    receive(mail(sender=f"Dina <{address}>"))
    text = page(client_of)
    assert "Says it is from our own address" in text
    assert "There is nobody to answer" in text
    assert "Send the answer" not in text
    assert "Answers go to" not in text
    with pytest.raises(NoAddress):
        actions.answer(dina, the_request(), "Are you safe?")
    form = {"text": "Are you safe?"}
    refused = client_of("dina").post(f"/staff/requests/{the_request()}/answer", form, HTTP_ACCEPT_LANGUAGE="en")
    assert refused.status_code == 422
    assert "There is nobody to answer" in refused.content.decode()
    assert Outgoing.objects.count() == 0


def test_nor_is_our_postmaster(dina: Actor) -> None:
    """Mail to it comes to us (RFC 5321 4.5.1)."""
    receive(mail(sender="postmaster@second.example"))
    with pytest.raises(NoAddress):
        actions.answer(dina, the_request(), "Are you safe?")


def test_nor_where_two_people_want_it(dina: Actor, lev: Actor) -> None:
    """What two people can lift is what the counterpart asked for, not this."""
    receive(mail(sender=f"Dina <{ADDRESS}>"))
    actions.open_thread(dina, the_request())
    contacting.save(dina, the_request(), Contact(stop=True))
    asked = contacting.ask_second(dina, the_request(), "Are you safe?", "He asked.")
    with pytest.raises(NoAddress):
        contacting.agree(lev, the_request(), asked)
    assert Outgoing.objects.count() == 0


@pytest.mark.parametrize(
    "sender",
    ["Anna <anna@x.example>, Dina <dina@y.example>", "Anna <anna@x.example>\r\nFrom: dina@y.example"],
)
def test_several_senders_are_said(client_of: Clients, dina: Actor, sender: str) -> None:
    receive(mail(sender=sender))
    text = page(client_of)
    assert "Several senders" in text
    assert "It names further senders: dina@y.example. Which of them wrote it cannot be told." in text


def test_ours_among_several_senders_is_marked(client_of: Clients, dina: Actor) -> None:
    receive(mail(sender=f"Anna <anna@x.example>, {ADDRESS}"))
    assert "Says it is from our own address" in page(client_of)


def test_that_answers_are_wanted_elsewhere_is_said(client_of: Clients, dina: Actor) -> None:
    receive(mail(more="Reply-To: Anzor <anzor@other.example>\r\n"))
    text = page(client_of)
    assert "It asks for answers to anzor@other.example." in text
    assert "Answers wanted elsewhere" in text


def test_an_ordinary_sender_has_none_of_this(client_of: Clients, dina: Actor) -> None:
    receive(mail(more="Reply-To: anzor@mail.example\r\n"))
    text = page(client_of)
    for words in (
        "our own address",
        "Several senders",
        "further senders",
        "Answers wanted elsewhere",
        "asks for answers",
    ):
        assert words not in text
    assert "Send the answer" in text


def test_an_address_of_ours_is_known_in_every_spelling(settings: Any) -> None:
    settings.WAYSTATION_MAIL = {"mailbox": [{"address": "hilfe@почта.example"}]}
    assert boxes.is_ours("hilfe@xn--80a1acny.example")
    assert boxes.is_ours(" Hilfe@Почта.example")
    assert not boxes.is_ours("hilfe@other.example")


@pytest.mark.parametrize("name", ["\u3164", "\u2800\u2800", "\u200d", "\u034f\ufe0f", " \u00ad "])
def test_a_name_without_a_shape_is_none(client_of: Clients, dina: Actor, name: str) -> None:
    """A link of it could be neither seen nor clicked."""
    callers.begin_web("Help me.", name, now=NOW)
    page = client_of("dina").get("/staff/requests/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert ">Without a name</a>" in page
    receive(mail(sender=f"{name} <anzor@mail.example>"))
    for line in access.queue(dina).group("ours"):
        actions.open_thread(dina, line.id)
    page = client_of("dina").get("/staff/requests/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert ">anzor@mail.example</a>" in page
