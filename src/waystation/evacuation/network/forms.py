"""The forms of connections."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.casework.forms import OnceForm, QuietForm, Words, say_beside
from waystation.evacuation import wording as evacuation
from waystation.evacuation import zones
from waystation.evacuation.money.forms import CurrencyField
from waystation.evacuation.network import rules, timetable, wording
from waystation.evacuation.network.records import ConnectionRecord
from waystation.evacuation.records import PlaceRecord
from waystation.files.forms import FilesField
from waystation.vocabulary.vocabularies import terms

Places = Mapping[UUID, PlaceRecord]


class ConnectionForm(OnceForm):
    from_place = forms.TypedChoiceField(label=pgettext_lazy("place", "From"), coerce=UUID)
    to_place = forms.TypedChoiceField(label=pgettext_lazy("place", "To"), coerce=UUID)
    mode = forms.ChoiceField(label=_("By"))
    minutes = forms.IntegerField(label=_("Takes, in minutes"), min_value=1, max_value=rules.LONGEST)
    departures = Words(
        label=_("Departures"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line: Mon 08:30, daily 22:00, or once: 2031-05-12 08:30. Left empty: on demand."),
    )  # fmt: skip
    changes = Words(
        label=_("Cancelled and late"), required=False, max_length=8000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Single departures, one a line: 2031-05-12 08:30 does not leave; 2031-05-12 08:30 +90 is 90 minutes late."
        ),
    )  # fmt: skip
    cost = forms.DecimalField(
        label=_("Cost"), min_value=0, max_digits=12, decimal_places=2, required=False,
        help_text=_("Of one person; of a car, of the whole car."),
    )  # fmt: skip
    currency = CurrencyField(required=False, initial="RUB")
    capacity = forms.IntegerField(
        label=_("How many of ours at once"), min_value=1, max_value=rules.MOST_AT_ONCE, initial=1,
        help_text=_("People whom we bring: who drives or goes along is not counted."),
    )  # fmt: skip
    exposure = forms.ChoiceField(
        label=_("Exposure"), choices=wording.EXPOSURES.items(), widget=forms.RadioSelect, initial="low",
        help_text=_("How much one is seen on it."),
    )  # fmt: skip
    identity_check = forms.ChoiceField(
        label=_("Identity check"), choices=wording.IDENTITY_CHECKS.items(), widget=forms.RadioSelect, initial="none"
    )
    documents = forms.MultipleChoiceField(
        label=_("Papers, any one of which is enough"), required=False, widget=forms.CheckboxSelectMultiple
    )
    checkpoints = forms.TypedMultipleChoiceField(
        label=_("Checkpoints on it"), required=False, coerce=UUID, widget=forms.CheckboxSelectMultiple
    )
    needs_driver = forms.BooleanField(label=_("Needs a driver of ours"), required=False)
    needs_escort = forms.BooleanField(label=_("Needs an escort"), required=False)
    pathway = forms.ChoiceField(
        label=_("Into the country by"), required=False, help_text=_("Of a connection that leads out of the country.")
    )
    note = Words(label=_("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, places: Places, **options: Any) -> None:
        super().__init__(*args, **options)
        named = [(str(pk), f"{place.name} · {evacuation.PLACE_KINDS[place.kind]}") for pk, place in places.items()]
        controls = [(str(pk), place.name) for pk, place in places.items() if place.kind in rules.CONTROLS]
        choices = {
            "from_place": [("", _("Choose")), *named],
            "to_place": [("", _("Choose")), *named],
            "mode": _terms("transport_modes"),
            "documents": _terms("document_types"),
            "checkpoints": controls,
            "pathway": [("", _("Not out of the country")), *_terms("immigration_pathways")],
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]
        if not controls:
            del self.fields["checkpoints"]
        self._places = places

    def clean_departures(self) -> Any:
        try:
            return timetable.read(self.cleaned_data["departures"], zones.zone())
        except timetable.Unreadable as unreadable:
            told = _("“%(part)s” is no departure. Write a weekday and a time, as in Mon 08:30.")
            raise forms.ValidationError(told, params={"part": unreadable.args[0]}) from None

    def clean_changes(self) -> Any:
        try:
            return timetable.read_changes(self.cleaned_data["changes"], zones.zone())
        except timetable.Unreadable as unreadable:
            told = _("“%(part)s” is not understood. Write a day, a time and the delay, as in 2031-05-12 08:30 +90.")
            raise forms.ValidationError(told, params={"part": unreadable.args[0]}) from None

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("cost") is not None and not said.get("currency"):
            self.add_error("currency", _("Say in which currency."))
        if not self.errors:
            way = self.connection()
            say_beside(self, (*rules.faults(way, self._places), *rules.change_faults(way, zones.zone())))
        return said

    def connection(self) -> ConnectionRecord:
        """What was typed. Only for a form that is valid so far."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("version", "once")}
        weekly, dates = said["departures"]
        has_cost = said["cost"] is not None
        return ConnectionRecord(
            **said
            | {
                "departures": weekly,
                "dates": dates,
                "cost": str(said["cost"]) if has_cost else "",
                "currency": said["currency"] if has_cost else "",
                "documents": tuple(said["documents"]),
                "checkpoints": tuple(said.get("checkpoints", ())),
            }
        )


def _terms(vocabulary: str) -> list[tuple[str, Any]]:
    return [(term.code, term.label) for term in terms(vocabulary)]


def connection_initial(way: ConnectionRecord, version: int) -> dict[str, Any]:
    """What a form says of a connection that there is."""
    lists = {"checkpoints": [str(pk) for pk in way.checkpoints], "documents": list(way.documents)}
    ends = {"from_place": str(way.from_place), "to_place": str(way.to_place)}
    departures = {
        "departures": timetable.write(way.departures, way.dates, zones.zone()),
        "changes": timetable.write_changes(way.changes, zones.zone()),
    }
    return msgspec.structs.asdict(way) | lists | ends | departures | {"version": version}


class ImportForm(QuietForm):
    """A table, as a file or pasted."""

    files = FilesField(label=_("File"), several=False, required=False, help_text=_("CSV, in UTF-8, up to 1 MB."))
    table = forms.CharField(
        label=_("Or the table as text"), required=False, strip=False, max_length=1_000_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("files") and not (said.get("table") or "").strip():
            raise forms.ValidationError(_("Choose a file or paste a table."))
        return said
