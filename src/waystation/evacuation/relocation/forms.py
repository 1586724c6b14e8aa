"""The forms of the room. Each one that makes a record says what is wrong with it beside its fields."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.casework import consent_forms
from waystation.casework.forms import Moment, OnceForm, QuietForm, _day, _line, _text, say_beside
from waystation.casework.near_days import near_day
from waystation.casework.submit import without_version
from waystation.evacuation.relocation import filing, instances, rules, wording
from waystation.evacuation.relocation.records import (
    Application,
    Appointment,
    Arrival,
    CheckUp,
    Item,
    Needed,
    Step,
    Terms,
    Track,
)
from waystation.evacuation.relocation.rules import MOST_STEPS, Fault, Whole
from waystation.evacuation.relocation.writing import record_of
from waystation.vocabulary.vocabularies import label_of, terms

ONE = "first"  # in a form, whoever the case was opened for
NOBODY = ("", "—")
SPARE = 3  # empty lines of a template
REMINDED = {0: _("Nobody is called"), 2: _("Two hours before"), 24: _("A day before"), 48: _("Two days before")}
SIGN_AFTER = {0: _("None"), 60: _("After an hour"), 180: _("After three hours"), 360: _("After six hours")}


class Choices:
    """What the forms of one case offer, each as pairs of a value and its words."""

    def __init__(
        self,
        *,
        along: Mapping[UUID, str],
        travellers: Mapping[UUID | None, str],
        providers: Mapping[UUID, str],
        escorts: Mapping[UUID, str],
        papers: Mapping[UUID, str],
    ) -> None:
        self.along, self.providers, self.escorts, self.papers = (
            [(str(id_), words) for id_, words in each.items()] for each in (along, providers, escorts, papers)
        )
        self.travellers = [(str(id_ or ONE), words) for id_, words in travellers.items()]


def whose(value: str) -> UUID | None:
    """Whom a form names: None is the one for whom the case was opened."""
    return None if value == ONE else UUID(value)


def _id(label: Any, **kwargs: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, required=False, coerce=UUID, empty_value=None, **kwargs)


def _words(label: Any, words: Mapping[Any, Any], **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=list(words.items()), **kwargs)


def _number(label: Any, **kwargs: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=rules.LONGEST, **kwargs)


def _follows() -> forms.ChoiceField:
    words = {"": _("By hand")} | wording.FOLLOWS
    return _words(_("Done by itself once"), words, required=False, help_text=_("It opens again if that holds no more."))


class RecordForm(OnceForm):
    """A form that makes a record. `faults` says what is wrong with it, by field."""

    record_type: type[Any]

    def record(self) -> Any:
        """What was typed. Only for a form whose fields are valid."""
        said = self.cleaned_data
        empty = {name: default for name, default in _defaults(self.record_type) if said.get(name) is None}
        return record_of(self.record_type, said | empty, **self.more())

    def more(self) -> dict[str, Any]:
        """What of the record follows from elsewhere than from fields of its names."""
        return {}

    def faults(self, record: Any) -> Iterable[Fault]:
        return ()

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors:
            say_beside(self, self.faults(self.record()))
        return said

    @classmethod
    def told(cls, record: Any) -> dict[str, Any]:
        """What the fields hold for a record."""
        return msgspec.structs.asdict(record)


def _defaults(record_type: type[Any]) -> Iterator[tuple[str, Any]]:
    for field in msgspec.structs.fields(record_type):
        if not field.required and field.default is not msgspec.NODEFAULT:
            yield field.name, field.default


class TrackForm(RecordForm):
    record_type = Track
    country = _line(label=_("Country"), required=True, max_length=80)
    pathway = forms.ChoiceField(label=_("Pathway"))
    people = forms.MultipleChoiceField(
        label=_("Who goes along"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Beside the one of the case. Each has papers of their own, and is asked for their own consent."),
    )
    chance = _words(_("Chance"), wording.CHANCES, initial="unknown", widget=forms.RadioSelect)
    chance_source = _line(label=_("Whence we have that"), help_text=_("Who said so, or what happened in other cases."))
    weeks = _number(_("Weeks until a decision, as a rule"))
    cost = _line(label=_("Cost, as far as known"), max_length=20, help_text=_("A number, such as 350 or 99.50."))
    currency = _line(label=_("Currency"), max_length=3, help_text=_("Three letters, such as EUR."))
    travel_by = near_day(label=_("Travel by"), help_text=_("Passports are looked at for this day."))
    ready_on = near_day(
        label=_("Can travel from"),
        help_text=_("Only for a pathway on which nobody decides before the journey; else a visa says it."),
    )
    note = _text(label=_("Note"), rows=3)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(each.code, each.label) for each in terms("immigration_pathways")]
        self.fields["pathway"].choices = [("", _("Choose")), *known]  # type: ignore[attr-defined]
        self.fields["people"].choices = choices.along  # type: ignore[attr-defined]
        if not choices.along:
            del self.fields["people"]

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def clean_cost(self) -> str:
        return str(self.cleaned_data["cost"]).replace(",", ".")

    def more(self) -> dict[str, Any]:
        return {"people": tuple(UUID(each) for each in self.cleaned_data.get("people", ()))}

    def faults(self, record: Track) -> Iterable[Fault]:
        return rules.track_faults(record)

    @classmethod
    def told(cls, record: Track) -> dict[str, Any]:
        return super().told(record) | {"people": [str(each) for each in record.people]}


class PartForm(RecordForm):
    """Of a part of a track, which is `whole`."""

    def __init__(self, *args: Any, whole: Whole, choices: Choices, now: datetime, before: Any = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.whole, self.choices, self.now, self.before = whole, choices, now, before
        self.today = localtime(now).date()
        self.choose()

    def choose(self) -> None:
        """Offers what there is to choose from."""

    def more(self) -> dict[str, Any]:
        return {"track": self.whole.id}

    def done(self) -> dict[str, Any]:
        """What the action is told beside the record."""
        return {}


class StepForm(PartForm):
    record_type = Step
    what = _line(label=_("What is to be done"), required=True)
    whose = _words(_("On whose side it lies"), wording.PARTIES, widget=forms.RadioSelect, initial="us")
    since = _day(label=_("Waits since"), help_text=_("From which day it has lain there."))
    due = near_day(label=_("By when"))
    done_on = _day(label=pgettext_lazy("step", "Done on"))
    follows = _follows()
    number = _number(_("Place in the list"), help_text=_("Left empty: at the end, or as it is."))
    note = _text(label=_("Note"), rows=2)

    def faults(self, record: Step) -> Iterable[Fault]:
        return rules.step_faults(record, self.today)


class NeededForm(PartForm):
    record_type = Needed
    person = forms.ChoiceField(label=_("Whose"))
    kind = forms.ChoiceField(label=_("Which paper"))
    kept = _id(
        _("It is this paper of theirs"),
        help_text=_("If it stands among their papers already: its last day is taken from there where none is typed."),
    )
    state = _words(_("State"), wording.PAPER_STATES, widget=forms.RadioSelect, initial="missing")
    original = _line(label=_("Who holds the original"), help_text=_("The person, a relative, the police, we."))
    copies = _number(_("Copies"))
    valid_until = _day(label=_("Valid until"))
    translation = _words(_("Certified translation"), wording.TRANSLATIONS, initial="not_needed")
    legalisation = _words(_("Apostille or legalisation"), wording.LEGALISATIONS, initial="not_needed")
    legalised_on = _day(label=_("It is there since"))
    due = near_day(label=_("By when it has to be there"))
    note = _text(label=_("Note"), rows=2)

    def choose(self) -> None:
        documents = [(each.code, each.label) for each in terms("document_types")]
        self.fields["kind"].choices = [("", _("Choose")), *documents]  # type: ignore[attr-defined]
        self.fields["person"].choices = self.choices.travellers  # type: ignore[attr-defined]
        self.fields["kept"].choices = [NOBODY, *self.choices.papers]  # type: ignore[attr-defined]
        if not self.choices.papers:
            del self.fields["kept"]

    def more(self) -> dict[str, Any]:
        return super().more() | {"person": whose(self.cleaned_data["person"])}

    def faults(self, record: Needed) -> Iterable[Fault]:
        return rules.needed_faults(record, self.whole.travellers, self.today)

    @classmethod
    def told(cls, record: Needed) -> dict[str, Any]:
        return super().told(record) | {"person": str(record.person or ONE)}


class AppointmentForm(PartForm):
    record_type = Appointment
    what = _line(label=_("What it is"), required=True)
    starts = Moment(label=_("When"))
    provider = _id(_("With whom"))
    place = _line(label=_("Where"), help_text=_("Only who opens the logistics of the case reads it."))
    escort = _id(_("Who goes along"))
    step = _id(_("For which step"), help_text=_("It is done once they were there."))
    remind = _words(_("Call the duty team"), REMINDED, initial=0)
    sign_after = _words(
        _("A sign of life is expected"),
        SIGN_AFTER,
        initial=rules.USUAL_SIGN,
        help_text=_("Counted from the beginning. Silence raises an alarm by itself."),
    )
    note = _text(label=_("Note"), rows=2)

    def choose(self) -> None:
        self.fields["provider"].choices = [NOBODY, *self.choices.providers]  # type: ignore[attr-defined]
        self.fields["escort"].choices = [NOBODY, *self.choices.escorts]  # type: ignore[attr-defined]
        own = self.before.step if self.before else None
        steps = [(str(id_), step.what) for id_, step in self.whole.steps if step.done_on is None or id_ == own]
        self.fields["step"].choices = [NOBODY, *steps]  # type: ignore[attr-defined]

    def clean_remind(self) -> int:
        return int(self.cleaned_data["remind"])

    def clean_sign_after(self) -> int:
        return int(self.cleaned_data["sign_after"])

    def faults(self, record: Appointment) -> Iterable[Fault]:
        return rules.appointment_faults(record, self.before, [id_ for id_, _step in self.whole.steps], self.now)

    def done(self) -> dict[str, Any]:
        return {"sign_after": self.cleaned_data["sign_after"]}

    @classmethod
    def told(cls, record: Appointment) -> dict[str, Any]:
        return super().told(record) | {"sign_after": rules.sign_after(record)}


class ApplicationForm(PartForm):
    record_type = Application
    what = _line(label=_("What is asked for"), required=True)
    whom = forms.MultipleChoiceField(label=_("For whom"), widget=forms.CheckboxSelectMultiple, required=False)
    provider = _id(_("To whom it goes"), help_text=_("An embassy, a partner: they stand among the providers."))
    reference = _line(label=_("Reference number"))
    note = _text(label=_("Note"), rows=2)

    def choose(self) -> None:
        self.fields["provider"].choices = [NOBODY, *self.choices.providers]  # type: ignore[attr-defined]
        self.fields["whom"].choices = self.choices.travellers  # type: ignore[attr-defined]
        self.initial.setdefault("whom", [value for value, _words in self.choices.travellers])

    def more(self) -> dict[str, Any]:
        return super().more() | {"whom": tuple(whose(each) for each in self.cleaned_data["whom"])}

    def faults(self, record: Application) -> Iterable[Fault]:
        return rules.application_faults(record, self.whole.travellers)

    @classmethod
    def told(cls, record: Application) -> dict[str, Any]:
        return super().told(record) | {"whom": [str(each or ONE) for each in record.whom]}


class ArrivalForm(PartForm):
    record_type = Arrival
    arrived_on = _day(label=_("Arrived on"), required=True)
    place = _line(label=_("Where"), max_length=80, help_text=_("A city or region, no address."))
    reception = _id(_("Who looks after them there"))
    received_by = _line(label=_("Who met them"), help_text=_("What we call them."))
    note = _text(label=_("Note"), rows=3)

    def choose(self) -> None:
        self.fields["reception"].choices = [NOBODY, *self.choices.providers]  # type: ignore[attr-defined]

    def faults(self, record: Arrival) -> Iterable[Fault]:
        return rules.arrival_faults(self.whole, record, self.today)


class PlanCheckUpForm(PartForm):
    record_type = CheckUp
    due = near_day(label=_("On which day"), required=True)

    def faults(self, record: CheckUp) -> Iterable[Fault]:
        arrived = self.whole.arrival[1].arrived_on if self.whole.arrival else date.min
        return rules.check_up_faults(record, arrived, self.today)


class CheckUpForm(QuietForm):
    done_on = _day(label=_("Asked on"), required=True)
    how = _words(_("How they are"), wording.HOW, widget=forms.RadioSelect)
    signs = forms.MultipleChoiceField(
        label=_("Warning signs"),
        required=False,
        choices=list(wording.SIGNS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("One is enough to call the duty team: people were found abroad, too."),
    )
    note = _text(label=_("What they said, what comes next"), rows=3)

    def clean_signs(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data["signs"])


class OutcomeForm(QuietForm):
    outcome = _words(
        _("How it went"),
        {code: words for code, words in wording.APPOINTMENT_OUTCOMES.items() if code},
        widget=forms.RadioSelect,
    )
    note = _text(label=_("What happened, what comes next"), rows=3)


class HandInForm(QuietForm):
    """`limits` names the answers whose limits stood on the page."""

    filed_on = _day(label=_("Handed in on"), required=True)
    reference = _line(label=_("Reference number"))
    by_us = forms.TypedChoiceField(
        label=_("Who hands it in"),
        choices=[("yes", _("We pass it on")), ("no", _("The person does so; nothing leaves from us"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
    purpose = forms.ChoiceField(label=_("By which consent"))
    parts = consent_forms.parts_field(_("Which parts"), required=False, help_text=_("As little as serves the purpose."))
    keeps = forms.BooleanField(
        label=_("I have read the limits that stand on this page and keep to them"), required=False
    )
    limits = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(code, label_of("consent_purposes", code)) for code in filing.PURPOSES]
        self.fields["purpose"].choices = known  # type: ignore[attr-defined]
        self.initial.setdefault("parts", sorted(filing.PARTS))

    def limits_seen(self) -> UUID | None:
        """What stands for the answers whose limits the actor says that they have read."""
        return self.cleaned_data["limits"] if self.cleaned_data["keeps"] else None

    def show_limits(self, limits_id: UUID | None) -> None:
        """Lets the same be sent again over the limits that stand on the page now."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["limits"] = str(limits_id or "")
        self.data = data


