"""The forms of documentation."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.casework.forms import OnceForm, QuietForm, Words, _line, _text
from waystation.documentation import rules, wording
from waystation.documentation.dates import PartialDate, read
from waystation.documentation.questions import Question
from waystation.documentation.recording import Line, Told
from waystation.documentation.records import (
    LEVELS,
    Act,
    Arrest,
    ChainLink,
    Event,
    Killing,
    PlaceName,
    Property,
    Torture,
)
from waystation.vocabulary.vocabularies import Term, terms

PEOPLE, TITLES = "people", "titles"  # ids of the lists that stand with the form once
BLANK = 3  # empty lines for acts
MOST = 60  # lines that one save takes


class PartialDateField(forms.CharField):
    """A day, a month or a year, perhaps about."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"required": False, "max_length": 20} | kwargs))

    def clean(self, value: Any) -> PartialDate | None:  # type: ignore[override]
        try:
            return read(super().clean(value))
        except ValueError:
            raise forms.ValidationError(wording.NO_DATE) from None

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, PartialDate) else value


GRADES = ("reliability", "credibility")


def _choice(label: Any, vocabulary: str, *, empty: Any = None, **kwargs: Any) -> forms.ChoiceField:
    def choices() -> list[tuple[str, Any]]:
        return [
            *([("", empty)] if empty is not None else []),
            *((each.code, _said(each)) for each in terms(vocabulary)),
        ]

    return forms.ChoiceField(label=label, choices=choices, required=False, **kwargs)


def _said(each: Term) -> str:
    """A term as it is offered; of a grade its letter or digit first, which is what is typed."""
    return f"{each.code} – {each.label}" if each.vocabulary in GRADES else each.label


class WhoField(Words):
    """What we call somebody. `question` asks beside it whom that means."""

    question: Question | None = None


def _who(label: Any, **kwargs: Any) -> WhoField:
    found = WhoField(**({"label": label, "max_length": 120, "required": False} | kwargs))
    found.widget.attrs["list"] = PEOPLE
    return found


def _place(level: str, label: Any, most: int) -> forms.CharField:
    """One level of a place; what was written of it before is offered."""
    found = _line(label=label, max_length=most)
    found.widget.attrs["list"] = f"names-{level}"
    return found


def _number(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=1, max_value=9_999_999)


