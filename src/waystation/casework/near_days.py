"""Days as forms take them: of a year in which anything of ours can lie, and those on which something is to be done."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

NEAR_YEARS = 5
YEARS = (1900, 2200)
"""Of what happened to people now alive, and of what is planned for them."""
NO_YEAR = _("This is a year in which nothing can be. Look at it again.")


class Day(forms.DateField):
    """A day of YEARS: what is counted from a day at the ends of the calendar has none to come to."""

    def to_python(self, value: Any) -> date | None:
        day: date | None = super().to_python(value)
        if day and not YEARS[0] <= day.year <= YEARS[1]:
            raise forms.ValidationError(NO_YEAR)
        return day


class NearDay(Day):
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
