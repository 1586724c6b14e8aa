"""The form by which a token is made."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from waystation.interfaces import calling, tokens
from waystation.interfaces.wording import SCOPE_WORDS

DAYS = (30, 90, 365)
_OFF = {"autocomplete": "off"}


class TokenForm(forms.Form):
    """Who, what, how long, and where they want to be called."""

    name = forms.CharField(
        label=_("Partner"),
        max_length=tokens.NAME_CHARACTERS,
        help_text=_("What we call them here. No name of a person."),
        widget=forms.TextInput(attrs=_OFF),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What their program may do"),
        choices=list(SCOPE_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    days = forms.TypedChoiceField(
        label=_("How long it counts"),
        coerce=int,
        choices=[(days, ngettext_lazy("%(days)d day", "%(days)d days", days) % {"days": days}) for days in DAYS],
        initial=DAYS[-1],
    )
    hook = forms.CharField(
        label=_("Address to call when something changed"),
        required=False,
        max_length=calling.LONGEST,
        help_text=_("https:// and a public name. They are told to come and fetch, and nothing else."),
        widget=forms.TextInput(attrs={**_OFF, "inputmode": "url", "spellcheck": "false"}),
    )

    def clean_hook(self) -> str:
        """Only what may be called."""
        given: str = self.cleaned_data["hook"]
        try:
            return calling.checked(given) if given else ""
        except calling.NotAnAddress:
            raise forms.ValidationError(
                _("This is no address that we call: it begins with https:// and leads to a public name.")
            ) from None
