"""What people wrote in their own words in cases must not come out in a text of ours: see `waystation.confidential`."""

from collections.abc import Iterator
from typing import Any

from waystation.casework.exchange.free_texts import FREE, texts
from waystation.casework.models import Case
from waystation.confidential import Fact, Kind, Tell, use
from waystation.vault.models import Sealed


def _telling(model: type[Sealed]) -> Tell:
    def of_texts(held: Any) -> Iterator[Fact]:
        about = held.id.bytes if model is Case else held.locator.bytes
        return (Fact(about, Kind.WORDS, text) for _label, text in texts(model, held.record))

    return of_texts


def make_known() -> None:
    """Called at start-up."""
    for model, label in {each.model: each.label for each in reversed(FREE)}.items():
        use(model, label, _telling(model))
