"""The forms of advocacy."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.advocacy import wording
from waystation.advocacy.clocks import Clock
from waystation.advocacy.records import Authority, Pressure, Reply, Submission
from waystation.advocacy.rules import DERIVED
from waystation.casework import consent_forms
from waystation.casework.forms import OnceForm, QuietForm, _day, _line, _text
from waystation.documentation.dossier.wording import CODES, NAMES
from waystation.documentation.forms import PartialDateField
from waystation.vocabulary.vocabularies import terms

BLANK = 2  # empty lines for limits
MOST = 20  # limits of one body
LANGUAGES = (("ru", "Русский"), ("en", "English"), ("fr", "Français"), ("", _("another: headings in English")))


def _chosen(named: Mapping[UUID, str], but: UUID | None = None) -> list[tuple[str, str]]:
    return [(str(one), name) for one, name in named.items() if one != but]


def _uuid(text: str) -> UUID | None:
    return UUID(text) if text else None


def lines_of(text: str) -> list[str]:
    """What stands on the lines of a text, each once."""
    return list(dict.fromkeys(filter(None, (" ".join(line.split()) for line in text.splitlines()))))


class AuthorityForm(OnceForm):
    """A body that can be asked, without its limits."""

    name = _line(label=_("What the body is called"), max_length=300, required=True)
    kind = forms.ChoiceField(label=_("Kind of body"), required=False)
    country = _line(label=_("Country whose days off count"), max_length=2, help_text=_("Two letters, such as RU."))
    jurisdiction = _line(label=_("What it answers for"), max_length=400)
    channels = _text(label=_("How it is reached"), rows=3, help_text=_("Addresses, forms, names of those who answer."))
    above = forms.ChoiceField(label=_("Whom one asks when it stays silent"), required=False)

    def __init__(self, *args: Any, bodies: Mapping[UUID, str], own: UUID | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [("", "—"), *((each.code, each.label) for each in terms("addressees"))]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["above"].choices = [("", "—"), *_chosen(bodies, own)]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(found: Authority) -> dict[str, Any]:
        """What stands in the form before anything is typed."""
        plain = {name: getattr(found, name) for name in ("name", "kind", "country", "jurisdiction", "channels")}
        return plain | {"above": str(found.above or "")}

    def authority(self, clocks: Iterable[Clock]) -> Authority:
        """What was typed. Only for a form that is valid."""
        said = self.cleaned_data
        plain = {name: said[name] for name in ("name", "kind", "jurisdiction", "channels")}
        country = said["country"].upper()
        return Authority(**plain, country=country, above=_uuid(said["above"]), clocks=tuple(clocks))


class ClockForm(QuietForm):
    """One limit; one whose short name is empty is none."""

    code = _line(label=_("Short name"), max_length=40)
    use = forms.ChoiceField(label=_("For what"), choices=list(wording.USES.items()))
    limit = forms.IntegerField(label=_("How long"), required=False)
    unit = forms.ChoiceField(label=_("Counted in"), choices=list(wording.UNITS.items()))
    starts = forms.ChoiceField(label=_("Begins with"), choices=list(wording.STARTS.items()), initial="received")
    extended_to = _line(
        label=_("Extended to"), max_length=60, help_text=_("Each longer limit in whole, such as 10, 30.")
    )
    changed = _day(label=_("The rule was another one before"))
    earlier = forms.IntegerField(label=_("The limit of what began before that day"), required=False, min_value=0)
    strict = forms.BooleanField(label=_("A day off at its end does not prolong it"), required=False)
    basis = _line(label=_("By which rule"), max_length=300)
    read = forms.BooleanField(label=_("Somebody read this rule in a published source"), required=False)
    confirmed_by = _line(label=_("Lawyer who confirmed it"), max_length=120)
    confirmed_on = _day(label=_("Confirmed on"))

    @staticmethod
    def initial_of(clock: Clock) -> dict[str, Any]:
        """What stands in the form before anything is typed."""
        names = ("code", "use", "limit", "unit", "starts", "basis", "read", "confirmed_by", "confirmed_on")
        return {name: getattr(clock, name) for name in (*names, "changed", "strict")} | {
            "extended_to": ", ".join(str(each) for each in clock.extended_to),
            "earlier": clock.earlier or None,
        }

    def clean_earlier(self) -> int:
        return self.cleaned_data["earlier"] or 0

    def clean_extended_to(self) -> tuple[int, ...]:
        said = self.cleaned_data["extended_to"].replace(",", " ").replace(";", " ").split()
        if not all(each.isascii() and each.isdigit() and len(each) < 6 for each in said):
            raise forms.ValidationError(wording.LIMITS_GROW)
        return tuple(int(each) for each in said)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("code") and said.get("limit") is None and "limit" not in self.errors:
            self.add_error("limit", str(wording.LIMITS_GROW))
        return said

    @property
    def clock(self) -> Clock | None:
        """What was typed; None for an empty line. Only for a form that is valid."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return Clock(**said) if said["code"].strip() else None


