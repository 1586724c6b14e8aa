"""What changed since when, so that what is made of very much looks at that alone. Pure."""

from itertools import takewhile


class Moved:
    """Ids in the order in which what they name became another, or went; each once."""

    def __init__(self) -> None:
        self.number = 0  # another as soon as anything is
        self._when: dict[bytes, int] = {}

    def note(self, one: bytes) -> None:
        """Notes that it is another by now: afterwards, so that whoever asks meanwhile looks once more."""
        self._when.pop(one, None)
        self._when[one] = self.number = self.number + 1

    def since(self, number: int) -> list[bytes]:
        """What changed since it had this number; 0 for everything."""
        return list(takewhile(lambda one: self._when[one] > number, reversed(self._when)))
