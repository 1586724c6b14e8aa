"""The forms of pursuers and conflicts. Times are typed in the organisation's zone and come out in UTC."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.casework.forms import Moment, OnceForm, QuietForm, _line, _text, say_beside
from waystation.evacuation import wording as evacuation
from waystation.evacuation.pursuers import claims, wording
from waystation.evacuation.pursuers.records import (
    MEDIUM,
    POWER,
    Evidence,
    PursuerRecord,
    ReachRecord,
    SightingRecord,
    StatedZoneRecord,
)
from waystation.evacuation.records import PlaceRecord
from waystation.vocabulary.vocabularies import terms

Choices = list[tuple[Any, Any]]
Places = Mapping[UUID, PlaceRecord]
_NOTHING: Choices = [("", "—")]


def _of(vocabulary: str) -> Any:
    return lambda: [(each.code, each.label) for each in terms(vocabulary)]


def _graded(vocabulary: str) -> Any:
    """Letters and digits stand before their words, as those who are used to them look for them."""
    return lambda: [(each.code, f"{each.code} · {each.label}") for each in terms(vocabulary)]


def _places(places: Places, nothing: Choices) -> Choices:
    named = [(str(pk), f"{place.name} · {evacuation.PLACE_KINDS[place.kind]}") for pk, place in places.items()]
    return [*nothing, *named]


def _place(label: Any, **options: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=UUID, empty_value=None, **options)


class PursuerForm(OnceForm):
    called = _line(
        label=_("What we call them"), required=True, max_length=80, help_text=_("For example: the elder cousin.")
    )
    person = _place(
        _("Who it is, among the people of this case"),
        required=False,
        help_text=_("Whoever is recorded in several cases is seen for all of them."),
    )
    relation = forms.ChoiceField(label=_("What they are to the person"), choices=_of("pursuer_relations"))
    intent = forms.ChoiceField(label=_("What they want"), choices=_of("pursuer_intents"))
    means = forms.MultipleChoiceField(
        label=_("Means"), required=False, widget=forms.CheckboxSelectMultiple, choices=_of("pursuer_means")
    )
    travels = forms.ChoiceField(
        label=_("How far they come by themselves"), choices=list(wording.TRAVELS.items()), widget=forms.RadioSelect
    )
    note = _text(label=_("Note"), rows=3)
    over = _line(label=_("Why they hunt no more"), help_text=_("Left empty while they do."))

    def __init__(self, *args: Any, people: Mapping[UUID, str], is_new: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].choices = [*_NOTHING, *((str(pk), name) for pk, name in people.items())]  # type: ignore[attr-defined]
        self.initial = {"relation": "unknown", "intent": "unknown", "travels": "region"} | self.initial
        if is_new:
            del self.fields["over"]

    def record(self) -> PursuerRecord:
        """What was typed. Only for a form that is valid so far."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("version", "once")}
        return PursuerRecord(**said | {"means": tuple(said["means"])})


class NoteForm(OnceForm):
    """What every kind of what is noted of a pursuer asks at its end: who says so, how far it can be believed."""

    source = _line(
        label=_("Who says so, and how they know"),
        required=True,
        help_text=_("It is shown to whoever opens this case. No name that must not stand here."),
    )
    reliability = forms.ChoiceField(label=_("How reliable is the source"), choices=_graded("reliability"))
    credibility = forms.ChoiceField(label=_("How credible is what they say"), choices=_graded("credibility"))
    note = _text(label=_("Note"), rows=3)

    def __init__(self, *args: Any, places: Places, pursuer: UUID, **options: Any) -> None:
        super().__init__(*args, **options)
        self._pursuer = pursuer
        self.initial = {"reliability": "F", "credibility": "6"} | self.initial
        self.order_fields([name for name in self.fields if name not in NoteForm.base_fields])
        if "place" in self.fields:
            field = self.fields["place"]
            field.choices = _places(places, _NOTHING)  # type: ignore[attr-defined]

    def record(self) -> Evidence:
        """What was typed, as a record. Each kind of evidence has its own, and nobody fills in this form itself."""
        raise NotImplementedError

    def told(self) -> dict[str, Any]:
        """What was typed, as the records call it."""
        return {name: value for name, value in self.cleaned_data.items() if name not in ("version", "once")}


