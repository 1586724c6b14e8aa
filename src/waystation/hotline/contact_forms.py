"""The fourteen questions of safe contact, as callers answer them and as staff write the answers down.

The labels are those of the vocabulary; the field names are its codes.
"""

import os
import re
from datetime import time
from typing import Any
from uuid import UUID

import msgspec
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.hotline import avoided, hours, once
from waystation.hotline import contact_rules as rules
from waystation.hotline.forms import Once, Sealable
from waystation.hotline.records import Contact, Hours, Window
from waystation.hotline.sealing import Closed
from waystation.vocabulary.vocabularies import term
from waystation.web import languages

VOCABULARY = "safe_contact"
REMOVE = "-"  # typed in the place of an agreed word
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
# Where the callers and those who flee are, by what the clock is called there; another zone stands by its own name.
ZONES: dict[str, str | Promise] = {
    "Europe/Moscow": _("Moscow time"),
    "Europe/Kaliningrad": _("Kaliningrad time"),
    "Europe/Samara": _("Samara time"),
    "Asia/Yekaterinburg": _("Yekaterinburg time"),
    "Asia/Omsk": _("Omsk time"),
    "Asia/Krasnoyarsk": _("Krasnoyarsk time"),
    "Asia/Irkutsk": _("Irkutsk time"),
    "Asia/Yakutsk": _("Yakutsk time"),
    "Asia/Vladivostok": _("Vladivostok time"),
    "Asia/Tbilisi": _("Tbilisi time"),
    "Europe/Istanbul": _("Istanbul time"),
    "Asia/Almaty": _("Almaty time"),
    "Europe/Berlin": _("Berlin time"),
}
DAYS: dict[str, tuple[str | Promise, tuple[int, ...]]] = {
    "all": (_("Every day"), hours.WEEK),
    "work": (_("Monday to Friday"), (0, 1, 2, 3, 4)),
    "weekend": (_("Saturday and Sunday"), (5, 6)),
}


def question(code: str) -> Any:
    """The words of the vocabulary, in the language of the page."""
    return lazy(lambda: term(VOCABULARY, code).label, str)()


def _choices(words: dict[str, Any]) -> list[tuple[str, Any]]:
    return [("", pgettext_lazy("question", "No answer")), *words.items()]


