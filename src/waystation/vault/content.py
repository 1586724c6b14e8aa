"""Bytes too large for a record: sealed under a key of their own, which lives in a record."""

from waystation.vault import suite
from waystation.vault.padding import pad, unpad


def seal_content(data: bytes, context: bytes) -> tuple[bytes, bytes]:
    """Seals data under a fresh key. Returns (key, sealed bytes); `context` binds them to where they stand."""
    key = suite.new_secret()
    return key, suite.encrypt(key, suite.bind(b"content", context), pad(data))


def open_content(key: bytes, sealed: bytes, context: bytes) -> bytes:
    """The inverse of `seal_content`. Raises Tampered."""
    return unpad(suite.decrypt(key, suite.bind(b"content", context), sealed))
