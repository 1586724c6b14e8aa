"""The forms of what goes in and out."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.casework.forms import OnceForm, QuietForm, _line
from waystation.documentation.formats import uwazi
from waystation.documentation.formats.exporting import KINDS
from waystation.documentation.formats.wording import COLUMN_WORDS, EXPORT_WORDS, NO_TITLE, UNIT, UNIT_WORDS
from waystation.files.forms import FilesField
from waystation.mail.words import clean, one_line


class UploadForm(OnceForm):
    """A file that somebody brings."""

    files = FilesField(label=_("The file"), several=False)


class GiveForm(QuietForm):
    """As what, to whom, why, and sealed to which key."""

    kind = forms.ChoiceField(
        label=_("As what"),
        choices=[(each, EXPORT_WORDS[each]) for each in KINDS],
        initial=KINDS[0],
        widget=forms.RadioSelect,
    )
    statements = forms.BooleanField(
        label=_("With what people told us, in their own words, and what was drawn from it"),
        required=False,
        help_text=_(
            "A statement goes whole, also where it speaks of other events. Leave it out where it is not needed."
        ),
    )
    to = _line(label=_("To whom"), required=True)
    why = _line(label=_("Why"), required=True, help_text=_("Both are kept, with your name: who gave what to whom."))
    recipient = _line(
        label=_("Their age key"),
        help_text=_("age1…: then only they can open the file. Compare the key with them on another way first."),
    )
    asked = forms.BooleanField(
        label=_("Everybody who can be known by it was asked, or we have another reason that holds."),
        help_text=_("The program cannot see this: events belong to no case, and stand under nobody's consent."),
    )


class MappingForm(QuietForm):
    """Which column of a table is what, and which of its templates are wanted."""

    def __init__(self, *args: Any, titles: Sequence[str], templates: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._width = len(titles)
        for at, title in enumerate(titles):
            label = clean(one_line(title, 60))[0] or f"#{at + 1}"
            choices = [(each, COLUMN_WORDS[each]) for each in (*uwazi.CHOICES, uwazi.NOTHING)]
            self.fields[f"column-{at}"] = forms.ChoiceField(label=label, choices=choices, required=False)
        self._templates = list(templates)
        if len(self._templates) > 1:
            choices = [(str(at), clean(one_line(name, 60))[0] or "?") for at, name in enumerate(self._templates)]
            self.fields["templates"] = forms.MultipleChoiceField(
                label=_("Templates that become events"),
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("Rows of the others are left out: take people in by the columns of the events."),
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if uwazi.TITLE not in self.columns():
            self.add_error(None, NO_TITLE)
        return said

    def columns(self) -> list[str]:
        """What each column is."""
        return [self.cleaned_data.get(f"column-{at}", "") for at in range(self._width)]

    def templates(self) -> list[str] | None:
        """Which templates are wanted; None where there is no choice."""
        if "templates" not in self.fields:
            return None
        return [self._templates[int(at)] for at in self.cleaned_data["templates"]]

    @staticmethod
    def initial_of(columns: Sequence[str], wanted: Sequence[str] | None, templates: Sequence[str]) -> dict[str, Any]:
        """What stands in the form before anything is chosen."""
        chosen = [str(at) for at, name in enumerate(templates) if wanted is None or name in wanted]
        return {f"column-{at}": code for at, code in enumerate(columns)} | {"templates": chosen}


class UnitsForm(QuietForm):
    """Whether each counting unit that no list has is one person or several."""

    def __init__(self, *args: Any, units: Mapping[str, int], answers: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._codes = sorted(units)
        for at, code in enumerate(self._codes):
            self.fields[f"unit-{at}"] = forms.ChoiceField(
                label=UNIT % {"code": clean(one_line(code, 12))[0], "count": units[code]},
                choices=list(UNIT_WORDS.items()),
                initial=answers.get(code),
                widget=forms.RadioSelect,
            )

    def units(self) -> dict[str, str]:
        """What was said of each. Only for a form that is valid."""
        return {code: self.cleaned_data[f"unit-{at}"] for at, code in enumerate(self._codes)}
