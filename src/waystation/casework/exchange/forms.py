"""The forms of the exchange."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.casework import consent_forms, consent_rules
from waystation.casework.consent_rules import Wanted
from waystation.casework.exchange import columns, import_rules
from waystation.casework.exchange.exporting import KINDS
from waystation.casework.forms import OnceForm, QuietForm, _line
from waystation.casework.register import ALL, OPEN
from waystation.casework.shown import GROUPS
from waystation.files.forms import FilesField


class WantedForm(QuietForm):
    """For what, to whom, which parts, as what file. `seen` names the answers whose limits stood on the page."""

    purpose = forms.ChoiceField(label=_("For what"))
    recipient = _line(
        label=_("To whom"),
        max_length=consent_forms.RECIPIENT_CHARACTERS,
        help_text=_("The name under which the person answered. Empty only where the purpose names nobody."),
    )
    parts = consent_forms.parts_field(_("Which parts"), help_text=_("As little as serves the purpose."))
    kind = forms.ChoiceField(label=_("As what"), widget=forms.RadioSelect)
    keeps = forms.BooleanField(
        label=_("I have read the limits that stand on this page and keep to them"), required=False
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100_000)

    kinds: tuple[str, ...] = tuple(KINDS)
    what = "export"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = consent_forms.purposes()  # type: ignore[attr-defined]
        self.fields["kind"].choices = [(each, KINDS[each]) for each in self.kinds]  # type: ignore[attr-defined]
        self.initial.setdefault("kind", self.kinds[0])
        self.initial.setdefault("parts", ["list"])

    def clean_recipient(self) -> str:
        return " ".join(str(self.cleaned_data["recipient"]).split())

    def clean_parts(self) -> list[str]:
        parts: list[str] = self.cleaned_data["parts"]
        if not parts:
            raise forms.ValidationError(_("Say which parts."))
        return parts

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        recipient = said["recipient"] if consent_rules.per_recipient(said["purpose"]) else ""
        return Wanted(said["purpose"], recipient, frozenset(said["parts"]), self.what)

    def limits_seen(self) -> dict[UUID, UUID]:
        """By case the answer whose limits the actor says that they have read."""
        if not self.cleaned_data.get("keeps"):
            return {}
        pairs = (pair.partition(":") for pair in self.cleaned_data["seen"].split())
        try:
            return {UUID(case): UUID(answer) for case, _colon, answer in pairs}
        except ValueError:
            return {}


class TableForm(WantedForm):
    """The same for many cases at once."""

    group = forms.ChoiceField(label=_("Which cases"))
    field_order = ("group", "purpose", "recipient", "parts", "kind", "keeps", "seen", "version")
    kinds = ("csv", "xlsx")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {OPEN: _("All open"), ALL: _("All"), **{code: label for code, (label, _codes) in GROUPS.items()}}
        self.fields["group"].choices = list(names.items())  # type: ignore[attr-defined]
        parts = [(code, label) for code, label in consent_rules.PARTS.items() if code in columns.OF_PARTS]
        self.fields["parts"].choices = parts  # type: ignore[attr-defined]


class SheetForm(OnceForm):
    files = FilesField(
        label=_("Table"),
        several=False,
        help_text=_("CSV or XLSX, with the names of the columns in the first row. The first sheet is read."),
    )


class CaseFileForm(QuietForm):
    files = FilesField(label=_("Case as JSON"), several=False)


class MappingForm(QuietForm):
    """Which column is which field; `head` is the row with the names of the columns, 0 where there is none."""

    head = forms.IntegerField(
        label=_("Row with the names of the columns"), min_value=0, max_value=50, help_text=_("0 where there is none.")
    )

    def __init__(self, *args: Any, titles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [("", "—"), *((str(index), _titled(index, title)) for index, title in enumerate(titles))]
        for code in import_rules.FIELDS:
            label = columns.LABELS[code]
            self.fields[code] = forms.ChoiceField(label=label, choices=chosen, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        taken = [said[code] for code in import_rules.FIELDS if said.get(code)]
        if len(set(taken)) < len(taken):
            self.add_error(None, _("One column is chosen twice. Choose each for one thing."))
        if not any(said.get(code) for code in ("pseudonym", "names", "reference")):
            self.add_error(None, _("Choose at least what we call the person, their name, or your own number."))
        return said

    def mapping(self) -> dict[str, int]:
        said = self.cleaned_data
        return {code: int(said[code]) for code in import_rules.FIELDS if said.get(code)}


def _titled(index: int, title: str) -> str:
    return f"{import_rules.letter(index)}: {title[:40]}" if title else import_rules.letter(index)
