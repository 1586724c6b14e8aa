"""How amounts are typed."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from waystation.evacuation.money.forms import AmountField


@pytest.mark.parametrize(
    ("typed", "value"), [("1500", "1500"), ("1 500,5", "1500.5"), ("1,5", "1.5"), ("1.50", "1.50"), ("0,75", "0.75")]
)
def test_an_amount_is_read_as_it_is_typed(typed: str, value: str) -> None:
    assert AmountField().clean(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["1,500", "12,000", "100,250"])
def test_what_one_reads_as_a_thousand_and_another_as_one_is_asked_about(typed: str) -> None:
    with pytest.raises(ValidationError):
        AmountField().clean(typed)
