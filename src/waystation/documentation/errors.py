"""Why documentation says no, and advocacy, which stands on it."""

from collections.abc import Iterable

from django.utils.functional import Promise


class Refused(Exception):
    """The rules do not allow it. `reasons`: the name of a field or "", and a whole sentence that says what to do."""

    def __init__(self, reasons: Iterable[tuple[str, str | Promise]]) -> None:
        super().__init__("refused by a rule of documentation or advocacy")
        self.reasons = tuple(reasons)


def refuse(reasons: Iterable[tuple[str, str | Promise]]) -> None:
    """Raises Refused where there is a reason."""
    if told := list(reasons):
        raise Refused(told)
