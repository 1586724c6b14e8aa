"""What people told us in their own words must not come out in a text of ours: see `waystation.confidential`."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from waystation.confidential import Fact, Kind, use
from waystation.documentation.statements.models import WordsRow


def of_words(held: Any) -> Iterator[Fact]:
    """A statement, and its translation."""
    for said in (held.record.text, held.record.translation):
        if said:
            yield Fact(held.id.bytes, Kind.WORDS, said)


def make_known() -> None:
    """Called at start-up."""
    use(WordsRow, _("The words of statements"), of_words)
