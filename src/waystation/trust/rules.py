"""What follows from what: pure functions about statements, false hotlines and challenges."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from waystation.trust.records import Channel, Stated
from waystation.web import languages

Text = str | Promise

VALID = timedelta(days=45)
RENEW = timedelta(days=14)  # before the end staff are asked to renew
CHANNELS = 30
ADDRESS_CHARACTERS, TEXT_CHARACTERS = 300, 4000

KINDS: dict[str, Text] = {
    "web": _("Web page"),
    "onion": _("Onion page for Tor Browser"),
    "email": pgettext_lazy("channel", "E-mail"),
    "phone": _("Telephone"),
    "messenger": _("Messenger"),
    "partner": _("Partner who vouches for us"),
}
STATUSES: dict[str, Text] = {
    "active": pgettext_lazy("channel", "In use"),
    "suspect": pgettext_lazy("channel", "Suspect"),
    "compromised": pgettext_lazy("channel", "In other hands"),
    "retired": pgettext_lazy("channel", "No longer used"),
}
STATUS_TONES = {"active": "good", "suspect": "warn", "compromised": "danger", "retired": "neutral"}
FAKE_STATUSES: dict[str, Text] = {
    "new": pgettext_lazy("false hotline", "New"),
    "looked_at": pgettext_lazy("false hotline", "Being looked at"),
    "false": pgettext_lazy("false hotline", "False: warned against"),
    "ours": pgettext_lazy("false hotline", "It was ours"),
    "closed": pgettext_lazy("false hotline", "Closed"),
}
FAKE_TONES = {"new": "warn", "looked_at": "info", "false": "danger"}


SPOKEN = ("phone", "messenger")  # of these somebody writes down what was said
# What people are told not to write to.
UNSOUND = ("suspect", "compromised")


def is_in_use(channel: Channel) -> bool:
    return channel.status == "active"


def effective(signed: str, said: str) -> str:
    """The state of a channel for staff: as it was signed; suspect as soon as one says that it is no longer sound.

    What one person says never makes a channel better than two have signed.
    """
    return "suspect" if signed == "active" and said in UNSOUND else signed


def is_warned_against(channel: Channel) -> bool:
    """Whether people must be told not to write there."""
    return channel.status in UNSOUND


def text_of(stated: Stated, *, title: Callable[[], str], fingerprint: str, origin: str) -> str:
    """The statement as plain text in every language, as newspapers and partners carry it. Lines end in LF.

    `title` is asked for in each language; `fingerprint` is the key's as our pages show it, `origin` where they are.
    """
    parts: dict[str, str] = {}
    for language, _own_name in languages.LANGUAGES:
        with override(language):
            part, check = "\n".join(_lines(stated, title())), _how_to_check(fingerprint, f"{origin}/{language}/ours")
            parts.setdefault(part, "\n".join(check))  # what is not translated yet says the same again
    return "\n\n".join([*("\n".join(pair) for pair in parts.items()), f"Key: {stated.key}"]) + "\n"


def _how_to_check(fingerprint: str, page: str) -> Iterable[str]:
    yield gettext("Our key, to compare with our page and with what others have printed: %(fingerprint)s") % {
        "fingerprint": fingerprint
    }
    yield gettext("How this text is checked: %(page)s") % {"page": page}


def _lines(stated: Stated, title: str) -> Iterable[str]:
    yield gettext("%(title)s: these are our channels") % {"title": title}
    yield gettext("Signed on %(day)s. Good until %(until)s, then ask for a newer one.") % {
        "day": stated.day.isoformat(),
        "until": stated.until.isoformat(),
    }
    for channel in filter(is_in_use, stated.channels):
        yield f"* {KINDS[channel.kind]}: {channel.address}" + _fingerprint(channel)
    yield gettext("Whatever is not in this list is not ours.")
    for channel in filter(is_warned_against, stated.channels):
        yield gettext("Do not write there: %(address)s") % {"address": channel.address}
    if stated.unforced:
        yield unforced()


def _fingerprint(channel: Channel) -> str:
    return f"\n  OpenPGP: {channel.fingerprint}" if channel.fingerprint else ""


def unforced() -> str:
    """The sentence that is left out as soon as it is not true any more."""
    return gettext(
        "Until the day of this signature nobody has forced us to hand over keys or people, or to keep silent about it."
    )


def is_over(stated: Stated, today: date) -> bool:
    return today > stated.until


def should_renew(stated: Stated | None, today: date) -> bool:
    """Whether staff should sign anew."""
    return stated is None or today > stated.until - RENEW