def _choice(code: str, words: dict[str, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(label=question(code), choices=_choices(words), required=False)


def _one_line(value: str) -> None:
    if _CONTROLS.search(value):
        raise ValidationError(_("Please use one line of ordinary letters."))


def _line(label: Any, size: int = 200, **options: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"})
    return forms.CharField(
        label=label, max_length=size, required=False, validators=[_one_line], widget=widget, **options
    )


def _lines(label: Any, rows: int = 2, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "autocomplete": "off", "dir": "auto"})
    return forms.CharField(label=label, max_length=1000, required=False, widget=widget, **options)


def _agreed(code: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    return forms.CharField(
        label=question(code),
        max_length=80,
        required=False,
        widget=widget,
        help_text=_("One to five words that sound harmless. They are never shown again."),
    )


def zones(kept: str = "") -> list[tuple[str, Any]]:
    """The zones to choose from, ours first among them if it is another."""
    names = dict.fromkeys([*ZONES, settings.TIME_ZONE, *([kept] if kept else [])])
    return [(name, ZONES.get(name, name)) for name in names]


class Questions(Once):
    """What both forms ask alike. `before` is what was known, of which an agreed word stays that nobody types anew."""

    now = _choice("now", rules.NOW)
    who_sees = _choice("who_sees", rules.SEEN)
    whose_sim = _choice("whose_sim", rules.SIM)
    preview = _choice("preview", rules.YES_NO)
    cover = _line(question("cover"))
    second_channel = _line(question("second_channel"))
    trusted = _line(question("trusted"))
    word_ok = _agreed("word_ok")
    word_duress = _agreed("word_duress")
    delete = _choice("delete", rules.YES_NO)
    language = _choice("language", rules.TONGUES)
    voice = _choice("voice", rules.VOICE)
    our_word = _line(_("A word that each message from us must show"), 60)
    someone_else = _line(_("What shall we do if somebody else answers?"))
    zone = forms.ChoiceField(label=_("By which clock?"))

    PLAIN = ("now", "who_sees", "whose_sim", "preview", "cover", "second_channel", "trusted", "delete", "language",
             "voice", "our_word", "someone_else")  # fmt: skip

    def __init__(self, *args: Any, before: Contact, **kwargs: Any) -> None:
        self.before = before
        kept = before.hours.zone if before.hours.zone in hours.zones() else ""
        initial = {name: getattr(before, name) for name in self.PLAIN} | {"zone": kept or settings.TIME_ZONE}
        super().__init__(*args, initial=initial | self.more(before), **kwargs)
        if "zone" in self.fields:
            self.fields["zone"].choices = zones(kept)  # type: ignore[attr-defined]

    def more(self, before: Contact) -> dict[str, Any]:
        """What the form asks in its own way, as it was answered before."""
        return {}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        words = {name: given.get(name, "").strip() for name in rules.WORDS}
        for name, word in words.items():
            if word and word != REMOVE and not rules.is_a_word(word):
                self.add_error(name, _("Please agree on one to five words."))
        if self._are_one(**words):
            self.add_error("word_duress", _("The two words must differ."))
        return given

    def _are_one(self, word_ok: str, word_duress: str) -> bool:
        typed = {word_ok, word_duress} - {"", REMOVE}
        if word_ok in typed and word_duress in typed:
            return rules.is_one(word_ok, word_duress)
        kept = self.before.word_duress if word_ok in typed else self.before.word_ok
        return any(rules.is_agreed(word, kept) for word in typed)

    def contact(self) -> Contact:
        """What was answered. Raises NotReady without a vault half."""
        # The same form sent twice says the same.
        return self.understood(once.seed(self.cleaned_data["once"]) or os.urandom(rules.SALT))

    def understood(self, salt: bytes) -> Contact:
        """The same, as far as it is understood, with agreed words under this salt."""
        given = self.cleaned_data
        said = {name: given[name] for name in self.PLAIN if name in given}
        words = {name: self._word(name, salt) for name in rules.WORDS if name in given}
        return msgspec.structs.replace(self.before, hours=self.asked_hours(), **said, **words)

    def _word(self, name: str, salt: bytes) -> bytes:
        typed = self.cleaned_data[name].strip()
        if not typed:
            kept: bytes = getattr(self.before, name)
            return kept
        return b"" if typed == REMOVE else rules.agreed(typed, salt)

    def asked_hours(self) -> Hours:
        """As they were, on a page that does not ask for them."""
        return self.before.hours


class _Times(forms.TimeField):
    def __init__(self, label: Any) -> None:
        super().__init__(label=label, required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))


def _days(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, required=False, choices=_choices({code: name for code, (name, _days) in DAYS.items()})
    )


class SealedAnswers(Sealable, Questions):
    """The caller's own: their browser may seal all of it."""

    def _taken(self, caller: UUID | None) -> Closed | None:
        self.words = tuple(name for name, field in self.fields.items() if not field.widget.is_hidden)
        return super()._taken(caller)


class TimesForm(SealedAnswers):
    """The caller's own, first page: one window in which to write and one in which never to, and who sees the device."""

    cover = second_channel = trusted = whose_sim = word_ok = word_duress = delete = our_word = None

    when_days = _days(question("when"))
    when_from, when_to = _Times(pgettext_lazy("clock", "From")), _Times(pgettext_lazy("clock", "To"))
    never_days = _days(question("never"))
    never_from, never_to = _Times(pgettext_lazy("clock", "From")), _Times(pgettext_lazy("clock", "To"))
    field_order = ["once", "now", "when_days", "when_from", "when_to", "never_days", "never_from", "never_to", "zone"]

    def more(self, before: Contact) -> dict[str, Any]:
        return self._asked("when", before.hours.when) | self._asked("never", before.hours.never)

    @staticmethod
    def _asked(name: str, windows: tuple[Window, ...]) -> dict[str, Any]:
        if not windows:
            return {}
        window = windows[0]
        days = next((code for code, (_name, days) in DAYS.items() if days == window.days), "all")
        start, end = (time(minute // 60 % 24, minute % 60) for minute in (window.start, window.end))
        return {f"{name}_days": days} | ({f"{name}_from": start, f"{name}_to": end} if start != end else {})

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for name in ("when", "never"):
            start, end = given.get(f"{name}_from"), given.get(f"{name}_to")
            if (start is None) != (end is None) or (start is not None and start == end):
                self.add_error(f"{name}_to", _("Please say both: from which hour, and to which."))
        return given

    def asked_hours(self) -> Hours:
        """What is understood of them."""
        zone = self.cleaned_data.get("zone", settings.TIME_ZONE)
        return Hours(when=self._windows("when"), never=self._windows("never"), zone=zone)

    def _windows(self, name: str) -> tuple[Window, ...]:
        """The window of one question; none where it was left out."""
        given = self.cleaned_data
        parts = [f"{name}_{part}" for part in ("days", "from", "to")]
        days, start, end = map(given.get, parts)
        if (not days and start is None) or not given.keys() >= set(parts):
            return ()
        which = DAYS[days][1] if days else hours.WEEK
        first, last = (0 if each is None else each.hour * 60 + each.minute for each in (start, end))
        return (Window(days=which, start=first, end=last),)


class WordsForm(SealedAnswers):
    """The caller's own, second page: words, covers and other ways."""

    now = who_sees = preview = language = voice = someone_else = zone = None


class StaffContactForm(Questions):
    """What staff write down: any windows, and what else is not to be done."""

    when = _lines(question("when"), help_text=_("One line each, such as: mon-fri 14:00-17:00. Nothing: always."))
    never = _lines(question("never"), help_text=_("The same. This is stronger."))
    stop = forms.BooleanField(label=_("Do not write at all"), required=False)
    avoid_ways = forms.MultipleChoiceField(
        label=_("Ways not to be used"),
        choices=list(rules.WAYS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    avoid_addresses = _lines(
        _("Addresses and numbers not to be used"),
        help_text=_(
            "One on each line. Mail to an address is refused by itself; numbers and accounts are for you to keep to."
        ),
    )
    unsaid = _lines(_("Words not to be used"), help_text=_("One on each line. Other endings of a word count too."))
    subject = _line(_("Subject that a mail must have"), 60)
    sender = _line(_("Name that a mail must come from"), 60)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    settled = forms.BooleanField(
        label=_("We have asked this person: only what stands here counts from now on"),
        help_text=_(
            "They said different things, as shown beside. Without this, all of it counts, and the stricter wins."
        ),
        required=False,
    )
    free = forms.BooleanField(label=_("They are free again: what was said under force counts no more"), required=False)
    field_order = ["once", "seen", "settled", "free", "now", "stop", "when", "never", "zone", "avoid_ways",
                   "avoid_addresses", "who_sees", "someone_else", "preview", "cover", "subject", "sender", "unsaid",
                   "our_word", "word_ok", "word_duress"]  # fmt: skip

    def __init__(self, *args: Any, forced: bool = False, several: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.several = several
        for name in rules.WORDS:
            if getattr(self.before, name):
                self.fields[name].widget.attrs["placeholder"] = "•••••"
                self.fields[name].help_text = _("A word is agreed on. Another one takes its place, a dash removes it.")
        if not forced:
            del self.fields["free"]
        if not several:
            del self.fields["settled"]

    @property
    def is_settled(self) -> bool:
        """Whether nothing that was said otherwise counts any more."""
        return not self.several or bool(self.cleaned_data["settled"])

    def more(self, before: Contact) -> dict[str, Any]:
        language = languages.current()
        return {
            "when": hours.written(before.hours.when, language),
            "never": hours.written(before.hours.never, language),
            "stop": before.stop,
            "avoid_ways": [way for way in before.avoid if way in rules.WAYS],
            "avoid_addresses": "\n".join(way for way in before.avoid if way not in rules.WAYS),
            "unsaid": "\n".join(before.unsaid),
            "subject": before.subject,
            "sender": before.sender,
        }

    def clean_when(self) -> tuple[Window, ...]:
        return self._understood("when")

    def clean_never(self) -> tuple[Window, ...]:
        return self._understood("never")

    def clean_avoid_addresses(self) -> str:
        text: str = self.cleaned_data["avoid_addresses"]
        if wrong := [line for line in _each(text) if not avoided.is_understood(line)]:
            raise ValidationError(
                _("This is no address, number or account, and would hold nothing back: %(line)s"),
                params={"line": wrong[0]},
            )
        return text

    def _understood(self, name: str) -> tuple[Window, ...]:
        try:
            return hours.understand(self.cleaned_data[name])
        except hours.NotHours:
            raise ValidationError(
                _("A line is not understood. Days and two times, such as: mon-fri 14:00-17:00")
            ) from None

    def asked_hours(self) -> Hours:
        given = self.cleaned_data
        return Hours(when=given["when"], never=given["never"], zone=given["zone"])

    def contact(self) -> Contact:
        given = self.cleaned_data
        return msgspec.structs.replace(
            super().contact(),
            stop=given["stop"],
            avoid=(*given["avoid_ways"], *_each(given["avoid_addresses"])),
            unsaid=tuple(_each(given["unsaid"])),
            subject=given["subject"],
            sender=given["sender"],
        )


def _each(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


class SecondForm(forms.Form):
    """Why something must leave all the same."""

    reason = forms.CharField(
        label=_("Why it must leave all the same"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "dir": "auto"}),
    )


class WordForm(forms.Form):
    """What somebody said on the phone when asked for the word."""

    word = forms.CharField(
        label=_("What they said"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
