"""Addresses of an envelope are read as aiosmtpd reads them: the short way for usual ones differs in nothing else."""

from __future__ import annotations

import pytest
from aiosmtpd.smtp import SMTP
from hypothesis import example, given
from hypothesis import strategies as st

from waystation.mail.session import _USUAL_PATH

_PIECES = st.lists(
    st.sampled_from(["a", "Bc", "9", ".", "@", "-", "+", "<", ">", " ", '"', "\\", "(", "[", "é", "=", "\t"])
)
_TEXT = _PIECES.map("".join)


class _Plain(SMTP):
    def __init__(self) -> None:
        self.local_part_limit = 0


@given(_TEXT, _TEXT, st.sampled_from(["", " SIZE=10", " BODY=8BITMIME SMTPUTF8", "SIZE=1", "  x"]))
@example("a", "b.example", " SIZE=10")
@example("a..b", "c.example", "")
@example("a", "b.example.", "")
def test_the_short_way_reads_what_the_long_way_reads(local: str, domain: str, rest: str) -> None:
    for arg in (f"<{local}@{domain}>{rest}", f"<{local}>{rest}", f"{local}@{domain}{rest}"):
        if usual := _USUAL_PATH.fullmatch(arg):
            address, more = SMTP._getaddr(_Plain(), arg)
            assert (usual[1], (usual[2] or "").split()) == (address, (more or "").split())


@pytest.mark.parametrize(
    "arg", ["<a@b.example> SIZE=10", "<a.b+c@mail-2.b.example>", "<o'neil@b.example>  BODY=8BITMIME"]
)
def test_usual_addresses_take_the_short_way(arg: str) -> None:
    assert _USUAL_PATH.fullmatch(arg)


@pytest.mark.parametrize(
    "arg", ["<>", "postmaster", '<"a b"@c.example>', "<@relay.example:a@b.example>", "<é@b.example>"]
)
def test_others_take_the_long_way(arg: str) -> None:
    assert not _USUAL_PATH.fullmatch(arg)
