"""Words given, taken back, and alarms taken on."""

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from uuid import UUID

import msgspec

from waystation.audit.log import log
from waystation.evacuation import access as evacuation
from waystation.evacuation import naming
from waystation.evacuation.actions.whole import whole
from waystation.evacuation.handover import access, rules
from waystation.evacuation.handover.errors import Refused
from waystation.evacuation.handover.models import GivenRow
from waystation.evacuation.handover.records import Given
from waystation.evacuation.handover.rules import Facts
from waystation.evacuation.records import (
    APPROVED,
    DEPARTED,
    DRIVER,
    ESCORT,
    HOST,
    LATE,
    SAFE_HOUSE,
    UNDER_WAY,
    LegRecord,
)
from waystation.evacuation.rules import WAITING, is_first
from waystation.hotline import phrases
from waystation.hotline.briefings import actions as briefings
from waystation.hotline.briefings import opening, recognition
from waystation.hotline.briefings.records import TRAVELLER, Confirmation, Meeting
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import require
from waystation.staff.teams import COORDINATION
from waystation.vault.compartments import Compartment
from waystation.vault.keyring import Key
from waystation.vault.order import in_order
from waystation.vault.records import create, rewrite

replace = msgspec.structs.replace


@whole
def brief(
    actor: Actor,
    case_id: UUID,
    leg_id: UUID,
    role: str,
    facts: Facts,
    *,
    language: str = "ru",
    helper: UUID | None = None,
    grace: timedelta = rules.GRACE,
) -> list[str]:
    """Seals what this role is told of the leg and returns the twelve words that open it, which exist nowhere else.

    `language` is that of the words and of the sentences by which the two recognise each other. From now on their word
    is waited for: without it, it is an alarm when the leg should have ended and the grace is over.
    """
    require(actor, "evacuation.plan")
    in_order()  # before looking: one briefing to a role
    leg, case = _to_be_told(actor, case_id, leg_id, role)
    before = live(actor, case_id, leg_id)
    if any(given.role == role for _, given in before):
        raise Refused("already_briefed")
    check_words(actor, case, facts)
    if helper:
        evacuation.helper(actor, helper)
    entropy, meeting = phrases.new_entropy(), None if role == TRAVELLER else _meeting(before, language)
    key, moments = opening.key(entropy), rules.times(role, leg, grace)
    expected = Confirmation(case=case_id, leg=leg_id, pseudonym=case, role=role)
    confirmation = briefings.expect(actor, expected, moments.alarm_at)
    meetings = (meeting,) if meeting else _of_traveller(before)
    told = rules.compose(
        role, leg, facts, meetings, confirmation=confirmation, team=actor.team(COORDINATION), grace=grace
    )
    given = Given(
        leg=leg_id,
        role=role,
        briefing=briefings.give(actor, told, key),
        confirmation=confirmation,
        lookup=key.locator,
        secret=key.secret,
        at=actor.now(),
        by=actor.account,
        helper=helper,
        language=language,
        grace_minutes=int(grace.total_seconds() // 60),
        meeting=meeting,
    )
    row = create(GivenRow, given, actor.keys.key(case_id, Compartment.LOGISTICS))
    if meeting:
        tell_traveller(actor, [*before, (row, given)])
    log(actor.account, "handover.briefed", subject=row.pk, case=case_id)
    return phrases.spell(entropy, language)


def _to_be_told(actor: Actor, case_id: UUID, leg_id: UUID, role: str) -> tuple[LegRecord, str]:
    """The leg of which somebody may be told, and what we call whoever travels."""
    leg, journey = access.leg(actor, case_id, leg_id)
    if journey.status == APPROVED:
        approved = evacuation.is_approved(actor, case_id, journey)
    else:  # on the way somebody must be met, whatever was changed since
        approved = journey.status == UNDER_WAY
    if not approved:
        raise Refused("not_approved")
    on_its_way = role == HOST and leg.status in (DEPARTED, LATE)
    if leg.status not in WAITING and not on_its_way:
        raise Refused("leg_over")
    if role == TRAVELLER:
        is_first(leg, evacuation.way(actor, leg.journey).records)  # the next leg only after the one before it
    return leg, evacuation.case(actor, case_id).pseudonym


def check_words(actor: Actor, case: str, facts: Facts) -> None:
    """No house, no name by which we call somebody. Raises Refused."""
    ours = [place.name for place in evacuation.places(actor).values() if place.kind == SAFE_HOUSE]
    ours += [case, *(helper.pseudonym for helper in evacuation.helpers(actor).values())]
    text = "\n".join((facts.pick_up, facts.drop_off, facts.needs, facts.sign, facts.at_checks))
    if naming.names_any(text, ours):
        raise Refused("names_ours")


def live(actor: Actor, case_id: UUID, leg_id: UUID) -> list[tuple[GivenRow, Given]]:
    """What was given for a leg and still opens something."""
    given = access.given_of_leg(actor, case_id, leg_id)
    return [pair for pair in given if pair[1].withdrawn_at is None and briefings.given(key_of(pair[1]))]


def key_of(given: Given) -> Key:
    """The key under which the briefing lies."""
    return Key(given.lookup, Compartment.SELF, phrases.OWN, given.secret)


def _meeting(before: list[tuple[GivenRow, Given]], language: str) -> Meeting:
    """A new one; whoever travels is called the same by everybody on this leg."""
    called = next((given.meeting.called for _, given in before if given.meeting), None)
    return recognition.new(language, called)


def _of_traveller(given: list[tuple[GivenRow, Given]]) -> tuple[Meeting, ...]:
    return tuple(recognition.for_traveller(each.role, each.meeting) for _, each in given if each.meeting)


def tell_traveller(actor: Actor, given: list[tuple[GivenRow, Given]]) -> None:
    """Puts into the traveller's briefing whom they meet on this leg, in the caller's transaction."""
    for _, each in given:
        if each.role == TRAVELLER:
            briefings.change(actor, key_of(each), meetings=_of_traveller(given))


@whole
def withdraw(actor: Actor, case_id: UUID, given_id: UUID) -> None:
    """Those words open nothing from now on, and nobody waits for a word. An alarm that was raised stays one."""
    require(actor, "evacuation.plan")
    in_order()
    row, given = access.given(actor, given_id)
    if row.locator != case_id:
        raise Absent
    take_back(actor, row, given)
    tell_traveller(actor, live(actor, case_id, given.leg))
    log(actor.account, "handover.withdrawn", subject=given_id, case=case_id)


def take_back(actor: Actor, row: GivenRow, given: Given) -> None:
    """The same in the caller's transaction, which writes the audit line."""
    briefings.withdraw(actor, given.briefing)
    briefings.expect_no_more(actor, given.confirmation)
    if given.withdrawn_at is None:
        rewrite(row, replace(given, withdrawn_at=actor.now()), actor.keys)


def drop(actor: Actor, case_id: UUID, legs: Collection[UUID]) -> None:
    """Takes back all words for legs that go no more, in the transaction that gives them up. Asked by the journeys."""
    for row, given in stubs(actor, GivenRow.objects.filter(locator=case_id)):
        if given.leg in legs and given.withdrawn_at is None:
            take_back(actor, row, given)


def elsewhere(actor: Actor, case_id: UUID, legs: Mapping[UUID, bool]) -> None:
    """Takes back the words for legs that end elsewhere now, in the transaction that says so. Asked by the houses.

    Of a leg that waits, all: its journey has to be approved anew. Of one that somebody is on, those of the host, who
    waits in the wrong house; whoever drives still has to say how it went.
    """
    drop(actor, case_id, [leg_id for leg_id, waits in legs.items() if waits])
    for leg_id in [leg_id for leg_id, waits in legs.items() if not waits]:
        _take_from(actor, case_id, leg_id, lambda given: given.role == HOST)


def _take_from(actor: Actor, case_id: UUID, leg_id: UUID, is_theirs: Callable[[Given], bool]) -> None:
    """Takes words for a leg back, and tells whoever travels not to go along with those who had them."""
    given = live(actor, case_id, leg_id)
    for row, each in given:
        if is_theirs(each):
            take_back(actor, row, each)
    tell_traveller(actor, [pair for pair in given if not is_theirs(pair[1])])


def place_lost(actor: Actor, place_id: UUID) -> None:
    """Takes back the words of whoever waits in a place that is compromised. Asked by the places."""
    for way in evacuation.heading_for(actor, place_id):
        for leg_id in [pk for pk, leg in way.legs if leg.to_place == place_id]:
            _take_from(actor, way.case, leg_id, lambda given: given.role == HOST)


def helper_lost(actor: Actor, helper_id: UUID) -> None:
    """Takes back the words of a helper who is compromised, in the transaction that says so. Asked by the helpers.

    They are those that were given to them by name, or to the part that they have on a leg.
    """
    legs = {leg_id: (case, leg) for case, leg_id, leg in evacuation.legs_with(actor, helper_id)}
    for leg_id, (case, leg) in legs.items():
        roles = {role for role in (DRIVER, ESCORT) if rules.has_part(leg, role) == helper_id}
        _take_from(actor, case, leg_id, lambda given, roles=roles: given.role in roles and not given.helper)  # type: ignore[misc]
    for case, leg_id in access.given_to(actor, helper_id):
        _take_from(actor, case, leg_id, lambda given: given.helper == helper_id)


@whole
def acknowledge(actor: Actor, confirmation_id: UUID, note: str) -> None:
    """Takes an alarm on: this person asks after them now. Raises Refused where it is no alarm any more."""
    case = briefings.acknowledge(actor, confirmation_id, note)
    if case is None:
        raise Refused("no_alarm")
    log(actor.account, "handover.alarm_acknowledged", subject=confirmation_id, case=case)
