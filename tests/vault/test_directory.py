"""Where public keys are found; that nobody can exchange them is attack 7."""

import uuid

import pytest

from waystation.vault import directory, grants
from waystation.vault.compartments import Compartment
from waystation.vault.errors import NotReady, Substituted
from waystation.vault.keyring import OURS, Key, Keyring
from waystation.vault.models import Address

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Key:
    (key,) = grants.create_keys(uuid.uuid4(), [Compartment.SELF])
    return key


def test_the_true_key_takes_the_place_of_whatever_stands_there(team: Key) -> None:
    Address.objects.filter(locator=team.locator).update(public=Key.new(team.locator).public)
    with pytest.raises(Substituted):
        directory.address(team.locator)
    directory.publish_again(team)
    assert directory.address(team.locator) == (0, team.public)
    assert Address.objects.filter(locator=team.locator).count() == 1


def test_what_is_right_again_is_refused_no_more(team: Key) -> None:
    mine = bytes(Address.objects.get(locator=team.locator).public)
    Address.objects.filter(locator=team.locator).update(public=Key.new(team.locator).public)
    with pytest.raises(Substituted):
        directory.address(team.locator)
    Address.objects.filter(locator=team.locator).update(public=mine)
    assert directory.address(team.locator) == (0, team.public)
    assert directory.refused() == []


def test_nothing_is_handed_to_whoever_was_withdrawn(team: Key) -> None:
    directory.withdraw(team.locator)
    with pytest.raises(NotReady):
        directory.address(team.locator)


def test_nobody_makes_the_installation_s_own_key_an_old_one() -> None:
    ours = Key.new(OURS)
    directory.publish(Key.new(OURS, epoch=7))
    assert directory.is_newest(ours)
    assert directory.are_newest([ours])


def test_who_holds_an_older_key_calls_the_newer_no_stranger_s(team: Key) -> None:
    directory.publish(Key.new(team.locator, epoch=1))
    assert directory.check(Keyring([team])) == []


def test_another_key_with_a_right_mark_is_known_by_whoever_holds_the_true_one(team: Key) -> None:
    """As somebody could put it there who has the half, too."""
    directory.publish_again(Key.new(team.locator))
    assert directory.address(team.locator)[1] != team.public
    assert directory.check(Keyring([team])) == [team.locator]
    assert directory.refused() == [(team.locator, Compartment.SELF)]


def test_under_a_new_half_no_exchanged_key_gets_a_mark(team: Key) -> None:
    Address.objects.filter(locator=team.locator).update(public=Key.new(team.locator).public)
    directory.mark_again(Keyring([team]))
    with pytest.raises(Substituted):
        directory.address(team.locator)


def test_what_carries_no_right_mark_is_counted(team: Key) -> None:
    assert directory.unmarked() == 0
    Address.objects.filter(locator=team.locator).update(public=Key.new(team.locator).public)
    assert directory.unmarked() == 1
