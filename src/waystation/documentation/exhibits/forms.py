"""The forms of exhibits. What goes into the custody log is said to outlive the bytes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from waystation.casework.forms import OnceForm, QuietForm, _line, _text
from waystation.documentation.exhibits import rules, wording
from waystation.documentation.exhibits.records import Provenance
from waystation.files.forms import FilesField

STAYS = _("It stands in the custody log, which is kept when the bytes are destroyed: name nobody whom we help.")


class TakeInForm(OnceForm):
    files = FilesField(label=_("The file"), several=False)
    what = _line(label=_("What it is"), required=True, help_text=_("For example: film of a door being broken open."))
    source = _text(
        label=_("Where it comes from"), rows=2, help_text=_("The person, the device, or the address on the network.")
    )
    collector = _line(label=_("Who collected it"))
    tool = _line(label=_("With what"), help_text=_("Device or program, and its version."))
    collected = _line(label=_("When it was collected"), help_text=_("As the source says it."))
    zone = _line(label=_("Time zone of that clock"))
    case = _line(
        label=_("Case"),
        help_text=_(
            "What we call the person. It is then sealed to who holds their testimony, and erased with the case."
        ),
    )
    why = _line(label=_("Why we take it in"), required=True, help_text=STAYS)

    def __init__(self, *args: Any, cases: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not cases:
            del self.fields["case"]

    def provenance(self) -> Provenance:
        """What was typed of where it comes from. Only for a form that is valid."""
        return Provenance(**{name: self.cleaned_data[name] for name in Provenance.__struct_fields__})


class StepForm(QuietForm):
    deed = forms.ChoiceField(
        label=_("What happened"),
        choices=[(deed, wording.DEED_WORDS[deed]) for deed in rules.BY_HAND],
        widget=forms.RadioSelect,
    )
    to = _line(label=_("To whom"), help_text=_("Where it was handed over: a court, a laboratory, a colleague."))
    why = _line(label=_("Why, and how"), required=True, max_length=1000, help_text=STAYS)


class CopyForm(OnceForm):
    page = forms.IntegerField(label=_("Page"), initial=1, min_value=1, max_value=200)
    why = _line(label=_("What for"), required=True, help_text=STAYS)


class GiveForm(QuietForm):
    to = _line(label=_("To whom"), required=True)
    why = _line(label=_("Why"), required=True, help_text=STAYS)


class WhyForm(QuietForm):
    why = _line(label=_("Why"), required=True, help_text=STAYS)
