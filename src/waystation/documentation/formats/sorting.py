"""What taking a draft in would do: what is new, what is here, what was erased, what is left out and why. Pure."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from waystation.documentation import rules
from waystation.documentation.assertions import PERPETRATOR
from waystation.documentation.dates import surely_before
from waystation.documentation.formats.drafting import NAME_CHARACTERS, Draft, replace
from waystation.documentation.formats.kinds import BY_NAME, KINDS, references
from waystation.documentation.formats.outside import Assertion, Comparison, Inside, Statement, StatusReview, words
from waystation.documentation.formats.whole import Records, without_ours
from waystation.documentation.records import CAUSES, FOLLOWS, LINKS, PART_OF, PRECEDES, Act, ChainLink, Event, Person
from waystation.documentation.reviews import FINDINGS
from waystation.documentation.statements import rules as of_statements
from waystation.documentation.statements import wording
from waystation.documentation.statements.records import GROUNDS
from waystation.documentation.statements.wording import PROPERTIES
from waystation.mail.words import same

_NOBODY = UUID(int=0)
_NUMBERED = re.compile(r" \(\d{1,6}\)$")
_ORDERS = ((PRECEDES, CAUSES, FOLLOWS), (PART_OF,))


@dataclass
class Outcome:
    """Of each kind: what is `new`; how many are here already, say something else, were erased; `left` with the reason.

    `alike` are new events that are called like one that is here, and that may have been at the same time: its id.
    `renamed` are people who would be called like somebody else: they get a number, and are never taken for the same.
    """

    draft: Draft
    new: Records = field(repr=False)
    known: Counter[str] = field(default_factory=Counter)
    otherwise: Counter[str] = field(default_factory=Counter)
    erased: Counter[str] = field(default_factory=Counter)
    left: Counter[tuple[str, Any]] = field(default_factory=Counter)
    renamed: list[tuple[str, str]] = field(default_factory=list, repr=False)
    alike: list[tuple[str, UUID]] = field(default_factory=list, repr=False)

    @property
    def made(self) -> int:
        """How many records would be made."""
        return sum(len(found) for found in self.new.values())


def sort(
    draft: Draft,
    here: Mapping[str, Mapping[UUID, Any]],
    erased: Collection[UUID],
    faults: Mapping[str, Callable[..., Any]],
) -> Outcome:
    """Puts each record of a draft where it belongs. `faults` says of a record of each kind what is wrong with it."""
    outcome = Outcome(draft, {kind.name: {} for kind in KINDS})
    names = _Names(here["persons"].values())
    chains = _Chains(here["events"])
    for kind in KINDS:
        new = outcome.new[kind.name]
        for one, record in draft.records[kind.name].items():
            stands = here[kind.name].get(one)
            if stands is not None:
                (outcome.known if _is_same(stands, record) else outcome.otherwise)[kind.name] += 1
            elif one in erased:
                outcome.erased[kind.name] += 1
            elif any(ref not in here[at] and ref not in outcome.new[at] for _f, at, ref in references(kind, record)):
                outcome.left[kind.name, "missing"] += 1
            elif wrong := next(iter(faults[kind.name](record)), None):
                outcome.left[kind.name, wrong[1]] += 1
            else:
                new[one] = record
        if kind.name == "persons":
            for one, person in new.items():
                new[one] = named = replace(person, called=names.given(person.called))
                if named.called != person.called:
                    outcome.renamed.append((person.called, named.called))
        if kind.name == "events":
            outcome.alike += _alike(new.values(), here["events"])
            for one, event in new.items():
                new[one] = replace(event, chain=tuple(_links(outcome, chains, one, event, here["events"])))
    return outcome


def _alike(new: Iterable[Event], here: Mapping[UUID, Event]) -> Iterator[tuple[str, UUID]]:
    """Events that came another way before, as it seems: taken in again, what was done would count twice."""
    by_title: dict[str, list[tuple[UUID, Event]]] = {}
    for one, event in here.items():
        by_title.setdefault(same(event.title), []).append((one, event))
    for event in new:
        for one, other in by_title.get(same(event.title), ()):
            apart = (
                event.began
                and other.began
                and (surely_before(event.began, other.began) or surely_before(other.began, event.began))
            )
            if not apart:
                yield event.title, one


def _is_same(stands: Any, record: Any) -> bool:
    """Whether a record that is here says what the file says; a name may have got a number here, a circle was opened."""
    one, other = without_ours(stands), without_ours(record)
    if isinstance(one, Event):
        return replace(one, chain=()) == replace(other, chain=())
    if isinstance(one, Person) and same(_NUMBERED.sub("", one.called)) == same(_NUMBERED.sub("", other.called)):
        one = replace(one, called=other.called)
    return bool(one == other)


class _Names:
    """Names that people have already: two are never called the same."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._taken = {same(each.called) for each in people}

    def given(self, name: str) -> str:
        """This name, or the same with the first number that is free."""
        called, number = name, 2
        while same(called) in self._taken:
            ending = f" ({number})"
            called, number = name[: NAME_CHARACTERS - len(ending)] + ending, number + 1
        self._taken.add(same(called))
        return called


