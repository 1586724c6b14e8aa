"""The forms of keeping and erasing."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.casework.forms import QuietForm
from waystation.desk.wording import EXTENTS, REASONS

LONGEST = timedelta(days=10 * 366)


class KeepForm(QuietForm):
    """Why something is kept, and when it is looked at again."""

    until = forms.DateField(
        label=_("Look at it again on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    reason = forms.CharField(label=_("Why it must be kept"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        if not self.today < until <= self.today + LONGEST:
            raise forms.ValidationError(_("Choose a day from tomorrow on, ten years from now at most."))
        return until


class EraseForm(QuietForm):
    """How much, and why. Codes alone: what is typed would outlive what is erased."""

    extent = forms.ChoiceField(label=_("What is erased"), widget=forms.RadioSelect)
    reason = forms.ChoiceField(label=_("Why"), choices=list(REASONS.items()), widget=forms.RadioSelect)

    def __init__(self, *args: Any, extents: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["extent"].choices = [(code, EXTENTS[code]) for code in extents]  # type: ignore[attr-defined]
        if len(extents) == 1:
            self.initial["extent"] = extents[0]
