"""Attack 30, its first half: somebody writes from an address made to be taken for ours or for the caller's.

Whether we are who we say (signed statements, codes of messages, three words for a call) is attacked in tests/trust/.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.hotline.helpers import NOW, mail, receive, the_request
from waystation.hotline import actions, callers
from waystation.hotline.models import Outgoing
from waystation.hotline.wording import SUSPICIONS
from waystation.mail import lookalike
from waystation.staff.actor import Actor
from waystation.vault.records import read

pytestmark = pytest.mark.usefixtures("in_english")

Clients = Callable[[str], Client]
FALSE = {
    "Dina <help@waystation.example>": "is-ours",
    "Zarema <hеlp@waystation.example>": "looks-like-ours",  # Cyrillic е
    "Zarema <help@waystati0n.example>": "looks-like-ours",
    "Zarema <zarema@xn--pst-sed.example>": "mixed-alphabets",
    '"help@waystation.example" <zarema@evil.example>': "names-another",
    "Zаrema <zarema@post.example>": "mixed-alphabets",  # Cyrillic а
}


def page(client_of: Clients) -> str:
    return client_of("dina").get(f"/staff/requests/{the_request()}").content.decode()


def warned(text: str) -> set[str]:
    return {code for code, (words, _) in SUSPICIONS.items() if str(words) in text}


def test_there_are_words_for_every_suspicion() -> None:
    assert set(SUSPICIONS) == set(lookalike.SUSPICIONS)


@pytest.mark.parametrize(("sender", "code"), FALSE.items())
def test_a_false_sender_is_flagged(client_of: Clients, dina: Actor, sender: str, code: str) -> None:
    receive(mail(sender=sender))
    assert code in warned(page(client_of))


@pytest.mark.parametrize("sender", ["Зарема <zarema@post.example>", "Zarema <зарема@почта.рф>", "anzor@mail.example"])
def test_an_honest_sender_is_not(client_of: Clients, dina: Actor, sender: str) -> None:
    receive(mail(sender=sender))
    assert warned(page(client_of)) == set()


def test_one_who_takes_the_caller_s_place_in_a_thread_is_flagged(client_of: Clients, dina: Actor) -> None:
    receive(mail(sender="Anzor <anzor@mail.example>"))
    page(client_of)
    actions.answer(dina, the_request(), "We have your message.")
    letter = read(Outgoing.objects.get(), dina.keys).message.decode()
    ours = next(line for line in letter.splitlines() if line.startswith("Message-ID: ")).removeprefix("Message-ID: ")
    false = mail(sender="Anzor <anz0r@mail.example>", message_id="<2@x>", more=f"In-Reply-To: {ours}\r\n")
    receive(false)
    assert "looks-like-theirs" in warned(page(client_of))


@pytest.mark.parametrize("text", ["Go to https://wаystation.example/ru/", "See http://127.O.0.1/"])
def test_a_link_to_a_copy_of_our_pages_is_flagged(client_of: Clients, dina: Actor, text: str) -> None:
    callers.begin_web(text, now=NOW)
    assert warned(page(client_of)) == {"false-link"}
