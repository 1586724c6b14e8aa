"""The forms of statements."""

import re
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.casework.forms import OnceForm, QuietForm, _line, _text
from waystation.documentation import dates, reasons
from waystation.documentation.assertions import BY_AN_AUTHORITY, HAPPENED
from waystation.documentation.dates import PartialDate
from waystation.documentation.forms import TITLES, _choice, _number, _who
from waystation.documentation.statements import rules, wording
from waystation.documentation.statements.drawing import Drawing
from waystation.documentation.statements.passages import Line
from waystation.documentation.statements.records import Statement, Words
from waystation.documentation.terms.access import Lists
from waystation.documentation.wording import NO_DATE, NO_NUMBERS, WHO

NEW = "new"
LONGEST = 200_000
"""Characters of one testimony: an interview of a day has less."""


_SPAN = re.compile(r"^\s*(\d{1,6})\s*(?:[-–]\s*(\d{1,6})\s*)?$")


class DatesField(forms.CharField):
    """Several days, months or years, between commas."""

    def clean(self, value: Any) -> tuple[PartialDate, ...]:  # type: ignore[override]
        try:
            said = [dates.read(each) for each in str(super().clean(value) or "").replace(";", ",").split(",")]
        except ValueError:
            raise forms.ValidationError(NO_DATE) from None
        return tuple(each for each in said if each)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(str(each) for each in value) if isinstance(value, tuple) else value


class StatementForm(OnceForm):
    """What somebody told us, in their own words."""

    teller = _who(_("Who told us"), required=True, help_text=_("As we call them; never a name that others know."))
    kind = _choice(_("What kind of statement"), "source_types", initial="interview")
    language = _choice(_("Language of the words"), "languages", empty="—")
    told = DatesField(
        label=_("When they told it"),
        required=False,
        max_length=400,
        help_text=_("Each day on which they told it, the first one first, between commas: 2017-04-09, 2017-04-20."),
    )
    text = _text(
        label=_("In their own words"),
        rows=20,
        max_length=LONGEST,
        required=True,
        help_text=_("A line for each thing said, or as it was written; long lines are parted after each sentence."),
    )
    translation = _text(label=_("Translation for us"), rows=6, max_length=LONGEST)
    interviewer = _line(label=_("Who asked"), max_length=80, help_text=_("The persona of whoever took it down."))
    interpreter = _line(
        label=_("Interpreter"), max_length=120, help_text=_("As we call them, and how they stand to who told us.")
    )
    exhibit = forms.IntegerField(
        label=_("Number of the exhibit"),
        required=False,
        min_value=1,
        help_text=_("Where it is read from a document or a picture that is kept as an exhibit."),
    )
    note = _text(label=_("Remarks for us"), rows=3)

    def statement(self, teller: UUID, exhibit: UUID | None, events: tuple[UUID, ...] = ()) -> Statement:
        """What was typed. Only for a form that is valid."""
        names = ("kind", "language", "told", "interviewer", "interpreter", "note")
        return Statement(
            teller=teller, exhibit=exhibit, events=events, **{name: self.cleaned_data[name] for name in names}
        )

    def words(self) -> Words:
        """The words. Only for a form that is valid."""
        return Words(text=self.cleaned_data["text"], translation=self.cleaned_data["translation"])


