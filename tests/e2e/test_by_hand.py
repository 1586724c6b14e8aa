"""A thread held by hand: a caller in mutt with keys of GnuPG, an operator in Chromium, two Dovecots between them.

With WAYSTATION_TRANSCRIPT=FILE everything that anybody saw is kept in that file.
"""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.e2e.hand import FORM, SEND, Thread, letter, thread_of
from tests.e2e.harness import HOTLINE
from tests.e2e.mutt import need_mutt
from tests.e2e.screens import fill, need_chromium, press
from tests.mail.dovecot import require_dovecot
from waystation.hotline.protection import fingerprint as spaced
from waystation.mail.openpgp.wkd import hashed

pytestmark = [pytest.mark.browser, pytest.mark.long]

ANNA, BORIS = "anna@mail.example", "boris@mail.example"
GONE, FALSE = "gone@mail.example", "help@waystatlon.example"
FIRST = "They came to my mother. I am at a friend's. Please help me to leave."
ANSWER = "We have your letter and believe you. Tell nobody that you write to us."
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b")


@pytest.fixture
def thread(tmp_path: Path) -> Iterator[Thread]:
    need_chromium()
    need_mutt()
    require_dovecot()
    with thread_of(tmp_path) as thread:
        yield thread


def test_a_thread_held_by_hand(thread: Thread) -> None:
    operator = the_keys_are_made_and_published(thread)
    first = a_caller_writes_encrypted_and_signed(thread, operator)
    code = the_answer_is_read_in_the_same_thread(thread, operator)
    the_caller_asks_whether_it_is_ours(thread, code)
    second = the_caller_has_a_new_key(thread, operator, first)
    answers_go_to_the_key_that_a_person_said_is_right(thread, operator, first, second)
    a_header_alone_is_enough_to_answer_encrypted(thread, operator)
    a_false_hotline_is_marked(thread, operator)
    machines_make_no_loop(thread, operator)
    assert thread.screens.wrong == []
    assert thread.program.logs() == ""


def the_keys_are_made_and_published(thread: Thread) -> Page:
    """The coordinator makes our key; two sign the public list; the caller takes the key and compares it."""
    coordinator, operator = thread.staff("coordinator"), thread.staff("operator")
    coordinator.goto(thread.url("/staff/mail-keys/"))
    press(coordinator, "form[action$='/make'] button")
    operator.goto(thread.url("/staff/trust/propose"))
    press(operator, "main form button >> nth=0")
    coordinator.goto(thread.url("/staff/trust/"))
    press(coordinator, "form[action$='/sign'] button")
    phone = thread.screens.caller()
    phone.goto(thread.url("/en/ours"))
    public = thread.seen("The public page, on a phone without scripts", phone)
    directory = f"/.well-known/openpgpkey/hu/{hashed('help')}?l=help"
    thread.gpg.take(phone.request.get(thread.url(directory)).body())
    thread.gpg.make(ANNA)
    (ours,) = thread.fingerprints(HOTLINE)
    assert ours in public.replace(" ", "")
    thread.gpg.run("--quick-lsign-key", ours)
    return operator


def a_caller_writes_encrypted_and_signed(thread: Thread, operator: Page) -> str:
    (key,) = thread.fingerprints(ANNA)
    anna = thread.mutt(key, ANNA, "Anna")
    thread.note("mutt: before it is sent", anna.write(HOTLINE, "About my mother", FIRST, key))
    (_, _, raw) = thread.post.carried[-1]
    assert b"multipart/encrypted" in raw
    assert b"mother" not in raw
    text = thread.newest(operator, "They came to my mother")
    assert "Encrypted to us." in text
    assert spaced(key) in text
    assert "This key is new: it came with this message." in text
    return key


def the_answer_is_read_in_the_same_thread(thread: Thread, operator: Page) -> str:
    assert operator.is_checked("[name=protection][value=encrypt]")
    raw = thread.answer(operator, ANSWER)
    assert b"believe" not in raw
    assert b"Subject: [...]" in raw
    anna = thread.mutts[0]
    anna.refresh(2)
    thread.note("mutt: the list", anna.screen)
    assert "└─>" in anna.screen
    said = anna.open(2, "believe")
    thread.note("mutt: the answer", said)
    assert ANSWER in said
    assert f"Good signature from: {HOTLINE}" in said
    assert "PGP message successfully decrypted" in said
    assert "\nOperator\n" in said
    found = CODE.search(said)
    assert found
    return found[0]


