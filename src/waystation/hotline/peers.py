"""The counterpart's OpenPGP key: first met, met again, changed, said to be right; and whether an answer is encrypted.

The first key that a counterpart shows is kept in the thread's stub. Another one is never used before a person said that
it is right.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.hotline import access, channels, mailkeys
from waystation.hotline.errors import Exposed, NotPossible
from waystation.hotline.models import Request
from waystation.hotline.records import KnownKey, Letter, MailKeyRecord, MessageRecord, RequestStub
from waystation.hotline.unsealing import Said
from waystation.mail.openpgp import autocrypt, opening, writing
from waystation.mail.openpgp.report import Certificate, Report
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault.records import rewrite

LOOKED_AT = 20  # of the newest e-mails of a thread
ENCRYPT, PLAIN = "encrypt", "plain"

replace = msgspec.structs.replace


@dataclass(frozen=True)
class Standing:
    """What is known of a counterpart's key. `offers` are the keys that were shown, by fingerprint, the newest last.

    `wrote_encrypted` is whether the newest message came encrypted, `ever_encrypted` whether any from this address did.
    `elsewhere` is another key, by which another thread with this address knows its counterpart.
    """

    peer: autocrypt.Peer
    offers: Mapping[str, Certificate] = field(repr=False)
    in_use: KnownKey | None = field(repr=False)
    unusable: str
    wrote_encrypted: bool
    ever_encrypted: bool
    have_key: bool
    elsewhere: KnownKey | None = field(default=None, repr=False)

    @property
    def other(self) -> Certificate | None:
        """A newer key, which nobody has said to be right."""
        return self.offers.get(self.peer.other)

    @property
    def recommended(self) -> str:
        """As Autocrypt has it; DISABLE where it cannot be done."""
        usable = self.have_key and self.in_use is not None and not self.unusable
        return autocrypt.recommended(self.peer, usable, answers_encrypted=self.wrote_encrypted)

    @property
    def can_encrypt(self) -> bool:
        return self.recommended != autocrypt.DISABLE

    @property
    def default(self) -> str:
        """ENCRYPT or PLAIN; empty where only a person can say: what came encrypted is not answered in clear unasked."""
        if self.elsewhere is not None:
            return ""
        if self.recommended == autocrypt.ENCRYPT:
            return ENCRYPT
        return "" if self.ever_encrypted else PLAIN


def standing(actor: Actor, row: Request, stub: RequestStub) -> Standing:
    """As the newest e-mails of a thread tell it."""
    heard: list[autocrypt.Heard] = []
    offers: dict[str, Certificate] = {}
    encrypted = [False]
    for record, said in _newest(actor, row):
        report, written = said.report or Report(), said.parsed.date
        offered = _offered(report, said.parsed.sender_address, stub)
        heard.append(
            autocrypt.Heard(
                datetime.fromisoformat(written) if written else None,
                record.at,
                offered.fingerprint if offered else "",
                bool(offered and offered.mutual),
            )
        )
        offers |= {offered.fingerprint: offered} if offered else {}
        encrypted.append(_came_encrypted(report))
    peer = autocrypt.peer(heard, [key.fingerprint for key in stub.keys])
    in_use = stub.keys[-1] if stub.keys else None
    others = [other for _, other in access.of_same_address(actor, row, stub)]
    return Standing(
        peer,
        offers,
        in_use,
        _unusable(actor, in_use),
        wrote_encrypted=encrypted[-1],
        ever_encrypted=stub.encrypted or any(encrypted) or any(other.encrypted for other in others),
        have_key=mailkeys.current(actor, channels.own(stub).address) is not None,
        elsewhere=None if in_use is None or in_use.told else _other_key(stub, others),
    )


def _came_encrypted(report: Report) -> bool:
    return report.encryption not in ("none", "unprotected")


def _other_key(stub: RequestStub, others: Iterable[RequestStub]) -> KnownKey | None:
    ours = {key.fingerprint for key in stub.keys}
    return next((other.keys[-1] for other in others if other.keys and other.keys[-1].fingerprint not in ours), None)


def _newest(actor: Actor, row: Request) -> list[tuple[MessageRecord, Said]]:
    """The newest e-mails from outside, the oldest of them first."""
    mails = [pair for pair in access.records(actor, row.pk) if pair[1].mail and pair[1].direction == "in"]
    found = [(record, access.read(actor, message, record)) for message, record in mails[-LOOKED_AT:]]
    return [(record, said) for record, said in found if said is not None]


def protected_elsewhere(actor: Actor, row: Request, stub: RequestStub) -> dict[str, datetime]:
    """When which protected bytes first came in other threads with the same address, of their newest e-mails."""
    found: dict[str, datetime] = {}
    for other, _ in access.of_same_address(actor, row, stub)[:LOOKED_AT]:
        for record, said in _newest(actor, other):
            if said.report and said.report.digest:
                found[said.report.digest] = min(record.at, found.get(said.report.digest, record.at))
    return found


def _offered(report: Report, sender: str, stub: RequestStub) -> Certificate | None:
    """The key of the thread's counterpart that a message brings: by Autocrypt, else attached and naming the sender."""
    address = sender.casefold()
    if not address or address != stub.who.casefold():
        return None
    if report.offered is not None:
        return report.offered
    named = [one for one in report.certificates if address in one.addresses]
    return named[0] if len(named) == 1 else None


