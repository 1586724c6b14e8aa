"""The real names of the persons of a case: one place that says which rows tell them, for search and comparison."""

from collections.abc import Callable, Iterable
from typing import Any

from waystation.staff.ranked import Changes, Follower
from waystation.vault.models import Sealed

Told = Callable[[Any], Iterable[str]]


_TELLING: dict[type[Sealed], Told] = {}


def use(model: type[Sealed], told: Told) -> None:
    """Makes known a further kind of row in IDENTITY, standing under its case, that tells names. Called at start-up."""
    _TELLING[model] = told


def telling() -> dict[type[Sealed], Told]:
    """The kinds of rows that tell names, each with how."""
    return _TELLING


class Named(Follower):
    """What `make` makes of the names that the rows of one kind tell, by case; in step with the opened rows."""

    def __init__(self, told: Told, make: Callable[[str], tuple[int, ...]]) -> None:
        super().__init__()
        self._told, self._make = told, make
        self._of: dict[bytes, dict[bytes, tuple[int, ...]]] = {}
        self.number = 0  # another as soon as anything is

    def of(self, case_id: bytes) -> tuple[int, ...]:
        """What stands for the names of one case's persons."""
        rows = self._of.get(case_id)
        return tuple(number for row in rows.values() for number in row) if rows else ()

    def changed(self, changes: Changes[Any]) -> None:
        self.number += 1
        for id_, (before, after) in changes.items():
            if before is not None:
                self._of.get(before.locator.bytes, {}).pop(id_, None)
            if after is not None:
                numbers = self._make("\n".join(self._told(after.record)))
                self._of.setdefault(after.locator.bytes, {})[id_] = numbers
