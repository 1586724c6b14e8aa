"""The age format (age-encryption.org/v1), for what leaves the installation whole and other programs must open too.

A passphrase is stretched by scrypt; recipients are X25519 public keys, which a quantum computer could break one day:
what is put inside is therefore sealed already. All of it streams.
"""

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import IO, Any

import pyrage  # type: ignore[import-not-found,import-untyped,unused-ignore]

from waystation.vault import age_scrypt
from waystation.vault.errors import NotReady, Tampered

Transform = Callable[[IO[bytes], IO[bytes]], None]
"""Reads one stream to its end and writes another."""
_PIECE = 64 * 1024


def to_passphrase(passphrase: str) -> Transform:
    """Seals to whoever knows the passphrase."""
    return partial(age_scrypt.seal, passphrase)


def to_recipients(recipients: Iterable[str]) -> Transform:
    """Seals to public keys ("age1..."). Raises NotReady for text that is none."""
    try:
        keys = [pyrage.x25519.Recipient.from_str(text.strip()) for text in recipients]
    except pyrage.RecipientError:
        raise NotReady("a backup recipient is no age public key (age1...)") from None
    return lambda source, target: _transformed(lambda: pyrage.encrypt_io(source, target, keys))


def from_passphrase(passphrase: str) -> Transform:
    """Opens what a passphrase sealed. The transform raises Tampered, and NotReady for what asks for too much work."""
    return partial(age_scrypt.unseal, passphrase)


def from_identities(text: str) -> Transform:
    """Opens with secret keys, as `age-keygen` writes them. Raises NotReady; the transform raises Tampered."""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    try:
        keys = [pyrage.x25519.Identity.from_str(line) for line in lines]
    except pyrage.IdentityError:
        raise NotReady("the identity file holds no age secret key (AGE-SECRET-KEY-1...)") from None
    return lambda source, target: _transformed(lambda: pyrage.decrypt_io(source, target, keys))


class _Pieces:
    """Pieces as a stream that is read from."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces, self._left = iter(pieces), memoryview(b"")

    def read(self, size: int = -1) -> bytes:
        if not self._left:
            self._left = memoryview(next((each for each in self._pieces if each), b""))
        found = self._left[:size] if size >= 0 else self._left
        self._left = self._left[len(found) :]
        return bytes(found)


def streamed(transform: Transform, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """What a transform makes of some pieces, in pieces and in constant memory. Raises what it raises, in the end.

    So whoever opens by it may rely on nothing of it before it has ended.
    """
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(writing, "wb") as target:
                source: Any = _Pieces(pieces)
                transform(source, target)
        except BaseException as error:  # also that nobody reads any further
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        with os.fdopen(reading, "rb") as source:
            while piece := source.read(_PIECE):
                yield piece
    finally:
        thread.join()
    if failed:
        raise failed[0]


def _transformed(run: Callable[[], None]) -> None:
    try:
        run()
    except (pyrage.DecryptError, pyrage.EncryptError):
        raise Tampered from None
    except OSError as error:
        # What is damaged in the middle of a stream comes as an error without a number; a full disk has one.
        if error.errno is None:
            raise Tampered from None
        raise


def new_identity() -> tuple[str, str]:
    """A fresh secret key ("AGE-SECRET-KEY-1...") and its public half ("age1..."), as text."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())
