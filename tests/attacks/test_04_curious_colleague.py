"""Attack 4: a member of staff with their own keys and full write access to the database reads other people's cases."""

import uuid
from itertools import product

import pytest

from tests.stage import Organisation
from tests.vault.rows.models import Diary, Entry
from waystation.staff import teams
from waystation.staff.actions import add_account, resume, sign_in
from waystation.staff.actor import Actor, utc_now
from waystation.staff.models import Account, ProfileRow, Team
from waystation.staff.policy import COMPARTMENT_TEAMS
from waystation.vault import grants, records
from waystation.vault.compartments import CASE_COMPARTMENTS, Compartment
from waystation.vault.errors import VaultError
from waystation.vault.keyring import Key, Keyring
from waystation.vault.models import RingPage

CASES = 12


@pytest.fixture
def cases(organisation: Organisation) -> int:
    for number in range(CASES):
        keys = grants.create_keys(uuid.uuid4(), CASE_COMPARTMENTS)
        for key in keys:
            records.create(Diary, Entry(text=f"case {number}"), key)
            for team in COMPARTMENT_TEAMS[key.compartment]:
                grants.grant([key], to=teams.locator(team))
    return CASES


def opened(keyring: Keyring) -> dict[Compartment, int]:
    """How many rows of each compartment open."""
    counts = dict.fromkeys(CASE_COMPARTMENTS, 0)
    for row in Diary.objects.all():
        try:
            records.read(row, keyring)
        except VaultError:
            continue
        counts[Compartment(row.compartment)] += 1
    return counts


def test_each_opens_what_their_teams_hold(cases: int, organisation: Organisation) -> None:
    for name, held in {
        "dina": {Compartment.LIST, Compartment.CONTACT},
        "lev": set(CASE_COMPARTMENTS) - {Compartment.TESTIMONY},
        "ira": {Compartment.TESTIMONY},
        "out": set[Compartment](),
    }.items():
        counts = opened(organisation.actor(name).keys)
        assert {compartment for compartment, count in counts.items() if count == cases} == held
        assert sum(counts.values()) == cases * len(held)


@pytest.mark.parametrize(
    ("role", "held"),
    {
        "operator": {"everyone", "duty"},
        "coordinator": {"everyone", "duty", "coordination", "advocacy", "audit", "publication"},
        "documenter": {"everyone", "documentation", "publication"},
        "advocate": {"everyone", "advocacy", "publication"},
        "administrator": {"everyone"},
        "clinician": {"everyone"},
    }.items(),
)
def test_each_role_holds_the_keys_of_its_teams_alone(organisation: Organisation, role: str, held: set[str]) -> None:
    """Said here a second time: a team that a role is given by mistake opens all that is sealed to it."""
    phrase = "a passphrase of seven words or so"
    add_account(organisation.founding, name="new", passphrase=phrase, persona="New", roles=[role])
    actor = resume(sign_in("new", phrase, now=utc_now()), now=utc_now())
    assert actor is not None
    assert {name for name in teams.TEAMS if actor.keys.holds(teams.locator(name), Compartment.SELF)} == held


def signed_in_again(organisation: Organisation, name: str) -> Keyring:
    return organisation.actor(name).keys


def test_taking_other_people_s_pages_opens_nothing(cases: int, organisation: Organisation) -> None:
    mine = organisation.accounts["out"]
    for page in list(RingPage.objects.exclude(locator=mine)):
        RingPage.objects.create(locator=mine, sealed=page.sealed)
    assert sum(opened(signed_in_again(organisation, "out")).values()) == 0


def test_renaming_holders_opens_nothing(cases: int, organisation: Organisation) -> None:
    everyone = teams.locator(teams.EVERYONE)
    for team in Team.objects.exclude(locator=everyone):
        RingPage.objects.filter(locator=team.locator).update(locator=everyone)
    assert sum(opened(signed_in_again(organisation, "out")).values()) == 0


def test_taking_another_s_slot_or_profile_opens_nothing(cases: int, organisation: Organisation) -> None:
    mine, theirs = organisation.accounts["out"], organisation.accounts["lev"]
    keyring = signed_in_again(organisation, "out")
    profile = ProfileRow.objects.get(pk=theirs)
    ProfileRow.objects.filter(pk=mine).update(sealed=profile.sealed)
    assert sum(opened(keyring).values()) == 0
    Account.objects.filter(pk=mine).update(slots=Account.objects.get(pk=theirs).slots)
    with pytest.raises(VaultError):
        signed_in_again(organisation, "out")


def test_pointing_rows_at_keys_in_hand_opens_nothing(cases: int, ira: Actor) -> None:
    keys = ira.keys.keys()
    for row, key in product(Diary.objects.exclude(compartment=Compartment.TESTIMONY), keys):
        row.locator, row.compartment, row.epoch = key.locator, key.compartment, key.epoch
        with pytest.raises(VaultError):
            records.read(row, ira.keys)


def test_granting_oneself_invented_keys_opens_nothing(cases: int, organisation: Organisation) -> None:
    mine = organisation.accounts["out"]
    places = {(row.locator, Compartment(row.compartment)) for row in Diary.objects.all()}
    grants.grant([Key.new(*place) for place in places], to=mine)
    assert sum(opened(signed_in_again(organisation, "out")).values()) == 0
