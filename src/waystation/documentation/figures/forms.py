"""The forms of figures."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.casework.forms import OnceForm, QuietForm, _day, _line
from waystation.documentation.corroboration import LADDER
from waystation.documentation.figures import counting, wording
from waystation.documentation.figures.records import Definition
from waystation.documentation.forms import PartialDateField
from waystation.files.forms import FilesField
from waystation.vocabulary.vocabularies import label_of, terms

MOST_COMPARED = 12


class CountForm(OnceForm):
    """A definition; `seen` is the number that was shown of it."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=100)
    unit = forms.ChoiceField(
        label=_("What is counted"),
        choices=[(unit, wording.UNITS[unit]) for unit in counting.UNITS],
        initial=counting.VICTIM,
        widget=forms.RadioSelect,
    )
    status = forms.ChoiceField(label=_("At least so sure"), choices=lambda: [(each, rung(each)) for each in LADDER])
    agreed = forms.BooleanField(
        label=_("Only as sure as reviewers agree"),
        required=False,
        help_text=_("What is above reported may be published only when reviewers agree to it."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Only these kinds of acts"),
        required=False,
        choices=lambda: groups(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: acts of every kind."),
    )
    kind = forms.ChoiceField(label=_("Only this one act"), required=False)
    place = forms.ChoiceField(label=_("Only in"), required=False)
    began = _day(label=_("Since"), help_text=_("Left empty: from the beginning."))
    as_of = PartialDateField(
        label=_("As of"),
        required=True,
        help_text=_("What happened until then is counted: 2017-03-12, 2017-03 or 2017."),
    )
    publisher = _line(
        label=_("Who states it"), max_length=120, help_text=_("The name under which you publish; needed to freeze.")
    )
    note = _line(label=_("Note"), max_length=1_000, help_text=_("It stays with the figure: name nobody."))

    def __init__(self, *args: Any, places: Iterable[str], acts: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "—"), *acts]  # type: ignore[attr-defined]
        self.fields["place"].choices = [("", _("everywhere")), *((each, each) for each in places)]  # type: ignore[attr-defined]

    def saw(self, mark: str) -> None:
        """Notes in the form which number its page shows."""
        self.data = self.data.copy()
        self.data["seen"] = mark

    def definition(self) -> Definition:
        """What was asked for. Only for a form that is valid."""
        said = self.cleaned_data
        kinds = [said["kind"]] if said["kind"] else said["kinds"]
        wanted = counting.definition(said["unit"], said["as_of"], said["status"], kinds, said["place"])
        return counting.narrowed(wanted, began=said["began"], agreed=said["agreed"])


def rung(code: str) -> str:
    """A status in words."""
    return label_of("corroboration_status", code)


def groups() -> list[tuple[str, str]]:
    """Kinds of acts of which there are several: what their codes begin with, and the words."""
    every = terms("acts")
    return [(each.code, each.label) for each in every if any(other.extra.get("parent") == each.code for other in every)]


class FileForm(QuietForm):
    """A file of figures."""

    files = FilesField(
        label=_("The file"), several=False, help_text=_("JSON or CSV as it was exported here, or made in the same way.")
    )


class ExportForm(QuietForm):
    """What for, and as what."""

    purpose = forms.ChoiceField(
        label=_("What for"),
        choices=[
            ("publish", _("To publish: our own counts are rounded down to 5, and none is told under 10")),
            ("exact", _("For us: every figure as it was frozen")),
        ],
        initial="publish",
        widget=forms.RadioSelect,
    )
    kind = forms.ChoiceField(
        label=_("File format"), choices=[("csv", "CSV"), ("json", "JSON")], widget=forms.RadioSelect
    )
    basis = forms.ChoiceField(label=_("Which figures"), required=False)

    def __init__(self, *args: Any, bases: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].initial = "csv"
        self.fields["basis"].choices = [("", _("All")), *bases]  # type: ignore[attr-defined]


class CompareForm(forms.Form):
    """Which figures are set beside each other."""

    figure = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, ids: Iterable[UUID], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["figure"].choices = [(str(one), str(one)) for one in ids]  # type: ignore[attr-defined]

    def clean_figure(self) -> list[UUID]:
        """The ids that were chosen."""
        chosen = [UUID(each) for each in self.cleaned_data["figure"]]
        if len(chosen) < 2:
            raise forms.ValidationError(wording.CHOOSE_TWO)
        if len(chosen) > MOST_COMPARED:
            raise forms.ValidationError(wording.CHOOSE_FEWER)
        return chosen
