"""What the reader of a briefing may say on its page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.hotline import once
from waystation.hotline.briefings.records import DONE, LATE, NOT_MET, TRAVELLER, TROUBLE

TEXT_CHARACTERS = 1000


class ReportForm(forms.Form):
    """One answer, with a few words where there is more to say."""

    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    outcome = forms.ChoiceField(
        label=_("How did it go?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the answers.")},
    )
    text = forms.CharField(
        label=_("A few words, if there is more to say"), required=False, max_length=TEXT_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, role: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("once", once.token())
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            (DONE, _("All went well: I have arrived") if role == TRAVELLER else _("All went well: it is done")),
            (LATE, _("It takes longer, but nothing is wrong")),
            (NOT_MET, _("Nobody came")),
            (TROUBLE, _("Something is wrong")),
        ]
