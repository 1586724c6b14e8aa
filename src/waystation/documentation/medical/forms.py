"""The forms of evaluations."""

import re
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.casework.forms import OnceForm, QuietForm, _day, _line, _text
from waystation.documentation.medical import body, report, rules, wording
from waystation.documentation.medical.records import (
    CAUSE_NOT_ASKED,
    CLINICIAN,
    NOT_ASKED,
    Agreed,
    Circumstances,
    Evaluation,
    Finding,
    Method,
)
from waystation.files.forms import FilesField
from waystation.vocabulary.vocabularies import label_of, terms

Choices = list[tuple[str, Any]]
MOST_NUMBERS = 300  # letters of a list of numbers


def grouped(vocabulary: str) -> list[tuple[str, Any]]:
    """The terms of a vocabulary, each group under its own name."""
    every = terms(vocabulary)
    parents = {each.extra["parent"] for each in every if "parent" in each.extra}
    found: list[tuple[str, Any]] = []
    for each in every:
        if each.code in parents:
            below = [one for one in every if one.extra.get("parent") == each.code]
            found.append((each.label, [(each.code, each.label), *((one.code, one.label) for one in below)]))
        elif "parent" not in each.extra:
            found.append((each.code, each.label))
    return found


class BeginForm(OnceForm):
    person = forms.TypedChoiceField(label=_("Who is evaluated"), coerce=UUID)

    def __init__(self, *args: Any, people: Iterable[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(one), called) for one, called in people]
        self.fields["person"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["person"]


class CircumstancesForm(QuietForm):
    on = _day(label=_("Day"))
    place = _line(label=_("Place"), help_text=_("A kind of place is enough: a clinic, a flat of ours, a video call."))
    asked_by = _line(label=_("Who asked for it"))
    minutes = forms.IntegerField(label=_("Minutes"), required=False, help_text=_("How long it took."))
    present = _text(label=_("Who was present"), rows=2, help_text=_("Everybody, with their part; also guards."))
    restraints = _line(label=_("Restraints"), help_text=_("Handcuffs, a guard at the door; or that there were none."))
    language = _line(label=_("Language"))
    interpreter = _line(label=_("Interpreter"), help_text=_("Whether the person chose them, and how they are related."))

    def told(self) -> Circumstances:
        """What was typed. Only for a form that is valid."""
        return Circumstances(**{name: self.cleaned_data[name] for name in Circumstances.__struct_fields__})


def _answer(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=list(wording.ANSWER_WORDS.items()), initial=NOT_ASKED, widget=forms.RadioSelect
    )


class AgreedForm(QuietForm):
    interview = _answer(_("To the interview"))
    examination = _answer(_("To being examined"))
    photographs = _answer(_("To photographs"))
    sharing = _answer(_("That a report is given to others"))
    how = _text(
        label=_("How they were asked"),
        rows=2,
        help_text=_("In which language, what was explained, on paper or by word."),
    )
    limits = _text(label=_("Limits that they set"), rows=2)

    def told(self) -> Agreed:
        """What was typed. Only for a form that is valid."""
        return Agreed(**{name: self.cleaned_data[name] for name in Agreed.__struct_fields__})


class AccountForm(QuietForm):
    account = _text(
        label=_("What they tell, in their own words"),
        rows=16,
        max_length=100_000,
        help_text=_("Ask open questions only: what happened next? Lists of methods come after this is saved."),
    )


class ListsForm(QuietForm):
    """Which methods were said freely, and which only when they were asked about."""

    freely = forms.MultipleChoiceField(
        label=_("Methods that they told of freely"), required=False, widget=forms.CheckboxSelectMultiple
    )
    asked = forms.MultipleChoiceField(
        label=_("Methods that they told of only when asked"), required=False, widget=forms.CheckboxSelectMultiple
    )
    conditions = forms.MultipleChoiceField(
        label=_("Conditions of detention"), required=False, widget=forms.CheckboxSelectMultiple
    )
    detention = _text(
        label=_("Detention in their words"), help_text=_("Room, light, toilet, food, water, sleep, who else was there.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("freely", "asked"):
            self.fields[name].choices = grouped("torture_methods")  # type: ignore[attr-defined]
        self.fields["conditions"].choices = grouped("deprivation_conditions")  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(told: Evaluation) -> dict[str, Any]:
        """What stands in the form before anything is typed."""
        return {
            "freely": [each.code for each in told.methods if not each.prompted],
            "asked": [each.code for each in told.methods if each.prompted],
            "conditions": list(told.conditions),
            "detention": told.detention,
        }

    def methods(self) -> list[Method]:
        """What was chosen. Only for a form that is valid."""
        said = self.cleaned_data
        return [
            *(Method(code=code) for code in said["freely"]),
            *(Method(code=code, prompted=True) for code in said["asked"]),
        ]


class HealthForm(QuietForm):
    acute = _text(label=_("Acute symptoms, at the time"), help_text=_("Bleeding, loss of consciousness, pain, fear."))
    chronic = _text(label=_("Chronic symptoms, until now"), help_text=_("Pain, sleep, memory, mood, work, people."))
    treatment = _text(label=_("Treatment since"), rows=2)
    physical = _text(
        label=_("Physical examination"), help_text=_("As a whole; each finding is written down by itself.")
    )
    psychological = _text(
        label=_("Psychological examination"), help_text=_("Behaviour, mental state, tests and their results.")
    )


class NumbersField(forms.CharField):
    """Numbers of exhibits, apart by spaces or commas."""

    def clean(self, value: Any) -> list[int]:
        parts = [part for part in re.split(r"[\s,;]+", super().clean(value)) if part]
        if not all(part.isascii() and part.isdigit() and len(part) < 10 for part in parts):
            raise forms.ValidationError(_("Write the numbers of exhibits, as 3, 7."))
        return [int(part) for part in parts]

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(each) for each in value) if isinstance(value, list) else value


class FindingForm(OnceForm):
    kind = forms.ChoiceField(label=_("What it is"))
    place = forms.ChoiceField(
        label=_("Where on the body"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": wording.NO_SUCH_PLACE},
    )
    length = forms.IntegerField(label=_("Length, mm"), required=False)
    width = forms.IntegerField(label=_("Width, mm"), required=False)
    age = _line(label=_("How old it looks"), help_text=_("For example: days; some weeks; healed, more than a year."))
    description = _text(
        label=_("Description"),
        required=True,
        rows=4,
        help_text=_("Shape, colour, edges, surface. What is seen, not what it comes from."),
    )
    known = forms.ChoiceField(
        label=_("Do they know what it comes from?"),
        choices=list(wording.CAUSE_WORDS.items()),
        initial=CAUSE_NOT_ASKED,
        widget=forms.RadioSelect,
    )
    cause = _text(label=_("Cause, as they say it"), rows=2)
    pictures = forms.TypedMultipleChoiceField(
        label=_("Photographs of this evaluation"),
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Which of them show it."),
    )
    photographs = NumbersField(
        label=_("Exhibits"),
        required=False,
        max_length=MOST_NUMBERS,
        help_text=_(
            "Numbers of exhibits of documentation that show it. They are named, and open to documenters alone."
        ),
    )

    def __init__(self, *args: Any, pictures: Choices = [], exhibits: bool = True, **kwargs: Any) -> None:  # noqa: B006
        super().__init__(*args, **kwargs)
        if pictures:
            self.fields["pictures"].choices = pictures  # type: ignore[attr-defined]
        else:
            del self.fields["pictures"]
        if not exhibits:
            del self.fields["photographs"]
        self.fields["kind"].choices = [("", _("Choose")), *grouped("finding_kinds")]  # type: ignore[attr-defined]
        self.fields["place"].choices = [("", _("No place on the body")), *places()]  # type: ignore[attr-defined]

    def finding(self, evaluation_id: UUID) -> Finding:
        """What was typed. Only for a form that is valid."""
        said = self.cleaned_data
        fields = ("kind", "place", "length", "width", "age", "description", "known", "cause")
        return Finding(evaluation=evaluation_id, number=0, **{name: said[name] for name in fields})

    @staticmethod
    def initial_of(found: Finding) -> dict[str, Any]:
        """What stands in the form before anything is typed."""
        fields = ("kind", "place", "length", "width", "age", "description", "known", "cause")
        said = {name: getattr(found, name) for name in fields}
        return said | {
            "photographs": [each.number for each in found.photographs if not each.own],
            "pictures": [str(each.exhibit) for each in found.photographs if each.own],
        }


def places() -> Iterator[tuple[str, str]]:
    """The places of the body map with their words."""
    for code in body.places():
        yield code, wording.place_words(code)


class FactsField(forms.CharField):
    """The digest of what stood on the page, in hex."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, max_length=64)

    def clean(self, value: Any) -> bytes:
        try:
            return bytes.fromhex(super().clean(value))
        except ValueError:
            raise forms.ValidationError(wording.FASTER) from None


def _level(label: Any) -> forms.ChoiceField:
    def choices() -> Choices:
        return [(code, label_of("ip_consistency", code)) for code in rules.levels()]

    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)


def _qualification(**more: Any) -> forms.CharField:
    return _line(
        label=_("Your qualification"),
        help_text=_("Profession, speciality, licence. It stands beside your persona in the report."),
        **more,
    )


class JudgeForm(QuietForm):
    level = _level(_("Degree of consistency"))
    why = _text(
        label=_("Why"), required=True, rows=4, help_text=_("What it rests on, and what else could have caused it.")
    )
    qualification = _qualification(required=True)


class OpinionForm(QuietForm):
    facts = FactsField()
    level = _level(_("Degree of consistency of the whole"))
    conclusion = _text(label=_("Conclusion"), required=True, rows=8)
    recommendations = _text(
        label=_("Recommendations"), rows=4, help_text=_("Treatment, further examination, protection.")
    )
    qualification = _qualification(required=True)


class SignForm(QuietForm):
    facts = FactsField()
    capacity = forms.ChoiceField(label=_("I sign as"), widget=forms.RadioSelect)
    qualification = _qualification()

    def __init__(self, *args: Any, clinician: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [(code, word) for code, word in wording.CAPACITY_WORDS.items() if clinician or code != CLINICIAN]
        self.fields["capacity"].choices = words  # type: ignore[attr-defined]


class PhotographForm(OnceForm):
    """A photograph that whoever evaluates took."""

    files = FilesField(label=_("The photograph"), several=False)
    shows = _line(
        label=_("What it shows"),
        required=True,
        help_text=_("For example: left wrist, inner side, with a ruler. It stands beside it in the report."),
    )
    taken_by = _line(label=_("Who took it"))
    tool = _line(label=_("With what"), help_text=_("Device or program, and its version."))
    when = _line(label=_("When it was taken"), help_text=_("By which clock, in which time zone."))


class BringForm(OnceForm):
    """A working copy of an exhibit, for whoever evaluates."""

    exhibit = forms.IntegerField(label=_("Number of the exhibit"), min_value=1, max_value=999_999_999)
    shows = _line(
        label=_("What it shows"),
        required=True,
        help_text=_("For example: left wrist, inner side, with a ruler. It stands beside it in the report."),
    )


class GiveForm(QuietForm):
    to = _line(label=_("To whom"), required=True)
    why = _line(label=_("Why"), required=True, help_text=_("It stands in the custody log."))


class ReportForm(QuietForm):
    """In which language, and where there are some that open, whether with photographs."""

    photographs = forms.BooleanField(label=_("With the photographs"), required=False, help_text=wording.PHOTOGRAPHS_IN)
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[(report.ENGLISH, "English"), (report.RUSSIAN, "Русский")],
        widget=forms.RadioSelect,
        initial=report.ENGLISH,
    )
    field_order = ("language", "photographs")

    def __init__(self, *args: Any, photographs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not photographs:
            del self.fields["photographs"]


class EraseForm(QuietForm):
    """One more look before something is gone."""

    sure = forms.BooleanField(label=_("Yes, take it away for good. It cannot be brought back."))


class ErasePhotographForm(EraseForm):
    why = _line(label=_("Why"), required=True, help_text=_("It stands in the custody log."))
