"""The form of a dossier."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.casework import consent_forms
from waystation.casework.forms import QuietForm, _line, _text
from waystation.documentation.dossier.actions import USE, Asked
from waystation.documentation.dossier.wording import CODES, CONTENTS, NAMES

LANGUAGES = (("en", "English"), ("ru", "Русский"))


class DossierForm(QuietForm):
    """What it holds, how people stand in it, for what and to whom it goes."""

    contents = forms.MultipleChoiceField(
        label=_("What it is to hold"),
        choices=list(CONTENTS.items()),
        initial=list(CONTENTS),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("As little as serves the purpose."),
    )
    names = forms.ChoiceField(
        label=_("How people stand in it"),
        choices=list(NAMES.items()),
        initial=CODES,
        widget=forms.RadioSelect,
        help_text=_(
            "Whoever told us stands under a code in any case, S1, S2; so does whoever is said to have done it, until "
            "as many reviewers as it takes agree. In texts a name is replaced where it is written just so: read the "
            "file before it goes."
        ),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="en", widget=forms.RadioSelect)
    purpose = forms.ChoiceField(label=_("For what"))
    to = _line(
        label=_("To whom"),
        required=True,
        max_length=consent_forms.RECIPIENT_CHARACTERS,
        help_text=_("The name under which the people answered."),
    )
    why = _line(label=_("Why"), required=True, help_text=_("Both are kept, with your name: who gave what to whom."))
    recipient = _line(
        label=_("Their age key"),
        help_text=_("age1…: then only they can open the file. Compare the key with them on another way first."),
    )
    called = _text(
        label=_("Cases of the people in it"),
        rows=3,
        help_text=_(
            "What we call each in the list of cases, one on a line. Each must have said yes to this purpose and this "
            "recipient, and it is written down in the case. Cases of exhibits are asked without being named."
        ),
    )
    keeps = forms.BooleanField(
        label=_("I have read the limits that stand on this page and keep to them"), required=False
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10_000)
    asked = forms.BooleanField(
        label=_("Everybody else who can be known by it was asked, or we have another reason that holds."),
        help_text=_("The program asks cases alone: it cannot see who else is in an event."),
    )

    def __init__(self, *args: Any, cases: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = consent_forms.purposes_for((USE,))  # type: ignore[attr-defined]
        if not cases:
            del self.fields["called"]

    def wanted(self) -> Asked:
        """What was typed. Only for a form that is valid."""
        said = self.cleaned_data
        names = (" ".join(line.split()) for line in said.get("called", "").splitlines())
        return Asked(
            contents=frozenset(said["contents"]),
            names=said["names"],
            language=said["language"],
            purpose=said["purpose"],
            to=said["to"],
            why=said["why"],
            recipient=said["recipient"],
            called=tuple(dict.fromkeys(filter(None, names))),
            limits_seen=consent_forms.limits_seen(said),
        )
