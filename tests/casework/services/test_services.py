"""Services and providers: planned, done, places that are given once, and providers that fall."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from tests.people import somebody
from tests.stage import Organisation
from waystation.casework import actions as casework
from waystation.casework import membership
from waystation.casework.errors import Refused
from waystation.casework.persons import access as persons_access
from waystation.casework.persons import actions as persons
from waystation.casework.services import access, actions, shown
from waystation.casework.services.models import SlotRow
from waystation.casework.services.records import CHECKED, COMPROMISED, ENDED, RESTING, Provider
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Stale

Accepted = Callable[..., UUID]


def clinic(lev: Actor, **more: object) -> UUID:
    known = {"name": "Linden", "offers": ("medical", "psych"), "vetting": CHECKED, "at_most": 1} | more
    return actions.add_provider(lev, Provider(**known))  # type: ignore[arg-type]


def test_it_works_from_need_to_outcome(dina: Actor, lev: Actor, accepted: Accepted) -> None:
    case, provider, today = accepted(dina), clinic(lev), dina.today
    need = casework.add_need(dina, case, code="medical")
    service = actions.plan_service(dina, case, code="medical", need=need, provider=provider, due=today, note="at nine")
    assert [each.id for each in access.open_services(dina)] == [service]
    assert access.taken(lev)[provider] == 1
    actions.end_service(dina, case, service, outcome="given", result="stitched", met=True)
    ((_row, found),) = access.services(dina, case)
    assert (found.done_on, found.outcome, found.result, found.slot) == (today, "given", "stitched", None)
    assert not access.taken(dina).get(provider)
    assert casework.access.needs(dina, case)[0][1].met_on == today
    assert [each.id for each in access.were_with(dina, provider)] == [service]


def test_the_last_place_is_given_once_unless_somebody_says_why(dina: Actor, lev: Actor, accepted: Accepted) -> None:
    one, other, provider = accepted(dina), accepted(dina), clinic(lev)
    actions.plan_service(dina, one, code="psych", provider=provider)
    refresh(lev)
    with pytest.raises(Refused) as refused:
        actions.plan_service(lev, other, code="psych", provider=provider)
    assert len(refused.value.reasons) == 1
    assert access.services(lev, other) == []
    actions.plan_service(lev, other, code="psych", provider=provider, reason="they said they manage two")
    assert access.taken(dina)[provider] == 2


@pytest.mark.parametrize(
    ("known", "code"), [({"vetting": "not_checked"}, "psych"), ({}, "legal"), ({"at_most": 0}, "psych")]
)
def test_what_stands_against_a_provider_needs_a_reason(
    dina: Actor, lev: Actor, accepted: Accepted, known: dict[str, object], code: str
) -> None:
    case, provider = accepted(dina), clinic(lev, **known)
    with pytest.raises(Refused):
        actions.plan_service(dina, case, code=code, provider=provider)
    with pytest.raises(Refused):
        actions.plan_service(dina, case, code=code, provider=provider, reason="  ")
    actions.plan_service(dina, case, code=code, provider=provider, reason="nobody else tonight")


@pytest.mark.parametrize("state", [COMPROMISED, RESTING, ENDED])
def test_nobody_is_sent_to_who_takes_nobody_whatever_the_reason(
    dina: Actor, lev: Actor, accepted: Accepted, state: str
) -> None:
    case, provider = accepted(dina), clinic(lev, state=state, why="a neighbour asked")
    with pytest.raises(Refused):
        actions.plan_service(dina, case, code="psych", provider=provider, reason="it cannot wait")


def test_another_provider_frees_the_place(dina: Actor, lev: Actor, accepted: Accepted) -> None:
    case, one, other = accepted(dina), clinic(lev), clinic(lev, name="Maple")
    service = actions.plan_service(dina, case, code="psych", provider=one)
    actions.change_service(dina, case, service, provider=other)
    assert access.taken(dina) == {other: 1}
    actions.change_service(dina, case, service, provider=None)
    assert SlotRow.objects.count() == 0


def test_what_one_person_gets_there_at_the_same_time_takes_one_place(
    dina: Actor, lev: Actor, accepted: Accepted
) -> None:
    case, other, provider = accepted(dina), accepted(dina), clinic(lev)
    first = actions.plan_service(dina, case, code="medical.injury", provider=provider, reason="they do")
    second = actions.plan_service(dina, case, code="medical", provider=provider)
    assert access.taken(dina)[provider] == 1
    actions.end_service(dina, case, first, outcome="given")
    assert access.taken(dina)[provider] == 1  # the other one is not over
    with pytest.raises(Refused):
        actions.plan_service(dina, other, code="medical", provider=provider)
    actions.end_service(dina, case, second, outcome="given")
    assert not access.taken(dina).get(provider)
    actions.plan_service(dina, other, code="medical", provider=provider)
    with pytest.raises(Refused):
        actions.reopen_service(dina, case, second)


def test_another_kind_of_place_and_another_provider_are_places_of_their_own(
    dina: Actor, lev: Actor, accepted: Accepted
) -> None:
    case = accepted(dina)
    house, maple = clinic(lev, offers=("shelter", "medical"), at_most=2), clinic(lev, name="Maple")
    for code in ("shelter", "medical"):
        actions.plan_service(dina, case, code=code, provider=house)
    actions.plan_service(dina, case, code="medical", provider=maple)
    assert access.taken(dina) == {house: 2, maple: 1}


def test_two_people_of_one_case_take_two_places(dina: Actor, lev: Actor, accepted: Accepted) -> None:
    case = accepted(lev)
    child = persons.add(lev, case, somebody(pseudonym="Aspen"), roles=["dependant"])
    provider = clinic(lev, at_most=2)
    whose = (None, child, persons_access.applicant(lev, case))
    services = [actions.plan_service(lev, case, code="medical", provider=provider, person=each) for each in whose]
    assert access.taken(lev)[provider] == 2  # the one of the case twice, and the child
    assert [line.whom for line in shown.service_lines(lev, case)].count("Aspen") == 1
    actions.change_service(lev, case, services[0], provider=provider, person=child)
    actions.change_service(lev, case, services[2], provider=provider, person=child)
    assert access.taken(lev)[provider] == 1
    with pytest.raises(Absent):
        actions.plan_service(lev, case, code="medical", provider=provider, person=uuid4())


def test_what_is_done_for_one_person_goes_with_them(lev: Actor, accepted: Accepted) -> None:
    case, provider = accepted(lev), clinic(lev)
    child = persons.add(lev, case, somebody(pseudonym="Aspen"), roles=["dependant"])
    actions.plan_service(lev, case, code="psych")
    service = actions.plan_service(lev, case, code="medical", provider=provider, person=child)
    slot = access.service(lev, case, service)[1].slot
    assert access.of_person(lev, case, child) == {service, slot}


def test_the_same_form_twice_is_one_service(dina: Actor, lev: Actor, accepted: Accepted) -> None:
    case, provider, once = accepted(dina), clinic(lev, at_most=5), uuid4()
    for _ in range(2):
        actions.plan_service(dina, case, code="psych", provider=provider, once=once)
    assert access.taken(dina)[provider] == 1
    made = actions.add_provider(lev, Provider(name="Maple"), once=once)
    assert actions.add_provider(lev, Provider(name="Maple"), once=once) == made


def test_whoever_saw_an_older_version_is_told(dina: Actor, lev: Actor, accepted: Accepted) -> None:
    case, provider = accepted(dina), clinic(lev)
    service = actions.plan_service(dina, case, code="psych", provider=provider)
    seen = access.service(dina, case, service)[0].version
    actions.change_service(dina, case, service, provider=provider, note="at ten", seen=seen)
    refresh(lev)
    for late in (
        lambda: actions.change_service(lev, case, service, note="at noon", seen=seen),
        lambda: actions.end_service(lev, case, service, outcome="given", seen=seen),
    ):
        with pytest.raises(Stale):
            late()
    row, known = access.provider(lev, provider)
    before = row.version
    actions.change_provider(lev, provider, known, seen=before)
    with pytest.raises(Stale):
        actions.change_provider(lev, provider, known, seen=before)


def test_a_service_is_over_once_and_opened_again_by_mistake_alone(dina: Actor, lev: Actor, accepted: Accepted) -> None:
    case, provider = accepted(dina), clinic(lev)
    service = actions.plan_service(dina, case, code="psych", provider=provider)
    with pytest.raises(Refused):
        actions.reopen_service(dina, case, service)
    actions.end_service(dina, case, service, outcome="not_given")
    with pytest.raises(Refused):
        actions.end_service(dina, case, service, outcome="given")
    with pytest.raises(Refused):
        actions.change_service(dina, case, service, note="x")
    actions.reopen_service(dina, case, service)
    assert access.taken(dina)[provider] == 1


def test_contradicting_days_are_refused(dina: Actor, accepted: Accepted) -> None:
    case, today = accepted(dina), dina.today
    with pytest.raises(Refused):
        actions.plan_service(dina, case, code="psych", due=today - timedelta(days=1))
    service = actions.plan_service(dina, case, code="psych", due=today)
    for day in (today + timedelta(days=1), today.replace(year=today.year - 10)):
        with pytest.raises(Refused):
            actions.end_service(dina, case, service, outcome="given", done_on=day)


def test_a_service_answers_a_need_of_its_own_case_and_kind(dina: Actor, accepted: Accepted) -> None:
    one, other = accepted(dina), accepted(dina)
    need = casework.add_need(dina, one, code="psych")
    with pytest.raises(Absent):
        actions.plan_service(dina, other, code="psych", need=need)
    with pytest.raises(Refused):
        actions.plan_service(dina, one, code="legal", need=need)
    service = actions.plan_service(dina, one, code="psych", need=need)
    with pytest.raises(Absent):
        actions.end_service(dina, other, service, outcome="given")


def test_what_is_due_first_stands_first(dina: Actor, accepted: Accepted) -> None:
    one, other, today = accepted(dina), accepted(dina), dina.today
    whenever = actions.plan_service(dina, one, code="psych")
    later = actions.plan_service(dina, one, code="legal", due=today + timedelta(days=3))
    first = actions.plan_service(dina, other, code="phone", due=today)
    assert [each.id for each in access.open_services(dina)] == [first, later, whenever]


def test_a_fallen_provider_counts_those_whom_the_reader_may_not_see(
    organisation: Organisation, dina: Actor, lev: Actor, accepted: Accepted
) -> None:
    one, other, provider = accepted(dina), accepted(dina), clinic(lev, at_most=None)
    actions.plan_service(dina, one, code="psych", provider=provider)
    lev = organisation.actor("lev")
    actions.plan_service(lev, other, code="psych", provider=provider)
    membership.take_off(lev, other, dina.account)
    dina = organisation.actor("dina")
    assert len(access.with_provider(dina, provider)) == 1
    assert len(access.with_provider(organisation.actor("lev"), provider)) == 2
    assert access.taken(dina)[provider] == 2
    with pytest.raises(Absent):
        actions.plan_service(dina, other, code="psych")


def test_coordinators_alone_change_providers(dina: Actor, lev: Actor, ira: Actor, accepted: Accepted) -> None:
    provider = clinic(lev)
    for one in (dina, ira):
        with pytest.raises(Absent):
            clinic(one)
        with pytest.raises(Absent):
            actions.change_provider(one, provider, Provider(name="x"))
    with pytest.raises(Absent):
        access.providers(ira)


@pytest.mark.parametrize("wrong", [{"name": " "}, {"state": RESTING}, {"state": "x"}, {"at_most": -1}])
def test_a_provider_is_said_whole(lev: Actor, wrong: dict[str, object]) -> None:
    with pytest.raises(Refused):
        clinic(lev, **wrong)


def test_a_case_given_in_its_list_alone_takes_no_service(
    organisation: Organisation, dina: Actor, lev: Actor, accepted: Accepted
) -> None:
    case = accepted(dina)
    lev = organisation.actor("lev")
    membership.take_off(lev, case, dina.account)
    membership.give(lev, case, dina.account, [Compartment.LIST])
    with pytest.raises((Absent, Stale)):
        actions.plan_service(organisation.actor("dina"), case, code="psych")


def test_erasing_a_case_gives_its_places_back(dina: Actor, lev: Actor, accepted: Accepted) -> None:
    from waystation.casework.services import erasure

    case, provider = accepted(dina), clinic(lev)
    actions.plan_service(dina, case, code="psych", provider=provider)
    slots = set(SlotRow.objects.values_list("pk", flat=True))
    assert set(erasure.ids(dina, case)) == slots
    places = {(pk, Compartment.SELF) for pk in slots}
    assert [rows.model for rows in erasure.rows(places) if rows.exists()] == [SlotRow]


def test_an_hour_later_nothing_moved(dina: Actor, lev: Actor, accepted: Accepted) -> None:
    """A day of the plan that passes is late, not gone."""
    case = accepted(dina)
    service = actions.plan_service(dina, case, code="psych", due=dina.today)
    tomorrow = replace(dina, now=lambda: lev.now() + timedelta(days=1))
    actions.change_service(tomorrow, case, service, due=dina.today, note="they did not answer")
    assert [each.id for each in access.open_services(tomorrow)] == [service]
