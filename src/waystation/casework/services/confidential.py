"""What is known of those who help that must not come out in a text of ours: see `waystation.confidential`."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from waystation.casework.services.models import ProviderRow
from waystation.confidential import Fact, Kind, use


def of_provider(held: Any) -> Iterator[Fact]:
    """Who it is, and how they are reached."""
    about, provider = held.id.bytes, held.record
    yield Fact(about, Kind.WORKPLACE, provider.name)
    if provider.note:
        yield Fact(about, Kind.WORDS, provider.note)


def make_known() -> None:
    """Called at start-up."""
    use(ProviderRow, _("Providers"), of_provider)
