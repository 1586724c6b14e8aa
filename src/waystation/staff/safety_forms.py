"""The forms of the pages about panic and the security mode."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from waystation.staff.security import NAMES


def word() -> str:
    """What is typed to start the panic, in the language of the page."""
    return pgettext("word to type", "panic")


class PanicForm(forms.Form):
    word = forms.CharField(
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["word"].label = _("Type the word “%(word)s”") % {"word": word()}

    def clean_word(self) -> str:
        given: str = self.cleaned_data["word"].strip().casefold()
        if given not in (word().casefold(), "panic"):
            raise forms.ValidationError(_("This is not the word. Nothing was done."))
        return given


class ModeForm(forms.Form):
    mode = forms.TypedChoiceField(
        label=_("Mode"),
        choices=[(each.value, name) for each, name in NAMES.items()],
        coerce=int,
        widget=forms.RadioSelect,
    )
