"""The forms of vetting. Nothing that is typed here is offered again by the browser."""

from typing import Any, cast
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.trust import vetting_rules as rules
from waystation.vocabulary.vocabularies import Term, terms

SIDES = {
    "for": pgettext_lazy("signs", "For"),
    "neutral": pgettext_lazy("signs", "Counts nothing by itself"),
    "against": pgettext_lazy("signs", "Against"),
}


class Quiet(forms.Form):
    """Several stand on one page, each with ids of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")


def _text(label: Any, rows: int = 3, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
    return forms.CharField(label=label, widget=widget, max_length=2000, **options)


def _line(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=200, widget=forms.TextInput(attrs={"dir": "auto"}), **options)


def _once() -> forms.UUIDField:
    return forms.UUIDField(required=False, widget=forms.HiddenInput, initial=uuid4)


def sign(term: Term) -> str:
    """A sign with what it counts."""
    weight = rules.weight(term.code)
    return f"{term.label} ({f'{weight:+d}'.replace('-', '−') if weight else '0'})"


def _signs() -> list[tuple[Any, Any]]:
    found = terms("vetting_indicators")
    groups = [(label, [(each.code, sign(each)) for each in found if each.extra["side"] == side])
              for side, label in SIDES.items()]  # fmt: skip
    return [("", "—"), *groups]


class FindingForm(Quiet):
    code = forms.ChoiceField(label=_("Sign"), choices=_signs)
    note = _text(_("What it rests on"), 2, required=False)
    once = _once()


class VouchForm(Quiet):
    kind = forms.ChoiceField(label=_("Who stands for them"), choices=list(rules.VOUCHERS.items()))
    who = _line(_("Name"), help_text=_("The pseudonym of a person, the name of a colleague, or whoever it is outside."))
    strength = forms.ChoiceField(
        label=_("How strongly"), choices=[(code, label) for code, (label, _weight) in rules.STRENGTHS.items()]
    )
    note = _text(_("What they said"), 2, required=False)
    once = _once()


class VerdictForm(Quiet):
    """`seen` is what the person read; somebody else may have noted more since."""

    state = forms.ChoiceField(label=_("What you hold them to be"))
    reason = _text(_("Why"), required=False)
    again_on = forms.DateField(
        label=_("Vet again on"),
        required=False,
        help_text=_("Empty: after 60 days for cleared, 14 for provisional."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, now: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", "—"), *((code, rules.STATES[code]) for code in rules.NEXT[now])]  # type: ignore[attr-defined]

    def now_at(self, version: int) -> None:
        """Lets the same be sent again by somebody who has the newer version before them."""
        data = cast(QueryDict, self.data).copy()
        data["seen"] = str(version)
        self.data = data


class MarkForm(Quiet):
    detail = _text(
        _("The detail"), 2, help_text=_("Something small and harmless that nobody else was told, such as a colour.")
    )


class OutsideMarkForm(MarkForm):
    name = _line(_("Who alone is told it"))


class SeenForm(forms.Form):
    where = forms.CharField(
        label=_("It turned up at"), max_length=500, widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"})
    )


class HeardForm(Quiet):
    heard = _text(_("What was heard or read"), 2)


class WithdrawForm(Quiet):
    why = _text(_("Why"), 2)
    reach = forms.ChoiceField(
        label=_("How far"),
        choices=[
            ("one", _("Only for this person")),
            ("all", _("For everybody: we do not trust this word any more")),
        ],
        widget=forms.RadioSelect,
    )
