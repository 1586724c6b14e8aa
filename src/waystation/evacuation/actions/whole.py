"""One action, one transaction; if somebody else wrote the same row first, once more from what they left."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

from waystation.evacuation.errors import Refused
from waystation.vault.errors import Stale

TRIES = 5

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def whole(action: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Runs an action in a transaction and again when a row was Stale. Raises Refused when it stays so."""

    @wraps(action)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        for _ in range(TRIES):
            try:
                with transaction.atomic():
                    return action(*args, **kwargs)
            except Stale:
                continue
        raise Refused("changed_meanwhile")

    return run
