"""The forms of money."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.casework.forms import OnceForm, QuietForm, _day, _line, _text
from waystation.evacuation.money import amounts, rules, wording
from waystation.evacuation.money.records import (
    CASH,
    OPEN,
    SELLER,
    TRAVEL,
    Fund,
    Holding,
    Reservation,
)
from waystation.files.forms import FilesField

Choices = Iterable[tuple[Any, Any]]


_THOUSANDS = re.compile(r"(?!0)\d{1,3}[.,]\d{3}")
"""What is one and a half to one reader, and fifteen hundred to another."""
_BOTH = re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d*|[+-]?\d{1,3}(,\d{3})+\.\d*|\d{1,3}([.,])\d{3}(\3\d{3})+")
_NUMBER = re.compile(r"[+-]?(\d+[.,]?\d*|[.,]\d+)")


class AmountField(forms.DecimalField):
    """An amount, with a comma or a point before its places, and spaces where somebody likes them."""

    is_exact = False
    """Whether three places are places, and no thousands."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal"})
        super().__init__(widget=widget, **({"max_digits": 20, "min_value": Decimal(0)} | options))

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            value = "".join(value.split())
            if _BOTH.fullmatch(value):
                raise forms.ValidationError(_("Leave out what stands between the thousands: 1234.50."))
            if _THOUSANDS.fullmatch(value) and not self.is_exact:
                raise forms.ValidationError(_("Is it a thousand, or one? Write 1500 or 1.50."))
            if value and not _NUMBER.fullmatch(value):  # Decimal reads 1e5 and 1_000, too
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
            value = value.replace(",", ".")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """What stands in the field already is no question: dinars have three places."""
        if not isinstance(value, Decimal) or not value.is_finite():
            return value
        said = f"{value:f}"
        if _THOUSANDS.fullmatch(said):
            return said[:-1] if said.endswith("0") else f"{said}0"
        return said


class RateField(AmountField):
    """A rate of exchange, which has as many places as it likes: both amounts beside it say what it is."""

    is_exact = True


class CurrencyField(forms.CharField):
    """Three letters of ISO 4217, in either case."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            **({"label": _("Currency"), "max_length": 3, "help_text": _("Three letters, such as RUB.")} | options)
        )

    def clean(self, value: Any) -> str:
        code: str = super().clean(value).strip().upper()
        if code and code not in amounts.CURRENCIES:
            raise forms.ValidationError(wording.NO_CURRENCY)
        return code


def _on(label: Any = None) -> forms.DateField:
    return _day(label=label or _("On which day"), required=True)


def _one_of(label: Any, **options: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=UUID, empty_value=None, **options)


def _named(found: Mapping[UUID, Any]) -> list[tuple[str, str]]:
    return [(str(pk), each.name) for pk, each in found.items() if each.state == OPEN]


def _with_currency(found: Mapping[UUID, Holding]) -> list[tuple[str, str]]:
    return [(str(pk), f"{each.name} ({each.currency})") for pk, each in found.items() if each.state == OPEN]


def _with_money(found: Mapping[UUID, Holding], held: Mapping[UUID, Decimal]) -> list[tuple[str, str]]:
    """Places out of which money may go, with how much of a fund lies there."""
    return [
        (str(pk), f"{each.name} · {amounts.said(held.get(pk, Decimal(0)), each.currency)}")
        for pk, each in found.items()
        if each.state == OPEN
    ]


_FROM = _("Beside each: how much of the fund lies there.")


class FundForm(OnceForm):
    name = _line(label=_("What we call it"), required=True, max_length=80)
    currency = CurrencyField(help_text=_("Of the gift, and of the ceiling below. Other currencies come by exchange."))
    donor = _line(label=_("Who gave it"), help_text=_("Needed for nothing; leave it empty where it is safer."))
    purposes = forms.MultipleChoiceField(
        label=_("What it may be used for"),
        required=False,
        choices=list(wording.CATEGORY_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing chosen: for everything."),
    )
    countries = _line(
        label=_("In which countries"), max_length=400, help_text=_("With commas between them. Left empty: everywhere.")
    )
    first = _day(label=pgettext_lazy("time", "From"))
    last = _day(label=pgettext_lazy("time", "Until"))
    ceiling = AmountField(label=_("At most for one person"), required=False)
    words = _text(label=_("What the donor says, in their words"), rows=3)
    state = forms.ChoiceField(label=_("State"), choices=list(wording.STATE_WORDS.items()), widget=forms.RadioSelect)

    def __init__(self, *args: Any, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"state": OPEN} | self.initial
        if not is_new:  # amounts are in it
            self.fields["currency"].disabled = True
            del self.fields["once"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors:
            for name, sentence in rules.fund_faults(self.fund()):
                self.add_error(name, str(sentence))
        return said

    def fund(self) -> Fund:
        """What was typed. Only for a form that is valid so far."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("version", "once")}
        countries = tuple(each.strip() for each in said["countries"].split(",") if each.strip())
        return Fund(**said | {"purposes": tuple(said["purposes"]), "countries": countries})


