"""What people told us in their own words must not come out in a text of ours: see `waystation.confidential`."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from waystation.confidential import Fact, Kind, use, use_words
from waystation.documentation.statements.models import (
    AssertionRow,
    IndependenceRow,
    StatementRow,
    StatusReviewRow,
    WordsRow,
)


def of_words(held: Any) -> Iterator[Fact]:
    """A statement, and its translation."""
    for said in (held.record.text, held.record.translation):
        if said:
            yield Fact(held.id.bytes, Kind.WORDS, said)


def make_known() -> None:
    """Called at start-up."""
    use(WordsRow, _("The words of statements"), of_words)
    use_words(StatementRow, _("Statements"))
    use_words(AssertionRow, _("Assertions"))
    for model in (StatusReviewRow, IndependenceRow):
        use_words(model, _("Reviews"))
