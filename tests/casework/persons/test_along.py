"""Whoever goes along and is held hostile, and two who must be apart, stop what must be stopped, and are named."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.casework.conftest import with_consent_and_risk
from tests.casework.persons.conftest import Scene
from tests.people import somebody
from tests.stage import held_hostile
from waystation.casework import actions as casework
from waystation.casework import pairing
from waystation.casework.errors import Refused
from waystation.casework.likely import Likely
from waystation.casework.persons import actions, along, links
from waystation.casework.persons.records import Bond
from waystation.casework.persons.wording import HUNTS_ALONG
from waystation.hotline import access as hotline
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.trust import vetting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

ClientOf = Callable[[str], Client]


def thread_of(actor: Actor, case: UUID) -> UUID:
    return hotline.requests_of_case(actor, case)[0][0].pk


def make_hostile(scene: Scene, case: UUID) -> None:
    held_hostile(scene.lev, thread_of(scene.lev, case))
    refresh(scene.lev)


def come_along(scene: Scene, roles: tuple[str, ...] = ("companion",)) -> None:
    """Heron comes into the case of Birch."""
    links.link(scene.lev, scene.birch_case, scene.heron, scene.heron_case, roles=roles, called="Heron")


def the_same(scene: Scene, answer: str = "same") -> UUID:
    """It is decided of Birch and Heron; the pair."""
    other = Likely(scene.heron, scene.heron_case, ("x", "y"), 9.0, "", phone=False)
    pairing.queue(scene.lev, scene.birch_case, scene.birch, [other], {scene.heron: answer})
    ((held, _pair),) = pairing.pairs(scene.lev)
    return held.id


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as raised:
        act()
    return " ".join(map(str, raised.value.reasons))


def test_only_who_goes_along_and_is_at_home_in_a_hostile_case_counts(scene: Scene) -> None:
    come_along(scene)
    assert along.hostile(scene.lev, scene.birch_case) == ()
    make_hostile(scene, scene.heron_case)
    assert along.hostile(scene.lev, scene.birch_case) == ("Heron",)
    assert along.hostile(scene.lev, scene.heron_case) == ("Heron",)
    assert along.with_hostile(scene.lev) == {scene.birch_case: ("Heron",), scene.heron_case: ("Heron",)}
    links.change_roles(scene.lev, scene.birch_case, scene.heron, roles=["witness"], note="")
    assert along.hostile(scene.lev, scene.birch_case) == ()
    assert along.with_hostile(scene.lev) == {scene.heron_case: ("Heron",)}


def test_one_person_alone_holds_nobody_hostile(scene: Scene) -> None:
    come_along(scene)
    vetting.judge(scene.lev, thread_of(scene.lev, scene.heron_case), "hostile", "Asks for names.")
    assert along.hostile(scene.lev, scene.birch_case) == ()


def test_nobody_sets_out_with_somebody_hostile_and_the_pages_say_who(scene: Scene, client_of: ClientOf) -> None:
    with_consent_and_risk(scene.lev, scene.birch_case)
    casework.advance(scene.lev, scene.birch_case, "planning_exit")
    come_along(scene)
    make_hostile(scene, scene.heron_case)
    said = refused(lambda: casework.advance(scene.lev, scene.birch_case, "in_transit"))
    assert "Hostile, as two of us hold: Heron." in said
    for name in ("casework:case", "persons:people", "evacuation:journey"):
        page = unescape(client_of("lev").get(reverse(name, args=[scene.birch_case])).content.decode())
        assert "Hostile, as two of us hold: Heron." in page
    today = unescape(client_of("lev").get(reverse("desk:today")).content.decode())
    assert today.index("No alarm.") < today.index("Hostile, with a way of ours") < today.index("Everybody's")
    assert "Heron goes along" in today
    assert reverse("persons:people", args=[scene.birch_case]) in today
    part = unescape(client_of("lev").get(reverse("desk:part") + "?part=hostile").content.decode())
    assert reverse("persons:people", args=[scene.birch_case]) in part
    links.unlink(scene.lev, scene.birch_case, scene.heron)
    casework.advance(scene.lev, scene.birch_case, "in_transit")


def test_the_same_person_as_a_hostile_one_is_hostile_as_long_as_that_stands(scene: Scene, client_of: ClientOf) -> None:
    pair = the_same(scene)
    assert along.hostile(scene.lev, scene.birch_case) == ()
    make_hostile(scene, scene.heron_case)
    assert along.hostile(scene.lev, scene.birch_case) == ("Birch",)
    assert set(along.with_hostile(scene.lev)) == {scene.birch_case, scene.heron_case}
    lev = client_of("lev")
    vetting_page = reverse("trust:vetting", args=[thread_of(scene.lev, scene.birch_case)])
    said = "the same person as somebody whom two of us hold hostile: Heron."
    assert said in unescape(lev.get(vetting_page).content.decode())
    assert "Held hostile by two of us." in lev.get(reverse("casework:pairs")).content.decode()
    pairing.decide(scene.lev, pair, "different")
    assert along.hostile(scene.lev, scene.birch_case) == ()
    assert said not in unescape(lev.get(vetting_page).content.decode())


def test_the_same_as_the_same_is_the_same(scene: Scene) -> None:
    the_same(scene)
    other = Likely(scene.rowan, scene.birch_case, ("x",), 9.0, "", phone=False)
    pairing.queue(scene.lev, scene.birch_case, scene.birch, [other], {scene.rowan: "same"})
    assert pairing.same_as(scene.lev, scene.rowan) == {scene.birch: scene.birch_case, scene.heron: scene.heron_case}
    assert pairing.same_as(scene.lev, scene.heron).keys() == {scene.birch, scene.rowan}


def test_who_is_likely_the_same_was_held_hostile(scene: Scene, client_of: ClientOf) -> None:
    make_hostile(scene, scene.heron_case)
    typed = {"name_text_0": "Илья К.", "name_kind_0": "given", "roles": ["companion"], "birth_precision": "unknown"}
    found = client_of("lev").post(reverse("persons:likely", args=[scene.birch_case]), typed).json()["people"]
    assert [each["why"].startswith("Held hostile by two of us.") for each in found] == [True]
    shown = client_of("lev").post(reverse("persons:add", args=[scene.birch_case]), typed | {"pseudonym": "Gorse"})
    assert "Held hostile by two of us." in shown.content.decode()


def test_two_who_must_not_travel_together_are_named(scene: Scene) -> None:
    bond = links.bind(scene.lev, scene.birch_case, Bond(first=scene.birch, second=scene.rowan, travel="must_not"))
    (said,) = along.against(scene.lev, scene.birch_case)
    assert str(said).startswith("Birch and Rowan must not travel together")
    links.change_roles(scene.lev, scene.birch_case, scene.rowan, roles=["relative"], note="stays")
    assert along.against(scene.lev, scene.birch_case) == []
    links.change_roles(scene.lev, scene.birch_case, scene.rowan, roles=["dependant"], note="")
    assert along.against(scene.lev, scene.birch_case)
    links.unbind(scene.lev, scene.birch_case, bond)
    assert along.against(scene.lev, scene.birch_case) == []


@pytest.mark.parametrize("role", ["companion", "dependant", "applicant"])
def test_nobody_hunts_and_goes_along(scene: Scene, role: str) -> None:
    both = ("pursuer", role)
    said = str(HUNTS_ALONG)
    assert refused(lambda: actions.add(scene.lev, scene.birch_case, somebody(pseudonym="Buzzard"), roles=both)) == said
    assert refused(lambda: come_along(scene, both)) == said
    change = refused(lambda: links.change_roles(scene.lev, scene.birch_case, scene.rowan, roles=both, note=""))
    assert change == said


def test_the_form_says_what_to_do_with_a_hunter_who_comes_along(scene: Scene, client_of: ClientOf) -> None:
    form = {"pseudonym": "Buzzard", "roles": ["companion", "pursuer"], "birth_precision": "unknown"}
    page = client_of("lev").post(reverse("persons:add", args=[scene.birch_case]), form)
    assert page.status_code in (409, 422)
    assert str(HUNTS_ALONG) in unescape(page.content.decode())
