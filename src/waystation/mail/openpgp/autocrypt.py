"""Autocrypt level 1 (version 1.1): the header that carries a key, and what is known of somebody's keys. Pure.

One rule is stricter than Autocrypt's: a key that is another than the one that was known before is never used until a
person said that it is right. Standard library only.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from waystation.mail import mailboxes
from waystation.mail.charsets import decode
from waystation.mail.headers import Block

KEY_BYTES = 10 * 1024
STALE = timedelta(days=35)
DISABLE, DISCOURAGE, AVAILABLE, ENCRYPT = "disable", "discourage", "available", "encrypt"

_ATTRIBUTE = re.compile(r"\s*([A-Za-z0-9_-]{1,40})\s*=([^;]*)(;|\Z)")
_KNOWN = ("addr", "prefer-encrypt", "keydata")


class Offer(NamedTuple):
    """What an Autocrypt header says: whose key it is, whether encrypted answers are wished for, the key."""

    address: str
    mutual: bool
    key: bytes


def offer(header: Block) -> Offer | None:
    """The one valid header that belongs to the sender; None where there is none, or more than one."""
    sender = _sender(header)
    if not sender or (header.first("content-type") or b"").lower().lstrip().startswith(b"multipart/report"):
        return None
    found = [parsed for value in header.every("autocrypt") if (parsed := _parsed(value)) and parsed.address == sender]
    return found[0] if len(found) == 1 else None


def field(address: str, key: bytes) -> str:
    """The value of our own header, folded."""
    data = base64.b64encode(key).decode("ascii")
    lines = [data[start : start + 72] for start in range(0, len(data), 72)]
    return f"addr={address}; prefer-encrypt=mutual; keydata=\r\n " + "\r\n ".join(lines)


def _sender(header: Block) -> str:
    """The one address of the one From field, in lower case; empty where that is not so."""
    values = header.every("from")
    if len(values) != 1:
        return ""
    found = [address for _, address in mailboxes.read(decode(values[0], None)[0]) if address]
    return found[0].lower() if len(found) == 1 and "@" in found[0] else ""


def _parsed(value: bytes) -> Offer | None:
    text = value.decode("latin-1")
    attributes: dict[str, str] = {}
    position = 0
    while position < len(text) and (match := _ATTRIBUTE.match(text, position)):
        if match[1].lower() in attributes:
            return None
        attributes[match[1].lower()] = match[2].strip()
        position = match.end()
    unknown = [name for name in attributes if name not in _KNOWN and not name.startswith("_")]
    if text[position:].strip() or unknown or "addr" not in attributes:
        return None
    key = _key(attributes.get("keydata", ""))
    return Offer(attributes["addr"].lower(), attributes.get("prefer-encrypt") == "mutual", key) if key else None


def _key(data: str) -> bytes:
    packed = re.sub(r"\s", "", data)
    if len(packed) > KEY_BYTES * 4 // 3 + 4:
        return b""
    try:
        return base64.b64decode(packed, validate=True)
    except ValueError:  # binascii.Error is one
        return b""


class Heard(NamedTuple):
    """One message from somebody: when it says it was written, when it came, and which key it offered, if any."""

    written: datetime | None
    came: datetime
    fingerprint: str = ""
    mutual: bool = False

    @property
    def effective(self) -> datetime:
        """When it counts as written: never later than it came."""
        return min(self.written or self.came, self.came)


@dataclass(frozen=True)
class Peer:
    """What is known of somebody's keys (Autocrypt 1.1, 2.4). `fingerprint` is in use; `other` is newer and is not."""

    last_seen: datetime | None = None
    key_seen: datetime | None = None
    fingerprint: str = ""
    mutual: bool = False
    other: str = ""

    @property
    def is_changed(self) -> bool:
        """Whether this person's key is another than it was, and nobody has said yet that this is right."""
        return bool(self.other)


def peer(heard: Iterable[Heard], trusted: Iterable[str] = ()) -> Peer:
    """The state after these messages. `trusted`: keys that a person said are right, the newest last."""
    state = Peer()
    accepted = list(trusted)
    if accepted:
        state = replace(state, fingerprint=accepted[-1])
    for message in sorted(heard, key=lambda each: each.effective):
        state = _after(state, message, accepted)
    return state


def _after(state: Peer, message: Heard, accepted: list[str]) -> Peer:
    seen = replace(state, last_seen=message.effective)
    if not message.fingerprint:
        return seen
    if message.fingerprint == (state.fingerprint or message.fingerprint):
        return replace(
            seen, fingerprint=message.fingerprint, key_seen=message.effective, mutual=message.mutual, other=""
        )
    # A key that was right before the one that is right now is no news.
    return seen if message.fingerprint in accepted else replace(seen, other=message.fingerprint)


def recommended(state: Peer, usable: bool, *, answers_encrypted: bool) -> str:
    """Whether to encrypt to this person (Autocrypt 1.1, 2.4): DISABLE means it cannot be done."""
    if not state.fingerprint or not usable:
        return DISABLE
    if answers_encrypted and not state.is_changed:
        return ENCRYPT
    if state.is_changed or (state.last_seen and state.key_seen and state.last_seen - state.key_seen > STALE):
        return DISCOURAGE
    return ENCRYPT if state.mutual else AVAILABLE
