"""Who told us of an event, each once: how they know, and what they said.

A line of the one screen (ESF 25) says that somebody told us and how they know; a statement has their words. To whoever
looks at an event both are one source.
"""

from dataclasses import dataclass, field
from uuid import UUID

from waystation.documentation import shown
from waystation.documentation.shown import PersonShown, SourceLine
from waystation.documentation.statements import access
from waystation.documentation.statements.shown import StatementLine, lines
from waystation.staff.actor import Actor


@dataclass(frozen=True)
class Teller:
    """Somebody who told us, what was written down of how they know, and their statements, the first one first."""

    id: UUID
    who: PersonShown
    known: list[SourceLine] = field(default_factory=list)
    statements: list[StatementLine] = field(default_factory=list)


def tellers(actor: Actor, event_id: UUID) -> list[Teller]:
    """Everybody who told us of an event, in the order in which they were recorded."""
    found: dict[UUID, Teller] = {}
    for source in shown.sources(actor, event_id):
        one = source.said.source
        found.setdefault(one, Teller(one, source.who)).known.append(source)
    for line in lines(actor, access.statements_on(actor, event_id)):
        one = line.statement.teller
        found.setdefault(one, Teller(one, line.teller)).statements.append(line)
    return list(found.values())
