"""The forms of signing in."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _


class SignInForm(forms.Form):
    name = forms.CharField(
        label=_("Sign-in name"),
        max_length=120,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
    )
    passphrase = forms.CharField(
        label=_("Passphrase"),
        max_length=1000,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
    )


class ColleagueForm(forms.Form):
    """Whose second factor is taken off. The box is there because a voice on the phone can be anybody's."""

    account = forms.TypedChoiceField(label=_("Colleague"), coerce=UUID)
    sure = forms.BooleanField(label=_("I have seen or heard this colleague and know that it is really them"))

    def __init__(self, *args: Any, colleagues: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted(colleagues.items(), key=lambda pair: pair[1].casefold())
        self.fields["account"].choices = [("", _("Choose")), *((str(one), name) for one, name in names)]  # type: ignore[attr-defined]