def the_caller_asks_whether_it_is_ours(thread: Thread, code: str) -> None:
    phone = thread.screens.caller()
    phone.goto(thread.url("/en/check"))
    forged = ("0" if code[0] != "0" else "1") + code[1:]
    for title, asked, answer in (
        ("Our code", {"code": code.lower()}, "Yes, a message with this code was sent by us on"),
        ("A forged code", {"code": forged}, "This is no code of ours"),
    ):
        fill(phone, **asked)
        press(phone, "main form button")
        assert answer in thread.seen(f"The public page: {title}", phone)


def the_caller_has_a_new_key(thread: Thread, operator: Page, first: str) -> str:
    thread.gpg.run("--quick-gen-key", f"Anna again <{ANNA}>", "future-default", "default", "never")
    (second,) = set(thread.fingerprints(ANNA)) - {first}
    thread.mutts[0].close()
    anna = thread.mutt(second, ANNA, "Anna")
    anna.open(2, "believe")
    anna.reply("My phone was taken. This one is new.", second)
    text = thread.newest(operator, "My phone was taken")
    assert text.count("They came to my mother") == 1  # the same thread
    assert "This is another key than the one that we have known since" in text
    assert "The key has changed" in text
    return second


def answers_go_to_the_key_that_a_person_said_is_right(thread: Thread, operator: Page, first: str, second: str) -> None:
    assert operator.locator("[name=protection]:checked").count() == 0  # only a person can say
    assert "Encrypted means with the key from before" in operator.inner_text("#answer")
    before = len(thread.post.carried)
    fill(operator, FORM, text="Is it you?")
    press(operator, SEND)
    assert "It was not sent" in operator.inner_text("main")
    assert len(thread.post.carried) == before
    thread.seen("The operator is asked how the answer leaves", operator)
    raw = thread.answer(operator, "Call us by the other way.", protection="encrypt")
    assert thread.opened_by(raw) == first
    press(operator, f"form:has([name=fingerprint][value='{second.lower()}']) button")
    raw = thread.answer(operator, "We use your new key.")
    assert thread.opened_by(raw) == second
    anna = thread.mutts[-1]
    anna.refresh(5)
    thread.note("mutt: the list", anna.screen)


def a_header_alone_is_enough_to_answer_encrypted(thread: Thread, operator: Page) -> None:
    """As Thunderbird sends it: the key in the Autocrypt field, and none attached."""
    thread.gpg.make(BORIS)
    (key,) = thread.fingerprints(BORIS)
    minimal = base64.b64encode(thread.gpg.run("--export", "--export-options", "export-minimal", BORIS)).decode()
    header = rf"my_hdr Autocrypt: addr={BORIS}\; prefer-encrypt=mutual\; keydata={minimal}"
    boris = thread.mutt(key, BORIS, "Boris", header)
    boris.write(HOTLINE, "Вопрос", "Брат нашёл мою переписку. Помогите.")
    text = thread.newest(operator, "Брат нашёл мою переписку.")
    assert "This key is new: it came with this message." in text
    assert operator.is_checked("[name=protection][value=encrypt]")
    assert thread.opened_by(thread.answer(operator, "Мы здесь, Борис.")) == key
    boris.refresh(7)  # everybody at that provider shares one mailbox here
    said = thread.note("mutt: the answer in the language of the question", boris.open(7, "Мы здесь, Борис."))
    assert "Subject: Re: Ваш вопрос" in said
    assert "/ru/check" in said


def a_false_hotline_is_marked(thread: Thread, operator: Page) -> None:
    text = f"We have moved. Write to {FALSE}, or on https://waystatlon.example/ru/"
    thread.post.carry(FALSE, HOTLINE, letter(FALSE, text, "false@waystatlon.example"))
    said = thread.newest(operator, "We have moved")
    assert "Looks like our own address" in said
    assert "A link here is not what it seems" in said


def machines_make_no_loop(thread: Thread, operator: Page) -> None:
    """An answer to a mailbox that is gone comes back once; a machine's answer is shown as one; neither is answered."""
    thread.post.carry(GONE, HOTLINE, letter(GONE, "Write to me quickly.", "gone@mail.example"))
    thread.newest(operator, "Write to me quickly.")
    sent = thread.answer(operator, "We are here.")
    assert b"We are here." in sent
    assert "Could not be delivered" in thread.newest(operator, "No such mailbox")
    answered = message_from_bytes(sent)["Message-ID"]
    away = letter(GONE, "I am away.", "away@mail.example", Auto_Submitted="auto-replied", In_Reply_To=answered)
    thread.post.carry("", HOTLINE, away)
    assert "Sent by a machine" in thread.newest(operator, "I am away.")
    before = len(thread.post.carried)
    time.sleep(3)
    assert len(thread.post.carried) == before
