"""Attack 20, continued: a relative reads over the shoulder of somebody who asked that our mail looks like another's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings

from tests.canary import search
from tests.hotline.helpers import NOW, mail, receive, the_request
from waystation.hotline import actions, boxes, contacting, letters, outbox
from waystation.hotline.errors import NoAddress
from waystation.hotline.records import Contact
from waystation.mail.parse import parse
from waystation.staff.actor import Actor

COVER = Contact(cover="a lamp shop", subject="Ваш заказ", sender="Лампы", our_word="ласточка", delete="yes")
LANGUAGES = ["ru", "ce", "en"]


@pytest.fixture(autouse=True)
def _empty_outbox() -> Iterator[None]:
    outbox.forget()
    yield
    outbox.forget()


def letter(dina: Actor, cover: Contact, text: str = "The box is ready.") -> bytes:
    receive(mail(subject="please read"))
    contacting.save(dina, the_request(), cover)
    actions.answer(dina, the_request(), text)
    (found,) = outbox._ready.values()
    return found.message


def test_it_has_the_subject_and_the_sender_that_were_asked_for(dina: Actor) -> None:
    said = parse(letter(dina, COVER))
    assert (said.subject, said.sender_name) == ("Ваш заказ", "Лампы")
    assert said.text.startswith("ласточка\n")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_in_it_tells_of_us_but_the_address(
    dina: Actor,
    settings: Any,
    language: str,
) -> None:
    settings.WAYSTATION_ORIGIN = "https://hidden-name.example"
    settings.WAYSTATION_SITE_TITLE = "Kanareyka"
    cover = Contact(cover="a shop", subject="Order", sender="Shop", language=language, delete="yes")
    message = letter(dina, cover)
    for word in ("hidden-name", "Kanareyka", "Alma", "please read", "https://"):
        assert word not in message.decode()
        assert word not in parse(message).text
    assert list(search(message, ["Your question", "Ваш вопрос", "delete", "удал"])) == []
    assert "delete" not in parse(message).text
    assert "удал" not in parse(message).text


def test_without_a_cover_it_is_our_own_letter(dina: Actor) -> None:
    said = parse(letter(dina, Contact(delete="yes", language="en")))
    assert (said.subject, said.sender_name) == ("Re: Your question", "Alma")
    assert "Please delete this message" in said.text
    assert f"{django_settings.WAYSTATION_ORIGIN}/en/check" in said.text


@pytest.mark.parametrize(("language", "subject"), [("en", "Re: Your question"), ("ru", "Re: Ваш вопрос")])
def test_it_is_in_the_language_that_was_asked_for(
    dina: Actor,
    language: str,
    subject: str,
) -> None:
    said = parse(letter(dina, Contact(language=language)))
    assert said.subject == subject
    assert f"/{language}/check" in said.text


@pytest.mark.parametrize("name", ["subject", "sender"])
def test_a_cover_cannot_add_a_header(dina: Actor, name: str) -> None:
    with pytest.raises(NoAddress):
        letter(dina, Contact(**{name: "x\r\nBcc: spy@mail.example"}))
    assert not outbox._ready


def test_that_an_address_was_given_up_stands_in_no_covered_letter() -> None:
    common = {"text": "Ready.", "persona": "Alma", "to": "anzor@mail.example", "parent": None, "code": "C",
              "thread": uuid4(), "now": NOW, "box": boxes.first(), "instead_of": "old@waystation.example"}  # fmt: skip
    plain, covered = (
        letters.answer(how=letters.Manner("en", subject=subject), **common)[1].message for subject in ("", "Order")
    )
    assert "old@waystation.example" in parse(plain).text
    assert "old@waystation.example" not in parse(covered).text
