"""Why two cases are kept apart, in two halves: each is random by itself, both together are the reason.

One half is sealed in each case. Whoever opens one of the two learns that there is another, and nothing of why.
"""

import secrets

_STEP = 64  # bytes, so that the length tells little


def split(reason: str) -> tuple[bytes, bytes]:
    """Both halves of a reason."""
    text = reason.encode()
    padded = text + b"\0" * (-len(text) % _STEP or _STEP)
    one = secrets.token_bytes(len(padded))
    return one, _both(one, padded)


def join(one: bytes, other: bytes) -> str:
    """The reason of both halves; empty where they are not of one reason."""
    if len(one) != len(other):
        return ""
    try:
        return _both(one, other).rstrip(b"\0").decode()
    except UnicodeDecodeError:
        return ""


def _both(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))
