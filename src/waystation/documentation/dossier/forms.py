"""The form of a dossier."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.casework import consent_forms
from waystation.casework.forms import QuietForm, _line, _text
from waystation.documentation.dossier.actions import USE, Asked
from waystation.documentation.dossier.wording import CODES, CONTENTS, NAMES
from waystation.documentation.formats.records import Export

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
            "as many reviewers as it takes agree. In texts names are replaced, also in another alphabet or case; "
            "nicknames and misspellings are not: read the file before it goes."
        ),
    )
    events = _text(
        label=_("Further events"),
        rows=2,
        help_text=_("Their short titles, one on a line. Somebody has the same code in all of them."),
    )
    exhibits = _line(
        label=_("Which exhibits"),
        help_text=_("Their numbers, such as 3, 7. Empty: all that the events were read from."),
    )
    files = forms.BooleanField(
        label=_(
            "With the files of the exhibits as they came, as a ZIP with a list of hashes. Their custody logs say so."
        ),
        required=False,
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
            "recipient, and it is written down in the case. Cases with exhibits from which something in it was read "
            "are asked without being named."
        ),
    )
    nobody = forms.BooleanField(label=_("Nobody's case is in it"), required=False)
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
            del self.fields["called"], self.fields["nobody"]

    @staticmethod
    def initial_of(found: Export) -> dict[str, Any]:
        """What somebody else wanted, as it stands in the form before anything is typed; what is not asked of everybody
        anew is not in it: cases, keys, that others were asked."""
        wish = found.wish
        if wish is None:
            return {}
        plain = {name: getattr(wish, name) for name in ("names", "language", "purpose", "files")}
        return plain | {
            "contents": list(wish.contents),
            "events": "\n".join(str(one) for one in (found.events or ())[1:]),
            "exhibits": ", ".join(str(each) for each in wish.exhibits or ()),
            "to": found.to,
            "why": found.why,
        }

    def clean_exhibits(self) -> tuple[int, ...] | None:
        said = self.cleaned_data["exhibits"].replace(",", " ").replace(";", " ").split()
        if not all(each.isascii() and each.isdigit() and len(each) < 10 for each in said):
            raise forms.ValidationError(_("Write numbers of exhibits, such as 3, 7."))
        return tuple(int(each) for each in said) or None

    def wanted(self) -> Asked:
        """What was typed. Only for a form that is valid."""
        said = self.cleaned_data
        return Asked(
            events=_lines(said["events"]),
            exhibits=said["exhibits"],
            files=said["files"],
            contents=frozenset(said["contents"]),
            names=said["names"],
            language=said["language"],
            purpose=said["purpose"],
            to=said["to"],
            why=said["why"],
            recipient=said["recipient"],
            nobody=said.get("nobody", False),
            called=_lines(said.get("called", "")),
            limits_seen=consent_forms.limits_seen(said),
        )


def _lines(text: str) -> tuple[str, ...]:
    """What stands on the lines of a text, each once."""
    found = (" ".join(line.split()) for line in text.splitlines())
    return tuple(dict.fromkeys(filter(None, found)))
