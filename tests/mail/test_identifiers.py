"""Identifiers are found in hostile headers, quickly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.effort import assert_linear
from waystation.mail.identifiers import identifiers


def test_it_works() -> None:
    raw = b"Message-Id:\r\n <1@x>\r\nIn-Reply-To: <3@x>\r\nReferences: <2@x>\r\n\t<3@x>\r\n\r\nMessage-ID: <9@x>"
    found = identifiers(raw)
    assert found.message_id == "<1@x>"
    assert found.references == ("<2@x>", "<3@x>")
    assert not found.automatic


@pytest.mark.parametrize(
    "header",
    [
        "Auto-Submitted: auto-replied",
        "auto-submitted: AUTO-GENERATED; x=y",
        "Precedence: bulk",
        "Return-Path: <>",
        "Content-Type: multipart/report; report-type=delivery-status",
    ],
)
def test_machines_are_recognised(header: str) -> None:
    assert identifiers(f"{header}\r\n\r\n".encode()).automatic


def test_people_are_not() -> None:
    assert not identifiers(b"Auto-Submitted: no\r\nReturn-Path: <a@x>\r\n\r\n", sender="a@x").automatic


def test_the_null_sender_marks_a_bounce() -> None:
    assert identifiers(b"Subject: x\r\n\r\n", sender="").automatic


@pytest.mark.parametrize("raw", [b"", b"\r\n", b"\0" * 99, b"Message-ID: <a\xff@x>\r\n", b"Message-ID: <" + b"a" * 999])
def test_what_is_not_an_identifier_is_none(raw: bytes) -> None:
    assert identifiers(raw).message_id is None


@pytest.mark.parametrize("unit", [b"Message-ID: <", b"<", b"References: <a@b>\r\n", b"\r\n ", b"a:", b"\n\r"])
def test_linear(unit: bytes) -> None:
    raw = {size: unit * (size // len(unit)) for size in (25_000_000 // 4, 25_000_000)}
    assert_linear(lambda size: identifiers(raw[size]), 25_000_000)


@given(st.binary(max_size=300))
def test_never_raises(raw: bytes) -> None:
    identifiers(raw)
    identifiers(b"Message-ID: " + raw)
