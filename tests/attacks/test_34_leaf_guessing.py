"""Attack 34: knowing who did what in which case and when, somebody confirms a line of the log from its hash."""

import hashlib
import uuid

import msgspec
import pytest
from django.db import transaction

from tests.casework.conftest import waiting_request
from waystation.audit.log import Entry, entries, log
from waystation.audit.models import Line
from waystation.casework import actions as casework
from waystation.desk import receipts
from waystation.desk.records import Review
from waystation.staff import teams
from waystation.staff.actor import Actor
from waystation.vault.padding import pad

CASE = uuid.UUID(int=5)


def test_an_exact_guess_is_not_confirmed(lev: Actor) -> None:
    with transaction.atomic():
        log(lev.account, "casework.accepted", case=CASE)
    ((_, entry),) = entries(lev.keys, teams.locator(teams.AUDIT), newest=1)
    assert entry == Entry(at=entry.at if entry else None, verb="casework.accepted", actor=lev.account, case=CASE)
    line = Line.objects.order_by("-number").first()
    assert line is not None
    plain = msgspec.json.encode(entry)
    stored = bytes(line.sealed) + bytes(line.nodes) + bytes(line.salt)
    for guess in (plain, pad(plain), bytes(line.salt) + plain, bytes(line.salt) + pad(plain)):
        for prefix in (b"", b"\x00", b"\x01"):
            assert hashlib.sha256(prefix + guess).digest() not in stored


def test_one_act_twice_gives_two_leaves(lev: Actor) -> None:
    for _ in range(2):
        with transaction.atomic():
            log(lev.account, "casework.accepted", case=CASE)
    one, other = Line.objects.order_by("-number")[:2]
    assert bytes(one.salt) != bytes(other.salt)
    assert bytes(one.sealed) != bytes(other.sealed)
    assert len(one.salt) == 16


@pytest.mark.django_db
def test_no_id_stands_in_a_line(lev: Actor) -> None:
    with transaction.atomic():
        log(lev.account, "casework.accepted", case=CASE)
    line = Line.objects.order_by("-number").first()
    assert line is not None
    stored = bytes(line.sealed) + bytes(line.nodes) + bytes(line.salt)
    assert lev.account.bytes not in stored
    assert CASE.bytes not in stored


def test_a_receipt_is_not_confirmed_without_its_secret(dina: Actor) -> None:
    """Knowing all that a receipt says but its secret, nobody finds its line; and that line looks like any other."""
    case_id = casework.accept(dina, waiting_request(), pseudonym="Birch")
    review = Review(subject=case_id, what="erase", extent="case", reason="asked", by=dina.account, at=dina.now())
    said = receipts.text(review, [], 3, dina.today)
    with transaction.atomic():
        number = log(dina.account, "erasure.case", case=case_id, salt=receipts.salt(said))
    line, before = (Line.objects.get(number=each) for each in (number, number - 1))
    known = said.partition("secret ")[0]
    guesses = [known, f"{known}secret \n", receipts.text(review, [], 3, dina.today)]
    assert bytes(line.salt) not in [receipts.salt(guess) for guess in guesses]
    assert bytes(line.salt) == receipts.salt(said)
    assert [len(bytes(part)) for part in (line.salt, line.sealed)] == [
        len(bytes(part)) for part in (before.salt, before.sealed)
    ]