class DecisionForm(QuietForm):
    decision = _words(_("Decision"), wording.DECISIONS, widget=forms.RadioSelect)
    decided_on = _day(label=_("Decided on"), required=True)
    told_on = _day(
        label=_("Reached them on"),
        help_text=_("Often the time for an appeal runs from this day: see the paper."),
    )
    valid_from = _day(label=_("Valid from"))
    valid_until = _day(label=_("Valid until"))
    conditions = _text(label=_("Conditions"), rows=2)
    appeal_by = near_day(
        label=_("Last day for an appeal"),
        help_text=_("As the decision or a lawyer says it. Left empty: counted by the terms of the country."),
    )
    appeal_source = _line(label=_("Who says so"))

    def __init__(self, *args: Any, application: Application, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._application, self._today = instances.decided_anew(application), today

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors:
            wanted = msgspec.structs.replace(self._application, **without_version(said))
            for name, sentence in rules.decision_faults(wanted, self._today):
                self.add_error(name or None, str(sentence))
        return said


class AppealForm(QuietForm):
    appealed_on = _day(label=_("Appealed on"), required=True)
    reference = _line(label=_("Reference number of the appeal"))
    outcome = _words(_("Answer to the appeal"), {"": _("None yet")} | wording.APPEAL_OUTCOMES, required=False)
    decided_on = _day(label=_("Answered on"))
    told_on = _day(
        label=_("The answer reached them on"),
        help_text=_("Where it was dismissed: often the time for a further appeal runs from this day."),
    )
    further_by = near_day(
        label=_("Last day for a further appeal"),
        help_text=_("As the answer or a lawyer says it. Left empty: counted by the terms of the country."),
    )
    further_source = _line(label=_("Who says so"))
    is_final = forms.BooleanField(label=_("No further appeal is possible"), required=False)

    @staticmethod
    def told(application: Application) -> dict[str, Any]:
        """What the fields hold for an appeal."""
        return {
            "appealed_on": application.appealed_on,
            "reference": application.appeal_reference,
            "outcome": application.appeal_outcome,
            "decided_on": application.appeal_decided_on,
            "told_on": application.answer_told_on,
            "further_by": application.further_by,
            "further_source": application.further_source,
            "is_final": application.is_final,
        }


class BecauseForm(QuietForm):
    because = _text(label=_("Why"), rows=3, required=True)


class SeenForm(QuietForm):
    note = _text(label=_("What was done"), rows=3, required=True)


class TermsForm(RecordForm):
    record_type = Terms
    country = _line(label=_("Country"), required=True, max_length=80)
    pathway = forms.ChoiceField(label=_("Pathway"))
    source = _line(
        label=_("Source"), required=True, help_text=_("The law and its paragraph, a lawyer, the embassy's page.")
    )
    as_of = _day(label=_("As of"), required=True)
    appeal_length = forms.IntegerField(
        label=_("Time for an appeal"), required=False, min_value=1, max_value=rules.LONGEST
    )
    appeal_unit = _words(_("Counted in"), wording.UNITS, initial="days")
    appeal_from = _words(
        _("Counted from"), wording.APPEAL_FROM, initial="notice", help_text=_("That day is not counted.")
    )
    at_weekend = _words(_("If the last day is a Saturday or Sunday"), wording.AT_WEEKEND, initial="stays")
    further_length = forms.IntegerField(
        label=_("Time for a further appeal"),
        required=False,
        min_value=1,
        max_value=rules.LONGEST,
        help_text=_("Once an appeal was dismissed. Left empty: it is not counted, and asked for."),
    )
    further_unit = _words(_("Counted in"), wording.UNITS, initial="days")
    passport_months = _number(
        _("Months that a passport must last beyond the journey"), help_text=_("Left empty: six are taken.")
    )
    weeks = _number(_("Weeks until a decision, as a rule"))
    note = _text(label=_("Note"), rows=3)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        known = [(each.code, each.label) for each in terms("immigration_pathways")]
        self.fields["pathway"].choices = [("", _("Choose")), *known]  # type: ignore[attr-defined]

    def faults(self, record: Terms) -> Iterable[Fault]:
        return rules.terms_faults(record, self._today)


class ItemForm(forms.Form):
    """One line of a template; an empty one is none."""

    what = _line(label=_("What is to be done"), required=False)
    whose = _words(_("On whose side it lies"), wording.PARTIES, required=False, initial="us")
    days = _number(_("Days after the beginning"), help_text=_("Left empty: no day."))
    follows = _follows()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")


ItemForms = forms.formset_factory(ItemForm, extra=SPARE, max_num=MOST_STEPS, absolute_max=MOST_STEPS, validate_max=True)


def items(lines: "forms.BaseFormSet[ItemForm]") -> Iterator[Item]:
    """The lines that say something."""
    for said in (form.cleaned_data for form in lines.forms):
        if what := said.get("what", "").strip():
            whose, follows = said.get("whose") or "us", said.get("follows") or ""
            yield Item(what=what, whose=whose, days=said.get("days"), follows=follows)
