"""The signed statement: two people, one key, and nobody else's words on our page."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import msgspec
import pytest
from django.test import Client
from django.utils.translation import override

from tests.stage import Organisation
from waystation.hotline import mailkeys, protection
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent, Refused
from waystation.staff.teams import DUTY, locator
from waystation.trust import rules, statements
from waystation.trust.models import SigningKeyRow, Statement
from waystation.trust.records import Channel
from waystation.vault import signatures, suite
from waystation.vault.errors import Locked, Stale, Tampered
from waystation.vault.models import Address
from waystation.vault.records import read
from waystation.web.assets import asset

Clients = Callable[[str], Client]


def said(language: str = "en", path: str = "ours") -> str:
    return Client().get(f"/{language}/{path}").content.decode()


def test_it_works(signed: statements.Current) -> None:
    page = said()
    assert "Two of us signed this list" in page
    assert "help@waystation.example" in page
    assert "nobody has forced us" in page
    assert statements.fingerprint(signed.stated.key) in page


def test_the_text_can_be_checked_by_whoever_carries_it(signed: statements.Current) -> None:
    note = Client().get("/channels.txt").content
    assert statements.is_signed(note, signed.stated.key)
    assert not statements.is_signed(note.replace(b"help@", b"he1p@"), signed.stated.key)
    other = statements._verifier(signatures.public_of(suite.new_secret()))
    assert not statements.is_signed(note, str(other))
    assert f"Key: {signed.stated.key}".encode() in note


def test_nobody_signs_what_they_proposed_themselves(lev: Actor) -> None:
    statements.propose(lev, statements.ours(), unforced=True)
    waiting = statements.draft(lev)
    assert waiting
    with pytest.raises(Refused):
        statements.sign(lev, seen=waiting[0].version)
    assert statements.current() is None


def test_an_operator_cannot_sign(dina: Actor, lev: Actor) -> None:
    statements.propose(lev, statements.ours(), unforced=True)
    with pytest.raises(Absent):
        statements.sign(dina, seen=1)


def test_what_was_not_read_is_not_signed(dina: Actor, lev: Actor) -> None:
    statements.propose(dina, statements.ours(), unforced=True)
    with pytest.raises(Stale):
        statements.sign(lev, seen=99)


def test_from_an_innocent_view_nothing_becomes_public(dina: Actor, lev: Actor) -> None:
    statements.propose(dina, statements.ours(), unforced=True)
    forced = in_an_innocent_view(lev)
    waiting = statements.draft(lev)
    assert waiting
    with pytest.raises(Stale):
        statements.sign(forced, seen=waiting[0].version)
    assert statements.current() is None


def in_an_innocent_view(actor: Actor) -> Actor:
    """The same person with the teams of an innocent view, which here are called as the real ones."""
    names = ("duty", "coordination", "documentation", "everyone", "audit")
    return replace(actor, apart={name: actor.team(name) for name in names})


@pytest.mark.parametrize("column", ["content", "note", "mark"])
def test_words_that_somebody_put_on_our_page_are_not_shown(signed: statements.Current, column: str) -> None:
    row = Statement.objects.get()
    forged = bytes(getattr(row, column)).replace(b"help@", b"he1p@") if column != "mark" else bytes(16)
    Statement.objects.filter(pk=row.pk).update(**{column: forged})
    with pytest.raises(Tampered):
        statements.current()
    page = said()
    assert "changed by somebody who is not us" in page
    assert "he1p@" not in page
    assert Client().get("/channels.txt").status_code == 404


def test_the_key_lies_with_the_coordinators_alone(signed: statements.Current, dina: Actor, lev: Actor) -> None:
    row = SigningKeyRow.objects.get()
    assert str(statements._verifier(signatures.public_of(read(row, lev.keys).secret))) == signed.stated.key
    with pytest.raises(Locked):
        read(row, dina.keys)


def test_a_second_statement_is_signed_with_the_same_key(signed: statements.Current, dina: Actor, lev: Actor) -> None:
    statements.propose(dina, [Channel(kind="email", address="new@waystation.example")], unforced=False)
    waiting = statements.draft(lev)
    assert waiting
    statements.sign(lev, seen=waiting[0].version)
    found = statements.current()
    assert found
    assert found.stated.key == signed.stated.key
    assert "nobody has forced us" not in said()
    assert b"nobody has forced us" not in Client().get("/channels.txt").content


@pytest.mark.parametrize("language", ["en", "ru"])
def test_each_language_of_the_text_has_our_title_in_it(dina: Actor, lev: Actor, language: str) -> None:
    """Whatever language the one who signs reads."""
    statements.propose(dina, statements.ours(), unforced=True)
    waiting = statements.draft(lev)
    assert waiting
    with override(language):
        statements.sign(lev, seen=waiting[0].version)
    text = Client().get("/channels.txt").content.decode()
    assert "Information desk: these are our channels" in text
    assert "Справочная: " in text
    assert text.count("Information desk") == text.count("Справочная") == 1


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_text_can_be_compared_with_the_page_and_the_card(signed: statements.Current, language: str) -> None:
    """By what stands there: a newspaper has the text alone."""
    text, key = Client().get("/channels.txt").content.decode(), statements.fingerprint(signed.stated.key)
    assert text.count(key) == 2  # Russian and English
    assert key in said(language)
    assert key in said(language, "card")
    (address,) = re.findall(rf"http://127.0.0.1:8000(/{language}/\S*)", text)
    assert Client().get(address).status_code == 200
    assert "openssl" in Client().get(address).content.decode()


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
def test_the_commands_of_the_page_check_the_text(signed: statements.Current, tmp_path: Path) -> None:
    commands = unescape(said().split("<pre")[1].split(">", 1)[1].split("</pre>")[0])
    note = Client().get("/channels.txt").content

    def ran(content: bytes) -> str:
        (tmp_path / "channels.txt").write_bytes(content)
        made = subprocess.run(["sh", "-c", commands], cwd=tmp_path, capture_output=True, text=True, check=False)
        return made.stdout + made.stderr

    good = ran(note)
    assert "Signature Verified Successfully" in good
    assert statements.fingerprint(signed.stated.key).replace(" ", "").lower() in good
    assert "Signature Verified Successfully" not in ran(note.replace(b"help@", b"he1p@"))
    other = statements._verifier(signatures.public_of(suite.new_secret()))
    forged = ran(note.replace(signed.stated.key.encode(), str(other).encode()))
    assert "Signature Verified Successfully" not in forged


@pytest.mark.parametrize("status", sorted(rules.STATUSES))
def test_the_text_calls_ours_what_is_in_use_alone(signed: statements.Current, status: str) -> None:
    channel = Channel(kind="email", address="old@waystation.example", status=status)
    stated = msgspec.structs.replace(signed.stated, channels=(channel,))
    lines = rules.text_of(stated, title=lambda: "Hotline", fingerprint="", origin="").splitlines()
    assert any(line.startswith("* ") and channel.address in line for line in lines) == (status == "active")
    assert any(not line.startswith("* ") and channel.address in line for line in lines) == (status in rules.UNSOUND)


def test_a_channel_in_other_hands_is_warned_against(dina: Actor, lev: Actor) -> None:
    lost = Channel(kind="email", address="old@waystation.example", status="compromised")
    statements.propose(dina, [*statements.ours(), lost], unforced=True)
    waiting = statements.draft(lev)
    assert waiting
    statements.sign(lev, seen=waiting[0].version)
    page = said()
    assert page.index("Do not write there") < page.index("old@waystation.example")
    assert b"Do not write there: old@waystation.example" in Client().get("/channels.txt").content


def test_a_list_that_is_too_old_says_so(signed: statements.Current) -> None:
    assert not rules.is_over(signed.stated, signed.stated.day + rules.VALID)
    assert rules.is_over(signed.stated, signed.stated.day + rules.VALID + timedelta(days=1))
    old = msgspec.structs.replace(signed.stated, until=signed.stated.day - timedelta(days=1))
    row = Statement(content=msgspec.json.encode(old), note=signed.note)
    row.mark = statements._mark(row)
    row.save(force_insert=True)
    assert "This list is too old" in said()


def test_a_statement_without_a_channel_is_refused(dina: Actor) -> None:
    with pytest.raises(Refused):
        statements.propose(dina, [Channel(kind="email", address="a@b.example", status="retired")], unforced=True)


def test_staff_propose_and_sign_on_pages(client_of: Clients) -> None:
    dina, lev = client_of("dina"), client_of("lev")
    blank = dina.get("/staff/trust/propose").context["lines"]
    fields: dict[str, Any] = {f"channels-{name}": value for name, value in blank.management_form.initial.items()}
    for place, form in enumerate(blank):
        for name in ("kind", "address", "fingerprint", "status"):
            fields[f"channels-{place}-{name}"] = form.initial.get(
                name, {"kind": "web", "status": "active"}.get(name, "")
            )
    assert dina.post("/staff/trust/propose", fields | {"unforced": "on"}).status_code == 303
    waiting = lev.get("/staff/trust/").context["draft"]
    assert waiting["may_sign"]
    assert lev.post("/staff/trust/sign", {"seen": waiting["version"]}).status_code == 303
    assert "Two of us signed" in said()


def test_the_key_in_use_need_not_be_copied_by_hand(client_of: Clients, lev: Actor) -> None:
    address = statements.ours()[-1].address
    mailkeys.make(lev, address)
    mailkeys.make(lev, address)
    key = mailkeys.current(lev, address)
    lines = client_of("dina").get("/staff/trust/propose").context["lines"]
    (given,) = (form.initial["fingerprint"] for form in lines if form.initial.get("address") == address)
    assert key is not None
    assert given.replace(" ", "") == key.fingerprint.upper()


@pytest.mark.parametrize("language", ["ru", "ce", "en"])
@pytest.mark.parametrize("path", ["ours", "card", "check", "ask", "report"])
def test_every_page_opens_with_the_one_script_of_all_pages_and_is_small(
    organisation: Organisation, language: str, path: str
) -> None:
    answer = Client().get(f"/{language}/{path}")
    assert answer.status_code == 200
    assert re.findall(rb'<script src="([^?"]+)', answer.content) == [b"/static/web/leave.js"]
    assert answer.content.count(b"<script") == 1
    assert len(answer.content) < 20_000
    assert set(answer.cookies) <= ({"csrf", "number"} if path == "ask" else {"csrf"})


def test_the_key_and_the_script_of_sealing_can_be_compared(organisation: Organisation) -> None:
    public = bytes(Address.objects.get(locator=locator(DUTY)).public)
    shown = Client().get("/en/ours").content.decode()
    assert protection.fingerprint(hashlib.sha256(public).hexdigest()[:40]) in shown
    assert asset("hotline/seal.js").integrity in shown
    Address.objects.update(mark=bytes(16))
    assert "browsers seal to" not in Client().get("/en/ours").content.decode()
