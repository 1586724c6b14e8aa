"""The forms of work. Nothing that is typed here is offered again by the browser."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.casework.forms import OnceForm, QuietForm, Words
from waystation.casework.near_days import near_day
from waystation.casework.work.records import DONE, Item
from waystation.casework.work.rules import LONGEST_WAIT, MOST_ITEMS
from waystation.casework.work.wording import FOR_WHOM, KINDS, TEAMS

SPARE = 4  # empty lines of a template
_ANYONE = "anyone"


def _line(**kwargs: Any) -> forms.CharField:
    return Words(max_length=200, **kwargs)


def _text(**kwargs: Any) -> forms.CharField:
    return Words(max_length=4000, widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}), **kwargs)


class TaskForm(OnceForm):
    """What, by when, and for a colleague or a team: one choice, so that it is never for both."""

    what = _line(label=_("What is to be done"))
    due = near_day(label=_("By when"))
    whose = forms.ChoiceField(label=_("For whom"), required=False)

    def __init__(self, *args: Any, colleagues: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whose"].choices = [("", FOR_WHOM[""]), *_whose(colleagues)]  # type: ignore[attr-defined]

    def told(self) -> dict[str, Any]:
        """What the actions take."""
        said = self.cleaned_data
        return {"what": said["what"], "due": said["due"], **_given(said["whose"])}


def _whose(colleagues: Mapping[UUID, str]) -> list[Any]:
    """The teams and the colleagues of whom one is chosen."""
    people = sorted(colleagues.items(), key=lambda pair: pair[1].casefold())
    named = [(account.hex, persona) for account, persona in people]
    return [(_("Teams"), list(TEAMS.items())), (_("Colleagues"), named)]


def _given(whose: str) -> dict[str, Any]:
    """The same choice as a task's fields."""
    who = UUID(whose) if whose and whose not in TEAMS else None
    return {"who": who, "team": "" if who else whose}


def whose(who: UUID | None, team: str) -> str:
    """What the choice of a task says."""
    return who.hex if who else team


class TogetherForm(OnceForm):
    """What is set in several tasks; a field that is left empty leaves each task as it is."""

    state = forms.BooleanField(label=_("They are done"), required=False)
    due = near_day(label=_("By when"))
    whose = forms.ChoiceField(label=_("For whom"), required=False)

    def __init__(self, *args: Any, colleagues: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("As it is")), (_ANYONE, FOR_WHOM[""]), *_whose(colleagues)]
        self.fields["whose"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not (said.get("state") or said.get("due") or said.get("whose")):
            self.add_error(None, _("Say what is to be changed."))
        return said

    def wish(self) -> dict[str, Any]:
        """What is to be set, by the task's fields."""
        said = self.cleaned_data
        wanted: dict[str, Any] = {"state": DONE} if said["state"] else {}
        if said["due"]:
            wanted["due"] = said["due"]
        if said["whose"]:
            wanted |= _given("" if said["whose"] == _ANYONE else said["whose"])
        return wanted


class EndForm(QuietForm):
    note = _line(label=_("How it went"), required=False, help_text=_("In a few words; why, if it is cancelled."))


class FlagForm(OnceForm):
    message = _text(label=_("What somebody must look at"))
    on = near_day(
        label=_("From which day"), help_text=_("Left empty: from today. Until then it waits in the calendar.")
    )


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
