"""Threads and letters made ready for the staff's templates."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.hotline import alike, drafting, inflection, protection, rules, spelled, vouching, wording
from waystation.hotline.access import Entry
from waystation.hotline.boxes import addresses
from waystation.hotline.canned import Put
from waystation.hotline.proposed import Said, Teller
from waystation.hotline.queue import ALL, ASIDE, CROWD, OURS, TOGETHER, Queue
from waystation.hotline.records import Looked, MessageRecord, RequestStub
from waystation.hotline.rules import Line
from waystation.hotline.spelled import Spelled
from waystation.mail.evidence import DENIED
from waystation.mail.lookalike import has_false_link
from waystation.mail.lookalike import suspicions as suspicions_of
from waystation.mail.parse import Attachment, Delivery, Parsed, parse
from waystation.staff.above import ask
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.web import badges
from waystation.web.pages import Link, each

Text = str | Promise
LATELY = timedelta(days=7)


@dataclass(frozen=True)
class Badge:
    text: Text
    tone: str = "neutral"
    icon: str = ""

    def html(self) -> str:
        return badges.badge(self.text, self.tone, self.icon)


@dataclass(frozen=True)
class Row:
    """One line of the queue. `badges` are made once for all lines of a page that have the same."""

    url: str
    title: Text = field(repr=False)
    line: Line = field(repr=False)
    channel: Text
    badges: tuple[str, ...]
    owner: str
    proposed: Said | None = field(default=None, repr=False)
    overdue: bool = False


@dataclass(frozen=True)
class Compared:
    """A thread whose address looks like that of another: that address, and the one which it looks like."""

    row: Row
    other: Spelled = field(repr=False)
    this: Spelled = field(repr=False)


@dataclass(frozen=True)
class Bubble:
    """One message of a thread."""

    id: UUID
    direction: str
    who: Text = field(repr=False)
    at: datetime
    text: str = field(repr=False)
    badges: tuple[Badge, ...] = ()
    notes: Sequence[Text] = ()
    is_mail: bool = False
    attachments: tuple[Attachment, ...] = ()
    protection: Sequence[Text] = ()
    outside: str = field(default="", repr=False)
    vouched: Text = ""
    seen: Sequence[str] = ()
    is_chat: bool = False


def title(stub: RequestStub) -> Text:
    """What a request is called in a list: whom it is from, as far as somebody knows."""
    name = next((said for said in (stub.name, stub.who) if inflection.seen(said).strip()), "")
    if stub.channel == "email" and not name:
        return _("E-mail without a sender") if stub.read else _("E-mail, not opened yet")
    return name or _("Without a name")


def status_badge(status: str) -> Badge:
    return Badge(rules.STATUSES[status], rules.STATUS_TONES.get(status, "neutral"))


def urgency_badge(urgency: str) -> Badge:
    icon = "alarm" if urgency == "now" else ""
    return Badge(rules.URGENCIES[urgency], rules.URGENCY_TONES.get(urgency, "neutral"), icon)


def queue_rows(actor: Actor, lines: Iterable[Line]) -> list[Row]:
    names, words = personas(actor), cache(_words)  # each word is translated once a page
    told, now, url = Teller(actor), actor.now(), each("hotline:request")
    rows = [_queue_row(names, words, url(line.id), line, told(line.stub), told.is_overdue(line, now)) for line in lines]
    known, away = alike.known(actor), ask("turned_away", actor, [row.line.id for row in rows]) or {}
    writers = drafting.writers(actor)
    return [
        _with_draft(names, writers.get(row.line.id), _warned(known, row, away.get(row.line.id, ""))) for row in rows
    ]


def _with_draft(names: Mapping[UUID, str], writer: UUID | None, row: Row) -> Row:
    """The line, with a badge where somebody keeps an answer as a draft."""
    if writer is None:
        return row
    badge = Badge(_("Draft: %(persona)s") % {"persona": names.get(writer, "")}, "info")
    return replace(row, badges=(*row.badges, badge.html()))


def _warned(known: alike.Alike, row: Row, turned_away: str) -> Row:
    """The line, with what is held of whom it is with, and whether its address may be taken for that of another."""
    badges = [Badge(*wording.TURNED_AWAY[turned_away])] if turned_away else []
    if known.to_thread(row.line.stub):
        badges.append(Badge(*wording.SUSPICIONS["looks-like-another"], "alarm"))
    return replace(row, badges=(*(badge.html() for badge in badges), *row.badges)) if badges else row


def answered_elsewhere(earlier: Iterable[Line], stub: RequestStub, now: datetime) -> tuple[str, datetime] | None:
    """Where and when this address was answered in another thread of late, and not in this one since."""
    found = [(line.stub.last_out, line.id) for line in earlier if line.stub.last_out is not None]
    moment, thread = max(found, default=(None, None))
    if moment is None or now - moment > LATELY or (stub.last_out is not None and stub.last_out > moment):
        return None
    return reverse("hotline:request", args=[thread]), moment


def alike_badges(actor: Actor, entry: Entry, stub: RequestStub) -> list[Badge]:
    """Of a message from elsewhere than its thread, whose sender may be taken for the caller of another one."""
    sender = entry.parsed.sender_address
    found = is_from_elsewhere(entry, stub) and alike.others(actor, sender)
    return [Badge(*wording.SUSPICIONS["looks-like-another"], "alarm")] if found else []


def compared(actor: Actor, stub: RequestStub) -> list[Compared]:
    """The threads whose address looks like that of this one, each letter that differs pointed out on both sides."""
    rows = queue_rows(actor, alike.of_thread(actor, stub))
    both = ((row, row.line.stub.who) for row in rows)
    return [Compared(row, spelled.beside(other, stub.who), spelled.beside(stub.who, other)) for row, other in both]


def _words(channel: str, status: str, urgency: str) -> tuple[str, tuple[str, ...]]:
    """A channel's name, and the badges of a state."""
    badges = [urgency_badge(urgency)] if urgency in rules.URGENCY_TONES else []
    return str(rules.CHANNELS[channel]), tuple(badge.html() for badge in (*badges, status_badge(status)))


