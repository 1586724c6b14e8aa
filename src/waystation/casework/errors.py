"""Why casework says no."""

from collections.abc import Iterable, Sequence

from django.utils.functional import Promise


class Refused(Exception):
    """The rules do not allow it. `reasons` are whole sentences that say what to do; the only datum in them
    is what we call somebody."""

    def __init__(self, reasons: Sequence[str | Promise]) -> None:
        super().__init__("refused by a rule of casework")
        self.reasons = tuple(reasons)


def refuse(reasons: Iterable[str | Promise]) -> None:
    """Raises Refused where there is a reason."""
    if told := list(reasons):
        raise Refused(told)