def _unusable(actor: Actor, key: KnownKey | None) -> str:
    """Why nobody may encrypt to it, looked up once in a session."""
    if key is None:
        return "no-encryption"
    known: dict[bytes, str] = actor.memory.setdefault("hotline:usable", {})
    if key.certificate not in known:
        found = opening.describe(key.certificate)
        known[key.certificate] = found[0].unusable if found else "no-encryption"
    return known[key.certificate]


def noticed(actor: Actor, row: Request, stub: RequestStub) -> RequestStub:
    """The stub with the first key that its counterpart shows, or with what is new of the one in use.

    Whom another thread with this address knows by a key is known by it here: else whoever writes a new mail under
    another's name would be met for the first time, with a key of their own.
    """
    if stub.channel != "email" or not stub.who:
        return stub
    if not stub.keys:
        stub = replace(stub, keys=_known_elsewhere(actor, row, stub))
    for record, said in _newest(actor, row):
        if not stub.encrypted and said.report and _came_encrypted(said.report):
            stub = replace(stub, encrypted=True)
        offered = _offered(said.report, said.parsed.sender_address, stub) if said.report else None
        if offered is None:
            continue
        if not stub.keys:
            first = KnownKey(fingerprint=offered.fingerprint, certificate=offered.data, at=record.at)
            stub = replace(stub, keys=(first,))
        elif stub.keys[-1].fingerprint == offered.fingerprint:
            stub = _with_news(actor, stub, offered)
    return stub


def _known_elsewhere(actor: Actor, row: Request, stub: RequestStub) -> tuple[KnownKey, ...]:
    """The keys of the thread whose key a person said to be right, else of the one that has known its key longest."""
    found = [other.keys for _, other in access.of_same_address(actor, row, stub) if other.keys]
    return min(found, key=lambda keys: (not keys[-1].told, keys[-1].at), default=())


def _with_news(actor: Actor, stub: RequestStub, offered: Certificate) -> RequestStub:
    """Both together: an older copy cannot take a revocation back."""
    *earlier, key = stub.keys
    merged: dict[tuple[bytes, bytes], bytes] = actor.memory.setdefault("hotline:merged", {})
    pair = (key.certificate, offered.data)
    if pair not in merged:
        merged[pair] = opening.merge(*pair) if pair[0] != pair[1] else pair[0]
    together = merged[pair]
    return stub if together == key.certificate else replace(stub, keys=(*earlier, replace(key, certificate=together)))


def trust(actor: Actor, request_id: UUID, fingerprint: str) -> None:
    """Says that a key which this thread showed is its counterpart's: it is used from now on.

    Raises Absent, Stale, and NotPossible for a key that the thread does not show.
    """
    require(actor, "hotline.decide")
    row, stub = access.request(actor, request_id)
    certificate = _shown(standing(actor, row, stub), fingerprint)
    key = KnownKey(fingerprint=fingerprint, certificate=certificate, at=actor.now(), told=True)
    others = tuple(each for each in stub.keys if each.fingerprint != fingerprint)
    with transaction.atomic():
        rewrite(row, replace(stub, keys=(*others, key)), actor.keys)
        log(actor.account, "hotline.key_trusted", subject=row.pk)


def _shown(found: Standing, fingerprint: str) -> bytes:
    if found.in_use is not None and found.in_use.fingerprint == fingerprint:
        return found.in_use.certificate
    offered = found.offers.get(fingerprint)
    if offered is None:
        raise NotPossible
    return offered.data


def protected(
    actor: Actor, row: Request, stub: RequestStub, letter: Letter, choice: str = "", *, covered: bool = False
) -> Letter:
    """An answer, encrypted or not as was chosen (ENCRYPT, PLAIN), else as is right; with our key in its header.

    The subject of one that is `covered` is made to be seen.

    Raises Exposed where only a person can decide, or where it cannot be encrypted as was chosen.
    """
    ours, found = mailkeys.current(actor, letter.sender), standing(actor, row, stub)
    chosen = choice or found.default
    if chosen == ENCRYPT and ours is not None and found.in_use is not None and found.can_encrypt:
        return _encrypted(letter, ours, found.in_use, covered)
    if chosen != PLAIN:
        raise Exposed
    if ours is None:
        return letter
    return replace(letter, message=writing.with_autocrypt(letter.message, letter.sender, ours.certificate))


def _encrypted(letter: Letter, ours: MailKeyRecord, theirs: KnownKey, covered: bool) -> Letter:
    try:
        message = writing.protect(
            letter.message,
            secret=ours.secret,
            to=theirs.certificate,
            address=letter.sender,
            certificate=ours.certificate,
            covered=covered,
        )
    except writing.CannotEncrypt:
        raise Exposed from None
    return replace(letter, message=message)
