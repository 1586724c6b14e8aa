"""Hostile mail opened, and what is said of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from waystation.mail.openpgp import calling
from waystation.mail.openpgp.report import Certificate, Report

# As written, and as base64 has "-----BEGIN PGP " at its three alignments.
_WRITTEN = (b"application/pgp", b"-----begin pgp ", b".gpg", b".pgp", b".asc", b"autocrypt:")
_PACKED = (b"LS0tLS1CRUdJTiBQR1Ag", b"0tLS0tQkVHSU4gUEdQI", b"tLS0tLUJFR0lOIFBHUC")
_HIDDEN_NAME = re.compile(rb"name\*?\d?\*?=\s{0,5}\"?=\?", re.IGNORECASE)


class Opened(msgspec.Struct, frozen=True):
    """`inside` is what was protected, as a message of its own; None where nothing is, or it did not open.

    With `report.partial`, the message as it came says more than `inside`, and anybody may have written that.
    """

    report: Report
    inside: bytes | None = None

    def __repr__(self) -> str:
        return f"Opened({self.report!r})"


def concerns(raw: bytes) -> bool:
    """Whether a message may have anything to do with OpenPGP; false for nearly all that has not."""
    lowered = raw.lower()
    if any(sign in lowered for sign in _WRITTEN) or any(sign in raw for sign in _PACKED):
        return True
    return b"=?" in raw and _HIDDEN_NAME.search(raw) is not None


def open_message(
    raw: bytes, keys: Sequence[bytes] = (), *, own: Sequence[bytes] = (), known: Sequence[bytes] = ()
) -> Opened:
    """Opens a message with our secret keys. `own`: our certificates, also of keys we no longer have; `known`: others'.

    Never raises, and takes at most 2 s of processor time and 200 MB: what goes beyond is reported as `stopped`.
    """
    head = {"keys": calling.as_text(keys), "own": calling.as_text(own), "known": calling.as_text(known)}
    answer = calling.call("open", head, raw)
    try:
        said, inside = answer or ({"encryption": "stopped"}, b"")
        return Opened(msgspec.convert(said, Report), inside or None)
    except msgspec.ValidationError:
        return Opened(Report(encryption="stopped"))


def describe(data: bytes) -> tuple[Certificate, ...]:
    """The public keys in a file; empty where there is none that can be read."""
    answer = calling.call("describe", {}, data)
    try:
        return msgspec.convert((answer or ({}, b""))[0].get("certificates", ()), tuple[Certificate, ...])
    except msgspec.ValidationError:
        return ()


def merge(known: bytes, news: bytes) -> bytes:
    """What two copies of one certificate say together: a revocation stays. The first where they do not fit."""
    first, second = calling.as_text((known, news))
    answer = calling.call("merge", {"known": first, "news": second})
    return answer[1] if answer and answer[1] else known
