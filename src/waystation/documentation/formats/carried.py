"""The file in which something documented goes home: one thing each, signed, sealed with age, in constant memory.

What documentation has besides exhibits, as its own JSON, or one exhibit with its custody log. Inside age: a line that
says so, the length of the head (8 bytes, big-endian), the head as JSON, the laptop's signature over both (64 bytes),
and the content, whose length and SHA-256 stand in the head. Pure but for age.
"""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import chain

import msgspec

from waystation.documentation.exhibits.home import Carried
from waystation.documentation.formats.errors import NotRead
from waystation.vault import age
from waystation.vault.errors import Tampered

MAGIC = b"waystation-field-documentation 1\n"
AGE = b"age-encryption.org/v1\n"
MOST_OF_HEAD = 16 * 1024 * 1024
_SIGNATURE = 64


class Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said of the content. `sender` is how the laptop calls itself; `code` is what answers are made of.

    `needs` are the exhibits, by the SHA-256 of their bytes in hex, on which statements in it stand.
    """

    code: bytes
    sender: str
    size: int
    sha256: bytes
    needs: tuple[str, ...] = ()
    exhibit: Carried | None = None

    def __repr__(self) -> str:
        return "Head()"

    def begins(self) -> bytes:
        """The bytes that are signed: all before the signature."""
        said = msgspec.json.encode(self)
        return MAGIC + len(said).to_bytes(8) + said


def digest(begins: bytes) -> bytes:
    """What is signed of a head."""
    return hashlib.sha256(begins).digest()


def sealed(head: Head, signature: bytes, content: Iterable[bytes], recipient: str) -> Iterator[bytes]:
    """The file in pieces. Raises NotReady for a recipient that is none, Tampered on the way."""
    return age.streamed(age.to_recipients([recipient]), chain([head.begins(), signature], content))


class Opened:
    """A file that comes in. `content` is to be read to its end, which alone tells whether all of it is whole."""

    def __init__(self, chunks: Iterable[bytes], identities: Iterable[str]) -> None:
        """Reads as far as the content. Raises NotRead for what is not sealed to us, or is none."""
        self._pieces = age.streamed(age.from_identities("\n".join(identities)), chunks)
        self._left = b""
        if self._take(len(MAGIC)) != MAGIC:
            raise NotRead("form")
        length = self._take(8)
        if int.from_bytes(length) > MOST_OF_HEAD:
            raise NotRead("large")
        said = self._take(int.from_bytes(length))
        self.begins, self.signature = MAGIC + length + said, self._take(_SIGNATURE)
        try:
            self.head = msgspec.json.decode(said, type=Head)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            raise NotRead("form") from None

    def _take(self, size: int) -> bytes:
        found = bytearray(self._left)
        while len(found) < size and (piece := self._next()):
            found += piece
        self._left = bytes(found[size:])
        return bytes(found[:size])

    def _next(self) -> bytes:
        try:
            return next(self._pieces, b"")
        except Tampered:
            raise NotRead("sealed") from None

    def content(self) -> Iterator[bytes]:
        """The content in pieces. Raises NotRead, in the end where it is not what the head says."""
        found, size, piece = hashlib.sha256(), 0, self._left
        while piece or (piece := self._next()):
            size += len(piece)
            if size > self.head.size:
                raise NotRead("altered")
            found.update(piece)
            yield piece
            piece = b""
        if (size, found.digest()) != (self.head.size, self.head.sha256):
            raise NotRead("altered")
