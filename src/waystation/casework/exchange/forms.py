"""The forms of the exchange."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.casework import consent_forms, consent_reach
from waystation.casework.consent_rules import Wanted
from waystation.casework.exchange import columns, import_rules, transfer_rules
from waystation.casework.exchange.exporting import KINDS
from waystation.casework.forms import OnceForm, QuietForm, _line, _text
from waystation.casework.register import ALL, OPEN
from waystation.casework.shown import GROUPS
from waystation.files.forms import FilesField
from waystation.hotline.consent_words import PARTS
from waystation.mail.words import one_line


class WantedForm(QuietForm):
    """For what, to whom, which parts, as what file. `seen` names the answers whose limits stood on the page."""

    purpose = forms.ChoiceField(label=_("For what"))
    recipient = _line(
        label=_("To whom"),
        max_length=consent_forms.RECIPIENT_CHARACTERS,
        help_text=_("The name under which the person answered. Empty where the purpose names nobody."),
    )
    parts = consent_forms.parts_field(_("Which parts"), required=True, help_text=_("As little as serves the purpose."))
    kind = forms.ChoiceField(label=_("As what"), widget=forms.RadioSelect)
    keeps = forms.BooleanField(
        label=_("I have read the limits that stand on this page and keep to them"), required=False
    )
    without = forms.BooleanField(label=_("Leave them out"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100_000)

    kinds: tuple[str, ...] = tuple(KINDS)
    ways: tuple[str, ...] = ("export", "summary", "whole", consent_reach.KEPT)
    what = "export"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = consent_forms.purposes_for(self.ways)  # type: ignore[attr-defined]
        self.fields["kind"].choices = [(each, KINDS[each]) for each in self.kinds]  # type: ignore[attr-defined]
        self.initial.setdefault("kind", self.kinds[0])
        self.initial.setdefault("parts", ["list"])

    def clean_recipient(self) -> str:
        return " ".join(str(self.cleaned_data["recipient"]).split())

    def wanted(self) -> Wanted:
        said = self.cleaned_data
        return Wanted(said["purpose"], said["recipient"], frozenset(said["parts"]), self.what, without=said["without"])

    def limits_seen(self) -> dict[UUID, UUID]:
        """By case the answer whose limits the actor says that they have read."""
        return consent_forms.limits_seen(self.cleaned_data)


class TableForm(WantedForm):
    """The same for many cases at once."""

    group = forms.ChoiceField(label=_("Which cases"))
    field_order = ("group", "purpose", "recipient", "parts", "kind", "keeps", "without", "seen", "version")
    kinds = ("csv", "xlsx")
    ways = ("export",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {OPEN: _("All open"), ALL: _("All"), **{code: label for code, (label, _codes) in GROUPS.items()}}
        self.fields["group"].choices = list(names.items())  # type: ignore[attr-defined]
        parts = [(code, label) for code, label in PARTS.items() if code in columns.OF_PARTS]
        self.fields["parts"].choices = parts  # type: ignore[attr-defined]


class SheetForm(OnceForm):
    files = FilesField(
        label=_("Table"),
        several=False,
        help_text=_("CSV or XLSX, with the names of the columns in the first row. The first sheet is read."),
    )


class HandOnForm(WantedForm):
    """To which partner, for what, which parts, with which words."""

    partner = forms.ChoiceField(label=_("To which partner"))
    does = forms.ChoiceField(
        label=_("What the partner does"), choices=list(transfer_rules.KINDS.items()), widget=forms.RadioSelect
    )
    note = _text(label=_("What the partner must know"), rows=4, help_text=_("What is asked of them, until when."))
    send = forms.BooleanField(label=_("Send it to their Waystation; otherwise you get a file"), required=False)
    field_order = ("partner", "does", "purpose", "parts", "note", "send", "keeps", "without", "seen", "version")
    kinds = ("json",)
    what = "transfer"

    def __init__(self, *args: Any, partners: list[tuple[str, str]], connected: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("recipient", "kind", *(() if connected else ("send",))):
            del self.fields[name]
        self.fields["partner"].choices = partners  # type: ignore[attr-defined]
        chosen = [pair for pair in consent_forms.purposes() if pair[0] in transfer_rules.PURPOSES]
        self.fields["purpose"].choices = chosen  # type: ignore[attr-defined]


class PartnerForm(QuietForm):
    name = _line(label=_("What the partner is called"), required=True, max_length=consent_forms.RECIPIENT_CHARACTERS)
    recipient = _line(label=_("Their public key"), required=True, help_text=_("It begins with age1."))
    how = _line(
        label=_("How the fingerprint was compared"),
        required=True,
        help_text=_("On the phone, face to face: never on the way on which the key came."),
    )


class ConnectForm(QuietForm):
    """Where a partner's Waystation takes bundles from us."""

    address = _line(
        label=_("Address of their Waystation"), max_length=200, help_text=_("Such as https://linden.example.")
    )
    token = _line(
        label=_("The token that they made for us"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("They make one for bundles under Server, Programs of partners. Both empty: bundles go as files."),
    )


class StateForm(QuietForm):
    """What became of a hand-over."""

    state = forms.ChoiceField(label=_("What became of it"), widget=forms.RadioSelect)
    code = _line(
        label=_("The partner's code"), max_length=20, help_text=_("Eight letters, which they see when they decide.")
    )
    note = _text(label=_("How we know it"), rows=3, help_text=_("Needed where there is no code."))

    def __init__(self, *args: Any, now: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [(code, transfer_rules.STATES[code]) for code in transfer_rules.NEXT.get(now, ())]
        self.fields["state"].choices = states  # type: ignore[attr-defined]


class BundleForm(QuietForm):
    files = FilesField(label=_("Bundle of the partner (.age)"), several=False)


class CaseFileForm(QuietForm):
    files = FilesField(label=_("Case as JSON"), several=False)


class MappingForm(QuietForm):
    """Which column is which field; `head` is the row with the names of the columns, 0 where there is none."""

    head = forms.IntegerField(
        label=_("Row with the names of the columns"), min_value=0, max_value=50, help_text=_("0 where there is none.")
    )

    source = _line(
        label=_("Whose numbers these are"),
        max_length=80,
        help_text=_("Of a partner: write who. A number is looked for only among those of the same. Empty: our own."),
    )

    unstaged = forms.ChoiceField(
        label=_("Where rows stand that say no stage"),
        required=False,
        help_text=_("From “Accepted for support” on they count as people whom we help."),
    )

    def __init__(self, *args: Any, titles: list[str], counting: Collection[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        possible = [(each.code, each.label) for each in import_rules.stages_of_rows()]
        self.fields["unstaged"].choices = [("", _("Leave them out")), *possible]  # type: ignore[attr-defined]
        self.counting = {str(index) for index in counting}
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
        if said.get("reference") in self.counting and not said.get("source"):
            self.add_error("source", _("These numbers only count the rows. Say whose they are, or choose no number."))
        return said

    def mapping(self) -> dict[str, int]:
        said = self.cleaned_data
        return {code: int(said[code]) for code in import_rules.FIELDS if said.get(code)}


def _titled(index: int, title: str) -> str:
    return f"{import_rules.letter(index)}: {one_line(title, 40)}" if title else import_rules.letter(index)