def _queue_row(
    names: Mapping[UUID, str],
    words: Callable[..., tuple[str, tuple[str, ...]]],
    url: str,
    line: Line,
    said: Said | None,
    overdue: bool,
) -> Row:
    stub = line.stub
    channel, badges = words(stub.channel, stub.status, stub.urgency)
    if line.unread:
        badges = (*badges, Badge(_("Unread: %(count)d") % {"count": line.unread}, "info", "mail").html())
    if not rules.is_caller(stub):
        badges = (*badges, Badge(rules.COUNTERPARTS[stub.counterpart], "neutral").html())
    owner = names.get(stub.owner, "") if stub.owner else ""
    return Row(url, title(stub), line, channel, badges, owner, said, overdue)


FILTERS: tuple[str, ...] = (OURS, ASIDE, CROWD, "answered", "accepted", "suspect", "declined", "closed", ALL)


def tabs(lines: Queue, chosen: str) -> list[Link]:
    """The queue's tabs, each with its count."""
    labels: dict[str, Text] = {
        OURS: _("Wait for us"),
        ASIDE: _("Set aside by rules"),
        CROWD: _("Came in a crowd"),
        ALL: _("All"),
        **rules.STATUSES,
    }
    base, counts = reverse("hotline:requests"), {name: len(lines.group(name)) for name in FILTERS}
    had_crowd = counts[CROWD] or chosen == CROWD or lines.group(TOGETHER)
    named = [name for name in FILTERS if name != CROWD or had_crowd]
    return [Link(f"{base}?show={name}", labels[name], name == chosen, counts[name]) for name in named]


class Seen:
    """Who of us has seen a message: for one thread, whoever had it open since the message came."""

    def __init__(self, actor: Actor, stub: RequestStub) -> None:
        names = personas(actor)
        self._known = [(look, names[look.who]) for look in stub.looked if look.who in names]

    def __call__(self, entry: Entry) -> list[str]:
        record = entry.record
        return sorted(name for look, name in self._known if look.until >= record.at and look.who != record.account)


def others(actor: Actor, stub: RequestStub) -> list[str]:
    """That somebody else may be writing in this thread."""
    names = personas(actor)
    there = [look for look in rules.beside(stub, actor.account, actor.now()) if not _has_answered(stub, look)]
    return [
        wording.BESIDE % {"persona": names.get(look.who, ""), "time": date_format(localtime(look.at), "TIME_FORMAT")}
        for look in there
    ]


def _has_answered(stub: RequestStub, look: Looked) -> bool:
    return stub.last_out is not None and stub.last_out >= look.at


def meanwhile(newer: Iterable[MessageRecord]) -> str:
    """What was said in a thread since somebody read it, each thing once."""
    said = {"in": wording.THEY_WROTE, "out": wording.ONE_ANSWERED, "note": wording.ONE_NOTED}
    told = (str(said[record.direction]) % {"persona": record.persona} for record in newer)
    return ", ".join(dict.fromkeys(told))


def remarks(stub: RequestStub, put: Put) -> list[str]:
    """What is to be said of a prepared text beside the box that it went into."""
    found = []
    if put.instead:
        wanted, given = (wording.TEXT_LANGUAGES.get(each, each) for each in (stub.language, put.instead))
        found.append(str(wording.INSTEAD) % {"wanted": wanted, "given": given})
    if put.unfilled:
        found.append(str(wording.UNFILLED) % {"names": braced(put.unfilled)})
    return found


