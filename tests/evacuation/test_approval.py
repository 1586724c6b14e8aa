"""A journey goes when two people approved exactly what it is: through the actions, by the pages, and at once."""

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from msgspec import structs

from tests.evacuation.conftest import COLLEAGUE, NOON, TODAY, Scene, at, build, colleague
from tests.newcomers import as_confirmed, as_new
from tests.people import in_roles, somebody
from tests.stage import Organisation, held_hostile
from waystation.casework.errors import Refused as CaseRefused
from waystation.casework.persons import access as persons_access
from waystation.casework.persons import actions as persons
from waystation.casework.persons import links
from waystation.casework.persons.records import Bond, Person
from waystation.evacuation import access, actions, approval_rules, approval_shown
from waystation.evacuation.errors import Refused
from waystation.evacuation.handover import changes, moving
from waystation.evacuation.houses import actions as houses
from waystation.evacuation.houses import leaving
from waystation.evacuation.records import PlaceRecord
from waystation.hotline import access as hotline
from waystation.staff import members
from waystation.staff.access import refresh
from waystation.staff.actions import add_account
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.trust import vetting


def refusal(act: Callable[[], object]) -> str:
    try:
        act()
    except Refused as refused:
        return refused.code
    return ""


def journey(scene: Scene, journey_id: UUID) -> tuple[str, int, str]:
    """Its status, how many approvals stand, and what took them away."""
    row, record = access.journey(scene.actor, journey_id)
    along = access.travellers(scene.actor, row.locator)
    return (
        record.status,
        len(approval_rules.standing(record, along, access.approvers(scene.actor))),
        approval_rules.lost(record, along),
    )


def first(scene: Scene, journey_id: UUID) -> UUID:
    return access.way(scene.actor, journey_id).legs[0][0]


@contextmanager
def takes_both_away(scene: Scene, journey_id: UUID, what: str) -> Iterator[None]:
    """Two have approved before, and the person has agreed; after it none stands, and nobody sets out."""
    actions.note_consent(scene.actor, journey_id, "yes")
    scene.approve(journey_id)
    assert journey(scene, journey_id) == ("approved", 2, "")
    yield
    assert journey(scene, journey_id)[1:] == (0, what)
    assert refusal(lambda: actions.depart(scene.actor, first(scene, journey_id))) == "needs_two"
    because = {"unapproved_because": "they must go now"}  # not before the first departure
    assert refusal(lambda: actions.depart(scene.actor, first(scene, journey_id), **because)) == "needs_two"


@pytest.mark.django_db
def test_one_alone_lets_nobody_go(scene: Scene, case_id: UUID) -> None:
    pk = scene.journey(case_id)
    actions.approve(scene.actor, pk)
    assert journey(scene, pk) == ("draft", 1, "")
    assert refusal(lambda: actions.approve(scene.actor, pk)) == "approved_by_you"
    assert refusal(lambda: actions.depart(scene.actor, first(scene, pk))) == "needs_two"
    actions.approve(colleague(scene.actor), pk)
    actions.depart(scene.actor, first(scene, pk))


@pytest.mark.django_db
def test_a_leg_more_or_less_takes_both_away(scene: Scene, case_id: UUID) -> None:
    pk = scene.journey(case_id)
    with takes_both_away(scene, pk, "leg"):
        added = actions.add_leg(scene.actor, pk, scene.leg("lantern", "attic", 40))
    actions.remove_leg(scene.actor, added)
    with takes_both_away(scene, pk, "leg"):
        actions.remove_leg(scene.actor, access.way(scene.actor, pk).legs[1][0])


@pytest.mark.django_db
def test_a_bed_more_or_less_takes_both_away(scene: Scene, case_id: UUID) -> None:
    pk = scene.journey(case_id)
    with takes_both_away(scene, pk, "bed"):
        scene.bed(case_id, nights=2, start=TODAY + timedelta(days=3))  # of no journey by name, but where it ends
    with takes_both_away(scene, pk, "bed"):
        actions.cancel_booking(scene.actor, next(iter(access.stays_of(scene.actor, case_id))))


