"""A person's parts are found in a drawer of many, which tells nobody whose they are; one in the wrong one is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from tests.casework.exchange.bundles import elsewhere
from tests.casework.persons.conftest import Scene
from tests.people import somebody
from waystation.casework.exchange import form, whole
from waystation.casework.persons import access, actions, links, near
from waystation.casework.persons.models import BondRow, PartRow
from waystation.casework.persons.records import Bond, Tie
from waystation.staff import access as staff
from waystation.staff.access import damaged
from waystation.vault import half

pytestmark = pytest.mark.django_db
Accepted = Callable[..., UUID]


def test_drawers_are_many_and_even_and_need_the_half(monkeypatch: pytest.MonkeyPatch, scene: Scene) -> None:
    drawers = Counter(near.drawer(uuid4()) for _ in range(5_000))
    assert len(drawers) > 250
    assert max(drawers.values()) < 60
    one = uuid4()
    before = [near.drawer(one), near.drawer(scene.birch)]
    monkeypatch.setattr(half, "subkey", lambda label: bytes(32))
    assert [near.drawer(one), near.drawer(scene.birch)] != before


def test_the_parts_of_a_person_are_found_without_the_whole_table(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    lev = scene.lev
    links.link(lev, scene.heron_case, scene.rowan, scene.birch_case, roles=["witness"], called="Rowan")
    others = [actions.add(lev, scene.heron_case, somebody(pseudonym=f"x{n}"), roles=["other"]) for n in range(20)]
    lev.memory.clear()
    opened: list[UUID] = []
    real = staff.read
    monkeypatch.setattr(staff, "read", lambda row, keys: (opened.append(row.pk), real(row, keys))[1])
    found = {case for case, _part in access.parts(lev, scene.rowan)}
    assert found == {scene.birch_case, scene.heron_case}
    assert len(opened) <= 2 + sum(
        near.drawer(each) == near.drawer(scene.rowan) for each in (*others, scene.birch, scene.heron)
    )
    assert PartRow.objects.filter(near=None).count() == 0


def test_a_row_of_before_is_found_all_the_same(scene: Scene) -> None:
    PartRow.objects.filter(locator=scene.birch_case).update(near=None)
    scene.lev.memory.clear()
    assert [case for case, _part in access.parts(scene.lev, scene.rowan)] == [scene.birch_case]
    assert not damaged(scene.lev)


def test_a_part_that_was_put_into_another_drawer_is_told(scene: Scene) -> None:
    wrong = (near.drawer(scene.rowan) + 1) % 256
    rows = [row.pk for row, part in access._parts_of(scene.lev, scene.birch_case) if part.person == scene.rowan]
    PartRow.objects.filter(pk__in=rows).update(near=wrong)
    scene.lev.memory.clear()
    access.members(scene.lev, scene.birch_case)
    assert damaged(scene.lev) == 1


def test_bonds_and_ties_lie_in_the_drawers_of_both(scene: Scene) -> None:
    lev, home = scene.lev, scene.birch_case
    links.bind(lev, home, Bond(first=scene.birch, second=scene.rowan, travel="must"))
    links.bind(lev, home, Bond(first=scene.rowan, second=scene.birch, travel="may"))
    links.tie(lev, home, Tie(first=scene.birch, second=scene.heron, homes=(home, scene.heron_case), kind="friend"))
    lev.memory.clear()
    for one, bonds, ties in ((scene.birch, 1, 1), (scene.rowan, 1, 0), (scene.heron, 0, 1)):
        assert len(access.bonds(lev, scene.heron_case, [one])) == bonds
        assert len(access.ties(lev, one)) == ties
    assert not damaged(lev)
    drawers = {near.drawer(scene.birch), near.drawer(scene.rowan)}
    BondRow.objects.update(near=next(number for number in range(256) if number not in drawers))
    lev.memory.clear()
    access.bonds(lev, home, [])
    assert damaged(lev) == 1


def test_no_drawer_of_ours_leaves_and_what_comes_gets_one_of_ours(scene: Scene) -> None:
    case = whole.read_out(scene.lev, scene.birch_case)
    assert not any(row.columns for row in case.rows if row.kind == "persons.partrow")
    made = whole.take_in(scene.lev, form.unpacked(elsewhere(form.packed(case))))
    for row, part in access._parts_of(scene.lev, made):
        assert row.near == near.drawer(part.person)
