"""What an e-mail says, also where OpenPGP protects it: opened with the keys that this session holds."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec

from waystation.hotline import mailkeys
from waystation.hotline.records import KnownKey
from waystation.mail import parse as mail_parse
from waystation.mail.evidence import Evidence
from waystation.mail.openpgp import opening
from waystation.mail.openpgp.report import Report
from waystation.mail.parse import Parsed
from waystation.staff.actor import Actor

_ANSWERED = ("encrypted-openpgp", "signed")  # the reader's notes, of which the report says more


@dataclass(frozen=True)
class Said:
    """`report` is None where OpenPGP has nothing to do with it. `outside`: text that nothing protects, beside what is.

    `under` names the keys that it was read with: with others, it has to be read again. `evidence` is what the mail
    server in front found out about the sender; None where none is named.
    """

    parsed: Parsed = field(repr=False)
    report: Report | None = None
    outside: str = field(default="", repr=False)
    under: tuple[str, ...] = field(default=(), repr=False)
    evidence: Evidence | None = None


def names(actor: Actor, known: Sequence[KnownKey]) -> tuple[str, ...]:
    """The keys that a message is read with: ours, then the counterpart's."""
    return (*(key.fingerprint for _, key in mailkeys.held(actor)), *(key.fingerprint for key in known))


def read(actor: Actor, raw: bytes, known: Sequence[KnownKey]) -> Said:
    """A message as a person can be shown it."""
    if not opening.concerns(raw):
        return Said(mail_parse.parse(raw))
    opened, under = _opened(actor, raw, known), names(actor, known)
    if opened.inside is None:
        return Said(_without_notes(mail_parse.parse(raw)), opened.report, under=under)
    inside = _without_notes(mail_parse.parse(opened.inside))
    if not opened.report.partial:
        return Said(inside, opened.report, under=under)
    whole = mail_parse.parse(raw)
    return Said(_together(inside, whole), opened.report, whole.text, under)


def _opened(actor: Actor, raw: bytes, known: Sequence[KnownKey]) -> opening.Opened:
    return opening.open_message(
        raw,
        mailkeys.secrets(actor),
        own=mailkeys.certificates(actor),
        known=[key.certificate for key in known],
    )


def _without_notes(parsed: Parsed) -> Parsed:
    return msgspec.structs.replace(parsed, notes=tuple(note for note in parsed.notes if note not in _ANSWERED))


def _together(inside: Parsed, whole: Parsed) -> Parsed:
    """The files of both, those of the protected part first."""
    first = len(inside.attachments)
    more = [msgspec.structs.replace(each, index=first + place) for place, each in enumerate(whole.attachments)]
    return msgspec.structs.replace(inside, attachments=(*inside.attachments, *more))


def extract(actor: Actor, raw: bytes, known: Sequence[KnownKey], index: int) -> bytes:
    """The bytes of one file of what `read` gave. Raises Unreadable."""
    opened = _opened(actor, raw, known) if opening.concerns(raw) else opening.Opened(Report())
    if opened.inside is None:
        return mail_parse.extract(raw, index)
    first = len(mail_parse.parse(opened.inside).attachments)
    return mail_parse.extract(opened.inside, index) if index < first else mail_parse.extract(raw, index - first)
