"""Passphrases that people can type: words of the BIP-39 English list."""

import secrets
from functools import cache

from mnemonic import Mnemonic

WORDS = 7  # 2048 words each: 77 bits, behind Argon2id and the vault half


@cache
def words() -> list[str]:
    """The 2,048 words."""
    found: list[str] = Mnemonic("english").wordlist
    return found


def new_passphrase() -> str:
    """Seven random words."""
    return " ".join(secrets.choice(words()) for _ in range(WORDS))
