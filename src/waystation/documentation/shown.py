"""Events made ready for the pages. Nothing is decided here."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from waystation.documentation import access
from waystation.documentation.models import ActRow
from waystation.documentation.records import UNNAMED, Act, Event, Information, Intervention, Involvement, Person
from waystation.documentation.terms.access import Lists, lists
from waystation.documentation.wording import LINK_WORDS, Words
from waystation.mail.words import clean
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import label_of


@dataclass(frozen=True)
class PersonShown:
    """Somebody, and how many they stand for."""

    person: Person | None = field(repr=False)

    def __str__(self) -> str:
        if self.person is None:
            return "—"
        name = clean(self.person.called)[0]
        return name if self.person.kind != UNNAMED else f"{name} ({self.number})"

    @property
    def number(self) -> str:
        """The smallest and the largest number."""
        assert self.person is not None
        low, high = self.person.minimum, self.person.maximum
        return f"{low}+" if high is None else str(low) if low == high else f"{low}–{high}"


@dataclass(frozen=True)
class InvolvementLine:
    """Who did an act."""

    id: UUID
    who: PersonShown
    said: Involvement = field(repr=False)
    lists: Lists = field(repr=False)

    @property
    def degree(self) -> str:
        return self.lists.label("involvement_degrees", self.said.degree)

    @property
    def kind(self) -> str:
        return self.lists.label("perpetrator_types", self.said.kind) if self.said.kind else ""


@dataclass(frozen=True)
class ActLine:
    """One act of an event."""

    id: UUID
    act: Act = field(repr=False)
    victim: PersonShown
    by: list[InvolvementLine]
    lists: Lists = field(repr=False)

    @property
    def label(self) -> str:
        return self.lists.label("acts", self.act.kind)

    @property
    def methods(self) -> list[str]:
        return [self.lists.label("torture_methods", code) for code in self.act.methods]

    @property
    def status(self) -> str:
        return self.lists.label("victim_status", self.act.status) if self.act.status else ""


@dataclass(frozen=True)
class SourceLine:
    """Who told us of an event, graded: the letter is of the source, the digit of what they say."""

    id: UUID
    who: PersonShown
    said: Information = field(repr=False)

    @property
    def connection(self) -> str:
        return label_of("source_connections", self.said.connection)

    @property
    def grade(self) -> str:
        return f"{self.said.reliability}{self.said.credibility}"

    @property
    def reliability(self) -> str:
        return label_of("reliability", self.said.reliability)

    @property
    def credibility(self) -> str:
        return label_of("credibility", self.said.credibility)


@dataclass(frozen=True)
class LinkLine:
    """Another event in the chain; `kind` is said of the event that is shown."""

    id: UUID
    kind: Words
    title: str
    from_there: bool


def lines(actor: Actor, event_id: UUID, acts: Iterable[tuple[ActRow, Act]] | None = None) -> list[ActLine]:
    """What was done in an event, to whom, by whom: some acts of it, or all."""
    wanted = list(access.acts(actor, event_id) if acts is None else acts)
    involved = access.involvements(actor, event_id)
    people = access.known(actor, [act.victim for _row, act in wanted] + [one.perpetrator for _row, one in involved])
    by: dict[UUID, list[InvolvementLine]] = {}
    words = lists(actor)
    for row, one in involved:
        who = PersonShown(people.get(one.perpetrator))
        by.setdefault(one.act, []).append(InvolvementLine(row.pk, who, one, words))
    return [ActLine(row.pk, act, PersonShown(people.get(act.victim)), by.get(row.pk, []), words) for row, act in wanted]


def sources(actor: Actor, event_id: UUID) -> list[SourceLine]:
    """Who told us of an event."""
    told = access.sources(actor, event_id)
    people = access.known(actor, [one.source for _row, one in told])
    return [SourceLine(row.pk, PersonShown(people.get(one.source)), one) for row, one in told]


def links(actor: Actor, event_id: UUID, event: Event) -> list[LinkLine]:
    """The chain around an event: what it says itself, and what others say of it."""
    titles = access.titles_of(actor, [link.event for link in event.chain])
    own = [
        LinkLine(link.event, LINK_WORDS[link.kind], clean(titles[link.event])[0], False)
        for link in event.chain
        if link.event in titles
    ]
    theirs = [
        LinkLine(one, LINK_WORDS[link.kind], clean(each.title)[0], True)
        for one, each in access.linked_with(actor, event_id)
        for link in each.chain
        if link.event == event_id
    ]
    return own + theirs


@dataclass(frozen=True)
class InterventionLine:
    """What somebody did because of an event."""

    id: UUID
    who: PersonShown
    said: Intervention = field(repr=False)
    lists: Lists = field(repr=False)

    @property
    def kinds(self) -> list[str]:
        return [self.lists.label("submission_kinds", code) for code in self.said.kinds]

    @property
    def response(self) -> str:
        return self.lists.label("reply_kinds", self.said.response) if self.said.response else ""

    @property
    def impact(self) -> str:
        return label_of("intervention_impacts", self.said.impact) if self.said.impact else ""


def interventions(actor: Actor, event_id: UUID) -> list[InterventionLine]:
    """What was done because of an event."""
    found = access.interventions(actor, event_id)
    people = access.known(actor, [said.party for _row, said in found])
    words = lists(actor)
    return [InterventionLine(row.pk, PersonShown(people.get(said.party)), said, words) for row, said in found]


@dataclass(frozen=True)
class LifeLine:
    """A part of somebody's life: what it is, and when."""

    id: UUID
    heading: str
    text: str = field(repr=False)
    more: str = field(repr=False)


def lives(actor: Actor, person_id: UUID) -> list[LifeLine]:
    """The parts of somebody's life that are documented."""
    found = access.lives(actor, person_id)
    people = access.known(actor, [said.related for _row, said in found if said.related])
    lines, words = [], lists(actor)
    for row, said in found:
        related = str(PersonShown(people.get(said.related))) if said.related else ""
        heading = words.label("relationships", said.relationship) if said.relationship else ""
        own = ", ".join(
            filter(None, (said.employment, said.affiliation, said.position, said.rank, said.education, said.note))
        )
        when = " – ".join(str(each) for each in (said.began, said.ended) if each)
        # Beside a relation the rest is of the one whose life it is, and must not be read as of the other one.
        text, more = (related, (own, when)) if related else (own, (when,))
        lines.append(LifeLine(row.pk, heading, _brief(text), _brief(" · ".join(filter(None, more)))))
    return lines


def _brief(text: str) -> str:
    return clean(text)[0][:300]


def said_of_others(actor: Actor, person_id: UUID) -> list[tuple[UUID, PersonShown, str]]:
    """What is documented in the lives of others of their relation to somebody: whose life, and what they are."""
    found = access.related(actor, person_id)
    people, words = access.known(actor, [said.person for _row, said in found]), lists(actor)
    return [
        (said.person, PersonShown(people.get(said.person)), words.label("relationships", said.relationship))
        for _row, said in found
        if said.relationship
    ]
