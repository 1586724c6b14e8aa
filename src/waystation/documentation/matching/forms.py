"""The form of pairs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.casework.forms import QuietForm, _line
from waystation.casework.likely import STATES
from waystation.documentation.matching import wording

TAKE_BACK = "take_back"


class DecideForm(QuietForm):
    """What one holds two persons to be; `version` is `access.version`."""

    note = _line(label=_("Why"), max_length=500, help_text=_("What speaks for it, or what is missing."))
    answer = forms.ChoiceField(
        choices=[(each, each) for each in (*STATES, TAKE_BACK)],
        widget=forms.HiddenInput,
        error_messages={"required": wording.ANSWER, "invalid_choice": wording.ANSWER},
    )
