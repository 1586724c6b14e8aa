"""Autocrypt level 1: which headers count, and what is known of somebody after them."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest

from waystation.mail.headers import block
from waystation.mail.openpgp.autocrypt import (
    AVAILABLE,
    DISABLE,
    DISCOURAGE,
    ENCRYPT,
    Heard,
    Offer,
    field,
    offer,
    peer,
    recommended,
)

ANNA = "anna@example.net"
KEY = base64.b64encode(b"key").decode()
DAY = datetime(2026, 11, 1, tzinfo=UTC)


def said(*headers: str, sender: str = f"Anna <{ANNA}>", more: str = "") -> Offer | None:
    lines = "".join(f"Autocrypt: {header}\r\n" for header in headers)
    return offer(block(f"From: {sender}\r\n{lines}{more}\r\n".encode()))


def test_it_works() -> None:
    assert said(f"addr={ANNA}; prefer-encrypt=mutual; keydata={KEY}") == Offer(ANNA, True, b"key")
    assert said(f"addr=Anna@EXAMPLE.net; _own=x; keydata=\r\n {KEY[:2]}\r\n {KEY[2:]}") == Offer(ANNA, False, b"key")


@pytest.mark.parametrize(
    "header",
    [
        f"addr=mallory@example.net; keydata={KEY}",
        f"addr={ANNA}; type=9; keydata={KEY}",
        f"addr={ANNA}; addr=mallory@example.net; keydata={KEY}",
        f"addr={ANNA}",
        f"keydata={KEY}",
        f"addr={ANNA}; keydata=!!!!",
        f"addr={ANNA}; keydata={'A' * 15_000}",
        f"addr={ANNA}; keydata={KEY}; and more",
        ";" * 1000,
        "a=" * 5000,
    ],
)
def test_what_is_no_valid_header(header: str) -> None:
    assert said(header) is None


def test_two_valid_headers_are_none_and_an_invalid_one_beside_is_nothing() -> None:
    valid = f"addr={ANNA}; keydata={KEY}"
    assert said(valid, valid) is None
    assert said(valid, f"addr=mallory@example.net; keydata={KEY}") == Offer(ANNA, False, b"key")


@pytest.mark.parametrize("sender", [f"{ANNA}, mallory@example.net", "mallory@example.net", "", "@"])
def test_the_sender_is_one_and_the_same(sender: str) -> None:
    assert said(f"addr={ANNA}; keydata={KEY}", sender=sender) is None
    assert said(f"addr={ANNA}; keydata={KEY}", more="From: mallory@example.net\r\n") is None


def test_a_delivery_report_says_nothing() -> None:
    assert said(f"addr={ANNA}; keydata={KEY}", more="Content-Type: multipart/report; boundary=b\r\n") is None


def test_our_own_header_is_valid_and_folded() -> None:
    key = bytes(range(256)) * 5
    value = field(ANNA, key)
    assert said(value) == Offer(ANNA, True, key)
    assert max(len(line) for line in value.split("\r\n")) <= 76


def heard(day: int, key: str = "", *, mutual: bool = False, written: int | None = None) -> Heard:
    when = DAY + timedelta(days=day if written is None else written)
    return Heard(when, DAY + timedelta(days=day), key, mutual)


def test_the_first_key_is_used_and_another_is_not() -> None:
    state = peer([heard(0, "aa"), heard(1, "bb")])
    assert (state.fingerprint, state.other, state.is_changed) == ("aa", "bb", True)
    assert recommended(state, True, answers_encrypted=True) == DISCOURAGE


def test_a_change_that_somebody_said_is_right() -> None:
    state = peer([heard(0, "aa"), heard(1, "bb")], trusted=["bb"])
    assert (state.fingerprint, state.is_changed) == ("bb", False)
    assert peer([heard(0, "aa"), heard(1, "bb")], trusted=["aa", "bb"]).is_changed is False
    assert peer([heard(0, "aa"), heard(1, "bb"), heard(2, "cc")], trusted=["bb"]).other == "cc"


def test_the_old_key_once_more_ends_the_doubt() -> None:
    assert not peer([heard(0, "aa"), heard(1, "bb"), heard(2, "aa")]).is_changed


def test_a_date_in_the_future_counts_as_the_arrival() -> None:
    forged = heard(1, "bb", written=4000)
    assert forged.effective == DAY + timedelta(days=1)
    assert peer([forged, heard(2)]).last_seen == DAY + timedelta(days=2)


def test_an_old_message_that_comes_late_is_old() -> None:
    late = heard(5, "bb", written=-9)
    assert peer([heard(0, "aa"), late]).fingerprint == "bb"
    assert peer([heard(0, "aa"), late]).other == "aa"


def test_what_is_recommended() -> None:
    mutual, shy = peer([heard(0, "aa", mutual=True)]), peer([heard(0, "aa")])
    assert recommended(mutual, True, answers_encrypted=False) == ENCRYPT
    assert recommended(shy, True, answers_encrypted=False) == AVAILABLE
    assert recommended(shy, True, answers_encrypted=True) == ENCRYPT
    assert recommended(mutual, False, answers_encrypted=True) == DISABLE
    assert recommended(peer([heard(0)]), True, answers_encrypted=True) == DISABLE
    stale = peer([heard(0, "aa", mutual=True), heard(36)])
    assert recommended(stale, True, answers_encrypted=False) == DISCOURAGE
    fresh = peer([heard(0, "aa", mutual=True), heard(34)])
    assert recommended(fresh, True, answers_encrypted=False) == ENCRYPT