class _Chains:
    """The order of events, to which links are added one by one: none that would close a circle."""

    def __init__(self, events: Mapping[UUID, Event]) -> None:
        self._after: dict[tuple[str, ...], dict[UUID, set[UUID]]] = {order: {} for order in _ORDERS}
        for one, event in events.items():
            for link in event.chain:
                self._put(one, link)

    def _put(self, one: UUID, link: ChainLink) -> None:
        for order, after in self._after.items():
            if link.kind in order:
                first, then = (link.event, one) if link.kind == FOLLOWS else (one, link.event)
                after.setdefault(first, set()).add(then)

    def add(self, one: UUID, link: ChainLink) -> bool:
        """Adds a link; False where one would come back to where one began, and then nothing is added."""
        first, then = (link.event, one) if link.kind == FOLLOWS else (one, link.event)
        if one == link.event or any(link.kind in order and self._leads(order, then, first) for order in _ORDERS):
            return False
        self._put(one, link)
        return True

    def _leads(self, order: tuple[str, ...], start: UUID, goal: UUID) -> bool:
        seen, waiting = {start}, [start]
        while waiting:
            for each in self._after[order].get(waiting.pop(), ()):
                if each == goal:
                    return True
                if each not in seen:
                    seen.add(each)
                    waiting.append(each)
        return start == goal


def _links(
    outcome: Outcome, chains: _Chains, one: UUID, event: Event, here: Mapping[UUID, Event]
) -> Iterator[ChainLink]:
    """The links of a new event that can be taken in."""
    given: set[ChainLink] = set()
    for link in event.chain:
        if link.event not in here and link.event not in outcome.new["events"]:
            outcome.left["chain", "missing"] += 1
        elif link.kind not in LINKS or link in given:
            outcome.left["chain", "link_kind"] += 1
        elif not chains.add(one, link):
            outcome.left["chain", "circle"] += 1
        else:
            given.add(link)
            yield link


Faults = Callable[[Any], Iterable[tuple[str, Any]]]

FAULTS: dict[str, Faults] = {
    "persons": rules.person_faults,
    "events": rules.event_faults,
    "acts": rules.act_faults,
    "involvements": rules.involvement_faults,
    "information": rules.information_faults,
    "interventions": rules.intervention_faults,
    "biographic_details": rules.biographic_faults,
}
"""What the rules say of a record of each kind."""


def faults(
    own: rules.Own, today: date, here: Mapping[str, Mapping[UUID, Any]], draft: Mapping[str, Mapping[UUID, Any]]
) -> dict[str, Faults]:
    """The same where the organisation has terms of its own; what is said of statements is held against these."""
    coded = ("acts", "involvements", "interventions", "biographic_details")
    of_statements = _OfStatements(own, today, *({**draft[name], **here[name]} for name in ("statements", "acts")))
    return FAULTS | {name: partial(FAULTS[name], own=own) for name in coded} | of_statements.faults()


class _OfStatements:
    """What is wrong with statements, and with what is said of them, by the same rules as in their forms."""

    def __init__(
        self, own: rules.Own, today: date, statements: Mapping[UUID, Statement], acts: Mapping[UUID, Act]
    ) -> None:
        self._own = own
        self._today, self._statements, self._acts = today, statements, acts
        self._inside = Inside(datetime.min.replace(tzinfo=UTC), _NOBODY, {})

    def faults(self) -> dict[str, Faults]:
        return {
            "statements": self._statement,
            "assertions": self._assertion,
            "status_reviews": self._review,
            "comparisons": self._comparison,
        }

    def _statement(self, told: Statement) -> Iterator[rules.Fault]:
        yield from of_statements.statement_faults(self._inside.statement(told), self._today)
        yield from of_statements.words_faults(words(told))
        yield from self._withdrawn(told)

    def _withdrawn(self, said: Statement | Assertion) -> Iterator[rules.Fault]:
        if said.withdrawn is not None and said.withdrawn.ground not in GROUNDS:
            yield "ground", wording.CHOOSE

    def _assertion(self, said: Assertion) -> Iterator[rules.Fault]:
        source = self._statements[said.statement]
        if said.event not in source.events:
            yield "event", wording.OTHER_EVENT
        yield from self._about(said)
        yield from self._withdrawn(said)
        for each in said.graded:
            yield from of_statements.grade_faults(each[:1], each[1:])
        made = replace(
            self._inside.assertion(_NOBODY, said, source).said, material=source.kind if source.exhibit else ""
        )
        standing = replace(self._inside.statement(source), retraction=None)
        yield from of_statements.assertion_faults(made, standing, words(source), self._own)

    def _about(self, said: Assertion | StatusReview) -> Iterator[rules.Fault]:
        if said.subject == said.event:
            if said.property not in of_statements.OF_AN_EVENT:
                yield "subject", wording.OF_AN_ACT
        elif self._acts[said.subject].event != said.event:
            yield "subject", wording.OF_AN_ACT
        if said.property == PERPETRATOR and not any(field == "value" for field, _at, _one in _references(said)):
            yield "value", wording.IN_WORDS

    def _review(self, said: StatusReview) -> Iterator[rules.Fault]:
        if said.finding not in FINDINGS or said.property not in PROPERTIES:
            yield "finding", wording.CHOOSE
        yield from self._about(said)
        yield from of_statements.why_faults(said.reason)

    def _comparison(self, said: Comparison) -> Iterator[rules.Fault]:
        yield from of_statements.independence_faults(self._inside.comparison(said).said, ())


def _references(said: Assertion | StatusReview) -> Iterator[tuple[str, str, UUID]]:
    return references(BY_NAME["assertions" if isinstance(said, Assertion) else "status_reviews"], said)
