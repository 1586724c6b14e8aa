"""The code of a message: confirmed with the day, and telling nothing else."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.hotline.helpers import NOW, receive, the_request
from waystation.hotline import actions, callers, codes, outbox, threads
from waystation.hotline.codes import Verdict
from waystation.hotline.models import MessageCode
from waystation.mail.parse import parse
from waystation.staff.actor import Actor

TO = "anzor@mail.example"
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


def answered(dina: Actor) -> str:
    """The text of a letter that answers a mail."""
    receive()
    actions.answer(dina, the_request(), "We read you.")
    (letter,) = outbox._ready.values()
    return parse(letter.message).text


def test_each_letter_carries_a_code_that_the_page_confirms(dina: Actor) -> None:
    text = answered(dina)
    (code,) = CODE.findall(text)
    assert f"/check\n{code}" in text
    page = Client().post("/en/check", {"code": code.lower().replace("-", " ")})
    assert "Yes, a message with this code was sent by us on" in page.content.decode()


def test_a_web_answer_carries_one_too(dina: Actor) -> None:
    words = callers.begin_web("Help me.", now=NOW)
    actions.answer(dina, the_request(), "We are here.")
    said = callers.messages(callers.caller_of(words))[-1]
    assert codes.ask(said.code).verdict is Verdict.OURS


def test_whoever_has_a_letter_cannot_try_who_got_it(dina: Actor) -> None:
    """A code that somebody saw is asked with a list of suspects: each gets the same page, to the letter."""
    (code,) = CODE.findall(answered(dina))
    pages = {said(code, address) for address in ("", TO, "somebody@mail.example", f"Anzor <{TO}>", "garbage")}
    assert len(pages) == 1
    (page,) = pages
    assert "sent by us on" in page
    assert "address" not in page.split("<main")[1].split("</main>")[0].casefold()


def said(code: str, address: str) -> str:
    page = Client().post("/en/check", {"code": code, "address": address}).content.decode()
    return re.sub(r'value="[^"]{64}"', "", page)


def test_a_true_answer_on_the_web_raises_no_alarm(dina: Actor) -> None:
    words = callers.begin_web("Help me.", now=NOW)
    actions.answer(dina, the_request(), "We are here.")
    page = said(callers.messages(callers.caller_of(words))[-1].code, TO)
    assert "sent by us on" in page
    assert "Do not answer" not in page


def test_what_the_code_does_not_say_stands_beside_what_it_says(dina: Actor) -> None:
    (code,) = CODE.findall(answered(dina))
    assert "can be copied into a letter that is not ours" in said(code, "")


def test_what_is_not_ours_is_told(organisation: object) -> None:
    page = Client().post("/en/check", {"code": codes_of_others()}).content.decode()
    assert "We did not send this." in page


def codes_of_others() -> str:
    return next(filter(codes.understand, (f"{number:012d}" for number in range(1000))))


@pytest.mark.django_db
@given(st.integers(0, codes.SIZE - 1), st.sampled_from(codes.ALPHABET), st.integers(0, codes.SIZE - 2))
def test_one_wrong_letter_or_two_swapped_are_a_slip_and_no_false_code(at: int, letter: str, swap: int) -> None:
    code = codes._fresh()
    wrong = code[:at] + letter + code[at + 1 :]
    assert codes.understand(wrong) == (code if wrong == code else None)
    swapped = code[:swap] + code[swap + 1] + code[swap] + code[swap + 2 :]
    assert codes.understand(swapped) == (code if swapped == code else None)


@pytest.mark.parametrize(("typed", "meant"), [("о", "0"), ("С", "C"), ("l", "1"), ("I", "1"), ("х", "X"), ("у", "Y")])
def test_letters_that_look_alike_are_read_as_meant(typed: str, meant: str) -> None:
    body = f"{meant}ABCDEFGHJK"
    code = next(
        body[:-1] + end + codes.ALPHABET[check] for end in codes.ALPHABET if (check := check_of(body, end)) < 32
    )
    assert codes.understand(typed + code[1:]) == code


def check_of(body: str, end: str) -> int:
    return codes._check(body[:-1] + end)


@pytest.mark.django_db
def test_the_database_tells_neither_code_nor_address_nor_thread(dina: Actor) -> None:
    (code,) = CODE.findall(answered(dina))
    row = MessageCode.objects.get()
    stored = bytes(row.digest)
    assert code.replace("-", "").encode() not in stored
    names = {
        column.name
        for column in connection.introspection.get_table_description(connection.cursor(), "hotline_messagecode")
    }
    assert names == {"id", "digest", "day"}
    assert the_request() not in [value for value in vars(row).values() if isinstance(value, UUID)]


def test_it_needs_the_vault_half(dina: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    from waystation.vault import half
    from waystation.vault.errors import NotReady

    (code,) = CODE.findall(answered(dina))

    def gone(label: bytes) -> bytes:
        raise NotReady

    monkeypatch.setattr(half, "subkey", gone)
    with pytest.raises(NotReady):
        codes.ask(code)


def test_an_old_code_is_forgotten(dina: Actor) -> None:
    (code,) = CODE.findall(answered(dina))
    codes.forget_old(now=dina.now() + codes.KEPT + timedelta(days=2))
    assert codes.ask(code).verdict is Verdict.UNKNOWN


def test_an_answer_that_was_not_stored_leaves_no_code(dina: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    receive()
    monkeypatch.setattr(threads, "changed", lambda *given: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.answer(dina, the_request(), "We read you.")
    assert not MessageCode.objects.exists()
