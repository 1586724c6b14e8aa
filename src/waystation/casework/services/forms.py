"""The forms of providers and services."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.casework.forms import OnceForm, QuietForm, _day, _line, _text, need_choices
from waystation.casework.near_days import near_day
from waystation.casework.services import rules, wording
from waystation.casework.services.records import Provider
from waystation.vocabulary.vocabularies import terms

Choices = Iterable[tuple[Any, Any]]


class ProviderForm(OnceForm):
    name = _line(
        label=_("What we call them"), required=True, max_length=80, help_text=_("A name that says nothing outside.")
    )
    offers = forms.MultipleChoiceField(
        label=_("What they offer"), required=False, widget=forms.CheckboxSelectMultiple
    )  # fmt: skip
    languages = _line(label=_("Languages"))
    places = _line(label=_("Where"), help_text=_("Cities or regions; no street."))
    at_most = forms.IntegerField(
        label=_("How many people at most"),
        required=False,
        min_value=0,
        max_value=9999,
        help_text=_("At the same time. Left empty: no limit."),
    )
    vetting = forms.ChoiceField(
        label=_("How far they are checked"), choices=list(wording.VETTING_WORDS.items()), widget=forms.RadioSelect
    )
    state = forms.ChoiceField(
        label=_("State"),
        choices=list(wording.STATE_WORDS.items()),
        widget=forms.RadioSelect,
        help_text=_("Compromised: nobody is sent there any more, and all who are with them are listed."),
    )
    why = _line(label=_("Why"), help_text=_("Needed unless they take people."))
    note = _text(label=_("Note for us"), rows=3, help_text=_("How to reach them, what to know."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offers"].choices = [(each.code, each.label) for each in terms("needs")]  # type: ignore[attr-defined]
        self.initial = {"vetting": "not_checked", "state": "active"} | self.initial

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors:
            for name, sentence in rules.provider_faults(self.provider()):
                self.add_error(name, sentence)
        return said

    def provider(self) -> Provider:
        """What was typed. Only for a form that is valid so far."""
        said = {name: value for name, value in self.cleaned_data.items() if name not in ("version", "once")}
        return Provider(**said | {"offers": tuple(said["offers"])})


class ServiceForm(OnceForm):
    code = forms.ChoiceField(label=_("What is done"))
    provider = forms.TypedChoiceField(label=_("By whom"), required=False, coerce=UUID, empty_value=None)
    person = forms.TypedChoiceField(
        label=_("For whom"),
        required=False,
        coerce=UUID,
        empty_value=None,
        help_text=_("What one person gets from one provider at the same time takes one place there."),
    )
    due = near_day(label=_("By when"))
    note = _text(label=_("What is agreed"), rows=3)
    reason = _line(
        label=_("Why they all the same"),
        help_text=_("Needed where something stands against this provider: full, not checked, does not offer it."),
    )

    def __init__(
        self, *args: Any, providers: Choices, people: Choices, code: str = "", is_new: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined]
        if len(self.fields["person"].choices) < 2:  # type: ignore[attr-defined]
            del self.fields["person"]
        self.fields["provider"].choices = [("", _("Nobody yet")), *providers]  # type: ignore[attr-defined]
        self.fields["code"].choices = need_choices()  # type: ignore[attr-defined]
        if code:
            del self.fields["code"]
        if not is_new:
            del self.fields["once"]


class EndForm(QuietForm):
    outcome = forms.ChoiceField(
        label=_("What came of it"), choices=list(wording.OUTCOME_WORDS.items()), widget=forms.RadioSelect
    )
    done_on = _day(label=pgettext_lazy("service", "Done on"), help_text=_("Left empty: today."))
    result = _text(label=_("In a few words"), rows=3)
    met = forms.BooleanField(label=_("The need is met by it"), required=False)

    def __init__(self, *args: Any, today: date, answers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        if not answers:
            del self.fields["met"]

    def clean_done_on(self) -> date | None:
        done_on: date | None = self.cleaned_data["done_on"]
        for _name, sentence in rules.ending_faults(done_on or self._today, self._today):
            raise forms.ValidationError(sentence)
        return done_on


def provider_choices(
    providers: Mapping[UUID, Provider],
    taken: Mapping[Any, int],
    code: str,
    said: Callable[[Provider], Any],
    now: UUID | None = None,
) -> list[tuple[Any, list[tuple[str, str]]]]:
    """Those who take people, in two groups: who offers it, and the others; `now` is with whom somebody is already.

    Beside each stands what the person `said` of being passed on to them.
    """
    usable = [(pk, one) for pk, one in providers.items() if rules.refusal(one) is None or pk == now]
    offering = [(str(pk), _told(one, taken.get(pk, 0), said(one))) for pk, one in usable if code in one.offers]
    others = [(str(pk), _told(one, taken.get(pk, 0), said(one))) for pk, one in usable if code not in one.offers]
    groups = [(_("They offer it"), offering), (_("Others"), others)]
    return [(label, choices) for label, choices in groups if choices]


def _told(provider: Provider, taken: int, said: Any) -> str:
    many = str(taken) if provider.at_most is None else f"{taken} / {provider.at_most}"
    told = (provider.name, many, provider.languages, provider.places, str(said))
    return " · ".join(part for part in told if part)
