"""The form of estimates: whom a count means, and who of those who told us makes which list."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.casework.forms import OnceForm, _line
from waystation.documentation.estimates import wording
from waystation.documentation.estimates.lists import Teller, shown
from waystation.documentation.figures import counting
from waystation.documentation.figures.forms import CountForm
from waystation.documentation.figures.records import Definition

LONGEST = 60


class EstimateForm(CountForm):
    """Which victims are meant; a definition as a count has it."""

    unit = publisher = note = seen = None  # type: ignore[assignment]

    def definition(self) -> Definition:
        """What was asked for. Only for a form that is valid."""
        self.cleaned_data["unit"] = counting.VICTIM
        return super().definition()


class ListsForm(forms.Form):
    """To which list each of those belongs who told us of many; and all others together."""

    def __init__(self, *args: Any, tellers: Iterable[Teller], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tellers = shown(tellers)
        for each in self.tellers:
            proposed = each.called[:LONGEST] if each.is_list else str(wording.OURS)
            self.fields[_name(each.id)] = _line(label=each.called, max_length=LONGEST, initial=proposed)
        self.fields["others"] = _line(
            label=_("Everybody else who told us"),
            max_length=LONGEST,
            initial=str(wording.OURS),
            help_text=_("Victims, relatives, witnesses who came to us: one list together."),
        )
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")

    def said(self) -> dict[UUID, str]:
        """To which list each belongs; "" to none. Only for a form that is valid."""
        return {each.id: self.cleaned_data[_name(each.id)] for each in self.tellers}

    @property
    def lines(self) -> list[tuple[Teller, Any]]:
        """Each of them with its field."""
        return [(each, self[_name(each.id)]) for each in self.tellers]


class FreezeForm(OnceForm):
    """Who states the estimate."""

    publisher = _line(
        label=_("Who states it"),
        max_length=120,
        required=True,
        help_text=_("The name under which you publish; needed to freeze."),
    )
    note = _line(label=_("Note"), max_length=1_000, help_text=_("It stays with the figure: name nobody."))


def _name(one: UUID) -> str:
    return f"list_{one}"