@pytest.mark.django_db
def test_a_bed_on_which_no_journey_counts_takes_nothing_away(scene: Scene, case_id: UUID) -> None:
    pk = scene.journey(case_id)
    scene.approve(pk)
    scene.bed(case_id, "attic", 2, TODAY + timedelta(days=9))
    scene.bed(scene.case("Alder"))
    assert journey(scene, pk) == ("approved", 2, "")


@pytest.mark.django_db
def test_another_hour_takes_both_away(scene: Scene, case_id: UUID) -> None:
    pk = scene.journey(case_id)
    leg_id, leg = access.way(scene.actor, pk).legs[0]
    ends = leg.departs - timedelta(minutes=20), leg.arrives - timedelta(minutes=20)
    with takes_both_away(scene, pk, "time"):
        seen = changes.seal(moving.delayed(scene.actor, case_id, leg_id, *ends))
        moving.move(scene.actor, case_id, leg_id, *ends, seen=seen)


@pytest.mark.django_db
def test_a_departure_that_is_cancelled_takes_both_away(scene: Scene, case_id: UUID) -> None:
    pk = scene.journey(case_id)
    scene.approve(pk)
    moving.cancel(scene.actor, case_id, access.way(scene.actor, pk).legs[1][0])
    assert journey(scene, pk) == ("draft", 0, "cancelled")


@pytest.mark.django_db
def test_another_house_takes_both_away(scene: Scene, case_id: UUID) -> None:
    pk = scene.journey(case_id)
    mill = PlaceRecord(name="Mill", kind="safe_house", region="Lowmere", country="Varna Reach", beds=4)
    mill_id = actions.add_place(scene.actor, mill)
    scene.approve(pk)
    actions.set_place_state(scene.actor, scene.places["lantern"], "compromised")
    ids = [each.id for each in leaving.leavers(scene.actor, scene.places["lantern"])]
    houses.move_out(scene.actor, scene.places["lantern"], ids, mill_id)
    assert journey(scene, pk)[:2] == ("draft", 0)


@pytest.mark.django_db
def test_a_companion_more_or_less_takes_both_away_whoever_notes_it(
    scene: Scene, case_id: UUID, organisation: Organisation
) -> None:
    """Somebody who answers notes who comes along, and holds no key of any journey."""
    pk = scene.journey(case_id)
    sister = persons.add(scene.actor, case_id, Person(), roles=["relative"])
    scene.bed(case_id, journey_id=pk)  # for whoever comes along
    dina = organisation.actor("dina")
    with takes_both_away(scene, pk, "travellers"):
        links.change_roles(dina, case_id, sister, roles=["companion"], note="")
    with takes_both_away(scene, pk, "travellers"):
        links.change_roles(dina, case_id, sister, roles=["relative"], note="")
    with takes_both_away(scene, pk, "travellers"):
        persons.add(scene.actor, case_id, Person(), roles=["dependant"])
    actions.note_consent(scene.actor, pk, "yes, with all of them")
    scene.approve(pk)
    persons.add(scene.actor, case_id, Person(), roles=["relative"])  # who stays at home is no companion
    assert journey(scene, pk) == ("approved", 2, "")


