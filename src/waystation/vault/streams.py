"""Content of any length, sealed and opened in constant memory.

The STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár, CRYPTO 2015) over the suite's cipher, framed as age
v1 frames its payload: segments of 64 KiB, each under a nonce of its number (11 bytes, big-endian) and a byte that is
1 for the last segment alone. So no segment can be taken out, moved, doubled, or added, and no end cut off. Each
stream has a fresh key, used for it alone and mixed by HKDF with where the stream stands; a nonce is therefore never
used twice.
What is sealed is padded with zeros; how much of it is real stands in `Content`, which lives in a sealed record.
"""

import hashlib
from collections.abc import Iterable, Iterator
from typing import IO, Any, Final, Protocol

import msgspec
from cryptography.exceptions import InvalidTag

from waystation.vault import suite
from waystation.vault.errors import Tampered
from waystation.vault.padding import PREFIX, padded_size

SEGMENT: Final = 64 * 1024
_ZEROS: Final = bytes(SEGMENT)
_CUT: Final = SEGMENT + suite.TAG_SIZE

Bytes = bytes | bytearray | memoryview


class Content(msgspec.Struct, frozen=True):
    """What opens one stream, and what must come out of it. Belongs inside a sealed record, and nowhere else."""

    key: bytes
    size: int
    sha256: bytes

    def __repr__(self) -> str:
        return "Content()"


def sealed_size(size: int) -> int:
    """Bytes that a stream of `size` bytes takes: padded, with its suite byte and a tag for each segment."""
    padded = padded_size(size) - PREFIX
    return suite.SUITE_SIZE + padded + -(-padded // SEGMENT) * suite.TAG_SIZE


def _cipher(byte: bytes, key: bytes, context: bytes) -> suite.Cipher:
    return suite.cipher(byte, suite.derive(key, b"stream", suite.bind(byte, context)))


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(suite.NONCE_SIZE - 1) + bytes([last])


class Target(Protocol):
    """What sealed bytes are written to."""

    def write(self, data: Bytes, /) -> Any: ...


class Sealer:
    """Seals what is written to it, one segment at a time, into `target`; `context` says where the stream stands."""

    def __init__(self, target: Target, context: bytes) -> None:
        self._target, self._key = target, suite.new_secret()
        self._cipher, self._hash = _cipher(suite.written(), self._key, context), hashlib.sha256()
        self._segment, self._sealed = bytearray(SEGMENT), bytearray(_CUT)
        self._filled = self._number = self.size = 0
        target.write(suite.written())

    def write(self, data: Bytes) -> None:
        """Takes the next bytes. Raises what writing to the target raises."""
        self._hash.update(data)
        self.size += len(data)
        self._fill(data)

    def _fill(self, data: Bytes) -> None:
        view = memoryview(data)
        while view:
            # The last segment must be known as the last: a full one waits until there is more.
            if self._filled == SEGMENT:
                self._flush(last=False)
            taken = view[: SEGMENT - self._filled]
            self._segment[self._filled : self._filled + len(taken)] = taken
            self._filled += len(taken)
            view = view[len(taken) :]

    def _flush(self, *, last: bool) -> None:
        segment, sealed = memoryview(self._segment)[: self._filled], memoryview(self._sealed)
        written = self._cipher.encrypt_into(
            _nonce(self._number, last), segment, None, sealed[: self._filled + suite.TAG_SIZE]
        )
        self._target.write(sealed[:written])
        self._number, self._filled = self._number + 1, 0

    def finish(self) -> Content:
        """Pads, seals the last segment, and returns what opens the stream. Nothing may be written after that."""
        missing = padded_size(self.size) - PREFIX - self.size
        while missing:
            step = min(missing, SEGMENT)
            self._fill(memoryview(_ZEROS)[:step])
            missing -= step
        self._flush(last=True)
        return Content(self._key, self.size, self._hash.digest())


def seal_all(chunks: Iterable[Bytes], target: IO[bytes], context: bytes) -> Content:
    """Seals a whole sequence of chunks into `target`."""
    sealer = Sealer(target, context)
    for chunk in chunks:
        sealer.write(chunk)
    return sealer.finish()


class Reader(Protocol):
    """A stream of sealed bytes; each call gives all that was asked for, unless the end comes first."""

    def read(self, size: int, /) -> bytes: ...
    def readinto(self, buffer: memoryview, /) -> int: ...


def opened(source: Reader, content: Content, context: bytes) -> Iterator[bytes]:
    """The content in pieces of at most one segment, each authenticated before it is given.

    Raises Tampered at the first byte that is not as it was sealed; where the end is cut off or something is added,
    that shows at the end. Whoever hands pieces on must take an error as: all of it is void.
    """
    cipher = _cipher(source.read(suite.SUITE_SIZE), content.key, context)
    left, digest = content.size, hashlib.sha256()
    for segment in _segments(source, cipher):
        piece = segment[:left]
        left -= len(piece)
        digest.update(piece)
        if piece:
            yield piece
    if left or digest.digest() != content.sha256:
        raise Tampered


def _segments(source: Reader, cipher: suite.Cipher) -> Iterator[bytes]:
    # Two buffers in turn: whether a segment is the last is known once there is no other behind it.
    here, behind = memoryview(bytearray(_CUT)), memoryview(bytearray(_CUT))
    number, size = 0, source.readinto(here)
    while True:
        following = source.readinto(behind)
        try:
            yield cipher.decrypt(_nonce(number, not following), here[:size], None)
        except InvalidTag:
            raise Tampered from None
        if not following:
            return
        here, behind, size, number = behind, here, following, number + 1
