"""Why documentation says no, and advocacy, which stands on it."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.utils.functional import Promise

from waystation.casework.errors import Refused as RefusedByCasework


class Refused(Exception):
    """The rules do not allow it. `reasons`: the name of a field or "", and a whole sentence that says what to do."""

    def __init__(self, reasons: Iterable[tuple[str, str | Promise]]) -> None:
        super().__init__("refused by a rule of documentation or advocacy")
        self.reasons = tuple(reasons)


def refuse(reasons: Iterable[tuple[str, str | Promise]]) -> None:
    """Raises Refused where there is a reason."""
    if told := list(reasons):
        raise Refused(told)


@contextmanager
def to_casework() -> Iterator[None]:
    """For a page of casework that does what is ours: why we say no as casework says it."""
    try:
        yield
    except Refused as no:
        raise RefusedByCasework([reason for _name, reason in no.reasons]) from None