@pytest.mark.django_db
def test_everybody_who_goes_has_a_bed(scene: Scene, case_id: UUID) -> None:
    pk = scene.journey(case_id)
    persons.add(scene.actor, case_id, Person(), roles=["companion"])
    actions.note_consent(scene.actor, pk, "yes, with her")
    assert refusal(lambda: actions.approve(scene.actor, pk)) == "no_bed_for_all"
    short = scene.bed(case_id, journey_id=pk, nights=1, start=TODAY + timedelta(days=1))
    assert refusal(lambda: actions.approve(scene.actor, pk)) == "no_bed_for_all", "not in the first night"
    actions.cancel_booking(scene.actor, short)
    scene.bed(case_id, "attic", journey_id=pk)  # two who must not live together sleep in two houses
    scene.approve(pk)
    assert journey(scene, pk) == ("approved", 2, "")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"accepts": ("women",)}, "guests_not_said"),
        ({"rest_after": 2, "rest_nights": 3}, "house_must_rest"),
        ({"state": "resting"}, "house_not_open"),
    ],
)
def test_what_a_house_asks_since_its_beds_were_booked_is_asked_again(
    scene: Scene, case_id: UUID, more: dict[str, object], code: str
) -> None:
    pk, lantern = scene.journey(case_id), scene.places["lantern"]
    actions.approve(scene.actor, pk)
    record = access.place(scene.actor, lantern)[1]
    if "state" in more:
        actions.set_place_state(scene.actor, lantern, str(more["state"]))
    else:
        actions.change_place(scene.actor, lantern, structs.replace(record, **more))
    assert refusal(lambda: actions.approve(colleague(scene.actor), pk)) == code


@pytest.mark.django_db
def test_what_was_booked_in_spite_of_a_rule_goes_by_its_reason(scene: Scene, case_id: UUID) -> None:
    lantern = scene.places["lantern"]
    record = access.place(scene.actor, lantern)[1]
    actions.change_place(scene.actor, lantern, structs.replace(record, accepts=("women",)))
    pk = actions.draft_journey(
        scene.actor,
        case_id,
        phase="internal",
        origin=scene.places["hollow"],
        destination=lantern,
        legs=[scene.leg("hollow", "lantern")],
        consent="said yes",
    )
    scene.bed(case_id, journey_id=pk, despite="The host knows.")
    scene.approve(pk)
    assert journey(scene, pk) == ("approved", 2, "")


@pytest.mark.django_db
def test_a_yes_that_is_taken_back_takes_both_away(scene: Scene, case_id: UUID) -> None:
    pk = scene.journey(case_id)
    with takes_both_away(scene, pk, "consent"):
        actions.note_consent(scene.actor, pk, "")


@pytest.mark.django_db
def test_what_came_meanwhile_is_not_approved_unseen(scene: Scene, case_id: UUID) -> None:
    pk = scene.journey(case_id)
    seen = approval_shown.approvals(scene.actor, case_id, access.journey(scene.actor, pk)[1]).seal
    persons.add(scene.actor, case_id, Person(), roles=["companion"])
    assert refusal(lambda: actions.approve(scene.actor, pk, seen=seen)) == "changed_since_seen"
    seen = approval_shown.approvals(scene.actor, case_id, access.journey(scene.actor, pk)[1]).seal
    scene.bed(case_id, nights=2, start=TODAY + timedelta(days=3))
    assert refusal(lambda: actions.approve(scene.actor, pk, seen=seen)) == "changed_since_seen"
    assert refusal(lambda: actions.approve(scene.actor, pk, seen="")) == "changed_since_seen"
    assert journey(scene, pk) == ("draft", 0, "")


@pytest.mark.django_db
def test_who_cannot_open_the_case_gives_no_bed_of_it_back(scene: Scene, case_id: UUID, ira: Actor) -> None:
    """They could not take the approvals away that count on it."""
    scene.journey(case_id)
    stay = next(iter(access.stays_of(scene.actor, case_id)))
    stranger = replace(ira, roles=scene.actor.roles)
    with pytest.raises(Absent):
        actions.cancel_booking(stranger, stay)
    assert stay in access.bookings(scene.actor)


