"""Who was paid must not come out in a text of ours: see `waystation.confidential`."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from waystation.confidential import Fact, Kind, use, use_words
from waystation.evacuation.money.models import EntryRow, FundRow, PaymentRow


def of_payment(held: Any) -> Iterator[Fact]:
    """Who got it."""
    if held.record.payee_name:
        yield Fact(held.id.bytes, Kind.NAME, held.record.payee_name)


def make_known() -> None:
    """Called at start-up."""
    use(PaymentRow, _("Payments"), of_payment)
    for model in (PaymentRow, EntryRow, FundRow):
        use_words(model, _("Money"))
