"""What a sentence stands on, looked at as it is now: whether it still says what it said when that was noted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from django.urls import Resolver404, resolve, reverse

from waystation.casework import access as casework
from waystation.casework.consent_rules import YES
from waystation.documentation import access as documentation
from waystation.documentation.figures import access as figures
from waystation.documentation.figures.records import Kept
from waystation.documentation.figures.shown import lines as figure_lines
from waystation.documentation.statements import access as statements
from waystation.documentation.statements.shown import line as statement_line
from waystation.mail.words import clean
from waystation.publication import access, people, public, trace, wording
from waystation.publication.records import (
    ASSERTION,
    CONSENT,
    EVENT,
    FIGURE,
    RELEASE,
    RULE,
    TESTIMONY,
    Ground,
    Publication,
)
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import allows
from waystation.staff.teams import DOCUMENTATION
from waystation.vault import half

STANDS, CHANGED, GONE, CLOSED = STATES = ("stands", "changed", "gone", "closed")
"""As it was; said otherwise by now; retracted, withdrawn, taken back or erased; not for this person to open."""
_PAGES = {
    "documentation:event": (EVENT, "event_id"),
    "statements:statement": (TESTIMONY, "statement_id"),
    "statements:fact": (ASSERTION, "assertion_id"),
    "figures:figure": (FIGURE, "figure_id"),
    "casework:case": (CONSENT, "case_id"),
    "publication:publication": (RELEASE, "publication_id"),
}
_NEEDS = {
    EVENT: "documentation.read",
    TESTIMONY: "documentation.read",
    ASSERTION: "documentation.read",
    FIGURE: "figures.read",
    CONSENT: "consent.use",
    RELEASE: "publication.write",
}
_OURS = (EVENT, TESTIMONY, ASSERTION, FIGURE)


@dataclass(frozen=True)
class Named:
    """What an address or some words name: a `kind`, and the id of it or the words."""

    kind: str
    of: UUID | None = None
    within: UUID | None = None
    said: str = field(default="", repr=False)


@dataclass(frozen=True)
class Look:
    """What it says now: `label` for those who may open it, the bytes that are kept as a digest, whether it counts."""

    label: str = field(repr=False)
    url: str
    said: bytes = field(default=b"", repr=False)
    is_gone: bool = False


@dataclass(frozen=True)
class Seen:
    """One thing that a sentence stands on, as a page shows it."""

    number: int
    ground: Ground = field(repr=False)
    state: str
    label: str = field(repr=False)
    url: str = ""

    @property
    def kind(self) -> wording.Text:
        return wording.GROUNDS[self.ground.kind]

    @property
    def badge(self) -> tuple[wording.Text, str]:
        return wording.GROUND_STATES[self.state]

    @property
    def is_changed(self) -> bool:
        return self.state in (CHANGED, GONE)


def named(text: str) -> Named:
    """What somebody named: by the address of its page here; anything else is a rule in their words."""
    said = " ".join(text.split())
    try:
        found = resolve(urlsplit(said).path)
    except (Resolver404, ValueError):
        return Named(RULE, said=said)
    kind, name = _PAGES.get(found.view_name, (RULE, ""))
    if kind == RULE:
        return Named(RULE, said=said)
    return Named(kind, found.kwargs[name], found.kwargs["event_id"] if kind == ASSERTION else None)


def mark(look: Look) -> bytes:
    """The keyed digest of what it says: whoever may not open it cannot try what it may be."""
    return half.digest(b"ground", look.said)


Looks = dict[tuple[str, UUID | None, UUID | None], "Look | None"]
"""What was looked at already in one request; None is absent."""


def seen(actor: Actor, found: Publication, looks: Looks | None = None) -> list[Seen]:
    """Everything that a text stands on, as it is now. `looks`: of several texts the same is looked at once."""
    known: Looks = {} if looks is None else looks
    return [_seen(actor, number, each, known) for number, each in enumerate(found.grounds)]


def _seen(actor: Actor, number: int, ground: Ground, looks: Looks) -> Seen:
    if ground.kind == RULE:
        return Seen(number, ground, STANDS, clean(ground.said)[0])
    if not may_open(actor, ground.kind):
        return Seen(number, ground, CLOSED, "")
    key = (ground.kind, ground.of, ground.within)
    if key not in looks:
        try:
            looks[key] = look(actor, ground)
        except Absent:
            looks[key] = None
    found = looks[key]
    if found is None:
        # A case may be another one's; what is a team's is there for all of it, or for nobody any more.
        return Seen(number, ground, CLOSED if ground.kind == CONSENT else GONE, "")
    state = GONE if found.is_gone else STANDS if mark(found) == ground.mark else CHANGED
    return Seen(number, ground, state, found.label, found.url)


def may_open(actor: Actor, kind: str) -> bool:
    """Whether this person opens what is of this kind at all."""
    if not allows(actor, _NEEDS[kind]):
        return False
    return kind not in _OURS or actor.keys.holds(actor.team(DOCUMENTATION))


def is_shaken(actor: Actor, found: Publication) -> bool:
    """Whether something that stands outside stands on what changed since, as far as this person may look."""
    return is_out(found) and any(each.is_changed for each in seen(actor, found))


def is_out(found: Publication) -> bool:
    """Whether it was released and not taken back."""
    return found.released_at is not None and found.recalled_at is None


def look(actor: Actor, what: Named | Ground) -> Look:
    """What it says now. Raises Absent."""
    if what.of is None or not may_open(actor, what.kind):
        raise Absent
    return _LOOKS[what.kind](actor, what.of, what.within)


def _event(actor: Actor, event_id: UUID, _within: UUID | None) -> Look:
    """An event with what was taken back of what is asserted about it."""
    _row, event = documentation.event(actor, event_id)
    back = sorted(each.said.id.bytes for each in statements.assertions(actor, event_id) if each.retraction)
    url = reverse("documentation:event", args=[event_id])
    return Look(clean(event.title)[0], url, msgspec.json.encode(event) + b"".join(back))


def _testimony(actor: Actor, statement_id: UUID, _within: UUID | None) -> Look:
    _row, statement = statements.statement(actor, statement_id)
    shown = statement_line(actor, statement_id, statement)
    url = reverse("statements:statement", args=[statement_id])
    return Look(f"{shown.teller}, {shown.told}", url, msgspec.json.encode(statement), bool(statement.retraction))


def _assertion(actor: Actor, assertion_id: UUID, within: UUID | None) -> Look:
    if within is None:
        raise Absent
    entry = statements.assertion(actor, within, assertion_id)
    title = clean(documentation.event(actor, within)[1].title)[0]
    url = reverse("statements:fact", args=[within, assertion_id])
    return Look(title, url, msgspec.json.encode(entry.said), bool(entry.retraction))


def _figure(actor: Actor, figure_id: UUID, _within: UUID | None) -> Look:
    """A figure itself never changes: what changes is which one was kept in its place."""
    kept = figures.figure(actor, figure_id)
    newer = trace.replaced(kept, figures.figures(actor).values())
    return Look(figure_label(figure_id, kept), _figure_url(figure_id), (newer or kept).sha256.encode())


def figure_label(figure_id: UUID, kept: Kept) -> str:
    """A figure in words: the number, of what, by whom."""
    (line,) = figure_lines([(figure_id, kept)])
    return f"{line.number}: {line.what.basis}, {line.what.definition.as_of} ({line.publisher})"


def _figure_url(figure_id: UUID) -> str:
    return reverse("figures:figure", args=[figure_id])


def _consent(actor: Actor, case_id: UUID, _within: UUID | None) -> Look:
    """Whether somebody says yes to being published, without their name or with it."""
    states = people.states(actor, case_id)
    is_gone = not any(each in (*YES, "expired") for each in states.values())  # that a yes grew old takes nothing out
    said = " ".join(f"{purpose} {state}" for purpose, state in states.items())
    url = reverse("casework:case", args=[case_id])
    return Look(casework.called(actor, case_id), url, said.encode(), is_gone)


def _release(actor: Actor, publication_id: UUID, _within: UUID | None) -> Look:
    _row, found = access.publication(actor, publication_id)
    said = public.one(publication_id)
    is_gone = found.recalled_at is not None or bool(said and said.out)
    title = clean(next((each for each in found.titles.values() if each.strip()), ""))[0]
    told = msgspec.json.encode((found.titles, found.texts, found.table.shown if found.table else None))
    return Look(title, reverse("publication:publication", args=[publication_id]), told, is_gone)


_LOOKS: Mapping[str, Callable[[Actor, UUID, UUID | None], Look]] = {
    EVENT: _event,
    TESTIMONY: _testimony,
    ASSERTION: _assertion,
    FIGURE: _figure,
    CONSENT: _consent,
    RELEASE: _release,
}


def proposals(actor: Actor, found: Publication, sentences: list[str], most: int = 3) -> dict[str, list[Any]]:
    """Figures that say a number of a sentence, by the sentence: their ids with what they say."""
    if not may_open(actor, FIGURE):
        return {}
    kept = figures.figures(actor)
    told = {each: trace.proposed(each, kept, found.grounds)[:most] for each in sentences}
    return {each: [(one, figure_label(one, kept[one])) for one in those] for each, those in told.items() if those}
