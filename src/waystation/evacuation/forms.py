"""The forms of the room. Times are typed in the organisation's zone and come out in UTC."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

import msgspec
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.casework import near_days
from waystation.casework.forms import Moment, Once, OnceForm, QuietForm, Words
from waystation.evacuation import wording
from waystation.evacuation.check_ins.records import Escalation, Protocol, Step
from waystation.evacuation.money.forms import CurrencyField
from waystation.evacuation.placing import AREAS
from waystation.evacuation.records import (
    CLOSED,
    COMPROMISED,
    COUNTRY,
    DRIVER,
    ESCORT,
    HOST,
    SAFE_HOUSE,
    HelperRecord,
    LegPlan,
    PlaceRecord,
)
from waystation.vocabulary.vocabularies import terms

Choices = list[tuple[str, Any]]


class Day(near_days.Day):
    def __init__(self, **options: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **options)


def text_area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _named(rows: Iterable[tuple[UUID, str]], nothing: Any = None) -> Choices:
    first = [("", nothing)] if nothing is not None else []
    return [*first, *((str(pk), name) for pk, name in rows)]


def place_choices(places: dict[UUID, PlaceRecord], nothing: Any = "") -> Choices:
    """Places one may go to, with what kind they are."""
    usable = ((pk, place) for pk, place in places.items() if place.state not in (COMPROMISED, CLOSED))
    return _named(((pk, f"{place.name} · {wording.PLACE_KINDS[place.kind]}") for pk, place in usable), nothing)


def _asked(label: Any) -> forms.TypedChoiceField:
    """A question to a house to which nobody may know the answer yet."""
    return forms.TypedChoiceField(
        label=label,
        required=False,
        choices=[("", _("Nobody asked")), ("True", _("Yes")), ("False", _("No"))],
        coerce=lambda said: said == "True",
        empty_value=None,
    )


def _degrees(label: Any, most: int) -> forms.FloatField:
    return forms.FloatField(
        label=label, required=False, min_value=-most, max_value=most, help_text=_("Kept to a tenth of a degree.")
    )


class PlaceForm(OnceForm):
    name = Words(label=pgettext_lazy("place", "Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=wording.PLACE_KINDS.items())
    within = forms.TypedChoiceField(label=_("Lies in"), required=False, coerce=UUID, empty_value=None)
    region = Words(
        label=_("Region"), max_length=120, required=False, help_text=_("Where it lies in none of the places above.")
    )
    country = Words(
        label=_("Country"), max_length=120, required=False, help_text=_("Where it lies in none of the places above.")
    )
    latitude = _degrees(_("Latitude"), 90)
    longitude = _degrees(_("Longitude"), 180)
    address = Words(
        label=_("Address"), max_length=400, required=False, widget=text_area(2),
        help_text=_("Shown on the page of this place alone, and each look at it is logged."),
    )  # fmt: skip
    beds = forms.IntegerField(
        label=_("Beds"), min_value=0, max_value=500, initial=0, help_text=_("Of a safe house; otherwise 0.")
    )
    max_nights = forms.IntegerField(
        label=_("Longest stay, in nights"), min_value=0, max_value=366, initial=0, help_text=_("0: no limit.")
    )
    rest_after = forms.IntegerField(
        label=_("Rests after so many nights in use"), min_value=0, max_value=366, initial=0, required=False,
        help_text=_("One after the other, whoever stays. 0: it never rests."),
    )  # fmt: skip
    rest_nights = forms.IntegerField(
        label=_("Rests for so many nights"), min_value=0, max_value=366, initial=0, required=False
    )
    accepts = forms.MultipleChoiceField(
        label=_("Who is accepted"), required=False, choices=wording.GUESTS.items(),
        widget=forms.CheckboxSelectMultiple, help_text=_("None ticked: everybody."),
    )  # fmt: skip
    pets = _asked(_("Animals may come along"))
    wheelchair = _asked(_("A wheelchair gets in and about"))
    medical = _asked(_("Somebody who needs care can be looked after"))
    no_relatives_town = forms.BooleanField(
        label=_("Nobody whose relatives or pursuers are in this town or region"), required=False
    )
    hosts = forms.TypedMultipleChoiceField(
        label=_("Hosts"), required=False, coerce=UUID, widget=forms.CheckboxSelectMultiple
    )
    rules = Words(
        label=_("House rules"), required=False, max_length=4000, widget=text_area(3),
        help_text=_("What else is agreed: stairs, smoking, what the neighbours may see."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, places: dict[UUID, PlaceRecord], helpers: dict[UUID, HelperRecord], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        areas = ((pk, f"{place.name} · {wording.PLACE_KINDS[place.kind]}") for pk, place in _areas(places))
        hosts = [(pk, who.pseudonym) for pk, who in helpers.items() if who.kind == HOST]
        self.fields["within"].choices = _named(areas, _("None of these"))  # type: ignore[attr-defined]
        self.fields["hosts"].choices = _named(hosts)  # type: ignore[attr-defined]
        if not hosts:
            del self.fields["hosts"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "beds" in data and (data.get("kind") == SAFE_HOUSE) != (data["beds"] > 0):
            self.add_error("beds", _("A safe house needs at least one bed; other places have none."))
        if data.get("kind") != COUNTRY and not data.get("within") and not data.get("country"):
            self.add_error("country", _("Say in which country it is, or choose the place in which it lies."))
        return data

    def place(self) -> PlaceRecord:
        """What was typed. Only for a form that is valid so far."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("version", "once")}
        said |= {name: tuple(said.get(name) or ()) for name in ("accepts", "hosts")}
        return PlaceRecord(**said | {name: said[name] or 0 for name in ("rest_after", "rest_nights")})


