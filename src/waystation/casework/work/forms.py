"""The forms of work. Nothing that is typed here is offered again by the browser."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.casework.forms import OnceForm, QuietForm
from waystation.casework.work.records import Item
from waystation.casework.work.rules import LONGEST_WAIT, MOST_ITEMS
from waystation.casework.work.wording import FOR_WHOM, KINDS, TEAMS

SPARE = 4  # empty lines of a template


def _line(**kwargs: Any) -> forms.CharField:
    return forms.CharField(max_length=200, **kwargs)


def _text(**kwargs: Any) -> forms.CharField:
    return forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}), **kwargs)


def _day(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), required=False, **kwargs)


class TaskForm(OnceForm):
    """What, by when, and for a colleague or a team: one choice, so that it is never for both."""

    what = _line(label=_("What is to be done"))
    due = _day(label=_("By when"))
    whose = forms.ChoiceField(label=_("For whom"), required=False)

    def __init__(self, *args: Any, colleagues: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted(colleagues.items(), key=lambda pair: pair[1].casefold())
        people = [(account.hex, persona) for account, persona in names]
        self.fields["whose"].choices = [  # type: ignore[attr-defined]
            ("", FOR_WHOM[""]),
            (_("Teams"), list(TEAMS.items())),
            (_("Colleagues"), people),
        ]

    def told(self) -> dict[str, Any]:
        """What the actions take."""
        whose = self.cleaned_data["whose"]
        who = UUID(whose) if whose and whose not in TEAMS else None
        return {
            "what": self.cleaned_data["what"],
            "due": self.cleaned_data["due"],
            "who": who,
            "team": "" if who else whose,
        }


def whose(who: UUID | None, team: str) -> str:
    """What the choice of a task says."""
    return who.hex if who else team


class EndForm(QuietForm):
    note = _line(label=_("How it went"), required=False, help_text=_("In a few words; why, if it is cancelled."))


class FlagForm(OnceForm):
    message = _text(label=_("What somebody must look at"))
    on = _day(label=_("From which day"), help_text=_("Left empty: from today. Until then it waits in the calendar."))


class ResolveForm(QuietForm):
    note = _text(label=_("What was found or done"))


class AskForm(OnceForm):
    kind = forms.ChoiceField(label=_("What for"), choices=list(KINDS.items()))
    what = _text(label=_("What you ask somebody to agree to"))


class AnswerForm(QuietForm):
    comment = _text(label=_("Comment"), required=False, help_text=_("Needed when you say no."))


class ItemForm(forms.Form):
    """One line of a template; an empty one is none."""

    id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    what = _line(label=_("What is to be done"), required=False)
    days = forms.IntegerField(label=_("Days after"), min_value=0, max_value=LONGEST_WAIT, required=False)
    team = forms.ChoiceField(label=_("For whom"), choices=list(FOR_WHOM.items()), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")


ItemForms = forms.formset_factory(ItemForm, extra=SPARE, max_num=MOST_ITEMS, absolute_max=MOST_ITEMS, validate_max=True)


def items(lines: "forms.BaseFormSet[ItemForm]") -> Iterator[Item]:
    """The lines that say something, each with an id of its own."""
    known: set[UUID] = set()
    for said in (form.cleaned_data for form in lines.forms):
        if what := said.get("what", "").strip():
            pk = said.get("id") or uuid4()
            pk = uuid4() if pk in known else pk
            known.add(pk)
            yield Item(id=pk, what=what, days=said.get("days") or 0, team=said.get("team", ""))


class LookForm(QuietForm):
    """Which of the proposals become tasks; all are ticked at first. `shown` are those that were on the page."""

    wanted = forms.MultipleChoiceField(
        label=_("What is to be done"), required=False, widget=forms.CheckboxSelectMultiple
    )
    shown = forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, *args: Any, proposals: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("wanted", "shown"):
            self.fields[name].choices = proposals  # type: ignore[attr-defined]
            self.initial.setdefault(name, [pk for pk, _label in proposals])
