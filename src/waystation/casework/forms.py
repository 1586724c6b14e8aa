"""The forms of casework. Nothing that is typed here is offered again by the browser."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from waystation.casework import rules, scales, shown, stages
from waystation.casework.clock import FORENSIC
from waystation.casework.near_days import NO_YEAR, YEARS, Day, near_day
from waystation.casework.wording import EVALUATES_ALONE
from waystation.files.forms import FilesField
from waystation.mail.words import clean
from waystation.vault.compartments import Compartment
from waystation.vocabulary.vocabularies import label_of, terms

_MARK = re.compile(r"\[U\+[0-9A-F]{4}\]")


WORDS = 60  # characters: fields that take as many are for words


class QuietForm(forms.Form):
    """`version` is what the reader saw: with it, a page that somebody overtook is noticed."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")
            # A browser cuts what is pasted at this length without a word, which matters where words are typed and not a
            # code of a few letters; the answer says how much is too much.
            if int(field.widget.attrs.get("maxlength", 0)) >= WORDS:
                del field.widget.attrs["maxlength"]

    def now_at(self, version: int) -> None:
        """Lets the same text be sent again over the newer version."""
        data = cast(QueryDict, self.data).copy()
        data["version"] = str(version)
        self.data = data


class Once(forms.Form):
    """`once` is the id of what the form makes: sent twice, it is made once."""

    once = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)


class OnceForm(Once, QuietForm):
    """A quiet form of something new: sent twice, it is made once."""


def say_beside(form: forms.BaseForm, reasons: Iterable[tuple[str, object]]) -> None:
    """Puts sentences beside the fields that they are about, and above the form what is about none of its fields."""
    for name, sentence in reasons:
        form.add_error(name if name in form.fields else None, str(sentence))


