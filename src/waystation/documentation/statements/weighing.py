"""How sure everything about one event is, as it stands now: computed when it is asked for, and never stored."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import msgspec

from waystation.documentation import access as documentation
from waystation.documentation.assertions import Assertion, Claim
from waystation.documentation.corroboration import Discrepancy, Status, discrepancies, statuses
from waystation.documentation.public_wording import ONE, People
from waystation.documentation.records import Person
from waystation.documentation.reviews import Independence, Judged
from waystation.documentation.statements import access
from waystation.documentation.statements.access import Entry
from waystation.staff.actor import Actor


@dataclass(frozen=True)
class Weighed:
    """What is asserted about an event, and how sure each claim is."""

    entries: list[Entry] = field(repr=False)
    statuses: Mapping[Claim, Status]
    discrepancies: list[Discrepancy] = field(repr=False)


def weigh(actor: Actor, event_id: UUID, about: Collection[UUID] | None = None) -> Weighed:
    """How sure everything about an event is, or what is said of some acts of it. Raises Absent."""
    entries = access.assertions(actor, event_id, about)
    told = access.standing(entries)
    return Weighed(entries, _by_claim(told, access.given(actor, event_id, told)), discrepancies(told))


def without(actor: Actor, event_id: UUID, gone: Iterable[UUID], at: datetime) -> dict[Claim, tuple[Status, Status]]:
    """What changes in an event when some assertions are withdrawn: each status before and after."""
    told = access.standing(access.assertions(actor, event_id))
    given, wanted = access.given(actor, event_id, told), set(gone)
    before = _by_claim(told, given)
    left = [msgspec.structs.replace(each, retracted=at) if each.id in wanted and each.stands else each for each in told]
    after = _by_claim(left, given)
    return {
        claim: (status, after[claim])
        for claim, status in before.items()
        if (status.code, status.public, status.stands_on)
        != (after[claim].code, after[claim].public, after[claim].stands_on)
    }


def _by_claim(told: Iterable[Assertion], given: Judged) -> dict[Claim, Status]:
    subjects: dict[UUID, list[Assertion]] = {}
    for each in told:
        subjects.setdefault(each.subject, []).append(each)
    return {claim: status for each in subjects.values() for claim, status in statuses(each, given).items()}


def words_on(said: Iterable[Independence]) -> str:
    """What reviewers said of some sources, in a few characters: another as soon as one says more."""
    words = sorted(f"{each.first} {each.second} {each.by} {each.at.isoformat()} {each.independent}" for each in said)
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:32]


def people(victim: Person | None) -> People:
    """How many people it happened to."""
    return People(victim.minimum, victim.maximum) if victim else ONE


def people_of(actor: Actor, event_id: UUID, claim: Claim) -> People:
    """How many people something that is claimed happened to. Raises Absent."""
    if claim.subject == event_id:
        return ONE
    _row, act = documentation.act(actor, event_id, claim.subject)
    return people(documentation.known(actor, [act.victim]).get(act.victim))


def stand(status: Status, many: People = ONE) -> str:
    """A status, to how many people it happened and what it stands on, in a few characters: another as soon as one of
    these changes."""
    said = [status.code, f"{many.least}-{many.most}", *sorted(str(each) for each in status.stands_on)]
    said += [each for reason in status.reasons for each in (reason.code, *sorted(map(str, reason.assertions)))]
    return hashlib.sha256(" ".join(said).encode()).hexdigest()[:32]
