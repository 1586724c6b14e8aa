"""The forms of terms, and how other forms offer the terms that the organisation has."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.casework.forms import QuietForm, _line
from waystation.documentation.terms.access import Lists


class NewTermForm(QuietForm):
    """A term that is not there yet."""

    en = _line(label=_("The term in English"), required=True, max_length=100)
    ru = _line(label=_("The term in Russian"), max_length=100)
    nearest = forms.ChoiceField(
        label=_("Nearest published term"), help_text=_("Exports write its code, with your term as text beside it.")
    )

    def __init__(self, *args: Any, choices: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nearest"].choices = [("", "—"), *choices]  # type: ignore[attr-defined]


class TermForm(QuietForm):
    """What a term is called."""

    en = _line(label=_("The term in English"), required=True, max_length=100)
    ru = _line(label=_("The term in Russian"), max_length=100)


def offer(form: forms.BaseForm, lists: Lists, **vocabularies: str) -> None:
    """Lets fields of a form offer the terms that the organisation has, and those that stand there already."""
    for name, vocabulary in vocabularies.items():
        if name not in form.fields:
            continue
        field: Any = form.fields[name]
        stands = form.initial.get(name, field.initial) or ()
        empty = [each for each in field.choices if each[0] == ""]
        keep = (stands,) if isinstance(stands, str) else tuple(stands)
        field.choices = [*empty, *lists.choices(vocabulary, keep)]
