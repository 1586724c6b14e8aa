"""One action, one transaction; if somebody else wrote the same row first, once more from what they left."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.db import transaction

from waystation.evacuation.errors import Refused
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.vault.errors import Stale

TRIES = 5

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def whole(action: Callable[Concatenate[Actor, Arguments], Result]) -> Callable[Concatenate[Actor, Arguments], Result]:
    """Runs an action in a transaction and again when a row was Stale. Raises Refused when it stays so."""

    @wraps(action)
    def run(actor: Actor, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        for _ in range(TRIES):
            try:
                with transaction.atomic():
                    return action(actor, *args, **kwargs)
            except Stale:
                refresh(actor)  # perhaps it was the keys that changed
        raise Refused("changed_meanwhile")

    return run
