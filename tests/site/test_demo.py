"""What a coordinator finds in the demo beside the cases: made by the actions of the pages, in each of its states."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from tests.documentation.statements.conftest import _another
from tests.evacuation.conftest import Scene
from tests.evacuation.conftest import scene as scene
from tests.evacuation.pursuers.conftest import second as second
from tests.stage import Organisation
from waystation.documentation import access as events_access
from waystation.documentation.assertions import PERPETRATOR
from waystation.documentation.corroboration import CORROBORATED, FIRST_HAND, REPORTED
from waystation.documentation.matching import gathering as matching
from waystation.documentation.statements import weighing
from waystation.evacuation.money import access as money_access
from waystation.evacuation.money.records import APPROVED, ASKED, PAID
from waystation.evacuation.pursuers import access as pursuers_access
from waystation.evacuation.relocation import access as tracks
from waystation.evacuation.relocation import rules
from waystation.publication import access as publications
from waystation.publication import checks
from waystation.publication.export import pages, signing
from waystation.publication.gathering import Facts
from waystation.publication.protection import check
from waystation.site.demo import abroad, asking, documented, hunters, money, organisation, publishing
from waystation.site.demo.world import World
from waystation.staff import policy
from waystation.staff.access import refresh
from waystation.staff.actor import Actor

pytestmark = pytest.mark.django_db

ARREST = "liberty.unlawful_arrest"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def cases(scene: Scene) -> list[UUID]:
    return [scene.case(f"Birch {number}") for number in range(7)]


def test_money_waits_for_a_second_person_is_paid_and_lacks_a_receipt(
    scene: Scene, cases: list[UUID], second: Actor
) -> None:
    refresh(second)
    money.make(scene.actor, second, cases)
    found = {state: len(money_access.payments_in(scene.actor, state)) for state in (ASKED, APPROVED, PAID)}
    assert found == {ASKED: 2, APPROVED: 1, PAID: 3}
    assert len(money_access.payments_without_receipt(scene.actor)) == 1
    assert len(money_access.funds(scene.actor)) == 2


def test_an_interview_waits_in_which_something_is_found(scene: Scene, cases: list[UUID]) -> None:
    publishing.make(scene.actor, cases)
    found = publications.publications(scene.actor)
    assert {each.kind for each in found.values()} == {"transcript", "statement"}
    interview = next(each for each in found.values() if each.kind == "transcript")
    told = check(interview.texts["en"], Facts(scene.actor))
    assert {str(each.kind) for each in told} == {"code_name", "coordinates"}


def test_an_interview_and_a_table_are_out_and_the_site_is_signed(
    scene: Scene, cases: list[UUID], second: Actor, ira: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks.connections, "close_all", lambda: None)
    monkeypatch.setattr(checks.Check, "start", checks.Check.work)
    refresh(second)
    asking.letters(scene.actor, second)
    publishing.release(scene.actor, ira)
    found = {each.kind: each for each in publications.publications(scene.actor).values()}
    assert all(each.released_at for each in found.values())
    told = dict(found["table"].table.shown) if found["table"].table else {}
    assert told["nothing", "*"] == told["open", "*"] == 12
    assert {each.kind for each in found["transcript"].grounds} == {"release", "rule"}
    site = signing.signed(pages.files(pages.now()))
    assert pages.SIGNATURE in site
    texts = [name for name in site if name.startswith("en/2") and name.endswith(".html")]
    assert len(texts) == 2
    interview = "".join(site[name].decode() for name in texts)
    assert "name withheld because of her work" in interview
    assert "How authorities answered" in site["en/feed.xml"].decode()


@pytest.mark.usefixtures("in_english")
def test_events_are_documented_and_each_fact_is_as_sure_as_it_can_be(organisation: Organisation, ira: Actor) -> None:
    raid = documented.make(ira, _another(organisation, "osip", "Osip"))
    found = weighing.weigh(ira, raid).statuses
    assert {
        claim.value: (status.code, status.public)
        for claim, status in found.items()
        if claim.property != PERPETRATOR and claim.value != ARREST
    } == {
        "liberty.mass_roundup": (CORROBORATED, CORROBORATED),
        "integrity.beating": (FIRST_HAND, REPORTED),
        "blunt.object": (FIRST_HAND, REPORTED),
        "life.death_under_torture": (REPORTED, REPORTED),
        "privacy.phone_search": (FIRST_HAND, FIRST_HAND),
    }
    arrested = [status.code for claim, status in found.items() if claim.value == ARREST]
    assert arrested == [FIRST_HAND] * 3
    (by_whom,) = [status for claim, status in found.items() if claim.property == PERPETRATOR]
    assert (by_whom.code, by_whom.public) == (FIRST_HAND, REPORTED)
    assert len(events_access.titles(ira)) == 2


def test_who_is_named_in_two_spellings_is_to_be_compared_and_a_brother_is_another(
    organisation: Organisation, ira: Actor
) -> None:
    documented.make(ira, _another(organisation, "osip", "Osip"))
    comparison = matching.comparison(ira)
    assert comparison.is_over_in(60.0)
    names = {one: person.called for one, person in events_access.persons(ira).items()}
    likely = {
        frozenset((names[each.first], names[each.second])): each.probability
        for each in matching.Candidates(ira, comparison).every
    }
    assert likely[frozenset(("Ruslan Veshnyakov", "Ruslan Veschniakow"))] > 0.9
    assert likely[frozenset(("Artur Veschniakow", "Ruslan Veschniakow"))] < 0.1


def test_tracks_abroad_are_as_far_as_their_cases(scene: Scene, cases: list[UUID]) -> None:
    stages = ("documents", "documents", "visa_pending", "visa_pending", "departing", "departing", "arrived")
    abroad.make(scene.actor, list(zip(cases, stages, strict=True)))
    found = [rules.state(each, scene.actor.today) for each in tracks.tracks(scene.actor)]
    assert sorted(found) == sorted((rules.PREPARING, rules.FILED, rules.READY, rules.ARRIVED))


def test_pursuers_were_seen(scene: Scene, cases: list[UUID]) -> None:
    places = scene.places
    land = World(towns={"a": places["hollow"], "b": places["river"]}, crossing=places["bus"], houses=[places["attic"]])
    hunters.make(scene.actor, land, cases)
    seen = [pursuers_access.evidence_of(scene.actor, case, "sighting") for case in cases]
    assert all(seen)
    assert any(record.since > scene.actor.now() + timedelta(days=1) for case in cases for _pk, record in
               pursuers_access.evidence_of(scene.actor, case, "zone"))  # fmt: skip
    assert len(list(pursuers_access.stated(scene.actor))) == 2


def test_there_is_somebody_for_each_role_and_three_who_document() -> None:
    """As the manual of the interview and the readme call them."""
    roles = {name: held for name, _persona, held, _language in organisation.STAFF}
    assert {role for held in roles.values() for role in held} == set(policy.ROLES)
    both = ("formats.export", "consent.use")  # by whose hand a dossier leaves that takes two
    assert any(all(policy.may(held, verb) for verb in both) for held in roles.values())
    named = re.findall(
        r"`(ira|osip|vera|alma)`", (ROOT / "docs" / "interview.md").read_text() + (ROOT / "README.md").read_text()
    )
    assert {name: roles[name] for name in named} == {
        "ira": [policy.DOCUMENTER],
        "osip": [policy.DOCUMENTER],
        "vera": [policy.DOCUMENTER],
        "alma": [policy.CLINICIAN],
    }