def _day(**kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return Day(widget=widget, **({"required": False} | kwargs))


class Moment(forms.DateTimeField):
    """A date and time of the zone of the page; UTC once it is cleaned. Of a year in which anything of ours can lie."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **options)

    def to_python(self, value: Any) -> datetime | None:
        moment: datetime | None = super().to_python(value)
        if moment and not YEARS[0] <= moment.year <= YEARS[1]:
            raise forms.ValidationError(NO_YEAR)
        return moment

    def clean(self, value: Any) -> datetime | None:
        moment: datetime | None = super().clean(value)
        return moment and moment.astimezone(UTC)


class Words(forms.CharField):
    """What somebody types, as it may stand on every page: what turns the order of letters is a mark, `[U+202E]`."""

    def to_python(self, value: Any) -> Any:
        return clean(super().to_python(value))[0]


def _line(**kwargs: Any) -> forms.CharField:
    return Words(**({"max_length": 200, "required": False} | kwargs))


def _text(rows: int = 4, **kwargs: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return Words(widget=widget, **({"max_length": 20_000, "required": False} | kwargs))


def _urgency() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Urgency"), choices=list(rules.URGENCIES.items()), initial="normal", widget=forms.RadioSelect
    )


class Called(Words):
    """What we call somebody: at least one letter or digit that can be seen."""

    def to_python(self, value: Any) -> Any:
        return check_seen(" ".join(super().to_python(value).split()))


def check_seen(name: str) -> str:
    """The name itself. Raises ValidationError for one of which nothing would be seen in a list."""
    if name and not any(unicodedata.category(each)[0] in "LN" for each in name):
        raise forms.ValidationError(_("Write a word: it must be seen in a list."))
    return name


class AcceptForm(QuietForm):
    pseudonym = Called(
        label=_("What we call the person"),
        required=True,
        max_length=60,
        help_text=_("Drawn at random. Never a real name, nor anything that points to one."),
    )
    origin = _line(
        label=_("Region they come from"),
        max_length=80,
        help_text=_("The region is enough; no town or street."),
    )
    urgency = _urgency()
    next_action = _line(label=_("What we do next"))
    next_due = near_day(label=_("By when"))


class NextForm(QuietForm):
    next_action = _line(label=_("What we do next"))
    next_due = near_day(label=_("By when"))
    urgency = _urgency()


class AboutForm(QuietForm):
    pseudonym = Called(label=_("What we call the person"), max_length=60)
    origin = _line(label=_("Region they come from"), max_length=80)


def _named(people: Mapping[UUID, str]) -> list[tuple[str, str]]:
    return [(str(one), name) for one, name in sorted(people.items(), key=lambda pair: pair[1].casefold())]


class AssignForm(QuietForm):
    owner = forms.TypedChoiceField(
        label=_("Who is responsible"),
        coerce=UUID,
        help_text=_("Yourself: at once. A colleague: once they take it over; until then it stays as it is."),
    )
    note = _text(label=_("What they must know"), rows=4)

    def __init__(self, *args: Any, colleagues: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = _named(colleagues)  # type: ignore[attr-defined]


class GiveForm(QuietForm):
    person = forms.TypedChoiceField(label=_("Colleague"), coerce=UUID)
    parts = forms.MultipleChoiceField(
        label=_("What of it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Its place in the list comes with it; with “Who it is” and with “Medical” also “Messages, notes, needs, "
            "risk, consent”, where people are found. Give what the work needs, no more."
        ),
    )
    until = _day(label=_("Until"), help_text=_("After that day the case gets new keys without this colleague."))

    def __init__(
        self,
        *args: Any,
        colleagues: Mapping[UUID, str],
        parts: Iterable[tuple[int, Any]],
        today: date,
        apart: Collection[UUID] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._today, self._apart = today, apart
        names = sorted(colleagues.items(), key=lambda pair: pair[1].casefold())
        self.fields["person"].choices = [(str(account), persona) for account, persona in names]  # type: ignore[attr-defined]
        self.fields["parts"].choices = list(parts)  # type: ignore[attr-defined]

    def wanted(self) -> set[Compartment]:
        """The parts that are given: nobody finds a person without what tells who is in the case.

        But whoever's role opens no page of a case (`apart`) evaluates somebody whom they meet.
        """
        chosen = {Compartment(int(part)) for part in self.cleaned_data["parts"]}
        found_there = chosen & {Compartment.IDENTITY, Compartment.MEDICAL}
        with_it = found_there and self.cleaned_data["person"] not in self._apart
        return chosen | ({Compartment.CONTACT} if with_it else set())

    def clean_parts(self) -> list[str]:
        parts: list[str] = self.cleaned_data["parts"]
        if self.cleaned_data.get("person") in self._apart and set(parts) != {str(int(Compartment.MEDICAL))}:
            raise forms.ValidationError(EVALUATES_ALONE)
        return parts

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if until is not None and until < self._today:
            raise forms.ValidationError(_("This day is past."))
        return until


class NoteForm(OnceForm):
    text = _text(label=_("Note"), required=True, rows=3)


class NeedForm(OnceForm):
    code = forms.ChoiceField(label=_("What is needed"))
    note = _line(label=_("In a few words"))
    due = near_day(label=_("By when"))
    act_at = Moment(
        label=_("When it was done to them"),
        required=False,
        help_text=_("For the recording of injuries alone: it has to be done within 72 hours. As exactly as they know."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = need_choices()  # type: ignore[attr-defined]


class NeedChangeForm(NeedForm):
    """Of what kind a need is stays: another one is another need."""

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["code"], self.fields["once"]
        if kind != FORENSIC:
            del self.fields["act_at"]


def need_choices() -> list[tuple[str, Any]]:
    """The needs of the vocabulary, for a select."""
    return [("", _("Choose")), *((each.code, _indented(each)) for each in terms("needs"))]


def _indented(need: Any) -> str:
    return f"— {need.label}" if "parent" in need.extra else need.label


def _scale(name: str) -> forms.ChoiceField:
    scale = scales.SCALES[name]
    choices = [(code, format_lazy("{} (+{})", words, scale.points[code])) for code, words in scale.words.items()]
    return forms.ChoiceField(
        label=scale.title, choices=choices, initial="unknown", required=False, widget=forms.RadioSelect
    )


class RiskForm(OnceForm):
    factors = forms.MultipleChoiceField(
        label=_("What makes it dangerous"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The number is what each adds to the sum. It is a start, not a verdict: change the sum below."),
    )
    doubts = forms.MultipleChoiceField(
        label=_("What makes us doubt"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Counted apart. Each may equally be fear: two people decide."),
    )
    imminence = _scale("imminence")
    intent = _scale("intent")
    capability = _scale("capability")
    vulnerability = _scale("vulnerability")
    adjustment = forms.IntegerField(
        label=_("Add or take away"),
        required=False,
        min_value=-20,
        max_value=20,
        help_text=_("What the list does not know, as a number from −20 to 20."),
    )
    reason = _text(label=_("Why, and what else matters"), rows=3)
    valid_until = near_day(
        years=1,
        label=_("Valid until"),
        help_text=_("Left empty: one day if it is happening now, three days, two weeks or a month otherwise."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["factors"].choices = shown.factor_choices(doubts=False)  # type: ignore[attr-defined]
        self.fields["doubts"].choices = shown.factor_choices(doubts=True)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        said["adjustment"] = said.get("adjustment") or 0
        said |= {name: said.get(name) or "unknown" for name in scales.SCALES}
        if said["adjustment"] and not said.get("reason", "").strip():
            self.add_error("reason", _("Write why the sum is changed."))
        if not any(said.get(name) for name in ("factors", "doubts", "reason")):
            self.add_error("factors", _("Choose what is known, or write why nothing is."))
        return said


class StageForm(QuietForm):
    stage = forms.ChoiceField(label=_("Stage"))
    place = _line(label=_("Where the person is now"), max_length=80, help_text=_("A city or region, no address."))
    country = _line(label=_("Country"), max_length=80)
    note = _text(
        label=_("What happened, how we know"),
        rows=3,
        help_text=_("Needed when a case is closed or opened again, and when something bad happened."),
    )
    reason = forms.ChoiceField(
        label=_("Reason for closing"), required=False, help_text=_("When the case is closed; it belongs to its stage.")
    )
    who = forms.TypedChoiceField(
        label=_("Who looks next"),
        coerce=UUID,
        required=False,
        empty_value=None,
        help_text=_("When somebody is out of sight. It comes back to the page of today until they are found."),
    )
    look_by = Moment(label=_("Looks again by"), required=False, help_text=_("Left empty: within a day."))
    without_body = forms.BooleanField(label=_("They leave without an embassy or a resettlement body"), required=False)

    def __init__(self, *args: Any, stage: str, colleagues: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [("", _("Choose")), *shown.next_choices(stage)]  # type: ignore[attr-defined]
        self.fields["reason"].choices = [("", "—"), *reason_choices(stages.following(stage))]  # type: ignore[attr-defined]
        self.fields["who"].choices = [("", "—"), *_named(colleagues)]  # type: ignore[attr-defined]
        if not set(stages.CLOSED) & set(stages.following(stage)):
            del self.fields["reason"]
        if "departing" not in stages.following(stage):
            del self.fields["without_body"]


def reason_choices(among: Iterable[str]) -> list[tuple[Any, list[tuple[str, str]]]]:
    """The reasons for closing, by the stage that each belongs to."""
    closed = [stage for stage in among if stage in stages.CLOSED]
    return [
        (
            shown.stage_label(stage),
            [(each, label_of("closing_reasons", each)) for each in rules.closing_reasons(stage)],
        )
        for stage in closed
    ]


class TakeBackForm(QuietForm):
    note = _text(label=_("What was wrong"), rows=3, required=True)


class KeepFileForm(OnceForm):
    description = _line(label=_("What it is"), help_text=_("In a few words, so that others find it."))
    compartment = forms.TypedChoiceField(
        label=_("Who may open it"), coerce=lambda value: Compartment(int(value)), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, compartments: Sequence[Compartment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(int(each)), shown.FILE_COMPARTMENTS[each]) for each in compartments]
        self.fields["compartment"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.initial.setdefault("compartment", choices[0][0])


class FileForm(KeepFileForm):
    files = FilesField(label=_("The file"), several=False)
    field_order = ("files", "description", "compartment")


class SearchForm(QuietForm):
    words = _line(label=_("Search"))
    named = forms.BooleanField(label=_("Also in real names"), required=False, initial=True)

    def clean_words(self) -> str:
        """Without the marks of what is hidden in it: a copied word is the word."""
        return _MARK.sub(" ", self.cleaned_data["words"])


class ViewForm(OnceForm):
    name = _line(
        label=_("Name of the view"), required=True, max_length=60, help_text=_("What it shows; no person's name.")
    )
    for_all = forms.BooleanField(label=_("For the whole team"), required=False)


class PairForm(QuietForm):
    answer = forms.ChoiceField(choices=[("same", ""), ("different", ""), ("unsure", "")])
    note = _line(label=_("Why"))


class TogetherForm(OnceForm):
    """What is set in several cases; a field that is left empty leaves each case as it is."""

    owner = forms.TypedChoiceField(label=_("Who is responsible"), coerce=UUID, required=False, empty_value=None)
    next_action = _line(label=_("What we do next"))
    next_due = near_day(label=_("By when"))
    urgency = forms.ChoiceField(label=_("Urgency"), required=False)

    def __init__(self, *args: Any, colleagues: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leave = ("", _("As it is"))
        names = sorted(colleagues.items(), key=lambda pair: pair[1].casefold())
        self.fields["owner"].choices = [leave, *((str(account), name) for account, name in names)]  # type: ignore[attr-defined]
        self.fields["urgency"].choices = [leave, *rules.URGENCIES.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not self._set(said):
            self.add_error(None, _("Say what is to be changed."))
        return said

    def wish(self) -> dict[str, Any]:
        """What is to be set, by the stub's fields."""
        return self._set(self.cleaned_data)

    @staticmethod
    def _set(said: Mapping[str, Any]) -> dict[str, Any]:
        return {name: said[name] for name in ("owner", "next_action", "next_due", "urgency") if said.get(name)}
