"""The form in which a plan is asked for."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from waystation.evacuation.plans.actions import DAYS, SECONDS


def _time(seconds: int) -> str:
    if seconds < 60:
        return ngettext("%d second", "%d seconds", seconds) % seconds
    return ngettext("%d minute", "%d minutes", seconds // 60) % (seconds // 60)


def _times() -> list[tuple[int, str]]:
    """In the language of whoever asks: a number within a sentence is put in when it is said."""
    return [(each, _time(each)) for each in SECONDS]


class ProposeForm(forms.Form):
    """Sent twice, it asks once. `instead_of`: a proposal beside everybody else's ways that was not enough."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    instead_of = forms.UUIDField(widget=forms.HiddenInput, required=False)


class AskForm(forms.Form):
    days = forms.IntegerField(
        label=_("Days to plan"), min_value=DAYS[0], max_value=DAYS[1], initial=30,
        help_text=_("From today on. The more days, the longer it takes."),
    )  # fmt: skip
    seconds = forms.TypedChoiceField(
        label=_("How long to look"), coerce=int, choices=_times, initial=60,
        help_text=_("A first plan is there after a few seconds; it becomes better until then."),
    )  # fmt: skip
    budget = forms.DecimalField(
        label=_("Money that may be spent, in euro"), min_value=0, max_value=10**9, decimal_places=2, initial=0,
    )  # fmt: skip
    why = forms.CharField(
        label=_("What it is for"), max_length=200, required=False,
        help_text=_("So that others know, for example: after the cancelled trains. No name."),
    )  # fmt: skip
    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, currencies: Iterable[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        for code in sorted(currencies):
            self.fields[f"rate_{code}"] = forms.DecimalField(
                label=_("What one euro is worth in %s") % code, min_value=Decimal("0.0001"), max_digits=12,
                decimal_places=4, required=False, help_text=_("Without it, what is paid in it is left out."),
            )  # fmt: skip

    def rates(self) -> dict[str, Decimal]:
        """What one euro is worth in each currency."""
        said = self.cleaned_data.items()
        return {name.removeprefix("rate_"): rate for name, rate in said if name.startswith("rate_") and rate}
