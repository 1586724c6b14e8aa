"""An address that leads to the mailbox of another: it has a state of its own, and answers leave from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.hotline.helpers import NOW, mail
from tests.stage import clear
from tests.trust.test_channels import becomes, channel_page, sent, thread_page
from waystation.hotline import actions, boxes, channels, intake, mailkeys, outbox, reach
from waystation.hotline.errors import ShutChannel
from waystation.hotline.models import Request
from waystation.mail.envelope import Envelope
from waystation.mail.parse import parse
from waystation.staff.actor import Actor
from waystation.trust import vetted

Clients = Callable[[str], Client]

FIRST, SECOND, ALIAS = "help@waystation.example", "hilfe@second.example", "sos@third.example"
BOX = {"address": SECOND, "addresses": [ALIAS]}


@pytest.fixture(autouse=True)
def two(settings: Any, tmp_path: Path) -> Any:
    settings.WAYSTATION_MAIL = {"mailbox": [BOX]}
    settings.WAYSTATION_DATA = tmp_path
    return settings


def came(envelope: Envelope, head: str = f"To: {ALIAS}", *, number: int = 1) -> UUID:
    before = set(Request.objects.values_list("pk", flat=True))
    raw = mail(message_id=f"<{number}@mail.example>").replace(f"To: {FIRST}".encode(), head.encode())
    intake.receive(raw, envelope, now=NOW)
    (made,) = set(Request.objects.values_list("pk", flat=True)) - before
    return made


def written(address: str = ALIAS, *, number: int = 1) -> UUID:
    return came(Envelope("smtp", "anzor@mail.example", (address,)), f"To: {address}", number=number)


def test_whoever_wrote_to_it_is_answered_from_it(dina: Actor, client_of: Clients, mailbox: Path) -> None:
    thread = written()
    assert ALIAS in thread_page(client_of, thread)
    actions.answer(dina, thread, "We read you.")
    (raw,) = sent(mailbox)
    said = parse(raw)
    assert said.sender_address == ALIAS
    assert (said.message_id or "").endswith("@third.example>")
    assert SECOND.encode() not in raw


def test_where_the_server_lets_only_the_mailbox_itself_write(two: Any, dina: Actor, mailbox: Path) -> None:
    two.WAYSTATION_MAIL = {"mailbox": [BOX | {"one_sender": True}]}
    actions.answer(dina, written(), "We read you.")
    (raw,) = sent(mailbox)
    assert parse(raw).sender_address == SECOND
    assert ALIAS not in [box.address for box in channels.usable()]


@pytest.mark.parametrize(
    ("head", "address"),
    [
        (f"To: {ALIAS}", ALIAS),
        (f"To: Sos <{ALIAS.upper()}>", ALIAS),
        (f"X-Original-To: {ALIAS}\r\nTo: {SECOND}", ALIAS),
        (f"Delivered-To: {SECOND}\r\nTo: {ALIAS}", ALIAS),
        (f"To: {SECOND}\r\nCc: {ALIAS}", SECOND),
        (f"To: {FIRST}", SECOND),  # of another mailbox: that is not where it was brought to
        ("To: undisclosed-recipients:;", SECOND),
        ("To: =?utf-8?q?=00?= <<<>>>,,,", SECOND),
    ],
)
def test_a_mailbox_tells_by_the_header_which_of_its_addresses_was_written_to(
    dina: Actor, head: str, address: str
) -> None:
    for number, envelope in enumerate((Envelope("imap", mailbox=SECOND), Envelope("lmtp", "a@b.example", (SECOND,)))):
        _, stub = actions.open_thread(dina, came(envelope, head, number=number))
        assert stub.came_to == address


def test_what_the_server_says_counts_before_what_the_sender_says(dina: Actor) -> None:
    envelope = Envelope("smtp", "anzor@mail.example", (ALIAS,))
    _, stub = actions.open_thread(dina, came(envelope, f"To: {SECOND}"))
    assert stub.came_to == ALIAS


def test_an_alias_in_other_hands_is_told_and_not_answered_from(
    dina: Actor, lev: Actor, client_of: Clients, mailbox: Path
) -> None:
    thread, other = written(), written(SECOND, number=2)
    actions.open_thread(dina, thread)
    clear(lev, thread)
    becomes("compromised", dina, lev, ALIAS)
    assert "is in other hands" in thread_page(client_of, thread)
    assert "is in other hands" not in thread_page(client_of, other)
    assert vetted.known(lev, thread).standing.lapsed == ("channel",)
    with pytest.raises(ShutChannel):
        actions.answer(dina, thread, "We read you.")
    actions.answer(dina, other, "And you.")
    actions.answer(dina, thread, "We read you.", sender=SECOND)
    said = {letter.text.splitlines()[0]: letter for letter in map(parse, sent(mailbox))}
    assert {letter.sender_address for letter in said.values()} == {SECOND}
    assert any(line.startswith(f"{ALIAS} is in other hands. Do not write there any more.") for line in said)
    assert any(line == "And you." for line in said)


def test_with_one_sender_too_the_caller_is_warned(two: Any, dina: Actor, lev: Actor, mailbox: Path) -> None:
    two.WAYSTATION_MAIL = {"mailbox": [BOX | {"one_sender": True}]}
    thread = written()
    actions.open_thread(dina, thread)
    becomes("compromised", dina, lev, ALIAS)
    with pytest.raises(ShutChannel):
        actions.answer(dina, thread, "We read you.")
    actions.answer(dina, thread, "We read you.", sender=SECOND)
    (letter,) = map(parse, sent(mailbox))
    assert letter.text.startswith(f"{ALIAS} is in other hands.")


def test_a_letter_from_it_that_waits_stays_back(dina: Actor, lev: Actor, mailbox: Path) -> None:
    actions.answer(dina, written(), "We read you.")
    becomes("compromised", dina, lev, ALIAS)
    assert sent(mailbox) == []
    assert outbox.states(dina) == {outbox.FAILED: 1}


@pytest.mark.parametrize(
    ("of_alias", "of_mailbox", "told"),
    [
        ("", "compromised", "compromised"),
        ("", "suspect", "suspect"),
        ("", "retired", "active"),  # nobody shall write to the one; the other goes on
        ("retired", "suspect", "retired"),
        ("suspect", "compromised", "compromised"),
        ("compromised", "suspect", "compromised"),
    ],
)
def test_whoever_has_the_mailbox_has_the_alias(
    dina: Actor, lev: Actor, of_alias: str, of_mailbox: str, told: str
) -> None:
    if of_alias:
        becomes(of_alias, dina, lev, ALIAS)
    becomes(of_mailbox, dina, lev, SECOND)
    assert channels.state(ALIAS) == told


def test_who_wrote_to_the_alias_of_a_lost_mailbox_is_vetted_again(dina: Actor, lev: Actor) -> None:
    thread = written()
    clear(lev, thread)
    becomes("compromised", dina, lev, SECOND)
    assert vetted.known(lev, thread).standing.lapsed == ("channel",)


def test_an_address_in_other_hands_that_was_written_to_as_well_is_told(
    dina: Actor, lev: Actor, client_of: Clients
) -> None:
    becomes("compromised", dina, lev, ALIAS)
    thread = came(Envelope("smtp", "anzor@mail.example", (SECOND,)), f"To: {SECOND}, {ALIAS}")
    text = thread_page(client_of, thread)
    assert ALIAS in text
    assert "An address that was written to as well is in other hands" in text
    actions.answer(dina, thread, "We read you.")


def test_without_a_key_of_its_own_it_uses_that_of_its_mailbox(lev: Actor) -> None:
    mailkeys.make(lev, SECOND)
    assert mailkeys.current(lev, ALIAS) == mailkeys.current(lev, SECOND) is not None
    mailkeys.make(lev, ALIAS)
    assert mailkeys.current(lev, ALIAS) != mailkeys.current(lev, SECOND)
    assert mailkeys.current(lev, FIRST) is None


def test_the_list_says_to_which_mailbox_it_leads(dina: Actor, client_of: Clients) -> None:
    assert f"Leads to the mailbox {SECOND}" in channel_page(client_of)


def test_its_mail_leaves_by_the_account_of_its_mailbox(two: Any) -> None:
    two.WAYSTATION_MAIL = {"mailbox": [BOX | {"smtp": {"host": "smtp.second.example", "username": "hilfe"}}]}
    found = boxes.of(ALIAS)
    assert found
    assert found.submission
    assert found.submission.host == "smtp.second.example"
    assert reach.smtp(found.home) == reach.smtp(SECOND)
