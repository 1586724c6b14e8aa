"""Why advocacy says no."""

from collections.abc import Iterable

from waystation.casework.wording import Words


class Refused(Exception):
    """The rules do not allow it. `reasons`: the name of a field or "", and a whole sentence that says what to do."""

    def __init__(self, reasons: Iterable[tuple[str, Words]]) -> None:
        super().__init__("refused by a rule of advocacy")
        self.reasons = tuple(reasons)


def refuse(reasons: Iterable[tuple[str, Words]]) -> None:
    """Raises Refused where there is a reason."""
    if told := list(reasons):
        raise Refused(told)
