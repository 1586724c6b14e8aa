"""The hotline's forms, for callers and for staff."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.template.defaultfilters import filesizeformat
from django.utils.functional import lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from waystation.files.forms import FilesField
from waystation.hotline import once, rules, sealing, wording
from waystation.hotline.errors import NotSealed
from waystation.hotline.sealing import Closed, Offer
from waystation.mail.words import one_line
from waystation.vault.directory import Place

NAME_CHARACTERS = 80
TOO_LONG = _("This text is too long: at most %(limit_value)d characters fit. Please send the rest in a second message.")


def _text(label: Any, rows: int, **options: Any) -> forms.CharField:
    field = forms.CharField(
        label=label,
        validators=[MaxLengthValidator(rules.TEXT_CHARACTERS, TOO_LONG)],
        widget=forms.Textarea(attrs={"rows": rows, "autocomplete": "off", "dir": "auto"}),
        **options,
    )
    field.error_messages["required"] = _("Please write something first. A few words are enough.")
    return field


def _advice() -> str:
    return gettext(
        "Pictures or papers, if you have them: at most %(count)d, together %(size)s. A file can tell where and with "
        "what it was made."
    ) % {"count": rules.FILES, "size": filesizeformat(settings.WAYSTATION_MESSAGE_LIMIT)}


def _files() -> FilesField:
    return FilesField(
        label=_("Files"),
        required=False,
        help_text=lazy(_advice, str)(),
    )


class Once(forms.Form):
    """A form whose work is done once, however often it is sent."""

    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")  # several stand on one page
        super().__init__(*args, **kwargs)
        self.initial.setdefault("once", once.token())

    @property
    def row_id(self) -> UUID | None:
        """The id of the row that this form makes; None for a form that did not come from here."""
        seed = once.seed(self.cleaned_data["once"])
        return once.row_id(seed, self.cleaned_data.get("text", "")) if seed else None


def _sealed() -> forms.CharField:
    return forms.CharField(widget=forms.HiddenInput, required=False, strip=False)


class Sealable(Once):
    """A form whose words the caller's browser may seal: then `closed` has come in their place, and none of them.

    A form with a mistake keeps what was sealed, unread, until it is sent again. `misshapen`: what came is nothing that
    a browser of ours seals.
    """

    words: tuple[str, ...] = ("text",)
    sealed = _sealed()
    listed = _sealed()

    def __init__(self, *args: Any, caller: UUID | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._caller, self.misshapen = caller, False
        self.closed = self._taken(caller)

    def _taken(self, caller: UUID | None) -> Closed | None:
        given = [self.data.get(self.add_prefix(name), "") for name in ("once", "sealed", "listed")]
        if not given[1]:
            return None
        try:
            closed = sealing.taken(*given, caller)
        except NotSealed:
            self.misshapen = True
            return None
        for name in self.words:
            del self.fields[name]
        return closed

    @property
    def token(self) -> str:
        """The token that the page of this form carries."""
        return str(self["once"].value() or "")

    def offer(self, place: Place) -> Offer | None:
        """What the browser seals to; None where no key can be proved."""
        return sealing.offer(self.token, place, self._caller)


class WriteForm(Sealable):
    """The first message: one thing to fill in, the rest as one likes."""

    words = ("text", "in_danger", "name", "shared_device")

    text = _text(_("Your message"), 8, help_text=_("Write as much or as little as you like. No names are needed."))
    files = _files()
    in_danger = forms.BooleanField(label=_("I am in danger right now"), required=False)
    name = forms.CharField(
        label=_("How shall we call you?"),
        max_length=NAME_CHARACTERS,
        required=False,
        help_text=_("Any name will do. It need not be yours."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    shared_device = forms.ChoiceField(
        label=_("Does somebody look through your phone or computer?"),
        choices=[
            ("", _("I would rather not say")),
            ("yes", pgettext_lazy("device", "Yes, or perhaps")),
            ("no", pgettext_lazy("device", "No")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )

    def clean_name(self) -> str:
        """Without what could turn the line around that staff read it in."""
        return one_line(self.cleaned_data["name"], NAME_CHARACTERS)


class WriteAgainForm(Sealable):
    text = _text(_("Write again"), 6)
    test = forms.BooleanField(
        label=_("This is a test question: the answer shall show me that it is you"), required=False
    )
    files = _files()


class TakeBackForm(forms.Form):
    """`which` is the number of what is taken back on the page, from 0; without it all is, once they are `sure`."""

    once = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100)
    which = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    sure = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("once", once.token())
        self._most = most

    def clean_which(self) -> int | None:
        number: int | None = self.cleaned_data["which"]
        if number is not None and number >= self._most:
            raise forms.ValidationError(_("This is not there any more. Look again."))
        return number


class ReturnForm(forms.Form):
    phrase = forms.CharField(
        label=_("Your twelve words"),
        max_length=400,
        help_text=_("Capital letters, commas and numbers between the words do not matter."),
        widget=forms.Textarea(
            attrs={"rows": 3, "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": _("Please enter your twelve words.")},
    )


class AnswerForm(Once):
    text = _text(_("Answer"), 8)
    protection = forms.ChoiceField(
        label=_("How it leaves"),
        choices=[
            ("encrypt", _("Encrypted with this person's key")),
            ("plain", _("Readable: whoever carries the mail can read it")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    sender = forms.ChoiceField(label=_("Leaves from"), required=False)
    saw = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    draft = forms.DateTimeField(widget=forms.HiddenInput, required=False)
    elsewhere = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    canned = forms.ChoiceField(label=_("Prepared text"), required=False)
    reason = forms.CharField(
        label=_("Why it must leave all the same"),
        max_length=500,
        required=False,
        help_text=_("Then it waits until a second person agrees. Empty: it waits for the hours, or is not sent."),
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "dir": "auto"}),
    )

    def __init__(
        self, *args: Any, senders: Sequence[str] = (), texts: Iterable[tuple[UUID, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._offer("sender", ((address, address) for address in senders))
        self._offer("canned", ((str(one), title) for one, title in texts))

    def offer_readable_alone(self) -> None:
        """Where there is no key to encrypt with, it is not offered. What was posted all the same is refused later."""
        self.fields["protection"].widget.choices = self.fields["protection"].choices[1:]  # type: ignore[attr-defined]

    def _offer(self, field: str, choices: Iterable[tuple[str, str]]) -> None:
        self.fields[field].choices = [("", "—"), *choices]  # type: ignore[attr-defined]


class CrowdForm(forms.Form):
    """Which of a crowd are closed. What came since the page was shown never is."""

    which = forms.ChoiceField(label=_("Which"), widget=forms.RadioSelect)
    until = forms.DateTimeField(widget=forms.HiddenInput)
    together = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, now: datetime, counts: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("until", now.isoformat())
        self.fields["which"].choices = [  # type: ignore[attr-defined]
            (which, label % {"count": counts[which]}) for which, label in wording.CROWD_PARTS.items() if counts[which]
        ]


class NoteForm(Once):
    text = _text(_("Note for staff only"), 4)


class TakeNoteForm(Once):
    """A call or a meeting, written down."""

    text = _text(_("What was said"), 10)
    who = forms.CharField(
        label=_("Who called or came"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    urgency = forms.ChoiceField(label=_("Urgency"), choices=list(rules.URGENCIES.items()), initial="unknown")
    came_to = forms.ChoiceField(label=_("By which channel of ours"), required=False)

    def __init__(self, *args: Any, channels: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["autofocus"] = True  # somebody is on the phone: one types at once
        if not channels:
            del self.fields["came_to"]
        else:
            self.fields["came_to"].choices = [("", "—"), *((each, each) for each in channels)]  # type: ignore[attr-defined]


class ChatForm(forms.Form):
    """An exported chat."""

    files = FilesField(label=_("The exported file"), several=False)
    who = forms.CharField(
        label=_("Whose chat it is"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class TriageForm(forms.Form):
    """Urgency, who looks after it, what comes next, and what we decide."""

    urgency = forms.ChoiceField(label=_("Urgency"), choices=list(rules.URGENCIES.items()))
    counterpart = forms.ChoiceField(label=_("Who this is"), choices=list(rules.COUNTERPARTS.items()), required=False)
    owner = forms.ChoiceField(label=_("Looked after by"), required=False)
    next = forms.CharField(
        label=_("Next step"), max_length=200, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    status = forms.ChoiceField(label=_("State"))

    def __init__(self, *args: Any, personas: dict[UUID, str], status: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owners = sorted(((str(account), persona) for account, persona in personas.items()), key=lambda pair: pair[1])
        self.fields["owner"].choices = [("", _("Nobody yet")), *owners]  # type: ignore[attr-defined]
        self.fields["status"].choices = [  # type: ignore[attr-defined]
            (code, label) for code, label in rules.STATUSES.items() if code == status or rules.may_become(code)
        ]
        self.fields["status"].disabled = status == "accepted"
