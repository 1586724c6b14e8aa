"""Who may see statements and what was drawn from them: one door per noun. Only the documentation team holds the key."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

import msgspec

from waystation.documentation.access import event as event_of
from waystation.documentation.assertions import Assertion
from waystation.documentation.exhibits import access as exhibits
from waystation.documentation.exhibits import custody
from waystation.documentation.exhibits.rules import CLOSED, WHOLE
from waystation.documentation.matching import access as matching
from waystation.documentation.reviews import Independence, Judged, judged
from waystation.documentation.statements.models import (
    AssertionRow,
    IndependenceRow,
    StatementRow,
    StatusReviewRow,
    WordsRow,
)
from waystation.documentation.statements.records import MISTAKEN, Asserted, Retraction, Reviewed, Statement, Words
from waystation.staff.access import index, open_row, opened, stubs, tell_damage
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.opened import Held
from waystation.staff.policy import allows, require
from waystation.staff.ranked import Group, Standing
from waystation.staff.teams import DOCUMENTATION

_ALL = "all"


@dataclass(frozen=True)
class Entry:
    """An assertion as it was drawn; `statement` is where it is from, None where that is gone."""

    row: AssertionRow
    asserted: Asserted = field(repr=False)
    statement: Statement | None = field(repr=False)

    @property
    def retraction(self) -> Retraction | None:
        """That it was withdrawn, by itself or with its statement."""
        return self.asserted.retraction or (self.statement.retraction if self.statement else None)

    @property
    def said(self) -> Assertion:
        """The assertion as it stands now, with who drew it out: what was withdrawn with its statement is withdrawn."""
        gone = self.retraction
        retracted = gone.at if gone else None
        return msgspec.structs.replace(self.asserted.said, retracted=retracted, drawn_by=self.asserted.by)

    @property
    def was_said(self) -> bool:
        """Whether it was said at all, and not taken down by mistake."""
        own, whole = self.asserted.retraction, self.statement.retraction if self.statement else None
        return not any(each.ground == MISTAKEN for each in (own, whole) if each)


def statements(actor: Actor) -> Group[Held]:
    """Every statement, what was told last first."""
    require(actor, "documentation.read")
    return index(actor, StatementRow, _by_day).group(_ALL)


def statements_on(actor: Actor, event_id: UUID) -> list[tuple[UUID, Statement]]:
    """The statements that were taken for an event, what was told first first."""
    require(actor, "documentation.read")
    found = index(actor, StatementRow, _by_day).group(("event", event_id))
    return [(held.id, held.record) for held in found][::-1]


def statements_by(actor: Actor, person_id: UUID) -> list[tuple[UUID, Statement]]:
    """What somebody told us, what was told first first."""
    require(actor, "documentation.read")
    found = index(actor, StatementRow, _by_day).group(("teller", person_id))
    return [(held.id, held.record) for held in found][::-1]


def _by_day(held: Held) -> Standing:
    found: Statement = held.record
    day = max((each.day.toordinal() for each in found.told), default=0)
    groups = [_ALL, ("teller", found.teller), *(("event", one) for one in found.events)]
    return f"{9_999_999 - day:07}".encode(), groups


def statement(actor: Actor, statement_id: UUID) -> tuple[StatementRow, Statement]:
    """One statement without its words. Raises Absent."""
    require(actor, "documentation.read")
    return open_row(actor, StatementRow.objects.filter(locator=actor.team(DOCUMENTATION)), statement_id)


def words(actor: Actor, statement_id: UUID) -> tuple[WordsRow, Words]:
    """The words of a statement. Raises Absent."""
    require(actor, "documentation.read")
    return open_row(actor, WordsRow.objects.filter(locator=actor.team(DOCUMENTATION)), statement_id)


def assertions(actor: Actor, event_id: UUID, about: Collection[UUID] | None = None) -> list[Entry]:
    """What is asserted about an event, or about some acts of it, in the order in which it was drawn out."""
    require(actor, "documentation.read")
    return _entries(actor, stubs(actor, AssertionRow.objects.filter(event=event_id)), about)


def drawn_from(actor: Actor, statement_id: UUID) -> list[Entry]:
    """What was drawn from a statement, about whichever event."""
    require(actor, "documentation.read")
    return _entries(actor, stubs(actor, AssertionRow.objects.filter(statement=statement_id)))


def assertion(actor: Actor, event_id: UUID, assertion_id: UUID) -> Entry:
    """One assertion about an event. Raises Absent."""
    event_of(actor, event_id)
    found = open_row(actor, AssertionRow.objects.filter(event=event_id), assertion_id)
    entries = _entries(actor, [found])
    if not entries:
        raise Absent
    return entries[0]


def _entries(
    actor: Actor, rows: Iterable[tuple[AssertionRow, Asserted]], about: Collection[UUID] | None = None
) -> list[Entry]:
    """One that was hung on another event or statement than it says counts as damaged."""
    every, found = opened(actor, StatementRow), []
    known: dict[UUID, Statement | None] = {}
    for row, asserted in rows:
        if (row.event, row.statement, row.pk) != (asserted.event, asserted.said.statement, asserted.said.id):
            tell_damage(actor, row.pk)
            continue
        if about is not None and asserted.said.subject not in about:
            continue
        if row.statement not in known:
            held = every.get(row.statement)
            known[row.statement] = held.record if held else None
        found.append(Entry(row, asserted, known[row.statement]))
    return sorted(found, key=lambda each: (each.asserted.at is None, each.asserted.at, each.row.pk.int))


def standing(entries: Iterable[Entry]) -> list[Assertion]:
    """The assertions that count, those that were withdrawn among them, without what was never said."""
    return [each.said for each in entries if each.was_said]


def compared(actor: Actor, sources: Iterable[UUID]) -> list[Independence]:
    """What reviewers said of these sources, oldest first."""
    require(actor, "documentation.read")
    found = index(actor, IndependenceRow, _by_source)
    every = {held.id: held.record.said for source in set(sources) for held in found.group(source)}
    return sorted(every.values(), key=lambda said: said.at)


def _by_source(held: Held) -> Standing:
    said: Independence = held.record.said
    return said.at.isoformat().encode(), {said.first, said.second}


def reviews(actor: Actor, event_id: UUID) -> list[Reviewed]:
    """What reviewers said of claims about an event, oldest first."""
    require(actor, "documentation.read")
    found = []
    for row, record in stubs(actor, StatusReviewRow.objects.filter(event=event_id)):
        if record.event == event_id:
            found.append(record)
        else:
            tell_damage(actor, row.pk)
    return sorted(found, key=lambda record: record.said.at)


def given(actor: Actor, event_id: UUID, told: Iterable[Assertion]) -> Judged:
    """What is judged of these assertions about an event."""
    every = list(told)
    unbroken = {each.exhibit for each in every if each.exhibit and in_unbroken_custody(actor, each.exhibit)}
    words_of_reviewers = [each.said for each in reviews(actor, event_id)]
    told_by = {one for each in every for one in (each.source, each.heard_from) if one is not None}
    sources, persons = (each.source for each in every), matching.one_person(actor, told_by)
    return judged(compared(actor, sources), words_of_reviewers, unbroken, persons)


def in_unbroken_custody(actor: Actor, exhibit_id: UUID) -> bool:
    """Whether an exhibit is there as it came in, and no line of its custody log is missing or changed."""
    if not allows(actor, "exhibits.read"):
        return False
    try:
        state = exhibits.standing(actor, exhibit_id)
        return state in (WHOLE, CLOSED) and custody.first_fault(exhibit_id, exhibits.custody(actor, exhibit_id)) is None
    except Absent:
        return False
