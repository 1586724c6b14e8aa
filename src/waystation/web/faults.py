"""What a form says of a field that is wrong, in our words where the framework's tell nobody what to do."""

from django import forms
from django.core.validators import MaxLengthValidator, ProhibitNullCharactersValidator
from django.forms.formsets import BaseFormSet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TOO_LONG = _("This is too long: at most %(limit_value)d characters fit.")
UNSEEN = _("There is a character in it that cannot be seen (U+0000). Please type it anew.")
NOT_OFFERED = _("This cannot be chosen any more. Please choose again.")
NOT_WHOLE = _("A part of this page did not arrive. Please load the page again.")


def use() -> None:
    """Puts our words in the place of the framework's, for every form. Called once, at start-up."""
    MaxLengthValidator.message = TOO_LONG
    ProhibitNullCharactersValidator.message = UNSEEN
    for kind, code, words in (
        (forms.ChoiceField, "invalid_choice", NOT_OFFERED),
        (forms.TypedChoiceField, "invalid_choice", NOT_OFFERED),
        (forms.MultipleChoiceField, "invalid_choice", NOT_OFFERED),
        (BaseFormSet, "missing_management_form", NOT_WHOLE),
    ):
        said: dict[str, str | Promise] = {**kind.default_error_messages, code: words}  # type: ignore[dict-item]
        kind.default_error_messages = said  # type: ignore[assignment]
