"""The forms of the pages about duress, panic and the security mode."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from waystation.staff.security import NAMES

SHORTEST = 12  # characters


def _passphrase(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=1000, strip=False, widget=widget, help_text=help_text)


class CurrentForm(forms.Form):
    current = _passphrase(_("The passphrase that you signed in with"), "current-password")


class DuressForm(CurrentForm):
    duress = _passphrase(
        _("Duress passphrase"),
        "new-password",
        _("Another one than yours, at least 12 characters, that you can say under pressure and never type by mistake."),
    )
    again = _passphrase(_("The same once more"), "new-password")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("duress") != given.get("again"):
            self.add_error("again", _("This is not the same as above."))
        elif len(given.get("duress", "")) < SHORTEST:
            self.add_error("duress", _("At least 12 characters, please."))
        elif given["duress"] == given.get("current"):
            self.add_error("duress", _("It must be another one than yours."))
        return given


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
