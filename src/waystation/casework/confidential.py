"""What a case tells that must not come out in a text of ours: see `waystation.confidential`."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from waystation.casework.models import Case
from waystation.confidential import Fact, Kind, use


def of_case(held: Any) -> Iterator[Fact]:
    """What we call the person, and where they come from and are."""
    about, stub = held.id.bytes, held.record
    yield Fact(about, Kind.CODE_NAME, stub.pseudonym)
    for place in (stub.place, stub.origin):
        if place:
            yield Fact(about, Kind.PLACE, place)


def make_known() -> None:
    """Called at start-up."""
    use(Case, _("Cases"), of_case)