class HoldingForm(OnceForm):
    name = _line(
        label=_("What we call it"), required=True, max_length=80, help_text=_("Without the number of an account.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=list(wording.HOLDING_WORDS.items()), widget=forms.RadioSelect)
    currency = CurrencyField()
    keeper = _one_of(_("Who keeps it"), required=False)
    state = forms.ChoiceField(label=_("State"), choices=list(wording.STATE_WORDS.items()), widget=forms.RadioSelect)

    def __init__(self, *args: Any, colleagues: Mapping[UUID, str], is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(one), name) for one, name in colleagues.items()]
        self.fields["keeper"].choices = [("", "—"), *people]  # type: ignore[attr-defined]
        self.initial = {"state": OPEN, "kind": CASH} | self.initial
        if not is_new:
            self.fields["currency"].disabled = True
            del self.fields["once"]

    def holding(self) -> Holding:
        """What was typed. Only for a form that is valid."""
        return Holding(**{name: value for name, value in self.cleaned_data.items() if name not in ("version", "once")})


class _Movement(OnceForm):
    note = _line(label=_("Note for us"), help_text=_("The ledger names nobody: no name, no pseudonym, no address."))

    def __init__(
        self,
        *args: Any,
        holdings: Mapping[UUID, Holding],
        today: date,
        held: Mapping[UUID, Decimal] = {},
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = {"holding": _with_currency(holdings), "to": _with_currency(holdings)}
        choices["from_"] = _with_money(holdings, held)
        for name, places in choices.items():
            if name in self.fields:
                self.fields[name].choices = [("", "—"), *places]  # type: ignore[attr-defined]
        self.initial = {"on": today} | self.initial
        self.order_fields([*(name for name in self.fields if name != "note"), "note"])


class TakeInForm(_Movement):
    holding = _one_of(_("Where it lies now"))
    amount = AmountField(label=_("How much"))
    on = _on()


class MoveForm(_Movement):
    from_ = _one_of(_("From where"), help_text=_FROM)
    to = _one_of(_("To where"))
    amount = AmountField(label=_("How much"))
    on = _on()


class ExchangeForm(_Movement):
    from_ = _one_of(_("From where"), help_text=_FROM)
    sold = AmountField(label=_("How much goes"))
    to = _one_of(_("To where"))
    bought = AmountField(label=_("How much comes"))
    rate = RateField(label=_("Rate"), help_text=_("How much came for one unit of what went."))
    source = _line(
        label=_("Who says so"), required=True, help_text=_("The bank, an exchange office, a published rate.")
    )
    on = _on()


class ReverseForm(OnceForm):
    because = _line(label=_("Why"), required=True, help_text=_("No name, no pseudonym, no address."))


class ReconcileForm(OnceForm):
    """`items` are the movements that stand on no statement of a bank yet; of a cash box, None."""

    counted = AmountField(label=_("How much there is"), help_text=_("As counted, or as the statement says."))
    on = _on(_("At the end of which day"))
    seen = forms.TypedMultipleChoiceField(
        label=_("What stands on the statement"),
        required=False,
        coerce=UUID,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Tick off each. What is not ticked explains why the bank has another sum than the books, and is offered "
            "again next time. Of a movement and its reversal that the bank never saw, tick off both."
        ),
    )
    known = forms.IntegerField(required=False, widget=forms.HiddenInput)
    explanation = _text(label=_("Explanation"), rows=3, help_text=_("Needed where something is still unexplained."))
    fund = _one_of(_("To which fund the difference belongs"), required=False)

    def __init__(
        self, *args: Any, funds: Mapping[UUID, Fund], today: date, items: Choices | None, known: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fund"].choices = [("", "—"), *_named(funds)]  # type: ignore[attr-defined]
        self.initial = {"on": today, "known": known} | self.initial
        if items is None:
            del self.fields["seen"]
        else:
            self.fields["seen"].choices = list(items)  # type: ignore[attr-defined]


class BudgetForm(OnceForm):
    amount = AmountField(label=_("How much, all in all"))
    currency = CurrencyField()
    note = _line(label=_("Note for us"))


class _Use(OnceForm):
    """What money is for."""

    amount = AmountField(label=_("How much"))
    currency = CurrencyField()
    what_for = _line(label=_("What for"), required=True)
    category = forms.ChoiceField(label=_("Purpose"), choices=list(wording.CATEGORY_WORDS.items()), initial=TRAVEL)
    fund = _one_of(
        _("Fund"), required=False, help_text=_("Left empty: the most restricted one that may be used and has enough.")
    )
    country = _line(label=_("In which country"), help_text=_("Left empty: where the person is."))
    leg = _one_of(_("For which leg"), required=False)

    def __init__(self, *args: Any, funds: Mapping[UUID, Fund], legs: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fund"].choices = [("", "—"), *_named(funds)]  # type: ignore[attr-defined]
        self.fields["leg"].choices = [("", "—"), *legs]  # type: ignore[attr-defined]
        if len(self.fields["leg"].choices) < 2:  # type: ignore[attr-defined]
            del self.fields["leg"]


class ReserveForm(_Use):
    pass


class PaymentForm(_Use):
    reservation = _one_of(
        _("Out of which reservation"), required=False, help_text=_("Left empty: it is reserved for this payment now.")
    )
    method = forms.ChoiceField(
        label=_("How it is paid"), choices=list(wording.METHOD_WORDS.items()), widget=forms.RadioSelect
    )
    payee = forms.ChoiceField(
        label=_("To whom"), choices=list(wording.PAYEE_WORDS.items()), widget=forms.RadioSelect, initial=SELLER
    )
    payee_name = _line(label=_("What we call them"))
    helper = _one_of(_("Which helper"), required=False)
    staff = _one_of(_("Which of us"), required=False)
    details = _text(label=_("How exactly"), rows=3, help_text=_("Number of a ticket, how it is handed over. Sealed."))

    def __init__(
        self,
        *args: Any,
        reservations: Choices,
        helpers: Choices,
        colleagues: Mapping[UUID, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(one), name) for one, name in colleagues.items()]
        for name, choices in {"reservation": reservations, "helper": helpers, "staff": people}.items():
            self.fields[name].choices = [("", "—"), *choices]  # type: ignore[attr-defined]
            if len(self.fields[name].choices) < 2:  # type: ignore[attr-defined]
                del self.fields[name]
        self.order_fields(["reservation", *self.fields])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for payee in ("helper", "staff"):
            if said.get("payee") == payee and not said.get(payee):
                self.add_error("payee" if payee not in self.fields else payee, str(wording.CHOOSE))
            elif said.get("payee") != payee:
                said[payee] = None
        return said


class PayForm(QuietForm):
    holding = _one_of(_("Out of which place"), help_text=_FROM)
    paid = AmountField(label=_("How much was paid"))
    on = _on()
    details = _text(label=_("How exactly"), rows=3, help_text=_("Number of a ticket, how it was handed over. Sealed."))

    def __init__(
        self,
        *args: Any,
        holdings: Mapping[UUID, Holding],
        held: Mapping[UUID, Decimal],
        currency: str,
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fitting = {pk: each for pk, each in holdings.items() if each.currency == currency}
        self.fields["holding"].choices = [("", "—"), *_with_money(fitting, held)]  # type: ignore[attr-defined]
        self.initial = {"on": today} | self.initial


class AnswerForm(QuietForm):
    answer = _line(label=_("Answer"), help_text=_("Needed where it is not approved."))


class ReceiptForm(OnceForm):
    files = FilesField(label=_("Receipt"), several=False, help_text=_("A picture or a PDF. It is sealed at once."))


class ReportForm(forms.Form):
    """Over which time, of which fund, as what. Nothing is changed by it."""

    fund = _one_of(pgettext_lazy("report", "Fund"), required=False)
    first = _day(label=pgettext_lazy("time", "From"), required=True)
    last = _day(label=pgettext_lazy("time", "Until"), required=True)

    def __init__(self, *args: Any, funds: Mapping[UUID, Fund], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [(str(pk), each.name) for pk, each in funds.items()]
        self.fields["fund"].choices = [("", _("All funds")), *every]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("first") and said.get("last") and said["last"] < said["first"]:
            self.add_error("last", str(wording.ENDS_BEFORE))
        return said


def reservation_choice(reservation: Reservation, left: Decimal) -> str:
    """A reservation in a list to choose from."""
    return f"{reservation.what_for} · {amounts.said(left, reservation.currency)}"
