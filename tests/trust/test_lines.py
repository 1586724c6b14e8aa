"""What may stand in the list of our channels, and what its second reader is shown of each line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from waystation.hotline import mailkeys
from waystation.staff.actor import Actor
from waystation.staff.errors import Refused
from waystation.staff.teams import DUTY
from waystation.trust import lines, rules, statements
from waystation.trust.models import DraftRow
from waystation.trust.records import Channel, Draft
from waystation.vault.records import create

Clients = Callable[[str], Client]
KEY = "EEC5 BA74 0000 1111 2222 3333 4444 5555 6666 7777"
FALSE = {
    "mixed alphabets": Channel(kind="email", address="hеlp@waystation.example"),
    "mixed in xn--": Channel(kind="web", address="https://xn--waystaton-19h.example"),
    "a further line": Channel(kind="phone", address="+7 999\n* E-mail: evil@x.example"),
    "a direction": Channel(kind="web", address="https://waystation.example/\u202egro"),
    "nothing to see": Channel(kind="messenger", address="@way\u200bstation"),
    "a blank letter": Channel(kind="partner", address="Helpers\u3164"),
    "no fingerprint": Channel(kind="email", address="sos@waystation.example", fingerprint="zzz"),
    "a further line in it": Channel(kind="email", address="sos@waystation.example", fingerprint=f"{KEY}\n* x"),
    "a script": Channel(kind="web", address="javascript:alert(1)"),
    "no host": Channel(kind="web", address="https:///x"),
    "another's host": Channel(kind="web", address="https://waystation.example@evil.com"),
    "a space": Channel(kind="web", address="https://waystation.example evil.com"),
    "no onion": Channel(kind="onion", address="https://waystation.example"),
    "no address": Channel(kind="email", address="waystation.example"),
    "two addresses": Channel(kind="email", address="a@b.example,c@d.example"),
    "no number": Channel(kind="phone", address="call us"),
    "no kind": Channel(kind="pigeon", address="coop"),
    "no state": Channel(kind="phone", address="+7 999 123", status="good"),
    "nothing": Channel(kind="messenger", address=" "),
}
GOOD = (
    Channel(kind="web", address="https://waystation.example/ru/"),
    Channel(kind="web", address="https://помощь.рф"),
    Channel(kind="onion", address="http://" + "a" * 56 + ".onion"),
    Channel(kind="onion", address="a" * 56 + ".onion/ru/"),
    Channel(kind="email", address="help@waystation.example", fingerprint=KEY),
    Channel(kind="email", address="help+ru@waystation.example", fingerprint="a" * 64),
    Channel(kind="phone", address="+7 (999) 123-45-67"),
    Channel(kind="messenger", address="Signal: @waystation.01"),
    Channel(kind="partner", address="Комитет «Помощь» (help.example), Berlin"),
)


@pytest.mark.parametrize("false", FALSE.values(), ids=FALSE)
def test_what_misleads_is_neither_proposed_nor_signed(dina: Actor, lev: Actor, false: Channel) -> None:
    with pytest.raises(Refused):
        statements.propose(dina, [*statements.ours(), false], unforced=True)
    assert statements.draft(dina) is None
    slipped = Draft(at=dina.now(), by=dina.account, channels=(*statements.ours(), false))
    row = create(DraftRow, slipped, dina.keys.key(dina.team(DUTY)))
    with pytest.raises(Refused):
        statements.sign(lev, seen=row.version)
    assert statements.current() is None


def test_what_is_sound_is_taken_and_each_field_is_one_line(dina: Actor, lev: Actor) -> None:
    statements.propose(dina, GOOD, unforced=True)
    waiting = statements.draft(lev)
    assert waiting
    statements.sign(lev, seen=waiting[0].version)
    text = Client().get("/channels.txt").content.decode()
    for channel in GOOD:
        assert f"* {rules.KINDS[channel.kind]}: {channel.address}\n" in text


@pytest.mark.parametrize("again", ["HELP@waystation.example", "https://help@waystation.example/"])
def test_an_address_stands_there_once(dina: Actor, again: str) -> None:
    twice = [Channel(kind="email", address="help@waystation.example"), Channel(kind="messenger", address=again)]
    with pytest.raises(Refused):
        statements.propose(dina, twice, unforced=True)


def proposed(client: Client, *channels: Channel) -> Any:
    fields = {f"channels-{name}": value for name, value in (("TOTAL_FORMS", len(channels)), ("INITIAL_FORMS", 0))}
    for place, each in enumerate(channels):
        given = {"kind": each.kind, "address": each.address, "fingerprint": each.fingerprint, "status": each.status}
        fields |= {f"channels-{place}-{name}": value for name, value in given.items()}
    return client.post("/staff/trust/propose", fields, headers={"accept-language": "en"})


def test_the_page_says_at_the_field_what_is_wrong(client_of: Clients) -> None:
    answer = proposed(client_of("dina"), FALSE["mixed alphabets"], FALSE["no fingerprint"], FALSE["a direction"])
    assert answer.status_code == 422
    wrong = [form.errors for form in answer.context["lines"]]
    assert [list(errors) for errors in wrong] == [["address"], ["fingerprint"], ["address"]]
    assert str(lines.MIXED) in answer.content.decode()


def test_hidden_characters_are_shown_where_they_are_typed(client_of: Clients) -> None:
    page = proposed(client_of("dina"), FALSE["a direction"]).content.decode()
    assert "\u202e" not in page
    assert "https://waystation.example/[U+202E]gro" in page


def reading(client_of: Clients) -> str:
    """What the second person reads before signing."""
    page = client_of("lev").get("/staff/trust/", headers={"accept-language": "en"}).content.decode()
    return page.split('id="draft"')[1].split("</section>")[0]


def test_what_differs_from_the_list_in_force_is_marked(
    signed: statements.Current, dina: Actor, client_of: Clients
) -> None:
    web, mail = statements.ours()
    changed = [web, Channel(kind="email", address=mail.address, fingerprint=KEY, status="suspect")]
    statements.propose(dina, [*changed, Channel(kind="phone", address="+7 999 123")], unforced=True)
    page = reading(client_of)
    kept, after = page.split(mail.address)[0], page.split(mail.address)[1]
    assert "Marked is what differs from the list in force" in page
    assert "tone-danger" not in kept
    assert "Other state: In use before" in after.split("+7 999 123")[0]
    assert "Other fingerprint than before" in after.split("+7 999 123")[0]
    assert "New" in after.split("+7 999 123")[1]


def test_what_is_left_out_is_told(signed: statements.Current, dina: Actor, client_of: Clients) -> None:
    web, mail = statements.ours()
    statements.propose(dina, [web], unforced=True)
    assert mail.address in reading(client_of).split("No longer in the list")[1]


def test_a_list_that_changes_nothing_has_no_mark(signed: statements.Current, dina: Actor, client_of: Clients) -> None:
    statements.propose(dina, statements.ours(), unforced=True)
    page = reading(client_of)
    assert "tone-danger" not in page
    assert "tone-warn" not in page


@pytest.mark.parametrize("false", ["he1p@waystation.example", "help@waystatlon.example", "help@waystation.exampel"])
def test_what_looks_like_another_address_of_ours_is_marked(dina: Actor, client_of: Clients, false: str) -> None:
    statements.propose(dina, [*statements.ours(), Channel(kind="email", address=false)], unforced=True)
    before, after = reading(client_of).split(f">{false}<")
    assert "Looks like help@waystation.example" in after
    assert "Looks like" not in before


def test_letters_of_another_alphabet_are_named_one_by_one(dina: Actor, client_of: Clients) -> None:
    statements.propose(
        dina, [*statements.ours(), Channel(kind="web", address="http://xn--80ak6aa92e.com")], unforced=True
    )
    page = reading(client_of)
    assert "<mark>аррӏе</mark>.com" in page
    assert "xn--80ak6aa92e.com" in page
    assert "ӏ U+04CF Cyrillic" in page


def test_a_fingerprint_that_is_not_of_the_key_in_use_is_marked(dina: Actor, lev: Actor, client_of: Clients) -> None:
    mailkeys.make(lev, "help@waystation.example")
    web, mail = statements.ours()
    other = Channel(kind="email", address=mail.address, fingerprint=KEY)
    statements.propose(dina, [web, other], unforced=True)
    assert "Not the key that is in use for it now" in reading(client_of)
