"""What may be recorded, and what follows. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from waystation.documentation import wording
from waystation.documentation.dates import PartialDate, surely_before
from waystation.documentation.records import (
    CAUSES,
    FOLLOWS,
    LINKS,
    NAMED,
    PART_OF,
    PERSON_KINDS,
    PRECEDES,
    Act,
    BiographicDetail,
    ChainLink,
    Event,
    Information,
    Intervention,
    Involvement,
    Person,
)
from waystation.documentation.wording import Words
from waystation.vocabulary.vocabularies import terms

Fault = tuple[str, Words]

LIBERTY, INTEGRITY, LIFE, PROPERTY = "liberty", "integrity", "life", "property"
DETAILS = {"arrest": (LIBERTY,), "torture": (INTEGRITY, LIFE), "killing": (LIFE,), "property": (PROPERTY, "documents")}
"""To which groups of acts each kind of details belongs."""


Own = Mapping[str, frozenset[str]]
"""The codes that the organisation added to each vocabulary."""
NONE_OWN: Own = {}


def codes(vocabulary: str, own: Own = NONE_OWN) -> frozenset[str]:
    """The codes of a vocabulary, with those that were added to it."""
    return frozenset(each.code for each in terms(vocabulary)) | own.get(vocabulary, frozenset())


def group_of(kind: str) -> str:
    """The group of a kind of act: what stands before its first full stop."""
    return kind.partition(".")[0]


def _order(began: PartialDate | None, ended: PartialDate | None) -> Iterator[Fault]:
    if began and ended and surely_before(ended, began):
        yield "ended", wording.ENDS_BEFORE


def event_faults(event: Event) -> Iterator[Fault]:
    """What is wrong with an event."""
    if not event.title.strip():
        yield "title", wording.NAME_EVENT
    if any(link.kind not in LINKS for link in event.chain):
        yield "kind", wording.CHOOSE
    yield from _order(event.began, event.ended)


def person_faults(person: Person) -> Iterator[Fault]:
    """What is wrong with what is said of a person."""
    if not person.called.strip():
        yield "called", wording.NAME_PERSON
    if person.kind not in PERSON_KINDS:
        yield "kind", wording.CHOOSE
    elif person.kind == NAMED and (person.minimum, person.maximum) != (1, 1):
        yield "minimum", wording.NAMED_IS_ONE
    if person.minimum < 1 or (person.maximum is not None and person.maximum < person.minimum):
        yield "minimum", wording.NO_NUMBERS


def act_faults(act: Act, own: Own = NONE_OWN) -> Iterator[Fault]:
    """What is wrong with an act."""
    if act.kind not in codes("acts", own):
        yield "kind", wording.WHAT
    if not set(act.methods) <= codes("torture_methods", own):
        yield "methods", wording.CHOOSE
    if act.status and act.status not in codes("victim_status", own):
        yield "status", wording.CHOOSE
    group = group_of(act.kind)
    if any(getattr(act, name) is not None and group not in groups for name, groups in DETAILS.items()):
        yield "kind", wording.ANOTHER_DETAIL
    yield from _order(act.began, act.ended)


def involvement_faults(involvement: Involvement, own: Own = NONE_OWN) -> Iterator[Fault]:
    """What is wrong with what is said of a perpetrator. A victim may be one, too: that is said by `coerced`."""
    if involvement.degree not in codes("involvement_degrees", own):
        yield "degree", wording.CHOOSE
    if involvement.kind and involvement.kind not in codes("perpetrator_types", own):
        yield "perpetrator_kind", wording.CHOOSE


def information_faults(information: Information) -> Iterator[Fault]:
    """What is wrong with what is said of a source."""
    for name, vocabulary in (
        ("connection", "source_connections"),
        ("reliability", "reliability"),
        ("credibility", "credibility"),
    ):
        if getattr(information, name) not in codes(vocabulary):
            yield name, wording.CHOOSE


def chain_faults(
    event: UUID, chain: Iterable[ChainLink], others: Mapping[UUID, Iterable[ChainLink]]
) -> Iterator[Fault]:
    """What is wrong with the links of an event, beside those of all others: no event leads back to itself."""
    links = list(chain)
    if any(link.event == event for link in links):
        yield "link", wording.ITSELF
    elif len(set(links)) < len(links):
        yield "link", wording.TWICE
    elif _closes(event, links, others):
        yield "link", wording.CIRCLE


def _closes(event: UUID, links: list[ChainLink], others: Mapping[UUID, Iterable[ChainLink]]) -> bool:
    """Whether one comes back, in time or in being part of: along each kind of order for itself."""
    every = {**others, event: links}
    return any(_comes_back(event, _arrows(every, kinds)) for kinds in ((PRECEDES, CAUSES, FOLLOWS), (PART_OF,)))


def _arrows(every: Mapping[UUID, Iterable[ChainLink]], kinds: tuple[str, ...]) -> dict[UUID, set[UUID]]:
    """From each event to those that come after it, or of which it is a part."""
    found: dict[UUID, set[UUID]] = {}
    for one, links in every.items():
        for link in links:
            if link.kind in kinds:
                first, then = (link.event, one) if link.kind == FOLLOWS else (one, link.event)
                found.setdefault(first, set()).add(then)
    return found


def _comes_back(start: UUID, arrows: Mapping[UUID, set[UUID]]) -> bool:
    seen: set[UUID] = set()
    waiting = list(arrows.get(start, ()))
    while waiting:
        one = waiting.pop()
        if one == start:
            return True
        if one not in seen:
            seen.add(one)
            waiting.extend(arrows.get(one, ()))
    return False


def intervention_faults(intervention: Intervention, own: Own = NONE_OWN) -> Iterator[Fault]:
    """What is wrong with what is said of an intervention."""
    if not intervention.kinds:
        yield "kinds", wording.WHAT_WAS_UNDERTAKEN
    elif not set(intervention.kinds) <= codes("submission_kinds", own):
        yield "kinds", wording.CHOOSE
    for name, vocabulary in (("response", "reply_kinds"), ("impact", "intervention_impacts")):
        if (code := getattr(intervention, name)) and code not in codes(vocabulary, own):
            yield name, wording.CHOOSE


def biographic_faults(detail: BiographicDetail, own: Own = NONE_OWN) -> Iterator[Fault]:
    """What is wrong with what is said of a part of somebody's life."""
    if detail.related == detail.person:
        yield "related", wording.OWN_RELATION
    if detail.relationship and detail.relationship not in codes("relationships", own):
        yield "relationship", wording.CHOOSE
    if detail.relationship and detail.related is None:
        yield "related", wording.RELATED_TO_WHOM
    if detail == BiographicDetail(person=detail.person, at=detail.at, by=detail.by):
        yield "", wording.NOTHING_SAID
    yield from _order(detail.began, detail.ended)