def braced(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


def bubble(
    entry: Entry,
    stub: RequestStub,
    *,
    repeated: bool = False,
    more: Iterable[Badge] = (),
    reports: Mapping[str, Delivery] | None = None,
    seen: Sequence[str] = (),
) -> Bubble:
    """One message; `reports` is what mail servers say of our letters, `seen` who of us has read it."""
    record, parsed = entry.record, entry.parsed
    report = (reports or {}).get(record.message_id) if record.message_id else None
    undelivered = [vouching.delivery(report)] if report else []
    return Bubble(
        entry.id,
        record.direction,
        _who(entry, stub),
        record.at,
        entry.text,
        (*more, *_bubble_badges(entry, stub), *([_UNDELIVERED[report.action]] if report else [])),
        [*undelivered, *_claimed(entry), *wording.notes(parsed.notes), *_code(record.code), *_chat(record)],
        record.mail,
        parsed.attachments,
        [*protection.sentences(entry, stub), *([protection.REPEATED] if repeated else [])],
        entry.said.outside,
        vouching.sentence(entry.said.evidence),
        seen,
        bool(record.chat),
    )


_UNDELIVERED = {
    "failed": Badge(gettext_lazy("Could not be delivered"), "danger", "alarm"),
    "delayed": Badge(gettext_lazy("Not delivered yet"), "warn"),
}


def _claims(entry: Entry) -> list[tuple[tuple[Text, str], Text, tuple[str, ...]]]:
    """What the header of an incoming message says of further addresses: a badge, a sentence, the addresses."""
    said = entry.parsed if entry.record.direction == "in" else Parsed()
    return [
        (wording.SEVERAL_SENDERS, wording.FURTHER_SENDERS, said.more_senders),
        (wording.WANTED_ELSEWHERE, wording.ANSWERS_ASKED_FOR, said.answers_to),
    ]


def _claimed(entry: Entry) -> list[str]:
    return [str(words) % {"addresses": ", ".join(found)} for _badge, words, found in _claims(entry) if found]


def _code(code: str) -> list[Text]:
    return [_("Code: %(code)s") % {"code": code}] if code else []


def _chat(record: MessageRecord) -> list[Text]:
    return [_("These are its last messages."), f"SHA-256: {record.sha256.hex()}"] if record.chat else []


def _who(entry: Entry, stub: RequestStub) -> Text:
    if entry.record.direction != "in":
        return entry.record.persona
    parsed = entry.parsed
    if parsed.sender_address:
        return f"{parsed.sender_name} <{parsed.sender_address}>" if parsed.sender_name else parsed.sender_address
    return title(stub) if stub.channel != "email" else _("Unknown sender")


def _bubble_badges(entry: Entry, stub: RequestStub) -> list[Badge]:
    badges = []
    if entry.record.chat:
        badges.append(Badge(f"{rules.CHANNELS['chat']}: {wording.CHATS[entry.record.chat]}", "info"))
    elif entry.record.direction == "note":
        badges.append(Badge(_("Note for staff only"), "warn", "lock"))
    if entry.record.whole_size:
        badges.append(Badge(_("Too large: only the beginning is here"), "danger", "alarm"))
    if entry.record.automatic:
        badges.append(Badge(_("Sent by a machine"), "neutral"))
    badges += [Badge(*found)] if (found := protection.badge(entry.said.report)) else []
    if entry.said.evidence and entry.said.evidence.said == DENIED:
        badges.append(Badge(_("The sender may be forged"), "danger", "alarm"))
    if is_from_elsewhere(entry, stub):
        badges.append(Badge(_("From another address"), "danger", "alarm"))
    badges += [Badge(*wording.SUSPICIONS[code], "alarm") for code in suspicions(entry, stub)]
    badges += [Badge(*badge) for badge, _sentence, addresses in _claims(entry) if addresses]
    if entry.state:
        badges.append(Badge(wording.STATES[entry.state], wording.STATE_TONES.get(entry.state, "neutral")))
    return badges


def is_from_elsewhere(entry: Entry, stub: RequestStub) -> bool:
    """Whether an e-mail in this thread came from an address that the thread is not with."""
    address = entry.parsed.sender_address.casefold()
    ours = entry.record.direction != "in" or not entry.record.mail
    return not ours and bool(stub.who) and address != stub.who.casefold()


def suspicions(entry: Entry, stub: RequestStub) -> list[str]:
    """What about the sender of an incoming message, or in it, may be made to deceive."""
    if entry.record.direction != "in":
        return []
    ours, said = addresses(), entry.parsed
    senders = [(said.sender_name, said.sender_address), *(("", address) for address in said.more_senders)]
    found = [code for name, one in senders for code in suspicions_of(name, one, ours=ours, theirs=stub.who)]
    false_link = has_false_link(entry.text, ours={*ours, urlsplit(settings.WAYSTATION_ORIGIN).hostname or ""})
    return list(dict.fromkeys([*found, *(["false-link"] if false_link else [])]))


def link(name: str, **kwargs: Any) -> str:
    """The address of a page of a room above, empty where that room is not there."""
    try:
        return reverse(name, kwargs=kwargs)
    except NoReverseMatch:
        return ""


def mailbox_files(actor: Actor) -> list[Path]:
    """The letters in the local mailbox, newest first; none of them is an innocent view's."""
    if actor.apart:
        return []
    folder = Path(settings.WAYSTATION_MAILBOX) / "new"
    return sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns, reverse=True) if folder.is_dir() else []


def mailbox_letters(actor: Actor, files: Sequence[Path]) -> list[Parsed]:
    """What they say, read once in a session."""
    known: dict[str, Parsed] = actor.memory.setdefault("hotline:mailbox", {})
    for path in files:
        if path.name not in known:
            known[path.name] = parse(path.read_bytes())
    return [known[path.name] for path in files]
