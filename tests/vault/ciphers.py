"""Sealing with another cipher for a while."""

from collections.abc import Iterator
from contextlib import contextmanager

from waystation.vault import suite

CHACHA = "chacha20-poly1305"


@contextmanager
def written_with(cipher: str) -> Iterator[None]:
    suite.write_with(cipher)
    try:
        yield
    finally:
        suite.write_with(suite.USUAL)
