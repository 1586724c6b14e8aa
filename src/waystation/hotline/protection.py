"""What is said of a message's protection, and of keys, in plain sentences."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.hotline import wording
from waystation.hotline.access import Entry
from waystation.hotline.peers import ENCRYPT, Standing
from waystation.hotline.records import KnownKey, RequestStub
from waystation.mail.openpgp.report import Report

Text = str | Promise
OLD = timedelta(days=7)

ENCRYPTIONS: dict[str, Text] = {
    "opened": gettext_lazy("Encrypted to us."),
    "no-key": gettext_lazy(
        "Encrypted, but not to a key that we have: we cannot read it. Ask for it once more, with our key."
    ),
    "password": gettext_lazy("Encrypted with a password, not with our key: it cannot be read here."),
    "damaged": gettext_lazy("Encrypted, but damaged or altered on the way: it was not opened. Ask for it once more."),
    "unprotected": gettext_lazy(
        "Encrypted in an old way that anybody could alter unnoticed: it was not opened. Ask for it once more."
    ),
    "too-much": gettext_lazy("Packed more often or into more pieces than an honest message is: it was not opened."),
    "stopped": gettext_lazy("Opening it took more time or memory than is safe: it was not opened."),
}
SIGNATURES: dict[str, Text] = {
    "good": gettext_lazy("Signed by key %(key)s."),
    "ours": gettext_lazy(
        "Signed by our own key: this is a message of ours that came back. Its sender did not write it."
    ),
    "bad": gettext_lazy("The signature does not fit this text: it was altered, or it is not by whom it says."),
    "unknown": gettext_lazy(
        "Names key %(key)s, which nobody has shown us: the signature was not checked. Anybody can write such a name."
    ),
    "unread": gettext_lazy("It may be signed, but the signature is in a form that cannot be read here."),
    "expired": gettext_lazy("Names key %(key)s, whose time is over: the signature proves nothing."),
    "revoked": gettext_lazy(
        "Names key %(key)s, which its owner declared invalid: somebody else may have it, and the signature proves "
        "nothing."
    ),
}
NOTES: dict[str, Text] = {
    "part-not-opened": gettext_lazy("Another part of the message is encrypted and did not open."),
    "signatures-differ": gettext_lazy("Its parts are not all signed by the same key."),
    "from-differs": gettext_lazy("Under the protection stands another sender: somebody may have sent it on."),
    "to-differs": gettext_lazy("It was written to somebody else, and sent on to us."),
}
UNUSABLE: dict[str, Text] = {
    "expired": gettext_lazy("The time of this key is over: nothing can be encrypted to it. Ask for a new one."),
    "revoked": gettext_lazy("Its owner declared this key invalid: nothing can be encrypted to it. Ask for a new one."),
    "no-encryption": gettext_lazy("Nothing can be encrypted to this key."),
}
BAD = ("bad", "revoked", "ours", "damaged", "unprotected")
CHECKED = ("good", "ours")  # signatures that hold: of any other nothing is told as a fact


def fingerprint(key: str) -> str:
    """In groups of four, as people compare it."""
    return " ".join(key.upper()[start : start + 4] for start in range(0, len(key), 4))


def sentences(entry: Entry, stub: RequestStub) -> list[Text]:
    """Everything that is to be said of one message; empty where OpenPGP has nothing to do with it."""
    report = entry.said.report
    if report is None or not report.is_protected:
        return []
    said: list[Text] = [ENCRYPTIONS[report.encryption]] if report.encryption in ENCRYPTIONS else []
    if report.encryption == "none":
        said.append(_("Not encrypted."))
    if report.encryption in ("none", "opened"):
        said += _signature(report, entry, stub)
    said += [NOTES[note] for note in report.notes if note in NOTES]
    if report.partial:
        said.append(_("Only a part of the message is protected. The rest stands below: anybody may have written it."))
    return said


def _signature(report: Report, entry: Entry, stub: RequestStub) -> list[Text]:
    if report.signature not in SIGNATURES:
        return [_("Not signed: anybody who knows our key can have written it.")]
    said: list[Text] = [str(SIGNATURES[report.signature]) % {"key": fingerprint(report.signer)}]
    if report.signature in ("good", "expired", "revoked"):
        said.append(_whose(report.signer, stub.keys, entry.record.at))
    made = datetime.fromtimestamp(report.made, UTC) if report.made is not None else None
    if made is not None and report.signature in CHECKED and entry.record.at - made > OLD:
        said.append(
            _("It was signed on %(day)s, long before it came.") % {"day": date_format(made, "SHORT_DATE_FORMAT")}
        )
    return said


def _whose(signer: str, known: Sequence[KnownKey], at: datetime) -> str:
    if not known:
        return _("Whose key it is nobody has told us yet.")
    key = next((each for each in known if each.fingerprint == signer), None)
    if key is None:
        return _("This is another key than the one that we have known since %(day)s.") % _day(known[-1].at)
    if key is not known[-1]:
        return _("This is an earlier key of this person.")
    if key.told:
        return _("The key is the one that one of us said is right.")
    return _("This key is new: it came with this message.") if key.at >= at else _("The key is the same as before.")


def _day(moment: datetime) -> dict[str, str]:
    return {"day": date_format(moment, "SHORT_DATE_FORMAT")}


def repeated(entries: Iterable[Entry], elsewhere: Callable[[], Mapping[str, datetime]] = dict) -> set[UUID]:
    """Which of these messages, given the oldest first, hold the very same protected bytes as an earlier one.

    `elsewhere`: when which bytes came in other threads with the same address; asked for where any are protected.
    """
    protected = [
        (entry, entry.said.report.digest) for entry in entries if entry.said.report and entry.said.report.digest
    ]
    met = dict(elsewhere()) if protected else {}
    found = set()
    for entry, digest in protected:
        if digest in met and met[digest] < entry.record.at:
            found.add(entry.id)
        met[digest] = min(entry.record.at, met.get(digest, entry.record.at))
    return found


REPEATED = gettext_lazy("The same protected text came before: somebody has sent it again.")


@dataclass(frozen=True)
class ShownKey:
    """The counterpart's key beside a thread. `other` is one that nobody has said to be right."""

    fingerprint: str
    since: datetime | None
    told: bool
    unusable: Text
    plain_fingerprint: str
    other: str
    plain_other: str
    elsewhere: str


