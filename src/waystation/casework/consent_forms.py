"""The forms of consent."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.casework import consent_reach, consent_rules
from waystation.casework.consent_rules import Other, Verdict
from waystation.casework.consent_texts import Text
from waystation.casework.forms import OnceForm, QuietForm, _line, _text
from waystation.casework.near_days import near_day
from waystation.hotline.consent_words import PARTS, USES
from waystation.vocabulary.vocabularies import terms
from waystation.web import languages

CALLER = "caller"
SPOKEN = dict(languages.available()) | {"ru": _("in Russian"), "ce": _("in Chechen"), "en": _("in English")}
RECIPIENT_CHARACTERS = 120
REACH = (
    (consent_reach.NAMED, _("For whom the person named")),
    (consent_reach.CODES, _("Without details: codes alone")),
    (consent_reach.PUBLIC, _("For everybody")),
    (consent_reach.OURS, _("For ourselves alone, to keep")),
)


def parts_field(label: Any, **more: Any) -> forms.MultipleChoiceField:
    """Parts of a case to tick."""
    choices = list(PARTS.items())
    more = {"required": False} | more
    return forms.MultipleChoiceField(label=label, choices=choices, widget=forms.CheckboxSelectMultiple, **more)


def limits_shown(verdicts: Mapping[UUID, Verdict]) -> dict[str, Any]:
    """For a page with casework/_limits.html: the limits that people set, by case, and the `seen` that says which."""
    limited = {case_id: each for case_id, each in verdicts.items() if each.limits}
    return {
        "limits": [each.limits for each in limited.values()],
        "seen": " ".join(f"{case_id}:{each.limits_id}" for case_id, each in limited.items() if each.limits_id),
    }


def limits_seen(said: Mapping[str, Any]) -> dict[UUID, UUID]:
    """By case the answer whose limits somebody says that they have read, of a form with `keeps` and `seen`."""
    if not said.get("keeps"):
        return {}
    pairs = (pair.partition(":") for pair in said["seen"].split())
    try:
        return {UUID(case): UUID(answer) for case, _colon, answer in pairs}
    except ValueError:
        return {}


def purposes() -> list[tuple[str, str]]:
    return [(each.code, each.label) for each in terms("consent_purposes")]


def purposes_for(ways: Collection[str]) -> list[tuple[Any, list[tuple[str, str]]]]:
    """The purposes for which one of these may be made of a case (codes of USES), by how far that goes."""
    possible = [pair for pair in purposes() if set(ways) & set(consent_reach.ways(pair[0]))]
    found = ((label, [pair for pair in possible if consent_reach.reach(pair[0]) == code]) for code, label in REACH)
    return [group for group in found if group[1]]


class ConsentForm(OnceForm):
    """One answer to one purpose. `text_version` is the version of the text that stood on the page."""

    purpose = forms.ChoiceField(widget=forms.HiddenInput)
    text_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    recipient = _line(
        label=_("To whom"),
        required=True,
        max_length=RECIPIENT_CHARACTERS,
        help_text=_("The name by which we know this helper, organisation or authority: the answer is for them alone."),
    )
    state = forms.ChoiceField(
        label=_("The person's answer"),
        choices=[(code, label) for code, label in consent_rules.CONSENT_STATES.items() if code != "expired"],
        widget=forms.RadioSelect,
    )
    withhold = parts_field(
        _("What must be kept back"),
        help_text=_(
            "The program keeps this back from every export and bundle, with the needs and risks that tell of it. "
            "What a free text tells it cannot know: read these before they go."
        ),
    )
    limits = _text(
        label=_("Limits"), rows=3, help_text=_("What must not be told, to whom, until when: in their words.")
    )
    language = forms.ChoiceField(label=_("The text was read to them"), required=False, widget=forms.RadioSelect)
    how = _line(label=_("How they told us"), help_text=_("In a message, on the phone, face to face."))
    on = near_day(label=_("On which day"))

    def __init__(self, *args: Any, text: Text, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = purposes()  # type: ignore[attr-defined]
        spoken = [(code, label) for code, label in SPOKEN.items() if text.texts.get(code, "").strip()]
        self.fields["language"].choices = spoken  # type: ignore[attr-defined]
        self.initial.setdefault("language", spoken[0][0] if spoken else "")
        if not consent_reach.per_recipient(text.purpose):
            del self.fields["recipient"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        state, limits = said.get("state"), said.get("limits", "").strip()
        if state == "given_with_limits" and not limits and not said.get("withhold"):
            self.add_error("limits", _("Write the limits that the person set."))
        if state == "given_by_other" and not said.get("how", "").strip():
            self.add_error("how", _("Write who said it for them, and why they could not."))
        return said

    def clean_on(self) -> date | None:
        day: date | None = self.cleaned_data["on"]
        if day is not None and day > date.today():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class SecondForm(OnceForm):
    """What somebody wants to hand on against what stands, and why."""

    purpose = forms.ChoiceField(label=_("For what"))
    recipient = _line(label=_("To whom"), max_length=RECIPIENT_CHARACTERS)
    parts = parts_field(_("Which parts"), required=True)
    whom = forms.MultipleChoiceField(
        label=_("For whom"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Whose answer this stands against; for a purpose that two must agree to in any case, the one of the case. "
            "Of nobody else goes more than they allow."
        ),
    )
    reason = _text(label=_("Why"), rows=3, required=True, help_text=_("The person reads this on their page."))

    def __init__(self, *args: Any, called: str, others: Sequence[Other], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._others = others
        self.fields["purpose"].choices = purposes_for(USES)  # type: ignore[attr-defined]
        whom = [(CALLER, called), *((str(other.id), other.called) for other in others)]
        self.fields["whom"].choices = whom  # type: ignore[attr-defined]
        if not others:
            del self.fields["whom"]

    def stands_for(self) -> tuple[bool, tuple[Other, ...]]:
        """Whether it stands for the one of the case, and for whom else."""
        chosen = self.cleaned_data.get("whom", [CALLER])
        return CALLER in chosen, tuple(other for other in self._others if str(other.id) in chosen)


class DecideForm(QuietForm):
    """`version` is how many answers the person had given when the second one looked."""

    def seen(self) -> int | None:
        number: int | None = self.cleaned_data.get("version") if self.is_valid() else None
        return number


class TextForm(QuietForm):
    """The words for one purpose; `version` is the one that was looked at."""

    ru = _text(label=_("In Russian"), rows=6, max_length=2_000)
    ce = _text(label=_("In Chechen"), rows=6, max_length=2_000)
    en = _text(label=_("In English"), rows=6, max_length=2_000)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields |= {code: _text(label=name, rows=6, max_length=2_000) for code, name in languages.added()}
        self.fields["anew"] = forms.BooleanField(
            label=_("Whoever said yes to an earlier text must be asked again"),
            required=False,
            help_text=_("For words that say something else than before: nothing leaves by a yes to the earlier ones."),
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("ru", "").strip() and not said.get("en", "").strip():
            self.add_error(
                "ru", _("Write it in Russian or English at least: people are asked in a language they know.")
            )
        return said

    def texts(self) -> dict[str, str]:
        return {name: said for name in SPOKEN if (said := self.cleaned_data.get(name, "").strip())}


def chosen(codes: Iterable[str]) -> str:
    """The first of these that is a purpose; else help."""
    known = [each.code for each in terms("consent_purposes")]
    return next((code for code in codes if code in known), "help")
