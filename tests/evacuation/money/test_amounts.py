"""How amounts are typed."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from waystation.evacuation.money.forms import AmountField, RateField


@pytest.mark.parametrize(
    ("typed", "value"),
    [("1500", "1500"), ("1 500,5", "1500.5"), ("1,5", "1.5"), ("1.50", "1.50"), ("0,75", "0.75"), ("0.125", "0.125")]
    + [("\uff11\uff12", "12"), ("\u0663", "3"), ("1\u00a0500", "1500"), (".5", "0.5"), ("7.", "7"), ("+5", "5")],
)
def test_an_amount_is_read_as_it_is_typed(typed: str, value: str) -> None:
    assert AmountField().clean(typed) == Decimal(value)


@pytest.mark.parametrize("typed", ["1,500", "12,000", "100,250", "1.500", "12.000", "100.250", "\uff11.500"])
def test_what_one_reads_as_a_thousand_and_another_as_one_is_asked_about(typed: str) -> None:
    with pytest.raises(ValidationError, match=r"1\.50"):
        AmountField().clean(typed)


@pytest.mark.parametrize("typed", ["1.234,50", "1,234.50", "12.345.678", "1,234,567.8"])
def test_thousands_are_told_to_be_left_out(typed: str) -> None:
    with pytest.raises(ValidationError, match=r"1234\.50"):
        AmountField().clean(typed)


@pytest.mark.parametrize(
    "typed", ["1e5", "1E5", "1e400", "1e-400", "1_000", "NaN", "Infinity", "0x10", "1.5.2", "5 EUR", "1,2.3", "-", "."]
)
def test_what_only_a_program_reads_as_a_number_is_none(typed: str) -> None:
    with pytest.raises(ValidationError):
        AmountField().clean(typed)


@pytest.mark.parametrize(
    ("value", "stands"), [("1.500", "1.50"), ("1.125", "1.1250"), ("120.00", "120.00"), ("0", "0")]
)
def test_what_stands_in_the_field_already_is_taken_as_it_stands(value: str, stands: str) -> None:
    field = AmountField()
    assert field.prepare_value(Decimal(value)) == stands
    assert field.clean(stands) == Decimal(value)


@pytest.mark.parametrize(("typed", "value"), [("92,125", "92.125"), ("92.125", "92.125"), ("0,0108", "0.0108")])
def test_a_rate_has_as_many_places_as_it_likes(typed: str, value: str) -> None:
    assert RateField().clean(typed) == Decimal(value)
