"""The signed statement of our channels: proposed by one of us, signed by another, read by anybody.

It is a C2SP signed note (signed-note.md, Ed25519). Its key lies sealed with the coordinators, so that who has the
server alone cannot state anything. That the newest statement is ours is proved to the page by a mark under the vault
half; to everybody else by the key, which is printed on the card.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec
from django.conf import settings
from django.db import transaction

from waystation.audit.log import log
from waystation.audit.notes import signature_line
from waystation.audit.verifier import Key as VerifierKey
from waystation.audit.verifier import Note
from waystation.hotline import protection
from waystation.hotline.boxes import addresses
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent, Refused
from waystation.staff.policy import require
from waystation.staff.teams import COORDINATION, DUTY
from waystation.trust import likeness, lines, rules
from waystation.trust.models import DraftRow, SigningKeyRow, Statement
from waystation.trust.records import Channel, Draft, SigningKey, Stated
from waystation.trust.wording import NOT_BY_ONESELF, NOTHING_IN_USE
from waystation.vault import half, signatures, suite
from waystation.vault.errors import Stale, Tampered
from waystation.vault.order import in_order
from waystation.vault.records import create, delete
from waystation.web.context import site_title


class Current(NamedTuple):
    """The newest statement, and the signed text of it."""

    stated: Stated
    note: bytes


def current() -> Current | None:
    """The statement that stands; None before the first. Raises Tampered where somebody else put it there."""
    row = _newest()
    if row is None:
        return None
    if not hmac.compare_digest(bytes(row.mark), _mark(row)):
        raise Tampered
    return _read(row)


def unproved() -> Current | None:
    """The newest statement as it lies there: without the vault half nobody can tell who wrote it. Raises Tampered."""
    row = _newest()
    return _read(row) if row else None


def _newest() -> Statement | None:
    return Statement.objects.order_by("-pk").first()


def _read(row: Statement) -> Current:
    try:
        return Current(msgspec.json.decode(bytes(row.content), type=Stated), bytes(row.note))
    except (msgspec.MsgspecError, ValueError):
        raise Tampered from None


def _mark(row: Statement) -> bytes:
    return half.digest(b"statement", suite.bind(bytes(row.content), bytes(row.note)))


def ours() -> tuple[Channel, ...]:
    """The channels that the settings name: what a first statement begins with."""
    found = [Channel(kind="web", address=settings.WAYSTATION_ORIGIN)]
    if onion := settings.WAYSTATION.get("onion"):
        found.append(Channel(kind="onion", address=onion))
    return (*found, *(Channel(kind="email", address=address) for address in sorted(addresses())))


def known_addresses() -> set[str]:
    """Every address that is or was ours, as far as the statement and the settings say."""
    return {channel.address for channel in (*ours(), *stated_channels())}


def stated_channels() -> tuple[Channel, ...]:
    """What the statement that stands says; nothing where there is none, or somebody else put it there."""
    try:
        found = current()
    except Tampered:
        return ()
    return found.stated.channels if found else ()


def draft(actor: Actor) -> tuple[DraftRow, Draft] | None:
    """What waits for a signature: the newest of what was proposed."""
    require(actor, "trust.read")
    found = stubs(actor, DraftRow.objects.filter(locator=actor.team(DUTY)))
    return max(found, key=lambda pair: pair[1].at, default=None)


@transaction.atomic
def propose(actor: Actor, channels: Iterable[Channel], *, unforced: bool) -> None:
    """Puts a statement before a second person, in place of any other.

    Raises Refused where no channel is in use, or a line is not what it should be.
    """
    require(actor, "trust.propose")
    wanted = tuple(channels)
    if not any(map(rules.is_in_use, wanted)):
        raise Refused(NOTHING_IN_USE)
    _need_sound(wanted)
    if waiting := draft(actor):
        delete(waiting[0])
    record = Draft(at=actor.now(), by=actor.account, channels=wanted, unforced=unforced)
    row = create(DraftRow, record, actor.keys.key(actor.team(DUTY)))
    log(actor.account, "trust.proposed", subject=row.pk)


@transaction.atomic
def withdraw(actor: Actor) -> None:
    """Takes back what waits for a signature. Raises Absent where nothing does."""
    require(actor, "trust.propose")
    waiting = draft(actor)
    if waiting is None:
        raise Absent
    delete(waiting[0])
    log(actor.account, "trust.withdrawn", subject=waiting[0].pk)


@transaction.atomic
def sign(actor: Actor, *, seen: int) -> None:
    """Signs and publishes what somebody else proposed; `seen` is the version that was read.

    Raises Absent where nothing waits, Stale where something else waits now, Refused for one's own proposal and for a
    line that is not what it should be.
    """
    require(actor, "trust.sign")
    waiting = draft(actor)
    if waiting is None:
        raise Absent
    row, wanted = waiting
    # From an innocent view nothing becomes public: whoever forces somebody to sign must not put words on the page.
    if row.version != seen or actor.apart:
        raise Stale
    if wanted.by == actor.account:
        raise Refused(NOT_BY_ONESELF)
    _need_sound(wanted.channels)
    in_order()
    wanted = msgspec.structs.replace(wanted, channels=_dated(wanted.channels, stated_channels(), actor.today))
    secret, today = signing_secret(actor), actor.today
    key = _verifier(signatures.public_of(secret))
    stated = Stated(
        day=today, until=today + rules.VALID, channels=wanted.channels, key=str(key), unforced=wanted.unforced
    )
    content, note = msgspec.json.encode(stated), _note(_text(stated), key, secret)
    published = Statement(content=content, note=note)
    published.mark = _mark(published)
    published.save(force_insert=True)
    delete(row)
    log(actor.account, "trust.signed", subject=row.pk)


def _need_sound(channels: tuple[Channel, ...]) -> None:
    if reason := lines.wrong_with(channels):
        raise Refused(reason)


def _dated(wanted: Iterable[Channel], before: Iterable[Channel], today: date) -> tuple[Channel, ...]:
    """The channels with the day since when each is in its state."""
    known = {likeness.bare(channel.address): channel for channel in before}
    same = {address: channel.since for address, channel in known.items()}
    return tuple(
        msgspec.structs.replace(channel, since=same[name] if known[name].status == channel.status else today)
        if (name := likeness.bare(channel.address)) in known
        else msgspec.structs.replace(channel, since=today)
        for channel in wanted
    )


def _verifier(public: bytes) -> VerifierKey:
    name = urlsplit(settings.WAYSTATION_ORIGIN).hostname or "localhost"
    return VerifierKey(name, public)


def _text(stated: Stated) -> str:
    origin = settings.WAYSTATION_ORIGIN.rstrip("/")
    return rules.text_of(stated, title=site_title, fingerprint=fingerprint(stated.key), origin=origin)


def _note(text: str, key: VerifierKey, secret: bytes) -> bytes:
    signed = text.encode()
    return signed + b"\n" + signature_line(key, signatures.sign_with(secret, signed))


def signing_secret(actor: Actor) -> bytes:
    """The signing key, made when it is first needed; the coordinators' alone. Raises Absent."""
    require(actor, "trust.sign")
    found: list[tuple[SigningKeyRow, SigningKey]] = stubs(actor, SigningKeyRow.objects.all())
    if found:
        return min(found, key=lambda pair: pair[1].made)[1].secret
    record = SigningKey(secret=suite.new_secret(), made=actor.today)
    create(SigningKeyRow, record, actor.keys.key(actor.team(COORDINATION)))
    return record.secret


def fingerprint(key: str) -> str:
    """What people compare of a key: the first 20 bytes of its SHA-256, in groups of four hexadecimal digits."""
    return protection.fingerprint(hashlib.sha256(VerifierKey.parse(key).public).hexdigest()[:40])


def is_signed(note: bytes, key: str) -> bool:
    """Whether a statement that somebody carries was signed with this key. Raises ValueError for what is no key."""
    known = VerifierKey.parse(key)
    text, separator, lines = note.rpartition(b"\n\n")
    found = Note(text + b"\n", b"", 0, lines).by(known) if separator else []
    return any(signatures.verify(known.public, text + b"\n", signature) for signature in found)
