"""The forms of the staff's pages. Nothing that is typed here is offered again by the browser."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from waystation.staff.wording import ROLE_WORDS

SHORTEST = 20  # characters


def _line(**kwargs: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"})
    return forms.CharField(max_length=60, widget=widget, **kwargs)


def _secret(words: str, **kwargs: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": words})
    return forms.CharField(max_length=1000, strip=False, widget=widget, **kwargs)


class RolesForm(forms.Form):
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=list(ROLE_WORDS.items()), widget=forms.CheckboxSelectMultiple
    )


class AddForm(RolesForm):
    name = _line(label=_("Sign-in name"), help_text=_("Only to sign in. Nobody else sees it, nor can it be read here."))
    persona = _line(
        label=_("Persona"),
        help_text=_("What callers and colleagues read as the name. Never a real one."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES, initial="ru")
    field_order = ("name", "persona", "roles", "language")


class PassphraseForm(forms.Form):
    """`suggested` travels with the form, so that what was written on paper still stands there after a mistake."""

    suggested = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)
    current = _secret("current-password", label=_("Your present passphrase"))
    new = _secret(
        "new-password",
        label=_("The new one"),
        min_length=SHORTEST,
        help_text=_("Type it from your paper, with a space between the words."),
    )
