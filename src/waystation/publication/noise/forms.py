"""What somebody wants to have drawn, or to be spent."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.casework.forms import QuietForm, _line
from waystation.publication import wording
from waystation.publication.forms import TableForm
from waystation.publication.noise import rules
from waystation.publication.statistics import tables
from waystation.publication.statistics.tables import ACTS


def _epsilon(most: int, **kwargs: Any) -> forms.DecimalField:
    return forms.DecimalField(min_value=Decimal(0), max_value=Decimal(most) / 100, decimal_places=2, **kwargs)


class NoiseForm(TableForm):
    """A table of acts with noise."""

    since = forms.DateField(
        label=_("From which month on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Any day of it. Choose it by the calendar, not by what was documented: the first month is told."),
    )
    most = forms.IntegerField(
        label=_("How many acts of one person count at most"),
        initial=1, min_value=1, max_value=rules.MOST_ACTS,
        help_text=_("Fewer need less noise. With 1 each person counts once, wherever the first of their acts is."),
    )  # fmt: skip
    epsilon = _epsilon(
        rules.MOST_COST,
        label=_("What it may cost (ε)"),
        initial=Decimal("0.5"),
        help_text=_("Less is more noise, and more tables from one budget. 0.5 or 1 are usual."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, sources=[ACTS], **kwargs)

    @property
    def wanted(self) -> dict[str, Any]:
        """What the table is to be. Only for a form that is valid."""
        said, since = self.cleaned_data, self.cleaned_data["since"]
        told = {key: each for key, each in super().wanted.items() if key != "source"}
        return told | {"since": _month(since), "most": said["most"], "epsilon": int(100 * said["epsilon"])}

    def clean_least(self) -> int:
        """As for tables without noise."""
        least: int = self.cleaned_data["least"]
        floor = tables.LEAST.get(self.cleaned_data.get("audience", ""), 1)
        if least < floor:
            raise forms.ValidationError(wording.TOO_FEW % {"least": floor})
        return least


def _month(day: date) -> str:
    return day.isoformat()[:7]


class BudgetForm(QuietForm):
    """How much all tables for some readers may cost."""

    audience = forms.ChoiceField(
        label=_("For whom"), choices=list(wording.AUDIENCES.items()), widget=forms.RadioSelect, initial=tables.PUBLIC
    )
    epsilon = _epsilon(
        rules.MOST_TOTAL,
        label=_("The budget (ε), of all tables together and for ever"),
        help_text=_("1 or 2 protect well. What is spent does not come back with a new year."),
    )
    reason = _line(label=_("Why"), required=True)

    @property
    def wanted(self) -> dict[str, Any]:
        """What is asked for. Only for a form that is valid."""
        said = self.cleaned_data
        told = {name: said[name] for name in ("audience", "reason")}
        return told | {"source": ACTS, "epsilon": int(100 * said["epsilon"])}
