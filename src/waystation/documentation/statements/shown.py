"""Statements, assertions and statuses made ready for the pages. Nothing is decided here."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import get_language

from waystation.documentation import access as documentation
from waystation.documentation import reasons
from waystation.documentation.assertions import PERPETRATOR, Assertion, Claim
from waystation.documentation.corroboration import Discrepancy, Status, hand
from waystation.documentation.public_wording import LANGUAGES, ONE, People, Sentence, is_confirmed, sentence
from waystation.documentation.records import Act, Person
from waystation.documentation.reviews import Independence, Review
from waystation.documentation.shown import PersonShown
from waystation.documentation.statements import access, weighing
from waystation.documentation.statements.access import Entry
from waystation.documentation.statements.records import Retraction, Statement, Words
from waystation.documentation.statements.rules import VOCABULARY
from waystation.documentation.statements.weighing import Weighed, people
from waystation.documentation.statements.wording import (
    FINDING_WORDS,
    GROUND_WORDS,
    HANDS_SHORT,
    PROPERTIES,
    TONES,
)
from waystation.documentation.terms.access import lists
from waystation.documentation.wording import Words as Said
from waystation.mail.words import clean
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import label_of


@dataclass(frozen=True)
class StatementLine:
    """One statement in a list."""

    id: UUID
    statement: Statement = field(repr=False)
    teller: PersonShown

    @property
    def kind(self) -> str:
        return label_of("source_types", self.statement.kind)

    @property
    def language(self) -> str:
        return label_of("languages", self.statement.language) if self.statement.language else ""

    @property
    def told(self) -> str:
        return ", ".join(str(each) for each in self.statement.told)


@dataclass(frozen=True)
class Told:
    """One assertion: what it says, who says it and how they know."""

    entry: Entry = field(repr=False)
    said: Assertion = field(repr=False)
    what: str
    source: PersonShown
    heard_from: PersonShown | None
    quote: str = field(default="", repr=False)

    @property
    def id(self) -> UUID:
        return self.said.id

    @property
    def event(self) -> UUID:
        return self.entry.asserted.event

    @property
    def aspect(self) -> Said:
        return PROPERTIES.get(self.said.property, self.said.property)

    @property
    def hand(self) -> Said:
        return HANDS_SHORT[hand(self.said)]

    @property
    def connection(self) -> str:
        return label_of("source_connections", self.said.connection)

    @property
    def grade(self) -> str:
        return f"{self.said.reliability}{self.said.credibility}"

    @property
    def grade_words(self) -> str:
        words = label_of("reliability", self.said.reliability), label_of("credibility", self.said.credibility)
        return " · ".join(words)

    @property
    def retraction(self) -> "Withdrawn | None":
        return withdrawn(self.entry.retraction)

    @property
    def earlier(self) -> list[str]:
        """How it was graded before, the first grading first."""
        return [f"{each.reliability}{each.credibility}" for each in self.entry.asserted.graded]


@dataclass(frozen=True)
class Withdrawn:
    """That something was withdrawn, and why."""

    said: Retraction = field(repr=False)

    @property
    def ground(self) -> Said:
        return GROUND_WORDS[self.said.ground]


def withdrawn(said: Retraction | None) -> Withdrawn | None:
    """The same of what may be none."""
    return Withdrawn(said) if said else None


@dataclass(frozen=True)
class Fact:
    """One claim, how sure it is, and what may be said of it. `id` is an assertion by which its page is found."""

    id: UUID
    event: UUID
    status: Status
    what: str
    people: People = ONE

    @property
    def aspect(self) -> Said:
        return PROPERTIES.get(self.status.claim.property, self.status.claim.property)

    @property
    def badge(self) -> str:
        return label_of("corroboration_status", self.status.code)

    @property
    def tone(self) -> str:
        return TONES.get(self.status.code, "neutral")

    @property
    def reasons(self) -> list[Said]:
        return [reasons.WORDS[each.code] for each in self.status.reasons]

    @property
    def missing(self) -> int:
        """How many reviewers have still to agree before it is published as what it is."""
        return max(0, self.status.needed - len(self.status.reviewers))

    @property
    def sentence(self) -> Sentence | None:
        """What may be said in the language of the page."""
        language = (get_language() or "ru")[:2]
        return sentence(self.status, language if language in LANGUAGES else "ru", self.people)

    @property
    def sentences(self) -> list[tuple[str, Sentence, bool, bool]]:
        """What may be said, by language; whether another language stands in for it; whether a speaker confirmed it."""
        found = [(each, sentence(self.status, each, self.people)) for each in LANGUAGES]
        return [
            (label_of("languages", each), said, said.language != each, is_confirmed(self.status, each, self.people))
            for each, said in found
            if said
        ]


@dataclass(frozen=True)
class Side:
    """One of several values that were told of what has one."""

    value: str
    said: Assertion = field(repr=False)
    source: PersonShown


@dataclass(frozen=True)
class Differing:
    """What was told differently, side by side."""

    aspect: Said
    about: str
    sides: list[Side]


@dataclass(frozen=True)
class Subject:
    """What facts are about: an act, or the event as a whole."""

    id: UUID
    label: str
    facts: list[Fact]


class Names:
    """What people and terms are called, looked up once for a page."""

    def __init__(self, actor: Actor, entries: Iterable[Entry], acts: Iterable[Act] = ()) -> None:
        self._actor, self.terms = actor, lists(actor)
        wanted: set[UUID | None] = {act.victim for act in acts}
        for each in entries:
            said = each.asserted.said
            wanted |= {said.source, said.heard_from}
            if said.property == PERPETRATOR:
                wanted.add(_id(said.value))
        self._people = documentation.known(actor, wanted - {None})  # type: ignore[arg-type]

    def get(self, person_id: UUID | None) -> PersonShown:
        return PersonShown(self.person(person_id))

    def person(self, person_id: UUID | None) -> Person | None:
        return self._people.get(person_id) if person_id else None

    def act(self, act: Act) -> str:
        """What was done, and to whom."""
        return f"{self.terms.label('acts', act.kind)} · {self.get(act.victim)}"

    def value(self, property_: str, value: str) -> str:
        """What is said, in words."""
        if property_ in VOCABULARY:
            return self.terms.label(VOCABULARY[property_], value)
        if property_ == PERPETRATOR:
            return str(self.get(_id(value)))
        return clean(value)[0]


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def line(actor: Actor, statement_id: UUID, found: Statement) -> StatementLine:
    """One statement as lists show it."""
    return lines(actor, [(statement_id, found)])[0]


def lines(actor: Actor, found: Iterable[tuple[UUID, Statement]]) -> list[StatementLine]:
    """Statements as lists show them."""
    every = list(found)
    people = documentation.known(actor, [each.teller for _id, each in every])
    return [StatementLine(one, each, PersonShown(people.get(each.teller))) for one, each in every]


def told(names: Names, entries: Iterable[Entry], words: Words | None = None) -> list[Told]:
    """Assertions as pages show them, with the words that say them where these are at hand."""
    return [_told(names, each, words) for each in entries]


def _told(names: Names, entry: Entry, words: Words | None) -> Told:
    said = entry.said
    heard = names.get(said.heard_from) if said.heard_from else None
    place = said.passage
    quote = words.text[place.start : place.end] if words and place else ""
    return Told(
        entry,
        said,
        names.value(said.property, said.value),
        names.get(said.source),
        heard,
        quote,
    )


def subjects(
    found: Weighed, names: Names, acts: Iterable[tuple[UUID, Act]], event_id: UUID, whole: str
) -> list[Subject]:
    """How sure everything is that is said of some acts, and of the event as a whole, which is called `whole`."""
    about = [(one, names.act(act), names.person(act.victim)) for one, act in acts]
    handles: dict[Claim, UUID] = {}
    for each in found.entries:
        handles.setdefault(each.said.claim, each.said.id)
    by_subject: dict[UUID, list[Status]] = {}
    for claim in handles:
        if claim in found.statuses:
            by_subject.setdefault(claim.subject, []).append(found.statuses[claim])
    made = []
    for one, label, victim in [*about, (event_id, whole, None)]:
        facts = [
            Fact(
                handles[each.claim], event_id, each, names.value(each.claim.property, each.claim.value), people(victim)
            )
            for each in by_subject.get(one, [])
        ]
        if facts:
            made.append(Subject(one, label, facts))
    return made


def differing(found: Weighed, names: Names, labels: dict[UUID, str], about: Collection[UUID]) -> list[Differing]:
    """What was told differently of these subjects."""
    return [
        Differing(PROPERTIES[each.property], labels.get(each.subject, ""), _sides(each, names))
        for each in found.discrepancies
        if each.subject in about
    ]


def _sides(found: Discrepancy, names: Names) -> list[Side]:
    return [Side(names.value(each.property, each.value), each, names.get(each.source)) for each in found.told]


@dataclass(frozen=True)
class Reviewer:
    """A word of a reviewer, with whose it is."""

    who: str
    said: Review = field(repr=False)

    @property
    def finding(self) -> Said:
        return FINDING_WORDS[self.said.finding]

    @property
    def status(self) -> str:
        return label_of("corroboration_status", self.said.status)


def reviewers(actor: Actor, event_id: UUID, claim: Claim) -> list[Reviewer]:
    """What reviewers said of one claim, oldest first."""
    who = personas(actor)
    said = [each.said for each in access.reviews(actor, event_id)]
    return [Reviewer(who.get(each.by), each) for each in said if each.claim == claim]


@dataclass(frozen=True)
class Comparison:
    """What a reviewer said of two sources."""

    first: PersonShown
    second: PersonShown
    who: str
    said: Independence = field(repr=False)

    @property
    def ties(self) -> list[Said]:
        return [reasons.TIES[each] for each in self.said.ties]


def comparisons(actor: Actor, sources: Collection[UUID]) -> list[Comparison]:
    """What reviewers said of sources among these, the latest last."""
    who, known = personas(actor), documentation.known(actor, sources)
    return [
        Comparison(PersonShown(known[each.first]), PersonShown(known[each.second]), who.get(each.by), each)
        for each in access.compared(actor, sources)
        if each.first in known and each.second in known
    ]


def facts_of_event(
    actor: Actor, event_id: UUID, acts: list[tuple[UUID, Act]], whole: str
) -> tuple[list[Subject], list[Differing]]:
    """How sure everything is that is said of some acts of an event and of the event, and what was told differently."""
    about = {one for one, _act in acts} | {event_id}
    found = weighing.weigh(actor, event_id, about)
    names = Names(actor, found.entries, [act for _id, act in acts])
    made = subjects(found, names, acts, event_id, whole)
    labels = {each.id: each.label for each in made}
    return made, differing(found, names, labels, about)
