"""Which ids belong to which, for very many of them. Pure."""

from collections.abc import Collection
from typing import Final

_FEW: Final = 32


class Links:
    """Ids by the id that they belong to, each by its bytes.

    Nearly all have a few, which stand in tuples: the garbage collector lets go of these, and walks through sets.
    """

    def __init__(self) -> None:
        self._of: dict[bytes, tuple[bytes, ...] | set[bytes]] = {}

    def get(self, of: bytes) -> Collection[bytes]:
        """What belongs to an id, each once."""
        return self._of.get(of, ())

    def put(self, of: bytes, one: bytes) -> None:
        """Notes that something belongs to an id."""
        known = self._of.get(of, ())
        if isinstance(known, set):
            known.add(one)
        elif one not in known:
            self._of[of] = (*known, one) if len(known) < _FEW else {*known, one}

    def drop(self, of: bytes, one: bytes) -> None:
        """Notes that it does not any more."""
        known = self._of.get(of, ())
        if isinstance(known, set):
            known.discard(one)
        elif left := tuple(each for each in known if each != one):
            self._of[of] = left
        else:
            self._of.pop(of, None)
