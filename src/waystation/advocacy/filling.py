"""A draft is filled from the record: under each heading of its form what the record says of some events.

What the author wrote stays. Each part says on what it stands, as it was then; whoever holds the key of documentation is
told what is otherwise by now.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from msgspec.structs import replace

from waystation.advocacy import access, letters, outlines, wording
from waystation.advocacy.drafting import open_draft
from waystation.advocacy.outlines import Part
from waystation.advocacy.records import Basis, Submission
from waystation.audit.log import log
from waystation.casework.wording import Words
from waystation.documentation import access as documentation
from waystation.documentation.dossier import facts as record
from waystation.documentation.dossier import gathering
from waystation.documentation.dossier.facts import Fact
from waystation.documentation.dossier.wording import CALLED
from waystation.documentation.errors import refuse
from waystation.hotline import boxes
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import allows, require
from waystation.vault.records import rewrite

TO, SUBMITTER = "to", "submitter"
_OF = {"when_where": (record.WHEN, record.WHERE), record.ACCOUNT: (record.ACCOUNT, record.LIBERTY)}
"""What of the record stands under a heading; else what is called as the heading is filled. Where a form asks for arrest
and detention by themselves, these stand there alone."""


@dataclass(frozen=True)
class Proposed:
    """A heading with what would stand under it. `is_kept`: the author wrote there, and it stays as it is."""

    heading: str
    text: str = field(repr=False)
    basis: Sequence[Basis] = field(default=(), repr=False)
    is_kept: bool = False


def proposed(
    said: Submission, facts: Iterable[Fact], known: Mapping[str, str], asked: Iterable[Basis], level: str
) -> list[Proposed]:
    """What would stand under each heading. `known` is what follows from who asks whom, `asked` what we asked before."""
    wanted, language = outlines.fills(said.kind), said.language
    written = {each.heading: each.text for each in outlines.parts(outlines.translated(said.kind, language, said.text))}
    every, found = list(facts), []
    for heading, about in zip(outlines.headings(said.kind, language), wanted, strict=True):
        if written.get(heading):
            found.append(Proposed(heading, written[heading], is_kept=True))
            continue
        kinds = [one for one in _OF.get(about, (about,)) if one == about or one not in wanted]
        those = [each for each in every if each.about in kinds]
        basis = [Basis(heading=heading, text=each.text, event=each.event, subject=each.subject, status=each.status,
                       level=level) for each in those]  # fmt: skip
        basis += [replace(each, heading=heading) for each in asked if about == record.STEPS]
        text = "\n".join(each.text for each in basis) or known.get(about, "")
        found.append(Proposed(heading, text, basis))
    return found


def filled(said: Submission, those: Iterable[Proposed]) -> str:
    """The text with what is proposed under its headings, and what else the author wrote after."""
    now = {each.heading: each.text for each in those}
    own = [each for each in outlines.parts(outlines.translated(said.kind, said.language, said.text))
           if each.heading not in now]  # fmt: skip
    return outlines.written([*(Part(heading, text) for heading, text in now.items()), *own])


def look(actor: Actor, said: Submission, events: Sequence[UUID], level: str) -> list[Proposed]:
    """What the record would put under each heading. Raises Absent."""
    require(actor, "advocacy.read")
    require(actor, "documentation.read")
    _row, authority = access.authority(actor, said.authority)
    found = gathering.facts(actor, events, level, _spoken(said)) if events else []
    known = {TO: authority.name, SUBMITTER: f"{actor.persona}\n{boxes.first().address}"}
    return proposed(said, found, known, _asked_before(actor, said, events), level)


def _spoken(said: Submission) -> str:
    """The language of the record's own words: these are written in two."""
    return "ru" if said.language == "ru" else "en"


def _asked_before(actor: Actor, said: Submission, events: Sequence[UUID]) -> list[Basis]:
    """What others were asked about these events, or what was passed on to this one, with how it stands."""
    bodies, found = access.authorities(actor), []
    every = access.submissions(actor)
    there = {
        one: each for one, each in every.items() if each.sent and (set(each.events) & set(events) or one == said.parent)
    }
    for one, stands in access.standings(actor, there).items():
        each = there[one]
        who = bodies[each.authority].name if each.authority in bodies else "—"
        kind = letters.title(each.kind, said.language)
        answer = f", {stands.answer.day}: {letters.reply(stands.answer.kind, said.language)}" if stands.answer else ""
        line = ", ".join(filter(None, (str(each.sent), kind, who, each.number)))
        found.append(Basis(heading="", text=f"{line}{answer}", event=None, subject=one, status=stands.state))
    return sorted(found, key=lambda basis: basis.text)


@transaction.atomic
def fill(actor: Actor, submission_id: UUID, events: Sequence[UUID], level: str, *, seen: int | None = None) -> None:
    """Puts what the record says of these events under the headings where nothing stands.

    Raises Absent, Refused, Stale.
    """
    require(actor, "advocacy.write")
    row, before = open_draft(actor, submission_id, seen)
    refuse([("", wording.LET_GO_ALREADY)] if before.approvals else [])
    refuse([] if events else [("events", wording.CHOOSE_EVENTS)])
    found = look(actor, before, events, level)
    kept = {each.heading for each in found if each.is_kept}
    basis = [each for each in before.basis if each.heading in kept]
    rewrite(
        row,
        replace(
            before,
            text=filled(before, found),
            basis=(*basis, *(one for each in found for one in each.basis)),
            events=tuple(dict.fromkeys((*before.events, *events))),
            named=before.named or level == CALLED,
            at=actor.now(),
            by=actor.account,
        ),
        actor.keys,
    )
    log(actor.account, "advocacy.filled", subject=submission_id)


def changed(actor: Actor, said: Submission) -> dict[Basis, Words]:
    """What of that on which it stands is otherwise by now; empty for whoever may not read the record."""
    if not said.basis or not allows(actor, "documentation.read"):
        return {}
    now: dict[tuple[UUID | None, UUID, str], list[Fact]] = {}
    for level in {each.level for each in said.basis if each.event}:
        there = [one for one in said.events if _is_there(actor, one)]
        for fact in gathering.facts(actor, there, level, _spoken(said)) if there else ():
            now.setdefault((fact.event, fact.subject, level), []).append(fact)
    found = {}
    for each in said.basis:
        if each.event is None:
            continue
        those = now.get((each.event, each.subject, each.level), [])
        if not those:
            found[each] = wording.GONE_SINCE
        elif all(fact.status != each.status for fact in those):
            found[each] = wording.STATUS_SINCE
        elif all(fact.text != each.text for fact in those):
            found[each] = wording.SAID_SINCE
    return found


def _is_there(actor: Actor, event_id: UUID) -> bool:
    try:
        documentation.event(actor, event_id)
    except Absent:
        return False
    return True