@pytest.mark.django_db
def test_on_the_way_a_change_waits_for_two_or_goes_with_a_reason(scene: Scene, case_id: UUID) -> None:
    pk = scene.journey(case_id)
    scene.approve(pk)
    walk, car = (leg_id for leg_id, _ in access.way(scene.actor, pk).legs)
    actions.depart(scene.actor, walk)
    leg = access.leg(scene.actor, walk)[1]
    ends = leg.departs, leg.arrives + timedelta(minutes=30)
    later = at(scene.actor, NOON + timedelta(minutes=70))
    seen = changes.seal(moving.delayed(later, case_id, walk, *ends))
    moving.move(later, case_id, walk, *ends, seen=seen)
    actions.arrive(later, walk)
    assert journey(scene, pk) == ("under_way", 0, "time")
    assert refusal(lambda: actions.depart(later, car)) == "changed_on_the_way"
    assert refusal(lambda: actions.depart(later, car, unapproved_because="  ")) == "changed_on_the_way"
    scene.approve(pk, later)
    actions.depart(later, car)
    assert access.leg(scene.actor, car)[1].unapproved_because == ""


@pytest.mark.django_db
def test_only_coordinators_approve(scene: Scene, case_id: UUID, dina: Actor, ira: Actor) -> None:
    pk = scene.journey(case_id)
    for actor in (dina, ira):
        with pytest.raises(Absent):
            actions.approve(actor, pk)


# Who may approve, and then may not


def max_too(organisation: Organisation, scene: Scene) -> Actor:
    """A second coordinator with an account of their own, as whoever looks through the first one's keys."""
    account = add_account(
        organisation.founding, name="max", passphrase="nine green lanterns", persona="Max", roles=["coordinator"]
    )
    return replace(scene.actor, account=account)


def leaves(scene: Scene, account: UUID) -> None:
    members.remove(scene.actor, account)
    refresh(scene.actor)


def gives_the_role_up(scene: Scene, account: UUID) -> None:
    members.change_roles(scene.actor, account, ["documenter"])
    refresh(scene.actor)


@pytest.mark.django_db
@pytest.mark.parametrize("goes", [leaves, gives_the_role_up])
def test_who_may_approve_no_more_has_approved_nothing(
    scene: Scene, case_id: UUID, organisation: Organisation, goes: Callable[[Scene, UUID], None]
) -> None:
    pk = scene.journey(case_id)
    second = max_too(organisation, scene)
    actions.approve(scene.actor, pk)
    actions.approve(second, pk)
    goes(scene, second.account)
    assert journey(scene, pk) == ("approved", 1, "")
    assert refusal(lambda: actions.depart(scene.actor, first(scene, pk))) == "needs_two"
    assert [held.id for held in access.to_approve(scene.actor)] == [pk]
    actions.approve(colleague(scene.actor), pk)
    assert access.to_approve(scene.actor) == []
    actions.depart(scene.actor, first(scene, pk))


@pytest.mark.django_db
def test_whose_approver_left_on_the_way_goes_on_with_a_reason(
    scene: Scene, case_id: UUID, organisation: Organisation
) -> None:
    pk = scene.journey(case_id)
    second = max_too(organisation, scene)
    actions.approve(scene.actor, pk)
    actions.approve(second, pk)
    walk, car = (leg_id for leg_id, _ in access.way(scene.actor, pk).legs)
    actions.depart(scene.actor, walk)
    actions.arrive(at(scene.actor, NOON + timedelta(hours=2)), walk)
    leaves(scene, second.account)
    later = at(scene.actor, NOON + timedelta(hours=3))
    assert refusal(lambda: actions.depart(later, car)) == "changed_on_the_way"
    actions.depart(later, car, unapproved_because="the driver waits")
    assert access.leg(scene.actor, car)[1].unapproved_because == "the driver waits"


# The pages


@pytest.fixture
def now(lev: Actor) -> Scene:
    """As the pages have it: by the clock of this machine."""
    return build(lev)


def page(client: Client, case_id: UUID) -> str:
    return client.get(reverse("evacuation:journey", args=[case_id])).content.decode()


