"""What the reader of a briefing may say on its page."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waystation.hotline import once
from waystation.hotline.briefings import opening
from waystation.hotline.briefings.records import DONE, LATE, NOT_MET, TRAVELLER, TROUBLE, Briefing

TEXT_CHARACTERS = 1000


class ReportForm(forms.Form):
    """One answer, with a few words where there is more to say.

    Of what is said to be done before it was to begin it is asked once more: the page is deleted with that answer.
    """

    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    outcome = forms.ChoiceField(
        label=_("How did it go?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the answers.")},
    )
    already = forms.BooleanField(label=_("Yes, it has already happened"), required=False)
    text = forms.CharField(
        label=_("A few words, if there is more to say"), required=False, max_length=TEXT_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, briefing: Briefing, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._briefing, self._now, role = briefing, now, briefing.role
        self.initial.setdefault("once", once.token())
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            (DONE, _("All went well: I have arrived") if role == TRAVELLER else _("All went well: it is done")),
            (LATE, _("It takes longer, but nothing is wrong")),
            (NOT_MET, _("Nobody came")),
            (TROUBLE, _("Something is wrong")),
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if opening.is_early(self._briefing, said.get("outcome", ""), self._now) and not said.get("already"):
            when = date_format(localtime(self._briefing.at), "MONTH_DAY_TIME_FORMAT")
            text = gettext("It was to begin on %(when)s. Has it already happened? If not, tell us afterwards.")
            self.add_error("already", text % {"when": when})
        return said

    @property
    def asks_again(self) -> bool:
        """Whether the page asks if it has already happened."""
        return "already" in self.errors or bool(self.is_bound and self.data.get("already"))
