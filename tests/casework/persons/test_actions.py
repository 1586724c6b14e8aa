"""The verbs of persons: who may, what is refused, and that nothing is overwritten in silence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import msgspec
import pytest

from tests.casework.persons.conftest import Scene
from tests.people import somebody
from tests.stage import Organisation
from waystation.casework import access as casework
from waystation.casework.errors import Refused
from waystation.casework.models import FileRow
from waystation.casework.persons import access, actions, links
from waystation.casework.persons.models import ApartRow, PartRow, PersonRow
from waystation.casework.persons.records import Birth, Bond, Health, Paper, Person, Sogiesc, Tie
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault import files
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Locked, Stale
from waystation.vault.records import read

replace = msgspec.structs.replace


def test_a_case_begins_with_the_person_it_is_about(scene: Scene) -> None:
    (first, second) = access.members(scene.lev, scene.birch_case)
    assert (first.id, first.called, first.part.roles) == (scene.birch, "Birch", ("applicant",))
    assert (second.id, second.called, second.part.roles) == (scene.rowan, "Rowan", ("companion",))
    assert access.applicant(scene.lev, scene.heron_case) == scene.heron


def test_who_is_in_a_case_is_known_to_the_duty_team_and_who_they_are_is_not(
    scene: Scene, organisation: Organisation
) -> None:
    dina = organisation.actor("dina")
    assert [(each.called, each.record) for each in access.members(dina, scene.birch_case)] == [
        ("Birch", None),
        ("Rowan", None),
    ]
    for attempt in (
        lambda: access.person(dina, scene.birch_case, scene.birch),
        lambda: access.apart(dina, scene.birch_case, scene.birch, "health"),
        lambda: actions.describe(dina, scene.birch_case, scene.birch, Person()),
        lambda: actions.add(dina, scene.birch_case, Person(), roles=["witness"]),
        lambda: actions.write_apart(dina, scene.birch_case, scene.birch, Health(note="x")),
    ):
        with pytest.raises(Absent):
            attempt()
    with pytest.raises(Locked):
        read(PersonRow.objects.get(pk=scene.birch), dina.keys)


@pytest.mark.parametrize("name", ["ira", "out"])
def test_others_find_nobody(scene: Scene, organisation: Organisation, name: str) -> None:
    one = organisation.actor(name)
    for attempt in (
        lambda: access.members(one, scene.birch_case),
        lambda: access.person(one, scene.birch_case, scene.birch),
        lambda: access.named(one, "Birch"),
        lambda: actions.add(one, scene.birch_case, Person(), roles=["witness"]),
        lambda: links.bind(one, scene.birch_case, Bond(first=scene.birch, second=scene.rowan, travel="must")),
        lambda: links.link(one, scene.birch_case, scene.heron, scene.heron_case, roles=["witness"], called=""),
    ):
        with pytest.raises(Absent):
            attempt()


def test_a_person_is_found_under_their_own_case_alone(scene: Scene) -> None:
    with pytest.raises(Absent):
        access.person(scene.lev, scene.heron_case, scene.birch)
    with pytest.raises(Absent):
        actions.describe(scene.lev, scene.heron_case, scene.birch, Person())


def test_whoever_is_second_is_told(scene: Scene) -> None:
    lev, at = scene.lev, (scene.birch_case, scene.birch)
    seen = access.person(lev, *at)[0].version
    actions.describe(lev, *at, somebody("Тимур Дамирович"), seen=seen)
    with pytest.raises(Stale):
        actions.describe(lev, *at, somebody("Somebody else"), seen=seen)
    with pytest.raises(Stale):
        actions.keep_paper(lev, *at, Paper(id=uuid4(), kind="visa"), seen=seen)
    assert access.person(lev, *at)[1].names[0].text == "Тимур Дамирович"


@pytest.mark.parametrize(
    "told",
    [
        somebody("х" * 10_000),
        somebody("Тимур", birth=Birth(precision="exact", year=1994, month=2, day=31)),
        somebody("Тимур", birth=Birth(precision="unknown", year=1994)),
    ],
    ids=["too long", "no such day", "contradictory"],
)
def test_what_cannot_be_is_refused_and_changes_nothing(scene: Scene, told: Person) -> None:
    before = access.person(scene.lev, scene.birch_case, scene.birch)[1]
    with pytest.raises(Refused) as refused:
        actions.describe(scene.lev, scene.birch_case, scene.birch, told)
    assert all(str(reason) for reason in refused.value.reasons)
    with pytest.raises(Refused):
        actions.add(scene.lev, scene.birch_case, told, roles=["companion"])
    assert access.person(scene.lev, scene.birch_case, scene.birch)[1] == before


def test_papers_are_added_changed_and_taken_off(scene: Scene) -> None:
    lev, at, paper = scene.lev, (scene.birch_case, scene.birch), Paper(id=uuid4(), kind="visa", number="17")
    actions.keep_paper(lev, *at, paper)
    actions.keep_paper(lev, *at, replace(paper, holder="his uncle"))
    actions.describe(lev, *at, somebody("Тимур", birth=Birth(precision="year", year=1994)))
    (kept,) = access.person(lev, *at)[1].papers
    assert (kept.number, kept.holder) == ("17", "his uncle")
    with pytest.raises(Refused):
        actions.keep_paper(lev, *at, replace(paper, valid_until=date(1990, 1, 1)))
    actions.drop_paper(lev, *at, paper.id)
    assert access.person(lev, *at)[1].papers == ()
    with pytest.raises(Refused):
        actions.drop_paper(lev, *at, paper.id)


def test_a_picture_takes_the_place_of_the_one_before(scene: Scene) -> None:
    lev, at = scene.lev, (scene.birch_case, scene.birch)
    actions.set_photo(lev, *at, files.keep([b"one"]))
    actions.set_photo(lev, *at, files.keep([b"two"]))
    (row,) = FileRow.objects.filter(locator=scene.birch_case)
    assert row.pk == access.person(lev, *at)[1].photo
    assert row.compartment == Compartment.IDENTITY
    actions.set_photo(lev, *at, None)
    assert not FileRow.objects.filter(locator=scene.birch_case).exists()


def test_health_and_orientation_are_sealed_each_apart(scene: Scene) -> None:
    lev, at = scene.lev, (scene.birch_case, scene.birch)
    actions.write_apart(lev, *at, Health(medicines="insulin, nine days"), seen=0)
    actions.write_apart(lev, *at, Sogiesc(address="Timur, he"), seen=0)
    assert {row.compartment for row in ApartRow.objects.all()} == {Compartment.MEDICAL}
    assert ApartRow.objects.count() == 2
    assert access.apart(lev, *at, "health")[1] == Health(medicines="insulin, nine days")
    with pytest.raises(Stale):
        actions.write_apart(lev, *at, Health(medicines="none"), seen=0)
    assert access.apart(lev, scene.birch_case, scene.rowan, "health") == (None, Health())
    actions.write_apart(lev, *at, Sogiesc(), seen=1)
    assert ApartRow.objects.count() == 1
    actions.write_apart(lev, *at, Sogiesc())
    assert ApartRow.objects.count() == 1  # nothing to say leaves no trace


def test_whoever_knows_the_names_does_not_know_the_health_for_that(scene: Scene, organisation: Organisation) -> None:
    from waystation.casework import membership

    membership.give(scene.lev, scene.birch_case, organisation.accounts["dina"], [Compartment.IDENTITY])
    dina = organisation.actor("dina")
    assert access.person(dina, scene.birch_case, scene.birch)
    with pytest.raises(Absent):
        access.apart(dina, scene.birch_case, scene.birch, "health")
    with pytest.raises(Absent):
        actions.write_apart(dina, scene.birch_case, scene.birch, Health(note="x"))


def test_one_person_has_other_roles_in_other_cases(scene: Scene) -> None:
    lev = scene.lev
    links.link(lev, scene.birch_case, scene.heron, scene.heron_case, roles=["witness", "pursuer"], called="")
    assert access.member(lev, scene.birch_case, scene.heron).part.roles == ("witness", "pursuer")
    assert access.member(lev, scene.heron_case, scene.heron).part.roles == ("applicant",)
    assert {case for case, _part in access.parts(lev, scene.heron)} == {scene.birch_case, scene.heron_case}
    with pytest.raises(Refused):
        links.link(lev, scene.birch_case, scene.heron, scene.heron_case, roles=["witness"], called="")
    with pytest.raises(Refused):
        links.change_roles(lev, scene.birch_case, scene.heron, roles=[], note="")
    links.change_roles(lev, scene.birch_case, scene.heron, roles=["caller"], note="once")
    with pytest.raises(Stale):
        links.change_roles(lev, scene.birch_case, scene.heron, roles=["caller"], note="", seen=1)
    links.unlink(lev, scene.birch_case, scene.heron)
    with pytest.raises(Refused):
        links.unlink(lev, scene.heron_case, scene.heron)


def test_of_a_guest_whose_home_is_closed_only_the_words_of_the_link_show(
    scene: Scene, organisation: Organisation
) -> None:
    from waystation.casework import membership

    links.link(scene.lev, scene.birch_case, scene.heron, scene.heron_case, roles=["witness"], called="")
    membership.take_off(scene.lev, scene.heron_case, organisation.accounts["dina"])
    dina = organisation.actor("dina")
    guest = access.member(dina, scene.birch_case, scene.heron)
    assert (guest.called, guest.record) == ("Heron", None)
    with pytest.raises(Absent):
        casework.case(dina, scene.heron_case)


def test_another_name_for_somebody_reaches_those_who_do_not_know_them(scene: Scene, organisation: Organisation) -> None:
    actions.describe(scene.lev, scene.birch_case, scene.rowan, somebody("Лиза", pseudonym="Aspen"))
    dina = organisation.actor("dina")
    assert access.member(dina, scene.birch_case, scene.rowan).called == "Aspen"


def test_of_a_pair_there_is_one_word(scene: Scene) -> None:
    lev, case = scene.lev, scene.birch_case
    bond = links.bind(lev, case, Bond(first=scene.birch, second=scene.rowan, travel="must"), seen=0)
    with pytest.raises(Stale):
        links.bind(lev, case, Bond(first=scene.rowan, second=scene.birch, travel="must_not"), seen=0)
    assert links.bind(lev, case, Bond(first=scene.rowan, second=scene.birch, travel="must_not"), seen=1) == bond
    assert [found.travel for _id, _case, found in access.bonds(lev, case, ())] == ["must_not"]
    with pytest.raises(Refused):
        links.bind(lev, case, Bond(first=scene.birch, second=scene.birch, travel="must"))
    with pytest.raises(Absent):
        links.bind(lev, case, Bond(first=scene.birch, second=scene.heron, travel="must"))
    links.unbind(lev, case, bond)
    assert access.bonds(lev, case, ()) == []


def tie(scene: Scene) -> Tie:
    homes = (scene.birch_case, scene.heron_case)
    return Tie(first=scene.birch, second=scene.heron, homes=homes, kind="named", called=("Birch", "Heron"))


def test_a_tie_shows_on_both_sides_to_whoever_may_know_both(scene: Scene, organisation: Organisation) -> None:
    from waystation.casework import membership

    once = uuid4()
    for _ in range(2):
        links.tie(scene.lev, scene.birch_case, tie(scene), once=once)
    for person in (scene.birch, scene.heron):
        assert [found.kind for _id, _case, found in access.ties(scene.lev, person)] == ["named"]
    dina = organisation.accounts["dina"]
    membership.give(scene.lev, scene.heron_case, dina, [Compartment.IDENTITY])
    assert access.ties(organisation.actor("dina"), scene.heron) == []
    membership.give(scene.lev, scene.birch_case, dina, [Compartment.IDENTITY])
    assert len(access.ties(organisation.actor("dina"), scene.heron)) == 1
    links.untie(scene.lev, scene.birch_case, once)
    assert access.ties(scene.lev, scene.heron) == []


def test_a_tie_is_noted_at_home(scene: Scene) -> None:
    with pytest.raises(Absent):
        links.tie(scene.lev, scene.heron_case, tie(scene))
    with pytest.raises(Refused):
        links.tie(scene.lev, scene.birch_case, replace(tie(scene), second=scene.birch))


def test_people_are_found_by_what_we_call_them(scene: Scene, organisation: Organisation) -> None:
    find: Callable[[Actor, str], list[str]] = lambda actor, words: [  # noqa: E731
        str(each.id) for each in access.named(actor, words)
    ]
    assert find(scene.lev, " birch ") == [str(scene.birch)]
    assert find(scene.lev, "ROWAN") == [str(scene.rowan)]
    assert find(scene.lev, "") == find(scene.lev, "Тимур Д.") == []
    links.link(scene.lev, scene.birch_case, scene.heron, scene.heron_case, roles=["witness"], called="")
    assert find(scene.lev, "heron") == [str(scene.heron)]


def test_the_same_form_twice_adds_one_person(scene: Scene) -> None:
    once = uuid4()
    for _ in range(2):
        actions.add(scene.lev, scene.birch_case, somebody(pseudonym="Elm"), roles=["witness"], once=once)
    assert PartRow.objects.filter(locator=scene.birch_case).count() == 3