def press(client: Client, case_id: UUID, journey_id: UUID, **said: object) -> int:
    return client.post(reverse("evacuation:move", args=[case_id, journey_id]), said).status_code


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
def test_alone_one_is_told_what_to_do(now: Scene, case_id: UUID, client_of: Callable[[str], Client]) -> None:
    """An organisation with one coordinator: who may approve, and how to add somebody."""
    case_id = now.case("Hazel")
    pk = now.journey(case_id)
    client = client_of("lev")
    for approved in (False, True):
        shown = page(client, case_id)
        assert "There are not two who may approve this journey" in shown
        assert reverse("staff:members") in shown
        assert reverse("casework:access", args=[case_id]) in shown
        if not approved:
            actions.approve(now.actor, pk)
    today = client.get(reverse("desk:today")).content.decode()
    assert "Journeys to approve" in today


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
def test_it_waits_on_the_page_of_today_for_the_second_and_then_for_nobody(
    now: Scene, organisation: Organisation, client_of: Callable[[str], Client]
) -> None:
    case_id = now.case("Hazel")
    pk = now.journey(case_id)
    add_account(
        organisation.founding, name="max", passphrase="nine green lanterns", persona="Max", roles=["coordinator"]
    )
    lev = client_of("lev")
    shown = page(lev, case_id)
    assert "Two different people have to approve exactly this version" in shown
    assert "Besides you, these may: Max" in shown
    (seen,) = set(re.findall(r'name="seen" value="([0-9a-f]+)"', shown))
    assert press(lev, case_id, pk, do="approve", seen=seen) == 303
    shown = page(lev, case_id)
    assert 'value="approve"' not in shown
    assert "A second person has to approve exactly this version" in shown
    assert "Journeys to approve" not in lev.get(reverse("desk:today")).content.decode()
    others = {held.id for held in access.to_approve(colleague(now.actor))}
    assert others == {pk}
    actions.approve(colleague(now.actor), pk)
    assert access.to_approve(now.actor) == []
    assert 'value="depart"' in page(lev, case_id) or "Before anybody sets out" in page(lev, case_id)
    now.bed(case_id, nights=1, start=TODAY + timedelta(days=30))
    shown = page(lev, case_id)
    assert "Changed since it was approved" in shown
    assert "A bed was booked, moved or given back." in shown
    assert "Approvals of earlier versions" in shown
    assert "Journeys to approve" in lev.get(reverse("desk:today")).content.decode()


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
def test_the_pages_say_whose_approval_does_not_count_any_more(
    now: Scene, organisation: Organisation, client_of: Callable[[str], Client]
) -> None:
    case_id = now.case("Hazel")
    pk = now.journey(case_id)
    second = max_too(organisation, now)
    now.approve(pk, second)
    lev = client_of("lev")
    assert "An approval that does not count any more" not in page(lev, case_id)
    assert "Journeys to approve" not in lev.get(reverse("desk:today")).content.decode()
    leaves(now, second.account)
    shown = page(lev, case_id)
    assert "Max approved this version, and may not approve journeys any more" in shown
    assert "A second person has to approve exactly this version." in shown
    assert "Approvals of earlier versions" not in shown
    assert 'value="approve"' in shown
    today = lev.get(reverse("desk:today")).content.decode()
    assert "Somebody who approved it may not approve journeys any more" in today
    (seen,) = set(re.findall(r'name="seen" value="([0-9a-f]+)"', shown))
    assert press(lev, case_id, pk, do="approve", seen=seen) == 303
    assert "Journeys to approve" not in lev.get(reverse("desk:today")).content.decode()


# At once


@pytest.mark.django_db(transaction=True)
def test_both_press_at_once_and_both_count(on_file: Callable[[], Organisation]) -> None:
    crowd = Crowd(on_file())
    crowd.together(
        lambda lev: actions.approve(lev, crowd.pk, seen=crowd.seen),
        lambda lev: actions.approve(colleague(lev), crowd.pk, seen=crowd.seen),
    )
    record = access.journey(crowd.scene.actor, crowd.pk)[1]
    assert {each.by for each in record.approvals} == {crowd.scene.actor.account, COLLEAGUE}
    assert record.status == "approved"


