"""Passphrases that people can type: words of the BIP-39 English list."""

import secrets
from functools import cache

from mnemonic import Mnemonic

from waystation.vault import half

WORDS = 7  # 2048 words each: 77 bits, behind Argon2id and the vault half


@cache
def _words() -> list[str]:
    words: list[str] = Mnemonic("english").wordlist
    return words


def new_passphrase() -> str:
    """Seven random words."""
    return " ".join(secrets.choice(_words()) for _ in range(WORDS))


def fictional_passphrase(name: str) -> str:
    """The demo's passphrase of one fictional person: the same at each start, and nowhere on the disk as such."""
    digest = half.digest(b"demo passphrase", name.encode(), 2 * WORDS)
    numbers = (int.from_bytes(digest[at : at + 2]) % 2048 for at in range(0, 2 * WORDS, 2))
    return " ".join(_words()[number] for number in numbers)