class SightingForm(NoteForm):
    place = _place(_("Where"), help_text=_("A region counts for everything in it."))
    since = Moment(label=pgettext_lazy("time", "From"))
    until = Moment(
        label=pgettext_lazy("time", "Until"),
        required=False,
        help_text=_("Left empty: at that moment. It may lie ahead, where somebody is known to come."),
    )

    def record(self) -> SightingRecord:
        told = self.told()
        return SightingRecord(pursuer=self._pursuer, **told | {"until": told["until"] or told["since"]})


class ReachForm(NoteForm):
    kind = forms.ChoiceField(
        label=_("Through what"), choices=list(wording.REACH_KINDS.items()), widget=forms.RadioSelect
    )
    place = _place(_("Where"), required=False, help_text=_("Left empty for a power of the state: everywhere."))
    power = forms.ChoiceField(label=_("Which power of the state"), required=False)
    name = _line(label=_("Which institution or network"))
    level = forms.ChoiceField(label=_("How strong"), choices=list(wording.LEVELS.items()), widget=forms.RadioSelect)
    since = Moment(label=pgettext_lazy("time", "From"), required=False)
    until = Moment(label=pgettext_lazy("time", "Until"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = {"kind": "place", "level": MEDIUM} | self.initial
        self.fields["power"].choices = [*_NOTHING, *_of("police_powers")()]  # type: ignore[attr-defined]

    def record(self) -> ReachRecord:
        told = self.told()
        if told["kind"] != POWER:
            told["power"] = ""
        return ReachRecord(pursuer=self._pursuer, **told)


class ZoneForm(NoteForm):
    place = _place(_("Where"), help_text=_("A region counts for everything in it."))
    level = forms.ChoiceField(label=_("How strong"), choices=list(wording.LEVELS.items()), widget=forms.RadioSelect)
    since = Moment(label=pgettext_lazy("time", "From"))
    until = Moment(
        label=pgettext_lazy("time", "Until"), required=False, help_text=_("Left empty: until it is withdrawn.")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial = {"level": MEDIUM} | self.initial

    def record(self) -> StatedZoneRecord:
        return StatedZoneRecord(pursuer=self._pursuer, **self.told())


class WhyForm(QuietForm):
    because = _line(label=_("Why"), required=True)


class ApartForm(OnceForm):
    other = _line(
        label=_("From whom"),
        required=True,
        max_length=60,
        help_text=_("What we call the person of the other case, exactly."),
    )
    reason = _text(
        label=_("Why"),
        rows=3,
        required=True,
        help_text=_("It is read by those alone who may open both cases."),
    )


class AllowForm(OnceForm):
    what = forms.ChoiceField(label=_("What"))
    reason = _text(
        label=_("Why it must be, and what was done against it"),
        rows=3,
        required=True,
        help_text=_("A second person has to agree. It holds for what is known now, and for nothing that comes later."),
    )

    def __init__(self, *args: Any, choices: Choices, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["what"].choices = choices  # type: ignore[attr-defined]

    def about(self) -> dict[str, Any]:
        """The place or the power that was chosen."""
        kind, _colon, value = self.cleaned_data["what"].partition(":")
        return {"power": value} if kind == "power" else {"place": UUID(value)}


class TakeOnForm(QuietForm):
    what = _text(label=_("What you do now"), rows=3, required=True)


def complain(form: NoteForm, record: Evidence, now: Any) -> bool:
    """Puts what is wrong with a record on the fields that say it. Whether there was nothing."""
    say_beside(form, claims.faults(record, now))
    return not form.errors
