"""The forms of interventions and of parts of lives."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.casework.forms import OnceForm, _line, _text
from waystation.documentation.forms import PartialDateField, _choice, _who
from waystation.documentation.records import BiographicDetail, Intervention
from waystation.vocabulary.vocabularies import terms


class InterventionForm(OnceForm):
    """What somebody did because of an event, and what came of it."""

    party = _who(_("Who intervened"), required=True, help_text=_("A person, an organisation, or we ourselves."))
    victim = forms.ChoiceField(label=_("For whom"), required=False)
    kinds = forms.MultipleChoiceField(label=_("What was undertaken"), widget=forms.CheckboxSelectMultiple)
    made = PartialDateField(label=_("When"), help_text=_("2017-03-12, 2017-03 or 2017; with ~ for about."))
    requested = _line(label=_("Of whom something was asked"), max_length=400)
    response = _choice(_("Response"), "reply_kinds", empty="—")
    impact = _choice(_("What it changed"), "intervention_impacts", empty="—")
    note = _text(label=_("Note"), rows=3)

    def __init__(self, *args: Any, victims: Iterable[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(one), name) for one, name in victims]
        self.fields["victim"].choices = [("", _("for nobody alone")), *named]  # type: ignore[attr-defined]
        self.fields["kinds"].choices = [(each.code, each.label) for each in terms("submission_kinds")]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(said: Intervention, party: str) -> dict[str, Any]:
        """What stands in the form before anything is typed."""
        plain = {name: getattr(said, name) for name in ("kinds", "made", "requested", "response", "impact", "note")}
        return plain | {"party": party, "victim": str(said.victim or "")}

    def intervention(self, event_id: UUID) -> Intervention:
        """What was typed, but for who intervened. Only for a form that is valid."""
        said = self.cleaned_data
        plain = {name: said[name] for name in ("made", "requested", "response", "impact", "note")}
        victim = UUID(said["victim"]) if said["victim"] else None
        return Intervention(event=event_id, party=event_id, victim=victim, kinds=tuple(said["kinds"]), **plain)


class LifeForm(OnceForm):
    """A part of somebody's life: what they are to somebody, or what they did."""

    relationship = _choice(_("They are"), "relationships", empty="—")
    related = _who(_("To whom"))
    began = PartialDateField(label=_("Began"))
    ended = PartialDateField(label=pgettext_lazy("event", "Ended"))
    education = _line(label=_("School, training"))
    employment = _line(label=_("Work"))
    affiliation = _line(label=_("Organisation they belong to"))
    position = _line(label=_("Position there"))
    rank = _line(label=_("Rank"))
    note = _text(label=_("Note"), rows=3)

    PLAIN = ("relationship", "began", "ended", "education", "employment", "affiliation", "position", "rank", "note")

    @staticmethod
    def initial_of(said: BiographicDetail, related: str) -> dict[str, Any]:
        """What stands in the form before anything is typed."""
        return {name: getattr(said, name) for name in LifeForm.PLAIN} | {"related": related}

    def life(self, person_id: UUID) -> BiographicDetail:
        """What was typed, but for the relation. Only for a form that is valid."""
        return BiographicDetail(person=person_id, **{name: self.cleaned_data[name] for name in self.PLAIN})