class KnownForm(QuietForm):
    words = Words(
        label=_("City or country"), max_length=80,
        help_text=_("In Russian or English, the first letters are enough."),
        widget=forms.TextInput(attrs={"list": "known", "type": "search"}),
    )  # fmt: skip


def place_initial(place: PlaceRecord) -> dict[str, Any]:
    """What a form says of a place that there is."""
    told = msgspec.structs.asdict(place)
    asked = {name: "" if told[name] is None else str(told[name]) for name in ("pets", "wheelchair", "medical")}
    lists = {"accepts": list(place.accepts), "hosts": [str(pk) for pk in place.hosts]}
    return told | asked | lists | {"within": str(place.within or ""), "version": place.edition}


def _areas(places: dict[UUID, PlaceRecord]) -> list[tuple[UUID, PlaceRecord]]:
    """Countries, regions and cities, the widest first."""
    found = [pair for pair in places.items() if pair[1].kind in AREAS]
    return sorted(found, key=lambda pair: AREAS.index(pair[1].kind))


class HelperForm(Once):
    pseudonym = forms.CharField(
        label=_("Pseudonym"), max_length=120, help_text=_("Never the real name, never a number plate.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=wording.HELPER_KINDS.items())
    area = forms.CharField(label=_("Area"), max_length=200, required=False)
    languages = forms.CharField(label=_("Languages"), max_length=200, required=False)
    vetting = forms.ChoiceField(label=_("Vetting"), choices=wording.VETTING.items())
    note = forms.CharField(label=_("Note"), required=False, max_length=4000, widget=text_area(3))


class JourneyForm(Once):
    phase = forms.ChoiceField(label=_("Where to"), choices=wording.PHASES.items(), widget=forms.RadioSelect)
    origin = forms.ChoiceField(label=pgettext_lazy("place", "From"))
    destination = forms.ChoiceField(label=_("Destination"))

    def __init__(self, *args: Any, places: dict[UUID, PlaceRecord], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["origin"].choices = place_choices(places)  # type: ignore[attr-defined]
        self.fields["destination"].choices = place_choices(places)  # type: ignore[attr-defined]


class LegForm(forms.Form):
    from_place = forms.ChoiceField(label=pgettext_lazy("place", "From"))
    to_place = forms.ChoiceField(label=pgettext_lazy("place", "To"))
    mode = forms.ChoiceField(label=_("By"))
    departs = Moment(label=_("Departs"))
    arrives = Moment(label=_("Arrives"))
    driver = forms.ChoiceField(label=_("Driver"), required=False)
    escort = forms.ChoiceField(
        label=_("Escort"), required=False, help_text=_("Who goes along, in the car or on the train.")
    )
    meeting_sign = forms.CharField(
        label=_("Meeting sign"), max_length=400, required=False,
        help_text=_("How the two recognise each other, for example what one carries and what one says."),
    )  # fmt: skip
    cost = forms.DecimalField(label=_("Cost"), min_value=0, max_digits=12, decimal_places=2, required=False)
    currency = CurrencyField(required=False, initial="RUB")
    reason = forms.CharField(
        label=_("Why it goes back"), max_length=400, required=False,
        help_text=_("Only where this leg returns to a place that was already passed."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, places: dict[UUID, PlaceRecord], helpers: dict[UUID, HelperRecord], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        of_kind = {
            kind: _named([(pk, who.pseudonym) for pk, who in helpers.items() if who.kind == kind], _("Nobody"))
            for kind in (DRIVER, ESCORT)
        }
        choices = {
            "from_place": place_choices(places),
            "to_place": place_choices(places),
            "mode": [(term.code, term.label) for term in terms("transport_modes")],
            "driver": of_kind[DRIVER],
            "escort": of_kind[ESCORT],
        }
        for field, values in choices.items():
            self.fields[field].choices = values  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("cost") is not None and not data.get("currency"):
            self.add_error("currency", _("Say in which currency."))
        if data.get("departs") and data.get("arrives") and data["arrives"] <= data["departs"]:
            self.add_error("arrives", _("The leg arrives before it departs. Check both times."))
        return data

    def plan(self) -> LegPlan:
        """The leg as it was typed."""
        data = self.cleaned_data
        return LegPlan(
            from_place=UUID(data["from_place"]),
            to_place=UUID(data["to_place"]),
            mode=data["mode"],
            departs=data["departs"],
            arrives=data["arrives"],
            driver=UUID(data["driver"]) if data["driver"] else None,
            escort=UUID(data["escort"]) if data["escort"] else None,
            cost="" if data["cost"] is None else str(data["cost"]),
            currency="" if data["cost"] is None else data["currency"],
            meeting_sign=data["meeting_sign"],
            reason=data["reason"],
        )


class BedForm(Once):
    house = forms.ChoiceField(label=_("Safe house"))
    first = Day(label=_("First night"))
    until = Day(label=_("Leaves on"), help_text=_("The night of this day is free again."))
    beds = forms.IntegerField(label=_("Beds"), min_value=1, max_value=50, initial=1)
    kinds = forms.MultipleChoiceField(
        label=_("Who comes"), required=False, choices=wording.GUESTS.items(), widget=forms.CheckboxSelectMultiple,
        help_text=_("Needed where the house does not take everybody."),
    )  # fmt: skip
    together = forms.TypedMultipleChoiceField(
        label=_("Of the same household, in the same house"), required=False, coerce=UUID,
        widget=forms.CheckboxSelectMultiple, help_text=_("All of them get their beds, or nobody does."),
    )  # fmt: skip
    despite = Words(
        label=_("Why all the same"), max_length=400, required=False,
        help_text=_("Only where a rule of the house speaks against it. Beds and nights cannot be argued away."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, places: dict[UUID, PlaceRecord], household: Iterable[tuple[UUID, str]] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        houses = {pk: place for pk, place in places.items() if place.kind == SAFE_HOUSE and place.state == "active"}
        names = [(pk, f"{house.name} · {house.region}") for pk, house in houses.items()]
        self.fields["house"].choices = _named(names)  # type: ignore[attr-defined]
        others = _named(household)
        self.fields["together"].choices = others  # type: ignore[attr-defined]
        self.initial.setdefault("together", [pk for pk, _name in others])
        if not others:
            del self.fields["together"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("first") and data.get("until") and data["until"] <= data["first"]:
            self.add_error("until", _("The day of leaving must come after the first night."))
        return data


class _Expected(Once):
    """What is the same in one check-in and in a series of them."""

    grace_minutes = forms.IntegerField(
        label=_("Grace, in minutes"), min_value=0, max_value=1440, initial=0,
        help_text=_("After this, silence counts, and the steps of the escalation begin."),
    )  # fmt: skip
    way = forms.ChoiceField(
        label=_("How the answer comes"), choices=wording.WAYS.items(),
        help_text=_("The agreed word counts only this way. Any other way it is noted, and somebody has to ask."),
    )  # fmt: skip
    channel = forms.CharField(
        label=_("How they reach us"), max_length=200, required=False,
        help_text=_("For example: the messenger on the new phone."),
    )  # fmt: skip
    ok_word = forms.CharField(
        label=_("Agreed word"), max_length=100, required=False,
        help_text=_("A harmless word that says: it is me and I am free. It is not shown again."),
    )  # fmt: skip
    duress_word = forms.CharField(
        label=_("Word for being forced"), max_length=100, required=False,
        help_text=_("Just as harmless, and quite different. It counts with a typo and in other letters, too."),
    )  # fmt: skip
    escalation = forms.ChoiceField(label=_("What follows on silence"), required=False)
    if_missed = forms.CharField(
        label=_("If they stay silent"), max_length=4000, widget=text_area(4),
        help_text=_("What the person on duty does then: whom to call, in which order, what not to do."),
    )  # fmt: skip
    place = forms.ChoiceField(
        label=_("Where they are"), required=False,
        help_text=_("In an alarm, the protocol of its door and the lawyer of its region are shown."),
    )  # fmt: skip
    if_unreachable = forms.CharField(
        label=_("If they cannot be reached at all"), max_length=4000, required=False, widget=text_area(4),
        help_text=_("Sealed until the last step, or the word for being forced. The log says who opens it."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, places: dict[UUID, PlaceRecord], plans: dict[UUID, Escalation], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        names = _named(((pk, plan.name) for pk, plan in plans.items()), _("As usual: 15, 30, 60 and 90 minutes"))
        where = _named(((pk, place.name) for pk, place in places.items()), _("Not said"))
        self.fields["escalation"].choices = names  # type: ignore[attr-defined]
        self.fields["place"].choices = where  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, to in (("escalation", "escalation_id"), ("place", "place")):
            value = data.pop(name, "")
            data[to] = UUID(value) if value else None
        return data


class CheckInForm(_Expected):
    due_at = Moment(label=_("Sign of life until"))
    field_order = ("due_at",)

    def clean_due_at(self) -> datetime:
        due_at: datetime = self.cleaned_data["due_at"]
        if due_at < datetime.now(UTC) - timedelta(minutes=1):
            raise forms.ValidationError(_("This time has passed already."))
        return due_at


class TimesOfDay(forms.CharField):
    """Times such as `9:00, 21:00`; none where nothing was typed."""

    def clean(self, value: Any) -> list[time]:  # type: ignore[override]
        parts = super().clean(value).replace(";", ",").replace(" ", ",").split(",")
        try:
            return [time.fromisoformat(part.zfill(5)) for part in parts if part]
        except ValueError:
            raise forms.ValidationError(_("Write times of day such as 9:00, 21:00.")) from None


class SeriesForm(_Expected):
    since = Moment(label=pgettext_lazy("time", "From"))
    until = Moment(label=pgettext_lazy("time", "Until"))
    every_hours = forms.IntegerField(
        label=_("Every so many hours"), min_value=1, max_value=168, required=False,
        help_text=_("Either this, or times of day. At hours at which nothing may reach them, no answer is expected."),
    )  # fmt: skip
    at = TimesOfDay(
        label=_("At these times of day"), max_length=200, required=False, help_text=_("For example 9:00, 21:00.")
    )
    every_days = forms.IntegerField(
        label=_("On every so many days"), min_value=1, max_value=60, initial=1,
        help_text=_("1: each day. 7: once a week, for example after an arrival abroad."),
    )  # fmt: skip
    field_order = ("since", "until", "every_hours", "at", "every_days")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["every_hours"] = data.get("every_hours") or 0
        return data


class WordForm(forms.Form):
    word = forms.CharField(
        label=_("The word they said"), max_length=100, required=False,
        help_text=_("As they said it. Do not read the agreed word out to them."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    way = forms.ChoiceField(label=_("How it came"), choices=[("", "—"), *wording.WAYS.items()])


class BecauseForm(forms.Form):
    because = forms.CharField(label=_("Why"), max_length=2000, widget=text_area(2))


class CancelForm(BecauseForm):
    series_too = forms.BooleanField(label=_("All that are left of the series"), required=False)


class SilenceForm(BecauseForm):
    until = Moment(label=_("Silent until"), help_text=_("A flight, a night: the sign of life is due then."))
    field_order = ("until", "because")


class StepForm(forms.Form):
    """Who is called at one step, and after how many minutes. Without minutes the step is left out."""

    after = forms.IntegerField(label=_("Minutes after it was due"), min_value=1, max_value=10080, required=False)
    first = forms.ChoiceField(label=_("Who is called"))
    then = forms.ChoiceField(label=_("Who is called then"), required=False)

    def __init__(self, *args: Any, colleagues: dict[UUID, str], **options: Any) -> None:
        super().__init__(*args, **options)
        who: Choices = [*wording.OWNERS.items(), *((str(pk), name) for pk, name in colleagues.items())]
        self.fields["first"].choices = who  # type: ignore[attr-defined]
        self.fields["then"].choices = [("", "—"), *who]  # type: ignore[attr-defined]

    def step(self, state: str) -> Step | None:
        """The step that was typed."""
        data = self.cleaned_data
        owners = tuple(dict.fromkeys(filter(None, (data["first"], data["then"]))))
        return Step(after=data["after"], state=state, owners=owners) if data["after"] else None


class EscalationForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    again = forms.IntegerField(
        label=_("Minutes until the next in line is called"), min_value=1, max_value=60, initial=10,
        help_text=_("If nobody takes the alarm on. After the last in line, everybody is called again and again."),
    )  # fmt: skip


class ProtocolForm(forms.Form):
    place = forms.ChoiceField(label=_("Place"), required=False, help_text=_("Or a whole region or country, below."))
    country = forms.CharField(label=_("Country"), max_length=120, required=False)
    region = forms.CharField(label=_("Region"), max_length=120, required=False)
    door = forms.CharField(
        label=_("At the door"), max_length=4000, required=False, widget=text_area(5),
        help_text=_("Who speaks, what is said and shown, what nobody does, who films, whom to call first."),
    )  # fmt: skip
    lawyer = forms.CharField(
        label=_("Lawyer"), max_length=2000, required=False, widget=text_area(3),
        help_text=_("How to reach them by day and by night, and who goes if they cannot."),
    )  # fmt: skip
    minutes = forms.IntegerField(
        label=_("Minutes until the lawyer is there"), min_value=0, max_value=1440, initial=0,
        help_text=_("Aim at 20 at most for each safe house. 0: not known."),
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, places: dict[UUID, PlaceRecord], **options: Any) -> None:
        super().__init__(*args, **options)
        where = _named(((pk, place.name) for pk, place in places.items()), _("Not said"))
        self.fields["place"].choices = where  # type: ignore[attr-defined]

    def protocol(self) -> Protocol:
        """The protocol as it was typed."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("place", "version")}
        place = self.cleaned_data["place"]
        return Protocol(place=UUID(place) if place else None, **data)


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("What you do now"),
        max_length=2000,
        widget=text_area(3),
        help_text=_("Others see it and know that you are on it."),
    )


class StateForm(forms.Form):
    state = forms.ChoiceField(label=_("State"), choices=wording.PLACE_STATES.items())


class HelperStateForm(forms.Form):
    state = forms.ChoiceField(
        label=_("State"), choices=wording.HELPER_STATES.items(),
        help_text=_(
            "Compromised: words given to them open nothing any more, houses of theirs are compromised too, and nobody "
            "sets out with them."
        ),
    )  # fmt: skip
    vetting = forms.ChoiceField(label=_("Vetting"), choices=wording.VETTING.items())


class ConsentForm(forms.Form):
    """What the person said, and in which language they were read of the journey: the version of the text, and of it."""

    text_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    language = forms.ChoiceField(label=_("The text was read to them"), required=False, widget=forms.RadioSelect)
    consent = forms.CharField(
        label=_("What the person said to this journey"), max_length=2000, required=False, widget=text_area(2),
        help_text=_("In their words, and how they said it. Empty takes the consent back."),
    )  # fmt: skip

    def __init__(self, *args: Any, languages: Sequence[tuple[str, Any]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages  # type: ignore[attr-defined]
        self.initial.setdefault("language", languages[0][0] if languages else "")


class AbortForm(forms.Form):
    because = forms.CharField(label=_("Why it is given up"), max_length=2000, widget=text_area(2))