def shown_key(found: Standing) -> ShownKey | None:
    """None where no key was ever shown."""
    key, other = found.in_use, found.other
    if key is None and other is None:
        return None
    return ShownKey(
        fingerprint(key.fingerprint) if key else "",
        key.at if key else None,
        bool(key and key.told),
        UNUSABLE.get(found.unusable, "") if key else "",
        key.fingerprint if key else "",
        fingerprint(other.fingerprint) if other else "",
        other.fingerprint if other else "",
        fingerprint(found.elsewhere.fingerprint) if found.elsewhere else "",
    )


def exposed(keys: Standing, choice: str) -> Text:
    """Why an answer did not leave, where nobody had said that it may be read on the way."""
    if not keys.can_encrypt:
        return wording.NO_KEY
    return wording.NOT_ENCRYPTED if choice == ENCRYPT else wording.HOW_IT_LEAVES


def badge(report: Report | None) -> tuple[Text, str, str] | None:
    """A word, a tone and an icon for the head of a message; None where nothing protects it that we could check."""
    if report is None or not report.is_protected:
        return None
    states = {report.encryption, report.signature}
    if states & set(BAD) or report.notes:
        return _("Protection in doubt"), "danger", "alarm"
    if report.encryption == "opened":
        return _("Encrypted"), "good" if report.signature == "good" else "info", "lock"
    if report.encryption != "none":
        return _("Could not be opened"), "warn", "lock"
    return (_("Signed"), "info", "") if report.signature == "good" else None
