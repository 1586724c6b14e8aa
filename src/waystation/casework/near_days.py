"""Days on which something is to be done, as forms take them."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import ngettext

NEAR_YEARS = 5


class NearDay(forms.DateField):
    """A day on which something is to be done: one that is many years away is a slip of the pen."""

    def __init__(self, *, years: int = NEAR_YEARS, **options: Any) -> None:
        self._years = years
        super().__init__(**options)

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and abs((day - date.today()).days) > 366 * self._years:
            far = ngettext(
                "This is more than %(years)d year away. Look at the year again.",
                "This is more than %(years)d years away. Look at the year again.",
                self._years,
            )
            raise forms.ValidationError(far, params={"years": self._years})
        return day


def near_day(**kwargs: Any) -> forms.DateField:
    """A day of the next years, or the last ones; not required unless said."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return NearDay(widget=widget, **({"required": False} | kwargs))
