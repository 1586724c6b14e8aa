"""Who vouched for whom must not come out in a text of ours: see `waystation.confidential`."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from waystation.confidential import Fact, Kind, use, use_words
from waystation.trust.models import MarkRow, VettingRow, VoucherRow


def of_voucher(held: Any) -> Iterator[Fact]:
    """Who vouches."""
    if held.record.name:
        yield Fact(held.id.bytes, Kind.NAME, held.record.name)


def make_known() -> None:
    """Called at start-up."""
    use(VoucherRow, _("Who vouches"), of_voucher)
    for model in (VoucherRow, VettingRow, MarkRow):
        use_words(model, _("Vetting"))
