"""The forms of the room. Times are typed in the organisation's zone and come out in UTC."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.casework.forms import Moment, Words
from waystation.evacuation.handover import rules
from waystation.evacuation.handover.rules import Facts
from waystation.evacuation.records import AVAILABLE, HelperRecord, LegRecord, PlaceRecord
from waystation.hotline.briefings.records import TRAVELLER
from waystation.web.languages import LANGUAGES


class BriefForm(forms.Form):
    """What one role may be told of a leg: the fields of its row in `rules.SHOWN`, and no others."""

    helper = forms.ChoiceField(label=_("Who"), required=False)
    pick_up = Words(
        label=_("Pick-up"),
        max_length=200,
        help_text=_("A public point, as one says it to a stranger: never a house of ours."),
    )
    drop_off = Words(label=_("Drop-off"), max_length=200, help_text=_("A public point too: never the house."))
    people = forms.IntegerField(label=_("How many people"), min_value=1, max_value=50, initial=1)
    needs = Words(
        label=_("What they need"), max_length=200, required=False,
        help_text=_("For example: a wheelchair, a child seat. No name, no illness, no reason."),
    )  # fmt: skip
    nights = forms.IntegerField(label=_("How many nights"), min_value=1, max_value=366, initial=1)
    sign = Words(
        label=_("Meeting sign"),
        max_length=400,
        required=False,
        help_text=_("What one carries or wears, so that they are seen."),
    )
    check_in = Moment(label=_("Give a sign of life until"), required=False)
    at_checks = Words(
        label=_("What to say at a check"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In the language of the person. It is shown on their phone: nothing that gives them away."),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=_("Language of the words and of the sentences"), choices=LANGUAGES,
        help_text=_("One that both sides speak."),
    )  # fmt: skip
    grace = forms.IntegerField(
        label=_("Grace, in minutes"), min_value=0, max_value=1440, initial=int(rules.GRACE.total_seconds() // 60),
        help_text=_("So long after the arrival, silence is an alarm."),
    )  # fmt: skip

    def __init__(self, *args: Any, role: str, helpers: dict[UUID, HelperRecord], **options: Any) -> None:
        super().__init__(*args, **options)
        kept = {*rules.SHOWN[role], "language", "grace", *(() if role == TRAVELLER else ("helper",))}
        for name in [name for name in self.fields if name not in kept]:
            del self.fields[name]
        if role == TRAVELLER:
            self.fields["pick_up"].label = _("Meeting point")
        else:
            fitting = [(str(pk), each.pseudonym) for pk, each in helpers.items() if _fits(each, role)]
            self.fields["helper"].choices = [("", _("Nobody on our list")), *fitting]  # type: ignore[attr-defined]

    def facts(self) -> Facts:
        """What was typed of what may be told."""
        named = {field: value for field, value in self.cleaned_data.items() if field in Facts.__dataclass_fields__}
        return Facts(**named)

    def rest(self) -> dict[str, Any]:
        """To whom, in which language, and how long we wait."""
        data = self.cleaned_data
        return {
            "helper": UUID(data["helper"]) if data.get("helper") else None,
            "language": data["language"],
            "grace": timedelta(minutes=data["grace"]),
        }


def _fits(helper: HelperRecord, role: str) -> bool:
    return helper.state == AVAILABLE and helper.kind == role


class TimesForm(forms.Form):
    """When a departure goes now. `seen` is the seal of the proposal that was looked at."""

    departs = Moment(label=_("Departs"))
    arrives = Moment(label=_("Arrives"))
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, leg: LegRecord, **options: Any) -> None:
        super().__init__(*args, initial={"departs": leg.departs, "arrives": leg.arrives}, **options)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("departs") and data.get("arrives") and data["arrives"] <= data["departs"]:
            self.add_error("arrives", _("The leg arrives before it departs. Check both times."))
        return data


class DivertForm(forms.Form):
    house = forms.ChoiceField(label=_("Where to instead"))
    drop_off = Words(
        label=_("New drop-off"), max_length=200, required=False,
        help_text=_("A public point. Needed where a driver or an escort has words already."),
    )  # fmt: skip

    def __init__(self, *args: Any, houses: list[tuple[UUID, PlaceRecord]], **options: Any) -> None:
        super().__init__(*args, **options)
        named = [(str(pk), f"{place.name} · {place.region}") for pk, place in houses]
        self.fields["house"].choices = named  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    note = Words(
        label=_("What you do now"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Others see it and know that you are on it."),
    )  # fmt: skip
