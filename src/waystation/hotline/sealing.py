"""What a caller's browser sealed before it left: offered with a form, taken unread, opened by who holds the key.

The browser (browser/sealing.js) seals to the same key as this program does on arrival, by the same construction. What
it seals is bound to the form that it was written in, and that form to the caller's thread: sent with another form, or
from another thread, it does not open. The server stores what came as the body of a message, sealed once more.
"""

import base64
import binascii
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, TypeVar
from uuid import UUID

import msgspec

from waystation.files.uploads import NAME_CHARACTERS, TYPE_CHARACTERS
from waystation.hotline import once
from waystation.hotline.errors import NotSealed
from waystation.hotline.records import Enclosed, Told
from waystation.mail.words import one_line
from waystation.vault import half, suite
from waystation.vault.directory import Place, address
from waystation.vault.errors import Tampered, VaultError
from waystation.vault.keyring import Key
from waystation.vault.padding import PREFIX, padded_size, unpad

ENCAPSULATED: Final = 1120  # X-Wing: 1,088 bytes of ML-KEM-768, 32 of X25519
_AROUND: Final = suite.SUITE_SIZE + ENCAPSULATED + suite.TAG_SIZE
# 20,000 characters take at most 120,000 bytes of JSON.
LARGEST: Final = _AROUND + padded_size(128 * 1024)
LARGEST_FIELD: Final = 4 * (LARGEST + 2) // 3

_MESSAGE, _FILES, _FILE = b"browser message", b"browser files", b"browser file"
Found = TypeVar("Found")


@dataclass(frozen=True)
class Offer:
    """What a browser needs to seal a form: a public key, and what to bind it to. Both in base64."""

    key: str
    form: str


class Closed(msgspec.Struct, frozen=True, array_like=True):
    """What came sealed with one form: the message, and the list of its files where there are any."""

    form: bytes
    message: bytes
    files: bytes = b""


class Listed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file as the browser lists it: what its owner calls it, and the key that opens its content."""

    name: str
    type: str
    size: int
    key: bytes


@dataclass(frozen=True)
class Opened:
    told: Told = field(repr=False)
    files: tuple[Listed, ...] = field(default=(), repr=False)


def offer(token: str, place: Place, caller: UUID | None = None) -> Offer | None:
    """How a browser may seal the form of this token; None where no key of the place can be proved to be ours."""
    seed, public = once.seed(token), published(place)
    return Offer(_base64(public), _base64(_form(seed, caller))) if seed and public else None


def published(place: Place) -> bytes | None:
    """The public key of a place; None where none can be proved to be ours."""
    try:
        return address(*place)[1]
    except VaultError:
        return None


def _base64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _form(seed: bytes, caller: UUID | None) -> bytes:
    """What the browser binds to: this form, for this caller's thread or a new one."""
    return half.digest(b"sealed form", seed + (caller.bytes if caller else b""))


def taken(token: str, message: str, files: str, caller: UUID | None = None) -> Closed:
    """What came with the form of this token, as it is stored. Raises NotSealed for what no browser of ours sends."""
    seed = once.seed(token)
    if seed is None:
        raise NotSealed
    return Closed(_form(seed, caller), _understood(message), _understood(files) if files else b"")


def _understood(given: str) -> bytes:
    if len(given) > LARGEST_FIELD:
        raise NotSealed
    try:
        raw = base64.b64decode(given, validate=True)
    except (ValueError, binascii.Error):
        raise NotSealed from None
    padded = len(raw) - _AROUND
    if not suite.is_known(raw[:1]) or padded < PREFIX or padded_size(padded - PREFIX) != padded:
        raise NotSealed
    return raw


def opened(closed: Closed, keys: Iterable[Key]) -> Opened:
    """What is inside, by whichever of these keys opens it. Raises Tampered where none does, or it is none of ours."""
    held = list(keys)
    told = _inside(closed.message, (_MESSAGE, closed.form), held, _TOLD.decode)
    files = _inside(closed.files, (_FILES, closed.form), held, _LISTED.decode) if closed.files else ()
    return Opened(told, files)


_TOLD = msgspec.json.Decoder(Told)
_LISTED = msgspec.json.Decoder(tuple[Listed, ...])


def _inside(sealed: bytes, context: tuple[bytes, ...], keys: list[Key], decode: Callable[[bytes], Found]) -> Found:
    for key in keys:
        try:
            return decode(unpad(suite.open_from(key.private, suite.bind(*context), sealed)))
        except Tampered:
            continue
        except (msgspec.MsgspecError, ValueError):  # ValueError: bytes that are no UTF-8
            raise Tampered from None
    raise Tampered


def named(enclosed: Enclosed, listed: Listed) -> Enclosed:
    """A file as its list says it is; else it has no name."""
    name, kind = one_line(listed.name, NAME_CHARACTERS), one_line(listed.type, TYPE_CHARACTERS)
    size = min(max(0, listed.size), enclosed.content.size)
    return msgspec.structs.replace(enclosed, name=name, type=kind, inner=listed.key, size=size)


def file_context(form: bytes) -> bytes:
    """What the content of each file of a form is bound to."""
    return suite.bind(_FILE, form)
