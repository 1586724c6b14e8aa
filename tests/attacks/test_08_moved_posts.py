"""Attack 8, for what a caller's browser sealed: it is sent with another form, or from another thread."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.hotline import as_browser
from waystation.hotline import access, once, phrases, sealing
from waystation.hotline.models import CallerMessage, Message, Request
from waystation.staff.actor import Actor
from waystation.vault.errors import Tampered
from waystation.vault.keyring import Key


def said(actor: Actor) -> list[tuple[str, tuple[str, ...]]]:
    """What staff read of every thread."""
    found = []
    for row in Request.objects.all():
        for message, record in access.records(actor, row.pk):
            parsed = access.readable(actor, message, record)
            assert parsed is not None
            found.append((parsed.text, parsed.notes))
    return found


def sealed_for(client: Client, path: str = "/en/write") -> dict[str, Any]:
    """A whole form, caught before it reached us."""
    page = client.get(path)
    return {"once": page.context["form"].token, **as_browser.message(page.content.decode(), "Help me.")}


def visitor() -> Client:
    client = Client()
    page = client.get("/en/write")
    words = client.post("/en/write", {"once": page.context["form"].token, "text": "Plain."}).context["words"]
    client.post("/en/return", {"phrase": " ".join(words)})
    return client


def test_it_arrives_where_it_was_written(dina: Actor) -> None:
    client = Client()
    client.post("/en/write", sealed_for(client))
    assert said(dina) == [("Help me.", ("sealed-in-browser",))]


def test_with_another_form_it_does_not_open(dina: Actor) -> None:
    client = Client()
    other = client.get("/en/write").context["form"].token
    client.post("/en/write", sealed_for(client) | {"once": other})
    assert said(dina) == [("", ("sealed-unreadable",))]


@pytest.mark.parametrize("whole", [True, False], ids=["with its token", "with a token of theirs"])
def test_from_another_thread_it_does_not_open(dina: Actor, whole: bool) -> None:
    victim, thief = visitor(), visitor()
    caught, own = sealed_for(victim, "/en/thread"), thief.get("/en/thread").context["form"].token
    thief.post("/en/thread", caught if whole else caught | {"once": own})
    assert [text for text, notes in said(dina) if notes] == [""]


def test_a_first_message_does_not_open_in_a_dialogue(dina: Actor) -> None:
    visitor().post("/en/thread", sealed_for(Client()))
    assert sorted(said(dina)) == [("", ("sealed-unreadable",)), ("Plain.", ())]


def test_files_of_one_form_do_not_open_in_another(dina: Actor) -> None:
    client = Client()
    first, second = (client.get("/en/write") for _ in range(2))
    files = as_browser.files(first.content.decode(), ("passport.txt", b"passport"))
    message = as_browser.message(second.content.decode())
    client.post("/en/write", {"once": second.context["form"].token, **message, **files})
    assert said(dina) == [("", ("sealed-unreadable",))]


def test_a_row_hung_on_another_thread_is_not_shown_there(dina: Actor) -> None:
    client = Client()
    client.post("/en/write", sealed_for(client))
    visitor()
    victim, thief = Request.objects.order_by("day", "pk")
    Message.objects.filter(thread=victim.pk).update(thread=thief.pk)
    assert access.unsound(dina, thief.pk) == 1


def test_the_server_has_no_key_that_opens_it(dina: Actor) -> None:
    """It has the vault half, the token of the form, and so the twelve words: none opens it, and no copy is kept."""
    client = Client()
    sent = sealed_for(client)
    client.post("/en/write", sent)
    seed = once.seed(sent["once"])
    assert seed is not None
    own = phrases.key(once.entropy(seed))
    closed = sealing.taken(sent["once"], sent["sealed"], "")
    assert sealing.opened(closed, [dina.keys.key(Request.objects.get().locator)]).told.text == "Help me."
    for key in (own, phrases.answers(own), Key.new(own.locator)):
        with pytest.raises(Tampered):
            sealing.opened(closed, [key])
    shown = Client()
    shown.post("/en/return", {"phrase": " ".join(phrases.spell(once.entropy(seed), "en"))})
    assert b"Help me." not in shown.get("/en/thread").content
    assert CallerMessage.objects.count() == 1
