"""Keys made, and mail signed and encrypted as PGP/MIME (RFC 3156 6.2) with a protected header (RFC 9788).

Outside stands what `mail.compose` puts there, with `[...]` for a subject, and our Autocrypt header. Inside are the real
subject and, once more, From, To, Date and Message-ID, so that nobody can send it on as if it were another message.
"""

from __future__ import annotations

import secrets

import msgspec

from waystation.mail.headers import block
from waystation.mail.openpgp import autocrypt, calling
from waystation.mail.openpgp.report import Certificate

OBSCURED = "[...]"

_DESCRIBING = ("mime-version", "content-type", "content-transfer-encoding")
_REPEATED = ("From", "To", "Subject", "Date", "Message-ID")


class CannotEncrypt(Exception):
    """`why` is `revoked`, `expired` or `no-encryption` of the receiver's key, or `stopped`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A new key. `revocation` is what turns `certificate` into one that is revoked; keep it as secret as the key."""

    secret: bytes
    certificate: bytes
    revocation: bytes
    described: Certificate

    def __repr__(self) -> str:
        return "Made()"


def generate(address: str) -> Made:
    """A Curve25519 key with subkeys for signing and for encryption, for one bare address. Raises CannotEncrypt."""
    answer = calling.call("generate", {"address": address})
    if answer is None:
        raise CannotEncrypt("stopped")
    return msgspec.convert(answer[0], Made)


def revoke(certificate: bytes, revocation: bytes) -> bytes:
    """The certificate that tells everybody that the key is not to be used any more. Raises CannotEncrypt."""
    first, second = calling.as_text((certificate, revocation))
    answer = calling.call("revoke", {"certificate": first, "revocation": second})
    if answer is None or not answer[1]:
        raise CannotEncrypt("stopped")
    return answer[1]


def protect(
    message: bytes, *, secret: bytes, to: bytes, address: str, certificate: bytes, covered: bool = False
) -> bytes:
    """A message of `mail.compose`, signed by us and encrypted to one person. Raises CannotEncrypt.

    `secret` and `certificate` are the two halves of our key for `address`; `to` is the other's certificate. The subject
    of a message that is `covered` is made to be seen, and stands outside too.
    """
    outer, inner = _split(message, covered)
    key, receiver = calling.as_text((secret, to))
    answer = calling.call("seal", {"key": key, "to": receiver}, inner)
    if answer is None or not answer[1]:
        raise CannotEncrypt(str(answer[0].get("why", "stopped")) if answer else "stopped")
    return _mime(with_autocrypt(outer, address, certificate), answer[1])


def with_autocrypt(message: bytes, address: str, certificate: bytes) -> bytes:
    """A message with our key in its header, before the fields that describe the body."""
    head, _, body = message.partition(b"\r\n\r\n")
    value = autocrypt.field(address, certificate).encode("ascii")
    before, found, after = head.partition(b"\r\nMIME-Version:")
    return before + b"\r\nAutocrypt: " + value + found + after + b"\r\n\r\n" + body


def _split(message: bytes, covered: bool) -> tuple[bytes, bytes]:
    """The header that everybody sees, and the entity that is encrypted."""
    head, _, body = message.partition(b"\r\n\r\n")
    outer, inner = [], []
    for field in _fields(head):
        name = field.partition(b":")[0].decode("ascii")
        if name == "Content-Type":
            inner.append(field + b'; protected-headers="v1"; hp="cipher"')
        elif name.lower() in _DESCRIBING:
            inner.extend([field] if name != "MIME-Version" else [])
        else:
            hidden = name == "Subject" and not covered
            outer.append(b"Subject: " + OBSCURED.encode() if hidden else field)
        if name in _REPEATED:
            inner.append(field)
    obscured = [b"HP-Outer: " + field for field in outer if field.partition(b":")[0].decode("ascii") in _REPEATED]
    return (
        b"\r\n".join([*outer, b"MIME-Version: 1.0"]) + b"\r\n\r\n",
        b"\r\n".join([*inner, *obscured]) + b"\r\n\r\n" + body,
    )


def _fields(head: bytes) -> list[bytes]:
    """Header fields with their folding."""
    fields: list[bytes] = []
    for line in head.split(b"\r\n"):
        if line[:1] in (b" ", b"\t") and fields:
            fields[-1] += b"\r\n" + line
        else:
            fields.append(line)
    return fields


def _mime(head: bytes, armored: bytes) -> bytes:
    boundary = secrets.token_hex(16).encode()
    kind = b'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted";\r\n boundary="' + boundary + b'"'
    return b"".join(
        (
            head.removesuffix(b"\r\n") + kind + b"\r\n\r\n--" + boundary,
            b"\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n--" + boundary,
            b"\r\nContent-Type: application/octet-stream\r\n\r\n",
            armored.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n").rstrip() + b"\r\n\r\n--" + boundary + b"--\r\n",
        )
    )


def is_encrypted(message: bytes) -> bool:
    """Whether a message is one that `protect` made."""
    return (block(message).first("content-type") or b"").startswith(b"multipart/encrypted")
