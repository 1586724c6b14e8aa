"""One save beside the testimony: the lines that say something, what they say, of whom, and how its source knows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import transaction

from waystation.documentation import access as documentation
from waystation.documentation import actions as events
from waystation.documentation import recording
from waystation.documentation.assertions import HAND_OF, HAPPENED, METHOD, PERPETRATOR, Assertion
from waystation.documentation.errors import Refused, refuse
from waystation.documentation.records import Person
from waystation.documentation.statements import access, actions, passages, rules, wording
from waystation.staff.actor import Actor


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """What was typed. `subject` is an act or the event, None for a new act, to `victim`; `once` the id of the first.

    `claims` are pairs of a property and what is said of it. Who perpetrators, sources and those are whom they have it
    from, is said by what we call them. `hand` is empty where it is as near as `connection` allows.
    """

    once: UUID
    lines: Sequence[int]
    subject: UUID | None
    claims: Sequence[tuple[str, str]] = field(repr=False)
    victim: str = field(default="", repr=False)
    minimum: int | None = None
    maximum: int | None = None
    source: str = field(repr=False)
    heard_from: str = field(default="", repr=False)
    connection: str = "unknown"
    hand: str = ""
    reliability: str = "F"
    credibility: str = "6"
    prompted: bool = False
    denies: bool = False
    finding: bool = False
    told: date | None = None


@transaction.atomic
def draw(actor: Actor, event_id: UUID, statement_id: UUID, drawn: Drawing) -> list[UUID]:
    """Saves what stands beside the testimony: assertions, and the act and the people that are new. Returns their ids.

    Sent twice it is saved once. Raises Absent, Refused: then nothing is saved.
    """
    words = access.words(actor, statement_id)[1]
    passage = passages.passage(passages.lines(words.text), set(drawn.lines))
    if passage is None:
        raise Refused([("span", wording.CHOOSE_LINES)])
    subject = drawn.subject or _new_act(actor, event_id, drawn)
    source = _person(actor, drawn.source, "source")
    heard_from = _person(actor, drawn.heard_from, "heard_from") if drawn.heard_from else None
    made = []
    for number, (property_, value) in enumerate(drawn.claims):
        said = Assertion(
            id=_beside(drawn.once, number),
            subject=subject,
            property=property_,
            value=_value(actor, property_, value),
            source=source,
            statement=statement_id,
            passage=passage,
            denies=drawn.denies,
            hand=drawn.hand or HAND_OF.get(drawn.connection, ""),
            connection=drawn.connection,
            heard_from=heard_from,
            reliability=drawn.reliability,
            credibility=drawn.credibility,
            prompted=drawn.prompted,
            finding=drawn.finding,
            told=drawn.told,
        )
        made.append(actions.add_assertion(actor, event_id, said, once=said.id))
    return made


def _new_act(actor: Actor, event_id: UUID, drawn: Drawing) -> UUID:
    kinds = [value for property_, value in drawn.claims if property_ == HAPPENED]
    if not kinds:
        raise Refused([("what", wording.FIRST_WHAT)])
    line = recording.Line(
        once=_beside(drawn.once, len(drawn.claims)),
        victim=drawn.victim,
        minimum=drawn.minimum,
        maximum=drawn.maximum,
        kind=kinds[0],
        method=next((value for property_, value in drawn.claims if property_ == METHOD), ""),
    )
    _row, event = documentation.event(actor, event_id)
    try:
        return recording.add_act(actor, event_id, event.place, line)
    except Refused as refused:
        names = {"called": "victim", "kind": "what", "methods": "also"}
        raise Refused([(names.get(name, name), why) for name, why in refused.reasons]) from None


def _person(actor: Actor, called: str, name: str) -> UUID:
    """Who is called so, found or made; what is wrong with them stands beside the field of that name."""
    try:
        return events.find_or_add_person(actor, Person(called=called))
    except Refused as refused:
        raise Refused([(name, why) for _field, why in refused.reasons]) from None


def _value(actor: Actor, property_: str, value: str) -> str:
    if property_ == PERPETRATOR:
        return str(_person(actor, value, "value"))
    refuse(rules.value_faults(property_, value))
    return rules.value_of(property_, value)


def _beside(once: UUID, number: int) -> UUID:
    """The ids of what is made in one save: each as random as the first."""
    return UUID(int=once.int ^ number)
