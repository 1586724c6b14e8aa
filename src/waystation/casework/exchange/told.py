"""What whoever gives a case out is told before: which free texts go along with it, and whom they name."""

from dataclasses import dataclass, field
from uuid import UUID

from waystation.casework.consent_rules import Sentence
from waystation.casework.errors import Refused
from waystation.casework.exchange import free_texts, kinds, people, whole
from waystation.casework.persons import access as persons
from waystation.casework.persons.text import plain
from waystation.hotline.consent_words import named as in_words
from waystation.staff.actor import Actor


@dataclass(frozen=True)
class Line:
    """The texts of one kind: how many there are, with which parts they go, and whom of the case they may name."""

    label: Sentence
    parts: str
    number: int
    names: str = field(repr=False)


def listed(actor: Actor, case_id: UUID) -> list[Line]:
    """Each kind of free text of a case of which there is any, as far as the actor opens it. Raises Absent."""
    try:
        rows = list(whole.opened(actor, case_id))
    except Refused:  # a record is damaged: nothing is given out, and the gate says why
        return []
    members = persons.members(actor, case_id)
    alone, called = people.nobody_else(members), {each.id: plain(each.called) for each in members}
    found: dict[tuple[str, str], tuple[int, dict[UUID, None]]] = {}
    for model, compartment, _row, record in rows:
        parts = in_words(kinds.parts_of(model, compartment, record))
        for each, text in free_texts.texts(model, record) if model not in kinds.OURS else ():
            number, named = found.get((str(each.label), parts), (0, {}))
            found[str(each.label), parts] = number + 1, named | dict.fromkeys(alone.named(text))
    return [
        Line(label, parts, number, ", ".join(called[each] for each in named))
        for (label, parts), (number, named) in found.items()
    ]
