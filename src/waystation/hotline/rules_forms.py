"""Forms of the page on which a coordinator edits the rules of triage."""

from typing import Any

import msgspec
from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from waystation.hotline.triage import Rule
from waystation.hotline.triage.rules import MOST_PATTERNS

EFFECTS = {
    "danger": pgettext_lazy("rule", "Tells of danger"),
    "hurry": pgettext_lazy("rule", "Tells of haste; counts where there is danger"),
    "calm": pgettext_lazy("rule", "Takes points off"),
    "aside": pgettext_lazy("rule", "Advertising, fraud, abuse: set aside"),
    "mark": pgettext_lazy("rule", "Only a mark for whoever reads"),
}


class RuleForm(forms.Form):
    """One rule. What it does not show, such as the width of the window, stays as the rule had it."""

    explanation = forms.CharField(label=_("What it stands for"), max_length=120)
    effect = forms.ChoiceField(label=_("What it does"), choices=list(EFFECTS.items()))
    points = forms.IntegerField(
        label=_("Points"), min_value=0, max_value=20, help_text=_("10 are enough for “in danger now”, 4 for “soon”.")
    )
    patterns = forms.CharField(
        label=_("Words, one pattern on a line"),
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "dir": "auto"}),
        help_text=_(
            "Words on one line must stand near each other, in any order. word* also finds longer words, a|b one of "
            "two, a+b one right after the other, !a not near it, @me a group of words."
        ),
        max_length=20_000,
    )
    enabled = forms.BooleanField(label=_("In use"), required=False)

    def clean_patterns(self) -> tuple[str, ...]:
        lines = tuple(line.strip() for line in self.cleaned_data["patterns"].splitlines() if line.strip())
        if len(lines) > MOST_PATTERNS:
            raise forms.ValidationError(_("These are too many lines for one rule."))
        return lines

    def rule(self, old: Rule) -> Rule:
        """The rule as the form has it."""
        given: dict[str, Any] = self.cleaned_data
        told = old.explanation | {(get_language() or "en")[:2]: given["explanation"]}
        changed = {name: given[name] for name in ("effect", "points", "patterns", "enabled")}
        return msgspec.structs.replace(old, explanation=told, **changed)


class NewRuleForm(RuleForm):
    code = forms.SlugField(label=_("Short name"), max_length=40, help_text=_("Latin letters, numbers and hyphens."))
    field_order = ("code",)


class ClockForm(forms.Form):
    hours = forms.IntegerField(label=_("First answer due within hours"), min_value=1, max_value=72)


class TryForm(forms.Form):
    text = forms.CharField(
        label=_("A message to try the rules on"),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        max_length=20_000,
        help_text=_("It is not kept."),
    )
