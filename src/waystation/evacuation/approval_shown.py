"""The approvals of a journey as its page shows them: who gave which, what took them away, who could give the next."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise

from waystation.casework.membership import whoever_may_open
from waystation.evacuation import access, approval_rules, wording
from waystation.evacuation.records import Approval, JourneyRecord, Undone
from waystation.staff.access import able, personas
from waystation.staff.actor import Actor
from waystation.staff.policy import allows
from waystation.vault.compartments import Compartment


@dataclass(frozen=True)
class Given:
    """One approval, with the name of who gave it."""

    who: str
    version: int
    at: datetime


@dataclass(frozen=True)
class Lost:
    """What took the approvals away; nobody is named where somebody joined or left, which is noted elsewhere."""

    what: str | Promise
    who: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class Approvals:
    """The approvals of one journey for whoever looks. `others` may approve too, besides who has.

    `void` are of this version too, and do not count: who gave them may not approve any more.
    """

    version: int
    seal: str
    given: tuple[Given, ...]
    void: tuple[Given, ...]
    earlier: tuple[Given, ...]
    lost: Lost | None
    is_complete: bool
    is_mine: bool
    may_approve: bool
    others: tuple[str, ...] = field(repr=False, default=())

    @property
    def missing(self) -> int:
        """How many more are wanted."""
        return max(0, approval_rules.NEEDED - len(self.given))

    @property
    def is_stuck(self) -> bool:
        """Whether it cannot go because there are not enough who may approve it."""
        return not self.is_complete and len(self.others) + self.offers_it < self.missing

    @property
    def offers_it(self) -> bool:
        """Whether whoever looks may give one of those that are wanted."""
        return self.may_approve and not self.is_mine and not self.is_complete


def approvals(actor: Actor, case_id: UUID, journey: JourneyRecord) -> Approvals:
    """Those of one journey."""
    names, travellers, may = personas(actor), access.travellers(actor, case_id), access.approvers(actor)
    standing = approval_rules.standing(journey, travellers, may)
    current = approval_rules.current(journey, travellers)
    complete = approval_rules.is_approved(journey, travellers, may)
    done = {each.by for each in standing}
    others = () if complete else _others(actor, case_id, done)
    return Approvals(
        version=journey.edition,
        seal=approval_rules.seal(journey, travellers),
        given=_lines(standing, names),
        void=_lines(approval_rules.void(journey, travellers, may), names),
        earlier=_lines((each for each in reversed(journey.approvals) if each not in current), names),
        lost=lost(journey, travellers, names),
        is_complete=complete,
        is_mine=actor.account in done,
        may_approve=allows(actor, "evacuation.approve"),
        others=others,
    )


def _others(actor: Actor, case_id: UUID, done: set[UUID]) -> tuple[str, ...]:
    """Who else could approve a journey of this case."""
    able_to = able(actor, "evacuation.approve")
    could = (able_to.keys() & whoever_may_open(actor, case_id, Compartment.LOGISTICS)) - {actor.account, *done}
    return tuple(sorted(able_to[one].persona for one in could))


def _lines(given: Iterable[Approval], names: Mapping[UUID, str]) -> tuple[Given, ...]:
    return tuple(Given(names.get(each.by, "?"), each.edition, each.at) for each in given)


def lost(journey: JourneyRecord, travellers: tuple[UUID, ...], names: Mapping[UUID, str]) -> Lost | None:
    """What took the approvals away; None where they stand."""
    what = approval_rules.lost(journey, travellers)
    if not what:
        return None
    if what == approval_rules.TRAVELLERS:
        return Lost(wording.CHANGES[what])
    last: Undone = journey.undone[-1]
    return Lost(wording.CHANGES[what], names.get(last.by, "?"), last.at)