class EventChoiceForm(QuietForm):
    """For which event passages are marked."""

    event = _line(label=_("Another event of which it speaks"), max_length=120, required=True)

    def __init__(self, *args: Any, titles: Iterable[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._titles = list(titles)
        self.fields["event"].widget.attrs["list"] = TITLES

    def clean_event(self) -> UUID:
        said = self.cleaned_data["event"].strip().casefold()
        found = [one for one, title in self._titles if title.casefold() == said]
        if len(found) != 1:
            raise forms.ValidationError(wording.SEVERAL_EVENTS if found else wording.NO_EVENT)
        return found[0]


def _whats(terms: Lists, *, optional: bool) -> list[Any]:
    """What can be said, in groups: a property with a code, or a property that asks for words."""
    groups = [
        (wording.PROPERTIES[property_], [(f"{property_}:{code}", said) for code, said in terms.choices(vocabulary)])
        for property_, vocabulary in rules.VOCABULARY.items()
    ]
    if optional:
        return [("", "—"), *(group for group in groups if group[0] != wording.PROPERTIES[HAPPENED])]
    written = [(f"{property_}:", wording.PROPERTIES[property_]) for property_ in rules.IN_WORDS]
    return [("", "—"), *groups, (_("In words, written below"), written)]


class DrawForm(OnceForm):
    """What some lines of a testimony say: of whom, what, and how its source knows."""

    lines = forms.TypedMultipleChoiceField(label=_("Lines"), coerce=int, required=False)
    span = forms.RegexField(
        _SPAN,
        label=_("Lines that say it"),
        required=False,
        max_length=20,
        help_text=_("6, or 6-8. Or tick them in the text."),
        error_messages={"invalid": wording.CHOOSE_LINES},
    )
    subject = forms.ChoiceField(label=_("About"), help_text=_("An act that is there, or a new one."))
    victim = _who(_("New act: to whom"), help_text=_("Somebody from the list, or a new name."))
    minimum = _number(_("At least"))
    maximum = _number(_("At most"))
    what = forms.ChoiceField(label=_("What is said"), error_messages={"required": wording.CHOOSE_WHAT})
    value = _line(
        label=_("In words"),
        max_length=400,
        help_text=_("Only for a day, a place, a number, an injury or a perpetrator."),
    )
    also = forms.ChoiceField(label=_("And also"), required=False)
    denies = forms.BooleanField(label=_("They say that it was not so"), required=False)
    source = _who(_("Who says so"), required=True)
    connection = _choice(_("How they know"), "source_connections", initial="unknown")
    heard_from = _who(_("From whom they have it"), help_text=_("Where they name somebody."))
    hand = forms.ChoiceField(
        label=_("How near to it"),
        required=False,
        choices=[("", _("As near as how they know it allows")), *wording.HANDS.items()],
    )
    prompted = forms.BooleanField(label=_("Said when asked for just this"), required=False)
    reliability = _choice(_("How reliable they are"), "reliability", initial="F")
    credibility = _choice(_("How credible it is"), "credibility", initial="6")
    told = forms.ChoiceField(label=_("On which day they told it"), required=False)
    finding = forms.BooleanField(label=_("A court or an authority itself establishes it here"), required=False)

    def __init__(
        self,
        *args: Any,
        statement: Statement,
        lines: Sequence[Line],
        acts: Iterable[tuple[UUID, str]],
        event_id: UUID,
        terms: Lists,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["what"].choices, fields["also"].choices = (_whats(terms, optional=each) for each in (False, True))
        fields["lines"].choices = [(line.number, line.text) for line in lines]
        subjects = [(str(one), label) for one, label in acts]
        fields["subject"].choices = [(NEW, _("A new act")), *subjects, (str(event_id), _("The event as a whole"))]
        self._days = {str(each): each.day for each in statement.told}
        fields["told"].choices = [(each, each) for each in self._days]
        if len(self._days) < 2:
            del self.fields["told"]
        if statement.exhibit is None or statement.kind not in BY_AN_AUTHORITY:
            del self.fields["finding"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        property_, _colon, _code = said.get("what", "").partition(":")
        if found := _SPAN.fullmatch(said.get("span", "")):
            first, last = int(found[1]), int(found[2] or found[1])
            said["lines"] = {*said.get("lines", ()), *range(first, min(last, first + LONGEST) + 1)}
        if not said.get("lines") and not self.errors.keys() & {"lines", "span"}:
            self.add_error("span", wording.CHOOSE_LINES)
        if property_ in rules.IN_WORDS:
            for name, sentence in rules.value_faults(property_, said.get("value", "")):
                self.add_error(name, sentence)
        elif property_ and said.get("value"):
            self.add_error("value", wording.NOT_IN_WORDS)
        if said.get("subject") == NEW and not said.get("victim"):
            self.add_error("victim", WHO)
        if said.get("minimum") and said.get("maximum") and said["maximum"] < said["minimum"]:
            self.add_error("minimum", NO_NUMBERS)
        return said

    def drawing(self) -> Drawing:
        """What was typed. Only for a form that is valid."""
        said = self.cleaned_data
        names = ("lines", "victim", "minimum", "maximum", "source", "heard_from", "connection", "hand")
        names += ("reliability", "credibility", "prompted", "denies")
        told = self._days.get(said.get("told", "")) or next(iter(self._days.values()), None)
        return Drawing(
            once=said["once"] or uuid4(),
            subject=None if said["subject"] == NEW else UUID(said["subject"]),
            claims=tuple(self._claims()),
            finding=said.get("finding", False),
            told=told,
            **{name: said[name] for name in names},
        )

    def _claims(self) -> Iterable[tuple[str, str]]:
        for name in ("what", "also"):
            property_, _colon, code = self.cleaned_data[name].partition(":")
            if property_:
                yield property_, code or self.cleaned_data["value"]


class GradeForm(QuietForm):
    """How reliable a source is, and how credible what it says."""

    reliability = _choice(_("How reliable they are"), "reliability")
    credibility = _choice(_("How credible it is"), "credibility")


class WithdrawForm(QuietForm):
    """Why something does not stand any more."""

    ground = forms.ChoiceField(
        label=_("What happened"), choices=list(wording.GROUND_WORDS.items()), widget=forms.RadioSelect
    )
    reason = _text(label=_("Why"), rows=3, max_length=2_000, required=True)


class CompareForm(OnceForm):
    """Whether two sources are independent of each other. `seen` is what reviewers had said when they looked."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    first = forms.TypedChoiceField(label=_("One source"), coerce=UUID)
    second = forms.TypedChoiceField(label=_("The other one"), coerce=UUID)
    ties = forms.MultipleChoiceField(
        label=_("What joins them"),
        required=False,
        choices=list(reasons.TIES.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Where something does, they are not independent unless you can say why they are all the same."),
    )
    independent = forms.TypedChoiceField(
        label=_("Judgement"),
        choices=[("no", _("Not independent")), ("yes", _("Independent of each other"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    reason = _text(label=_("Why"), rows=3, max_length=2_000, required=True)

    def __init__(self, *args: Any, sources: Iterable[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(one), name) for one, name in sources]
        for name in ("first", "second"):
            self.fields[name].choices = named  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("first") and said.get("first") == said.get("second"):
            self.add_error("second", wording.TWO_SOURCES)
        return said


class ReviewForm(OnceForm):
    """A reviewer's word on a status. `seen` is what it stood on when they looked."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    finding = forms.ChoiceField(
        label=_("Your judgement"), choices=list(wording.FINDING_WORDS.items()), widget=forms.RadioSelect
    )
    reason = _text(label=_("Why"), rows=3, max_length=2_000, required=True)


class EraseForm(QuietForm):
    """One more look before a statement is gone."""

    sure = forms.BooleanField(
        label=_("Yes, erase the words and all that was drawn from them. They cannot be brought back.")
    )
