"""The age format (age-encryption.org/v1), for what leaves the installation whole and other programs must open too.

A passphrase is stretched by scrypt; recipients are X25519 public keys, which a quantum computer could break one day:
what is put inside is therefore sealed already. All of it streams.
"""

from collections.abc import Callable, Iterable
from functools import partial
from typing import IO

import pyrage  # type: ignore[import-not-found,import-untyped,unused-ignore]

from waystation.vault import age_scrypt
from waystation.vault.errors import NotReady, Tampered

Transform = Callable[[IO[bytes], IO[bytes]], None]
"""Reads one stream to its end and writes another."""


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