class EventForm(OnceForm):
    """The event, and whoever told us of it. `place_question` asks which place is meant."""

    place_question: Question | None = None

    title = _line(label=_("Short title"), max_length=120, required=True)
    began = PartialDateField(label=_("Began"), help_text=_("2017-03-12, 2017-03 or 2017; with ~ for about."))
    ended = PartialDateField(
        label=pgettext_lazy("event", "Ended"), help_text=_("Empty where it was the same day or is not known.")
    )
    country = _place("country", _("Country"), 80)
    region = _place("region", _("Region"), 80)
    locality = _place("locality", _("Town or village"), 80)
    site = _place("site", _("Kind of place or site"), 120)
    description = _text(label=_("What happened"), rows=6)
    remarks = _text(label=_("Remarks for us"), rows=2)
    link_kind = forms.ChoiceField(
        label=_("This event …"),
        required=False,
        choices=[("", _("is linked with no further one")), *wording.LINK_WORDS.items()],
    )
    link = _line(label=_("… this one"), max_length=120, help_text=_("The title of the other event."))
    unlink = forms.MultipleChoiceField(
        label=_("Links to take away"), required=False, widget=forms.CheckboxSelectMultiple
    )
    source = _who(_("Who told us"), help_text=_("Left empty: nobody new."))
    source_once = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)
    connection = _choice(_("How they know"), "source_connections", initial="unknown")
    reliability = _choice(_("How reliable they are"), "reliability", initial="F")
    credibility = _choice(_("How credible it is"), "credibility", initial="6")
    told = PartialDateField(label=_("When they told us"))

    def __init__(
        self, *args: Any, titles: Iterable[tuple[UUID, str]], links: Iterable[tuple[str, str]] = (), **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self._titles = list(titles)
        self.fields["link"].widget.attrs["list"] = TITLES
        self.fields["unlink"].choices = list(links)  # type: ignore[attr-defined]
        if not self.fields["unlink"].choices:  # type: ignore[attr-defined]
            del self.fields["unlink"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if bool(said.get("link")) != bool(said.get("link_kind")):
            self.add_error("link", wording.LINK_BOTH)
        elif said.get("link") and len(found := self._linked(said["link"])) != 1:
            own = said["link"].strip().casefold() == said.get("title", "").strip().casefold()
            self.add_error("link", wording.SEVERAL_EVENTS if found else wording.ITSELF if own else wording.NO_EVENT)
        return said

    def _linked(self, title: str) -> list[UUID]:
        return [one for one, each in self._titles if each.casefold() == title.strip().casefold()]

    def event(self, before: tuple[ChainLink, ...] = ()) -> Event:
        """What was typed. Only for a form that is valid."""
        said = self.cleaned_data
        kept = tuple(link for link in before if name_of(link) not in said.get("unlink", ()))
        more = (ChainLink(kind=said["link_kind"], event=self._linked(said["link"])[0]),) if said["link"] else ()
        plain = {name: said[name] for name in ("title", "began", "ended", "description", "remarks")}
        return Event(**plain, place=PlaceName(**{level: said[level] for level in LEVELS}), chain=kept + more)

    def information(self) -> Told | None:
        """Who told us; None where nobody was named."""
        said = self.cleaned_data
        if not said["source"]:
            return None
        graded = {name: said[name] for name in ("connection", "reliability", "credibility", "told")}
        return Told(once=said["source_once"] or uuid4(), source=said["source"], **graded)


def name_of(link: ChainLink) -> str:
    """By what a form calls a link."""
    return f"{link.kind} {link.event}"


class ActLineForm(forms.Form):
    """One act on the one screen; a line in which nothing was typed is none."""

    once = forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)
    victim = _who(_("To whom"), help_text=_("Somebody from the list, or a new name."))
    minimum = _number(_("At least"))
    maximum = _number(_("At most"))
    kind = _choice(_("What was done"), "acts", empty="—")
    method = _choice(_("How"), "torture_methods", empty="—")
    began = PartialDateField(label=_("When"))
    status = _choice(_("What became of them"), "victim_status", empty="—")
    perpetrator = _who(_("By whom"))
    degree = _choice(_("Their part in it"), "involvement_degrees", initial="unknown")
    perpetrator_kind = _choice(_("Who they are"), "perpetrator_types", empty="—")
    note = _line(label=_("Note"), max_length=1_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for each in self.fields.values():
            each.widget.attrs.setdefault("autocomplete", "off")

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed. Only for a form that is valid."""
        return not any(value for name, value in self.cleaned_data.items() if name not in ("once", "degree"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if self.errors or not any(value for name, value in said.items() if name not in ("once", "degree")):
            return said
        for name, sentence in (("victim", wording.WHO), ("kind", wording.WHAT)):
            if not said.get(name):
                self.add_error(name, sentence)
        if said.get("minimum") and said.get("maximum") and said["maximum"] < said["minimum"]:
            self.add_error("minimum", wording.NO_NUMBERS)
        return said

    def line(self) -> Line:
        """What was typed. Only for a form that is valid and not blank."""
        said = self.cleaned_data
        return Line(**said | {"once": said["once"] or uuid4(), "degree": said["degree"] or "unknown"})


def act_lines(data: Any = None) -> list[ActLineForm]:
    """The lines for acts: as many as were sent, or some empty ones."""
    if data is None:
        return [ActLineForm(prefix=f"act-{number}") for number in range(BLANK)]
    return [ActLineForm(data, prefix=prefix) for prefix in _sent(data)]


def act_lines_as_typed(data: Mapping[str, Any]) -> list[ActLineForm]:
    """The same of what is not finished: nothing of it is checked yet."""
    return [ActLineForm(prefix=prefix, initial=as_typed(data, ActLineForm, f"{prefix}-")) for prefix in _sent(data)]


def _sent(data: Mapping[str, Any]) -> list[str]:
    return [f"act-{number}" for number in range(MOST) if f"act-{number}-victim" in data]


def as_typed(data: Any, form: type[forms.Form], prefix: str = "") -> dict[str, Any]:
    """What was typed into a form, to stand in it again. Where several can be chosen it is all of them."""
    fields: Mapping[str, forms.Field] = form.base_fields  # type: ignore[attr-defined]
    several = {name for name, field in fields.items() if isinstance(field, forms.MultipleChoiceField)}
    return {name: data.getlist(prefix + name) if name in several else data.get(prefix + name, "") for name in fields}


class ActForm(QuietForm):
    """One act with all that can be said of it; which details, its kind says."""

    kind = _choice(_("What was done"), "acts")
    methods = forms.MultipleChoiceField(label=_("How"), required=False, widget=forms.CheckboxSelectMultiple)
    began = PartialDateField(label=_("Began"))
    ended = PartialDateField(label=pgettext_lazy("event", "Ended"))
    country = _place("country", _("Country"), 80)
    region = _place("region", _("Region"), 80)
    locality = _place("locality", _("Town or village"), 80)
    site = _place("site", _("Kind of place or site"), 120)
    status = _choice(_("What became of them"), "victim_status", empty="—")
    note = _text(label=_("Note"), rows=3)
    conditions = forms.MultipleChoiceField(
        label=_("Conditions of detention"), required=False, widget=forms.CheckboxSelectMultiple
    )
    whereabouts = _line(label=_("Whether anybody knew where they were"))
    lawyer = _line(label=pgettext_lazy("detention", "Whether they had a lawyer"))
    charge = _line(label=pgettext_lazy("detention", "Charge, or what they were told"))
    intent = _line(label=_("What it was for"))
    statements_signed = _line(label=_("What they had to sign"))
    medical_attention = _line(label=_("Medical attention"))
    autopsy = _line(label=_("Autopsy"))
    death_certificate = _line(label=_("Death certificate"))
    body = _line(label=_("What became of the body"))
    what = _line(label=_("What was taken or destroyed"))
    value = _line(label=_("Its value"))
    compensation = _line(label=_("Compensation"))

    DETAILS = {
        "arrest": (Arrest, ("conditions", "whereabouts", "lawyer", "charge")),
        "torture": (Torture, ("intent", "statements_signed", "medical_attention")),
        "killing": (Killing, ("autopsy", "death_certificate", "body")),
        "property": (Property, ("what", "value", "compensation")),
    }

    def __init__(self, *args: Any, act: Act, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._act = act
        self.fields["methods"].choices = [(each.code, each.label) for each in terms("torture_methods")]  # type: ignore[attr-defined]
        self.fields["conditions"].choices = [(each.code, each.label) for each in terms("deprivation_conditions")]  # type: ignore[attr-defined]
        self._groups = [name for name in self.DETAILS if rules.group_of(act.kind) in rules.DETAILS[name]]
        for name, (_record, fields) in self.DETAILS.items():
            for each in fields if name not in self._groups else ():
                del self.fields[each]

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        groups = [name for name in self.DETAILS if rules.group_of(kind) in rules.DETAILS[name]]
        if any(getattr(self._act, name) is not None and name not in groups for name in self._groups):
            raise forms.ValidationError(wording.ANOTHER_DETAIL)
        return kind

    @staticmethod
    def initial_of(act: Act) -> dict[str, Any]:
        """What stands in the form before anything is typed."""
        said = {name: getattr(act, name) for name in ("kind", "methods", "began", "ended", "status", "note")}
        said |= {level: getattr(act.place, level) for level in LEVELS}
        for name, (_record, fields) in ActForm.DETAILS.items():
            detail = getattr(act, name)
            said |= {each: getattr(detail, each) for each in fields if detail is not None}
        return said

    def act(self) -> Act:
        """What was typed. Only for a form that is valid."""
        said = self.cleaned_data
        plain = {name: said[name] for name in ("kind", "began", "ended", "status", "note")}
        details: dict[str, Any] = {}
        for name in self._groups:
            record, fields = self.DETAILS[name]
            told = {each: tuple(said[each]) if each == "conditions" else said[each] for each in fields}
            if any(told.values()) and rules.group_of(said["kind"]) in rules.DETAILS[name]:
                details[name] = record(**told)
        place = PlaceName(**{level: said[level] for level in LEVELS})
        return Act(
            event=self._act.event,
            victim=self._act.victim,
            methods=tuple(said["methods"]),
            place=place,
            **plain,
            **details,
        )


class PersonForm(QuietForm):
    """What we call somebody, and how many people without names these are."""

    called = _line(label=_("What we call them"), max_length=120, required=True)
    minimum = _number(_("At least"))
    maximum = _number(_("At most"))
    note = _text(label=_("Note"), rows=3)

    def __init__(self, *args: Any, has_name: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_name:
            del self.fields["minimum"], self.fields["maximum"]

    def numbers(self) -> tuple[int, int | None]:
        """At least and at most how many. Only for a form that is valid."""
        if "minimum" not in self.fields:
            return 1, 1
        return self.cleaned_data["minimum"] or 1, self.cleaned_data["maximum"]


class EraseForm(QuietForm):
    """One more look before an event is gone."""

    sure = forms.BooleanField(label=_("Yes, erase the event with its acts and sources. It cannot be brought back."))