@pytest.mark.django_db(transaction=True)
def test_one_who_presses_twice_at_once_is_still_one(on_file: Callable[[], Organisation]) -> None:
    crowd = Crowd(on_file())
    told = crowd.together(*(lambda lev: actions.approve(lev, crowd.pk) for _ in range(2)))
    assert sorted(told) == ["", "approved_by_you"]
    assert journey(crowd.scene, crowd.pk) == ("draft", 1, "")


@pytest.mark.django_db(transaction=True)
def test_who_approves_while_a_colleague_edits_lets_nothing_go_that_they_did_not_see(
    on_file: Callable[[], Organisation],
) -> None:
    crowd = Crowd(on_file())
    actions.approve(colleague(crowd.scene.actor), crowd.pk)
    more = crowd.scene.leg("lantern", "attic", 40)
    told = crowd.together(
        lambda lev: actions.approve(lev, crowd.pk, seen=crowd.seen),
        lambda lev: actions.add_leg(lev, crowd.pk, more),
    )
    # Whoever comes second sees that it was changed, or already that it does not end any more where it was to end.
    assert told[0] in ("", "changed_since_seen", "wrong_end")
    assert told[1] == ""
    assert journey(crowd.scene, crowd.pk)[:2] == ("draft", 0)


class Crowd:
    """Several who look at one journey and act in the same moment, each signed in by themselves."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        self.scene = build(at(organisation.actor("lev"), NOON))
        self.pk = self.scene.journey(self.scene.case())
        row, record = access.journey(self.scene.actor, self.pk)
        self.seen = approval_rules.seal(record, access.travellers(self.scene.actor, row.locator))
        colleague(self.scene.actor)  # is on the staff before anybody acts

    def together(self, *acts: Callable[[Actor], object]) -> list[str]:
        """What each of them was told."""
        start = Barrier(len(acts))

        def run(act: Callable[[Actor], object]) -> str:
            try:
                actor = at(self.organisation.actor("lev"), NOON)
                access.journey(actor, self.pk)
                start.wait(30)
                return refusal(lambda: act(actor))
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(acts)) as pool:
            return list(pool.map(run, acts))


@pytest.mark.usefixtures("in_english")
@pytest.mark.django_db
def test_nobody_goes_with_somebody_whom_two_of_us_hold_to_mean_harm(scene: Scene, case_id: UUID) -> None:
    pk = scene.journey(case_id)
    scene.approve(pk)
    thread = hotline.requests_of_case(scene.actor, case_id)[0][0].pk
    actions.depart(scene.actor, first(scene, pk))
    actions.arrive(scene.actor, first(scene, pk))
    vetting.judge(scene.actor, thread, "hostile", "asks for names")
    vetting.judge(colleague(scene.actor), thread, "hostile")
    second = access.way(scene.actor, pk).legs[1][0]
    with pytest.raises(CaseRefused) as refused:
        actions.depart(scene.actor, second)
    assert "Hostile, as two of us hold: Birch" in str(refused.value.reasons[0])
    refused_now = (
        lambda: scene.bed(case_id, "attic", nights=1),
        lambda: actions.draft_journey(
            scene.actor, case_id, phase="internal", origin=scene.places["hollow"], destination=scene.places["river"]
        ),
    )
    for act in refused_now:
        with pytest.raises(CaseRefused):
            act()


@pytest.mark.django_db
def test_an_arrival_with_somebody_hostile_is_a_fact(scene: Scene, case_id: UUID) -> None:
    pk = scene.journey(case_id)
    scene.approve(pk)
    actions.depart(scene.actor, first(scene, pk))
    held_hostile(scene.actor, hotline.requests_of_case(scene.actor, case_id)[0][0].pk)
    actions.arrive(scene.actor, first(scene, pk))
    assert access.way(scene.actor, pk).legs[0][1].status == "arrived"


@pytest.mark.usefixtures("in_english")
@pytest.mark.django_db
def test_a_companion_who_is_held_hostile_stops_approval_and_departure(scene: Scene, case_id: UUID) -> None:
    other = scene.case("Delta", cleared=False)
    delta = persons_access.applicant(scene.actor, other)
    links.link(scene.actor, case_id, delta, other, roles=["companion"], called="Delta")
    pk = scene.journey(case_id)
    actions.approve(scene.actor, pk)
    held_hostile(scene.actor, hotline.requests_of_case(scene.actor, other)[0][0].pk)
    for act in (
        lambda: actions.approve(colleague(scene.actor), pk),
        lambda: scene.bed(case_id, "attic", nights=1),
    ):
        with pytest.raises(CaseRefused) as refused:
            act()
        assert "Hostile, as two of us hold: Delta" in str(refused.value.reasons[0])
    assert access.travellers(scene.actor, case_id)  # they are told, not hidden
    links.unlink(scene.actor, case_id, delta)
    actions.note_consent(scene.actor, pk, "said yes, without Delta")
    scene.approve(pk)
    links.link(scene.actor, case_id, delta, other, roles=["companion"], called="Delta")
    with pytest.raises(CaseRefused):
        actions.depart(scene.actor, first(scene, pk))


@pytest.mark.usefixtures("in_english")
@pytest.mark.django_db
def test_two_who_must_be_apart_neither_go_on_one_journey_nor_sleep_in_one_house(scene: Scene, case_id: UUID) -> None:
    birch = persons_access.applicant(scene.actor, case_id)
    rowan = persons.add(scene.actor, case_id, somebody(pseudonym="Rowan"), roles=["companion"])
    pk = scene.journey(case_id)
    scene.bed(case_id, journey_id=pk)
    scene.approve(pk)
    bond = Bond(first=birch, second=rowan, travel="must_not", live="must_not")
    links.bind(scene.actor, case_id, bond)
    for act in (lambda: actions.depart(scene.actor, first(scene, pk)), lambda: _approve_anew(scene, pk)):
        with pytest.raises(CaseRefused) as refused:
            act()
        assert "Birch and Rowan must not travel together" in str(refused.value.reasons[0])
    with pytest.raises(CaseRefused) as refused:
        scene.bed(case_id, "lantern", start=TODAY + timedelta(days=9), beds=2)
    assert "Birch and Rowan must not live together" in str(refused.value.reasons[0])
    scene.bed(case_id, "lantern", start=TODAY + timedelta(days=9))
    with pytest.raises(CaseRefused):  # the second bed for the same nights
        scene.bed(case_id, "lantern", start=TODAY + timedelta(days=9))
    scene.bed(case_id, "attic", start=TODAY + timedelta(days=9))


def _approve_anew(scene: Scene, pk: UUID) -> None:
    actions.note_consent(scene.actor, pk, "")
    actions.note_consent(scene.actor, pk, "said yes again")
    actions.approve(scene.actor, pk)


@pytest.mark.django_db
def test_a_hunter_who_is_noted_as_one_who_comes_along_is_no_traveller(scene: Scene, case_id: UUID) -> None:
    hunter = persons.add(scene.actor, case_id, somebody(pseudonym="Buzzard"), roles=["pursuer"])
    assert hunter not in access.travellers(scene.actor, case_id)
    in_roles(scene.actor, case_id, hunter, "companion", "pursuer")
    assert hunter not in access.travellers(scene.actor, case_id)


@pytest.mark.django_db
def test_nobody_approves_a_journey_twice_under_a_second_name(scene: Scene, case_id: UUID) -> None:
    pk = scene.journey(case_id)
    actions.approve(scene.actor, pk)
    second = colleague(scene.actor)
    as_new(second, scene.actor.account)
    refresh(scene.actor)
    assert refusal(lambda: actions.approve(second, pk)) == "not_confirmed"
    as_confirmed(second, scene.actor.account)
    refresh(scene.actor)
    actions.approve(second, pk)
    assert journey(scene, pk)[:2] == ("approved", 2)
