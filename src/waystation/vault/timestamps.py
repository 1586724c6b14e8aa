"""Timestamps by RFC 3161: what is asked of an authority, and what is believed of its answer.

A token says that a SHA-256 was there at a time, signed by a time-stamping authority. Whoever runs the installation says
which authorities are believed, by their root certificates.
"""

from datetime import datetime

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from waystation.vault.errors import VaultError

_GRANTED = b"\x30\x03\x02\x01\x00"  # PKIStatusInfo: what stands before the token in an answer (section 2.4.2)


class NotStamped(VaultError):
    """What came is no token of a believed authority over these bytes."""


def question(message: bytes) -> tuple[bytes, int]:
    """What is sent to an authority for a token over the SHA-256 of a message, in DER; and its nonce."""
    made = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256).build()
    if made.nonce is None:
        raise NotStamped
    return made.as_bytes(), made.nonce


def token(answer: bytes, digest: bytes, roots: bytes, nonce: int) -> bytes:
    """The token in an authority's answer, in DER, once it was found to be of a believed one, over this SHA-256.

    `roots` are certificates in PEM. Raises NotStamped.
    """
    try:
        found = decode_timestamp_response(answer)
        raw = bytes(found.time_stamp_token())
    except ValueError:
        raise NotStamped from None
    said(raw, digest, roots, nonce)
    return raw


def said(raw: bytes, digest: bytes, roots: bytes, nonce: int | None = None) -> datetime:
    """When an authority that is believed saw this SHA-256, as its token says. Raises NotStamped."""
    try:
        found = decode_timestamp_response(_answer(raw))
        builder = VerifierBuilder()
        for root in x509.load_pem_x509_certificates(roots):
            builder = builder.add_root_certificate(root)
        if nonce is not None:
            builder = builder.nonce(nonce)
        builder.build().verify(found, digest)
        return found.tst_info.gen_time
    except (ValueError, TypeError, VerificationError):
        raise NotStamped from None


def _answer(raw: bytes) -> bytes:
    """The answer in which a token came: a sequence of *granted* and the token."""
    body = _GRANTED + raw
    if len(body) < 128:
        return bytes([0x30, len(body)]) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8)
    return bytes([0x30, 0x80 | len(size)]) + size + body
