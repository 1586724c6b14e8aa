"""What may stand in a line of the list of our channels, and what of it a second reader must look at. Pure.

Whoever proposes may be forced, or may have copied from a false page: so a line holds one line, shows all that is in it,
and is what its kind says.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from urllib.parse import urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.mail.lookalike import suspicions
from waystation.mail.spelling import in_letters, is_hidden
from waystation.trust import likeness, rules
from waystation.trust.records import Channel

Text = str | Promise

HIDDEN = _("It holds characters that nobody sees. Type it anew by hand.")
MIXED = _("Letters of two alphabets stand in one word. Type it anew by hand.")
NO_PAGE = _("This is no address of a page: https:// and a name, and no @ in it.")
NO_ONION = _("This is no address of an onion page: it ends in .onion.")
NO_EMAIL = _("This is not one e-mail address.")
NO_PHONE = _("A telephone number has digits, and nothing else but + - ( ) and blanks.")
NO_FINGERPRINT = _("A fingerprint has 40 or 64 digits and letters from A to F.")
NO_SUCH = _("There is no such kind of channel, or no such state.")
EMPTY = _("An address is missing.")
TWICE = _("One address stands there twice.")

_EMAIL = re.compile(r"[^\s@<>\"(),:;\\\[\]]{1,64}@[\w-]+(\.[\w-]+)*")
_PHONE = re.compile(r"\+?[\d(][\d ()./-]{2,}")
_HOST = re.compile(r"[\w-]+(\.[\w-]+)*")
_FINGERPRINT = re.compile(r"(?:[0-9A-Fa-f]{40}|[0-9A-Fa-f]{64})")


def wrong_with_address(kind: str, address: str) -> Text | None:
    """Why an address cannot stand in the list as one of this kind; None where it can."""
    if any(map(is_hidden, address)):
        return HIDDEN
    if "mixed-alphabets" in suspicions(in_letters(address), "", ours=()):
        return MIXED
    return _SHAPES[kind](address) if kind in _SHAPES else None


def wrong_with_fingerprint(fingerprint: str) -> Text | None:
    """Why this is no OpenPGP fingerprint (RFC 9580, 5.5.4); None where it is one, or empty."""
    plain = fingerprint.replace(" ", "")
    return None if not fingerprint or _FINGERPRINT.fullmatch(plain) else NO_FINGERPRINT


def wrong_with(channels: Sequence[Channel]) -> Text | None:
    """The first reason why these cannot be the list; None where they can."""
    for each in channels:
        if each.kind not in rules.KINDS or each.status not in rules.STATUSES:
            return NO_SUCH
        if not each.address.strip():
            return EMPTY
        if reason := wrong_with_address(each.kind, each.address) or wrong_with_fingerprint(each.fingerprint):
            return reason
    return None if len({likeness.bare(each.address) for each in channels}) == len(channels) else TWICE


def changes(channel: Channel, before: Iterable[Channel]) -> tuple[str, ...]:
    """What differs from the line of the same address before: new; or kind, state, fingerprint."""
    name = likeness.bare(channel.address)
    known = next((each for each in before if likeness.bare(each.address) == name), None)
    if known is None:
        return ("new",)
    differs = {
        "kind": channel.kind != known.kind,
        "state": channel.status != known.status,
        "fingerprint": not same_fingerprint(channel.fingerprint, known.fingerprint),
    }
    return tuple(code for code, is_so in differs.items() if is_so)


def same_fingerprint(one: str, other: str) -> bool:
    return one.replace(" ", "").casefold() == other.replace(" ", "").casefold()


def _page(address: str) -> Text | None:
    return None if _host(address, ("http", "https")) else NO_PAGE


def _onion(address: str) -> Text | None:
    whole = address if "://" in address else f"http://{address}"
    return None if _host(whole, ("http", "https")).endswith(".onion") else NO_ONION


def _email(address: str) -> Text | None:
    return None if _EMAIL.fullmatch(address) else NO_EMAIL


def _phone(address: str) -> Text | None:
    return None if _PHONE.fullmatch(address) else NO_PHONE


def _host(address: str, schemes: Iterable[str]) -> str:
    """The host of a page's address; empty where it is none, or somebody's name stands before the host."""
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    is_plain = parts.scheme in schemes and "@" not in parts.netloc and " " not in address
    return host if is_plain and _HOST.fullmatch(host) else ""


_SHAPES: dict[str, Callable[[str], Text | None]] = {
    "web": _page,
    "onion": _onion,
    "email": _email,
    "phone": _phone,
}
