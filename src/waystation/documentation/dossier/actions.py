"""A dossier is given out: through the gate of consent, kept as what was given, and logged.

It is of one event or several. With the files of its exhibits it is a bundle, and each exhibit's custody log says so.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from waystation.audit.log import log
from waystation.casework import access as casework
from waystation.casework.consent_rules import Verdict, Wanted
from waystation.casework.errors import Refused as NotAllowed
from waystation.casework.gate import gate, look
from waystation.documentation import access
from waystation.documentation.dossier import gathering, seconding, wording
from waystation.documentation.dossier.facts import Dossier
from waystation.documentation.errors import Refused, refuse
from waystation.documentation.exhibits import access as exhibits
from waystation.documentation.exhibits import actions as given
from waystation.documentation.exhibits.models import OriginalRow
from waystation.documentation.formats import exporting
from waystation.documentation.formats.records import Wish
from waystation.documentation.formats.wording import SAY_TO_WHOM, SAY_WHY
from waystation.files.source import Source
from waystation.mail.words import clean, same
from waystation.staff.actor import Actor
from waystation.staff.policy import allows, require

USE = "submission"
STORY, FILES = "story", "files"
MOST_EVENTS = 50
MOST_BYTES = 100_000_000
"""Of the files of exhibits in one bundle: it is made in memory."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody wants: what it is to hold, how people stand in it, for what, to whom, why.

    `called` names those cases of whom people are in it; `limits_seen` says by case which answer's limits were read.
    `recipient` is the age key of whoever gets it, if it is to be sealed. `events` names further events, `exhibits` are
    the numbers of those that go (None: all), `files` is whether their bytes go along. `nobody`: it tells of no case.
    """

    contents: frozenset[str]
    names: str
    language: str
    purpose: str
    to: str
    why: str
    recipient: str = ""
    events: tuple[str, ...] = field(default=(), repr=False)
    exhibits: tuple[int, ...] | None = None
    files: bool = False
    nobody: bool = False
    called: tuple[str, ...] = field(default=(), repr=False)
    limits_seen: Mapping[UUID, UUID] = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """A dossier, and the exhibits whose bytes go along with it, by number."""

    dossier: Dossier
    files: Mapping[int, Source] = field(default_factory=dict, repr=False)


@transaction.atomic
def make(actor: Actor, event_id: UUID, asked: Asked) -> Made | None:
    """What the dossier says, once each case in it let it go. Raises Absent, Refused with what stands against it.

    None where it takes two people, and this is the first, or one who may not ask for consent: what they want is kept,
    and nothing has left.
    """
    require(actor, "formats.export")
    access.event(actor, event_id)
    refuse([("to", SAY_TO_WHOM)] if not asked.to.strip() else [])
    refuse([("why", SAY_WHY)] if not asked.why.strip() else [])
    refuse([] if asked.contents & wording.CONTENTS.keys() else [("contents", wording.CHOOSE_CONTENTS)])
    refuse([("files", wording.NO_FILES)] if asked.files and wording.EXHIBITS not in asked.contents else [])
    refuse([("files", wording.FILES_TELL)] if asked.files and asked.names == wording.GENERAL else [])
    exporting.check_recipient(asked.recipient)
    events = _events(actor, event_id, asked)
    chosen = _exhibits(actor, events, asked)
    cases = _cases(actor, events, chosen, asked)
    found = gathering.gather(actor, events, asked.contents, asked.names, asked.language, chosen)
    first = None
    if seconding.needs_two(asked.names, asked.purpose):
        wanted = seconding.wish(asked, found)
        first = seconding.first_of(actor, events, wanted)
        if first is None or not allows(actor, "consent.use"):
            _wish(actor, asked, events, wanted)
            return None
    uses = []
    for case_id, parts in cases.items():
        try:
            uses.append(gate(actor, case_id, _wanted(asked, parts), limits_seen=asked.limits_seen.get(case_id)))
        except NotAllowed as no:
            raise Refused([("called", _against(actor, case_id, reason)) for reason in no.reasons]) from None
    files = _files(actor, chosen, asked) if asked.files else {}
    kept = _keep(actor, asked, events, uses=tuple(uses), second_to=first)
    log(actor.account, "dossier.given_out", subject=kept)
    return Made(found, files)


def _wish(actor: Actor, asked: Asked, events: Sequence[UUID], wanted: Wish) -> None:
    """Keeps what the first one of two wants."""
    if any(each.wish == wanted and each.by == actor.account for _id, each in seconding.open_wishes(actor, events[0])):
        return
    kept = _keep(actor, asked, events, wish=wanted)
    log(actor.account, "dossier.wanted", subject=kept)


def _keep(actor: Actor, asked: Asked, events: Sequence[UUID], **more: Any) -> UUID:
    sealed = bool(asked.recipient.strip())
    return exporting.keep(
        actor, exporting.DOSSIER, to=asked.to, why=asked.why, sealed=sealed, events=tuple(events), **more
    )


def _events(actor: Actor, event_id: UUID, asked: Asked) -> list[UUID]:
    """The event and those that were named besides. Raises Refused."""
    return named(actor, asked.events, [event_id])


def named(actor: Actor, names: Iterable[str], first: Iterable[UUID] = ()) -> list[UUID]:
    """Events that somebody names by their titles or by the end of their addresses, after some. Raises Refused."""
    found, names = list(first), list(names)
    titles = access.titles(actor) if names else {}
    for name in names:
        there = [one for one, title in titles.items() if same(title) == same(name) or name.strip() == str(one)]
        if len(there) != 1:
            sentence = wording.SEVERAL_EVENTS if there else wording.NO_EVENT
            raise Refused([("events", sentence % {"called": clean(name)[0]})])
        found += there
    found = list(dict.fromkeys(found))
    refuse([("events", wording.TOO_MANY % {"number": MOST_EVENTS})] if len(found) > MOST_EVENTS else [])
    return found


def _exhibits(actor: Actor, events: Sequence[UUID], asked: Asked) -> dict[UUID, int]:
    """The exhibits that go, each with its number. Raises Refused where nothing was read from one that was chosen."""
    if wording.EXHIBITS not in asked.contents:
        return {}
    there = gathering.exhibits_of(actor, events)
    numbers = {one: exhibits.exhibit(actor, one).number for one in there}
    if asked.exhibits is None:
        return numbers
    if lacking := set(asked.exhibits) - set(numbers.values()):
        raise Refused([("exhibits", wording.NO_EXHIBIT % {"number": min(lacking)})])
    return {one: number for one, number in numbers.items() if number in asked.exhibits}


def _files(actor: Actor, chosen: Mapping[UUID, int], asked: Asked) -> dict[int, Source]:
    """The bytes of exhibits, each found to be unchanged and written down as given out. Raises Refused."""
    size = sum(exhibits.exhibit(actor, one).size for one in chosen)
    refuse([("files", wording.TOO_LARGE % {"number": MOST_BYTES // 1_000_000})] if size > MOST_BYTES else [])
    found = {}
    for one, number in chosen.items():
        try:
            found[number] = given.give_out(actor, one, to=asked.to, why=asked.why)
        except NotAllowed as no:
            label = _("Exhibit %(number)s") % {"number": number}
            raise Refused([("exhibits", f"{label}: {reason}") for reason in no.reasons]) from None
    return found


def verdicts(actor: Actor, event_id: UUID, asked: Asked) -> dict[UUID, Verdict]:
    """What the gate would say of each case. Nothing is used by looking. Raises Absent, Refused."""
    require(actor, "formats.export")
    events = _events(actor, event_id, asked)
    chosen = _exhibits(actor, events, asked)
    return {
        case_id: look(actor, case_id, _wanted(asked, parts), asked.limits_seen.get(case_id))
        for case_id, parts in _cases(actor, events, chosen, asked).items()
    }


def _wanted(asked: Asked, parts: frozenset[str]) -> Wanted:
    return Wanted(asked.purpose, " ".join(asked.to.split()), parts, USE)


def _against(actor: Actor, case_id: UUID, reason: object) -> str:
    return str(wording.AGAINST % {"called": casework.called(actor, case_id), "reason": reason})


def _cases(actor: Actor, events: Iterable[UUID], chosen: Collection[UUID], asked: Asked) -> dict[UUID, frozenset[str]]:
    """The cases that must let it go, with the parts of each: those that were named, and those whose exhibits the events
    were read from. What was read stands in it, by a code too and whether or not the exhibit goes along.

    Raises Refused where a name is none, or where an exhibit is of a case and this person may not give out of cases.
    """
    found: dict[UUID, frozenset[str]] = {}
    may = allows(actor, "consent.use")
    if asked.called:
        known = {same(stub.pseudonym): held.id for held, stub in casework.cases(actor)} if may else {}
        for name in asked.called:
            if same(name) not in known:
                raise Refused([("called", wording.NO_CASE % {"called": clean(name)[0]})])
            found[known[same(name)]] = frozenset({STORY})
    for one in gathering.exhibits_of(actor, events):
        row = OriginalRow.objects.filter(pk=one).first()
        case_id = exhibits.case_of(row) if row else None
        if case_id is None:
            continue
        if not may or not casework.is_open_to(actor, case_id):
            number = exhibits.exhibit(actor, one).number
            raise Refused([("contents", wording.EXHIBIT_OF_A_CASE % {"number": number})])
        found[case_id] = found.get(case_id, frozenset()) | ({STORY, FILES} if one in chosen else {STORY})
    if may and asked.nobody and asked.called:
        raise Refused([("nobody", wording.NAMED_AND_NOBODY)])
    if may and not found and not asked.nobody:
        raise Refused([("called", wording.SAY_WHOSE)])
    return found
