"""The forms of trust, for callers and for staff. Nothing that is typed here is offered again by the browser."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from waystation.mail.spelling import revealed
from waystation.trust import challenges, lines, rules
from waystation.trust.records import Channel

_QUIET = {"autocomplete": "off"}


def _line(label: Any, size: int, **options: Any) -> forms.CharField:
    attributes = _QUIET | options.pop("attributes", {})
    return forms.CharField(label=label, max_length=size, widget=forms.TextInput(attrs=attributes), **options)


class CodeForm(forms.Form):
    """The code of a message. It asks for nothing else: no address can be tried out."""

    code = _line(
        _("The code in the message"),
        60,
        help_text=_("Twelve letters and digits. Capital letters and dashes do not matter."),
        attributes={"autocapitalize": "characters", "spellcheck": "false"},
        error_messages={"required": _("Please type the code that stands under the message.")},
    )


class WordsForm(forms.Form):
    """The number that the page gave, and the words that came back."""

    number = forms.CharField(widget=forms.HiddenInput, max_length=challenges.NUMBER)
    words = _line(
        _("The three words that you were told"),
        120,
        attributes={"autocapitalize": "none", "spellcheck": "false"},
        error_messages={"required": _("Please type the three words.")},
    )


class ReportForm(forms.Form):
    """Somebody saw a hotline that is not ours and says that it is."""

    address = _line(
        _("Which address, page, number or name was it?"),
        rules.ADDRESS_CHARACTERS,
        error_messages={"required": _("Please tell us at least where you saw it.")},
    )
    text = forms.CharField(
        label=_("What happened?"),
        max_length=rules.TEXT_CHARACTERS,
        required=False,
        widget=forms.Textarea(attrs=_QUIET | {"rows": 5, "dir": "auto"}),
    )


class AnswerForm(forms.Form):
    """A caller asked us for proof: the number, and where we are speaking."""

    number = _line(_("The number that the caller says"), 20, attributes={"inputmode": "numeric"})
    where = forms.ChoiceField(label=_("Where you are speaking"), choices=[("", "—"), *challenges.WHERE.items()])
    language = forms.ChoiceField(label=_("Words in"), choices=[("ru", _("Russian")), ("en", _("English"))])

    def clean_number(self) -> str:
        number = challenges.digits(self.cleaned_data["number"])
        if not challenges.is_number(number):
            raise forms.ValidationError(_("The number has eight digits. Please ask for it again."))
        return number


class ChannelForm(forms.Form):
    """One line of a statement; an empty address leaves it out."""

    kind = forms.ChoiceField(label=_("Kind"), choices=list(rules.KINDS.items()))
    address = _line(_("Address"), rules.ADDRESS_CHARACTERS, required=False)
    fingerprint = _line(_("OpenPGP fingerprint"), 60, required=False)
    status = forms.ChoiceField(label=_("State"), choices=list(rules.STATUSES.items()))

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        wrong = {"fingerprint": lines.wrong_with_fingerprint(said.get("fingerprint", ""))}
        if address := said.get("address"):
            wrong["address"] = lines.wrong_with_address(said.get("kind", ""), address)
        for name, reason in wrong.items():
            if reason and said.get(name):
                self.add_error(name, str(reason))
                self.data = self.data.copy()
                self.data[self.add_prefix(name)] = revealed(self.data[self.add_prefix(name)])
        return said

    def channel(self) -> Channel | None:
        said = self.cleaned_data
        return Channel(**said) if said.get("address") else None


_Channels = formset_factory(ChannelForm, extra=2, max_num=rules.CHANNELS, absolute_max=rules.CHANNELS + 5)


def channel_forms(data: Any = None, channels: tuple[Channel, ...] = ()) -> "BaseFormSet[ChannelForm]":
    """A form for each channel, and two empty ones."""
    initial = [
        {"kind": each.kind, "address": each.address, "fingerprint": each.fingerprint, "status": each.status}
        for each in channels
    ]
    return _Channels(data, initial=initial, prefix="channels", form_kwargs={"use_required_attribute": False})


class ChannelStateForm(forms.Form):
    """One channel gets another state, once a second person has signed it."""

    address = forms.ChoiceField(label=_("Channel"))
    status = forms.ChoiceField(
        label=_("State"),
        choices=[("", "—"), *rules.STATUSES.items()],
        help_text=_(
            "Suspect: told beside every thread. In other hands: nothing is answered from it, whoever wrote by it is "
            "vetted again, the public page warns. No longer used: what comes is taken, nothing is sent."
        ),
    )

    def __init__(self, *args: Any, addresses: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "—"), *((address, address) for address in addresses)]
        self.fields["address"].choices = choices  # type: ignore[attr-defined]
        self.fields["unforced"] = UnforcedForm.base_fields["unforced"]


class UnforcedForm(forms.Form):
    unforced = forms.BooleanField(
        label=_("Nobody has forced us to hand over keys or people, or to keep silent about it"),
        required=False,
        help_text=_("Tick it only if it is true as far as you know. Readers are told to watch for this sentence."),
    )


class JudgeForm(forms.Form):
    status = forms.ChoiceField(label=_("What we hold of it"), choices=list(rules.FAKE_STATUSES.items()))
    note = forms.CharField(
        label=_("Note"), max_length=1000, required=False, widget=forms.Textarea(attrs=_QUIET | {"rows": 3})
    )
