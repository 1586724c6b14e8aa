"""The forms of duty."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.duty.wording import DAYS
from waystation.hotline.rules import TEXT_CHARACTERS


class TimeInput(forms.TimeInput):
    input_type = "time"


class ShiftForm(forms.Form):
    """The same hours on some days of a week, for one person."""

    account = forms.ChoiceField(label=_("Who"))
    since = forms.TimeField(
        label=pgettext_lazy("hour", "From"), widget=TimeInput(format="%H:%M"), input_formats=["%H:%M"]
    )
    until = forms.TimeField(
        label=pgettext_lazy("hour", "Until"),
        widget=TimeInput(format="%H:%M"),
        input_formats=["%H:%M"],
        help_text=_("No later than the beginning: it ends on the next day."),
    )
    days = forms.MultipleChoiceField(
        label=_("Days"),
        choices=[(str(number), name) for number, name in enumerate(DAYS)],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, personas: dict[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = sorted(((str(account), name) for account, name in personas.items()), key=lambda pair: pair[1])
        self.fields["account"].choices = found  # type: ignore[attr-defined]


class HandOverForm(forms.Form):
    text = forms.CharField(
        label=_("What the next one must know"),
        max_length=TEXT_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto", "autocomplete": "off"}),
        help_text=_(
            "Whom you promised what, who may call, what you are worried about. What is open is added by itself."
        ),
    )


class ClockForm(forms.Form):
    """When the duty team is called."""

    unread_minutes = forms.IntegerField(label=_("Call after minutes unread"), min_value=1, max_value=1440)
    pause_minutes = forms.IntegerField(
        label=_("At most once in minutes"), min_value=1, max_value=240, help_text=_("However many write at once.")
    )
    quiet_from = forms.IntegerField(label=_("Quiet from (hour)"), min_value=0, max_value=23)
    quiet_to = forms.IntegerField(
        label=_("Quiet until (hour)"),
        min_value=0,
        max_value=23,
        help_text=_("The same hour twice: no quiet time. Danger wakes people also then, as far as it is known."),
    )


class AddressForm(forms.Form):
    address = forms.EmailField(
        label=_("Address"), max_length=200, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )


class BrowserForm(forms.Form):
    """What the script of the page fills in from what the browser said."""

    name = forms.CharField(label=_("What you call this device"), max_length=40)
    endpoint = forms.CharField(max_length=1000, widget=forms.HiddenInput)
    key = forms.CharField(max_length=200, widget=forms.HiddenInput)
    secret = forms.CharField(max_length=100, widget=forms.HiddenInput)


class WeekForm(forms.Form):
    """Which week is shown: any day of it."""

    week = forms.DateField(input_formats=["%Y-%m-%d"])

    def day(self, otherwise: date) -> date:
        found: date = self.cleaned_data["week"] if self.is_valid() else otherwise
        return found if 2000 <= found.year < 3000 else otherwise
