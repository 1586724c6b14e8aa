"""The forms of what waits in a case, of the money for the way, and of who is away."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.casework.forms import Moment, OnceForm, QuietForm, _day, _line, _named, _text, reason_choices


class LookForm(QuietForm):
    tried = _text(label=_("What was tried"), rows=3, required=True)
    who = forms.TypedChoiceField(label=_("Who looks next"), coerce=UUID)
    look_by = Moment(label=_("Looks again by"))

    def __init__(self, *args: Any, colleagues: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = _named(colleagues)  # type: ignore[attr-defined]


class RecallForm(QuietForm):
    note = _text(
        label=_("Whom you asked to delete it, and what they said"),
        rows=3,
        required=True,
        help_text=_("It becomes a note of the case. Where nothing had left, write that."),
    )


class ProposeForm(QuietForm):
    reason = forms.ChoiceField(label=_("Reason for closing"))
    note = _text(label=_("Why before the year is over"), rows=3, required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [("", _("Choose")), *reason_choices(["closed_safe"])]  # type: ignore[attr-defined]


class FundsForm(OnceForm):
    there = forms.TypedChoiceField(
        label=_("Is the money for the way there?"),
        choices=[("yes", _("Yes")), ("no", pgettext_lazy("money", "Not yet"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = _line(label=_("Who pays, or what is missing"), required=True)


class AwayForm(OnceForm):
    account = forms.TypedChoiceField(label=_("Who is away"), coerce=UUID)
    stand_in = forms.TypedChoiceField(label=_("Who stands in"), coerce=UUID)
    first = _day(label=_("First day"), required=True)
    last = _day(label=_("Last day"), required=True)
    note = _line(label=_("Note"))

    def __init__(self, *args: Any, accounts: Mapping[UUID, str], colleagues: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["account"].choices = _named(accounts)  # type: ignore[attr-defined]
        self.fields["stand_in"].choices = [("", _("Choose")), *_named(colleagues)]  # type: ignore[attr-defined]
