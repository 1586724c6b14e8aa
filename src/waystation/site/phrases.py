"""The passphrases of the demonstration's people."""

from waystation.staff.phrases import WORDS, words
from waystation.vault import half


def fictional_passphrase(name: str) -> str:
    """The demo's passphrase of one fictional person: the same at each start, and nowhere on the disk as such."""
    digest = half.digest(b"demo passphrase", name.encode(), 2 * WORDS)
    numbers = (int.from_bytes(digest[at : at + 2]) % 2048 for at in range(0, 2 * WORDS, 2))
    return " ".join(words()[number] for number in numbers)