def clock_lines(data: Any, clocks: Iterable[Clock] = ()) -> list[ClockForm]:
    """The lines for limits: as many as were sent, or those that there are and some empty ones."""
    if data is not None:
        sent = [number for number in range(MOST) if f"clock-{number}-code" in data]
        return [ClockForm(data, prefix=f"clock-{number}") for number in sent]
    known = [ClockForm.initial_of(clock) for clock in clocks]
    return [
        ClockForm(prefix=f"clock-{number}", initial=each)
        for number, each in enumerate([*known, *([{}] * BLANK)][:MOST])
    ]


class DraftForm(OnceForm):
    """What one body is to be asked."""

    kind = forms.ChoiceField(label=_("What it is"))
    title = _line(label=_("Short title"), required=True, help_text=_("For us. No name, nor what points to somebody."))
    clock = forms.ChoiceField(label=_("By when they must answer"), required=False)
    since = _day(
        label=_("Our own limit runs from"),
        help_text=_("The day of what happened, or of the last decision: says until when one may go there."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, required=False)
    text = _text(
        label=_("What is asked"),
        rows=16,
        max_length=200_000,
        help_text=_("A persona of ours signs, never the person it is about."),
    )
    named = forms.BooleanField(label=_("Somebody stands in it by name"), required=False)

    def __init__(self, *args: Any, authority: Authority, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(each.code, each.label) for each in terms("submission_kinds") if not each.code.startswith("victim.")]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        limits = [(each.code, f"{each.code}: {each.basis}") for each in authority.clocks if each.use != "filing"]
        self.fields["clock"].choices = [("", pgettext_lazy("days to answer", "no limit")), *limits]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(found: Submission) -> dict[str, Any]:
        """What stands in the form before anything is typed."""
        plain = {name: getattr(found, name) for name in ("kind", "title", "since", "language", "text", "named")}
        return plain | {"clock": found.clock.code if found.clock else ""}

    def submission(self, authority_id: UUID) -> Submission:
        """What was typed, but for the limit. Only for a form that is valid."""
        said = self.cleaned_data
        plain = {name: said[name] for name in ("kind", "title", "since", "language", "text", "named")}
        return Submission(authority=authority_id, **plain)


class LetGoForm(QuietForm):
    """Who is in it, for the gate of consent."""

    called = _text(
        label=_("Cases of the people in it"),
        rows=3,
        help_text=_(
            "What we call each in the list of cases, one on a line. Each must have said yes to this purpose and this "
            "body, and it is written down in the case."
        ),
    )
    nobody = forms.BooleanField(label=_("Nobody's case is in it, and nobody can be known by it"), required=False)
    keeps = forms.BooleanField(
        label=_("I have read the limits that stand on this page and keep to them"), required=False
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=10_000)

    @property
    def names(self) -> list[str]:
        """The cases that were named. Only for a form that is valid."""
        return lines_of(self.cleaned_data["called"])

    @property
    def limits_seen(self) -> dict[UUID, UUID]:
        """The answers whose limits were read, by case. Only for a form that is valid."""
        return consent_forms.limits_seen(self.cleaned_data)


class WayForm(QuietForm):
    """On which days it went, came and was registered."""

    sent = _day(label=_("Sent on"), required=True)
    channel = forms.ChoiceField(label=_("How"), choices=list(wording.CHANNELS.items()))
    proof = _line(
        label=_("Proof of it"), max_length=300, help_text=_("Number of the receipt, of the parcel, of the form.")
    )
    received = _day(label=_("They received it on"))
    registered = _day(label=_("They registered it on"))
    number = _line(label=_("Their number"), max_length=120)
    transmitted = _day(label=_("Passed to the State on"), help_text=_("By bodies of the United Nations and the OSCE."))

    NAMES = ("sent", "channel", "proof", "received", "registered", "number", "transmitted")

    @staticmethod
    def initial_of(found: Submission, today: date) -> dict[str, Any]:
        """What stands in the form before anything is typed."""
        return {name: getattr(found, name) for name in WayForm.NAMES} | {"sent": found.sent or today}

    @property
    def way(self) -> dict[str, Any]:
        """What was typed. Only for a form that is valid."""
        return {name: self.cleaned_data[name] for name in self.NAMES}


class FillForm(QuietForm):
    """From which events, how people stand in it, and whose cases are in them."""

    events = _text(
        label=_("Events"),
        rows=3,
        required=True,
        help_text=_("Their short titles in the list of events, one on a line."),
    )
    level = forms.ChoiceField(
        label=_("How people stand in it"), choices=list(NAMES.items()), initial=CODES, widget=forms.RadioSelect
    )
    called = _text(
        label=_("Cases of the people in it"),
        rows=2,
        help_text=_("What we call each in the list of cases, one on a line: the page says who does not consent yet."),
    )

    @property
    def names(self) -> list[str]:
        """The events that were named. Only for a form that is valid."""
        return lines_of(self.cleaned_data["events"])


class MailForm(QuietForm):
    """To which address it goes, as which file, from which address of ours."""

    to = forms.EmailField(
        label=_("Their address"),
        max_length=254,
        help_text=_(
            "Compare it with their own page: mail is not called back, and whoever runs their mail can read it."
        ),
    )
    form = forms.ChoiceField(label=_("Attached as"), choices=list(wording.FORMS.items()), widget=forms.RadioSelect)
    sender = forms.ChoiceField(label=_("From our address"))

    def __init__(self, *args: Any, senders: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sender"].choices = [(each, each) for each in senders]  # type: ignore[attr-defined]


class ReplyForm(OnceForm):
    """What came back."""

    kind = forms.ChoiceField(label=_("What came"))
    day = _day(label=_("On which day"), required=True)
    number = _line(label=_("Their number"), max_length=120)
    text = _text(label=_("What it says"), rows=6)
    until = _day(label=_("New last day"), help_text=_("Of an extension, where the letter names one."))
    to = forms.ChoiceField(label=_("Passed on to"), required=False)

    def __init__(self, *args: Any, bodies: Mapping[UUID, str], own: UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(each.code, each.label) for each in terms("reply_kinds") if each.code not in DERIVED]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["to"].choices = [("", "—"), *_chosen(bodies, own)]  # type: ignore[attr-defined]

    def reply(self, submission_id: UUID) -> Reply:
        """What was typed. Only for a form that is valid."""
        said = self.cleaned_data
        plain = {name: said[name] for name in ("kind", "day", "number", "text", "until")}
        return Reply(submission=submission_id, to=_uuid(said["to"]), **plain)


class GradeForm(QuietForm):
    """How much of what was asked an answer answers."""

    substance = forms.TypedChoiceField(
        label=_("How much of what was asked does it answer?"),
        choices=list(wording.SUBSTANCE.items()),
        coerce=int,
        widget=forms.RadioSelect,
    )


class PressureForm(OnceForm):
    """What was said or done in public."""

    side = forms.ChoiceField(label=_("Whose"), choices=list(wording.SIDES.items()), widget=forms.RadioSelect)
    kind = forms.ChoiceField(label=_("What it was"), choices=list(wording.PRESSURE_KINDS.items()))
    who = _line(label=_("Who"), max_length=200, required=True)
    day = PartialDateField(
        label=_("When"), required=True, help_text=_("2017-03-12, 2017-03 or 2017; with ~ for about.")
    )
    what = _text(label=_("What was said or done"), rows=3, max_length=2_000, required=True)
    source = _line(label=_("Where it can be read"), max_length=400)
    submission = forms.ChoiceField(label=_("Has to do with"), required=False)

    PLAIN = ("side", "kind", "who", "day", "what", "source")

    def __init__(self, *args: Any, submissions: Mapping[UUID, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission"].choices = [("", "—"), *_chosen(submissions)]  # type: ignore[attr-defined]

    @staticmethod
    def initial_of(found: Pressure) -> dict[str, Any]:
        """What stands in the form before anything is typed."""
        return {name: getattr(found, name) for name in PressureForm.PLAIN} | {"submission": str(found.submission or "")}

    @property
    def pressure(self) -> Pressure:
        """What was typed. Only for a form that is valid."""
        said = self.cleaned_data
        return Pressure(**{name: said[name] for name in self.PLAIN}, submission=_uuid(said["submission"]))


class EraseForm(QuietForm):
    sure = forms.BooleanField(label=_("Yes, erase it with everything that came back. It cannot be brought back."))
